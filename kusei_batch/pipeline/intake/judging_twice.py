"""One past submission judged by two definitions of its form; runs in a worker process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kusei_batch.collect.web_answers import is_web_form
from kusei_batch.core.form import Form
from kusei_batch.core.problem import Problem
from kusei_batch.pipeline.intake.editions import Edition, edition
from kusei_batch.pipeline.intake.examining import ExaminationJob, read_with_faults
from kusei_batch.pipeline.intake.worker_context import ExaminationContext
from kusei_batch.validate import validate_submission
from kusei_batch.validate.other_edition import carry_over
from kusei_batch.validate.personal import mask_personal_words
from kusei_batch.validate.privacy import mask_problem

CHECK = "check"
"""The word of a problem that names the rule of `_検査` it is of."""


@dataclass(frozen=True)
class TrialJob:
    """One file to judge twice: the sheet it answers, and where its original is kept."""

    file: ExaminationJob
    sheet_id: str

    def loaded(self) -> TrialJob:
        """Return the job with its file's content; raise OSError where it cannot be read."""
        return replace(self, file=self.file.loaded())


@dataclass(frozen=True)
class Judged:
    """What was found in one submission by both definitions: what either finds in it, and what one of them alone."""

    both: Sequence[Problem]
    before: Sequence[Problem]
    after: Sequence[Problem]


def judge_twice(context: ExaminationContext, trials: Mapping[Edition, Form], job: TrialJob) -> Judged:
    """Return what the edition a file was issued in and the changed form find in it; runs in a worker process.

    What is wrong with the file itself, such as rows that are gone, either of them would find.
    """
    issued, form, submission, faults = read_with_faults(context, job.file, context.register[job.sheet_id])
    trial = trials[edition(issued)]
    if is_web_form(job.file.path):
        # An export is bound to no cells: there is room for as many rows as it brings.
        counts = {name: len(rows) for name, rows in submission.tables.items()}
        roomy = (
            replace(t, max_rows=max(t.max_rows, rows), usual_rows=max(t.usual_rows, rows))
            for t in trial.tables
            for rows in [counts.get(t.name, 0)]
        )
        trial = replace(trial, tables=tuple(roomy))
    carried = carry_over(form, trial, submission, issued)
    department = context.departments[issued.department_code]
    old = validate_submission(form, submission, issued, department, context.calendar)[1]
    new = validate_submission(carried.form, carried.submission, carried.issued, department, context.calendar)[1]
    known, now = set(_places(old)), set(_places(new))
    return Judged(
        [*_masked(faults), *_masked(_only(new, known & now))],
        _masked(_only(old, known - now)),
        _masked(_only(new, now - known)),
    )


_Place = tuple[object, ...]


def _place(problem: Problem, cell: str) -> _Place:
    at = problem.location
    return problem.code, problem.severity, problem.params.get(CHECK), at.sheet, at.field, cell


def _places(problems: Sequence[Problem]) -> Iterator[_Place]:
    for problem in problems:
        yield from (_place(problem, cell) for cell in problem.location.cells or ("",))


def _only(problems: Sequence[Problem], places: set[_Place]) -> list[Problem]:
    """Return the problems of some places, each with the cells that are among them."""
    found = []
    for one in problems:
        cells = tuple(cell for cell in one.location.cells if _place(one, cell) in places)
        if cells or (not one.location.cells and _place(one, "") in places):
            found.append(replace(one, location=replace(one.location, cells=cells)))
    return found


def _masked(problems: Sequence[Problem]) -> list[Problem]:
    return [mask_problem(mask_personal_words(problem)) for problem in problems]
