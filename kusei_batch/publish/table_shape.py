"""A sheet as a table: which rows are titles, headings, data and notes, and where it is broken up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from kusei_batch.core.period import DEFAULT_ERAS, Era
from kusei_batch.core.text.notation import half_width
from kusei_batch.core.values import BLANK, Cell, CellKind
from kusei_batch.xlsx.reference import Area

Position = tuple[int, int]

_DECORATED = re.compile(
    r"[-+−▲△]?\s*[¥$]?\s*\d[\d,]*(?:\.\d+)?\s*(?P<unit>[^\d\s,.、・()（）/]{0,6})",
)
# A number before these is a name or a day rather than an amount: 3月, 20歳, 1丁目, 3回目の訓練.
_NAMING = re.compile(
    r"[回人つ個本件]目|年|月|日|時|分|曜|号|級|類|条|項|期|位|番|丁|目|歳|代|課|係|区|階|室|[A-Za-z]+-"
)
_NOTE = re.compile(r"[（(]?(?:注|※|資料|出典|備考|＊|\*)")


@dataclass(frozen=True, slots=True)
class TableSheet:
    """One sheet of a table file (a CSV is one without a name), as stored: cells by (row, column) from 1.

    `merged` are its merged areas, `objects` the cells where pictures, shapes and charts lie, `eras` those times go by.
    """

    name: str | None
    cells: Mapping[Position, Cell]
    merged: Sequence[Area] = ()
    objects: Sequence[str] = ()
    eras: tuple[Era, ...] = DEFAULT_ERAS


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column: its number, its heading ("" where there is none) and its data cells, blank ones too, by row."""

    number: int
    heading: str
    cells: Mapping[int, Cell]

    @property
    def filled(self) -> dict[int, Cell]:
        """The data cells that hold something."""
        return {row: cell for row, cell in self.cells.items() if not cell.is_blank}

    @property
    def is_numeric(self) -> bool:
        """Whether at least half of what it holds are amounts, in whatever form."""
        filled = self.filled.values()
        return bool(filled) and 2 * sum(is_amount(cell) for cell in filled) >= len(filled)


@dataclass(frozen=True, slots=True)
class Shape:
    """What stands where: rows of titles, headings and data; the rows and columns of nothing within it.

    `second` is where another table begins (A1 notation's row and column), None when there is but one.
    """

    titles: tuple[int, ...]
    headings: tuple[int, ...]
    columns: tuple[TableColumn, ...]
    blank_rows: tuple[int, ...]
    blank_columns: tuple[int, ...]
    second: Position | None


def is_amount(cell: Cell) -> bool:
    """Return whether a cell holds an amount: a number, or a text that is one with signs and a unit around it."""
    if cell.kind in (CellKind.NUMBER, CellKind.UNCOMPUTED):
        return True
    found = _DECORATED.fullmatch(half_width(cell.text).strip()) if cell.kind is CellKind.TEXT else None
    return found is not None and not _NAMING.match(found["unit"])


def find_shape(sheet: TableSheet) -> Shape | None:
    """Return the shape of the first table of a sheet; None when the sheet holds nothing."""
    rows: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        if not cell.is_blank:
            rows.setdefault(row, {})[column] = cell
    if not rows:
        return None
    heading = next((row for row, cells in rows.items() if len(cells) > 1), next(iter(rows)))
    below = {row: cells for row, cells in rows.items() if row > heading}
    second = _second_below(rows, heading, below)
    if second:
        below = {row: cells for row, cells in below.items() if row < second[0]}
    headings = (heading, *_more_headings(rows[heading], below))
    body = _without_notes({row: cells for row, cells in below.items() if row > headings[-1]})
    table = {**{row: rows[row] for row in headings}, **body}
    used = sorted({column for cells in table.values() for column in cells})
    blank_columns = tuple(sorted(set(range(used[0], used[-1])) - set(used)))
    second = second or _second_beside(rows[heading], blank_columns, heading)
    if second and second[0] == heading:
        used, blank_columns = [c for c in used if c < second[1]], ()
    return Shape(
        titles=tuple(row for row in rows if row < heading),
        headings=headings,
        columns=tuple(_column(number, [rows[row] for row in headings], body) for number in used),
        blank_rows=tuple(row for before, after in pairwise(list(table)) for row in range(before + 1, after)),
        blank_columns=blank_columns,
        second=second,
    )


def _second_below(
    rows: Mapping[int, Mapping[int, Cell]], heading: int, below: Mapping[int, Mapping[int, Cell]]
) -> Position | None:
    """Return where another heading stands after a blank row, or after a title line that follows one."""
    names = _texts(rows[heading])
    numbers = {c for cells in _first_block(below, heading) for c, cell in cells.items() if is_amount(cell)}
    for number, (row, cells) in enumerate(below.items()):
        if len(cells) < 2 or not all(cell.kind is CellKind.TEXT and not is_amount(cell) for cell in cells.values()):  # noqa: PLR2004
            continue
        above = list(below)[number - 1] if number else heading
        if _texts(cells) == names or ((row > above + 1 or _is_title(below, above)) and numbers & set(cells)):
            return (row, min(cells))
    return None


def _is_title(below: Mapping[int, Mapping[int, Cell]], row: int) -> bool:
    """Return whether a row is a line of its own after a row of nothing."""
    return len(below.get(row, ())) == 1 and row - 1 not in below


def _first_block(below: Mapping[int, Mapping[int, Cell]], heading: int) -> list[Mapping[int, Cell]]:
    return [cells for offset, (row, cells) in enumerate(below.items(), start=1) if row == heading + offset]


def _texts(cells: Mapping[int, Cell]) -> list[str]:
    return [cell.text for cell in cells.values()]


def _second_beside(heading: Mapping[int, Cell], blank: Sequence[int], row: int) -> Position | None:
    """Return where the headings begin again to the right of a blank column."""
    for column in blank:
        left = {cell.text for c, cell in heading.items() if c < column}
        right = {c: cell.text for c, cell in heading.items() if c > column}
        if right and left & set(right.values()):
            return (row, min(right))
    return None


def _more_headings(heading: Mapping[int, Cell], below: Mapping[int, Mapping[int, Cell]]) -> list[int]:
    """Return the rows of headings below the first: words alone, and nothing under the first column's heading."""
    more = []
    for row, cells in below.items():
        if min(heading) in cells or any(is_amount(cell) for cell in cells.values()):
            break
        more.append(row)
    return more if len(more) < len(below) else []


def _without_notes(body: Mapping[int, dict[int, Cell]]) -> dict[int, dict[int, Cell]]:
    """Return the data without the notes below: lines of their own, after a blank row or with a note's mark."""
    kept = dict(body)
    while kept and len(kept[last := max(kept)]) == 1:
        (cell,) = kept[last].values()
        apart = last - 1 not in body
        if not _NOTE.match(cell.text) and not (apart and cell.kind is CellKind.TEXT):
            break
        del kept[last]
    return kept


def _column(number: int, headings: Sequence[Mapping[int, Cell]], body: Mapping[int, Mapping[int, Cell]]) -> TableColumn:
    heading = " ".join(cells[number].text for cells in headings if number in cells)
    return TableColumn(number, heading, {row: cells.get(number, BLANK) for row, cells in body.items()})


def areas(positions: Iterable[Position]) -> tuple[str, ...]:
    """Return cells in A1 notation, those that follow each other down a column as one area."""
    runs = []
    ordered = sorted((column, row) for row, column in set(positions))
    for _, run in groupby(enumerate(ordered), key=lambda item: (item[1][0], item[1][1] - item[0])):
        cells = [cell for _, cell in run]
        runs.append(str(Area(cells[0][1], cells[0][0], cells[-1][1], cells[-1][0])))
    return tuple(runs)
