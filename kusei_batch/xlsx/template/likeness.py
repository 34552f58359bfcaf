"""What the copies of one edition have in common: the template without what only reports read."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

import openpyxl

from kusei_batch.core.notation import comparable
from kusei_batch.xlsx.template.definitions import TOTALS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl.worksheet.worksheet import Worksheet


def content_of(data: bytes) -> str:
    """Return a sha256 of what sheets are made of: alike for two templates that differ in `_集計` alone.

    Cells are compared with how they are written, not the file: a program that saves it puts its parts in another way.
    """
    book = openpyxl.load_workbook(io.BytesIO(data))
    seen = hashlib.sha256()
    for sheet in book.worksheets:
        if comparable(sheet.title) != comparable(TOTALS):
            for part in _parts(sheet):
                seen.update(repr(part).encode())
    return seen.hexdigest()


def _parts(sheet: Worksheet) -> Iterator[object]:
    yield sheet.title, sheet.sheet_state, sorted(map(str, sheet.merged_cells.ranges))
    for row in sheet.iter_rows():
        yield from (
            (cell.coordinate, cell.value, cell.number_format, cell.protection.locked)
            for cell in row
            if cell.value is not None
        )
    for rule in sheet.data_validations.dataValidation:
        yield str(rule.sqref), rule.type, rule.operator, rule.formula1, rule.formula2
