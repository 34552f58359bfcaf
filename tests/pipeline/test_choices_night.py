"""提出の確認: of several files that answer one sheet, the coordinator says which one counts."""

import shutil

import openpyxl
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.core.submission_decision import HEADINGS, JUDGMENT, NAME, QUESTION, SHEET
from kusei_batch.pipeline.questions import read_problems
from tests.kept import copy_kept
from tests.pipeline.desk import IN_TIME, TARGET, Desk, outputs
from tests.pipeline.test_answers import SECTIONS, TEXTS, A, counted, hand_in_sections, told

CHOSEN = "この内容でよい"
VALUES = (8, 10, 12)


def hand_in(desk, number, **fields):
    """One section's file of the sheet, told from the others by its target value."""
    target = TARGET | {"目標": TEXTS[number], "目標値": VALUES[number]} | fields
    return desk.hand_in(A, [target], name=SECTIONS[number])


def listed(desk):
    """The rows of the sheet by heading; none where the workbook was never written."""
    if not desk.workspace.decisions_path.exists():
        return []
    rows = list(openpyxl.load_workbook(desk.workspace.decisions_path)[SHEET].iter_rows(values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def decide(desk, *names, word=CHOSEN):
    """Write the word beside these files of the last question, and save."""
    book, column = openpyxl.load_workbook(desk.workspace.decisions_path), HEADINGS.index(JUDGMENT) + 1
    last = listed(desk)[-1][QUESTION]
    for number, row in enumerate(listed(desk), start=2):
        if row[QUESTION] == last:
            chosen = any(str(row[NAME]).endswith(name) for name in names)
            book[SHEET].cell(number, column).value = word if chosen else None
    book.save(desk.workspace.decisions_path)
    desk.workspace = read_workspace(desk.workspace.root)


def waiting(report):
    """How many questions of the sheet wait."""
    return sum(decision.count for decision in report.decisions if decision.sheet == SHEET)


@pytest.fixture
def two(tmp_path):
    """Two sections' files after their night; the later one counts."""
    desk, report = copy_kept(tmp_path / "作業フォルダ", _begin_two)
    desk.workspace = read_workspace(tmp_path / "作業フォルダ")
    return desk, report


def _begin_two(folder):
    desk = Desk(folder)
    desk.begin_issued()
    hand_in(desk, 0)
    hand_in(desk, 1)
    return desk, desk.night()


def test_a_row_is_prepared_for_every_file_once_and_the_question_waits(two):
    desk, report = two
    assert (counted(desk), waiting(report)) == (["10"], 1)
    rows = listed(desk)
    assert [str(row[NAME]).rpartition("/")[2] for row in rows] == [SECTIONS[1], SECTIONS[0]]
    assert len({row[QUESTION] for row in rows}) == 1
    assert {(str(row["管理番号"]).split("-")[1], row["受け取った日"], row[JUDGMENT]) for row in rows} == {
        (A, desk.workspace.calendar.date_label(IN_TIME), None)
    }
    assert len({row["内容の目印"] for row in rows}) == len(rows)
    before = desk.workspace.decisions_path.read_bytes()
    again = desk.night()
    assert (told(again)[-1], waiting(again), counted(desk)) == ("rival-answers", 1, ["10"])
    assert desk.workspace.decisions_path.read_bytes() == before


def test_personal_data_in_a_file_name_is_not_repeated(issued):
    hand_in(issued, 0)
    issued.hand_in(A, [TARGET | {"目標": TEXTS[1]}], name="様式_090-1234-5678.xlsx")
    issued.night()
    assert listed(issued)
    assert "1234" not in str(listed(issued))


def test_decided_for_the_newer_it_counts_and_the_warning_ends(two):
    desk, _ = two
    decide(desk, SECTIONS[1])
    report = desk.night()
    assert (counted(desk), waiting(report), len(listed(desk))) == (["10"], 0, 2)
    assert "rival-answers" not in told(report)
    assert all((desk.folder(A) / name).exists() for name in SECTIONS[:2])


def receipt_of(desk):
    """The text of the department's receipt, where it finds it."""
    (path,) = desk.workspace.outbox.rglob(f"02_受付票/*/*_{A}_*.txt")
    return path.read_bytes().decode("utf-8-sig")


def test_the_receipt_tells_the_other_file_and_asks_for_nothing_that_only_the_office_can_do(two):
    desk, _ = two
    said = receipt_of(desk)
    assert "・全体　同じ様式に答えるファイルが2つあります（「" in said
    assert all(name in said for name in SECTIONS[:2])
    assert "1つのブックにまとめて出し直してください" in said
    assert "決定.xlsx" not in said
    decide(desk, SECTIONS[1])
    desk.night()
    assert "同じ様式に答えるファイル" not in receipt_of(desk)


def test_a_sheet_that_is_sent_back_tells_the_other_file_too(issued):
    hand_in(issued, 0, 目標="")
    hand_in(issued, 1, 目標="")
    issued.night()
    (path,) = issued.workspace.outbox.rglob(f"02_差戻し/*/*_{A}_*.xlsx")
    cells = [str(cell.value) for row in openpyxl.load_workbook(path)["確認事項"].iter_rows() for cell in row]
    assert any("同じ様式に答えるファイルが2つあります" in cell for cell in cells)
    assert not any("決定.xlsx" in cell for cell in cells)


def test_a_file_that_was_chosen_is_listed_once(two):
    desk, _ = two
    decide(desk, SECTIONS[0])
    desk.night()
    listed_files = [file for file in read_problems(desk.workspace, A) if file.receipt and not has_notices(file)]
    assert [file.about.path.rpartition("/")[2] for file in listed_files] == [SECTIONS[1], SECTIONS[0]]
    assert [file.counts for file in listed_files] == [False, True]


def has_notices(file):
    """Whether it is told of the answer as a whole."""
    return any(problem.code.startswith("answer-") for problem in file.problems)


def test_decided_for_the_older_it_counts_the_warning_ends_and_the_other_stays_archived(two):
    desk, before = two
    kept = {path.name for path in desk.workspace.archive.rglob("*") if path.is_file()}
    decide(desk, SECTIONS[0])
    report = desk.night()
    assert (counted(desk), told(report), waiting(report)) == (["8"], ["answer-chosen"], 0)
    assert kept <= {path.name for path in desk.workspace.archive.rglob("*") if path.is_file()}
    again = desk.night()
    assert (counted(desk), told(again), again.replaced, waiting(again)) == (["8"], ["answer-chosen"], [], 0)
    (was,), (now,) = ([c for c in one.coverage if c.department.code == A] for one in (before, again))
    assert (now.received, now.state) == (was.received, was.state)


def test_another_word_the_next_day_is_followed_too(two):
    desk, _ = two
    for number, value in ((0, "8"), (1, "10"), (0, "8")):
        decide(desk, SECTIONS[number])
        report = desk.night()
        assert (counted(desk), waiting(report)) == ([value], 0)
        assert "rival-answers" not in told(report)


@pytest.mark.parametrize("first", [0, 1])
def test_a_third_file_after_the_decision_is_asked_about_anew(two, first):
    desk, _ = two
    decide(desk, SECTIONS[first])
    desk.night()
    hand_in(desk, 2)
    report = desk.night()
    assert (counted(desk), told(report)[-1], waiting(report)) == (["12"], "rival-answers", 1)
    desk.workspace = read_workspace(desk.workspace.root)
    assert (counted(desk), len(listed(desk))) == (["12"], 5)
    desk.night()
    assert counted(desk) == ["12"]
    decide(desk, SECTIONS[1])
    report = desk.night()
    assert (counted(desk), waiting(report)) == (["10"], 0)
    (desk.folder(A) / SECTIONS[2]).unlink()
    report = desk.night()
    assert (counted(desk), told(report), waiting(report)) == (["10"], ["answer-chosen"], 0)


def test_a_third_file_in_the_night_the_decision_is_read_is_asked_about(two):
    desk, _ = two
    decide(desk, SECTIONS[0])
    hand_in(desk, 2)
    report = desk.night()
    assert (counted(desk), told(report)[-1], waiting(report)) == (["12"], "rival-answers", 1)


def test_a_correction_of_the_chosen_file_is_asked_about_anew(two):
    desk, _ = two
    decide(desk, SECTIONS[0])
    desk.night()
    hand_in(desk, 0, 目標値=9)
    report = desk.night()
    assert (counted(desk), told(report)[-1], waiting(report)) == (["9"], "rival-answers", 1)


@pytest.mark.parametrize("word", ["このないようでよい", "これ", "8のほう"])
def test_a_mistyped_word_is_told_and_counts_as_undecided(two, word):
    desk, _ = two
    decide(desk, SECTIONS[0], word=word)
    assert [p.code for p in desk.workspace.faults] == ["master-bad-choice"]
    report = desk.night()
    assert (counted(desk), told(report)[-1], waiting(report)) == (["10"], "rival-answers", 1)


def test_the_word_in_two_rows_of_a_question_is_told_and_counts_as_undecided(two):
    desk, _ = two
    decide(desk, *SECTIONS[:2])
    assert [(p.code, p.location.cell) for p in desk.workspace.faults] == [("master-two-choices", "H3")]
    report = desk.night()
    assert (counted(desk), told(report)[-1], waiting(report)) == (["10"], "rival-answers", 1)


def test_a_chosen_file_that_was_taken_away_changes_nothing(two, tmp_path):
    desk, _ = two
    decide(desk, SECTIONS[0])
    shutil.move(desk.folder(A) / SECTIONS[0], tmp_path / "よそ.xlsx")
    report = desk.night()
    assert (counted(desk), waiting(report)) == (["10"], 0)
    assert "rival-answers" not in told(report)


def test_of_two_sent_back_the_chosen_one_is_copied_into_the_sheet_sent_back(issued):
    hand_in(issued, 0, 場面="")
    hand_in(issued, 1, 場面="")
    report = issued.night()
    assert (told(report), waiting(report)) == (["rival-answers-sent-back"], 1)
    issued.workspace = read_workspace(issued.workspace.root)
    decide(issued, SECTIONS[0])
    report = issued.night()
    assert (told(report), waiting(report)) == ([], 0)
    (answer,) = outputs(report, "sent_back")
    sheet, cell = issued.cell("目標")
    assert openpyxl.load_workbook(answer)[sheet][cell].value == TEXTS[0]


def test_two_departments_are_asked_of_apart(issued):
    hand_in_sections(issued, 3)
    for number, name in enumerate(SECTIONS[:2]):
        issued.hand_in("1304", [TARGET | {"目標": TEXTS[number]}], name=name)
    assert waiting(issued.night()) == 2
    assert len({row[QUESTION] for row in listed(issued)}) == 2
