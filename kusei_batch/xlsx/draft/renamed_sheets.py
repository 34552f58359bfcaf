"""Sheets called as those the program adds itself: they keep their place under another name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kusei_batch.core.text.notation import comparable
from kusei_batch.xlsx.book import Book
from kusei_batch.xlsx.copy_names import RESERVED_SHEETS
from kusei_batch.xlsx.markup import main
from kusei_batch.xlsx.reference import quote_sheet

_KEPT = "（もとの様式）"
_FORMULAS = ("{*}f", main("formula"), main("formula1"), main("formula2"))
"""The elements in which a worksheet keeps formulas: those of cells, of formats by condition, of validations."""


def new_names(names: Sequence[str]) -> dict[str, str]:
    """Return what the sheets of a book that bear a reserved name are called in the draft, by their names of before."""
    renamed: dict[str, str] = {}
    for name in names:
        if comparable(name) in RESERVED_SHEETS:
            kept = (f"{name}{_KEPT}{number or ''}" for number in range(len(names) + 1))
            taken = {comparable(other) for other in (*names, *renamed.values())}
            renamed[name] = next(one for one in kept if comparable(one) not in taken)
    return renamed


def rename_reserved(book: Book) -> None:
    """Give such sheets their new names, and let formulas and defined names follow."""
    renamed = new_names([sheet.name for sheet in book.sheets])
    if not renamed:
        return
    for element in book.workbook.iterfind(f"{main('sheets')}/{main('sheet')}"):
        name = element.get("name", "")
        element.set("name", renamed.get(name, name))
    referring = [*book.workbook.iter(main("definedName"))]
    for sheet in book.sheets:
        referring += [*book.tree(sheet.part).iter(*_FORMULAS)] if sheet.is_worksheet else []
    for element in referring:
        for old, new in renamed.items():
            # Not where a longer name ends so: 旧確認事項!A1 is another sheet's.
            bare = rf"(?<![\w.'\]]){re.escape(old)}!"
            written = rf"{re.escape(quote_sheet(old))}!|{bare}"
            element.text = re.sub(written, f"{quote_sheet(new)}!", element.text or "")
