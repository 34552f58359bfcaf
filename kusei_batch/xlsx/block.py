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


def find_block(cells: Collection[tuple[int, int]], merged: Iterable[Area]) -> Block:
    """Return the block of the cells (row and column) a table's placeholders stand in, at least one.

    What is merged downward between the first and the last of their columns belongs to it; a note at the side does not.
    """
    rows, columns = {row for row, _ in cells}, {column for _, column in cells}
    top, bottom = min(rows), max(rows)
    for area in sorted(merged, key=lambda area: area.top):
        if top <= area.top <= bottom and min(columns) <= area.left and area.right <= max(columns):
            bottom = max(bottom, area.bottom)
    return Block(top, bottom - top + 1)
