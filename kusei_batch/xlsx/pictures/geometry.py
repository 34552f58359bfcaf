"""Where cells and what lies over them stand on a sheet, in points from its upper left corner."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from kusei_batch.xlsx.digit_width import digit_points
from kusei_batch.xlsx.reference import Area
from kusei_batch.xlsx.stamp.row_heights import SheetGrid

EMU = 12_700
"""English metric units in a point."""

_FURTHEST = 20_000  # rows and columns; beyond, places are no longer told apart


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the sheet."""

    left: float
    top: float
    width: float
    height: float

    def shared(self, other: Box) -> float:
        """Return how much of the smaller of two boxes lies under the larger one, from 0 to 1."""
        width = min(self.left + self.width, other.left + other.width) - max(self.left, other.left)
        height = min(self.top + self.height, other.top + other.height) - max(self.top, other.top)
        smaller = min(self.width * self.height, other.width * other.height)
        return max(width, 0.0) * max(height, 0.0) / smaller if smaller > 0 else 0.0

    def distance(self, other: Box) -> float:
        """Return how far the upper left corners are apart."""
        return abs(self.left - other.left) + abs(self.top - other.top)


class SheetPlaces:
    """The places of a sheet's cells."""

    def __init__(self, root: etree._Element, default_font: tuple[str, float]) -> None:
        self._grid = SheetGrid(root, default_font)
        self._digit = digit_points(default_font)
        self._tops, self._lefts = [0.0], [0.0]

    def top(self, row: int) -> float:
        """Return where a row begins."""
        row = min(row, _FURTHEST)
        while len(self._tops) < row:
            self._tops.append(self._tops[-1] + self._grid.height(len(self._tops)))
        return self._tops[row - 1]

    def left(self, column: int) -> float:
        """Return where a column begins."""
        column = min(column, _FURTHEST)
        while len(self._lefts) < column:
            here = len(self._lefts)
            self._lefts.append(self._lefts[-1] + self._grid.width(Area(1, here, 1, here)) * self._digit)
        return self._lefts[column - 1]

    def box(self, area: Area) -> Box:
        """Return the place of a range of cells."""
        left, top = self.left(area.left), self.top(area.top)
        return Box(left, top, self.left(area.right + 1) - left, self.top(area.bottom + 1) - top)
