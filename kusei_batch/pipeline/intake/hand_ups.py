"""What wards hand up is taken in: from then on it is in the ledger like what came to the inbox directly."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kusei_batch.collect.archive import keep_pictures
from kusei_batch.collect.hand_up_file import HandUpError, is_hand_up
from kusei_batch.core.form import Form
from kusei_batch.core.hand_up import HandedAnswer, News, answers_to_add, newest_of_each
from kusei_batch.core.period import Round
from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.core.submission import IssuedSheet, Receipt, Verdict
from kusei_batch.core.ward import Department, Master, Ward
from kusei_batch.engine import Failure
from kusei_batch.errors import CannotRunError
from kusei_batch.issue.kept_forms import OpenForm, keep_form
from kusei_batch.pipeline.intake.editions import edition
from kusei_batch.pipeline.intake.examined_files import FileResult, Intake, is_old_news, log_failure
from kusei_batch.pipeline.intake.examining import Examination, ExaminationJob
from kusei_batch.pipeline.intake.hand_up_checks import Arrival, check_arrival, check_sheets
from kusei_batch.pipeline.intake.hand_up_forms import find_forms
from kusei_batch.pipeline.intake.hand_up_reading import OpenedHandUp, ReadHandUp, open_hand_up, parse_parts
from kusei_batch.pipeline.intake.hand_up_records import find_misfit
from kusei_batch.pipeline.intake.handed_lists import with_handed_lists

SheetEntry = tuple[IssuedSheet, str]


def take_hand_ups(intake: Intake, jobs: Sequence[ExaminationJob]) -> list[FileResult]:
    """Return a result for each file that was handed up; what can be taken is entered, the one made first first.

    Whatever is wrong with one costs that one alone.
    """
    # Of all that came only this is known at a time: files are large, and nothing is proven of them yet.
    made = {job.path: _made(job) for job in jobs}
    return [_take(intake, job) for job in sorted(jobs, key=lambda job: made[job.path])]


def _made(job: ExaminationJob) -> float:
    """Return when a file says that it was made; 0 of one that cannot be read, which is told when its turn comes."""
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
        examined = _refused([Problem.of(error.code, Location(file=job.path), **error.words)])
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
    """Return what was found in a file; its parts are parsed once it is known whose it is and of when."""
    ledger, place = intake.ledger, Location(file=job.path)
    try:
        opened = _open(job)
    except OSError as error:
        return _refused([Problem.of("file-locked", place, reason=str(error))])
    whose, register = (opened.told.ward_code, opened.told.fiscal_year), ledger.issued()
    last = newest_of_each(ledger.hand_ups.all()).get(whose)
    arrival = Arrival(opened, intake.workspace, intake.context.folders, register, last, intake.as_of)
    if problems := check_arrival(arrival):
        return _refused(problems)
    read = parse_parts(opened)
    if problems := check_sheets(replace(arrival, sheets=read.sheets)):
        return _refused(problems)
    return _enter(intake, job, read, register)


def _enter(intake: Intake, job: ExaminationJob, read: ReadHandUp, register: Mapping[str, IssuedSheet]) -> Examination:
    """Return what was found in the parts of a file, and enter what it brings where nothing is wrong with it."""
    ledger, handed, place = intake.ledger, read.handed, Location(file=job.path)
    sheets, own = _without_own(read.sheets, register)
    lines = [read.forms[key] for key in dict.fromkeys(key for _, key in sheets)]
    forms, problems = find_forms(intake.workspace, ledger, lines, handed.fiscal_year, place)
    if problems:
        return _refused(problems)
    if misfit := _find_misfit(read, sheets, forms):
        return _refused([Problem.of("hand-up-damaged", place, detail=f"{misfit}があります")])
    taken = _Taking(intake, read, sheets, forms)
    news, lost = taken.news()
    missed = [sheet for sheet in {one.sheet_id: one for one, _ in sheets}.values() if sheet.sheet_id in lost]
    told = [*taken.tell(news), *_tell_left(place, intake.workspace.master, own, missed)]
    verdict = Verdict.ACCEPTED_WITH_WARNINGS if any(p.severity is Severity.WARNING for p in told) else Verdict.ACCEPTED
    # Whatever a night fails on because of these lists costs the file alone.
    with_handed_lists(intake.workspace, ledger, handed)
    keep_pictures(intake.workspace.archive, read.pictures)
    for round_ in taken.rounds():
        ledger.add_round(round_)
    receipt = Receipt(job.sha256, job.path, intake.received(job), verdict, None, run=intake.run)
    ledger.add_hand_up(intake.run, handed, news, (receipt, told))
    return Examination(verdict, None, told)


def _find_misfit(read: ReadHandUp, sheets: Sequence[SheetEntry], forms: Mapping[str, OpenForm]) -> str:
    """Return what in the answers to the sheets their forms do not have; blank: nothing."""
    of_sheets: dict[str, list[Form]] = {}
    for sheet, key in sheets:
        of_sheets.setdefault(sheet.sheet_id, []).append(forms[key].form)
    ward = Ward(read.told.ward_code, read.told.ward)
    departments = {s.department_code: Department(s.department_code, ward, "", "", 0, "") for s, _ in sheets}
    answers = (one for sheet_id in of_sheets for one in read.answers.get(sheet_id, ()))
    return find_misfit(answers, of_sheets, departments)


def _without_own(
    sheets: Sequence[SheetEntry], register: Mapping[str, IssuedSheet]
) -> tuple[list[SheetEntry], list[IssuedSheet]]:
    """Return the sheets to be taken, and those that were issued here to the same departments and are left."""
    issued = {(s.fiscal_year, s.round, s.department_code) for s in register.values() if not s.origin}
    issued_ids = {s.sheet_id for s in register.values() if not s.origin}
    own = [
        sheet
        for sheet, _ in sheets
        if sheet.sheet_id in issued_ids or (sheet.fiscal_year, sheet.round, sheet.department_code) in issued
    ]
    left = {sheet.sheet_id for sheet in own}
    return [one for one in sheets if one[0].sheet_id not in left], own


def _tell_left(
    place: Location, master: Master, own: Sequence[IssuedSheet], lost: Sequence[IssuedSheet]
) -> Iterator[Problem]:
    """Tell of sheets that are not taken, and of those of which a ward no longer tells an answer."""
    called = {department.code: department.name for department in master.departments}
    for code, sheets in (("hand-up-issued-here", own), ("hand-up-answers-lost", lost)):
        names = (f"{s.round} {called.get(s.department_code, s.department_code)}（{s.sheet_id}）" for s in sheets[:3])
        if sheets:
            yield Problem.of(code, place, names="、".join(names), count=str(len(sheets)))


@dataclass(frozen=True)
class _Taking:
    """What is taken of a file: these sheets, with the forms the city has for them by what the ward kept them as."""

    intake: Intake
    read: ReadHandUp
    sheets: Sequence[SheetEntry]
    forms: Mapping[str, OpenForm]

    def news(self) -> tuple[News, list[str]]:
        """Return what is not known yet, and the sheets of which an answer is lost. The forms are kept."""
        ledger = self.intake.ledger
        kept = {key: keep_form(opened, self.intake.workspace.state) for key, opened in self.forms.items()}
        known = {edition(sheet): (replace(sheet, origin=""), key) for sheet, key in ledger.editions()}
        sheets = [(sheet, kept[key]) for sheet, key in self.sheets]
        new = [entry for entry in sheets if known.get(edition(entry[0])) != (replace(entry[0], origin=""), entry[1])]
        ids = list(dict.fromkeys(sheet.sheet_id for sheet, _ in sheets))
        before = ledger.hand_ups.answers(ids)
        answers: list[HandedAnswer] = []
        lost = []
        for sheet_id in ids:
            added, is_lost = answers_to_add(before.get(sheet_id, ()), self.read.answers.get(sheet_id, ()))
            answers += added
            lost += [sheet_id] if is_lost else []
        return News(new, answers), lost

    def rounds(self) -> Iterator[Round]:
        """Yield the rounds that sheets were taken of: this year's as config.toml has them, earlier ones as issued.

        They are for the departments whose sheets were taken, whatever the file says of others.
        """
        year, workspace = self.read.handed.fiscal_year, self.intake.workspace
        taken: dict[str, set[str]] = {}
        for sheet, _ in self.sheets:
            taken.setdefault(sheet.round, set()).add(sheet.department_code)
        this_year = {r.name: r for r in workspace.rounds if r.fiscal_year == year}
        before = self.intake.ledger.rounds()
        for told in (told for told in self.read.rounds if told.name in taken):
            round_ = replace(told, departments=frozenset(taken[told.name]))
            known = before.get((year, round_.name))
            joined = known and replace(known, departments=known.departments | round_.departments)
            yield this_year.get(round_.name) or joined or round_

    def tell(self, news: News) -> Iterator[Problem]:
        """Tell what was taken, and where the rounds of the ward are not those of the city."""
        told, calendar = self.read.told, self.intake.workspace.calendar
        place, year = Location(file=self.read.handed.path), told.fiscal_year
        words = {"name": told.ward, "year": calendar.fiscal_label(year), "day": calendar.date_label(told.as_of)}
        changed = {answer.receipt.sheet_id for answer in news.answers}
        counts = {"sheets": str(len({s.sheet_id for s, _ in self.sheets})), "count": str(len(changed))}
        yield Problem.of("hand-up-taken", place, **words, **counts)
        own = {r.name: r for r in self.intake.workspace.rounds}
        if year != self.intake.workspace.fiscal_year:
            yield Problem.of("hand-up-past-year", place, **words)
            return
        for round_ in self.read.rounds:
            here = own.get(round_.name)
            if here and (here.form, here.due) != (round_.form, round_.due):
                theirs, ours = (f"様式「{r.form}」、期限 {calendar.date_label(r.due)}" for r in (round_, here))
                yield Problem.of("hand-up-round-differs", place, round=round_.name, due=theirs, own=ours)


def has_taken(files: Sequence[FileResult]) -> bool:
    """Return whether something that was handed up has been taken tonight."""
    return any(is_hand_up(file.path) and file.verdict.counts for file in files)
