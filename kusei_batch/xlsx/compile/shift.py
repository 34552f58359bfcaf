"""Moving rows down everywhere a sheet or the workbook refers to them."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from functools import partial

from lxml import etree

from kusei_batch.xlsx.book import Book, SheetPart
from kusei_batch.xlsx.compile.formulas import shift_rule_formulas, shift_sheet_formulas, unshare_formulas
from kusei_batch.xlsx.compile.remote import refuse_unmovable, shift_remote, shift_sources
from kusei_batch.xlsx.compile.rowmap import RowMap, Shift
from kusei_batch.xlsx.markup import RELATION_ID, XM, local, main
from kusei_batch.xlsx.reference import address, parse_address, parse_area

_GROWING = {
    ("dimension", "ref"),
    ("autoFilter", "ref"),
    ("sortState", "ref"),
    ("sortCondition", "ref"),
    ("conditionalFormatting", "sqref"),
    ("dataValidation", "sqref"),
    ("protectedRange", "sqref"),
    ("ignoredError", "sqref"),
    ("table", "ref"),
    ("location", "ref"),
    ("scenarios", "sqref"),
    ("webPublishItem", "sourceRef"),
}
_STAYING = {
    ("selection", "activeCell"),
    ("selection", "sqref"),
    ("sheetView", "topLeftCell"),
    ("pane", "topLeftCell"),
    ("inputCells", "r"),
    ("cellWatch", "r"),
    ("comment", "ref"),
    ("threadedComment", "ref"),
    ("customSheetView", "topLeftCell"),
    ("sheetPr", "syncRef"),
    ("cellSmartTags", "r"),
    ("singleXmlCell", "r"),
}
_NOTE_ROW = re.compile(rb"(<x:Row>\s*)(\d+)(\s*</x:Row>)")
_NOTE_ANCHOR = re.compile(rb"(<x:Anchor>)([^<]*)(</x:Anchor>)")


def shift_rows(book: Book, shift: Shift) -> None:
    """Make room below each repeated row: on its sheet, in what hangs on the sheet, and in every formula."""
    for sheet in book.sheets:
        rows = shift.map_of(sheet.name)
        if sheet.is_worksheet:
            if rows.copies:
                refuse_unmovable(book, sheet)
            _shift_worksheet(book.tree(sheet.part), sheet.name, shift)
            _shift_companions(book, sheet, rows)
        shift_remote(book, sheet, shift)
        for drawing in book.linked(sheet.part, "drawing"):
            book.revise(drawing, partial(_shift_drawing, name=sheet.name, shift=shift))
            for chart in (*book.linked(drawing, "chart"), *book.linked(drawing, "chartEx")):
                book.revise(chart, partial(_shift_chart, name=sheet.name, shift=shift))
    for cache in book.linked(book.workbook_part, "pivotCacheDefinition"):
        book.revise(cache, partial(shift_sources, shift=shift))
    for name in book.workbook.iterfind(f"{main('definedNames')}/{main('definedName')}"):
        name.text = shift.formula(name.text or "", "")


def _shift_worksheet(root: etree._Element, name: str, shift: Shift) -> None:
    rows = shift.map_of(name)
    unshare_formulas(root)
    shift_sources(root, shift, name)
    shift_sheet_formulas(root, name, shift)
    shift_rule_formulas(root, name, shift)
    if not rows.copies:
        return
    for row in root.iterfind(f"{main('sheetData')}/{main('row')}"):
        number = rows.first(int(row.get("r", "0")))
        row.set("r", str(number))
        for cell in row:
            if local(cell) == "c":
                cell.set("r", address(number, parse_address(cell.get("r", "A1"))[1]))
    _shift_ranges(root, rows)
    _shift_links(root, rows)
    for merge in root.iter(main("mergeCell")):
        area = parse_area(merge.get("ref", ""))
        # A merge inside a block is repeated with it instead of growing over the copies.
        block = rows.block_at(area.top)
        alone = area.top == area.bottom or (block is not None and block.holds(area))
        merge.set("ref", _staying(str(area), rows) if alone else rows.area(str(area)))
    for mark in (brk for breaks in root.iter(main("rowBreaks")) for brk in breaks.iterfind(main("brk"))):
        mark.set("id", str(rows.last(int(mark.get("id", "0")))))
    for text in root.iter(f"{{{XM}}}sqref"):
        text.text = rows.areas(text.text or "")
    for anchor in (e for e in root.iter() if local(e) == "anchor"):
        _shift_anchor(anchor, rows)


def _shift_links(root: etree._Element, rows: RowMap) -> None:
    """Move links; one on a part of a block's rows stands on that part of each copy."""
    for link in list(root.iter(main("hyperlink"))):
        first, *others = rows.areas(link.get("ref", "")).split()
        link.set("ref", first)
        for part in reversed(others):
            copied = copy.deepcopy(link)
            copied.set("ref", part)
            link.addnext(copied)


def _shift_ranges(root: etree._Element, rows: RowMap) -> bool:
    changed = False
    for element in root.iter():
        for attribute in element.attrib:
            key, text = (local(element), attribute), element.get(attribute, "")
            if key in _GROWING:
                moved = rows.areas(text) if attribute == "sqref" else rows.area(text)
            elif key in _STAYING:
                moved = " ".join(_staying(part, rows) for part in text.split())
            else:
                continue
            element.set(attribute, moved)
            changed = changed or moved != text
    return changed


def _staying(part: str, rows: RowMap) -> str:
    area = parse_area(part)
    first = address(rows.first(area.top), area.left)
    return first if ":" not in part else f"{first}:{address(rows.first(area.bottom), area.right)}"


def _shift_companions(book: Book, sheet: SheetPart, rows: RowMap) -> None:
    if not rows.copies:
        return
    for kind in ("comments", "threadedComment", "table", "pivotTable", "tableSingleCells"):
        for part in book.linked(sheet.part, kind):
            book.revise(part, partial(_shift_ranges, rows=rows))
    drawn = book.tree(sheet.part).find(main("legacyDrawing"))
    for part in book.linked(sheet.part, "vmlDrawing") if drawn is not None and drawn.get(RELATION_ID) else ():
        content = book.content(part)
        moved = _shift_notes(content, rows)
        if moved != content:
            book.replace(part, moved)


def _shift_notes(content: bytes, rows: RowMap) -> bytes:
    # Excel's VML is not always well-formed XML (<br> without end), so it is edited as text.
    def move_row(found: re.Match[bytes]) -> bytes:
        return found[1] + str(rows.first(int(found[2]) + 1) - 1).encode() + found[3]

    def move_anchor(found: re.Match[bytes]) -> bytes:
        numbers = [n.strip() for n in found[2].decode().split(",")]
        top, bottom = int(numbers[2]), int(numbers[6])
        moved = rows.first(top + 1) - 1
        # A note keeps its size.
        numbers[2], numbers[6] = str(moved), str(moved + bottom - top)
        return found[1] + ", ".join(numbers).encode() + found[3] if moved != top else found[0]

    return _NOTE_ANCHOR.sub(move_anchor, _NOTE_ROW.sub(move_row, content))


def _shift_drawing(root: etree._Element, name: str, shift: Shift) -> bool:
    rows = shift.map_of(name)
    before = [e.text for e in root.iter() if local(e) == "row"]
    for anchor in root:
        _shift_anchor(anchor, rows)
    changed = before != [e.text for e in root.iter() if local(e) == "row"]
    for shape in root.iter():
        link = shape.get("textlink")
        if link and (moved := shift.formula(link, name)) != link:
            shape.set("textlink", moved)
            changed = True
    return changed


def _shift_anchor(anchor: etree._Element, rows: RowMap) -> None:
    ends = {local(e): e for e in anchor if local(e) in ("from", "to")}
    if "from" not in ends or anchor.get("editAs") == "absolute":
        return
    top = _row_element(ends["from"])
    start = int(top.text or "0")
    moved = rows.first(start + 1) - 1
    top.text = str(moved)
    if "to" in ends:
        bottom = _row_element(ends["to"])
        end = int(bottom.text or "0")
        stays = anchor.get("editAs") == "oneCell"
        bottom.text = str(end + moved - start if stays else _shifted_edge(ends["to"], end, rows.first))


def _shifted_edge(corner: etree._Element, end: int, first: Callable[[int], int]) -> int:
    # A corner at offset 0 is the lower edge of the row above.
    offset = next((e.text for e in corner if local(e) == "rowOff"), "0")
    return first(end) if end and not int(offset or "0") else first(end + 1) - 1


def _row_element(corner: etree._Element) -> etree._Element:
    return next(e for e in corner if local(e) == "row")


def _shift_chart(root: etree._Element, name: str, shift: Shift) -> bool:
    changed = False
    for element in root.iter():
        if local(element) == "f" and element.text:
            moved = shift.formula(element.text, name)
            changed = changed or moved != element.text
            element.text = moved
    return changed
