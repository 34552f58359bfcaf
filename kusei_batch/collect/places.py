"""Where the fields of a form stand in a returned workbook: by defined names, else by headings."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from kusei_batch.collect.headings import HeadingMap, heading_key
from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.xlsx.names import IDENTITY_SHEET, RESERVED_SHEETS, field_name
from kusei_batch.xlsx.reference import Area, address, parse_address, parse_area

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kusei_batch.core.form import Field, Form
    from kusei_batch.xlsx.reader import Sheet, Workbook
    from kusei_batch.xlsx.reader.cells_xml import Position

_REFERENCE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!([^!]+)")
_LEAST_HEADINGS = 2


@lru_cache(maxsize=16_384)
def address_at(position: Position) -> str:
    """`AB12` for (12, 28)."""
    return address(*position)


@dataclass(frozen=True, slots=True)
class Place:
    """The cells of one field, top to bottom, all in one column of one sheet."""

    sheet: Sheet
    positions: tuple[Position, ...]

    @property
    def addresses(self) -> tuple[str, ...]:
        """The cells in A1 notation."""
        return tuple(address_at(position) for position in self.positions)


def locate_fields(workbook: Workbook, form: Form) -> tuple[dict[str, Place], list[Problem]]:
    """The place of every field that can be found, by its qualified name."""
    search = _Search(workbook, form)
    search.by_names()
    named = set(search.places)
    search.by_headings()
    return search.places, [*search.tell_shifted(), *search.tell_found(named), *search.tell_lost()]


@dataclass(frozen=True, slots=True)
class _Span:
    """The rows a name says a column of a table has, on the sheet it says."""

    sheet: str
    top: int
    bottom: int


@dataclass
class _Search:
    workbook: Workbook
    form: Form
    places: dict[str, Place] = field(default_factory=dict)
    shifted: list[Field] = field(default_factory=list)
    _spans: dict[str, _Span] = field(default_factory=dict)
    _fields: list[Field] = field(init=False)
    _maps: dict[str, HeadingMap] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Look for nothing that was given no cell."""
        self._fields = [f for f in self.form.fields if f.cells]

    def by_names(self) -> None:
        for number, wanted in enumerate(self.form.fields, start=1):
            name, area = parse_reference(self.workbook.names.get(field_name(number), ""))
            sheet = self._sheet(name) if area else None
            if sheet and area:
                self.places[wanted.qualified] = _place(sheet, area, wanted)
                self._spans[wanted.qualified] = _Span(sheet.name, area.top, area.bottom)
        for group in self._table_groups():
            self._align(group)

    def _sheet(self, name: str) -> Sheet | None:
        if name in self.workbook.sheets:
            return self.workbook.sheets[name]
        alike = [n for n in self.workbook.sheets if heading_key(n) == heading_key(name)]
        return self.workbook.sheets[alike[0]] if len(alike) == 1 else None

    def _table_groups(self) -> Iterator[list[Field]]:
        """Fields that share rows: those of one table on one sheet."""
        keys = dict.fromkeys((f.table, f.sheet) for f in self._fields if f.table)
        for table, sheet in keys:
            yield [f for f in self._fields if (f.table, f.sheet) == (table, sheet)]

    def _align(self, group: Sequence[Field]) -> None:
        """Give all columns of a table the rows that most of them have: a cell moved away shrinks its name alone."""
        placed = [f for f in group if f.qualified in self.places]
        spans = Counter(self._spans[f.qualified] for f in placed)
        if len(spans) < 2:  # noqa: PLR2004 -- one span: nothing to align
            return
        whole = Counter({s: n for s, n in spans.items() if s.bottom - s.top + 1 == len(group[0].cells)})
        most = (whole or spans).most_common(1)[0][0]
        for wanted in placed:
            place, span = self.places[wanted.qualified], self._spans[wanted.qualified]
            if span != most and place.sheet.name == most.sheet:
                above, below = min(span.top, most.top), min(max(span.bottom, most.bottom), _last_filled(place.sheet))
                # Only the cell at the top can have been moved away; else those below have gone up or down.
                is_moved_away = span.top > most.top and span.bottom == most.bottom
                column = _column(place.sheet, place.positions[0][1], above, below)
                if wanted.is_entry and not is_moved_away and _holds_something(column):
                    self.shifted.append(wanted)
                elif not wanted.is_entry and span in whole:
                    # As many columns may have gone down as stayed: none of them is known to be in place.
                    self.shifted += [f for f in placed if f.is_entry and _holds_something(self.places[f.qualified])]
                like = next(self.places[f.qualified] for f in placed if self._spans[f.qualified] == most)
                self.places[wanted.qualified] = _like(like, place)

    def by_headings(self) -> None:
        for wanted in self._fields:
            if wanted.table is None and wanted.qualified not in self.places:
                self._find_beside(wanted)
        for group in self._table_groups():
            missing = [f for f in group if f.qualified not in self.places]
            found = [self.places[f.qualified] for f in group if f.qualified in self.places]
            if missing and found:
                self._find_columns(group, missing, found[0])
            elif missing:
                self._find_table(group)

    def _find_beside(self, wanted: Field) -> None:
        headings = self._map(wanted.sheet)
        position = headings.beside(wanted) if headings and wanted.heading else None
        if headings and position:
            self.places[wanted.qualified] = Place(headings.sheet, (position,))

    def _find_columns(self, group: Sequence[Field], missing: Sequence[Field], sibling: Place) -> None:
        """Columns missing from a table whose rows are known from its other columns."""
        _, top, bottom = _span(sibling)
        headings = self._map_of(sibling.sheet)
        columns = {name: place[1] for name, place in headings.columns(group, above=top).items()}
        taken = {self.places[f.qualified].positions[0][1] for f in group if f.qualified in self.places}
        for wanted in missing:
            column = columns.get(wanted.name, self._expected_column(wanted, group))
            if column is not None and column not in taken:
                self.places[wanted.qualified] = _column(sibling.sheet, column, top, bottom)

    def _expected_column(self, wanted: Field, group: Sequence[Field]) -> int | None:
        """Without a heading of its own, a column stands where it was beside the column nearest to it."""
        if wanted.heading:
            return None
        own = parse_address(wanted.cells[0])[1]
        placed = [f for f in group if f.qualified in self.places]
        nearest = min(placed, key=lambda f: abs(parse_address(f.cells[0])[1] - own))
        return own + self.places[nearest.qualified].positions[0][1] - parse_address(nearest.cells[0])[1]

    def _find_table(self, group: Sequence[Field]) -> None:
        headings = self._map(group[0].sheet)
        found = headings.columns(group) if headings else {}
        if not headings or not found:
            return
        top = max(headings.extent(place).bottom for place in found.values()) + 1
        columns = {name: place[1] for name, place in found.items()}
        bottom = _last_row(headings, top, sorted(columns.values()), len(group[0].cells))
        for wanted in group:
            if wanted.name in columns:
                self.places[wanted.qualified] = _column(headings.sheet, columns[wanted.name], top, bottom)

    def _map(self, issued_as: str) -> HeadingMap | None:
        sheet = self._sheet(issued_as) or self._sheet_like(issued_as)
        return self._map_of(sheet) if sheet else None

    def _map_of(self, sheet: Sheet) -> HeadingMap:
        if sheet.name not in self._maps:
            self._maps[sheet.name] = HeadingMap(sheet, [f.heading for f in self._fields])
        return self._maps[sheet.name]

    def _sheet_like(self, issued_as: str) -> Sheet | None:
        """The sheet that has most of the headings, where the one issued was renamed.

        Never an example: it has them all, and its entries are nobody's.
        """
        others = {f.sheet for f in self._fields} | {IDENTITY_SHEET, *RESERVED_SHEETS} | self.form.asides
        known = [f.heading for f in self._fields if f.sheet == issued_as]
        candidates = [self.workbook.sheets[n] for n in self.workbook.sheets if n not in others]
        maps = [HeadingMap(sheet, known) for sheet in candidates if sheet.state == "visible"]
        best = max(maps, key=lambda m: m.score, default=None)
        return best.sheet if best and best.score >= min(_LEAST_HEADINGS, len(set(known))) else None

    def tell_shifted(self) -> Iterator[Problem]:
        """Columns of which cells were deleted or inserted by themselves: their values stand in other rows now."""
        for wanted in dict.fromkeys(self.shifted):
            place = self.places[wanted.qualified]
            filled = [address_at(p) for p in place.positions if not place.sheet.cell(*p).is_blank]
            words = {"table": wanted.table or "", "column": wanted.name}
            yield Problem(
                "cells-shifted", Severity.ERROR, Location(place.sheet.name, tuple(filled), wanted.name), words
            )

    def tell_found(self, named: set[str]) -> Iterator[Problem]:
        by_heading = [
            f for f in self.form.fields if f.is_entry and f.qualified in self.places and f.qualified not in named
        ]
        for sheet in dict.fromkeys(self.places[f.qualified].sheet.name for f in by_heading):
            fields = [f for f in by_heading if self.places[f.qualified].sheet.name == sheet]
            place = Location(
                sheet=sheet,
                cells=tuple(self.places[f.qualified].addresses[0] for f in fields),
                field="、".join(f.name for f in fields),
            )
            yield Problem("read-by-headings", Severity.INFO, place)

    def tell_lost(self) -> Iterator[Problem]:
        lost = [f for f in self.form.fields if f.is_entry and f.qualified not in self.places]
        gone = {f.sheet for f in lost if self._map(f.sheet) is None}
        for sheet in sorted(gone):
            yield Problem("sheet-lost", Severity.ERROR, Location(sheet=sheet))
        for wanted in lost:
            if wanted.sheet not in gone:
                place = Location(sheet=wanted.sheet, field=wanted.name)
                yield Problem("field-lost", Severity.ERROR, place)


# The names of one form refer to the same few areas, copy after copy.
@lru_cache(maxsize=4096)
def parse_reference(formula: str) -> tuple[str, Area | None]:
    """The sheet and area a name refers to; no area when it is broken (#REF!), a constant or several areas."""
    found = _REFERENCE.fullmatch(formula.removeprefix("=").strip())
    if not found or "#REF!" in formula:
        return "", None
    try:
        area = parse_area(found[3])
    except ValueError:
        return "", None
    return (found[1] or found[2]).replace("''", "'"), area if area.top else None


def _place(sheet: Sheet, area: Area, wanted: Field) -> Place:
    if wanted.table is None:
        return Place(sheet, ((area.top, area.left),))
    bottom, issued_bottom = area.bottom, area.top + len(wanted.cells) - 1
    if bottom > issued_bottom:
        # A name may have grown over a whole column; below the last cell that holds something is nothing to read.
        bottom = min(bottom, max(issued_bottom, _last_filled(sheet)))
    return _column(sheet, area.left, area.top, bottom)


def _column(sheet: Sheet, column: int, top: int, bottom: int) -> Place:
    return Place(sheet, column_positions(column, top, bottom))


@lru_cache(maxsize=4096)
def column_positions(column: int, top: int, bottom: int) -> tuple[Position, ...]:
    """The cells of a column from one row to another."""
    return tuple((row, column) for row in range(top, bottom + 1))


def _like(rows: Place, place: Place) -> Place:
    """The column of one place in the rows of another."""
    column = place.positions[0][1]
    return Place(place.sheet, tuple((row, column) for row, _ in rows.positions))


def _last_filled(sheet: Sheet) -> int:
    return max((row for row, _ in sheet.cells), default=0)


def _holds_something(place: Place) -> bool:
    return any(not place.sheet.cell(*position).is_blank for position in place.positions)


def _span(place: Place) -> tuple[str, int, int]:
    return place.sheet.name, place.positions[0][0], place.positions[-1][0]


def _last_row(headings: HeadingMap, top: int, columns: Sequence[int], issued_rows: int) -> int:
    """The last row of a table that begins at `top`: before the next heading, and as far as anything is entered."""
    row = top
    while not any(headings.is_heading((row, c)) for c in range(1, columns[-1] + 1)):
        entered = any((row, c) in headings.sheet.cells for c in columns)
        if row - top >= issued_rows and not entered:
            break
        row += 1
    return row - 1
