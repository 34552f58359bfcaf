"""Further sheets of マスタ.xlsx: lists a form may draw its rows and choices from, checked like the known ones."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kusei_batch.config.listed_ids import ListedIds
from kusei_batch.config.master_sheet import (
    FILE,
    WARD,
    MasterLine,
    MasterSheet,
    find_columns,
    read_sheet,
    sheets_named,
    tell_near_headings,
    tell_twice,
    tell_unheaded,
)
from kusei_batch.core import clearance, submission_decision
from kusei_batch.core.period import Era
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.proposal import ADOPTED, ADOPTION, DECLINED
from kusei_batch.core.revision import FIRST_YEAR, LAST_YEAR
from kusei_batch.core.text.characters import seen_only
from kusei_batch.core.text.hint import nearest, suggest
from kusei_batch.core.text.notation import comparable
from kusei_batch.core.ward import MasterListRow, Ward
from kusei_batch.xlsx.reader import Sheet, Workbook

DEPARTMENTS = "部署コード"
NOT_LISTS = (clearance.SHEET, submission_decision.SHEET)
"""Sheets of decisions, which were in the master once, and whose first column is no ID."""
_MEANT = (DEPARTMENTS, WARD, FIRST_YEAR, LAST_YEAR, ADOPTION)
"""Headings that say for whom and when a row of any list is in force."""
_LEFT_ALONE = "_"
_ENDING = ("終了日", "引継先")
_IDS = ("基準ID",)
_COPIED = re.compile(r"[(（][0-9]+[)）]\s*$")


def find_lists(
    workbook: Workbook, known: Mapping[str, tuple[str, ...]]
) -> tuple[dict[str, MasterSheet], list[Problem]]:
    """Return every sheet beside the known ones (with their headings) that is a list, and the faults of their headings.

    Left alone are sheets that are empty, whose name begins with `_`, or that have but one heading: notes. A copy of a
    known list under another name is reported and not read.
    """
    lists: dict[str, MasterSheet] = {}
    problems: list[Problem] = []
    own = {comparable(name) for name in (*known, *NOT_LISTS)}
    for title in workbook.sheets:
        name = seen_only(title).strip()
        if comparable(name) in own or comparable(name).startswith(_LEFT_ALONE):
            continue
        sheet = workbook.sheets[title]
        headings, copied = _headings(sheet), copied_list(sheet, known)
        alike = sheets_named(workbook, name)
        if copied:
            where = Location(sheet=name, file=FILE)
            problems.append(Problem.of("master-sheet-copy", where, name=copied))
        elif len(headings) > 1 and sheet is alike[0]:
            problems += tell_twice(name, alike)
            columns, faults = find_columns(name, headings, sheet.cells)
            problems += [*faults, *tell_near_headings(name, _MEANT, sheet.cells), *tell_unheaded(name, sheet.cells)]
            if not faults:
                lists[name] = read_sheet(name, columns, sheet)
    return lists, problems


def lacks_list(workbook: Workbook, name: str, id_heading: str) -> bool:
    """Return whether there is no list of that name, nor one that may be meant: with a like name, or with its IDs."""
    if sheets_named(workbook, name) or nearest(name, workbook.sheets):
        return False
    return not any(id_heading in map(comparable, _headings(sheet)) for sheet in workbook.sheets.values())


def copied_list(sheet: Sheet, known: Mapping[str, tuple[str, ...]]) -> str | None:
    """Return the known list of which a sheet is a copy by its headings; None where it is another list.

    What has IDs of its own may be another list of the same kind, unless it bears the name Excel gives to copies.
    """
    own = [heading for heading in map(comparable, _headings(sheet)) if heading not in _ENDING]
    for name, wanted in known.items():
        if own == list(map(comparable, wanted)) and (wanted[0] not in _IDS or _COPIED.search(sheet.name)):
            return name
    return None


def _headings(sheet: Sheet) -> tuple[str, ...]:
    first = sorted((column, seen_only(cell.text).strip()) for (row, column), cell in sheet.cells.items() if row == 1)
    return tuple(dict.fromkeys(text for _, text in first if text))


@dataclass(frozen=True, slots=True)
class ListReader:
    """What reading a free list needs to know: the wards by code, the codes of departments, the eras, the year it is."""

    wards: Mapping[str, Ward]
    departments: Collection[str]
    eras: tuple[Era, ...]
    fiscal_year: int | None = None

    def read(self, sheet: MasterSheet) -> tuple[MasterListRow, ...]:
        """Return the rows of a list; faults are noted in the sheet."""
        rows = [self._row(sheet, line) for line in sheet.lines]
        listed = ListedIds(rows, {n for n, line in enumerate(sheet.lines) if (line.number, WARD) in sheet.faulty})
        heading = sheet.id_heading
        for nth, first, code in listed.clashes():
            place = sheet.place(sheet.lines[first], heading)
            sheet.fault(code, sheet.lines[nth], heading, value=listed.rows[nth].id, first=place)
        # What was not decided clearly is not decided: the row stays, and counts for nothing yet.
        return listed.joined([sheet.is_sound(line, but=(ADOPTION,)) for line in sheet.lines])

    def _row(self, sheet: MasterSheet, line: MasterLine) -> MasterListRow:
        id_heading = sheet.id_heading
        texts = {heading: sheet.text(line, heading, needed=heading == id_heading) for heading in sheet.columns}
        ward = sheet.ward(line, self.wards, needed=False) if WARD in sheet.columns else None
        first, last = sheet.years(line, self.eras, needed=False)
        adopted = True
        if ADOPTION in sheet.columns:
            word = sheet.word(line, ADOPTION)
            if word not in (ADOPTED, DECLINED, ""):
                sheet.fault("master-bad-adoption", line, ADOPTION, value=word)
            adopted = word == ADOPTED
        if ADOPTION in texts and ((line.number, ADOPTION) in sheet.faulty or line.cells[ADOPTION].is_struck):
            texts[ADOPTION] = ""  # the row waits to be decided on
        return MasterListRow(
            texts=texts,
            ward_code=ward.code if ward else None,
            department_codes=self._departments(sheet, line, ended=last is not None and last < (self.fiscal_year or 0)),
            first_year=first,
            last_year=last,
            adopted=adopted,
            cells={heading: sheet.place(line, heading) for heading in sheet.columns},
            file=sheet.file,
        )

    def _departments(self, sheet: MasterSheet, line: MasterLine, *, ended: bool) -> frozenset[str]:
        if DEPARTMENTS not in sheet.columns:
            return frozenset()
        codes = frozenset(c for c in re.split(r"[、,，\s]+", seen_only(line.cells[DEPARTMENTS].text)) if c)
        # What has ended may speak of a department that has gone since.
        for code in () if ended else sorted(codes.difference(self.departments)):
            hint = suggest(code, sorted(self.departments))
            sheet.fault("master-unknown-department", line, DEPARTMENTS, value=code, hint=hint)
        return codes
