"""回, 資料, ページ and 設定 of マスタ.xlsx read into the same tables as config.toml's, to be checked as one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kusei_batch.config.lines import NOTHING_WRITTEN, Place, SettingCell, SettingsText, config_problem
from kusei_batch.config.master_book import read_master_book
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
from kusei_batch.config.setting_columns import (
    COLUMNS,
    CONTENT,
    ITEM,
    KEYS,
    NO,
    NO_LETTERS,
    OFFICE,
    PAGES,
    PAPERS,
    ROUND,
    ROUNDS,
    YES,
    SettingColumn,
    SettingKind,
    headings_of_settings,
    is_of_settings,
    needed_headings,
)
from kusei_batch.core.dates import DateReader, sure_day
from kusei_batch.core.period import Calendar
from kusei_batch.core.problem import Problem, Severity
from kusei_batch.core.text.hint import suggest
from kusei_batch.core.text.notation import comparable
from kusei_batch.core.values import Cell, CellKind
from kusei_batch.xlsx.package import UnreadableError
from kusei_batch.xlsx.reader import Sheet, Workbook

_MARKS = re.compile(r"[、，,\n]")
_YEARS = frozenset("yeb")
_HIGHEST = 5
"""So many rows from the top are looked at for headings."""


@dataclass
class SheetsRead:
    """config.toml's tree with what the sheets say, where each setting stands, and the faults of the cells.

    What the faults at `spoilt` concern is not to be worked with.
    """

    tree: dict[str, Any]
    text: str
    dates: DateReader
    cells: dict[Place, SettingCell] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    spoilt: list[Place] = field(default_factory=list)
    unread: list[Place] = field(default_factory=list)
    """Tables that are lacking only because nothing is known of their sheet."""
    sheets: frozenset[str] = frozenset()

    @property
    def written(self) -> SettingsText:
        """The settings as they are written."""
        return SettingsText(self.text, self.tree, self.cells, self.sheets)


def setting_sheets(workbook: Workbook) -> dict[str, tuple[str, ...]]:
    """Return the sheets of a master that say settings, with the headings they have."""
    first = {name: sheet for name in COLUMNS for sheet in sheets_named(workbook, name)[:1]}
    return {
        name: _texts(sheet, 1)
        for name, sheet in first.items()
        if any(is_of_settings(name, _texts(sheet, row)) for row in range(1, _HIGHEST + 1))
    }


def _texts(sheet: Sheet, number: int) -> tuple[str, ...]:
    return tuple(cell.text for (row, _), cell in sorted(sheet.cells.items()) if row == number and not cell.is_blank)


def add_sheets(tree: Mapping[str, Any], text: str, path: Path, calendar: Calendar) -> SheetsRead:
    """Return config.toml's tree with the settings of the master at `path`; others tell of one that cannot be read."""
    read = SheetsRead(dict(tree), text, DateReader(calendar))
    try:
        workbook = read_master_book(path)
    except (OSError, UnreadableError):
        return read
    there = setting_sheets(workbook)
    read.sheets = frozenset(there)
    sheets = {name: sheet for name in there if (sheet := _open(workbook, name, read)) is not None}
    if OFFICE in sheets:
        _add_office(sheets[OFFICE], read)
    if ROUNDS in sheets:
        rounds = list(_listed(read.tree, "rounds"))
        if not rounds:
            read.cells["rounds",] = SettingCell(ROUNDS, COLUMNS[ROUNDS][0].heading, file=FILE)
        for line in sheets[ROUNDS].lines:
            rounds.append(_entry(sheets[ROUNDS], line, ("rounds", len(rounds)), read))
        read.tree |= {"rounds": rounds} if rounds else {}
    for name in (PAPERS, PAGES):
        if name in sheets:
            _add_documents(sheets[name], read)
    return read


def _open(workbook: Workbook, name: str, read: SheetsRead) -> MasterSheet | None:
    """Return one of the sheets; None, and its faults told, where its headings cannot be found."""
    alike = sheets_named(workbook, name)
    found = alike[0]
    present = set(map(comparable, _texts(found, 1)))
    wanted = [h for h in headings_of_settings(name) if h in needed_headings(name) or comparable(h) in present]
    columns, faults = find_columns(name, tuple(wanted), found.cells)
    absent = tuple(heading for heading in headings_of_settings(name) if heading not in wanted)
    unknown = {place: cell for place, cell in found.cells.items() if place[1] not in columns.values()}
    near = [] if name == OFFICE else tell_near_headings(name, absent, unknown)
    read.problems += [*tell_twice(name, alike), *faults, *near]
    read.problems += [] if faults else tell_unheaded(name, found.cells)
    if faults:
        read.unread += [(KEYS[name],)] if name in KEYS else [(column.key,) for column in COLUMNS[name]]
        return None
    sheet = read_sheet(name, columns, found)
    read.problems += sheet.problems
    sheet.problems = []
    return sheet


def _listed(tree: Mapping[str, Any], key: str) -> list[Any]:
    found = tree.get(key)
    return found if isinstance(found, list) else []


def _entry(sheet: MasterSheet, line: MasterLine, place: Place, read: SheetsRead) -> dict[str, Any]:
    """Return a row as the table of config.toml it stands for, and note where each of its settings is."""
    entry: dict[str, Any] = {}
    for column in COLUMNS[sheet.name]:
        where = (*place, column.key)
        if column.key and column.heading not in sheet.columns:
            read.cells[where] = SettingCell(sheet.name, column.heading, file=FILE)
        elif column.key:
            read.cells[where] = SettingCell(sheet.name, column.heading, sheet.place(line, column.heading), FILE)
            value = _value(sheet, line, column, read.dates)
            _take_faults(sheet, where, read)
            if value not in ("", [], None):
                entry[column.key] = value
    return entry


def _take_faults(sheet: MasterSheet, place: Place, read: SheetsRead) -> None:
    """Move the faults of a cell to the others, and note the setting they cost."""
    for problem in sheet.problems:
        read.problems.append(problem)
        read.spoilt += [place] if problem.severity is Severity.ERROR else []
    sheet.problems = []


def _value(sheet: MasterSheet, line: MasterLine, column: SettingColumn, dates: DateReader) -> object:
    """Return what a cell says as TOML would: a text, a day, a list of texts, a truth; blank for nothing."""
    heading = CONTENT if sheet.name == OFFICE else column.heading
    cell = line.cells[heading]
    if column.kind is SettingKind.DAY and cell.kind in (CellKind.DATE, CellKind.NUMBER):
        return _day(cell, dates)
    text = sheet.text(line, heading, needed=False)
    if column.kind is SettingKind.LIST:
        return [word for part in _MARKS.split(text) if (word := part.strip())]
    known: dict[SettingKind, dict[str, object]] = {
        SettingKind.YES: {comparable(YES): True, comparable(NO): None},
        SettingKind.LETTERS: {comparable(NO_LETTERS): False},
    }
    return known.get(column.kind, {}).get(comparable(text), text)


def _day(cell: Cell, dates: DateReader) -> object:
    """Return the day in a cell that shows its year; where none is seen, as it is seen: Excel makes up the year."""
    day = sure_day(cell, dates)
    if day and cell.kind is CellKind.DATE and cell.look and cell.look.letters.isdisjoint(_YEARS):
        return f"{day.month}月{day.day}日"
    return day or cell.text


def _add_office(sheet: MasterSheet, read: SheetsRead) -> None:
    """Add what 設定 says; what config.toml says as well is a fault, since nobody can tell which is meant."""
    known = {comparable(column.heading): column for column in COLUMNS[OFFICE]}
    seen: dict[str, str] = {}
    for line in sheet.lines:
        item = sheet.text(line, ITEM)
        column, address = known.get(comparable(item)), sheet.place(line, CONTENT)
        if column is None:
            if item:
                hint = suggest(item, [one.heading for one in COLUMNS[OFFICE]])
                read.problems.append(_at(sheet, line, ITEM, "config-unknown-key", (OFFICE,), hint=hint))
            _take_faults(sheet, (OFFICE,), read)
            continue
        place = (column.key,)
        if column.key in seen:
            sheet.fault("master-duplicate", line, ITEM, value=item, first=seen[column.key])
            _take_faults(sheet, place, read)
            continue
        seen[column.key] = sheet.place(line, ITEM)
        value = _value(sheet, line, column, read.dates)
        read.cells[place] = SettingCell(OFFICE, column.heading, address, FILE)
        _take_faults(sheet, place, read)
        if value and str(read.tree.get(column.key, "")).strip():
            read.problems.append(config_problem("config-in-two-places", read.written, place, setting=column.key))
            read.spoilt.append(place)
        elif value:
            read.tree[column.key] = value
    for column in COLUMNS[OFFICE]:
        if column.key not in read.tree:
            read.cells.setdefault((column.key,), SettingCell(OFFICE, column.heading, file=FILE))


def _add_documents(sheet: MasterSheet, read: SheetsRead) -> None:
    """Add papers or pages to the rounds they name; a missing one is reported unless the rounds as such are missing."""
    key, rounds = KEYS[sheet.name], _listed(read.tree, "rounds")
    names = {comparable(name): nth for nth, name in reversed(list(_names(rounds)))}
    copies = {nth: dict(rounds[nth]) for nth in names.values()}
    for line in sheet.lines:
        name = sheet.text(line, ROUND)
        nth = names.get(comparable(name))
        if nth is None:
            if name and names and ("rounds",) not in read.unread and not sheet.problems:
                hint = suggest(name, [known for _, known in _names(rounds)])
                read.problems.append(_at(sheet, line, ROUND, "config-unknown-round", (key,), value=name, hint=hint))
            _take_faults(sheet, (key,), read)
            continue
        made = _listed(copies[nth], key)
        entry = _entry(sheet, line, ("rounds", nth, key, len(made)), read)
        copies[nth][key] = [*made, entry]
        _take_faults(sheet, ("rounds", nth, key, len(made)), read)
    read.tree |= {"rounds": [copies.get(nth, one) for nth, one in enumerate(rounds)]} if rounds else {}


def _names(rounds: list[Any]) -> Iterator[tuple[int, str]]:
    for nth, one in enumerate(rounds):
        if isinstance(one, dict) and str(one.get("name", "")).strip():
            yield nth, str(one["name"])


def _at(sheet: MasterSheet, line: MasterLine, heading: str, code: str, place: Place, **params: str) -> Problem:
    """Return a problem of a row that belongs nowhere."""
    cell = SettingCell(sheet.name, heading, sheet.place(line, heading), FILE)
    params = {"key": f"「{line.cells[heading].text.strip()}」", **params}
    return config_problem(code, replace(NOTHING_WRITTEN, cells={place: cell}), place, **params)
