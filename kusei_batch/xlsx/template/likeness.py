"""What the copies of one edition have in common: the template without what only reports read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from kusei_batch.core.text.notation import comparable
from kusei_batch.xlsx.reader import Sheet, Workbook, read_workbook
from kusei_batch.xlsx.reference import address
from kusei_batch.xlsx.template.definitions import TOTALS


def content_of(data: bytes) -> str:
    """Return a sha256 of what sheets are made of: alike for two templates that differ in `_集計` alone.

    It is made of the cells and their formats, not of the file: programs save the same parts in different ways.
    """
    book = read_workbook(data)
    seen = hashlib.sha256()
    for name, sheet in book.sheets.items():
        if comparable(name) != comparable(TOTALS):
            for part in _parts(book, sheet):
                seen.update(repr(part).encode())
    return seen.hexdigest()


def _parts(book: Workbook, sheet: Sheet) -> Iterator[object]:
    authored = book.authored[sheet.name]
    yield sheet.name, sheet.state, sorted(map(str, sheet.merged))
    for position, cell in sorted(sheet.cells.items()):
        made = authored.cells[position]
        form = book.authored.format_of(made)
        yield address(*position), made.formula or (cell.kind, cell.text), form.code, form.is_locked
    yield from authored.validations
