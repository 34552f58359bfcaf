"""One returned file, from bytes to verdict; runs in a worker process, so that a bad file costs itself alone."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kusei_batch.collect.extract import check_stamped, extract_submission
from kusei_batch.collect.identify import OVERRULABLE, claimed_version, identify, named_sheet
from kusei_batch.collect.owner import check_owner
from kusei_batch.collect.row_keys import key_rows
from kusei_batch.collect.uncollected import other_sheets
from kusei_batch.collect.web_answers import is_web_form
from kusei_batch.core.form import Form
from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.core.submission import IssuedSheet, Submission, Verdict
from kusei_batch.core.submission_decision import Word
from kusei_batch.core.values import Cell
from kusei_batch.ledger import NO_RECORDS, pack_records
from kusei_batch.pipeline.intake.editions import edition
from kusei_batch.pipeline.intake.rulings import foretell, tell_ruling
from kusei_batch.pipeline.intake.web_reading import WebReading, read_web_form
from kusei_batch.pipeline.intake.worker_context import ExaminationContext
from kusei_batch.validate import validate_submission
from kusei_batch.validate.individual_number import holds_individual_number, text_holds_individual_number
from kusei_batch.validate.other_edition import EditionsApart
from kusei_batch.validate.personal import mask_personal_words, name_kinds
from kusei_batch.validate.privacy import mask_problem
from kusei_batch.xlsx.copy_names import ITEMS_SHEET
from kusei_batch.xlsx.package import UnreadableError
from kusei_batch.xlsx.reader import Workbook, read_workbook
from kusei_batch.xlsx.reference import address, parse_address


@dataclass(frozen=True)
class ExaminationJob:
    """One file to examine: its archived copy, its content's hash, and where it lies in the inbox, as it may be shown.

    `numbered` tells that its name held a 個人番号, `kinds` which personal data: both are struck out of `path`.
    The worker that examines it is sent its `content`, and need not reach the archive.
    """

    archived: str
    sha256: str
    path: str
    numbered: bool = False
    kinds: str = ""
    content: bytes = field(default=b"", repr=False)

    @classmethod
    def of(cls, archived: Path, sha256: str, lay: str, shown: str) -> ExaminationJob:
        """Return the job of a file that `lay` there and is shown as `shown`."""
        return cls(str(archived), sha256, shown, text_holds_individual_number(lay), name_kinds(lay))

    def loaded(self) -> ExaminationJob:
        """Return the job with its file's content; raise OSError where it cannot be read."""
        return replace(self, content=Path(self.archived).read_bytes())


@dataclass(frozen=True)
class Examination:
    """What was found in one file; its records are packed for the ledger.

    `pictures` are the files, by name, of what documents will show of its pictures.
    """

    verdict: Verdict
    sheet_id: str | None = None
    problems: Sequence[Problem] = ()
    records: str = NO_RECORDS
    nothing_to_report: bool = False
    pictures: Mapping[str, bytes] = field(default_factory=dict)


_OWN_BOOKS = {ITEMS_SHEET: "template-given", "部署": "master-given", "提出状況": "summary-given"}
"""By a sheet only they have: workbooks that never were anybody's answer."""

_MOST_CELLS = 20
_BEYOND_ENTRIES = frozenset(("typed-outside", "label-changed", "shown-changed"))


def examine(context: ExaminationContext, job: ExaminationJob) -> Examination:
    """Return the verdict on one file, with every problem found and, when accepted, its records.

    Whatever a problem names or quotes, the digits of a 個人番号 and personal data are struck out of it here.
    """
    try:
        examined = _examine(context, job)
    except UnreadableError as error:
        params = {"detail": error.detail}
        problem = Problem(error.code, Severity.ERROR, Location(file=job.path), params)
        examined = Examination(Verdict.QUARANTINED, None, [problem])
    return replace(examined, problems=[mask_problem(mask_personal_words(p)) for p in examined.problems])


def _examine(context: ExaminationContext, job: ExaminationJob) -> Examination:
    if is_web_form(job.path):
        return _examine_web_form(context, job)
    workbook = _open(context, job)
    issued, doubts = identify(workbook, job.path, context.register, context.key, context.folders)
    is_held = issued is None
    if {p.code for p in doubts} & OVERRULABLE:
        issued = named_sheet(workbook, job.path, context.register, context.folders)
    if issued and is_held:
        word = context.choices.ruling(issued.sheet_id, job.sha256)
        is_held = word is not Word.ADMITTED
        doubts = [*(doubts if is_held else ()), tell_ruling(word, issued.sheet_id, job.path)]
    if issued is None:
        return Examination(Verdict.QUARANTINED, None, _name_other_book(workbook, doubts, job.path))
    issued = context.returned(issued, claimed_version(workbook))
    if edition(issued) not in context.printed:
        params = {"form": issued.form, "version": issued.form_version, "sheet_id": issued.sheet_id}
        lost = Problem.of_file("kept-form-lost", job.path, **params)
        return Examination(Verdict.QUARANTINED, None, [*doubts, lost])
    form, printed = context.forms[edition(issued)], context.printed[edition(issued)]
    typed, faults = extract_submission(workbook, form, job.sha256, printed)
    another = list(check_owner(typed.shown, issued, context.register.values(), job.path))
    if another:
        return Examination(Verdict.QUARANTINED, None, another)
    submission, unknown = key_rows(form, typed, issued)
    faults = [*faults, *unknown, *check_stamped(form, submission, issued, printed)]
    problems = [
        *(() if is_held else doubts),
        *_check_year(context, issued, job),
        *_check_version(context, issued, job),
        *faults,
    ]
    entry_sheets = {entry.sheet for row in submission.all_rows() for entry in row.entries.values()}
    own_words = frozenset(itertools.chain.from_iterable(issued.stamped.values()))
    problems += _check_beyond_entries(workbook, problems, job, _Beside(entry_sheets, own_words))
    judged = _judge(context, issued, submission, problems)
    if is_held:
        return Examination(Verdict.QUARANTINED, None, [*doubts, *foretell(judged.problems, doubts, job.path)])
    return judged


def _examine_web_form(context: ExaminationContext, job: ExaminationJob) -> Examination:
    """Return the verdict on an export of a web form; what the list 取込 does not provide for waits for the office."""
    read = read_web_form(context, job.content, job.sha256, job.path)
    if isinstance(read, Problem):
        return Examination(Verdict.QUARANTINED, None, [read])
    problems = [*_check_name(job), *read.problems]
    if any(problem.severity is Severity.ERROR for problem in problems):
        return Examination(Verdict.QUARANTINED, None, problems)
    return _judge(context, read.issued, read.submission, problems, read.form)


def _name_other_book(workbook: Workbook, doubts: list[Problem], path: str) -> list[Problem]:
    """Return what replaces the doubts about a workbook that is one of the office's own, and no sheet."""
    if [p.code for p in doubts] == ["identity-missing"]:
        for name, code in _OWN_BOOKS.items():
            if name in workbook.sheets:
                return [Problem.of_file(code, path)]
    return doubts


def _check_year(context: ExaminationContext, issued: IssuedSheet, job: ExaminationJob) -> Iterator[Problem]:
    """Yield the problem of a sheet of an earlier year: most often it was taken for this year's."""
    if issued.fiscal_year != context.fiscal_year:
        years = [context.calendar.fiscal_label(year) for year in (issued.fiscal_year, context.fiscal_year)]
        words = {"year": years[0], "this_year": years[1], "round": issued.round}
        yield Problem.of_file("sheet-of-another-year", job.path, **words)


def _check_version(context: ExaminationContext, issued: IssuedSheet, job: ExaminationJob) -> Iterator[Problem]:
    """Yield the problem of a sheet that was issued again in a version with other fields: its values are carried there.

    Where both have the same fields, nothing is missed.
    """
    newest = context.register[issued.sheet_id]
    if edition(newest) == edition(issued) or edition(newest) not in context.forms:
        return
    apart = EditionsApart.of(context.forms[edition(issued)], context.forms[edition(newest)])
    added, dropped = ("、".join(f.qualified for f in fields) for fields in (apart.added, apart.dropped))
    if added or dropped:
        words = {"version": issued.form_version, "now": newest.form_version}
        words["added"] = f"第{newest.form_version}版だけにある項目：{added}。" if added else ""
        words["dropped"] = f"第{newest.form_version}版にない項目：{dropped}。" if dropped else ""
        yield Problem.of_file("older-version", job.path, **words)


@dataclass(frozen=True, slots=True)
class _Beside:
    """What a sheet was issued with: which of its sheets have entries, and the texts it printed.

    An ID of the program's own may have the digits of a 個人番号, and is not one.
    """

    entry_sheets: Collection[str]
    own_words: frozenset[str]

    def is_private(self, cell: Cell | None) -> bool:
        return cell is not None and holds_individual_number(cell) and cell.text not in self.own_words


def _check_beyond_entries(
    workbook: Workbook, problems: Sequence[Problem], job: ExaminationJob, beside: _Beside
) -> Iterator[Problem]:
    """Report each 個人番号 outside the entries, and personal data in the file's name.

    Personal data in the name is a warning only: the same content under another name is the same file.
    """
    for name in workbook.sheets:
        if text_holds_individual_number(name):
            yield _individual_number(Severity.ERROR, "シートの名前", Location(name))
    for place in (p.location for p in problems if p.code in _BEYOND_ENTRIES):
        if place.sheet in workbook.sheets:
            cells = workbook.sheets[place.sheet or ""].cells
            private = tuple(c for c in place.cells if beside.is_private(cells.get(parse_address(c))))
            if private:
                yield _individual_number(Severity.ERROR, "記入欄の外", Location(place.sheet, private))
    yield from _check_beside(workbook, beside)
    yield from _check_name(job)


def _check_name(job: ExaminationJob) -> Iterator[Problem]:
    """Warn of a 個人番号 and of personal data in the file's name."""
    if job.numbered:
        yield _individual_number(Severity.WARNING, "ファイルの名前", Location(file=job.path))
    if job.kinds:
        yield Problem.of_file("personal-data-in-name", job.path, kinds=job.kinds)


def _check_beside(workbook: Workbook, beside: _Beside) -> Iterator[Problem]:
    """Report each 個人番号 in text boxes, comments and on sheets without entries: the file would be kept with it."""
    for name in workbook.sheets:
        for thing in workbook.beside[name]:
            if text_holds_individual_number(thing.text):
                place = Location(name, (thing.cell,) if thing.cell else ())
                yield _individual_number(Severity.ERROR, thing.kind.value, place)
    for name, sheet in other_sheets(workbook, beside.entry_sheets):
        cells = sheet.cells.items() if sheet else ()
        private = [address(*place) for place in sorted(place for place, cell in cells if beside.is_private(cell))]
        if private:
            yield _individual_number(Severity.ERROR, "記入欄のないシート", Location(name, tuple(private[:_MOST_CELLS])))


def _individual_number(severity: Severity, place: str, location: Location) -> Problem:
    return Problem("individual-number", severity, location, {"place": place})


def read_submission(
    context: ExaminationContext, job: ExaminationJob, issued: IssuedSheet
) -> tuple[IssuedSheet, Submission]:
    """Return the edition and the entries of a file examined before, to be stamped on the sheet that is sent back."""
    edition_of, _, submission, _ = read_with_faults(context, job.loaded(), issued)
    return edition_of, submission


def read_with_faults(
    context: ExaminationContext, job: ExaminationJob, issued: IssuedSheet
) -> tuple[IssuedSheet, Form, Submission, list[Problem]]:
    """Return the edition a file examined before is of, its form, its entries, and what is wrong with its cells."""
    if is_web_form(job.path):
        read = read_web_form(context, job.content, job.sha256, job.path)
        if isinstance(read, WebReading):
            return read.issued, read.form, read.submission, list(read.problems)
    workbook = _open(context, job)
    issued = context.returned(issued, claimed_version(workbook))
    form = context.forms[edition(issued)]
    typed, faults = extract_submission(workbook, form, job.sha256)
    submission, unknown = key_rows(form, typed, issued)
    return issued, form, submission, [*faults, *unknown]


def _open(context: ExaminationContext, job: ExaminationJob) -> Workbook:
    """Return the workbook, its sheets read only as they are asked for."""
    return read_workbook(job.content, context.limits, sheets=lambda _: False)


def _judge(
    context: ExaminationContext,
    issued: IssuedSheet,
    submission: Submission,
    problems: list[Problem],
    form: Form | None = None,
) -> Examination:
    """Return the verdict by the form's rules; `form` is the edition's where none is given."""
    form, department = form or context.forms[edition(issued)], context.departments[issued.department_code]
    records, found = validate_submission(form, submission, issued, department, context.calendar)
    problems = [*problems, *found]
    severities = {p.severity for p in problems}
    if Severity.ERROR in severities:
        return Examination(Verdict.SENT_BACK, issued.sheet_id, problems)
    warned = Severity.WARNING in severities
    verdict = Verdict.ACCEPTED_WITH_WARNINGS if warned else Verdict.ACCEPTED
    confirmed = any(r.table is None and form.nothing_field and r.fields.get(form.nothing_field) for r in records)
    nothing = bool(confirmed) and not any(r.table for r in records)
    return Examination(
        verdict, issued.sheet_id, problems, pack_records(records), nothing, dict(submission.renditions())
    )
