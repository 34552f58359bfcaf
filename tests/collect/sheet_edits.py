"""What people do to the rows of a sheet, as Excel does it: cells move, merges and defined names with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial

from kusei_batch.collect.field_cells import parse_reference
from kusei_batch.core.values import Cell
from kusei_batch.xlsx.reader import Workbook
from kusei_batch.xlsx.reader.workbook_reading import Sheets
from kusei_batch.xlsx.reference import Area, absolute, quote_sheet

Position = tuple[int, int]
EVERY = range(1, 200)


def edited(
    workbook: Workbook,
    sheet: str,
    cells: Mapping[Position, Cell],
    names: Mapping[str, str],
    merged: Iterable[Area] = (),
) -> Workbook:
    """The workbook with other cells on one sheet, other names and other merges."""
    changed = replace(workbook.sheets[sheet], cells=dict(sorted(cells.items())), merged=tuple(merged))
    made = {n: partial(dict(workbook.sheets, **{sheet: changed}).__getitem__, n) for n in workbook.sheets}
    return replace(workbook, sheets=Sheets(made), names=names)


def moved(
    workbook: Workbook, sheet: str, move: Callable[[Position], Position | None], *, with_names: bool = True
) -> Workbook:
    """The workbook after every cell of a sheet went where `move` says (None: deleted); the names follow as Excel's do."""
    cells = {}
    for position, cell in workbook.sheets[sheet].cells.items():
        target = move(position)
        if target is not None:
            cells[target] = cell
    names = dict(workbook.names)
    if with_names:
        names = {name: _moved_name(formula, sheet, move) for name, formula in names.items()}
    merged = [to for area in workbook.sheets[sheet].merged if (to := _moved_area(area, move)) is not None]
    return edited(workbook, sheet, cells, names, merged)


def _moved_area(area: Area, move: Callable[[Position], Position | None]) -> Area | None:
    """Where a merged area is then, from the first of its rows left to the last; None where it is no area any more."""
    width = range(area.left, area.right + 1)
    rows = {tuple((move((row, column)) or (0,))[0] for column in width) for row in range(area.top, area.bottom + 1)}
    left = sorted({row[0] for row in rows if row[0]})
    if not left or any(len(set(row)) > 1 for row in rows) or (left[0] == left[-1] and len(width) == 1):
        return None
    return Area(left[0], area.left, left[-1], area.right)


def _moved_name(formula: str, sheet: str, move: Callable[[Position], Position | None]) -> str:
    name, area = parse_reference(formula)
    if area is None or name != sheet:
        return formula
    kept = [p for row in range(area.top, area.bottom + 1) if (p := move((row, area.left))) is not None]
    if not kept:
        return "#REF!"
    rows = [row for row, _ in kept]
    return f"{quote_sheet(sheet)}!{absolute(Area(min(rows), kept[0][1], max(rows), kept[0][1]))}"


def delete_row(workbook: Workbook, sheet: str, row: int, columns: Iterable[int] = EVERY, **how: bool) -> Workbook:
    """Delete a row, or only the cells of it in some columns, so that what is below goes up."""
    gone = frozenset(columns)

    def move(position: Position) -> Position | None:
        at, column = position
        if column not in gone or at < row:
            return position
        return None if at == row else (at - 1, column)

    return moved(workbook, sheet, move, **how)


def insert_row(workbook: Workbook, sheet: str, row: int, columns: Iterable[int] = EVERY) -> Workbook:
    """Insert a row before one, or only cells in some columns."""
    wide = frozenset(columns)
    return moved(workbook, sheet, lambda p: (p[0] + 1, p[1]) if p[1] in wide and p[0] >= row else p)


def permute_rows(workbook: Workbook, sheet: str, rows: Mapping[int, int], columns: Iterable[int] = EVERY) -> Workbook:
    """Move rows among each other, by cutting and inserting or by sorting; names stay where they are."""
    wide = frozenset(columns)
    return moved(workbook, sheet, lambda p: (rows.get(p[0], p[0]), p[1]) if p[1] in wide else p, with_names=False)


def clear(workbook: Workbook, sheet: str, row: int, columns: Iterable[int] = EVERY) -> Workbook:
    """Clear the contents of a row, or of some cells of it."""
    wide = frozenset(columns)
    cells = {p: c for p, c in workbook.sheets[sheet].cells.items() if not (p[0] == row and p[1] in wide)}
    return edited(workbook, sheet, cells, workbook.names, workbook.sheets[sheet].merged)


def without_names(workbook: Workbook) -> Workbook:
    """The workbook as a program leaves it that drops the fields' names."""
    return replace(workbook, names={n: f for n, f in workbook.names.items() if not re.match("_kf_", n)})
