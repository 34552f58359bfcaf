"""Writing a draft into the book it was made from; what the draft does not speak of stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import resources

from lxml import etree

from kusei_batch.core.text.notation import comparable
from kusei_batch.xlsx.book import Book
from kusei_batch.xlsx.compile.identity_sheet import forget_names, retitle
from kusei_batch.xlsx.compile.placeholder_cells import number_cells
from kusei_batch.xlsx.copy_names import IDENTITY_SHEET, RESERVED_SHEETS, is_definition
from kusei_batch.xlsx.draft.definition_rows import definition_rows
from kusei_batch.xlsx.draft.definition_sheets import add_definitions
from kusei_batch.xlsx.draft.draft import FormDraft, SheetDraft
from kusei_batch.xlsx.draft.renamed_sheets import rename_reserved
from kusei_batch.xlsx.draft.spare_rows import spare_rows_of, take_out
from kusei_batch.xlsx.markup import child_of, drop, fragments, main, strip_attributes
from kusei_batch.xlsx.reader.plain_cells import Position
from kusei_batch.xlsx.reference import address, parse_address
from kusei_batch.xlsx.stamp.slots import text_markup
from kusei_batch.xlsx.stamp.styles import Changes, Styles
from kusei_batch.xlsx.zipping import join, lay_out, pack

_SMALL = 9
_LABELLED = '"管理番号　"@'
"""The format of a cell that says what the number in it is."""


def write_draft(data: bytes, draft: FormDraft) -> bytes:
    """Return the workbook with placeholders, one record of each table, and the definition sheets.

    Raise UnmovableError where something on a sheet cannot follow the rows that are taken out.
    """
    book = Book(data)
    before = [sheet.name for sheet in book.sheets]
    removed = surplus_sheets(before)
    forget_names(book.workbook, before, removed)
    book.remove_sheets(removed)
    book.unlink("calcChain")
    parts = {sheet.name: sheet.part for sheet in book.sheets}
    styles_part = book.linked(book.workbook_part, "styles")[0]
    for sheet in draft.sheets:
        root = book.tree(parts[sheet.name])
        _fill_sheet(root, sheet)
        if sheet.number_area:
            cell = _cell_at(root, (sheet.number_area.top, sheet.number_area.left))
            changes, own = Changes(number_format=_LABELLED), int(cell.get("s", "0"))
            cell.set("s", str(Styles(book.tree(styles_part)).changed(own, changes)))
    take_out(book, {sheet.name: spare_rows_of(sheet.tables) for sheet in draft.sheets})
    rename_reserved(book)
    add_definitions(book, starter_book(), definition_rows(settled(draft)))
    names = [sheet.name for sheet in book.sheets]
    for part in book.linked("", "extended-properties"):
        book.revise(part, lambda root: retitle(root, before, names))
    return join(lay_out(pack(name, content, _SMALL) for name, content in book.parts().items()), ())


def starter_book() -> Book:
    """Return the starting template that comes with the package."""
    return Book((resources.files("kusei_batch") / "starter" / "様式.xlsx").read_bytes())


def surplus_sheets(names: Sequence[str]) -> list[str]:
    """Return the sheets a draft has no use for: those not issued, and what the program added to an issued copy."""
    is_copy = IDENTITY_SHEET in names
    return [name for name in names if is_definition(name) or (is_copy and comparable(name) in RESERVED_SHEETS)]


def settled(draft: FormDraft) -> FormDraft:
    """Return a draft whose fields and remarks name the cells as they are once the spare rows are out."""
    rows = {sheet.name: spare_rows_of(sheet.tables) for sheet in draft.sheets}
    sheets = [
        replace(
            sheet,
            fields=tuple(replace(f, at=(rows[sheet.name].first(f.at[0]), f.at[1])) for f in sheet.fields),
            remarks=tuple(replace(r, cell=rows[sheet.name].moved_text(r.cell)) for r in sheet.remarks),
        )
        for sheet in draft.sheets
    ]
    return replace(draft, sheets=tuple(sheets))


def _fill_sheet(root: etree._Element, sheet: SheetDraft) -> None:
    number_cells(root)
    for at, text in sheet.texts.items():
        _set_text(_cell_at(root, at), text)
    merges = child_of(root, "mergeCells") if sheet.merges else root.find(main("mergeCells"))
    for area in sheet.merges:
        # Excel calls a book damaged in which merged cells lie within others.
        inside = [
            m for m in root.iter(main("mergeCell")) if area.holds(*parse_address(m.get("ref", "").partition(":")[0]))
        ]
        drop(inside)
        # Let its cells look like its first one, as far as they have no format of their own.
        style = _cell_at(root, (area.top, area.left)).get("s")
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                cell = _cell_at(root, (row, column))
                if style and not cell.get("s"):
                    cell.set("s", style)
        if merges is not None:
            etree.SubElement(merges, main("mergeCell")).set("ref", str(area))
            merges.set("count", str(len(merges)))


def _cell_at(root: etree._Element, at: Position) -> etree._Element:
    """Return the cell, made in its place where the sheet has none there."""
    data = child_of(root, "sheetData")
    row = _in_order(data, "row", at[0], lambda element: int(element.get("r", "0")), str(at[0]))
    return _in_order(row, "c", at[1], lambda element: parse_address(element.get("r", "A1"))[1], address(*at))


def _in_order(
    parent: etree._Element, tag: str, place: int, place_of: Callable[[etree._Element], int], name: str
) -> etree._Element:
    for number, element in enumerate(parent):
        found = place_of(element)
        if found == place:
            return element
        if found > place:
            made = etree.Element(main(tag), {"r": name})
            parent.insert(number, made)
            return made
    return etree.SubElement(parent, main(tag), {"r": name})


def _set_text(cell: etree._Element, text: str) -> None:
    drop(list(cell))
    strip_attributes(cell, "t", "cm", "vm")
    if not text:
        return
    if text.startswith("="):
        etree.SubElement(cell, main("f")).text = text[1:]
    else:
        cell.set("t", "inlineStr")
        cell.extend(fragments(f"<is>{text_markup(text)}</is>"))
