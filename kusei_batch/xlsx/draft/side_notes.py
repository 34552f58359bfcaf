"""Notes beside a table's rows: they would be repeated with a record or go with the spare rows, so they move away."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from kusei_batch.xlsx.draft.drawn_sheet import DrawnSheet
from kusei_batch.xlsx.draft.repeated_rows import RepeatedRows
from kusei_batch.xlsx.reader.plain_cells import Position


def move_notes(
    rows: RepeatedRows, sheet: DrawnSheet, taken: Collection[Position]
) -> Iterator[tuple[Position, Position]]:
    """Yield where each note beside a table stands, and the free place beside its headings or below it."""
    used = set(taken)
    for at in sorted(sheet.texts):
        row, column = at
        beside = column < rows.left or column > rows.right
        is_side = any(side.holds(*at) for side in rows.sides)
        if not (rows.block.top <= row <= rows.bottom) or not beside or is_side or sheet.area_at(*at) in sheet.boxes:
            continue
        above = range(rows.block.top - 1, max(0, rows.block.top - 4), -1)
        below = range(rows.bottom + 1, sheet.last_row + 60)
        free = ((r, column) for r in (*above, *below) if sheet.area_at(r, column).is_cell)
        filled = {*sheet.texts, *sheet.formulas, *used}
        place = next(p for p in free if p not in filled and sheet.area_at(*p) not in sheet.boxes)
        used.add(place)
        yield at, place
