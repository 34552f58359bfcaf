"""Which file counts, and what state that makes."""

from __future__ import annotations

import datetime as dt

import pytest

from kusei_batch.consolidate import build_coverage, merge_records
from kusei_batch.core.period import Round
from kusei_batch.core.problem import Problem, Severity
from kusei_batch.core.record import Coverage, Record, Source
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.submission import IssuedSheet, Receipt, State, Verdict
from kusei_batch.core.ward import Department, Ward

WARD = Ward("130", "みどり区")
ROUND = Round("目標設定", "目標", 2026, dt.date(2026, 4, 6), dt.date(2026, 4, 24))
DEPARTMENT = Department("1303", WARD, "まちづくり推進部", "企画課", 1, "")
SHEET = IssuedSheet("R08-1303-1-42", "目標設定", "目標", "1", 2026, "130", "1303", "", ROUND.opens)


def receipt(sha: str, day: int, verdict: Verdict = Verdict.ACCEPTED, **more) -> Receipt:
    return Receipt(sha, f"{sha}.xlsx", dt.date(2026, 4, day), verdict, SHEET.sheet_id, **more)


def cover(*receipts: Receipt, as_of: int = 24, month: int = 4, problems=None, issued=True) -> Coverage:
    sheets = {"1303": SHEET} if issued else {}
    return build_coverage([DEPARTMENT], ROUND, sheets, receipts, problems or {}, dt.date(2026, month, as_of))[0]


def test_a_department_without_a_sheet_is_not_issued() -> None:
    covered = cover(receipt("a", 20), issued=False)
    assert (covered.state, covered.sheet_id, covered.sha256) == (State.NOT_ISSUED, None, None)


def test_nothing_received_is_missing_up_to_the_due_day_and_overdue_after_it() -> None:
    assert cover(as_of=24).state is State.MISSING
    assert (cover(as_of=25).state, cover(as_of=25).days_late) == (State.OVERDUE, 1)
    assert cover(as_of=1, month=5).days_late == 7


def test_the_latest_accepted_file_counts() -> None:
    covered = cover(receipt("a", 20), receipt("b", 22, Verdict.ACCEPTED_WITH_WARNINGS))
    assert (covered.state, covered.sha256, covered.path) == (State.ACCEPTED, "b", "b.xlsx")


def test_of_two_accepted_on_one_day_the_later_in_sequence_counts() -> None:
    assert cover(receipt("b", 20), receipt("a", 20)).sha256 == "a"


def test_receipts_count_by_their_day_whatever_their_sequence() -> None:
    assert cover(receipt("b", 22), receipt("a", 20)).sha256 == "b"


def test_a_later_file_with_errors_never_displaces_an_accepted_one() -> None:
    covered = cover(receipt("a", 20), receipt("b", 22, Verdict.SENT_BACK))
    assert (covered.state, covered.sha256, covered.pending_sha256) == (State.ACCEPTED, "a", "b")


def test_nothing_is_pending_once_a_corrected_file_was_accepted() -> None:
    covered = cover(receipt("a", 20), receipt("b", 21, Verdict.SENT_BACK), receipt("c", 22))
    assert (covered.sha256, covered.pending_sha256) == ("c", None)


def test_sent_back_and_none_accepted_is_sent_back_even_after_the_due_day() -> None:
    covered = cover(receipt("a", 20, Verdict.SENT_BACK), receipt("b", 21, Verdict.SENT_BACK), as_of=27)
    assert (covered.state, covered.sha256, covered.days_late) == (State.SENT_BACK, "b", 3)


def test_a_late_accepted_file_is_late_by_its_own_day() -> None:
    assert cover(receipt("a", 27), as_of=30).days_late == 3


def test_a_correction_has_its_own_day_and_makes_nobody_late() -> None:
    covered = cover(receipt("a", 23), receipt("b", 29), as_of=30)
    assert (covered.days_late, covered.first_accepted, covered.corrected) == (
        0,
        dt.date(2026, 4, 23),
        dt.date(2026, 4, 29),
    )
    assert (covered.sha256, covered.received) == ("b", dt.date(2026, 4, 29))


def test_what_was_sent_back_is_not_yet_accepted() -> None:
    covered = cover(
        receipt("a", 23, Verdict.SENT_BACK), receipt("b", 27), receipt("c", 28, Verdict.SENT_BACK), as_of=30
    )
    assert (covered.days_late, covered.first_accepted, covered.corrected) == (3, dt.date(2026, 4, 27), None)


def test_the_same_content_again_is_no_correction_but_going_back_to_it_is() -> None:
    assert cover(receipt("a", 20), receipt("a", 22)).corrected is None
    assert cover(receipt("a", 20), receipt("b", 21), receipt("a", 22)).corrected == dt.date(2026, 4, 22)
    assert cover(receipt("a", 20), receipt("b", 21), receipt("b", 22)).corrected == dt.date(2026, 4, 21)
    assert cover(receipt("a", 20), receipt("b", 20)).corrected is None


def test_nobody_is_first_accepted_before_anything_was() -> None:
    for covered in (cover(), cover(receipt("a", 20, Verdict.SENT_BACK)), cover(issued=False)):
        assert (covered.first_accepted, covered.corrected) == (None, None)


def test_nothing_to_report_is_a_state_of_its_own() -> None:
    assert cover(receipt("a", 20, nothing_to_report=True)).state is State.NONE_TO_REPORT


@pytest.mark.parametrize("verdict", [Verdict.QUARANTINED, Verdict.SKIPPED, Verdict.FAILED, Verdict.UNCHANGED])
def test_files_that_answer_nothing_leave_the_department_missing(verdict: Verdict) -> None:
    assert cover(receipt("a", 20, verdict)).state is State.MISSING


def test_what_came_after_the_day_of_the_figures_is_left_out() -> None:
    assert cover(receipt("a", 22), as_of=21).state is State.MISSING


def test_faults_are_counted_in_the_counting_file_alone() -> None:
    problems = {
        "a": [
            Problem("zero-bytes", Severity.WARNING),
            Problem("zero-bytes", Severity.WARNING),
            Problem("zero-bytes", Severity.INFO),
        ],
        "b": [Problem("zero-bytes", Severity.ERROR)],
    }
    covered = cover(receipt("a", 20), receipt("b", 22, Verdict.SENT_BACK), problems=problems)
    assert (covered.errors, covered.warnings) == (0, 2)


def record(department: Department, sha: str, table: str | None, number: int | None) -> Record:
    return Record(
        f"sheet-{department.code}", department, "目標", RowKey(table, ""), number, {}, {}, Source(sha, "", {})
    )


def test_merged_records_come_from_counting_files_by_department_head_first() -> None:
    first = Department("2", WARD, "", "区民課", 1, "")
    second = Department("1", WARD, "", "保護課", 2, "")
    coverage = [
        Coverage(first, "目標設定", State.ACCEPTED, "sheet-2", "new"),
        Coverage(second, "目標設定", State.SENT_BACK, "sheet-1", "bad"),
    ]
    records = [record(second, "bad", "目標", 1), record(first, "old", "目標", 1)]
    records += [record(first, "new", "目標", n) for n in (10, 2, 1)] + [record(first, "new", None, None)]
    merged = merge_records(records, coverage)
    assert [(r.source.sha256, r.number) for r in merged] == [("new", None), ("new", 1), ("new", 2), ("new", 10)]
