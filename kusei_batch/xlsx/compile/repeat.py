"""Repeating the placeholder row of each table to the rows it may have."""

from __future__ import annotations

import copy

from lxml import etree

from kusei_batch.core.form import Form
from kusei_batch.xlsx.book import Book
from kusei_batch.xlsx.compile.placeholder_cells import Strings, find_placeholder_cells
from kusei_batch.xlsx.compile.rowmap import RowMap, Shift
from kusei_batch.xlsx.compile.shift import shift_rows
from kusei_batch.xlsx.markup import main
from kusei_batch.xlsx.reference import Area, address, parse_address, parse_area, translate


def repeat_tables(book: Book, form: Form, strings: Strings) -> dict[tuple[str, str], int]:
    """Repeat every table's placeholder row and move what is below; (sheet, table) -> the table's first row.

    Raises ValueError for a table the form does not have.
    """
    extra = {table.name: table.max_rows - 1 for table in form.tables}
    placed: dict[str, dict[str, int]] = {}
    for sheet in book.sheets:
        if sheet.is_worksheet:
            placed[sheet.name] = {
                p.table: spot.row
                for spot in find_placeholder_cells(book, sheet, strings)
                for p in spot.found
                if p.table is not None
            }
    unknown = {table for rows in placed.values() for table in rows} - extra.keys()
    if unknown:
        raise ValueError(f"the form has no table {sorted(unknown)}")
    shift = Shift({name: RowMap({row: extra[table] for table, row in rows.items()}) for name, rows in placed.items()})
    shift_rows(book, shift)
    for sheet in book.sheets:
        rows = shift.map_of(sheet.name)
        for row, copies in rows.copies.items():
            _repeat_row(book.tree(sheet.part), rows.first(row), copies)
    return {
        (name, table): shift.map_of(name).first(row)
        for name, rows_of in placed.items()
        for table, row in rows_of.items()
    }


def _repeat_row(root: etree._Element, row: int, copies: int) -> None:
    data = root.find(main("sheetData"))
    original = next(e for e in data if e.get("r") == str(row)) if data is not None else None
    if original is None:
        return
    for offset in range(copies, 0, -1):
        copied = copy.deepcopy(original)
        copied.tail = original.tail
        copied.set("r", str(row + offset))
        for cell in copied.iterfind(main("c")):
            cell.set("r", address(row + offset, parse_address(cell.get("r", "A1"))[1]))
            formula = cell.find(main("f"))
            if formula is not None:
                formula.text = translate(formula.text or "", offset)
                if formula.get("ref"):
                    formula.set("ref", translate(formula.get("ref", ""), offset))
        original.addnext(copied)
    merges = root.find(main("mergeCells"))
    for merge in list(merges) if merges is not None else []:
        area = parse_area(merge.get("ref", ""))
        if merges is not None and area.top == area.bottom == row:
            _repeat_merge(merges, area, copies)


def _repeat_merge(merges: etree._Element, area: Area, copies: int) -> None:
    for row in range(area.top + 1, area.top + copies + 1):
        merge = etree.SubElement(merges, main("mergeCell"))
        merge.set("ref", str(Area(row, area.left, row, area.right)))
    if merges.get("count"):
        merges.set("count", str(len(merges)))
