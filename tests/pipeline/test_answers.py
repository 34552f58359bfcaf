"""An answer is more than its content: what arrives anew counts anew, and nothing drops out unheard."""

import datetime as dt
import json
import re
import shutil
import unicodedata

import openpyxl
import pytest

from kusei_batch.cli.round_screens import show_night
from kusei_batch.core.text.characters import seen_only
from kusei_batch.errors import CannotRunError
from kusei_batch.pipeline.questions import read_problems, read_records, read_status
from tests.pipeline.desk import IN_TIME, OPENING, ROUND, TARGET, outputs, state, verdicts

A, B = "1303", "1304"


def counted(desk):
    """The targets' values that count, of all departments."""
    return [str(record.fields["目標値"]) for record in read_records(desk.workspace, ROUND) if record.table]


def told(report, department=A):
    """Codes told of a department's answer as a whole."""
    (covered,) = [c for c in report.coverage if c.department.code == department]
    return [problem.code for problem in covered.notices]


def message(report, department=A):
    (covered,) = [c for c in report.coverage if c.department.code == department]
    return covered.notices[-1].message


@pytest.fixture
def three(issued, tmp_path):
    """Night 1 A.xlsx, night 2 another under the same name; the first is kept aside."""
    path = issued.hand_in(A, [TARGET | {"目標値": 8}])
    shutil.copyfile(path, tmp_path / "A.xlsx")
    issued.night()
    issued.hand_in(A, [TARGET | {"目標値": 10}])
    issued.night(IN_TIME + dt.timedelta(days=1))
    return issued, tmp_path / "A.xlsx"


def test_content_that_is_put_back_where_another_lay_counts_again_and_is_told(three):
    desk, first = three
    assert counted(desk) == ["10"]
    desk.drop(A, first)
    report = desk.night(IN_TIME + dt.timedelta(days=2))
    assert verdicts(report) == {"様式.xlsx": "accepted"}
    assert counted(desk) == ["8"]
    assert told(report) == ["answer-came-back"]
    assert "以前（令和8年4月20日）のものと同じ内容です" in message(report)
    assert "10→8" in message(report)
    (found,) = report.replaced
    assert [(c.row, c.field, c.old, c.new) for c in found.changes] == [("目標1", "目標値", "10", "8")]
    assert found.same_as.path == found.new.path
    again = desk.night(IN_TIME + dt.timedelta(days=3))
    assert verdicts(again) == {"様式.xlsx": "unchanged"}
    assert (again.replaced, counted(desk)) == ([], ["8"])


def test_content_that_was_taken_away_and_comes_back_counts_again(issued, tmp_path):
    path = issued.hand_in(A, [TARGET | {"目標値": 8}], name="一.xlsx")
    issued.night()
    shutil.move(path, tmp_path / "一.xlsx")
    issued.hand_in(A, [TARGET | {"目標値": 10}], name="二.xlsx")
    issued.night()
    issued.drop(A, tmp_path / "一.xlsx", "一.xlsx")
    report = issued.night()
    assert counted(issued) == ["8"]
    assert told(report)[0] == "answer-came-back"


def test_a_file_that_comes_back_to_an_empty_folder_is_no_news_when_nothing_came_since(issued, tmp_path):
    path = issued.hand_in(A, [TARGET])
    issued.night()
    shutil.move(path, tmp_path / "様式.xlsx")
    issued.night()
    issued.drop(A, tmp_path / "様式.xlsx")
    report = issued.night()
    assert verdicts(report) == {"様式.xlsx": "unchanged"}
    assert (told(report), report.replaced) == ([], [])


@pytest.mark.parametrize("name", ["改名.xlsx", "下/様式.xlsx"])
def test_a_file_that_was_only_renamed_or_moved_does_not_arrive(issued, name):
    old = issued.hand_in(A, [TARGET | {"目標値": 8}], name="古い.xlsx")
    issued.night()
    issued.hand_in(A, [TARGET | {"目標値": 10}], name="新しい.xlsx")
    issued.night()
    target = issued.folder(A) / name
    target.parent.mkdir(exist_ok=True)
    old.rename(target)
    issued.settle(target)
    assert set(verdicts(issued.night()).values()) == {"unchanged"}
    assert counted(issued) == ["10"]


def test_a_whole_folder_that_comes_back_keeps_the_order_of_its_answers(issued, tmp_path):
    issued.hand_in(A, [TARGET | {"目標値": 8}], name="一.xlsx")
    issued.night()
    issued.hand_in(A, [TARGET | {"目標値": 10}], name="二.xlsx")
    issued.night()
    shutil.move(issued.folder(A), tmp_path / "よそ")
    issued.night()
    shutil.copytree(tmp_path / "よそ", issued.folder(A), dirs_exist_ok=True)
    for name in ("二.xlsx", "一.xlsx"):
        issued.settle(issued.folder(A) / name)
    issued.night()
    assert counted(issued) == ["10"]


def test_old_content_that_was_saved_anew_is_known_again(three):
    desk, first = three
    book = openpyxl.load_workbook(first)
    book.properties.creator = "別の人"
    book.save(desk.folder(A) / "様式.xlsx")
    desk.settle(desk.folder(A) / "様式.xlsx")
    report = desk.night(IN_TIME + dt.timedelta(days=2))
    assert counted(desk) == ["8"]
    assert told(report) == ["answer-came-back"]
    assert report.replaced[0].same_as.sha256 != report.replaced[0].new.sha256


def test_a_correction_is_told_with_what_it_changed(issued, capsys):
    path = issued.hand_in(A, [TARGET | {"目標値": 8}])
    issued.night()
    issued.hand_in(A, [TARGET | {"目標値": 10}, TARGET | {"目標": "窓口の案内図を月1回見直します。"}])
    report = issued.night()
    assert told(report) == ["answer-replaced"]
    (found,) = report.replaced
    assert ("目標1", "目標値", "8", "10") in [(c.row, c.field, c.old, c.new) for c in found.changes]
    assert ("目標2", "目標", "", "窓口の案内図を月1回見直します。") in [
        (c.row, c.field, c.old, c.new) for c in found.changes
    ]
    assert found.old.path == found.new.path == f"{path.parent.parent.name}/区民課/様式.xlsx"
    show_night(False, issued.workspace, report, dry_run=False)
    assert "8→10" in "".join(capsys.readouterr())
    show_night(True, issued.workspace, report, dry_run=False)
    (shown,) = json.loads(capsys.readouterr().out)["replaced"]
    assert {"table": "目標", "row": "目標1", "field": "目標値", "old": "8", "new": "10"} in shown["changes"]
    (summary,) = outputs(report, "summary_workbook")
    cells = [c.value for row in openpyxl.load_workbook(summary)["確認事項"].iter_rows() for c in row]
    assert any("8→10" in str(value) for value in cells)


def test_personal_data_is_not_repeated_where_a_change_is_told(issued):
    issued.hand_in(A, [TARGET])
    issued.night()
    issued.hand_in(A, [TARGET | {"具体的な取組内容": "山田（090-1234-5678）が月1回、確かめます。"}])
    report = issued.night()
    assert report.replaced
    assert "1234" not in "".join([message(report), *(c.new for c in report.replaced[0].changes)])


def test_the_same_content_saved_anew_is_told_as_the_same(issued):
    path = issued.hand_in(A, [TARGET])
    issued.night()
    book = openpyxl.load_workbook(path)
    book.properties.creator = "別の人"
    book.save(path)
    issued.settle(path)
    assert told(issued.night()) == ["answer-repeated"]


SECTIONS = ("目標設定（戸籍係）.xlsx", "目標設定（住民記録係）.xlsx", "目標設定（証明係）.xlsx")
TEXTS = ("戸籍の届出を月1回点検します。", "住民票の写しを5分で渡します。", "証明の窓口を月1回見直します。")


def hand_in_sections(desk, number, folders=("", "", ""), *, nightly=False):
    reports = []
    for name, text, folder in list(zip(SECTIONS, TEXTS, folders, strict=True))[:number]:
        (desk.folder(A) / folder).mkdir(exist_ok=True)
        desk.hand_in(A, [TARGET | {"目標": text}], name=f"{folder}{name}")
        if nightly:
            reports.append(desk.night())
    return reports[-1] if nightly else desk.night()


@pytest.mark.parametrize("nightly", [False, True])
@pytest.mark.parametrize(("number", "folders"), [(2, ("", "", "")), (3, ("", "", "")), (2, ("戸籍/", "住民/", ""))])
def test_two_sections_that_file_one_sheet_each_are_told_both(issued, number, folders, nightly):
    report = hand_in_sections(issued, number, folders, nightly=nightly)
    assert told(report)[-1] == "rival-answers"
    for name in SECTIONS[:number]:
        assert name in message(report)
    for text in TEXTS[: number - 1]:
        assert text in message(report)
    assert TEXTS[number - 1] not in message(report).partition("入らない記入")[2]
    assert "rival-answers" in told(issued.night())
    assert "rival-answers" in [p.code for f in read_problems(issued.workspace, None) for p in f.problems]
    for folder, name in list(zip(folders, SECTIONS, strict=True))[: number - 1]:
        (issued.folder(A) / f"{folder}{name}").unlink()
    assert "rival-answers" not in told(issued.night())


def test_the_newer_one_with_errors_is_told_too(issued):
    issued.hand_in(A, [TARGET | {"目標": TEXTS[0]}], name=SECTIONS[0])
    issued.night()
    issued.hand_in(A, [TARGET | {"目標": TEXTS[1], "場面": ""}], name=SECTIONS[1])
    report = issued.night()
    assert told(report) == ["rival-answers"]
    assert all(name in message(report) for name in SECTIONS[:2])


def test_two_with_errors_in_one_night_are_told_both(issued):
    for name, text in list(zip(SECTIONS, TEXTS, strict=True))[:2]:
        issued.hand_in(A, [TARGET | {"目標": text, "場面": ""}], name=name)
    report = issued.night()
    assert told(report) == ["rival-answers-sent-back"]
    assert all(name in message(report) for name in SECTIONS[:2])


def test_a_sheet_that_was_sent_back_and_its_correction_are_no_rivals(issued):
    issued.hand_in(A, [TARGET | {"場面": ""}])
    (answer,) = outputs(issued.night(), "sent_back")
    issued.hand_in(A, [TARGET], name="直しました.xlsx", source=answer)
    assert told(issued.night()) == []


def test_a_copy_of_the_same_content_is_no_rival(issued):
    path = issued.hand_in(A, [TARGET])
    issued.drop(A, path, "様式 - コピー.xlsx")
    assert told(issued.night()) == []


def test_a_clock_set_back_stops_the_night_before_it_rewrites_anything(issued):
    issued.hand_in(A, [TARGET])
    report = issued.night(IN_TIME)
    before = {path: path.read_bytes() for path in outputs(report, "summary_workbook")}
    with pytest.raises(CannotRunError) as caught:
        issued.night(OPENING)
    assert "パソコンの日付" in caught.value.remedy
    assert {path: path.read_bytes() for path in before} == before
    assert state(read_status(issued.workspace, OPENING), A) == "missing"
    assert state(issued.night(IN_TIME), A) == "accepted"


@pytest.mark.parametrize("other", [unicodedata.normalize("NFD", "ガイド.xlsx"), "ガイ\u200bド.xlsx"])
def test_two_files_whose_names_look_the_same_are_told_apart(issued, other):
    for name, text in zip(("ガイド.xlsx", other), TEXTS, strict=False):
        issued.hand_in(A, [TARGET | {"目標": text}], name=name)
    report = issued.night()
    assert told(report)[-1] == "rival-answers"
    files = re.findall("「([^「」]*)」", message(report).partition("）。")[0])
    assert len(files) == len({unicodedata.normalize("NFC", seen_only(file)) for file in files}) == 2
