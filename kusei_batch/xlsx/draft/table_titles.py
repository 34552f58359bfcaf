"""What a table is called: the text just above its headings, or down its side."""

from __future__ import annotations

from collections.abc import Container, Sequence

from kusei_batch.xlsx.draft.drawn_sheet import DrawnSheet
from kusei_batch.xlsx.draft.field_guess import is_unit_stated
from kusei_batch.xlsx.draft.heading_words import parse_heading
from kusei_batch.xlsx.draft.repeated_rows import RepeatedRows
from kusei_batch.xlsx.reference import Area

_LONGEST = 16
_UNTITLED = "明細"


def table_title(rows: RepeatedRows, sheet: DrawnSheet, heading_rows: Sequence[int], taken: Container[str]) -> str:
    """Return the title of a table, which is not among those `taken`."""
    first = min(heading_rows, default=rows.block.top)
    beside = (sheet.text_of(side).strip() for side in rows.sides if side.right < rows.left)
    side = next((text for text in beside if text), "")
    near = (row for row in range(first - 1, max(0, first - 3), -1) if not sheet.boxes_in(row))
    above = [sheet.texts.get((row, column), "") for row in near for column in range(1, rows.right + 1)]
    titles = [
        text
        for text in above
        if text.strip() and not is_unit_stated(text) and text[:1] not in "※（(・" and text.strip()[-1] not in ":："
    ]
    names = [parse_heading(text).name for text in (side, *titles) if text and len(text.strip()) <= _LONGEST]
    return next((name for name in names if name not in taken), _UNTITLED)


def titles_over(box: Area, rows: RepeatedRows, sheet: DrawnSheet, taken: Container[str]) -> list[str]:
    """Return the titles above a box's part of the rows, where tables stand side by side."""
    left = box.left
    while left > 1 and any(other.right == left - 1 for other in rows.boxes):
        left = min(other.left for other in rows.boxes if other.right == left - 1)
    above = (sheet.texts.get((row, left), "") for row in range(rows.block.top - 1, 0, -1))
    titles = [parse_heading(text).name for text in above if text and not is_unit_stated(text)]
    return [title for title in titles[1:3] if title not in taken]
