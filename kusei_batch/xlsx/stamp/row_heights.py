"""How high a row must be for its text: East Asian widths against the width of the cell."""

from __future__ import annotations

import math
from dataclasses import dataclass

from lxml import etree

from kusei_batch.core.text.width import text_width
from kusei_batch.xlsx.digit_width import digit_points
from kusei_batch.xlsx.markup import main
from kusei_batch.xlsx.reference import Area

HIGHEST = 409.0
_USUAL_WIDTH, _USUAL_HEIGHT = 9.0, 15.0
# Line pitch in font sizes: Excel sets most Japanese fonts at 1.2 to 1.3, these at 1.7.
_AIRY_FONTS = ("游", "yu ", "メイリオ", "meiryo")
_PITCH, _AIRY_PITCH = 1.3, 1.7
# The cell's inner margins, in columns' units, and a line's end where 禁則 pushes a character on.
_MARGIN = 1.6
# Of a line's width, what is counted on: letters and digits may be wider than half a character.
_CERTAIN = 0.95
_ABOVE_AND_BELOW = 3.0


@dataclass(frozen=True, slots=True)
class TextRoom:
    """The room of one cell: half-width characters a line, points a line; `above`: points of rows merged above."""

    line_width: float
    line_height: float
    above: float = 0.0

    def height_for(self, text: str) -> float:
        """Return how many points the (last) row needs to show the text whole."""
        if 2 * len(text) <= self.line_width and "\n" not in text:
            return self.line_height + _ABOVE_AND_BELOW - self.above if text else 0.0
        lines = sum(max(1, math.ceil(text_width(line) / self.line_width)) for line in text.split("\n"))
        return lines * self.line_height + _ABOVE_AND_BELOW - self.above


class SheetGrid:
    """Column widths and row heights of a sheet."""

    def __init__(self, root: etree._Element, default_font: tuple[str, float]) -> None:
        self._width = _usual(root, "defaultColWidth", _USUAL_WIDTH)
        self._height = _usual(root, "defaultRowHeight", _USUAL_HEIGHT)
        self._default_font = default_font
        self._columns = [
            (int(c.get("min", "1")), int(c.get("max", "1")), _drawn_width(c, self._width))
            for c in root.iterfind(f"{main('cols')}/{main('col')}")
        ]
        self._rows = {
            int(r.get("r", "0")): 0.0 if r.get("hidden") in ("1", "true") else float(r.get("ht", self._height))
            for r in root.iterfind(f"{main('sheetData')}/{main('row')}")
        }

    def width(self, area: Area) -> float:
        """Return the width of a range of columns, in digits of the default font; hidden ones have none."""
        return sum(
            next((w for first, last, w in self._columns if first <= n <= last), self._width)
            for n in range(area.left, area.right + 1)
        )

    def height(self, row: int) -> float:
        """Return the height of a row in points; a hidden one has none."""
        return self._rows.get(row, self._height)

    def room(self, area: Area, font: tuple[str, float]) -> TextRoom:
        """Return the room of a cell (or merged cells) in a font of that name and size in points."""
        above = sum(self.height(row) for row in range(area.top, area.bottom))
        return room_for(self.width(area), font, self._default_font, above)


def _drawn_width(column: etree._Element, usual: float) -> float:
    return 0.0 if column.get("hidden") in ("1", "true") else float(column.get("width") or usual)


def _usual(root: etree._Element, name: str, otherwise: float) -> float:
    stated = root.find(main("sheetFormatPr"))
    return float(stated.get(name) or otherwise) if stated is not None else otherwise


def room_for(width: float, font: tuple[str, float], default_font: tuple[str, float], above: float = 0.0) -> TextRoom:
    """Return the room of a cell that is so many digits of the default font wide."""
    name, size = font
    pitch = _AIRY_PITCH if name.lower().startswith(_AIRY_FONTS) else _PITCH
    points = (width - _MARGIN) * digit_points(default_font) * _CERTAIN
    return TextRoom(max(2.0, points / (size / 2)), pitch * size, above)
