"""Sheets called as those the program adds itself: they keep their place under another name."""

from __future__ import annotations

from kusei_batch.core.text.notation import comparable
from kusei_batch.xlsx.book import Book
from kusei_batch.xlsx.copy_names import RESERVED_SHEETS
from kusei_batch.xlsx.markup import main
from kusei_batch.xlsx.reference import quote_sheet

_KEPT = "（もとの様式）"
_FORMULAS = ("{*}f", main("formula"), main("formula1"), main("formula2"))
"""The elements in which a worksheet keeps formulas: those of cells, of formats by condition, of validations."""


def new_name(name: str) -> str:
    """Return what a sheet is called in the draft."""
    return f"{name}{_KEPT}" if comparable(name) in RESERVED_SHEETS else name


def rename_reserved(book: Book) -> None:
    """Give such sheets their new names, and let formulas and defined names follow."""
    renamed = {sheet.name: new_name(sheet.name) for sheet in book.sheets if new_name(sheet.name) != sheet.name}
    if not renamed:
        return
    for element in book.workbook.iterfind(f"{main('sheets')}/{main('sheet')}"):
        element.set("name", new_name(element.get("name", "")))
    referring = [*book.workbook.iter(main("definedName"))]
    for sheet in book.sheets:
        referring += [*book.tree(sheet.part).iter(*_FORMULAS)] if sheet.is_worksheet else []
    for element in referring:
        for old, new in renamed.items():
            text = (element.text or "").replace(f"{quote_sheet(old)}!", f"{quote_sheet(new)}!")
            element.text = text.replace(f"{old}!", f"{quote_sheet(new)}!")
