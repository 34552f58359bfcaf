"""What a workbook's cells are to its form, worked out from their places alone and shared by copies left as issued."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kusei_batch.collect.field_cells import address_at, column_positions, parse_reference
from kusei_batch.collect.field_search import locate_fields
from kusei_batch.collect.inserted import drop_inserted
from kusei_batch.core.form import Field, Form
from kusei_batch.core.problem import Problem
from kusei_batch.core.submission import Entry, Row
from kusei_batch.core.text.notation import comparable
from kusei_batch.core.values import BLANK
from kusei_batch.xlsx.copy_names import field_name
from kusei_batch.xlsx.reader import Workbook
from kusei_batch.xlsx.reader.plain_cells import Position
from kusei_batch.xlsx.reference import parse_address

if TYPE_CHECKING:
    CellsByField = Mapping[str, tuple[str, tuple[Position, ...]]]

_COLUMNS = 512
"""Fields whose cells a process keeps: in a copy with a column that was moved the others stand as in the one before."""


@dataclass(frozen=True, slots=True)
class CellSlot:
    """One cell of a field, and its entry as long as nothing is typed there."""

    field: str
    sheet: str
    position: Position
    blank: Entry


@dataclass(frozen=True, slots=True)
class RowSlots:
    """The entry cells of one row (or of the head), their places by sheet, and that row while nothing is typed in it."""

    slots: tuple[CellSlot, ...]
    places: Mapping[str, frozenset[Position]]
    blank: Row


@dataclass(frozen=True, slots=True)
class DisplayColumn:
    """The cells of a display field, all on one sheet, and their entries while nothing stands in any of them."""

    sheet: str
    slots: tuple[CellSlot, ...]
    places: frozenset[Position]
    blank: tuple[Entry, ...]


class FormLayout:
    """A form and where its fields stand in a workbook; `field_cells` are sheet and cells by qualified name.

    `head` and `tables` hold the entry cells, `shown` the display cells by qualified name, `own` and
    `entries` the cells of all fields and of entries by sheet.
    """

    def __init__(self, form: Form, field_cells: CellsByField) -> None:
        self.form = form
        self.field_cells = field_cells
        self.head = _row_of(None, None, [slots[0] for slots in self._columns_of(None)])
        self.tables = {table.name: tuple(self._rows(table.name)) for table in form.tables}
        placed = [f for f in form.fields if f.qualified in field_cells]
        self.shown = {f.qualified: _column_of(f.name, *self.field_cells[f.qualified]) for f in placed if not f.is_entry}
        self.elsewhere = {(f.qualified, sheet): c for f in placed for sheet, c in self._columns_elsewhere(f)}
        self.own = self._cells(placed)
        self.entries = self._cells(f for f in placed if f.is_entry)
        self._headings = {
            (field_cells[f.qualified][0], parse_address(f.heading_cell), comparable(f.heading))
            for f in placed
            if f.heading_cell
        }

    def has_headings(self, workbook: Workbook) -> bool:
        """Return whether every heading stands where it was issued."""
        sheets = {sheet: workbook.sheets[sheet] for sheet in self.own}
        return all(comparable(sheets[sheet].cell(*place).text) == key for sheet, place, key in self._headings)

    def _columns_elsewhere(self, field: Field) -> Iterator[tuple[str, DisplayColumn]]:
        """Yield the cells of a 行ID or 番号 on the other sheets of its table.

        They stand beside the column that was nearest to them.
        """
        for issued_as, cells in field.elsewhere:
            column = parse_address(cells[0])[1]
            beside = [
                f for f in self.form.fields_of(field.table) if f.sheet == issued_as and f.qualified in self.field_cells
            ]
            if beside:
                nearest = min(beside, key=lambda f: abs(parse_address(f.cells[0])[1] - column))
                sheet, positions = self.field_cells[nearest.qualified]
                now = column + positions[0][1] - parse_address(nearest.cells[0])[1]
                down = parse_address(cells[0])[0] - parse_address(nearest.cells[0])[0]
                yield issued_as, _column_of(field.name, sheet, tuple((row + down, now) for row, _ in positions))

    def _rows(self, table: str) -> Iterator[RowSlots]:
        columns = self._columns_of(table)
        height = max(map(len, columns), default=0)
        for index in range(height):
            yield _row_of(table, index + 1, [column[index] for column in columns if index < len(column)])

    def _columns_of(self, table: str | None) -> list[tuple[CellSlot, ...]]:
        placed = [f for f in self.form.entries_of(table) if f.qualified in self.field_cells]
        return [_slots_of(f.name, *self.field_cells[f.qualified]) for f in placed]

    def _cells(self, fields: Iterable[Field]) -> dict[str, frozenset[Position]]:
        found: dict[str, set[Position]] = {}
        for field in fields:
            sheet, positions = self.field_cells[field.qualified]
            found.setdefault(sheet, set()).update(positions)
        return {sheet: frozenset(cells) for sheet, cells in found.items()}


def _row_of(table: str | None, number: int | None, slots: Sequence[CellSlot]) -> RowSlots:
    sheets = dict.fromkeys(s.sheet for s in slots)
    places = {sheet: frozenset(s.position for s in slots if s.sheet == sheet) for sheet in sheets}
    return RowSlots(tuple(slots), places, Row(table, number, {s.field: s.blank for s in slots}))


@lru_cache(maxsize=_COLUMNS)
def _slots_of(name: str, sheet: str, positions: tuple[Position, ...]) -> tuple[CellSlot, ...]:
    return tuple(CellSlot(name, sheet, p, Entry(BLANK, sheet, address_at(p))) for p in positions)


@lru_cache(maxsize=_COLUMNS)
def _column_of(name: str, sheet: str, positions: tuple[Position, ...]) -> DisplayColumn:
    slots = _slots_of(name, sheet, positions)
    return DisplayColumn(sheet, slots, frozenset(s.position for s in slots), tuple(s.blank for s in slots))


def lay_out(workbook: Workbook, form: Form) -> tuple[FormLayout, list[Problem]]:
    """Return the layout of a returned workbook, and what had to be overcome to find it."""
    names = workbook.names
    layout = _layout_by_names(form, tuple([names.get(name, "") for name in _names(len(form.fields))]))
    if layout and all(sheet in workbook.sheets for sheet in layout.own) and layout.has_headings(workbook):
        return layout, []
    found, problems = locate_fields(workbook, form)
    places = drop_inserted(form, found)
    return FormLayout(form, {name: (p.sheet.name, p.positions) for name, p in places.items()}), problems


@lru_cache(maxsize=16)
def _names(number: int) -> tuple[str, ...]:
    return tuple(field_name(n) for n in range(1, number + 1))


@lru_cache(maxsize=64)
def _layout_by_names(form: Form, formulas: tuple[str, ...]) -> FormLayout | None:
    """Return the layout that the fields' names alone tell: every one leads to the very cells that were issued.

    Return None where the cells have to be looked at to know.
    """
    field_cells: dict[str, tuple[str, tuple[Position, ...]]] = {}
    for field, formula in zip(form.fields, formulas, strict=True):
        if not field.cells:
            continue
        sheet, area = parse_reference(formula)
        if area is None or area.bottom - area.top != (len(field.cells) - 1) * field.block_height:
            return None
        if (area.top, area.left) != parse_address(field.cells[0]):
            return None
        field_cells[field.qualified] = sheet, column_positions(area.left, area.top, area.bottom, field.block_height)
    return FormLayout(form, field_cells)
