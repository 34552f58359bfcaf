"""Placeholder cells of the layout sheets: where they stand and what their text is made of."""

from __future__ import annotations

import copy
from dataclasses import dataclass

from lxml import etree

from kusei_batch.core.form_year import FormYear
from kusei_batch.core.text.placeholder import Placeholder, fill_days, find_days, find_placeholders
from kusei_batch.xlsx.book import Book, SheetPart
from kusei_batch.xlsx.markup import cells_of, drop, local_parent, main, text_of
from kusei_batch.xlsx.reference import address, parse_address


@dataclass(frozen=True, slots=True)
class PlaceholderCell:
    """A cell with placeholders: its place, its element, and the string (`si` or `is`) it shows."""

    sheet: str
    row: int
    column: int
    cell: etree._Element
    item: etree._Element
    found: tuple[Placeholder, ...]


class Strings:
    """The shared strings of a book."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._part = next(iter(book.linked(book.workbook_part, "sharedStrings")), None)
        self._items = list(book.tree(self._part).iterfind(main("si"))) if self._part else []

    def item_of(self, cell: etree._Element) -> etree._Element | None:
        """Return the string a text cell shows, None of any other cell."""
        if cell.get("t") == "inlineStr":
            return cell.find(main("is"))
        value = cell.find(main("v"))
        if cell.get("t") != "s" or value is None:
            return None
        index = int(value.text or "-1")
        return self._items[index] if 0 <= index < len(self._items) else None

    def forget_unused(self) -> None:
        """Make strings empty that no cell shows any more (placeholders, definitions). The rest keep their places."""
        if self._part is None:
            return
        used = {
            int(v.text or "-1")
            for sheet in self._book.sheets
            if sheet.is_worksheet
            for c in cells_of(self._book.tree(sheet.part))
            if c.get("t") == "s" and (v := c.find(main("v"))) is not None
        }
        for index, item in enumerate(self._items):
            if index not in used:
                drop(list(item))
                etree.SubElement(item, main("t"))


def fill_year(book: Book, sheet: SheetPart, strings: Strings, year: FormYear) -> None:
    """Write out the days of the fiscal year in a sheet's texts."""
    for cell in cells_of(book.tree(sheet.part)):
        item = strings.item_of(cell)
        if item is None or not find_days(text_of(item)):
            continue
        texts = [t for t in item.iter(main("t")) if local_parent(t) != "rPh"]
        if sum(len(find_days(t.text or "")) for t in texts) != len(find_days(text_of(item))):
            # A day whose signs have fonts of their own.
            texts[0].text = text_of(item)
            for rest in texts[1:]:
                rest.text = ""
        for t in texts:
            t.text = fill_days(t.text or "", year)


def number_cells(root: etree._Element) -> None:
    """Give rows and cells the addresses that a writer may leave out."""
    row_number = 0
    for row in root.iterfind(f"{main('sheetData')}/{main('row')}"):
        row_number = int(row.get("r", row_number + 1))
        row.set("r", str(row_number))
        column = 0
        for cell in row.iterfind(main("c")):
            place = cell.get("r")
            column = parse_address(place)[1] if place else column + 1
            if not place:
                cell.set("r", address(row_number, column))


def find_placeholder_cells(book: Book, sheet: SheetPart, strings: Strings) -> list[PlaceholderCell]:
    """Return the placeholder cells of one sheet, row by row."""
    spots = []
    for cell in cells_of(book.tree(sheet.part)):
        item = strings.item_of(cell)
        found = find_placeholders(text_of(item)) if item is not None else []
        if item is not None and found:
            row, column = parse_address(cell.get("r", "A1"))
            spots.append(PlaceholderCell(sheet.name, row, column, cell, copy.deepcopy(item), tuple(found)))
    return spots
