"""回収: every file of the inbox gets one verdict; originals are archived before anything else is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kusei_batch.collect.archive import StillChangingError, archive_file, archived_path
from kusei_batch.collect.inbox import FoundFile, find_files
from kusei_batch.core.problem import Problem
from kusei_batch.core.submission import Verdict
from kusei_batch.pipeline.examining import Job, Room

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from kusei_batch.config import Workspace
    from kusei_batch.ledger import Ledger
    from kusei_batch.pipeline.session import Progress

_SETTLED = (Verdict.ACCEPTED, Verdict.ACCEPTED_WITH_WARNINGS, Verdict.SENT_BACK)
_SECONDS_PER_FILE = 60.0
_BATCH = 200
LOG_FOLDER = "log"


@dataclass(frozen=True)
class FileResult:
    """What became of one file of the inbox; `sha256` is None for a file that was not taken in."""

    path: str
    sha256: str | None
    verdict: Verdict
    sheet_id: str | None = None
    problems: Sequence[Problem] = ()


@dataclass(frozen=True)
class Intake:
    """What taking in works with: one run of one workspace."""

    workspace: Workspace
    ledger: Ledger
    room: Room
    run: int
    as_of: dt.date


def take_in(intake: Intake, now: float, progress: Progress) -> list[FileResult]:
    """A result for every file of the inbox, by path; receipts of new ones are entered as the work goes on."""
    found = find_files(intake.workspace.inbox, now)
    results = [_skipped(f.path, f.skip) for f in found if f.skip]
    jobs: list[Job] = []
    # Oldest first: of two copies saved under one id, the later one is the newer answer.
    for done, file in enumerate(sorted((f for f in found if not f.skip), key=_age), 1):
        job = _archive(intake, file)
        if isinstance(job, Job):
            jobs.append(job)
        else:
            results.append(job)
        progress("回収", done, len(found))
    new, unchanged = _split(intake.ledger, jobs)
    results += [FileResult(job.path, job.sha256, Verdict.UNCHANGED, sheet_id) for job, sheet_id in unchanged]
    for start in range(0, len(new), _BATCH):
        results += _take_in_batch(intake, new[start : start + _BATCH], (start, len(new)), progress)
    return sorted(results, key=lambda r: r.path)


def _age(file: FoundFile) -> tuple[int, str]:
    return file.mtime_ns, file.path


def _skipped(path: str, reason: Problem | None) -> FileResult:
    return FileResult(path, None, Verdict.SKIPPED, problems=[reason] if reason else [])


def _archive(intake: Intake, file: FoundFile) -> Job | FileResult:
    archive = intake.workspace.archive
    try:
        sha256 = archive_file(intake.workspace.inbox / file.path, archive)
    except StillChangingError as error:
        return _skipped(file.path, error.problem)
    return Job(str(archived_path(archive, sha256)), sha256, file.path)
