"""The tables of a paper, laid out when it is known on what pages they stand: upright, on their side, wide or narrow."""

from __future__ import annotations

import re
from dataclasses import replace

from kusei_batch.core.period import Calendar
from kusei_batch.report.paper.table_fit import A4, Fit, TextFrame
from kusei_batch.report.paper.word_table import Xml, grid_xml
from kusei_batch.report.templating.grid import TableGrid, TableLayout, Tabular, grid_of

_MARK = "\ufdd2"  # no character: every text is cleaned of it
_MARKED = re.compile(f"{_MARK}([0-9]+){_MARK}")
_SECTION = re.compile(r"<w:sectPr[ >].*?</w:sectPr>", re.DOTALL)
_SIZE = re.compile(r"<w:pgSz [^>]*>")
_MARGINS = re.compile(r"<w:pgMar [^>]*>")


class PlacedTables:
    """The tables of one paper: a tag that asks for one writes a mark."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._asked: list[tuple[TableGrid, float | None]] = []

    def place(self, shown: Tabular, layout: TableLayout) -> Xml:
        """Return the mark of a table, in which days are written short."""
        grid = grid_of(shown, layout)
        rows = [[self._calendar.shortened(text) for text in row] for row in grid.rows]
        self._asked.append((replace(grid, rows=rows), layout.size))
        return Xml(f"{_MARK}{len(self._asked) - 1}{_MARK}")

    def laid_out(self, xml: str) -> str:
        """Return a whole part with every table in place of its mark, as wide as the text of its section."""

        def table(mark: re.Match[str]) -> str:
            (grid, size), frame = self._asked[int(mark[1])], _frame(xml, mark.end())
            return grid_xml(grid, Fit(frame, size) if size else Fit(frame))

        return _MARKED.sub(table, xml)


def _frame(xml: str, place: int) -> TextFrame:
    """Return the frame of the text at a place: the properties of a section stand at its end."""
    section = _SECTION.search(xml, place)
    size, margins = (section and found.search(section[0]) for found in (_SIZE, _MARGINS))
    if not size or not margins:
        return A4
    width = _length(size[0], "w") - _length(margins[0], "left") - _length(margins[0], "right")
    height = _length(size[0], "h") - _length(margins[0], "top") - _length(margins[0], "bottom")
    return TextFrame(width, height)


def _length(tag: str, name: str) -> int:
    found = re.search(rf'w:{name}="-?(\d+)', tag)
    return int(found[1]) if found else 0
