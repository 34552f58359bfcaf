"""Where rows go when a table's placeholder row is repeated, and the references that follow them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kusei_batch.xlsx.reference import LAST_ROW, map_rows, parse_area, rewrite_references


@dataclass(frozen=True, slots=True)
class RowMap:
    """Rows repeated on one sheet: placeholder row (from 1) -> how many copies follow it."""

    copies: Mapping[int, int]

    def first(self, row: int) -> int:
        """Where a row stands afterwards; a repeated row stays the first of its copies."""
        return min(LAST_ROW, row + sum(n for at, n in self.copies.items() if at < row))

    def last(self, row: int) -> int:
        """Where a range ending in that row ends afterwards: with the last copy of a repeated row."""
        return min(LAST_ROW, row + sum(n for at, n in self.copies.items() if at <= row))

    def area(self, text: str) -> str:
        """A range that grows with the rows repeated in it."""
        if ":" in text or parse_area(text).top not in self.copies:
            return map_rows(text, self.first, self.last)
        return map_rows(f"{text}:{text}", self.first, self.last)

    def areas(self, sqref: str) -> str:
        """A list of ranges, likewise."""
        return " ".join(self.area(part) for part in sqref.split())


@dataclass(frozen=True, slots=True)
class Shift:
    """The rows repeated on each sheet, by its name."""

    maps: Mapping[str, RowMap]

    def map_of(self, sheet: str) -> RowMap:
        """The sheet's own map; of a sheet where nothing is repeated, one that moves nothing."""
        found = next((m for name, m in self.maps.items() if name.lower() == sheet.lower()), None)
        return found or RowMap({})

    def formula(self, text: str, sheet: str, row: int | None = None) -> str:
        """A formula standing on `sheet` after the shift.

        One standing in a repeated `row` speaks of its own row, so that its ranges do not grow with the copies.
        """
        own = row is not None and row in self.map_of(sheet).copies

        def change(name: str, reference: str) -> str:
            rows = self.map_of(name)
            grows = not (own and name.lower() == sheet.lower())
            return map_rows(reference, rows.first, rows.last if grows else rows.first)

        return rewrite_references(text, sheet, change)
