"""A block: the rows that one record of a table takes on a sheet, and that are repeated together."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from kusei_batch.xlsx.reference import Area


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of a sheet, from 1."""

    top: int
    height: int = 1

    @property
    def bottom(self) -> int:
        """The last row."""
        return self.top + self.height - 1

    def __contains__(self, row: int) -> bool:
        """Return whether a row is one of the block's."""
        return self.top <= row <= self.bottom

    def holds(self, area: Area) -> bool:
        """Return whether a range lies within the block."""
        return area.top in self and area.bottom in self


def find_block(rows: Collection[int], merged: Iterable[Area]) -> Block:
    """Return the block of the rows a table's placeholders stand in, at least one, with what is merged downward."""
    top, bottom = min(rows), max(rows)
    for area in sorted(merged, key=lambda area: area.top):
        if top <= area.top <= bottom:
            bottom = max(bottom, area.bottom)
    return Block(top, bottom - top + 1)
