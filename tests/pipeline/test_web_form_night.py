"""Exports of a web form in a department's folder: counted like a workbook, kept without what may not be kept."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.core.record import Record
from kusei_batch.pipeline.checking import check_file
from kusei_batch.pipeline.issuing import issue_round, order_round
from kusei_batch.pipeline.night import run_night
from kusei_batch.pipeline.questions import read_records
from kusei_batch.pipeline.repairing import repair_workspace
from kusei_batch.pipeline.workspace.doctor import examine_workspace
from kusei_batch.pipeline.workspace.form_check import read_form
from kusei_batch.pipeline.workspace.init import init_workspace
from kusei_batch.pipeline.workspace.verifying import verify_workspace
from tests.pipeline.test_rounds_compared import FIRST, FORM, SECOND, hand_in, keep_survey

ASKED = [
    *("窓口の職員の説明は分かりやすかったですか。", "窓口の職員の応対は丁寧でしたか。"),
    *("手続が終わるまでの時間はいかがでしたか。", "庁舎の案内は分かりやすかったですか。"),
    *("待合や通路は使いやすかったですか。", "区役所のサービスの全体について、いかがでしたか。"),
]
PRIVATE = ("川崎 花子", "hanako@example.jp")
HEAD = ["受付番号", "受付日時", "状態", "お名前", "メールアドレス"]
TAIL = ["ご意見・ご要望", "ご意見の場面"]
WORDS = ("満足", "やや満足", "どちらともいえない", "やや不満", "不満", "")
Answer = list[str]


def answer(number: int, *words: str, day: str = "2026/09/10 10:00:00", text: str = "", scene: str = "") -> Answer:
    """One line: the words are for the questions in their order, the last one for those that are left."""
    said = [*words, *([words[-1]] * (len(ASKED) - len(words)))]
    return [f"{number:05}", day, "受付", *PRIVATE, *said, text, scene]


USUAL = [
    answer(1, "満足", "やや満足"),
    answer(2, "不満", "満足", text="案内が分かりにくい。\n特に2階。", scene="庁舎案内"),
    answer(3, "とても満足", "", day="2026/09/18 16:59:00"),
    answer(4, "やや満足", "ふつう", day="2026年9月7日 9:00", text='=HYPERLINK("http://example.jp","押す")'),
]


def export(answers: list[Answer], *, asked: list[str] | None = None, tail: list[str] | None = None) -> str:
    """The export as a web form writes it: everything quoted, CRLF at the ends of lines."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([*HEAD, *(asked or [f"Q{i}. {q}\n【必須】" for i, q in enumerate(ASKED, 1)]), *(tail or TAIL)])
    writer.writerows(answers)
    return out.getvalue()


@pytest.fixture(scope="module")
def issued(tmp_path_factory) -> Path:
    """The first round of the survey, issued to two departments."""
    root = tmp_path_factory.mktemp("Web") / "作業"
    init_workspace(root, dry_run=False)
    keep_survey(root / "config.toml")
    workspace = read_workspace(root)
    issue_round(workspace, order_round(workspace, FIRST), dt.date(2026, 9, 1))
    return root


@pytest.fixture
def place(issued, tmp_path) -> Path:
    root = tmp_path / "作業"
    shutil.copytree(issued, root)
    return root


def drop(root: Path, content: bytes | str, name: str = "見本区/区民課/回答.csv") -> Path:
    path = root / "inbox" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8-sig"))
    os.utime(path, (1e9, 1e9))
    return path


def judged(root: Path, content: bytes | str) -> tuple[str, set[str], list[Record]]:
    """What the night would say of an export: its verdict, the codes, and the records."""
    found = check_file(read_workspace(root), drop(root, content))
    return found.verdict.value, {p.code for p in found.problems}, list(found.records)


def night(root: Path, day: dt.date) -> Any:
    return run_night(read_workspace(root), day, 2e9, day_of=lambda _: day)


def counted(records: list[Record], row: int) -> dict[str, Any]:
    return {
        w: dict(r.fields).get(w)
        for r in records
        for w in (*WORDS[:5], "無回答")
        if (r.table, r.number) == ("設問", row)
    }


def mend_master(root: Path, heading: str, **written: str) -> None:
    """Write into the row of 取込 that has a heading."""
    path = root / "templates_xlsx" / "マスタ.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["取込"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    row = next(r for r in range(2, sheet.max_row + 1) if sheet.cell(r, columns["見出し"]).value == heading)
    for name, value in written.items():
        sheet.cell(row, columns[name]).value = value
    book.save(path)


def test_every_answer_is_counted_in_the_row_and_field_it_names(issued):
    verdict, codes, records = judged(issued, export(USUAL))
    assert verdict == "accepted"
    assert codes == {"web-form-read", "formula-as-text"}
    meant = {"とても満足": "満足", "ふつう": "どちらともいえない", "": "無回答"}
    for row in range(1, 7):
        said = Counter(meant.get(line[4 + row], line[4 + row]) for line in USUAL)
        assert counted(records, row) == {w: said[w] for w in (*WORDS[:5], "無回答")}


def test_head_texts_and_places_in_the_file_are_told(issued):
    records = judged(issued, export(USUAL))[2]
    (head,) = (r for r in records if r.table is None)
    assert [head.fields[n] for n in ("回収数", "実施期間の初日", "実施期間の末日")] == [
        4,
        dt.date(2026, 9, 7),
        dt.date(2026, 9, 18),
    ]
    assert [head.source.cells[n] for n in ("実施期間の初日", "実施期間の末日")] == ["回答!B5", "回答!B4"]
    texts = [r for r in records if r.table == "自由意見"]
    assert [(r.fields["場面"], r.fields["内容"]) for r in texts] == [
        (("庁舎案内",), "案内が分かりにくい。\n特に2階。"),
        (None, '=HYPERLINK("http://example.jp","押す")'),
    ]
    assert [(r.source.sheet, r.source.cells["内容"]) for r in texts] == [("回答", "L3"), ("回答", "L5")]


@pytest.mark.parametrize("joint", ["、", "・", ";", ", ", "\n", "／"])
def test_a_text_may_be_about_several_scenes_of_a_check_box(issued, joint):
    asked = export(USUAL).replace("庁舎案内", f"庁舎案内{joint}対面対応")
    verdict, codes, records = judged(issued, asked)
    assert (verdict, codes) == ("accepted", {"web-form-read", "formula-as-text"})
    assert next(r for r in records if r.table == "自由意見").fields["場面"] == ("庁舎案内", "対面対応")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_any_usual_encoding_and_end_of_line_says_the_same(issued, encoding):
    whole = [r.fields for r in judged(issued, export(USUAL))[2]]
    for text in (export(USUAL), export(USUAL).replace("\r\n", "\n"), export(USUAL).rstrip("\r\n")):
        assert [r.fields for r in judged(issued, text.encode(encoding))[2]] == whole


def test_headings_are_known_with_other_numbers_line_breaks_and_marks(issued):
    for asked in (
        [f"問{i}：{q}（必須）" for i, q in enumerate(ASKED, 1)],
        [f"{i}．\n{q[:8]}\n{q[8:]} *" for i, q in enumerate(ASKED, 1)],
        list(reversed(ASKED)),
    ):
        assert judged(issued, export(USUAL, asked=asked))[:2] == ("accepted", {"web-form-read", "formula-as-text"})


def test_of_one_number_the_later_answer_counts_wherever_it_stands(issued):
    later = answer(1, "不満", day="2026/09/11 08:00:00")
    for lines in ([*USUAL, later], [later, *USUAL]):
        records = judged(issued, export(lines))[2]
        assert counted(records, 1) == counted(judged(issued, export([later, *USUAL[1:]]))[2], 1)
        assert next(r for r in records if r.table is None).fields["回収数"] == 4


def test_trials_are_left_out(issued):
    trial = answer(9, "不満")
    trial[2] = "テスト"
    assert [r.fields for r in judged(issued, export([*USUAL, trial]))[2]] == [
        r.fields for r in judged(issued, export(USUAL))[2]
    ]


def test_times_of_other_web_forms_are_read(issued):
    days = ("2026/09/07 3:11:45 午後 GMT+9", "2026-09-08T10:00:00+09:00", "令和8年9月9日 10時23分")
    head = judged(issued, export([answer(i, "満足", day=day) for i, day in enumerate(days)]))[2][0]
    assert (head.fields["実施期間の初日"], head.fields["実施期間の末日"]) == (dt.date(2026, 9, 7), dt.date(2026, 9, 9))


def test_a_word_that_nobody_can_count_is_told_with_its_lines_and_taken_once_it_is_in_the_list(place):
    strange = export([*USUAL, answer(5, "満足", "まあまあ")])
    drop(place, strange)
    (file,) = night(place, dt.date(2026, 9, 20)).files
    told = [p for p in file.problems if p.code == "web-form-word-unknown"]
    assert (file.verdict.value, len(told)) == ("quarantined", 5)
    assert "「まあまあ」（1件。6行目）" in told[0].message
    (notice,) = place.rglob("02_差戻し/*/*受け取れませんでした.txt")
    assert "まあまあ＝" in notice.read_text(encoding="utf-8-sig")
    for heading in ASKED[1:]:
        mend_master(
            place,
            heading,
            言いかえ="とても満足＝満足、ふつう＝どちらともいえない、（空欄）＝無回答、まあまあ＝やや満足",
        )
    (file,) = night(place, dt.date(2026, 9, 21)).files
    assert file.verdict.value == "accepted"
    assert not list(place.rglob("02_差戻し/*/*受け取れませんでした.txt"))


def test_a_heading_that_was_renamed_is_told_with_what_it_may_be(issued):
    asked = ["窓口の職員の説明は分かりやすかったでしょうか。", *ASKED[1:]]
    found = check_file(read_workspace(issued), drop(issued, export(USUAL, asked=asked)))
    (missing,) = (p for p in found.problems if p.code == "web-form-heading-missing")
    assert "「窓口の職員の説明は分かりやすかったでしょうか。」に変わったのではありませんか。" in missing.message
    assert (missing.location.file, missing.location.sheet) == ("マスタ.xlsx", "取込")


BROKEN = {
    "NUL": export(USUAL).encode() + b"\0\0\0",
    "途中まで": export(USUAL).encode()[:-60],
    "引用符": export(USUAL).replace('"00003"', '"00003', 1).encode(),
    "列が多い": export([*USUAL, [*answer(5, "満足"), "余り"]]).encode(),
    "空": b"\r\n\r\n",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=list(map(str, range(len(BROKEN)))))
def test_what_is_no_whole_export_is_never_counted(issued, content):
    verdict, codes, records = judged(issued, content)
    assert (verdict, codes, records) == ("quarantined", {"web-form-unreadable"}, [])


def test_nothing_is_kept_of_private_columns_nor_of_a_strange_file(place):
    drop(place, export([[*line, "192.0.2.1"] for line in USUAL], tail=[*TAIL, "IPアドレス"]))
    drop(place, "氏名,住所\r\n見本 太郎,見本区1-2-3\r\n", "見本区/保険年金課/名簿.csv")
    files = {Path(f.path).name: f for f in night(place, dt.date(2026, 9, 20)).files}
    assert files["名簿.csv"].verdict.value == "skipped"
    assert [p.code for p in files["名簿.csv"].problems] == ["web-form-unknown"]
    assert "web-form-heading-new" in {p.code for p in files["回答.csv"].problems}
    kept = b"".join(p.read_bytes() for p in (place / ".kusei").rglob("*") if p.is_file())
    for word in (*PRIVATE, "192.0.2.1", "見本 太郎", "見本区1-2-3"):
        assert word.encode() not in kept
    (notice,) = place.rglob("02_差戻し/*/*1304*受け取れませんでした.txt")
    assert "名簿.csv" in notice.read_text(encoding="utf-8-sig")


def test_the_copy_of_an_export_that_has_left_the_inbox_is_a_csv_which_the_summary_leads_to(place):
    path = drop(place, export(USUAL))
    night(place, dt.date(2026, 9, 20))
    (kept,) = (place / ".kusei").rglob("archive/*/*.csv")
    assert kept.read_text("utf-8-sig").startswith('"受付番号"')
    assert not [p for p in (place / ".kusei").rglob("archive/*/*.xlsx") if not p.read_bytes().startswith(b"PK")]
    path.unlink()
    night(place, dt.date(2026, 9, 21))
    (summary,) = place.rglob("03_集計/*_集計.xlsx")
    book = openpyxl.load_workbook(summary)
    links = {cell.hyperlink.target for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert [link for link in links if link and link.endswith(rf"archive\{kept.parent.name}\{kept.name}")]
    assert verify_workspace(read_workspace(place)) == []


def test_an_export_kept_before_it_had_an_ending_of_its_own_is_still_found(place):
    drop(place, export(USUAL))
    night(place, dt.date(2026, 9, 20))
    (kept,) = (place / ".kusei").rglob("archive/*/*.csv")
    kept.rename(kept.with_suffix(".xlsx"))
    assert verify_workspace(read_workspace(place)) == []


def test_a_repair_keeps_nothing_of_private_columns_either(place):
    drop(place, export(USUAL))
    night(place, dt.date(2026, 9, 20))
    (kept,) = (place / ".kusei").rglob("archive/*/*.csv")
    kept.unlink()
    workspace = read_workspace(place)
    assert [p.code for p in verify_workspace(workspace)] == ["original-missing"]
    repair_workspace(workspace, 2e9)
    stored = b"".join(p.read_bytes() for p in (place / ".kusei").rglob("*") if p.is_file())
    assert not [word for word in PRIVATE if word.encode() in stored]
    night(place, dt.date(2026, 9, 21))
    assert verify_workspace(read_workspace(place)) == []


@pytest.mark.parametrize(
    ("heading", "written", "code"),
    [
        ("受付番号", {"取り込み方": "読まない"}, "import-unknown-taking"),
        ("受付番号", {"様式": "来庁者アンケト"}, "import-unknown-form"),
        (ASKED[0], {"表": None}, "import-incomplete"),
        (ASKED[0], {"表": "質問"}, "import-unknown-name"),
    ],
)
def test_a_row_of_the_list_that_says_nothing_that_can_be_done_is_told(place, heading, written, code):
    mend_master(place, heading, **written)
    assert [p.code for p in examine_workspace(place) if p.code.startswith("import-")] == [code]


def test_an_export_of_which_nobody_knows_whose_it_is_or_who_has_no_sheet_waits(place):
    drop(place, export(USUAL), "見本区/回答.csv")
    drop(place, export(USUAL), "見本区/総務課/回答2.csv")
    found = {Path(f.path).name: f for f in night(place, dt.date(2026, 9, 20)).files}
    told = {name: [p.code for p in file.problems] for name, file in found.items()}
    assert told == {"回答.csv": ["web-form-no-folder"], "回答2.csv": ["web-form-no-sheet"]}
    assert list(read_records(read_workspace(place), FORM)) == []


def test_a_growing_export_replaces_itself_and_no_workbook(place):
    drop(place, export(USUAL[:3]))
    night(place, dt.date(2026, 9, 20))
    drop(place, export(USUAL))
    night(place, dt.date(2026, 9, 21))
    workspace = read_workspace(place)
    assert next(r for r in read_records(workspace, FORM) if r.table is None).fields["回収数"] == 4
    (blank,) = workspace.year_folder(2026, FIRST).rglob("01_配布/*/*_1303_*.xlsx")
    hand_in(workspace, read_form(workspace, FORM), "1303", blank, (5, 3, 2))
    night(place, dt.date(2026, 9, 22))
    drop(place, export([*USUAL, answer(5, "満足")]))
    files = {Path(f.path).name: f for f in night(place, dt.date(2026, 9, 23)).files}
    assert {p.code for p in files["回答.csv"].problems} >= {"web-form-replaces", "admission-asked"}
    assert next(r for r in read_records(workspace, FORM) if r.table is None).fields["回収数"] == 10


def test_answers_of_an_earlier_round_are_not_counted_again(place):
    workspace = read_workspace(place)
    issue_round(workspace, order_round(workspace, SECOND), dt.date(2027, 2, 1))
    both = [*USUAL, answer(11, "満足", day="2027/02/03 09:00:00"), answer(12, "不満", day="2027/02/04 09:00:00")]
    found = check_file(workspace, drop(place, export(both)))
    assert found.sheet is not None
    assert found.sheet.round == SECOND
    assert next(r for r in found.records if r.table is None).fields["回収数"] == 2
    assert any("前の回の行4件" in p.message for p in found.problems)
    assert check_file(workspace, drop(place, export(USUAL))).sheet.round == FIRST


TABS = io.StringIO(newline="")
csv.writer(TABS, delimiter="\t", lineterminator="\r\n").writerows(
    [line[5:] + line[:5] for line in csv.reader(io.StringIO(export(USUAL), newline=""))]
)


@pytest.mark.parametrize(
    "content",
    [
        TABS.getvalue().encode("utf-16"),  # what Excel calls Unicode text, a line break in its first heading
        export(USUAL).replace('","', '";"').encode(),
        export(USUAL).replace("\r\n", "\r").encode("cp932"),
    ],
    ids=["tabs", "semicolons", "CR"],
)
def test_any_sign_between_fields_says_the_same(issued, content):
    assert counted(judged(issued, content)[2], 1) == counted(judged(issued, export(USUAL))[2], 1)


def test_an_export_without_answers_says_nothing(issued):
    assert judged(issued, export([])) == ("quarantined", {"web-form-unreadable"}, [])


def test_of_one_number_the_afternoon_is_later_than_the_morning(issued):
    twice = [
        answer(1, "満足", day="2026/09/07 3:11:45 午後 GMT+9"),
        answer(1, "不満", day="2026/09/07 11:00:00 午前 GMT+9"),
    ]
    assert counted(judged(issued, export(twice))[2], 1)["満足"] == 1


@pytest.mark.parametrize("day", ["9/7/26 10:23:45", "9/7/2026 10:23", "きのう"])
def test_an_answer_of_which_nobody_knows_the_day_is_counted_in_no_round(issued, day):
    verdict, codes, records = judged(issued, export([*USUAL, answer(5, "満足", day=day)]))
    assert (verdict, records) == ("quarantined", [])
    assert "web-form-moment-unread" in codes


def test_the_rest_of_a_broken_line_is_no_answer(issued):
    broken = export(USUAL).replace('"案内が分かりにくい。\n特に2階。"', "案内が分かりにくい。\r\n特に2階。")
    assert "web-form-moment-unread" in judged(issued, broken)[1]


def test_of_two_columns_with_one_heading_none_is_guessed(issued):
    verdict, codes, records = judged(issued, export([[*answer(1, "満足"), "別の意見"]], tail=[*TAIL, TAIL[0]]))
    assert (verdict, records) == ("quarantined", [])
    assert "web-form-heading-twice" in codes


def test_the_same_answers_in_two_folders_are_each_departments_own(place):
    for name in ("区民課", "保険年金課"):
        drop(place, export(USUAL), f"見本区/{name}/回答.csv")
    first, second = night(place, dt.date(2026, 9, 20)).files
    assert {first.verdict.value, second.verdict.value} == {"accepted", "accepted_with_warnings"}
    told = [p.message for p in (*first.problems, *second.problems) if p.code == "web-form-twice"]
    assert [name in told[0] for name in ("区民課", "保険年金課")].count(True) == len(told) == 1
    heads = [r for r in read_records(read_workspace(place), FORM) if r.table is None]
    assert [r.fields["回収数"] for r in heads] == [4, 4]


@pytest.mark.parametrize("nights", [1, 2])
def test_answers_that_a_later_export_no_longer_has_are_told(place, nights):
    drop(place, export(USUAL[:2]), "見本区/区民課/1番窓口.csv")
    if nights > 1:
        night(place, dt.date(2026, 9, 20))
    drop(place, export(USUAL[1:]), "見本区/区民課/2番窓口.csv")
    told = [p for f in night(place, dt.date(2026, 9, 21)).files for p in f.problems if p.code == "web-form-drops"]
    assert ["1件が、このCSVにはありません" in p.message and "1番窓口.csv" in p.message for p in told] == [True]
    drop(place, export(USUAL), "見本区/区民課/両方.csv")
    assert not [p for f in night(place, dt.date(2026, 9, 22)).files for p in f.problems if p.code == "web-form-drops"]


@pytest.mark.parametrize("name", ["回答.ＣＳＶ", "回答.csv ", "回答．csv"])
def test_however_the_ending_is_written_nothing_private_is_kept(place, name):
    shutil.rmtree(place / "inbox" / "見本区", ignore_errors=True)
    drop(place, export(USUAL), f"見本区/区民課/{name}")
    assert [f.verdict.value for f in night(place, dt.date(2026, 9, 20)).files] == ["accepted"]
    kept = b"".join(p.read_bytes() for p in (place / ".kusei").rglob("*") if p.is_file())
    assert not [word for word in PRIVATE if word.encode() in kept]


def test_an_export_by_other_headings_than_the_one_before_is_taken_in_all_the_same(place):
    drop(place, export(USUAL))
    night(place, dt.date(2026, 9, 20))
    renamed = [f"{question}（新）" for question in ASKED]
    for question, other in zip(ASKED, renamed, strict=True):
        mend_master(place, question, 見出し=other)
    drop(place, export(USUAL[1:], asked=renamed))
    assert [f.verdict.value for f in night(place, dt.date(2026, 9, 21)).files] == ["accepted"]
