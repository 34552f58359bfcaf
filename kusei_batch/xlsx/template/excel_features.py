"""What Excel itself keeps of a layout and a filled copy would contradict: headings of tables, other workbooks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kusei_batch.xlsx.reference import address, parse_area
from kusei_batch.xlsx.template.lint import Lint, Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.workbook import Workbook

    from kusei_batch.xlsx.template.layout import LayoutSheet

# Not `テーブル1[列]`, which stays in the book.
_OTHER_BOOK = re.compile(r"'[^']*\[[^\]]+\][^']*'!|(?<![\w.])\[[^\]]+\][\w.]+!")


def check_table_headings(workbook: Workbook, sheets: Sequence[LayoutSheet], lint: Lint) -> None:
    """Tell of placeholders in the heading row of an Excel table: filled in, it no longer says what the table lists."""
    for sheet in sheets:
        for table in workbook[sheet.title].tables.values():
            area = parse_area(table.ref)
            spots = [s for s in sheet.spots if s.row == area.top and area.left <= s.column <= area.right]
            if spots and table.headerRowCount != 0:
                cells = tuple(dict.fromkeys(spot.address for spot in spots))
                lint.report("layout-table-heading", Place(sheet.title, cells), table=table.displayName)


def check_other_books(workbook: Workbook, sheets: Sequence[LayoutSheet], lint: Lint) -> None:
    """Warn of formulas that look into another workbook, which no department has."""
    for sheet in sheets:
        cells = tuple(
            address(row, column)
            for (row, column), text in sheet.texts.items()
            if workbook[sheet.title].cell(row, column).data_type == "f" and _OTHER_BOOK.search(text)
        )
        if cells:
            lint.report("layout-other-book", Place(sheet.title, cells))
