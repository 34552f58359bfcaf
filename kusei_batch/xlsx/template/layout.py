"""Layout sheets of a template: where its placeholders stand, and where they stand once tables are repeated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from kusei_batch.core.form_year import FormYear
from kusei_batch.core.text.columns import column_letters
from kusei_batch.core.text.placeholder import Placeholder, fill_days, find_placeholders, is_only_placeholder
from kusei_batch.core.values import CellKind
from kusei_batch.xlsx.block import Block, find_block
from kusei_batch.xlsx.copy_names import is_definition
from kusei_batch.xlsx.reader import Sheet, Workbook
from kusei_batch.xlsx.reader.authored import AuthoredCell, ExcelTable
from kusei_batch.xlsx.reader.plain_cells import Position
from kusei_batch.xlsx.reference import address

_FARTHEST_HEADING = 6


@dataclass(frozen=True, slots=True)
class PlaceholderSpot:
    """One placeholder in one cell of the template; `alone` when nothing else stands in the cell."""

    placeholder: Placeholder
    sheet: str
    row: int
    column: int
    alone: bool

    @property
    def address(self) -> str:
        """The cell in the template, in A1 notation."""
        return address(self.row, self.column)


@dataclass
class LayoutSheet:
    """A sheet to be issued, its formulas and Excel tables; its texts by (row, column) and the placeholders in them.

    A formula is a text too, unless it is entered for an area; what stands inside a merged range shows nowhere.
    """

    read: Sheet
    formulas: Mapping[Position, AuthoredCell]
    tables: tuple[ExcelTable, ...]
    year: FormYear = field(default_factory=FormYear)
    texts: dict[Position, str] = field(init=False)
    spots: tuple[PlaceholderSpot, ...] = field(init=False)
    _corners: dict[Position, Position] = field(init=False)

    def __post_init__(self) -> None:
        """Gather the texts and find the placeholders."""
        self._corners = {
            (row, column): (area.top, area.left)
            for area in reversed(self.read.merged)
            for row in range(area.top, area.bottom + 1)
            for column in range(area.left, area.right + 1)
        }
        said = {place: cell.text for place, cell in self.read.cells.items() if cell.kind in _TEXTS}
        typed = {place: fill_days(text, self.year) for place, text in said.items()}
        texts = {**typed, **{place: "" if cell.spills else cell.formula for place, cell in self.formulas.items()}}
        self.texts = {place: texts[place] for place in sorted(texts) if self.corner_of(*place) == place}
        self.spots = tuple(
            PlaceholderSpot(placeholder, self.title, row, column, is_only_placeholder(text))
            for (row, column), text in self.texts.items()
            for placeholder in find_placeholders(text)
        )

    @property
    def title(self) -> str:
        """The sheet's name."""
        return self.read.name

    @cached_property
    def blocks(self) -> dict[str, Block]:
        """The tables on this sheet, and the rows that one record of each takes."""
        cells: dict[str, set[Position]] = defaultdict(set)
        for spot in self.spots:
            if spot.placeholder.table:
                cells[spot.placeholder.table].add((spot.row, spot.column))
        return {table: find_block(found, self.read.merged) for table, found in cells.items()}

    def block_of(self, spot: PlaceholderSpot) -> Block:
        """Return the block of the table a placeholder belongs to; outside tables, its own row."""
        return self.blocks[spot.placeholder.table] if spot.placeholder.table else Block(spot.row)

    def text_at(self, row: int, column: int) -> str:
        """Return the text seen at a cell, which may belong to a merged range around it."""
        return self.texts.get(self.corner_of(row, column), "")

    def columns_at(self, row: int, column: int) -> frozenset[int]:
        """Return the columns of a cell, or of the merged range around it."""
        around = (a for a in self.read.merged if a.top <= row <= a.bottom and a.left <= column <= a.right)
        return next((frozenset(range(a.left, a.right + 1)) for a in around), frozenset((column,)))

    def corner_of(self, row: int, column: int) -> tuple[int, int]:
        """Return the cell itself, or the first one of the merged range around it."""
        return self._corners.get((row, column), (row, column))


def read_layout(workbook: Workbook, year: FormYear) -> tuple[LayoutSheet, ...]:
    """Return the sheets of a template that are issued, in its order, with the years and days in their texts."""
    return tuple(_read_sheet(workbook, name, year) for name in workbook.sheets if not is_definition(name))


def issued_cells(spot: PlaceholderSpot, sheet: LayoutSheet, max_rows: Mapping[str, int]) -> tuple[str, ...]:
    """Return a placeholder's cells in the issued copy, top to bottom, with the tables at their maximum of rows."""
    first = spot.row + _rows_added(spot.row, sheet, max_rows)
    count = max_rows[spot.placeholder.table] if spot.placeholder.table else 1
    letter, height = column_letters(spot.column), sheet.block_of(spot).height
    return tuple(f"{letter}{first + i * height}" for i in range(count))


def _rows_added(row: int, sheet: LayoutSheet, max_rows: Mapping[str, int]) -> int:
    """Return how many rows the tables above a row of the template grow by."""
    return sum((max_rows[table] - 1) * block.height for table, block in sheet.blocks.items() if block.bottom < row)


@dataclass(frozen=True, slots=True)
class Heading:
    """The label of a placeholder, white space taken out, and its cell in the issued copy; both empty without one."""

    text: str = ""
    cell: str = ""


def heading_of(spot: PlaceholderSpot, sheet: LayoutSheet, max_rows: Mapping[str, int]) -> Heading:
    """Return the label of a placeholder: above it in a table; else to its left, or above it."""
    block = sheet.block_of(spot)
    above = [(row, spot.column) for row in range(block.top - 1, max(0, block.top - 1 - _FARTHEST_HEADING), -1)]
    left, alike = _left_of(spot), _alike(spot, sheet, block)
    if spot.placeholder.table is None or spot.row > block.top:
        places = [left, above] if spot.placeholder.table is None else [left, alike, above]
    else:
        places = [alike, above] if _has_headings_alike(spot, sheet, block) else [above]
    label = next((found for cells in places if (found := _first_label(cells, sheet))), None)
    if label is None:
        return Heading()
    row, column = sheet.corner_of(*label)
    cell = address(row + _rows_added(row, sheet, max_rows), column)
    return Heading("".join(sheet.text_at(row, column).split()), cell)


def _left_of(spot: PlaceholderSpot) -> list[tuple[int, int]]:
    return [(spot.row, column) for column in range(spot.column - 1, 0, -1)]


def _alike(spot: PlaceholderSpot, sheet: LayoutSheet, block: Block) -> list[tuple[int, int]]:
    """Return the place a heading has that stands as its field does in the record; a wider text is a title."""
    row = max(1, spot.row - block.height)
    columns = sheet.columns_at(spot.row, spot.column)
    return [(row, spot.column)] if sheet.columns_at(row, spot.column) <= columns else []


def _has_headings_alike(spot: PlaceholderSpot, sheet: LayoutSheet, block: Block) -> bool:
    """Return whether the headings are laid out as a record is: what stands below has no label of its own in it."""
    corners = {sheet.corner_of(row, spot.column) for row in range(block.top + 1, block.bottom + 1)}
    below = [one for one in sheet.spots if (one.row, one.column) in corners - {(spot.row, spot.column)}]
    return any(_first_label(_left_of(one), sheet) is None for one in below)


def _first_label(cells: Iterable[tuple[int, int]], sheet: LayoutSheet) -> tuple[int, int] | None:
    for row, column in cells:
        text = "".join(sheet.text_at(row, column).split())
        if text:
            # Behind another entry a label speaks of that entry.
            return None if find_placeholders(text) else (row, column)
    return None


def _read_sheet(workbook: Workbook, name: str, year: FormYear) -> LayoutSheet:
    authored = workbook.authored[name]
    return LayoutSheet(workbook.sheets[name], authored.formulas, tuple(authored.tables), year)


_TEXTS = (CellKind.TEXT, CellKind.ERROR)
