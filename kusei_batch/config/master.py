"""The master workbook マスタ.xlsx: the lists people keep, checked like any other input."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from kusei_batch.config.clearances import read_clearances
from kusei_batch.config.decision_reading import NO_DECISIONS, DecisionBook
from kusei_batch.config.defined_rows import DefinedRowReader, read_defined
from kusei_batch.config.joined_lists import find_former_sheets, join_lists, tell_moved, with_decisions
from kusei_batch.config.listed_ids import overlap
from kusei_batch.config.master_book import read_master_book
from kusei_batch.config.master_lists import ListReader, copied_list, find_lists, lacks_list
from kusei_batch.config.master_sheet import (
    FILE,
    MasterLine,
    MasterSheet,
    find_columns,
    read_sheet,
    sheets_named,
    tell_near_headings,
    tell_twice,
    tell_unheaded,
)
from kusei_batch.config.organisation import (
    ABOVE,
    LONGEST_CONTACT,
    OFFICE,
    UNIT_HEADINGS,
    has_units,
    optional_text,
    read_organisation,
)
from kusei_batch.config.revisions import Revising
from kusei_batch.config.setting_sheets import setting_sheets
from kusei_batch.config.submission_decisions import read_choices
from kusei_batch.config.typed_rows import typed_sheet
from kusei_batch.core import clearance, submission_decision
from kusei_batch.core.period import DEFAULT_ERAS, Calendar, Era
from kusei_batch.core.policy import Policy
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.submission_decision import SubmissionDecisions
from kusei_batch.core.text.hint import suggest
from kusei_batch.core.text.notation import comparable
from kusei_batch.core.unit_lists import LEVEL, UNITS
from kusei_batch.core.values import BLANK
from kusei_batch.core.ward import DIVISION_LEVEL, SECTION, WARD_LEVEL, Department, Master, MasterListRow, Ward
from kusei_batch.errors import reason_of
from kusei_batch.xlsx.package import UnreadableError
from kusei_batch.xlsx.reader import Workbook

STANDARDS = "基準"
"""The list of standards: where nothing looks like it, the year is run without any."""
HEADINGS: dict[str, tuple[str, ...]] = {
    "区": ("区コード", "区名"),
    "部署": ("部署コード", "区コード", "部名", "課名", "表示順", "連絡先"),
    "方針": ("年度", "区コード", "番号", "本文"),
    STANDARDS: ("基準ID", "場面", "本文", "適用開始年度", "適用終了年度"),
    "休業日": ("日付", "名称"),
}
_STANDARD = ("基準ID", "場面", "本文")
TITLES = ("所属長", "部長", "部長連絡先")
_KIND, _DECIDED, _GOAL = "種別", "決定日", "組織目標"
PART_LEVEL, ORIGIN = "部の階層", "由来"
OPTIONAL_HEADINGS = {
    "区": (*OFFICE, LEVEL, ABOVE),
    UNITS: (ABOVE, *OFFICE),
    "部署": ("終了日", "引継先", *TITLES, _KIND, PART_LEVEL),
    STANDARDS: (ORIGIN,),
    "方針": (_DECIDED, _GOAL),
}
"""Columns a sheet may have: who runs the year in a ward, where it is not as config.toml says, what such units are
called and to which one it belongs; when a department was abolished, and who carries on its work; titles for letters;
what is no 部署, and what its 部 is called; from whose achievements a standard came; when a policy was decided."""

_NEEDED, _NO_BOOK = ("区", "部署"), "Excelブックではありません"
_FOLLOWS = {
    "区": ("master-unknown-ward", "master-unknown-department"),
    UNITS: ("master-unknown-ward", "master-unknown-unit"),
    "部署": ("master-unknown-department",),
}


def read_master(
    path: Path,
    eras: tuple[Era, ...] = DEFAULT_ERAS,
    fiscal_year: int | None = None,
    book: DecisionBook = NO_DECISIONS,
    ward_level: str = WARD_LEVEL,
) -> tuple[Master | None, list[Problem]]:
    """Return the lists of マスタ.xlsx with every fault found: sheet, cell and remedy; `book` is 決定.xlsx.

    A row with a fault is left out, and so is a list whose headings are faulty; None where no department is left. Rows
    ended before `fiscal_year` may name departments gone since. A ward without 階層 is a `ward_level`.
    """
    try:
        workbook = read_master_book(path)
    except FileNotFoundError:
        return None, [Problem.of_file("master-missing", path.name)]
    except UnreadableError as error:
        return None, [Problem.of_file("master-unreadable", path.name, reason=error.detail or _NO_BOOK)]
    except OSError as error:
        return None, [Problem.of_file("master-not-opened", path.name, reason=reason_of(error))]
    known_sheets = HEADINGS | ({UNITS: UNIT_HEADINGS} if has_units(workbook) else {})
    if lacks_list(workbook, STANDARDS, comparable(_STANDARD[0])):
        del known_sheets[STANDARDS]
    sheets, problems = _find_sheets(workbook, known_sheets)
    sheets["区"].level = ward_level
    others, unlisted = find_lists(workbook, known_sheets | setting_sheets(workbook))
    if any(not sheets[name].lines for name in _NEEDED):
        return None, [*problems, *unlisted]
    former, unread = find_former_sheets(workbook, book)
    reader, master = _build_master(sheets, others, eras, fiscal_year)
    lists = [book.sheets[name] for name in book.lists]
    adopted = {sheet.name: reader.read(sheet) for sheet in lists}
    adopted |= read_defined(
        book.sheets, book.defined, DefinedRowReader(master.departments, Calendar(eras), fiscal_year)
    )
    known = {STANDARDS: _standard_headings(sheets[STANDARDS])} if STANDARDS in sheets else {}
    known |= {name: tuple(sheet.columns) for name, sheet in others.items()}
    revising = Revising(known, eras)
    choices = [row for sheet in with_decisions(former, book, submission_decision.SHEET) for row in read_choices(sheet)]
    master = replace(
        master,
        free_lists=revising.revise(join_lists(master.free_lists, adopted, book), book.defined),
        clearances=tuple(c for sheet in with_decisions(former, book, clearance.SHEET) for c in read_clearances(sheet)),
        choices=SubmissionDecisions(tuple(choices)),
        decided_lists=book.defined,
        typed={name: typed_sheet(sheets_named(workbook, name)[0]) for name in (*others, *former)},
    )
    every = (*sheets.values(), *others.values(), *former.values(), *book.sheets.values())
    found = [problem for sheet in every for problem in sheet.problems]
    problems += [*unlisted, *unread, *found, *revising.problems, *tell_moved(master, book)]
    return (master if master.departments else None), problems


def _find_sheets(
    workbook: Workbook, known: Mapping[str, tuple[str, ...]]
) -> tuple[dict[str, MasterSheet], list[Problem]]:
    sheets, problems = {}, []
    for name, headings in known.items():
        alike = sheets_named(workbook, name)
        if not alike:
            # The list is missing; a sheet of another name with all its headings is meant before one whose name is
            # like it.
            meant = [title for title, sheet in workbook.sheets.items() if copied_list(sheet, {name: headings})]
            hint = suggest(meant[0], meant) if meant else suggest(name, list(workbook.sheets))
            params = {"headings": "、".join(headings), "hint": hint}
            problems.append(Problem.of("master-sheet-missing", Location(sheet=name, file=FILE), **params))
            sheets[name] = MasterSheet(name, {}, [])
            continue
        found = alike[0]
        problems += tell_twice(name, alike)
        present = {comparable(cell.text) for (row, _), cell in found.cells.items() if row == 1}
        optional = [heading for heading in OPTIONAL_HEADINGS.get(name, ()) if comparable(heading) in present]
        columns, faults = find_columns(name, (*headings, *optional), found.cells)
        problems += faults
        absent = tuple(heading for heading in OPTIONAL_HEADINGS.get(name, ()) if heading not in optional)
        unknown = {place: cell for place, cell in found.cells.items() if place[1] not in columns.values()}
        problems += tell_near_headings(name, absent, unknown)
        problems += tell_unheaded(name, found.cells)
        sheets[name] = MasterSheet(name, columns, []) if faults else read_sheet(name, columns, found)
        if name in _NEEDED and not faults and not sheets[name].lines:
            problems.append(Problem.of("master-sheet-empty", Location(sheet=name, file=FILE)))
    return sheets, problems


def _build_master(
    sheets: dict[str, MasterSheet], others: Mapping[str, MasterSheet], eras: tuple[Era, ...], fiscal_year: int | None
) -> tuple[ListReader, Master]:
    wards, above = read_organisation(sheets["区"], sheets.get(UNITS))
    by_code = {unit.code: unit for unit in (*wards, *above)}
    departments = tuple(_read_departments(sheets["部署"], by_code, Calendar(eras)))
    reader = ListReader(by_code, {d.code for d in departments}, eras, fiscal_year)
    order = {code: n for n, code in enumerate(by_code)}
    master = Master(
        wards=wards,
        above=above,
        departments=tuple(sorted(departments, key=lambda d: (order[d.ward.code], d.order, d.code))),
        policies=tuple(_read_policies(sheets["方針"], by_code, Calendar(eras))),
        holidays=dict(_read_holidays(sheets["休業日"], Calendar(eras))),
        free_lists={name: tuple(_read_standards(sheets[name], eras)) for name in (STANDARDS,) if name in sheets}
        | {name: reader.read(sheet) for name, sheet in others.items()},
    )
    for sheet in (*sheets.values(), *others.values()):
        # What names a ward or a department that was left out for its own fault merely follows from that.
        spoilt = [name for name in _FOLLOWS if name in sheets and sheets[name].is_faulty and sheet is not sheets[name]]
        follows = [code for name in spoilt for code in _FOLLOWS[name]]
        sheet.problems = [problem for problem in sheet.problems if problem.code not in follows]
    return reader, master


def _read_departments(sheet: MasterSheet, wards: dict[str, Ward], calendar: Calendar) -> Iterator[Department]:
    codes: dict[str, str] = {}
    names: dict[str, str] = {}
    heirs: dict[str, tuple[str, ...]] = {}
    known = {line.cells["部署コード"].text.strip() for line in sheet.lines}
    for line in sheet.lines:
        code, ward = sheet.code(line, "部署コード", codes), sheet.ward(line, wards)
        division = sheet.name_text(line, "部名", needed=False)
        name = sheet.name_text(line, "課名")
        order, contact = sheet.number(line, "表示順"), sheet.text(line, "連絡先", needed=False)
        sheet.check_length(line, "連絡先", LONGEST_CONTACT)
        place = sheet.place(line, "課名")
        ends, successors = _read_end(sheet, line, calendar, known)
        heirs[code] = successors
        titles = [optional_text(sheet, line, heading) for heading in TITLES]
        titles.append(optional_text(sheet, line, _KIND) or SECTION)
        titles.append(optional_text(sheet, line, PART_LEVEL) or DIVISION_LEVEL)
        # One that was abolished may have given its name to the next.
        if ward and name and not ends and names.setdefault(f"{ward.code} {division} {name}", place) != place:
            first = names[f"{ward.code} {division} {name}"]
            sheet.fault("master-duplicate", line, "課名", value=name, first=first)
        if ward and sheet.is_sound(line, but=("表示順", "連絡先", "終了日", "引継先", *TITLES, _KIND, PART_LEVEL)):
            yield Department(code, ward, division, name, order, contact, ends, successors, *titles)
    _check_rings(sheet, heirs)


def _check_rings(sheet: MasterSheet, heirs: Mapping[str, tuple[str, ...]]) -> None:
    """Note a fault at departments whose work comes back to them, however far around: nobody carries it on."""
    for line in sheet.lines:
        code = line.cells["部署コード"].text.strip()
        met, waiting = set[str](), list(heirs.get(code, ()))
        while waiting:
            heir = waiting.pop()
            waiting += [other for other in heirs.get(heir, ()) if other not in met]
            met |= {heir, *heirs.get(heir, ())}
        if code in met:
            sheet.fault("master-successor-ring", line, "引継先", value="、".join(heirs[code]))


def _read_end(
    sheet: MasterSheet, line: MasterLine, calendar: Calendar, known: set[str]
) -> tuple[dt.date | None, tuple[str, ...]]:
    """Return the last day of a department and the codes of those that carry on its work.

    A code that is not among the `known` ones is a fault.
    """
    ends = sheet.day(line, "終了日", calendar) if "終了日" in line.cells and not line.cells["終了日"].is_blank else None
    if "引継先" not in line.cells:
        return ends, ()
    own = line.cells["部署コード"].text.strip()
    successors = []
    for code in re.split("[、,，\\s]+", sheet.text(line, "引継先", needed=False)):
        if code and (code == own or code not in known):
            hint = suggest(code, sorted(known - {own}))
            sheet.fault("master-unknown-department", line, "引継先", value=code, hint=hint)
        elif code:
            successors.append(code)
    if successors and line.cells.get("終了日", BLANK).is_blank:
        sheet.remark("master-successor-without-end", line, "引継先")
    return ends, tuple(successors)


def _read_policies(sheet: MasterSheet, wards: dict[str, Ward], calendar: Calendar) -> Iterator[Policy]:
    places: dict[tuple[int | None, Ward | None, str], str] = {}
    for line in sheet.lines:
        year, ward = sheet.year(line, "年度", calendar.eras), sheet.ward(line, wards)
        number, text = sheet.text(line, "番号"), sheet.text(line, "本文")
        said = line.cells.get(_DECIDED, BLANK)
        decided_on = None if said.is_blank else sheet.day(line, _DECIDED, calendar)
        is_draft, goal = _DECIDED in line.cells and said.is_blank, optional_text(sheet, line, _GOAL)
        place = sheet.place(line, "番号")
        first = places.setdefault((year, ward, number), place)
        if year and ward and number and first != place:
            sheet.fault("master-duplicate-policy", line, "番号", value=number, first=first)
        if year and ward and sheet.is_sound(line):
            yield Policy(year, ward.code, number, text, decided_on, goal, is_draft)


def _standard_headings(sheet: MasterSheet) -> tuple[str, ...]:
    return (*_STANDARD, *([ORIGIN] if ORIGIN in sheet.columns else []))


def _read_standards(sheet: MasterSheet, eras: tuple[Era, ...]) -> Iterator[MasterListRow]:
    known: list[tuple[MasterListRow, str]] = []
    headings = _standard_headings(sheet)
    for line in sheet.lines:
        texts = {heading: sheet.text(line, heading, needed=heading in _STANDARD) for heading in headings}
        first, last = sheet.years(line, eras)
        cells = {heading: sheet.place(line, heading) for heading in headings}
        row = MasterListRow(texts, first_year=first, last_year=last, cells=cells)
        # One that is worded otherwise from a year on stands there twice.
        place = next((place for other, place in known if row.id and row.id == other.id and overlap(row, other)), None)
        if place:
            sheet.fault("master-duplicate", line, "基準ID", value=row.id, first=place)
        known.append((row, cells["基準ID"]))
        if first and sheet.is_sound(line):
            yield row


def _read_holidays(sheet: MasterSheet, calendar: Calendar) -> Iterator[tuple[dt.date, str]]:
    for line in sheet.lines:
        day, name = sheet.day(line, "日付", calendar), sheet.text(line, "名称")
        if day and sheet.is_sound(line):
            yield day, name
