"""Where the fields of a form stand in a returned workbook: by defined names, else by headings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from kusei_batch.collect.block_rows import PlacedField, labels_of, settle_blocks
from kusei_batch.collect.field_cells import (
    FieldCells,
    NamedRows,
    address_at,
    cells_in,
    column_cells,
    last_filled,
    parse_reference,
)
from kusei_batch.collect.headings import HeadingMap, count_headings
from kusei_batch.core.form import Field, Form
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.text.notation import comparable
from kusei_batch.xlsx.copy_names import IDENTITY_SHEET, RESERVED_SHEETS, field_name
from kusei_batch.xlsx.reader import Sheet, Workbook
from kusei_batch.xlsx.reader.plain_cells import Position
from kusei_batch.xlsx.reference import parse_address

_LEAST_HEADINGS = 2


def locate_fields(workbook: Workbook, form: Form) -> tuple[dict[str, FieldCells], list[Problem]]:
    """Return the place of every field that can be found, by its qualified name."""
    search = _Search(workbook, form)
    search.by_names()
    search.refute_names()
    search.align()
    named = set(search.places)
    search.by_headings()
    search.settle_records()
    return search.places, [
        *search.tell_unclear(),
        *search.tell_shifted(),
        *chain.from_iterable(search.broken.values()),
        *search.tell_found(named),
        *search.tell_lost(),
    ]


@dataclass
class _Search:
    workbook: Workbook
    form: Form
    places: dict[str, FieldCells] = field(default_factory=dict)
    shifted: list[Field] = field(default_factory=list)
    broken: dict[tuple[str, str | None], Sequence[Problem]] = field(default_factory=dict)
    _spans: dict[str, NamedRows] = field(default_factory=dict)
    _fields: list[Field] = field(init=False)
    unclear: dict[Field, tuple[str, Position, Position]] = field(default_factory=dict)
    _maps: dict[str, HeadingMap | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Look for nothing that was given no cell."""
        self._fields = [f for f in self.form.fields if f.cells]

    def by_names(self) -> None:
        for number, wanted in enumerate(self.form.fields, start=1):
            name, area = parse_reference(self.workbook.names.get(field_name(number), ""))
            sheet = self._sheet(name) if area else None
            if sheet and area:
                self.places[wanted.qualified] = cells_in(sheet, area, wanted)
                self._spans[wanted.qualified] = NamedRows(sheet.name, area.top, area.bottom)

    def align(self) -> None:
        for group in self._table_groups():
            if group[0].block_height == 1:
                self._align(group)

    def _sheet(self, name: str) -> Sheet | None:
        if name in self.workbook.sheets:
            return self.workbook.sheets[name]
        alike = [n for n in self.workbook.sheets if comparable(n) == comparable(name)]
        return self.workbook.sheets[alike[0]] if len(alike) == 1 else None

    def _table_groups(self) -> Iterator[list[Field]]:
        """Yield fields that share rows: those of one table on one sheet."""
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
                above, below = min(span.top, most.top), min(max(span.bottom, most.bottom), last_filled(place.sheet))
                # Only the cell at the top can have been moved away; else those below have gone up or down.
                is_moved_away = span.top > most.top and span.bottom == most.bottom
                column = column_cells(place.sheet, place.column, above, below)
                if wanted.is_entry and not is_moved_away and column.holds_something:
                    self.shifted.append(wanted)
                elif not wanted.is_entry and span in whole:
                    # As many columns may have gone down as stayed: none of them is known to be in place.
                    self.shifted += [f for f in placed if f.is_entry and self.places[f.qualified].holds_something]
                like = next(self.places[f.qualified] for f in placed if self._spans[f.qualified] == most)
                self.places[wanted.qualified] = like.moved_to(place.column)

    def refute_names(self) -> None:
        """Drop the names that do not say where a field stands by its heading."""
        for issued_as in dict.fromkeys(f.sheet for f in self._fields):
            headings = self._map(issued_as)
            named = [f for f in self._fields if f.sheet == issued_as and f.qualified in self.places]
            if headings is None:
                continue
            left_behind = headings.is_moved and all(
                self.places[f.qualified].positions[0] == parse_address(f.cells[0]) for f in named
            )
            for wanted in named:
                if left_behind or self._is_refuted(wanted, headings):
                    # What rows such a name says tells nothing of the cells found by their heading.
                    del self.places[wanted.qualified], self._spans[wanted.qualified]

    def _is_refuted(self, wanted: Field, headings: HeadingMap) -> bool:
        place, expected = self.places[wanted.qualified], headings.cell_of(wanted)
        if expected is None or (place.sheet.name == headings.sheet.name and place.positions[0] == expected):
            return False
        if wanted.table is not None:
            return place.sheet.name != headings.sheet.name or place.column != expected[1]
        here, there = place.sheet.cell(*place.positions[0]), headings.sheet.cell(*expected)
        if there.is_blank and not here.is_blank and wanted.is_entry and not headings.is_heading(place.positions[0]):
            self.unclear[wanted] = place.sheet.name, place.positions[0], expected
            return False
        return True

    def by_headings(self) -> None:
        for wanted in self._fields:
            if wanted.table is None and wanted.qualified not in self.places:
                headings = self._map(wanted.sheet)
                position = headings.cell_of(wanted) if headings else None
                if headings and position and not headings.is_heading(position):
                    self.places[wanted.qualified] = FieldCells(headings.sheet, (position,))
        for group in self._table_groups():
            missing = [f for f in group if f.qualified not in self.places]
            found = [f for f in group if f.qualified in self.places]
            if missing and found:
                self._find_columns(group, missing, found[0])
            elif missing:
                self._find_table(group)

    def _find_columns(self, group: Sequence[Field], missing: Sequence[Field], sibling: Field) -> None:
        """Find the columns missing from a table whose rows are known from its other columns."""
        headings = self._map(group[0].sheet)
        placed = [f for f in group if f.qualified in self.places]
        taken = {(f.block_row, self.places[f.qualified].column) for f in placed}
        for wanted in missing:
            found = headings.cell_of(wanted) if headings else None
            column = found[1] if found else self._expected_column(wanted, group)
            if column is not None and (wanted.block_row, column) not in taken:
                beside, down = self.places[sibling.qualified], wanted.block_row - sibling.block_row
                self.places[wanted.qualified] = beside.moved_to(column, down)

    def _expected_column(self, wanted: Field, group: Sequence[Field]) -> int | None:
        """Return where a column without a heading of its own stands: where it was beside the column nearest to it."""
        if wanted.heading:
            return None
        own = parse_address(wanted.cells[0])[1]
        placed = [f for f in group if f.qualified in self.places]
        nearest = min(placed, key=lambda f: abs(parse_address(f.cells[0])[1] - own))
        return own + self.places[nearest.qualified].column - parse_address(nearest.cells[0])[1]

    def _find_table(self, group: Sequence[Field]) -> None:
        headings = self._map(group[0].sheet)
        found = {f: place for f in group if headings and (place := headings.cell_of(f))}
        if not headings or not found:
            return
        columns = sorted(column for _, column in found.values())
        tops = Counter(row - f.block_row for f, (row, _) in found.items()).most_common()
        # Where a row came between the headings, the table begins below the last of them.
        top = next((row for row, _ in tops if not headings.heads(row, columns[-1], labels_of(group))), None)
        if top is None:
            return
        bottom = self._bottom(headings, group, top, columns)
        for wanted, (_, column) in found.items():
            above, below = wanted.block_row, wanted.block_height - 1 - wanted.block_row
            self.places[wanted.qualified] = column_cells(headings.sheet, column, top + above, bottom - below)

    def _bottom(self, headings: HeadingMap, group: Sequence[Field], top: int, columns: Sequence[int]) -> int:
        """Return the last row of a table.

        It is as far above the next heading as it was issued, else the last that is filled in.
        """
        height = group[0].block_height
        issued = parse_address(group[0].cells[-1])[0] - group[0].block_row + height - 1
        below = headings.row_below(issued)
        if below and below[1] - (below[0] - issued) >= top:
            return below[1] - (below[0] - issued)
        # The last row of a table that begins at `top`: before the next heading, and as far as anything is entered.
        issued_rows = len(group[0].cells) * height
        row = top
        while not headings.heads(row, columns[-1], labels_of(group)):
            entered = any((row, c) in headings.sheet.cells for c in columns)
            if row - top >= issued_rows and not entered:
                break
            row += 1
        return row - 1

    def settle_records(self) -> None:
        """Tell the rows of every record apart, where one takes several."""
        for group in self._table_groups():
            placed = [
                PlacedField(f, self.places.pop(f.qualified), self._spans.get(f.qualified))
                for f in group
                if f.block_height > 1 and f.qualified in self.places
            ]
            if placed:
                settled = settle_blocks(placed)
                self.places |= settled.cells
                self.shifted += settled.shifted
                if settled.problems:
                    self.broken[group[0].sheet, group[0].table] = settled.problems

    def _map(self, issued_as: str) -> HeadingMap | None:
        """Return the headings of the sheet issued under that name, where there is still such a sheet."""
        if issued_as not in self._maps:
            sheet = self._sheet(issued_as) or self._named_sheet(issued_as) or self._sheet_like(issued_as)
            fields = [f for f in self._fields if f.sheet == issued_as]
            self._maps[issued_as] = HeadingMap(sheet, fields) if sheet else None
        return self._maps[issued_as]

    def _named_sheet(self, issued_as: str) -> Sheet | None:
        """Return the sheet most of the names speak of, where the one issued was renamed."""
        own = [
            self.places[f.qualified].sheet.name
            for f in self._fields
            if f.sheet == issued_as and f.qualified in self.places
        ]
        return self.workbook.sheets[Counter(own).most_common(1)[0][0]] if own else None

    def _sheet_like(self, issued_as: str) -> Sheet | None:
        """Return the sheet that has most of the headings, where the one issued was renamed.

        An example never counts: it has all headings, and no department's entries.
        """
        others = {f.sheet for f in self._fields} | {IDENTITY_SHEET, *RESERVED_SHEETS} | self.form.asides
        known = [f for f in self._fields if f.sheet == issued_as and f.heading]
        candidates = [self.workbook.sheets[n] for n in self.workbook.sheets if n not in others]
        scores = {sheet.name: count_headings(sheet, known) for sheet in candidates if sheet.state == "visible"}
        best = max(scores, key=scores.__getitem__, default=None)
        enough = min(_LEAST_HEADINGS, len({f.heading for f in known}))
        return self.workbook.sheets[best] if best is not None and scores[best] >= enough else None

    def tell_unclear(self) -> Iterator[Problem]:
        """Report entries whose name leads to one cell, filled in, and whose heading leads to another."""
        for wanted, (sheet, named, expected) in self.unclear.items():
            words = {"column": wanted.name, "expected": address_at(expected)}
            yield Problem.of("entry-moved", Location(sheet, (address_at(named),), wanted.name), **words)

    def tell_shifted(self) -> Iterator[Problem]:
        """Report columns of which cells were deleted or inserted by themselves.

        Their values stand in other rows now.
        """
        for wanted in dict.fromkeys(self.shifted):
            place = self.places[wanted.qualified]
            filled = [address_at(p) for p in place.positions if not place.sheet.cell(*p).is_blank]
            words = {"table": wanted.table or "", "column": wanted.name}
            yield Problem.of("cells-shifted", Location(place.sheet.name, tuple(filled), wanted.name), **words)

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
            yield Problem.of("read-by-headings", place)

    def tell_lost(self) -> Iterator[Problem]:
        lost = [
            f
            for f in self.form.fields
            if f.is_entry and f.qualified not in self.places and (f.sheet, f.table) not in self.broken
        ]
        gone = {f.sheet for f in lost if self._map(f.sheet) is None}
        for sheet in sorted(gone):
            yield Problem.of("sheet-lost", Location(sheet=sheet))
        for wanted in lost:
            if wanted.sheet not in gone:
                place = Location(sheet=wanted.sheet, field=wanted.name)
                yield Problem.of("field-lost", place)
