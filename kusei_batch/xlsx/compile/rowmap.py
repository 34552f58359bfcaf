"""Where rows go when a table's block of rows is repeated, and the references that follow them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kusei_batch.xlsx.block import Block
from kusei_batch.xlsx.reference import LAST_ROW, map_rows, parse_area, rewrite_references, translate


@dataclass(frozen=True, slots=True)
class RowMap:
    """Blocks of rows repeated on one sheet, each with how many copies follow it."""

    copies: Mapping[Block, int]

    def block_at(self, row: int) -> Block | None:
        """Return the block a row belongs to."""
        return next((block for block in self.copies if row in block), None)

    def first(self, row: int) -> int:
        """Return where a row stands afterwards; that of a block stays in the first of its copies."""
        return min(LAST_ROW, row + sum(n * block.height for block, n in self.copies.items() if block.bottom < row))

    def last(self, row: int) -> int:
        """Return where a range ending in that row ends afterwards: in a block, with its last copy."""
        return min(LAST_ROW, row + sum(n * block.height for block, n in self.copies.items() if block.top <= row))

    def area(self, text: str) -> str:
        """Return a range that grows with the rows repeated in it."""
        if ":" in text or self.block_at(parse_area(text).top) is None:
            return map_rows(text, self.first, self.last)
        return map_rows(f"{text}:{text}", self.first, self.last)

    def areas(self, sqref: str) -> str:
        """Return a list of ranges, likewise; what is a part of a block's rows stands once for each copy."""
        return " ".join(found for part in sqref.split() for found in self._parts(part))

    def _parts(self, text: str) -> list[str]:
        area = parse_area(text)
        block = self.block_at(area.top)
        if block is None or not block.holds(area) or area.bottom - area.top + 1 == block.height:
            return [self.area(text)]
        first = map_rows(text, self.first, self.first)
        return [translate(first, number * block.height) for number in range(self.copies[block] + 1)]


@dataclass(frozen=True, slots=True)
class Shift:
    """The blocks repeated on each sheet, by its name."""

    maps: Mapping[str, RowMap]

    def map_of(self, sheet: str) -> RowMap:
        """Return the sheet's own map; of a sheet where nothing is repeated, one that moves nothing."""
        found = next((m for name, m in self.maps.items() if name.lower() == sheet.lower()), None)
        return found or RowMap({})

    def formula(self, text: str, sheet: str, row: int | None = None) -> str:
        """Return a formula standing on `sheet` as it is after the shift.

        A formula in a `row` of a block speaks of its own record, so that its ranges do not grow with the copies.
        """
        own = row is not None and self.map_of(sheet).block_at(row) is not None

        def change(name: str, reference: str) -> str:
            rows = self.map_of(name)
            grows = not (own and name.lower() == sheet.lower())
            return map_rows(reference, rows.first, rows.last if grows else rows.first)

        return rewrite_references(text, sheet, change)
