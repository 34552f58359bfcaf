"""What Excel itself keeps of a layout and a filled copy would contradict: headings of tables, other workbooks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kusei_batch.xlsx.reference import address
from kusei_batch.xlsx.template.layout import LayoutSheet
from kusei_batch.xlsx.template.lint import Lint, TemplatePlace

# Not `テーブル1[列]`, which stays in the book.
_OTHER_BOOK = re.compile(r"'[^']*\[[^\]]+\][^']*'!|(?<![\w.])\[[^\]]+\][\w.]+!")


def check_table_headings(sheets: Sequence[LayoutSheet], lint: Lint) -> None:
    """Tell of placeholders in the heading row of an Excel table: filled in, it no longer says what the table lists."""
    for sheet in sheets:
        for table in sheet.tables:
            spots = [s for s in sheet.spots if s.row == table.area.top and table.area.holds(s.row, s.column)]
            if spots and table.has_headings:
                cells = tuple(dict.fromkeys(spot.address for spot in spots))
                lint.report("layout-table-heading", TemplatePlace(sheet.title, cells), table=table.name)


def check_other_books(sheets: Sequence[LayoutSheet], lint: Lint) -> None:
    """Warn of formulas that look into another workbook, which no department has."""
    for sheet in sheets:
        cells = tuple(
            address(row, column)
            for (row, column), cell in sorted(sheet.formulas.items())
            if _OTHER_BOOK.search(cell.formula)
        )
        if cells:
            lint.report("layout-other-book", TemplatePlace(sheet.title, cells))
