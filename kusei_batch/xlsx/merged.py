"""Lists whose cells are merged: what a merge says of the rows it covers."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from kusei_batch.core.values import BLANK, Cell
from kusei_batch.xlsx.reader import Sheet
from kusei_batch.xlsx.reference import Area


def merges_in_list(sheet: Sheet) -> list[Area]:
    """Return the merged areas below the headings that hold a value, from the top down."""
    merged = (area for area in sheet.merged if area.top > 1 and not sheet.cell(area.top, area.left).is_blank)
    return sorted(merged, key=lambda area: (area.top, area.left))


def spread_merges(sheet: Sheet, but: Collection[int] = ()) -> Mapping[tuple[int, int], Cell]:
    """Return the cells of a list in which a value merged over several rows stands in each of them.

    Rows below the last one with a value of its own are left out; the columns `but` stay as they are.
    """
    areas = [area for area in merges_in_list(sheet) if area.bottom > area.top and area.left not in but]
    if not areas:
        return sheet.cells
    last = max((row for (row, _), cell in sheet.cells.items() if not cell.is_blank), default=0)
    cells = dict(sheet.cells)
    for area in areas:
        value = sheet.cell(area.top, area.left)
        for row in range(area.top + 1, min(area.bottom, last) + 1):
            if cells.get((row, area.left), BLANK).is_blank:
                cells[row, area.left] = value
    return cells


def hidden_rows(sheet: Sheet) -> list[int]:
    """Return the rows of a list that hold something and that nobody sees."""
    return sorted({row for (row, _), cell in sheet.cells.items() if row in sheet.hidden.rows and not cell.is_blank})
