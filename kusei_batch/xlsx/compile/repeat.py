"""Repeating the rows of each table's record to as many records as it may have."""

from __future__ import annotations

import copy
from collections.abc import Sequence

from lxml import etree

from kusei_batch.core.form import Form
from kusei_batch.xlsx.block import Block, find_block
from kusei_batch.xlsx.book import Book
from kusei_batch.xlsx.compile.placeholder_cells import PlaceholderCell, Strings, find_placeholder_cells
from kusei_batch.xlsx.compile.rowmap import RowMap, Shift
from kusei_batch.xlsx.compile.shift import shift_rows
from kusei_batch.xlsx.markup import main
from kusei_batch.xlsx.reference import Area, address, parse_address, parse_area, translate


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
            _repeat_block(book.tree(sheet.part), moved, extra[table])
            first_blocks[sheet.name, table] = moved
    return first_blocks


def _find_blocks(root: etree._Element, spots: Sequence[PlaceholderCell]) -> dict[str, Block]:
    merged = [parse_area(merge.get("ref", "")) for merge in root.iter(main("mergeCell"))]
    cells: dict[str, set[tuple[int, int]]] = {}
    for spot in spots:
        for placeholder in spot.found:
            if placeholder.table is not None:
                cells.setdefault(placeholder.table, set()).add((spot.row, spot.column))
    return {table: find_block(found, merged) for table, found in cells.items()}


def _repeat_block(root: etree._Element, block: Block, copies: int) -> None:
    data = root.find(main("sheetData"))
    originals = [row for row in data if int(row.get("r", "0")) in block] if data is not None else []
    offsets = [number * block.height for number in range(1, copies + 1)]
    if not originals:
        return
    for offset in reversed(offsets):
        for original in reversed(originals):
            originals[-1].addnext(_copy_row(original, offset))
    merges = root.find(main("mergeCells"))
    for merge in list(merges) if merges is not None else []:
        area = parse_area(merge.get("ref", ""))
        if merges is not None and block.holds(area):
            for offset in offsets:
                copied = Area(area.top + offset, area.left, area.bottom + offset, area.right)
                etree.SubElement(merges, main("mergeCell")).set("ref", str(copied))
            if merges.get("count"):
                merges.set("count", str(len(merges)))


def _copy_row(original: etree._Element, offset: int) -> etree._Element:
    row = int(original.get("r", "0")) + offset
    copied = copy.deepcopy(original)
    copied.tail = original.tail
    copied.set("r", str(row))
    for cell in copied.iterfind(main("c")):
        cell.set("r", address(row, parse_address(cell.get("r", "A1"))[1]))
        formula = cell.find(main("f"))
        if formula is not None:
            formula.text = translate(formula.text or "", offset)
            if formula.get("ref"):
                formula.set("ref", translate(formula.get("ref", ""), offset))
    return copied
