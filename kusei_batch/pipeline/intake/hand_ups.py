"""What wards hand up is taken in: from then on it is in the ledger like what came to the inbox directly."""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kusei_batch.collect.archive import keep_pictures
from kusei_batch.collect.hand_up_file import HandUpError
from kusei_batch.core.form import Form
from kusei_batch.core.hand_up import newest_of_each
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.submission import IssuedSheet, Receipt, Verdict
from kusei_batch.core.ward import Department, Ward
from kusei_batch.engine import Failure
from kusei_batch.errors import CannotRunError
from kusei_batch.issue.kept_forms import OpenForm, keep_form
from kusei_batch.pipeline.intake.examined_files import FileResult, Intake, is_old_news, log_failure
from kusei_batch.pipeline.intake.examining import Examination, ExaminationJob
from kusei_batch.pipeline.intake.hand_up_checks import Arrival, check_arrival, check_sheets
from kusei_batch.pipeline.intake.hand_up_forms import find_forms, kept_keys
from kusei_batch.pipeline.intake.hand_up_news import (
    ANSWERS_LOST,
    ISSUED_HERE,
    SheetEntry,
    find_news,
    find_rounds,
    tell_all,
    verdict_of,
    without_own,
)
from kusei_batch.pipeline.intake.hand_up_reading import OpenedHandUp, ReadHandUp, open_hand_up, parse_parts
from kusei_batch.pipeline.intake.hand_up_records import find_misfit
from kusei_batch.pipeline.intake.handed_lists import with_handed_lists


def take_hand_ups(intake: Intake, jobs: Sequence[ExaminationJob]) -> list[FileResult]:
    """Return a result for each file that was handed up; what can be taken is entered, the one made first first.

    Whatever is wrong with one costs that one alone.
    """
    # Of all that came only this is known at a time: files are large, and nothing is proven of them yet.
    made = {job.path: _made(job) for job in jobs}
    return [_take(intake, job) for job in sorted(jobs, key=lambda job: made[job.path])]


def _made(job: ExaminationJob) -> float:
    """Return when a file says that it was made; 0 of one that cannot be read, which is reported when its turn comes."""
    try:
        return _open(job).told.made.timestamp()
    except Exception:  # noqa: BLE001 -- whatever it is, the other files are taken
        return 0.0


def _open(job: ExaminationJob) -> OpenedHandUp:
    return open_hand_up(Path(job.archived).read_bytes(), job.sha256, job.path)


def _take(intake: Intake, job: ExaminationJob) -> FileResult:
    if any(one.sha256 == job.sha256 for one in intake.ledger.hand_ups.all()):
        return FileResult(job.path, job.sha256, Verdict.UNCHANGED)
    try:
        examined = _examine(intake, job)
    except HandUpError as error:
        examined = _refused([Problem.of_file(error.code, job.path, **error.words)])
    except CannotRunError:
        raise
    except Exception:  # noqa: BLE001 -- whatever it is, the other files are taken
        examined = log_failure(intake, job, Failure("reader-failed", traceback.format_exc()))
    if examined.verdict.counts:
        return FileResult(job.path, job.sha256, examined.verdict, problems=examined.problems)
    if is_old_news(intake, job, examined):
        return FileResult(job.path, job.sha256, Verdict.UNCHANGED)
    receipt = Receipt(job.sha256, job.path, intake.received(job), examined.verdict, None, run=intake.run)
    intake.ledger.add_receipts(intake.run, [(receipt, examined.problems, examined.records)])
    return FileResult(job.path, job.sha256, examined.verdict, problems=examined.problems)


def _refused(problems: Sequence[Problem]) -> Examination:
    return Examination(Verdict.QUARANTINED, None, problems)


def _examine(intake: Intake, job: ExaminationJob) -> Examination:
    """Return what was found in a file, and enter what it brings where nothing is wrong with it."""
    try:
        judged = _judge(intake, job)
    except OSError as error:
        return _refused([Problem.of_file("file-locked", job.path, reason=str(error))])
    return _enter(intake, job, judged) if isinstance(judged, _Judged) else _refused(judged)


def find_refusal(intake: Intake, job: ExaminationJob) -> list[Problem]:
    """Return why a file that was handed up is refused; nothing is entered, whatever it is."""
    try:
        judged = _judge(intake, job)
    except HandUpError as error:
        return [Problem.of_file(error.code, job.path, **error.words)]
    return [] if isinstance(judged, _Judged) else judged


@dataclass(frozen=True)
class _Judged:
    """A file in which nothing is wrong: what it tells, its sheets that are to be taken and those that are not.

    `forms` are those of its sheets, by what the ward kept them as.
    """

    read: ReadHandUp
    sheets: Sequence[SheetEntry]
    own: Sequence[IssuedSheet]
    forms: Mapping[str, OpenForm]


def _judge(intake: Intake, job: ExaminationJob) -> _Judged | list[Problem]:
    """Return what a file brings, or what is wrong with it. Its parts are parsed once it is known whose it is.

    Raise HandUpError, or OSError where the file cannot be read.
    """
    ledger, place = intake.ledger, Location(file=job.path)
    opened = _open(job)
    whose, register = (opened.told.ward_code, opened.told.fiscal_year), ledger.issued()
    last = newest_of_each(ledger.hand_ups.all()).get(whose)
    arrival = Arrival(opened, intake.workspace, intake.context.folders, register, last, intake.as_of)
    if problems := check_arrival(arrival):
        return problems
    read = parse_parts(opened)
    if problems := check_sheets(replace(arrival, sheets=read.sheets)):
        return problems
    sheets, own = without_own(read.sheets, register)
    lines = [read.forms[key] for key in dict.fromkeys(key for _, key in sheets)]
    forms, problems = find_forms(intake.workspace, kept_keys(ledger), lines, read.handed.fiscal_year, place)
    if problems:
        return problems
    if misfit := _find_misfit(read, sheets, forms):
        return [Problem.of("hand-up-damaged", place, detail=f"{misfit}があります")]
    return _Judged(read, sheets, own, forms)


def _enter(intake: Intake, job: ExaminationJob, judged: _Judged) -> Examination:
    """Enter what a file brings, and return what is reported of it."""
    ledger, read, handed = intake.ledger, judged.read, judged.read.handed
    kept = {key: keep_form(opened, intake.workspace.state) for key, opened in judged.forms.items()}
    entries = [(sheet, kept[key]) for sheet, key in judged.sheets]
    ids = list(dict.fromkeys(sheet.sheet_id for sheet, _ in entries))
    news, lost = find_news(entries, ledger.editions(), read.answers, ledger.hand_ups.answers(ids))
    left = {ISSUED_HERE: judged.own, ANSWERS_LOST: lost}
    told = tell_all(intake.workspace, read, entries, news, left)
    # Whatever a night fails on because of these lists costs the file alone.
    with_handed_lists(intake.workspace, ledger, handed)
    keep_pictures(intake.workspace.archive, read.pictures)
    for round_ in find_rounds(intake.workspace, read, entries, ledger.rounds()):
        ledger.add_round(round_)
    receipt = Receipt(job.sha256, job.path, intake.received(job), verdict_of(told), None, run=intake.run)
    ledger.add_hand_up(intake.run, handed, news, (receipt, told))
    return Examination(receipt.verdict, None, told)


def _find_misfit(read: ReadHandUp, sheets: Sequence[SheetEntry], forms: Mapping[str, OpenForm]) -> str:
    """Return what in the answers to the sheets their forms do not have; blank: nothing."""
    of_sheets: dict[str, list[Form]] = {}
    for sheet, key in sheets:
        of_sheets.setdefault(sheet.sheet_id, []).append(forms[key].form)
    ward = Ward(read.told.ward_code, read.told.ward)
    departments = {s.department_code: Department(s.department_code, ward, "", "", 0, "") for s, _ in sheets}
    answers = (one for sheet_id in of_sheets for one in read.answers.get(sheet_id, ()))
    return find_misfit(answers, of_sheets, departments)
