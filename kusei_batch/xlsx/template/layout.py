"""Layout sheets of a template: where its placeholders stand, and where they stand once tables are repeated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter

from kusei_batch.core.form_year import parse_day_of_year
from kusei_batch.xlsx.names import is_definition
from kusei_batch.xlsx.placeholder import Placeholder, find_placeholders, is_only_placeholder

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_FARTHEST_HEADING = 6


@dataclass(frozen=True, slots=True)
class Spot:
    """One placeholder in one cell of the template; `alone` when nothing else stands in the cell."""

    placeholder: Placeholder
    sheet: str
    row: int
    column: int
    alone: bool

    @property
    def address(self) -> str:
        """The cell in the template, in A1 notation."""
        return f"{get_column_letter(self.column)}{self.row}"


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range of the template, all bounds inclusive."""

    top: int
    left: int
    bottom: int
    right: int
    address: str


@dataclass
class LayoutSheet:
    """A sheet to be issued: its texts by (row, column), merged ranges, and the placeholders in reading order."""

    title: str
    texts: dict[tuple[int, int], str]
    merges: tuple[Merge, ...]
    spots: tuple[Spot, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Find the placeholders."""
        self.spots = tuple(
            Spot(placeholder, self.title, row, column, is_only_placeholder(text))
            for (row, column), text in self.texts.items()
            for placeholder in find_placeholders(text)
            if placeholder.table or not parse_day_of_year(placeholder.name)
        )

    def table_rows(self) -> dict[str, list[int]]:
        """Tables on this sheet, and the rows (one, in a sound template) where their placeholders stand."""
        rows: dict[str, set[int]] = defaultdict(set)
        for spot in self.spots:
            if spot.placeholder.table:
                rows[spot.placeholder.table].add(spot.row)
        return {table: sorted(found) for table, found in rows.items()}

    def text_at(self, row: int, column: int) -> str:
        """The text seen at a cell, which may belong to a merged range around it."""
        return self.texts.get(self.corner_of(row, column), "")

    def corner_of(self, row: int, column: int) -> tuple[int, int]:
        """The cell itself, or the first one of the merged range around it."""
        for merge in self.merges:
            if merge.top <= row <= merge.bottom and merge.left <= column <= merge.right:
                return merge.top, merge.left
        return row, column


def read_layout(workbook: Workbook) -> tuple[LayoutSheet, ...]:
    """The sheets of a template that are issued, in its order."""
    return tuple(_read_sheet(sheet) for sheet in workbook.worksheets if not is_definition(sheet.title))


def issued_cells(spot: Spot, sheet: LayoutSheet, max_rows: Mapping[str, int]) -> tuple[str, ...]:
    """The cells of a placeholder in the issued copy, top to bottom, its sheet's tables repeated to their maximum."""
    above = _rows_added(spot.row, sheet, max_rows)
    count = max_rows[spot.placeholder.table] if spot.placeholder.table else 1
    letter = get_column_letter(spot.column)
    return tuple(f"{letter}{spot.row + above + i}" for i in range(count))


def _rows_added(row: int, sheet: LayoutSheet, max_rows: Mapping[str, int]) -> int:
    """How many rows the tables above a row of the template grow by."""
    return sum(max_rows[table] - 1 for table, (first, *_) in sheet.table_rows().items() if first < row)


@dataclass(frozen=True, slots=True)
class Heading:
    """The label of a placeholder, white space taken out, and its cell in the issued copy; both empty without one."""

    text: str = ""
    cell: str = ""


def heading_of(spot: Spot, sheet: LayoutSheet, max_rows: Mapping[str, int]) -> Heading:
    """The label of a placeholder: above it in a table; else to its left, or above it."""
    above = [(row, spot.column) for row in range(spot.row - 1, max(0, spot.row - 1 - _FARTHEST_HEADING), -1)]
    left = [(spot.row, column) for column in range(spot.column - 1, 0, -1)]
    label = (None if spot.placeholder.table else _first_label(left, sheet)) or _first_label(above, sheet)
    if label is None:
        return Heading()
    row, column = sheet.corner_of(*label)
    cell = f"{get_column_letter(column)}{row + _rows_added(row, sheet, max_rows)}"
    return Heading("".join(sheet.text_at(row, column).split()), cell)


def _first_label(cells: Iterable[tuple[int, int]], sheet: LayoutSheet) -> tuple[int, int] | None:
    for row, column in cells:
        text = "".join(sheet.text_at(row, column).split())
        if text:
            # Behind another entry a label speaks of that entry.
            return None if find_placeholders(text) else (row, column)
    return None


def _read_sheet(sheet: Worksheet) -> LayoutSheet:
    # Not iter_rows, which would make every cell of a sheet formatted to its last one.
    cells = sorted(sheet._cells.items())  # noqa: SLF001 - see above
    texts = {place: c.value for place, c in cells if isinstance(c, Cell) and isinstance(c.value, str)}
    merges = tuple(Merge(r.min_row, r.min_col, r.max_row, r.max_col, r.coord) for r in sheet.merged_cells.ranges)
    return LayoutSheet(sheet.title, texts, merges)
