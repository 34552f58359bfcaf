"""The cells of a form's field in a returned workbook, and what a defined name says of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kusei_batch.core.form import Field
from kusei_batch.xlsx.reader import Sheet
from kusei_batch.xlsx.reader.plain_cells import Position
from kusei_batch.xlsx.reference import Area, address, parse_area

_REFERENCE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!([^!]+)")


@lru_cache(maxsize=16_384)
def address_at(position: Position) -> str:
    """Return `AB12` for (12, 28)."""
    return address(*position)


@dataclass(frozen=True, slots=True)
class FieldCells:
    """The cells of one field, top to bottom, all in one column of one sheet.

    Where a record takes several rows they are, until those are told apart, all rows from the first cell to the last.
    """

    sheet: Sheet
    positions: tuple[Position, ...]

    @property
    def addresses(self) -> tuple[str, ...]:
        """The cells in A1 notation."""
        return tuple(address_at(position) for position in self.positions)

    @property
    def column(self) -> int:
        """The column they stand in, from 1."""
        return self.positions[0][1]

    @property
    def holds_something(self) -> bool:
        """Whether any of them is not blank."""
        return any(not self.sheet.cell(*position).is_blank for position in self.positions)

    def moved_to(self, column: int, down: int = 0) -> FieldCells:
        """Return the cells of another column in the same rows, or so many rows further down."""
        return FieldCells(self.sheet, tuple((row + down, column) for row, _ in self.positions))


@dataclass(frozen=True, slots=True)
class NamedRows:
    """The rows a name says a column of a table has, on the sheet it says."""

    sheet: str
    top: int
    bottom: int


# The names of one form refer to the same few areas, copy after copy.
@lru_cache(maxsize=4096)
def parse_reference(formula: str) -> tuple[str, Area | None]:
    """Return the sheet and area a name refers to; no area when it is broken (#REF!), a constant or several areas."""
    found = _REFERENCE.fullmatch(formula.removeprefix("=").strip())
    if not found or "#REF!" in formula:
        return "", None
    try:
        area = parse_area(found[3])
    except ValueError:
        return "", None
    return (found[1] or found[2]).replace("''", "'"), area if area.top else None


def cells_in(sheet: Sheet, area: Area, wanted: Field) -> FieldCells:
    """Return the cells of a field that a name says it has: `area` on a sheet."""
    if wanted.table is None:
        return FieldCells(sheet, ((area.top, area.left),))
    bottom, issued_bottom = area.bottom, area.top + (len(wanted.cells) - 1) * wanted.block_height
    if bottom > issued_bottom:
        # A name may have grown over a whole column; below the last cell that holds something is nothing to read, but
        # the rows of records that were issued blank, by whose end the others are told apart.
        blank = len(wanted.cells) * wanted.block_height if wanted.block_height > 1 else 0
        bottom = min(bottom, max(issued_bottom, last_filled(sheet)) + blank)
    return column_cells(sheet, area.left, area.top, bottom)


def column_cells(sheet: Sheet, column: int, top: int, bottom: int) -> FieldCells:
    """Return the cells of a column from one row to another."""
    return FieldCells(sheet, column_positions(column, top, bottom))


@lru_cache(maxsize=4096)
def column_positions(column: int, top: int, bottom: int, step: int = 1) -> tuple[Position, ...]:
    """Return the row and column of every cell of a column from one row to another, so many rows apart."""
    return tuple((row, column) for row in range(top, bottom + 1, step))


def last_filled(sheet: Sheet) -> int:
    """Return the last row in which a cell holds something, 0 in a blank sheet."""
    return max((row for row, _ in sheet.cells), default=0)
