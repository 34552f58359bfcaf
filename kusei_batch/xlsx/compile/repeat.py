"""Repeating the rows of each table's record to as many records as it may have."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from kusei_batch.core.form import Form
from kusei_batch.xlsx.block import Block, find_block
from kusei_batch.xlsx.book import Book, SheetPart
from kusei_batch.xlsx.compile.identity_sheet import forget_names
from kusei_batch.xlsx.compile.placeholder_cells import (
    PlaceholderCell,
    Strings,
    fill_year,
    find_placeholder_cells,
    number_cells,
)
from kusei_batch.xlsx.compile.rowmap import RowMap, Shift
from kusei_batch.xlsx.compile.shift import shift_rows
from kusei_batch.xlsx.copy_names import RESERVED_SHEETS, is_definition
from kusei_batch.xlsx.markup import main
from kusei_batch.xlsx.reference import Area, address, parse_address, parse_area, rewrite_references, translate
from kusei_batch.xlsx.stamp.styles import Styles


@dataclass(frozen=True, slots=True)
class RepeatedBook:
    """A template without its definition sheets whose tables are as long as they may be.

    `first_blocks` are the first rows of each table by sheet and table; `before` names the template's sheets.
    """

    book: Book
    form: Form
    strings: Strings
    styles: Styles
    first_blocks: Mapping[tuple[str, str], Block]
    before: Sequence[str]

    @property
    def layout(self) -> list[SheetPart]:
        """The sheets that are issued; the program's own come after them."""
        return [sheet for sheet in self.book.sheets if sheet.is_worksheet]


def repeat_template(data: bytes, form: Form) -> RepeatedBook:
    """Return a template's workbook as it is issued, before anything is formatted.

    Raise UnreadableError for what is no workbook and ValueError for a form that does not fit it.
    """
    book = Book(data)
    before = [sheet.name for sheet in book.sheets]
    removed = [name for name in before if is_definition(name)]
    kept = [name for name in before if name not in removed]
    if not kept or set(kept) & set(RESERVED_SHEETS):
        raise ValueError(f"no layout sheet, or one with a name of the program's own: {kept}")
    forget_names(book.workbook, before, removed)
    book.remove_sheets(removed)
    # The order of calculation is Excel's own note; it makes a new one.
    book.unlink("calcChain")
    strings = Strings(book)
    for sheet in book.sheets:
        if sheet.is_worksheet:
            number_cells(book.tree(sheet.part))
            fill_year(book, sheet, strings, form.year)
    first_blocks = repeat_tables(book, form, strings)
    styles = Styles(book.tree(book.linked(book.workbook_part, "styles")[0]))
    return RepeatedBook(book, form, strings, styles, first_blocks, before)


def repeat_tables(book: Book, form: Form, strings: Strings) -> dict[tuple[str, str], Block]:
    """Copy the record's rows of every table, move what is below, and return the first rows by (sheet, table).

    Raise ValueError for a table the form does not have.
    """
    extra = {table.name: table.max_rows - 1 for table in form.tables}
    placed = {
        sheet.name: _find_blocks(book.tree(sheet.part), find_placeholder_cells(book, sheet, strings))
        for sheet in book.sheets
        if sheet.is_worksheet
    }
    unknown = {table for blocks in placed.values() for table in blocks} - extra.keys()
    if unknown:
        raise ValueError(f"the form has no table {sorted(unknown)}")
    maps = {name: RowMap({block: extra[table] for table, block in blocks.items()}) for name, blocks in placed.items()}
    shift = Shift(maps)
    shift_rows(book, shift)
    first_blocks = {}
    for sheet in book.sheets:
        for table, block in placed.get(sheet.name, {}).items():
            moved = Block(maps[sheet.name].first(block.top), block.height)
            steps = {name.lower(): blocks[table].height for name, blocks in placed.items() if table in blocks}
            _repeat_block(book.tree(sheet.part), moved, _Record(sheet.name, moved.height, steps), extra[table])
            first_blocks[sheet.name, table] = moved
    return first_blocks


@dataclass(frozen=True, slots=True)
class _Record:
    """How many rows one record of a table takes on a sheet, and on each of its sheets, by name in small letters."""

    sheet: str
    height: int
    heights: Mapping[str, int]

    def formula(self, text: str, number: int) -> str:
        """Return the first record's formula as that many records further speaks of its own record."""

        def move(name: str, reference: str) -> str:
            return translate(reference, number * self.heights.get(name.lower(), self.height))

        return rewrite_references(text, self.sheet, move)


def _find_blocks(root: etree._Element, spots: Sequence[PlaceholderCell]) -> dict[str, Block]:
    merged = [parse_area(merge.get("ref", "")) for merge in root.iter(main("mergeCell"))]
    cells: dict[str, set[tuple[int, int]]] = {}
    for spot in spots:
        for placeholder in spot.found:
            if placeholder.table is not None:
                cells.setdefault(placeholder.table, set()).add((spot.row, spot.column))
    return {table: find_block(found, merged) for table, found in cells.items()}


def _repeat_block(root: etree._Element, block: Block, record: _Record, copies: int) -> None:
    data = root.find(main("sheetData"))
    originals = [row for row in data if int(row.get("r", "0")) in block] if data is not None else []
    offsets = [number * block.height for number in range(1, copies + 1)]
    if not originals:
        return
    for number in range(copies, 0, -1):
        for original in reversed(originals):
            originals[-1].addnext(_copy_row(original, record, number))
    merges = root.find(main("mergeCells"))
    for merge in list(merges) if merges is not None else []:
        area = parse_area(merge.get("ref", ""))
        if merges is not None and block.holds(area):
            for offset in offsets:
                copied = Area(area.top + offset, area.left, area.bottom + offset, area.right)
                etree.SubElement(merges, main("mergeCell")).set("ref", str(copied))
            if merges.get("count"):
                merges.set("count", str(len(merges)))


def _copy_row(original: etree._Element, record: _Record, number: int) -> etree._Element:
    offset = number * record.height
    row = int(original.get("r", "0")) + offset
    copied = copy.deepcopy(original)
    copied.tail = original.tail
    copied.set("r", str(row))
    for cell in copied.iterfind(main("c")):
        cell.set("r", address(row, parse_address(cell.get("r", "A1"))[1]))
        formula = cell.find(main("f"))
        if formula is not None:
            formula.text = record.formula(formula.text or "", number)
            if formula.get("ref"):
                formula.set("ref", translate(formula.get("ref", ""), offset))
    return copied
