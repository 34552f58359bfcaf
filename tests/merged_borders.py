"""What openpyxl works out for each cell of each merged range, worked out once a workbook.

To read the sheet of a form and save it again takes it 0.2 s of processor time, and more than a third of that goes into
borders and protection of merged cells: for every cell two borders are compared by all their attributes. What it comes to
follows from the number that a border has in the workbook, and there are few. Whatever is new goes through openpyxl.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any

import pytest
from openpyxl.cell.cell import MergedCell
from openpyxl.styles.borders import Border
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.merge import MergedCellRange

OPENPYXLS = {name: vars(MergedCellRange)[name] for name in ("_get_borders", "format")}
_SIDES = ("top", "left", "right", "bottom")


@contextmanager
def borders_known() -> Iterator[None]:
    """Let openpyxl read merged cells in this way."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MergedCellRange, "_get_borders", _take_borders)
        patch.setattr(MergedCellRange, "format", _format)
        yield


def _take_borders(merged: Any) -> None:
    """Do as `MergedCellRange._get_borders`: the first cell gets the right and bottom border of the last one."""
    sheet = merged.ws
    start = sheet._cells.get((merged.min_row, merged.min_col))
    merged.start_cell = sheet.cell(row=merged.min_row, column=merged.min_col) if start is None else start
    end = sheet._cells.get((merged.max_row, merged.max_col))
    if end is not None:
        key = "end", _style(end).borderId
        _add_border(merged.start_cell, key, lambda: Border(right=end.border.right, bottom=end.border.bottom))


def _format(merged: Any) -> None:
    """Do as `MergedCellRange.format`: each edge gets the border of the first cell, all cells its protection."""
    start, cells = merged.start_cell, merged.ws._cells
    for side in _SIDES:
        # The first cell's own borders stay as they are: it is given what it has.
        number = _style(start).borderId
        line = getattr(start.border, side)
        if line and line.style is None:
            continue
        for place in getattr(merged, side):
            if place not in cells:
                cells[place] = MergedCell(merged.ws, *place)
            _add_border(cells[place], (side, number), lambda side=side, line=line: Border(**{side: line}))
    known, number = _known(start), _style(start).protectionId
    for place in merged.cells:
        if place not in cells:
            cells[place] = MergedCell(merged.ws, *place)
        cell = cells[place]
        if number not in known:
            cell.protection = copy(start.protection)
            known[number] = cell._style.protectionId
        _style(cell).protectionId = known[number]


def _add_border(cell: Any, key: tuple[str, int], border: Any) -> None:
    """Add a border to that of a cell, which `key` tells but for that."""
    style, known = _style(cell), _known(cell)
    added = style.borderId, *key
    if added in known:
        style.borderId = known[added]
    else:
        cell.border += border()
        known[added] = style.borderId


def _known(cell: Any) -> dict[Any, int]:
    """Return what was worked out in a cell's workbook."""
    return vars(cell.parent.parent).setdefault("_known_of_merged", {})


def _style(cell: Any) -> Any:
    """Return the numbers of a cell's format, to be changed in place."""
    if not cell._style:
        cell._style = StyleArray()
    return cell._style
