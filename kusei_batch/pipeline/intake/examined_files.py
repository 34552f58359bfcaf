"""Files of the inbox examined in workers: what each is, as far as this run and its ledger tell."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path

from kusei_batch.collect.archive import archived_path, keep_pictures
from kusei_batch.collect.identify import UNSEALED
from kusei_batch.collect.web_answers import answer_names, holds_the_same, is_web_form
from kusei_batch.collect.web_form import READ
from kusei_batch.config import Workspace
from kusei_batch.core.look import Look
from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.core.submission import Receipt, Verdict
from kusei_batch.core.submission_decision import Word
from kusei_batch.disk import write_atomic
from kusei_batch.engine import Crew, Engine, Failure, WorkLimits, do_all
from kusei_batch.ledger import Ledger
from kusei_batch.pipeline.intake.examining import Examination, ExaminationJob, examine
from kusei_batch.pipeline.intake.rulings import tell_ruling
from kusei_batch.pipeline.intake.worker_context import ExaminationContext
from kusei_batch.validate.personal import mask_personal
from kusei_batch.validate.privacy import mask_problem, mask_text
from kusei_batch.xlsx.package import UnreadableError

SETTLED = (Verdict.ACCEPTED, Verdict.ACCEPTED_WITH_WARNINGS, Verdict.SENT_BACK)
# Codes of what costs its reader more than any workbook may, and of what is no workbook at all: looking again would
# find the same.
_TOO_COSTLY = {"reader-too-slow", "reader-died"}
UNREADABLE = {
    *_TOO_COSTLY,
    *("not-a-workbook", "encrypted-workbook", "resave-workbook", "oversized-workbook", "overlong-text"),
    *("hostile-workbook", "broken-workbook", "macro-workbook"),
}
LOG_FOLDER = "log"
_UNPROVEN = (UNSEALED, READ)
"""Codes of answers that prove nothing but in whose folder they lay: a copy without its seal, a web form's export."""


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file of the inbox; `sha256` is None for a file that was not taken in.

    `mark` tells such a file from another that lies there on another night.
    """

    path: str
    sha256: str | None
    verdict: Verdict
    sheet_id: str | None = None
    problems: Sequence[Problem] = ()
    mark: str | None = None


DayOf = Callable[[Path], dt.date]
"""When a file of the inbox came to lie there."""


@dataclass(frozen=True)
class Intake:
    """What taking in works with: one run of one workspace, and what it has settled and seen arrive so far."""

    workspace: Workspace
    ledger: Ledger
    context: ExaminationContext
    run: int
    as_of: dt.date
    day_of: DayOf
    settled: set[str] = field(default_factory=set)
    sealed: set[str] = field(default_factory=set)
    arrived: dict[str, dt.date] = field(default_factory=dict)
    known: dict[str, list[tuple[Receipt, frozenset[str]]]] = field(default_factory=dict)
    looks: dict[str, tuple[Look | None, Look | None]] = field(default_factory=dict)
    exports: dict[str, tuple[str, str]] = field(default_factory=dict)

    @cached_property
    def answers(self) -> list[Receipt]:
        """Every answer received before this run, oldest first."""
        return self.ledger.answers()

    @cached_property
    def answers_of(self) -> Mapping[str, Sequence[Receipt]]:
        """The same by the sheet they answer."""
        found: dict[str, list[Receipt]] = defaultdict(list)
        for answer in self.answers:
            found[answer.sheet_id or ""].append(answer)
        return dict(found)

    def received(self, job: ExaminationJob, sheet_id: str | None = None) -> dt.date:
        """Return the day a file came: what is collected after midnight was handed in the day before.

        The day is never before that of an answer received already, whatever the file says of itself.
        """
        came = min(self.as_of, self.arrived.get(job.path, self.as_of))
        return max([came, *(answer.received for answer in self.answers_of.get(sheet_id or "", ()))])


def hire_readers(
    engine: Engine, workspace: Workspace, context: ExaminationContext, jobs: int
) -> AbstractContextManager[Crew]:
    """Return the workers that examine so many files: one that cannot be read costs itself."""
    limits = workspace.settings.limits
    # Worked out here, once, and not in every worker.
    furnished = replace(context, printed=dict(context.printed))
    return engine.hire(partial(examine, furnished), WorkLimits(limits.seconds_per_file, limits.memory), jobs)


def examine_all(
    crew: Crew, jobs: Sequence[ExaminationJob], on_done: Callable[[int], None] = lambda _: None
) -> list[Examination | Failure]:
    """Return what was found in each file, or why that is not known."""
    return do_all(crew, jobs, ExaminationJob.loaded, on_done)


def examine_batch(
    intake: Intake, crew: Crew, jobs: Sequence[ExaminationJob], on_done: Callable[[int], None]
) -> list[FileResult]:
    """Examine files in workers and enter a receipt of each, unless its verdict is known; return all results."""
    outcomes = examine_all(crew, jobs, on_done)
    results, entries = [], []
    for job, outcome in zip(jobs, outcomes, strict=True):
        examined = log_failure(intake, job, outcome) if isinstance(outcome, Failure) else outcome
        examined = tell_twice(intake, job, tell_dropped(intake, job, hold_unsealed(intake, job, examined)))
        if is_old_news(intake, job, examined):
            results.append(FileResult(job.path, job.sha256, Verdict.UNCHANGED, examined.sheet_id))
            continue
        if examined.verdict in SETTLED:
            intake.settled.add(job.sha256)
        keep_pictures(intake.workspace.archive, examined.pictures)
        results.append(FileResult(job.path, job.sha256, examined.verdict, examined.sheet_id, examined.problems))
        nothing = examined.nothing_to_report
        received = intake.received(job, examined.sheet_id)
        receipt = Receipt(job.sha256, job.path, received, examined.verdict, examined.sheet_id, nothing, intake.run)
        entries.append((receipt, examined.problems, examined.records))
    intake.ledger.add_receipts(intake.run, entries)
    return results


def as_entered(
    results: Iterable[FileResult], receipts: Iterable[tuple[Receipt, Sequence[Problem]]]
) -> list[FileResult]:
    """Return results with what was found in each file as its receipt has it, so that it is not held twice."""
    entered = {(receipt.path, receipt.sha256): problems for receipt, problems in receipts}
    found = ((one, entered.get((one.path, one.sha256 or ""), ())) for one in results)
    return [replace(one, problems=told) if told and list(told) == list(one.problems) else one for one, told in found]


def hold_unsealed(intake: Intake, job: ExaminationJob, examined: Examination) -> Examination:
    """Return what was found; a copy without its seal is held where a sealed answer to the same sheet counts.

    Then the coordinator decides. A copy that is admitted weighs as much as one with its seal.
    """
    sheet_id = examined.sheet_id
    if examined.verdict not in SETTLED or sheet_id is None:
        return examined
    if all(problem.code not in _UNPROVEN for problem in examined.problems):
        intake.sealed.update({sheet_id} if examined.verdict.counts else ())
        return examined
    word = intake.context.choices.ruling(sheet_id, job.sha256)
    told = tell_ruling(word, sheet_id, job.path)
    if word is Word.ADMITTED:
        intake.sealed.update({sheet_id} if examined.verdict.counts else ())
        return replace(examined, problems=[*(p for p in examined.problems if p.code != UNSEALED), told])
    is_sealed = sheet_id in intake.sealed or any(
        receipt.sheet_id == sheet_id and receipt.verdict.counts and all(p.code not in _UNPROVEN for p in problems)
        for receipt, problems in intake.ledger.receipts()
    )
    if word is Word.OPEN and not is_sealed:
        return examined
    issued = intake.context.register[sheet_id]
    words = {"sheet_id": sheet_id, "round": issued.round, "department": issued.department_code}
    is_export = any(problem.code == READ for problem in examined.problems)
    code = "web-form-replaces" if is_export else "seal-missing-replaces"
    held = Problem.of_file(code, job.path, **words)
    return Examination(Verdict.QUARANTINED, None, [held, told])


def tell_dropped(intake: Intake, job: ExaminationJob, examined: Examination) -> Examination:
    """Return what was found, of an export with how many answers it misses of the one that it takes the place of.

    An export that grows has them all; one of another desk of the same department has none of them.
    """
    sheet_id, archive = examined.sheet_id, intake.workspace.archive
    if sheet_id is None or not examined.verdict.counts or not is_web_form(job.path):
        return examined
    earlier = (r for r in reversed(intake.answers_of.get(sheet_id, ())) if r.verdict.counts)
    before = intake.exports.get(sheet_id) or next(((r.path, r.sha256) for r in earlier if is_web_form(r.path)), None)
    intake.exports[sheet_id] = job.path, job.sha256
    if before is None:
        return examined
    rules = intake.context.web_forms.rules(
        intake.context.departments[intake.context.register[sheet_id].department_code]
    )
    try:
        kept = (archived_path(archive, sha256).read_bytes() for sha256 in (before[1], job.sha256))
        there, here = (answer_names(content, rules) for content in kept)
    except (OSError, UnreadableError):  # the one before is gone, or its headings are no longer those of 取込
        return examined
    if there <= here:
        return examined
    words = {"before": before[0], "count": str(len(there - here))}
    told = Problem.of_file("web-form-drops", job.path, **words)
    return replace(examined, verdict=Verdict.ACCEPTED_WITH_WARNINGS, problems=[*examined.problems, told])


def tell_twice(intake: Intake, job: ExaminationJob, examined: Examination) -> Examination:
    """Return what was found, of an export with another department that the same answers are counted for.

    An export says of itself whose it is by nothing but its folder: one of the two lay in the wrong one.
    """
    sheet_id, archive, register = examined.sheet_id, intake.workspace.archive, intake.context.register
    if sheet_id is None or not examined.verdict.counts or not is_web_form(job.path):
        return examined
    newest = {r.sheet_id or "": r.sha256 for r in intake.answers if r.verdict.counts and is_web_form(r.path)}
    newest |= {other: sha256 for other, (_, sha256) in intake.exports.items()}
    own = register[sheet_id]
    others = (register[other] for other in newest if other != sheet_id and other in register)
    for one in others:
        kept = [archived_path(archive, sha256) for sha256 in (job.sha256, newest[one.sheet_id])]
        alike = (one.form, one.round, one.fiscal_year) == (own.form, own.round, own.fiscal_year)
        if alike and all(path.is_file() for path in kept) and holds_the_same(*(path.read_bytes() for path in kept)):
            department = intake.context.departments[one.department_code]
            told = Problem.of_file("web-form-twice", job.path, department=department.name)
            return replace(examined, verdict=Verdict.ACCEPTED_WITH_WARNINGS, problems=[*examined.problems, told])
    return examined


def is_old_news(intake: Intake, job: ExaminationJob, examined: Examination) -> bool:
    """Return whether it is a second copy of what was settled tonight, or a file as unidentified as before."""
    if examined.verdict in SETTLED:
        return job.sha256 in intake.settled
    codes = {p.code for p in examined.problems}
    before = [(r, c) for r, c in intake.known.get(job.sha256, ()) if r.path == job.path]
    return bool(before) and before[-1][0].verdict is examined.verdict and before[-1][1] == codes


def log_failure(intake: Intake, job: ExaminationJob, failure: Failure) -> Examination:
    """Return what is reported of a bug, or of a file that killed or hung its reader; the story goes into the log."""
    name = f"{intake.as_of:%Y%m%d}_{job.sha256[:12]}.log"
    text = mask_text(mask_personal(f"{job.path}\n{job.sha256}\n\n{failure.story}\n"))
    write_atomic(intake.workspace.state / LOG_FOLDER / name, text.encode())
    return judge_failure(failure, job, f"{LOG_FOLDER}/{name}")


def judge_failure(failure: Failure, job: ExaminationJob, log: str) -> Examination:
    """Return what is reported of a file whose reader failed.

    A file that costs too much is put aside; anything else is a fault of the program.
    `log` is the name of the log that tells the whole story.
    """
    verdict = Verdict.QUARANTINED if failure.code in _TOO_COSTLY else Verdict.FAILED
    problem = Problem(failure.code, Severity.ERROR, Location(file=job.path), {"log": log})
    return Examination(verdict, None, [mask_problem(problem)])
