"""回収: every file of the inbox gets one verdict; originals are archived before anything else is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path

from kusei_batch.collect.archive import StillChangingError, archive_file, archived_path, settle_archive
from kusei_batch.collect.identify import UNSEALED, folder_owner
from kusei_batch.collect.inbox import FoundFile, find_files
from kusei_batch.config import Workspace
from kusei_batch.core.inbox_file import InboxFile
from kusei_batch.core.look import Look
from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.core.submission import Receipt, Verdict
from kusei_batch.core.submission_decision import Word
from kusei_batch.disk import look_at, write_atomic
from kusei_batch.engine import Crew, Engine, Failure, WorkLimits, do_all
from kusei_batch.ledger import Ledger
from kusei_batch.pipeline.intake.arrivals import changes_of_inbox, find_chosen, find_put_back
from kusei_batch.pipeline.intake.examining import Examination, ExaminationJob, examine, tell_ruling
from kusei_batch.pipeline.intake.inbox_mark import mark_inbox, require_connected
from kusei_batch.pipeline.intake.worker_context import ExaminationContext
from kusei_batch.pipeline.session import Progress
from kusei_batch.validate.personal import mask_name, mask_personal, mask_personal_words
from kusei_batch.validate.privacy import mask_problem, mask_text

_SETTLED = (Verdict.ACCEPTED, Verdict.ACCEPTED_WITH_WARNINGS, Verdict.SENT_BACK)
# Codes of what costs its reader more than any workbook may, and of what is no workbook at all: looking again would
# find the same.
_TOO_COSTLY = {"reader-too-slow", "reader-died"}
UNREADABLE = {
    *_TOO_COSTLY,
    *("not-a-workbook", "encrypted-workbook", "resave-workbook", "oversized-workbook", "overlong-text"),
    *("hostile-workbook", "broken-workbook", "macro-workbook"),
}
# A kill costs at most so many examinations of each worker done again.
_BATCH = 1000
LOG_FOLDER = "log"


@dataclass(frozen=True)
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

    @cached_property
    def answers(self) -> list[Receipt]:
        """Every answer received before this run, oldest first."""
        return self.ledger.answers()

    def received(self, job: ExaminationJob, sheet_id: str | None = None) -> dt.date:
        """The day a file came: what is collected after midnight was handed in the day before.

        An answer did not come before the ones received already, whatever its file says of itself.
        """
        came = min(self.as_of, self.arrived.get(job.path, self.as_of))
        return max([came, *(answer.received for answer in self.answers if answer.sheet_id == sheet_id)])


def take_in(intake: Intake, engine: Engine, now: float, progress: Progress) -> list[FileResult]:
    """A result for every file of the inbox, by path; receipts of new ones are entered as the work goes on."""
    limits = intake.workspace.settings.limits
    before = intake.ledger.inbox_files()
    read = {path: file.look for path, file in before.items() if file.is_taken_in and file.look}
    found = find_files(intake.workspace.inbox, now, limits.settle_seconds, limits.workbook.file_bytes, read)
    require_connected(intake.workspace, intake.ledger)
    mark_inbox(intake.workspace)
    shown = name_files(file.path for file in found)
    results = [_skipped(shown[file.path], file.skip, file.mark) for file in found if file.skip]
    for file in found:
        # A file that was taken away since came tonight, if its content is kept.
        with suppress(OSError):
            intake.arrived[shown[file.path]] = intake.day_of(intake.workspace.inbox / file.path)
    jobs = []
    # Oldest first: of two files saved under one id, the later one is the newer answer.
    for done, file in enumerate(sorted((f for f in found if not f.skip), key=_age), 1):
        job = _archive(intake, file, shown[file.path], before)
        if isinstance(job, ExaminationJob):
            jobs.append(job)
        else:
            results.append(job)
        progress("回収", done, len(found))
    new, unchanged = _split(intake, jobs, before)
    settle_archive(intake.workspace.archive, {job.sha256 for job in new})
    results += unchanged
    if new:
        with hire_readers(engine, intake.workspace, intake.context, len(new)) as crew:
            size = _BATCH * crew.workers
            for start in range(0, len(new), size):
                told = partial(_advance, progress, start, len(new))
                results += _examine_batch(intake, crew, new[start : start + size], told)
    # Only now: a run that was killed finds the same arrivals again.
    came, gone = changes_of_inbox(before, [_inbox_file(intake, result) for result in results])
    intake.ledger.add_inbox_files(intake.run, came, gone)
    return sorted(results, key=lambda r: r.path)


def _inbox_file(intake: Intake, result: FileResult) -> InboxFile:
    day = min(intake.as_of, intake.arrived.get(result.path, intake.as_of))
    skip = result.problems[0] if result.verdict is Verdict.SKIPPED and result.problems else None
    look, kept = intake.looks.get(result.path, (None, None))
    return InboxFile(result.path, intake.run, day, result.sha256 or result.mark, skip, look, kept)


def _advance(progress: Progress, before: int, total: int, done: int) -> None:
    progress("読取りと検証", before + done, total)


def _split(
    intake: Intake, jobs: Sequence[ExaminationJob], before: Mapping[str, InboxFile]
) -> tuple[list[ExaminationJob], list[FileResult]]:
    """The jobs to do, what was put back first, and results for content that has its verdict already."""
    intake.known.update(intake.ledger.known_content([job.sha256 for job in jobs]))
    new: list[ExaminationJob] = []
    unchanged: list[FileResult] = []
    for job in jobs:
        settled = next((r for r, codes in intake.known.get(job.sha256, ()) if _settles(intake, job, r, codes)), None)
        if settled:
            unchanged.append(FileResult(job.path, job.sha256, Verdict.UNCHANGED, settled.sheet_id))
        else:
            new.append(job)
    if not intake.ledger.knows_inbox():
        return new, unchanged
    paths = {result.path: result.sheet_id for result in unchanged if result.sheet_id}
    settled_jobs = [(job, paths[job.path]) for job in jobs if job.path in paths]
    back = find_put_back(before, settled_jobs, intake.answers)
    chosen = find_chosen(intake.workspace.master.choices, settled_jobs, intake.answers)
    # What is chosen answers last of all that lay there.
    back = [*(job for job in back if job not in chosen), *chosen]
    again = {job.path for job in back}
    return [*back, *new], [result for result in unchanged if result.path not in again]


def _settles(intake: Intake, job: ExaminationJob, receipt: Receipt, codes: frozenset[str]) -> bool:
    """Whether an earlier verdict on the same content still holds for the file that lies there now.

    A copy in somebody else's folder does not profit from its owner's; whose a file is may be known better
    tonight, so only what cannot be read at all stays quarantined unread.
    """
    if receipt.verdict in _SETTLED:
        return receipt.path == job.path or _lies_right(intake.context, receipt.sheet_id or "", job.path)
    return receipt.verdict is Verdict.QUARANTINED and bool(codes & UNREADABLE)


def _lies_right(context: ExaminationContext, sheet_id: str, path: str) -> bool:
    issued = context.register.get(sheet_id)
    ward, department = folder_owner(path, context.folders)
    return issued is not None and ward in (None, issued.ward_code) and department in (None, issued.department_code)


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
    """What was found in each file, or why that is not known."""
    return do_all(crew, jobs, ExaminationJob.loaded, on_done)


def _examine_batch(
    intake: Intake, crew: Crew, jobs: Sequence[ExaminationJob], on_done: Callable[[int], None]
) -> list[FileResult]:
    outcomes = examine_all(crew, jobs, on_done)
    results, entries = [], []
    for job, outcome in zip(jobs, outcomes, strict=True):
        examined = _failed(intake, job, outcome) if isinstance(outcome, Failure) else outcome
        examined = hold_unsealed(intake, job, examined)
        if _is_old_news(intake, job, examined):
            results.append(FileResult(job.path, job.sha256, Verdict.UNCHANGED, examined.sheet_id))
            continue
        if examined.verdict in _SETTLED:
            intake.settled.add(job.sha256)
        results.append(FileResult(job.path, job.sha256, examined.verdict, examined.sheet_id, examined.problems))
        entries.append((_receipt(intake, job, examined), examined.problems, examined.records))
    intake.ledger.add_receipts(intake.run, entries)
    return results


def hold_unsealed(intake: Intake, job: ExaminationJob, examined: Examination) -> Examination:
    """A copy without its seal proves nothing: it is held where a sealed answer to the same sheet counts.

    Then the coordinator decides. A copy that is admitted weighs as much as one with its seal.
    """
    sheet_id = examined.sheet_id
    if examined.verdict not in _SETTLED or sheet_id is None:
        return examined
    if all(problem.code != UNSEALED for problem in examined.problems):
        intake.sealed.update({sheet_id} if examined.verdict.counts else ())
        return examined
    word = intake.context.choices.ruling(sheet_id, job.sha256)
    told = tell_ruling(word, sheet_id, job.path)
    if word is Word.ADMITTED:
        intake.sealed.update({sheet_id} if examined.verdict.counts else ())
        return replace(examined, problems=[*(p for p in examined.problems if p.code != UNSEALED), told])
    is_sealed = sheet_id in intake.sealed or _has_sealed_answer(intake.ledger, sheet_id)
    if word is Word.OPEN and not is_sealed:
        return examined
    issued = intake.context.register[sheet_id]
    words = {"sheet_id": sheet_id, "round": issued.round, "department": issued.department_code}
    held = Problem.of("seal-missing-replaces", Location(file=job.path), **words)
    return Examination(Verdict.QUARANTINED, None, [held, told])


def _has_sealed_answer(ledger: Ledger, sheet_id: str) -> bool:
    return any(
        receipt.sheet_id == sheet_id and receipt.verdict.counts and all(p.code != UNSEALED for p in problems)
        for receipt, problems in ledger.receipts()
    )


def _is_old_news(intake: Intake, job: ExaminationJob, examined: Examination) -> bool:
    """A second copy of what was settled tonight, or a stranger that is as strange as it was."""
    if examined.verdict in _SETTLED:
        return job.sha256 in intake.settled
    codes = {p.code for p in examined.problems}
    before = [(r, c) for r, c in intake.known.get(job.sha256, ()) if r.path == job.path]
    return bool(before) and before[-1][0].verdict is examined.verdict and before[-1][1] == codes


def _receipt(intake: Intake, job: ExaminationJob, examined: Examination) -> Receipt:
    nothing = examined.nothing_to_report
    received = intake.received(job, examined.sheet_id)
    return Receipt(job.sha256, job.path, received, examined.verdict, examined.sheet_id, nothing, intake.run)


def _failed(intake: Intake, job: ExaminationJob, failure: Failure) -> Examination:
    """A bug, or a file that killed or hung its reader: the story goes into the log, the night goes on."""
    name = f"{intake.as_of:%Y%m%d}_{job.sha256[:12]}.log"
    text = mask_text(mask_personal(f"{job.path}\n{job.sha256}\n\n{failure.story}\n"))
    write_atomic(intake.workspace.state / LOG_FOLDER / name, text.encode())
    return judge_failure(failure, job, f"{LOG_FOLDER}/{name}")


def judge_failure(failure: Failure, job: ExaminationJob, log: str) -> Examination:
    """What is told of a file whose reader failed: one that costs too much is put aside, the rest is a fault of ours.

    `log` is what the log with the story is called.
    """
    verdict = Verdict.QUARANTINED if failure.code in _TOO_COSTLY else Verdict.FAILED
    problem = Problem(failure.code, Severity.ERROR, Location(file=job.path), {"log": log})
    return Examination(verdict, None, [mask_problem(problem)])


def _age(file: FoundFile) -> tuple[int, str]:
    return file.mtime_ns, file.path


def day_of_arrival(path: Path) -> dt.date:
    """When the file came to lie where it lies: a copy keeps the age of what was copied, but not its ctime."""
    status = path.lstat()
    return dt.datetime.fromtimestamp(max(status.st_mtime, status.st_ctime)).astimezone().date()


def _skipped(path: str, reason: Problem, mark: str | None = None) -> FileResult:
    return FileResult(path, None, Verdict.SKIPPED, problems=[mask_problem(mask_personal_words(reason))], mark=mark)


def name_files(paths: Iterable[str]) -> dict[str, str]:
    """What each file of the inbox is called wherever it is told of or kept: its path without personal data.

    The path as it lies there is known to nobody but the one that opens it. Two that become alike are numbered.
    """
    shown: dict[str, str] = {}
    taken: set[str] = set()
    for path in sorted(paths):
        name = mask_name(path)
        stem, dot, suffix = name.rpartition(".") if "." in name.rpartition("/")[2] else (name, "", "")
        number = 2
        while name in taken and name != path:
            name, number = f"{stem}（{number}）{dot}{suffix}", number + 1
        shown[path] = name
        taken.add(name)
    return shown


def _archive(
    intake: Intake, file: FoundFile, shown: str, before: Mapping[str, InboxFile]
) -> ExaminationJob | FileResult:
    """See to it that a file's content is kept; what looks as it did when it was read is not read again."""
    archive, largest = intake.workspace.archive, intake.workspace.settings.limits.workbook.file_bytes
    sha256 = before[shown].sha256 if file.is_known and shown in before else None
    if sha256 is None or look_at(archived_path(archive, sha256)) != before[shown].kept:
        try:
            sha256 = archive_file(intake.workspace.inbox, file.path, archive, largest)
        except StillChangingError as error:
            return _skipped(shown, error.problem)
    kept = archived_path(archive, sha256)
    intake.looks[shown] = file.look, look_at(kept)
    return ExaminationJob.of(kept, sha256, file.path, shown)
