"""Whatever is handed in is answered: what could not be taken gets a notice, and its department the state 受け取れず."""

import datetime as dt
import re
import shutil

import openpyxl
import pytest

from kusei_batch.cli.round_screens import show_problems
from kusei_batch.config import read_workspace
from kusei_batch.core.identity import make_sheet_id
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.errors import UsageError
from kusei_batch.pipeline.issuing import issue_round, order_round
from kusei_batch.pipeline.night import run_night
from kusei_batch.pipeline.outputs.notices import notice_path
from kusei_batch.pipeline.questions import read_problems, read_status
from tests.pipeline.desk import IN_TIME, ROUND, TARGET, TOO_LATE, outputs, state, verdicts

A, B, C = "1303", "1304", "1201"


def put(desk, department, name, content=b"%PDF-1.7"):
    path = desk.folder(department) / name
    path.write_bytes(content)
    return desk.settle(path)


def notices(report):
    return {path.name: path.read_bytes().decode("utf-8-sig") for path in outputs(report, "notice")}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("目標設定.zip", b"PK\x03\x04", "中のExcelブックを取り出して"),
        ("目標.pdf", b"%PDF-1.7", "配布したExcelブックに記入して"),
        ("一覧.csv", "番号,目標\r\n".encode("cp932"), "配布したExcelブックに記入して"),
        ("送付状.docx", b"PK\x03\x04", "配布したExcelブックに記入して"),
        ("写真.jpg", b"\xff\xd8\xff\xe0", "配布したExcelブックに記入して"),
        ("提出します.msg", b"\xd0\xcf\x11\xe0", "添付されたExcelブックを保存して"),
        ("様式へのリンク.lnk", b"L\0\0\0", "ショートカットの先にある"),
        ("古い形式.xls", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "「Excel ブック (*.xlsx)」を選んで保存"),
        ("表計算.ods", b"PK\x03\x04 cut", "もう一度受付フォルダにコピー"),
        ("マクロ.xlsm", b"", "元のファイルがExcelで開けることを確かめ"),
        ("写真.xlsx", b"\x89PNG\r\n" + bytes(100), "画像（PNG）です"),
    ],
)
def test_whatever_cannot_be_taken_is_answered_with_what_to_do(issued, name, content, words):
    put(issued, A, name, content)
    report = issued.night()
    assert state(report, A) == "not_taken"
    (told,) = notices(report).values()
    assert name in told
    assert words in told
    assert "区民課" in told
    submit_to, section = issued.workspace.settings.submit_to, issued.workspace.settings.words.section
    assert f"提出先　　：{submit_to}\r\n入れる場所：受付フォルダ（{section}ごとに分かれていれば" in told
    assert re.search("配った様式：R08_目標設定_1303_区民課.xlsx（共有フォルダの .*＞01_配布＞見本区）\r\n", told)
    assert "\n" not in told.replace("\r\n", "")
    (path,) = outputs(report, "notice")
    assert path.name.endswith("_受け取れませんでした.txt")
    assert "02_差戻し" in path.parts


@pytest.mark.parametrize(
    "name", ["~$様式.xlsx", "Thumbs.db", ".DS_Store", "様式.xlsx.tmp", ".~lock.様式.xlsx#", "~WRL1.tmp"]
)
def test_what_programs_leave_behind_is_nobodys_answer(issued, name):
    put(issued, A, name, bytes(165))
    report = issued.night()
    assert state(report, A) == "missing"
    assert not notices(report)


def test_the_notice_and_the_state_go_once_a_sheet_is_accepted(issued):
    put(issued, A, "目標設定.zip")
    (path,) = outputs(issued.night(), "notice")
    issued.hand_in(A, [TARGET])
    report = issued.night()
    assert state(report, A) == "accepted"
    assert not outputs(report, "notice")
    assert not path.exists()


def test_they_go_once_the_file_is_taken_away(issued):
    stray = put(issued, A, "目標設定.zip")
    (path,) = outputs(issued.night(), "notice")
    stray.unlink()
    assert state(issued.night(), A) == "missing"
    assert not path.exists()


def test_a_sheet_that_was_sent_back_stays_sent_back_and_the_stray_is_answered_too(issued):
    issued.hand_in(A, [TARGET | {"場面": ""}])
    issued.night()
    put(issued, A, "直しました.pdf")
    report = issued.night()
    assert state(report, A) == "sent_back"
    assert len(notices(report)) == 1


def test_what_comes_after_an_accepted_answer_is_answered_and_changes_no_state(issued):
    issued.hand_in(A, [TARGET])
    issued.night()
    put(issued, A, "差し替え.pdf")
    report = issued.night()
    assert state(report, A) == "accepted"
    assert "前に受理した提出は、そのまま数えています" in "".join(notices(report).values())
    assert len(notices(issued.night())) == 1


def test_one_that_lay_there_when_the_sheet_was_accepted_is_not_answered_again(issued):
    put(issued, A, "参考.pdf")
    issued.hand_in(A, [TARGET])
    assert not notices(issued.night())
    assert not notices(issued.night())


def issue_opinions(desk):
    """A round of the whole year, open beside that of the targets."""
    config = desk.workspace.root / "config.toml"
    asked = '[[rounds]]\nname = "意見記録"\nform = "目標設定"\nopens = "4月1日"\ndue = "3月12日"\n'
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("[[rounds]]", f"{asked}\n[[rounds]]", 1), encoding="utf-8")
    desk.workspace = read_workspace(desk.workspace.root)
    order = order_round(desk.workspace, "意見記録")
    issue_round(desk.workspace, order, dt.date(2026, 4, 1))


def hand_in_targets(desk, department):
    """The sheet of the targets, filled."""
    (blank,) = desk.workspace.outbox.rglob(f"*/目標設定/01_配布/*/*_{department}_*.xlsx")
    desk.hand_in(department, [TARGET], source=blank)


def of_rounds(report):
    """The rounds whose folders hold a notice."""
    return {path.parts[-4] for path in outputs(report, "notice")}


def test_a_file_that_names_no_round_asks_nothing_more_once_a_sheet_came_after_it(issued):
    issue_opinions(issued)
    put(issued, A, "送ります.pdf")
    assert of_rounds(issued.night()) == {"目標設定", "意見記録"}
    hand_in_targets(issued, A)
    assert of_rounds(issued.night()) == set()
    assert of_rounds(issued.night()) == set()


def test_one_that_names_its_round_or_comes_beside_another_rounds_sheet_is_asked_about(issued):
    issue_opinions(issued)
    put(issued, A, "意見記録.pdf")
    put(issued, B, "送ります.pdf")
    hand_in_targets(issued, B)
    assert of_rounds(issued.night()) == {"意見記録"}
    hand_in_targets(issued, A)
    assert of_rounds(issued.night()) == {"意見記録"}
    put(issued, C, "もう一つ.zip")
    hand_in_targets(issued, C)
    assert of_rounds(issued.night()) == {"意見記録"}


def test_lateness_is_still_counted(issued):
    put(issued, A, "目標設定.zip")
    (covered,) = [c for c in issued.night(TOO_LATE).coverage if c.department.code == A]
    assert (covered.state.value, covered.days_late) == ("not_taken", 6)


def test_a_file_in_nobodys_folder_is_known_by_the_number_or_the_name_it_bears(issued):
    sheet_id = next(c.sheet_id for c in issued.night().coverage if c.department.code == A)
    for department, name in ((A, f"目標設定 {sheet_id}.pdf"), (B, issued.blank(B).with_suffix(".zip").name)):
        path = issued.workspace.inbox / name
        path.write_bytes(b"%PDF-1.7")
        issued.settle(path)
        assert state(issued.night(), department) == "not_taken"
    path = issued.workspace.inbox / "だれのものか分かりません.pdf"
    path.write_bytes(b"%PDF-1.7")
    issued.settle(path)
    assert len(notices(issued.night())) == 2


def test_who_used_anothers_sheet_is_told_and_its_owner_is_not(issued):
    shutil.move(issued.hand_in(A, [TARGET]), issued.folder(B) / "お借りしました.xlsx")
    report = issued.night()
    assert verdicts(report) == {"お借りしました.xlsx": "quarantined"}
    assert (state(report, A), state(report, B)) == ("missing", "not_taken")
    (told,) = notices(report).values()
    assert "保険年金課" in told


def test_a_stray_that_is_renamed_stays_a_stray(issued):
    path = put(issued, A, "写真.xlsx", b"\x89PNG\r\n" + bytes(100))
    issued.night()
    path.rename(path.with_name("目標設定.xlsx"))
    report = issued.night()
    assert verdicts(report) == {"目標設定.xlsx": "unchanged"}
    assert state(report, A) == "not_taken"
    assert "目標設定.xlsx" in next(iter(notices(report).values()))


def test_personal_data_in_its_name_is_not_repeated(issued):
    put(issued, A, "山田 090-1234-5678.pdf")
    report = issued.night()
    ((name, told),) = notices(report).items()
    assert "1234" not in name + told


def test_status_and_the_summary_workbook_say_so(issued):
    put(issued, A, "目標設定.zip")
    report = issued.night()
    standing = read_status(issued.workspace, IN_TIME)
    assert state(standing, A) == "not_taken"
    (summary,) = outputs(report, "summary_workbook")
    book = openpyxl.load_workbook(summary)
    cells = {name: [c.value for row in book[name].iter_rows() for c in row] for name in ("確認事項", "提出状況")}
    assert "受け取れず" in cells["提出状況"]
    assert "警告" in cells["確認事項"]
    assert "目標設定.zip" in cells["確認事項"]
    assert any("圧縮ファイル" in str(value) for value in cells["確認事項"])


def test_problems_finds_what_was_not_taken_by_number_and_by_department(issued):
    sheet_id = next(c.sheet_id for c in issued.night().coverage if c.department.code == A)
    shutil.move(issued.hand_in(A, [TARGET]), issued.folder(B) / "お借りしました.xlsx")
    put(issued, A, "目標設定.zip")
    issued.night()

    def found(word):
        return {path.rpartition("/")[2] for path in (f.about.path for f in read_problems(issued.workspace, word))}

    assert found(sheet_id) == {"お借りしました.xlsx", "目標設定.zip"}
    assert found("保険年金課") == found(B) == {"お借りしました.xlsx"}
    assert found("区民課") == found("区民サービス部　区民課") == {"目標設定.zip", "お借りしました.xlsx"}
    with pytest.raises(UsageError, match="もしかして"):
        found("区民科")
    with pytest.raises(UsageError, match="発行していません"):
        found(make_sheet_id("R08", A, 9))


def test_problems_tells_of_older_files_with_their_days_and_which_counts(issued, capsys):
    issued.hand_in(A, [TARGET | {"場面": ""}])
    (answer,) = outputs(issued.night(), "sent_back")
    issued.hand_in(A, [TARGET], name="直しました.xlsx", source=answer)
    issued.night(TOO_LATE)
    found = read_problems(issued.workspace, "区民課")
    assert [(f.about.path.rpartition("/")[2], f.counts, f.is_past) for f in found] == [
        ("様式.xlsx", False, True),
        ("直しました.xlsx", True, False),
    ]
    show_problems(False, issued.workspace.calendar, found)
    told = "".join(capsys.readouterr())
    assert "差戻し（令和8年4月20日受付、後の提出に替わったもの）" in told
    assert "令和8年4月30日受付、いま数えているもの" in told


def test_a_long_name_leaves_room_for_what_the_notice_is(issued):
    sheet = IssuedSheet("R08-1303-1-25", "目標設定", "目標設定", "1.0", 2026, "13", A, f"区/{'課' * 78}.xlsx", IN_TIME)
    name = notice_path(issued.workspace, sheet).name
    assert len(name.encode()) <= 255
    assert name.endswith("課_受け取れませんでした.txt")


def test_what_lay_there_before_a_sheet_was_issued_is_no_answer_to_it(desk):
    path = put(desk, A, "先月の写真.pdf")
    (sheet,) = desk.issue(department=A).issued
    issued_on = sheet.issued_on
    report = run_night(desk.workspace, IN_TIME, desk.clock + 3600, day_of=lambda _: issued_on - dt.timedelta(1))
    assert state(report, A) == "missing"
    assert path.name in [f.path.rpartition("/")[2] for f in report.files]
    put(desk, A, "今日の目標.pdf")
    report = run_night(desk.workspace, IN_TIME, desk.clock + 3600, day_of=lambda _: issued_on)
    assert state(report, A) == "not_taken"


def test_what_lay_there_when_a_sheet_was_issued_again_still_waits_for_an_answer(desk):
    (sheet,) = desk.issue(department=A).issued
    put(desk, A, "目標.pdf")
    came = sheet.issued_on + dt.timedelta(1)
    report = run_night(desk.workspace, IN_TIME, desk.clock + 3600, day_of=lambda _: came)
    assert state(report, A) == "not_taken"
    order = order_round(desk.workspace, ROUND, department=A, again=True)
    (again,) = issue_round(desk.workspace, order, came + dt.timedelta(3)).issued
    assert again.issued_on > came
    report = run_night(desk.workspace, IN_TIME, desk.clock + 3600, day_of=lambda _: came)
    assert state(report, A) == "not_taken"


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("目標.pdf", b"%PDF-1.7 one", b"%PDF-1.7 two"),
        ("目標設定.zip", b"PK\x03\x04one", b"PK\x03\x04two"),
        ("送付状.docx", b"PK\x03\x04", b""),
    ],
)
def test_another_content_under_the_name_of_one_that_could_not_be_taken_came_anew(issued, name, first, second):
    put(issued, A, name, first)
    issued.night()
    issued.hand_in(A, [TARGET])
    report = issued.night()
    assert (state(report, A), notices(report)) == ("accepted", {})
    assert notices(issued.night()) == {}
    put(issued, A, name, second)
    report = issued.night()
    assert [name in text for text in notices(report).values()] == [True]
    assert state(report, A) == "accepted"


def test_a_file_that_could_not_be_taken_and_lies_there_unchanged_did_not_come_again(issued):
    path = put(issued, A, "目標.pdf")
    issued.night()
    issued.hand_in(A, [TARGET])
    issued.night()
    issued.settle(path)
    assert notices(issued.night()) == {}


def test_a_file_too_large_to_be_read_came_anew_when_its_size_or_time_changed(issued):
    path = issued.folder(A) / "大きい.xlsx"
    for size in (65 << 20, 66 << 20):
        with path.open("wb") as file:
            file.truncate(size)
        issued.settle(path)
        report = issued.night()
        assert len(notices(report)) == 1
        issued.hand_in(A, [TARGET | {"目標値": size >> 20}])
        assert notices(issued.night()) == {}


@pytest.mark.parametrize("name", ["改行\nした名前.pdf", "逆\u202e順.pdf", "制御\x1b[31m.pdf", "戻り\r.pdf"])
def test_a_name_with_signs_that_steer_cannot_change_what_a_notice_says(issued, name):
    put(issued, A, name)
    (told,) = notices(issued.night()).values()
    (line,) = [line for line in told.split("\r\n") if line.startswith("■")]
    assert line.isprintable()
    assert line.endswith("に回収）")
