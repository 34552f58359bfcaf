"""A free place for the 管理番号 on a drawn sheet, near its upper right corner."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from kusei_batch.core.form import FieldKind
from kusei_batch.core.text.width import text_width
from kusei_batch.xlsx.draft.draft import ProposedField, Remark, SheetDraft
from kusei_batch.xlsx.draft.drawn_sheet import DrawnSheet
from kusei_batch.xlsx.reader.plain_cells import Position
from kusei_batch.xlsx.reference import Area, address

SHEET_ID = "管理番号"
_ROOM, _ROOM_WITH_LABEL = 17.0, 27.0
_ROWS = 6
_LINE = 12.0
"""How high a line is in points; rows of graph paper are lower."""

_MOST_LOW_ROWS = 6


def with_sheet_id(drafts: list[SheetDraft], sheets: Sequence[DrawnSheet]) -> list[SheetDraft]:
    """Return the drafts with a cell for 管理番号, which every form must show, on the first sheet."""
    if not drafts or any(one.name == SHEET_ID for draft in drafts for one in draft.fields):
        return drafts
    first, *others = drafts
    drawn = next(sheet for sheet in sheets if sheet.name == first.name)
    area = find_free_place(drawn, first)
    at = (area.top, area.left)
    shown = ProposedField(SHEET_ID, first.name, at, kind=FieldKind.DISPLAY)
    remark = Remark(
        first.name,
        address(*at),
        "管理番号の欄を、空いている所に置きました。",
        "見やすい所に動かせます。それだけのセルにしてください。",
    )
    merges = first.merges if area.is_cell else (*first.merges, area)
    return [
        replace(
            first,
            fields=(shown, *first.fields),
            texts={**first.texts, at: shown.placeholder},
            merges=merges,
            number_area=area if drawn.width_of(area) >= _ROOM_WITH_LABEL else None,
            remarks=(*first.remarks, remark),
        ),
        *others,
    ]


def find_free_place(sheet: DrawnSheet, draft: SheetDraft) -> Area:
    """Return cells for a 管理番号, if possible with its label: right in the first rows, else below everything."""
    right = max(1, sheet.last_column)
    repeated = {
        row
        for table in draft.tables
        for row in range(table.block.top, table.block.top + table.block.height * max(1, table.drawn))
    }
    rows = [row for row in range(1, min(_ROWS, sheet.last_row) + 1) if row not in repeated]
    firsts = {row: _first_free(sheet, row, right, set(draft.texts)) for row in rows}
    for room in (_ROOM_WITH_LABEL, _ROOM):
        for row, first in firsts.items():
            area = _with_room(sheet, row, right, room)
            others = range(area.top + 1, area.bottom + 1)
            is_free = all(area.left >= firsts.get(one, right + 1) for one in others)
            if area.left >= first and sheet.width_of(area) >= room and is_free:
                return area
    return _with_room(sheet, sheet.last_row + 2, right, _ROOM_WITH_LABEL)


def _with_room(sheet: DrawnSheet, row: int, right: int, room: float) -> Area:
    """Return the last cells of a row that are that wide together, or all; of low rows, as many as a line takes."""
    column = right
    while column > 1 and sheet.width_of(Area(row, column, row, right)) < room:
        column -= 1
    bottom = row
    while sheet.height_of(Area(row, column, bottom, right)) < _LINE and bottom < row + _MOST_LOW_ROWS:
        bottom += 1
    return Area(row, column, bottom, right)


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
