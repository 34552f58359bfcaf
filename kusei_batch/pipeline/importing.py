"""import: a list or filled workbooks from before the tool become accepted records of an earlier year, with lineage."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kusei_batch.collect.archive import archive_file, keep_export, settle_archive
from kusei_batch.collect.inbox import look_at_file
from kusei_batch.collect.past_groups import PastGroups, PastPlace, Whereabouts
from kusei_batch.collect.past_list import PastList, read_past_list
from kusei_batch.collect.past_submission import PastReading, PastSheet, RowIds
from kusei_batch.collect.web_answers import is_web_form
from kusei_batch.config import Workspace
from kusei_batch.consolidate import counting_contents
from kusei_batch.core.identity import make_sheet_id, next_serial
from kusei_batch.core.period import Round
from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.core.record import Record
from kusei_batch.core.replacement import changes_between, entries_of, told_changes
from kusei_batch.core.run import Outcome
from kusei_batch.core.submission import IssuedSheet, Receipt, Verdict
from kusei_batch.errors import CannotRunError, UsageError, reason_of
from kusei_batch.issue.kept_forms import OpenForm, keep_form
from kusei_batch.ledger import Ledger, pack_records
from kusei_batch.pipeline.intake.import_map import (
    Fate,
    ImportedPart,
    ImportOrder,
    ImportReport,
    Rules,
    open_past_form,
    read_map,
)
from kusei_batch.pipeline.session import open_session
from kusei_batch.pipeline.status.past_rounds import never_issued
from kusei_batch.validate import validate_submission
from kusei_batch.validate.individual_number import holds_individual_number
from kusei_batch.validate.personal import mask_personal_words
from kusei_batch.validate.privacy import mask_problem
from kusei_batch.xlsx.package import UnreadableError

_UNTOUCHED = "sheet-untouched"
_SHOWN_CELLS = 20


def import_past(workspace: Workspace, order: ImportOrder) -> ImportReport:
    """Take in files of an earlier year: what breaks a rule costs its department's part, the others are entered.

    Importing the same once more changes nothing. Raise as read_map does, and CannotRunError where a file cannot be
    read or the surroundings fail.
    """
    rules = read_map(workspace, order.list_name)
    report = ImportReport()
    contents = [(path, read_content(workspace, path)) for path in order.files]
    with open_session(workspace) as ledger:
        work = _Import(workspace, ledger, order, rules, report)
        for path, data in contents:
            work.take(path, data)
    return report


def read_content(workspace: Workspace, path: Path) -> bytes:
    """Return the content of a file to be imported. Raise UsageError for a folder, CannotRunError."""
    try:
        if path.is_dir():
            raise UsageError(f"「{path}」はフォルダです。", "取り込むファイルを並べて書いてください。")
        skip = look_at_file(path, path.name, workspace.settings.limits.workbook.file_bytes)
        if skip:
            raise CannotRunError(f"「{path}」を読めません。{skip.message}", skip.remedy)
        return path.read_bytes()
    except OSError as error:
        remedy = "ファイルの名前と場所を確かめ、Excelで開いたままなら閉じてください。"
        raise CannotRunError(f"ファイル「{path}」を開けません（{reason_of(error)}）。", remedy) from error


@dataclass(frozen=True)
class _Entering:
    """What is entered of one department's part."""

    sheet: IssuedSheet
    round: Round
    opened: OpenForm
    receipt: Receipt
    problems: Sequence[Problem]
    records: Sequence[Record]


@dataclass
class _Import:
    """One import at work: what the map says, and what it has told so far."""

    workspace: Workspace
    ledger: Ledger
    order: ImportOrder
    rules: Rules
    report: ImportReport

    def take(self, path: Path, data: bytes) -> None:
        """Read one file and enter what can be taken of it."""
        sha256, limits = hashlib.sha256(data).hexdigest(), self.workspace.settings.limits.workbook
        try:
            past = read_past_list(path.name, data, [r for own in self.rules.values() for r in own], self._map, limits)
        except UnreadableError as error:
            place = Location(file=path.name)
            self.report.problems.append(Problem(error.code, Severity.ERROR, place, {"detail": error.detail}))
            return
        found = [*past.problems, *check_private(past)]
        workspace = self.workspace
        own_year = workspace.fiscal_year - 1
        groups = PastGroups(
            Whereabouts(workspace.rounds, workspace.master.departments, workspace.calendar, own_year, self._map)
        )
        if all(p.severity is not Severity.ERROR for p in found):
            for form, own in self.rules.items():
                groups.add(form, own, past.lines)
            found += groups.found
            if not groups.lines:
                found.append(Problem.of("past-nothing-found", map=self._map))
        self._tell(found, path.name)
        entering: list[_Entering] = []
        ids: dict[tuple[int, str], RowIds] = {}
        for part, lines in groups.lines.items():
            reading = PastReading(
                open_past_form(self.workspace, part.form, part.fiscal_year).form,
                self.rules[part.form],
                self._blank_sheet(part, path.name, sha256),
                ids.setdefault((part.fiscal_year, part.department), {}),
            )
            entering += self._judge(part, reading.read(lines, sha256), path.name, sha256)
        self._tell(self._gone(groups, path.name), path.name)
        self._enter(path, data, entering)

    @property
    def _map(self) -> str:
        return self.order.list_name

    def _tell(self, problems: Sequence[Problem], file: str) -> None:
        for problem in problems:
            # What is wrong with the map says so itself.
            at = problem.location if problem.location.file else replace(problem.location, file=file)
            told = mask_problem(mask_personal_words(replace(problem, location=at)))
            # A line that two forms read is wrong once.
            self.report.problems += [] if told in self.report.problems else [told]

    def _known(self, place: PastPlace) -> IssuedSheet | None:
        return next(
            (
                sheet
                for sheet in self.ledger.issued().values()
                if (sheet.fiscal_year, sheet.round, sheet.department_code) == place[1:]
            ),
            None,
        )

    def _blank_sheet(self, place: PastPlace, file: str, sha256: str) -> IssuedSheet:
        """Return the sheet a part stands for: known from an earlier import, or with the department's next number."""
        workspace, known = self.workspace, self._known(place)
        issued = [
            s.sheet_id
            for s in self.ledger.issued().values()
            if (s.fiscal_year, s.department_code) == (place.fiscal_year, place.department)
        ]
        code = workspace.calendar.fiscal_code(place.fiscal_year)
        taken = [p.sheet_id for p in self.report.parts if p.place[1::2] == (place.fiscal_year, place.department)]
        number = next_serial(issued) + len({one for one in taken if one not in self.ledger.issued()})
        ward = next(d.ward.code for d in workspace.master.departments if d.code == place.department)
        return IssuedSheet(
            sheet_id=known.sheet_id if known else make_sheet_id(code, place.department, number),
            round=place.round,
            form=place.form,
            form_version=open_past_form(workspace, place.form, place.fiscal_year).form.version,
            fiscal_year=place.fiscal_year,
            ward_code=ward,
            department_code=place.department,
            path=file,
            issued_on=self.order.as_of,
            origin=known.origin if known and not self._is_import(known) else sha256,
        )

    def _is_import(self, sheet: IssuedSheet) -> bool:
        """Return whether a sheet came from a past list: then its answers are their own origin."""
        return any(a.sheet_id == sheet.sheet_id and a.origin == a.sha256 for a in self.ledger.answers())

    def _judge(self, place: PastPlace, sheet: PastSheet, file: str, sha256: str) -> Iterator[_Entering]:
        """Note what becomes of a part, and yield what is to be entered of it."""
        workspace, ledger = self.workspace, self.ledger
        department = next(d for d in workspace.master.departments if d.code == place.department)
        records, found = validate_submission(sheet.form, sheet.submission, sheet.issued, department, workspace.calendar)
        problems = [*sheet.problems, *(p for p in found if p.code != _UNTOUCHED)]
        known, label = self._known(place), workspace.calendar.fiscal_label(place.fiscal_year)
        if known and not self._is_import(known):
            problems = [Problem.of("past-round-issued", year=label, round=place.round)]
        told = [mask_problem(mask_personal_words(p)) for p in problems]
        rows, sheet_id = sum(record.table is not None for record in records), sheet.issued.sheet_id
        part = ImportedPart(file, place, department, sheet_id, Fate.LEFT_OUT, rows, problems=told)
        if any(p.severity is Severity.ERROR for p in problems):
            self.report.parts.append(part)
            return
        departments = {d.code: d for d in workspace.master.departments}
        counting = counting_contents(ledger.answers(), dt.date.max)
        before = ledger.records({sheet_id: counting[sheet_id]}, departments) if sheet_id in counting else []
        changes = changes_between(sheet_id, entries_of(before), entries_of(records)) if before else ()
        fate = (Fate.REPLACED if changes else Fate.UNCHANGED) if before else Fate.NEW
        self.report.parts.append(replace(part, fate=fate, changes=told_changes(changes)))
        if fate is Fate.UNCHANGED:
            return
        round_ = self.past_round(place)
        verdict = Verdict.ACCEPTED_WITH_WARNINGS if problems else Verdict.ACCEPTED
        # It counts in its year, in time: when it was handed in there, nobody knows any more.
        received = min(self.order.as_of, round_.due)
        receipt = Receipt(sha256, file, received, verdict, sheet_id, origin=sha256)
        opened = open_past_form(workspace, place.form, place.fiscal_year)
        yield _Entering(sheet.issued, round_, opened, receipt, told, records)

    def past_round(self, place: PastPlace) -> Round:
        """Return the round of an earlier year: as it was entered, else this year's, so many years before."""
        entered = self.ledger.rounds().get((place.fiscal_year, place.round))
        round_ = entered or never_issued(self.workspace.round(place.round), place.fiscal_year)
        return replace(round_, departments=round_.departments | {place.department})

    def _gone(self, groups: PastGroups, file: str) -> list[Problem]:
        """Return what came from an earlier file of that name, and is not in this one."""
        here = {place[1:] for place in groups.lines}
        names = {d.code: d.name for d in self.workspace.master.departments}
        register = self.ledger.issued()
        told = {a.sheet_id or "" for a in self.ledger.answers() if a.path == file and a.origin == a.sha256}
        sheets = [register[one] for one in sorted(told) if one in register] if here else []
        return [
            Problem.of(
                "past-not-in-file",
                department=names.get(s.department_code, s.department_code),
                year=self.workspace.calendar.fiscal_label(s.fiscal_year),
                round=s.round,
            )
            for s in sheets
            if (s.fiscal_year, s.round, s.department_code) not in here
        ]

    def _enter(self, path: Path, data: bytes, entering: Sequence[_Entering]) -> None:
        """Keep the file, and enter its parts in the ledger, each as if it had been handed in."""
        if not entering:
            return
        workspace, ledger = self.workspace, self.ledger
        run = ledger.start_run(self.order.as_of, self.order.now)
        if is_web_form(path.name):
            keep_export(workspace.archive, data)
        else:
            archive_file(path.parent, path.name, workspace.archive, workspace.settings.limits.workbook.file_bytes)
        settle_archive(workspace.archive, [one.receipt.sha256 for one in entering])
        rounds: dict[tuple[int, str], Round] = {}
        for one in entering:
            place = one.round.fiscal_year, one.round.name
            known = rounds.get(place) or ledger.rounds().get(place)
            codes = one.round.departments | (known.departments if known else frozenset())
            rounds[place] = replace(one.round, departments=codes)
        parts = [
            (
                one.sheet,
                keep_form(one.opened, workspace.state),
                replace(one.receipt, run=run),
                one.problems,
                pack_records(one.records),
            )
            for one in entering
        ]
        ledger.add_import(run, rounds.values(), parts)
        ledger.finish_run(run, self.order.now, Outcome.DONE, {})


def check_private(past: PastList) -> Iterator[Problem]:
    """Yield where a list has what looks like a 個人番号: it is kept nowhere."""
    for sheet in dict.fromkeys(sheet for sheet, _, _ in past.cells):
        cells = tuple(at for name, at, cell in past.cells if name == sheet and holds_individual_number(cell))
        if cells:
            yield Problem.of("past-individual-number", Location(sheet, cells[:_SHOWN_CELLS]))
