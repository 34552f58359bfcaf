"""回収: every file of the inbox gets one verdict; originals are archived before anything else is done."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from kusei_batch.collect.archive import (
    StillChangingError,
    archive_file,
    archived_path,
    keep_export,
    read_file,
    settle_archive,
)
from kusei_batch.collect.hand_up_file import is_hand_up
from kusei_batch.collect.identify import folder_owner
from kusei_batch.collect.inbox import WEB_FORM, FoundFile, find_files
from kusei_batch.collect.web_answers import is_web_form
from kusei_batch.core.inbox_file import InboxFile
from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.core.submission import Receipt, Verdict
from kusei_batch.disk import look_at
from kusei_batch.engine import Engine
from kusei_batch.pipeline.intake.arrivals import changes_of_inbox, find_chosen, find_put_back
from kusei_batch.pipeline.intake.examined_files import (
    SETTLED,
    UNREADABLE,
    FileResult,
    Intake,
    examine_batch,
    hire_readers,
)
from kusei_batch.pipeline.intake.examining import ExaminationJob
from kusei_batch.pipeline.intake.inbox_mark import mark_inbox, require_connected, sweep_marks
from kusei_batch.pipeline.intake.worker_context import ExaminationContext
from kusei_batch.pipeline.session import Progress
from kusei_batch.validate.personal import mask_personal_words, mask_private
from kusei_batch.validate.privacy import mask_problem
from kusei_batch.xlsx.package import UnreadableError

# A kill costs at most so many examinations of each worker done again.
_BATCH = 200


def take_in(intake: Intake, engine: Engine, now: float, progress: Progress) -> list[FileResult]:
    """Return a result for every file of the inbox, by path; receipts of new ones are entered as the work goes on."""
    limits = intake.workspace.settings.limits
    before = intake.ledger.inbox_files()
    taken = [(path, file) for path, file in before.items() if file.is_taken_in and not is_web_form(path)]
    read = {path: file.look for path, file in taken if file.look}
    sweep_marks(intake.workspace)
    found = find_files(intake.workspace.inbox, now, limits.settle_seconds, limits.workbook.file_bytes, read)
    require_connected(intake.workspace, before)
    mark_inbox(intake.workspace)
    shown = name_files(file.path for file in found)
    results = [_skipped(shown[file.path], file.skip, file.mark) for file in found if file.skip]
    for file in found:
        # A file that was taken away since came tonight, if its content is kept.
        with suppress(OSError):
            intake.arrived[shown[file.path]] = intake.day_of(intake.workspace.inbox / file.path)
    jobs = []
    # Of two files saved under one id, the later one is the newer answer.
    oldest_first = sorted((file for file in found if not file.skip), key=lambda file: (file.mtime_ns, file.path))
    for done, file in enumerate(oldest_first, 1):
        job = _archive(intake, file, shown[file.path], before)
        if isinstance(job, ExaminationJob):
            jobs.append(job)
        else:
            results.append(job)
        progress("回収", done, len(found))
    new, unchanged = _split(intake, jobs, before)
    settle_archive(intake.workspace.archive, {job.sha256 for job in new})
    results += unchanged
    handed, new = [job for job in new if is_hand_up(job.path)], [job for job in new if not is_hand_up(job.path)]
    if new:
        with hire_readers(engine, intake.workspace, intake.context, len(new)) as crew:
            size = _BATCH * crew.workers
            for start in range(0, len(new), size):
                told = partial(_advance, progress, start, len(new))
                results += examine_batch(intake, crew, new[start : start + size], told)
    if handed:
        # Few wards hand up, and on few nights: what reads it takes a twentieth of all loading.
        from kusei_batch.pipeline.intake.hand_ups import take_hand_ups

        results += take_hand_ups(intake, handed)
    # Only now: a run that was killed finds the same arrivals again.
    came, gone = changes_of_inbox(before, [_inbox_file(intake, result) for result in results])
    intake.ledger.add_inbox_files(intake.run, came, gone)
    return sorted(results, key=lambda r: r.path)


def has_taken(files: Sequence[FileResult]) -> bool:
    """Return whether something that was handed up has been taken tonight."""
    return any(is_hand_up(file.path) and file.verdict.counts for file in files)


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
    """Return the jobs to do, files put back first, and results for content that has its verdict already."""
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
    """Return whether an earlier verdict on the same content still holds for the file that lies there now.

    A copy in somebody else's folder does not profit from its owner's; whose a file is may be known better
    tonight, so only what cannot be read at all stays quarantined unread.
    """
    if receipt.verdict in SETTLED:
        return receipt.path == job.path or _lies_right(intake.context, receipt.sheet_id or "", job.path)
    return receipt.verdict is Verdict.QUARANTINED and bool(codes & UNREADABLE)


def _lies_right(context: ExaminationContext, sheet_id: str, path: str) -> bool:
    issued = context.register.get(sheet_id)
    ward, department = folder_owner(path, context.folders)
    return issued is not None and ward in (None, issued.ward_code) and department in (None, issued.department_code)


def day_of_arrival(path: Path) -> dt.date:
    """Return when the file came to lie where it lies: a copy keeps the age of its original, but not its ctime."""
    status = path.lstat()
    return dt.datetime.fromtimestamp(max(status.st_mtime, status.st_ctime)).astimezone().date()


def _skipped(path: str, reason: Problem, mark: str | None = None) -> FileResult:
    return FileResult(path, None, Verdict.SKIPPED, problems=[mask_problem(mask_personal_words(reason))], mark=mark)


def name_files(paths: Iterable[str]) -> dict[str, str]:
    """Return the name by which each file of the inbox is reported and kept: its path without personal data.

    Only the code that opens a file knows its path as it is. Names that become alike are numbered.
    """
    shown: dict[str, str] = {}
    taken: set[str] = set()
    for path in sorted(paths):
        name = mask_private(path)
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
    """Make sure that a file's content is kept, and return its job; an unchanged file is not read again."""
    archive, largest = intake.workspace.archive, intake.workspace.settings.limits.workbook.file_bytes
    if is_web_form(shown):
        return _archive_web_form(intake, file, shown)
    known = before[shown] if file.is_known and shown in before else None
    if known and known.sha256:
        kept = archived_path(archive, known.sha256)
        if look_at(kept) == known.kept:
            intake.looks[shown] = file.look, known.kept
            return ExaminationJob.of(kept, known.sha256, file.path, shown)
    try:
        sha256 = archive_file(intake.workspace.inbox, file.path, archive, largest)
    except StillChangingError as error:
        return _skipped(shown, error.problem)
    kept = archived_path(archive, sha256)
    intake.looks[shown] = file.look, look_at(kept)
    return ExaminationJob.of(kept, sha256, file.path, shown)


def _archive_web_form(intake: Intake, file: FoundFile, shown: str) -> ExaminationJob | FileResult:
    """Keep what may be kept of a web form's export, and return its job; what may do harm is not kept at all.

    It is read every night: what may be kept goes by the list 取込, which may have been mended.
    """
    archive, largest = intake.workspace.archive, intake.workspace.settings.limits.workbook.file_bytes
    try:
        content = read_file(intake.workspace.inbox, file.path, largest)
        sha256 = keep_export(archive, intake.context.web_forms.kept(file.path, content, intake.context.folders))
    except StillChangingError as error:
        return _skipped(shown, error.problem)
    except UnreadableError as error:
        words = {"detail": error.detail, "kind": WEB_FORM}
        reason = Problem(error.code, Severity.WARNING, Location(file=shown), words)
        return _skipped(shown, reason, hashlib.sha256(content).hexdigest())
    kept = archived_path(archive, sha256)
    intake.looks[shown] = file.look, look_at(kept)
    return ExaminationJob.of(kept, sha256, file.path, shown)
