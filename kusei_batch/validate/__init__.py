"""検証 3: one submission judged by its form. Pure: no file format, no disk, no clock.

The rules are the tuples below; each is `check_x(...) -> Iterator[Problem]`, reports everything at once and
never raises for bad data. STRUCTURE_CHECKS come first: what they call an error of the whole sheet
silences the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from kusei_batch.core.form import Field, FieldType, Form, Necessity
from kusei_batch.core.period import Calendar
from kusei_batch.core.problem import Problem
from kusei_batch.core.record import Record
from kusei_batch.core.submission import IssuedSheet, Submission
from kusei_batch.core.values import BLANK
from kusei_batch.core.ward import Department
from kusei_batch.validate.cell_rules import (
    check_bounds,
    check_condition,
    check_formula_as_text,
    check_leads_elsewhere,
    check_length,
    check_picture_size,
    check_reading,
    check_required,
    check_says_something,
)
from kusei_batch.validate.checkable import check_checkable
from kusei_batch.validate.consistency import check_consistency
from kusei_batch.validate.draft_record import TEXTS, DraftRecord, ReadEntry, ReadSheet
from kusei_batch.validate.fractions import check_fractions
from kusei_batch.validate.issued_rules import check_carried_replaced, check_rows_issued
from kusei_batch.validate.problem_location import merge_problems, sort_problems
from kusei_batch.validate.row_rules import check_duplicates, check_near_duplicates
from kusei_batch.validate.sheet_rules import (
    check_control_characters,
    check_individual_number,
    check_nothing_contradicted,
    check_personal_data,
    check_platform_characters,
)
from kusei_batch.validate.structure_rules import check_gaps, check_row_count, check_untouched
from kusei_batch.validate.submission_reading import form_reader

SheetCheck = Callable[[ReadSheet], Iterator[Problem]]
CellCheck = Callable[[ReadEntry, DraftRecord, ReadSheet], Iterator[Problem]]
Concerned = Callable[[Field], bool]
"""Whether a check has anything to say of a field's cells, whatever is in them."""

STRUCTURE_CHECKS: tuple[SheetCheck, ...] = (check_untouched,)
SHEET_CHECKS: tuple[SheetCheck, ...] = (
    check_row_count,
    check_rows_issued,
    check_carried_replaced,
    check_gaps,
    check_nothing_contradicted,
    check_individual_number,
    check_personal_data,
    check_control_characters,
    check_platform_characters,
    check_duplicates,
    check_near_duplicates,
    check_checkable,
    check_consistency,
    check_fractions,
)
BLANK_CHECKS: Mapping[CellCheck, Concerned] = {
    check_required: lambda field: field.necessity is Necessity.REQUIRED,
    check_condition: lambda field: field.necessity is Necessity.CONDITIONAL,
}
FILLED_CHECKS: Mapping[CellCheck, Concerned] = {
    check_reading: lambda _field: True,
    check_says_something: lambda field: field.type in TEXTS and field.necessity is not Necessity.OPTIONAL,
    check_bounds: lambda field: field.minimum is not None or field.maximum is not None,
    check_picture_size: lambda field: field.type is FieldType.PICTURE,
    check_length: lambda field: field.max_length is not None,
    check_formula_as_text: lambda field: field.type in TEXTS,
    check_leads_elsewhere: lambda field: field.type in TEXTS or field.takes_words,
}
CHECKS: tuple[SheetCheck | CellCheck, ...] = (*STRUCTURE_CHECKS, *SHEET_CHECKS, *BLANK_CHECKS, *FILLED_CHECKS)


def validate_submission(
    form: Form, submission: Submission, issued: IssuedSheet, department: Department, calendar: Calendar
) -> tuple[list[Record], list[Problem]]:
    """Return the records of a submission (head first, then the rows that are not blank) and all its problems.

    Records count only where no problem is an error. Problems stand in the order of sheet, row and column;
    like problems of several rows are one problem that lists all cells.
    """
    sheet = form_reader(form).read(submission, issued, calendar)
    problems = sort_problems(merge_problems(_check(sheet)), form)
    return sheet.records(department), problems


def _check(sheet: ReadSheet) -> list[Problem]:
    structural = [problem for check in STRUCTURE_CHECKS for problem in check(sheet)]
    if structural:
        return structural
    found = [problem for check in SHEET_CHECKS for problem in check(sheet)]
    chosen = _cell_checks(sheet.form)
    for row in sheet.all_rows():
        for item in row.items.values():
            blank, filled = chosen[item.field.table, item.field.name]
            for cell_check in blank if item.cell is BLANK or item.is_blank else filled:
                found.extend(cell_check(item, row, sheet))
    return found


@lru_cache(maxsize=64)
def _cell_checks(form: Form) -> dict[tuple[str | None, str], tuple[list[CellCheck], list[CellCheck]]]:
    """Return, by table and name of an entry field, the checks of its blank and of its filled cells; once a form."""
    return {
        (field.table, field.name): (_concerned(BLANK_CHECKS, field), _concerned(FILLED_CHECKS, field))
        for field in form.fields
        if field.is_entry
    }


def _concerned(checks: Mapping[CellCheck, Concerned], field: Field) -> list[CellCheck]:
    return [check for check, concerned in checks.items() if concerned(field)]


__all__ = [
    "BLANK_CHECKS",
    "CHECKS",
    "FILLED_CHECKS",
    "SHEET_CHECKS",
    "STRUCTURE_CHECKS",
    "validate_submission",
]
