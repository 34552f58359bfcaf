"""A return on an older version of a form, as the version that is issued now would hold and judge it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kusei_batch.core.form import Form
from kusei_batch.core.problem import Problem
from kusei_batch.core.submission import Entry, IssuedSheet, Row, Submission
from kusei_batch.pipeline.intake.worker_context import ExaminationContext
from kusei_batch.pipeline.status.placing import Placement, ReadSubmission, place_rows
from kusei_batch.validate import validate_submission
from kusei_batch.validate.other_edition import Carried, carry_over
from kusei_batch.validate.personal import mask_personal_words
from kusei_batch.validate.privacy import mask_problem, mask_text


@dataclass(frozen=True)
class Forward:
    """What was typed, in the cells of the version now issued, and what that finds in it; `carried` has what is lost."""

    returned: ReadSubmission
    carried: Carried
    problems: Sequence[Problem]


def stamp_forward(context: ExaminationContext, returned: ReadSubmission, sheet: IssuedSheet, form: Form) -> Forward:
    """Return a submission as `sheet`, the version now issued, would hold it.

    What was found in the file itself goes along, what its own version found in the entries does not: the later
    version's rules speak instead.
    """
    department = context.departments[sheet.department_code]
    carried = carry_over(returned.form, form, returned.submission, sheet)
    moved = replace(returned, sheet=sheet, submission=carried.submission, form=form)
    submission = _at_its_cells(form, moved.submission, place_rows(form, sheet, moved))
    by_own = validate_submission(returned.form, returned.submission, returned.sheet, department, context.calendar)[1]
    found = validate_submission(form, submission, sheet, department, context.calendar)[1]
    own = {_place(mask_problem(problem)) for problem in by_own}
    kept = [_moved(p, carried.submission, submission) for p in returned.problems if _place(p) not in own]
    problems = [*kept, *(mask_problem(mask_personal_words(problem)) for problem in found)]
    return Forward(replace(moved, submission=submission, problems=problems), carried, problems)


def _place(problem: Problem) -> tuple[object, ...]:
    place = problem.location
    return problem.code, place.sheet, place.field, place.cells


def _at_its_cells(form: Form, submission: Submission, placement: Placement) -> Submission:
    """Return the submission with every row where it is placed, each entry in the cell it will be stamped in."""
    tables = {
        name: tuple(
            Row(name, number, _entries(form, row, number), row.key) if row else Row(name, number, {})
            for number, row in enumerate((*rows, *placement.without_room.get(name, ())), 1)
        )
        for name, rows in placement.tables.items()
    }
    head = replace(submission.head, entries=_entries(form, submission.head, 1))
    return replace(submission, head=head, tables=tables)


def _entries(form: Form, row: Row, number: int) -> dict[str, Entry]:
    places = {f.name: (f.sheet, f.cells[min(number, len(f.cells)) - 1]) for f in form.entries_of(row.table) if f.cells}
    return {name: Entry(entry.cell, *places[name]) for name, entry in row.entries.items() if name in places}


def _moved(problem: Problem, before: Submission, after: Submission) -> Problem:
    """Return a problem at the cells where its entries stand now; one of other cells stays as it is."""
    now = {
        (row.table, row.key, name): entry
        for row in after.all_rows()
        for name, entry in row.entries.items()
    }  # fmt: skip
    places = {
        (mask_text(entry.sheet), entry.address): now.get((row.table, row.key, name))
        for row in before.all_rows()
        for name, entry in row.entries.items()
    }
    place = problem.location
    found = [entry for cell in place.cells if (entry := places.get((place.sheet or "", cell)))]
    if not found:
        return problem
    here = found[0].sheet
    return replace(
        problem, location=replace(place, sheet=here, cells=tuple(e.address for e in found if e.sheet == here))
    )
