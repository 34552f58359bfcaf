"""A free place on a drawn sheet, near its upper right corner."""

from __future__ import annotations

from collections.abc import Collection

from kusei_batch.core.text.width import text_width
from kusei_batch.xlsx.draft.drawn_sheet import DrawnSheet
from kusei_batch.xlsx.reader.plain_cells import Position
from kusei_batch.xlsx.reference import Area

_ROOM = 17.0
_ROWS = 6


def find_free_place(sheet: DrawnSheet, taken: Collection[Position]) -> Area:
    """Return cells with room for a 管理番号: at the right of one of the first rows, else below everything."""
    right = max(1, sheet.last_column)
    for row in range(1, min(_ROWS, sheet.last_row) + 1):
        first = _first_free(sheet, row, right, taken)
        column = right
        while column > first and sheet.width_of(Area(row, column, row, right)) < _ROOM:
            column -= 1
        if column >= first and sheet.width_of(Area(row, column, row, right)) >= _ROOM:
            return Area(row, column, row, right)
    row = sheet.last_row + 2
    column = right
    while column > 1 and sheet.width_of(Area(row, column, row, right)) < _ROOM:
        column -= 1
    return Area(row, column, row, right)


def _first_free(sheet: DrawnSheet, row: int, right: int, taken: Collection[Position]) -> int:
    """Return the first column of a row from which on nothing is written, drawn or merged, and no text runs over."""
    first = 1
    for column in range(1, right + 1):
        area, look = sheet.area_at(row, column), sheet.look_at(row, column)
        drawn = bool(look.left or look.right or (look.top and look.bottom))
        if not area.is_cell or drawn or (row, column) in taken or not sheet.is_seen(row, column):
            first = max(first, area.right + 1)
        text = sheet.text_of(area)
        if text or sheet.has_formula(area):
            lines = [text_width(line) for line in text.split("\n")]
            longest = max(lines) * sheet.look_at(row, column).size / 11
            end = area.right
            while end < right and sheet.width_of(Area(row, area.left, row, end)) < longest:
                end += 1
            first = max(first, end + 1)
    return first
