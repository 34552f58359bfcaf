"""データ (machine-readable tables) and データ定義 (what their columns mean)."""

from __future__ import annotations

from kusei_batch.core.totals import DEPARTMENT_AXIS
from kusei_batch.report.summary_workbook.column_widths import (
    LEGIBLE,
    TITLE_HEIGHT,
    fitting_width,
    pages_tall,
    row_height,
)
from kusei_batch.report.summary_workbook.summary_book import Page, SummaryBook
from kusei_batch.report.views.model import DataView

_DEFINITION = (("シート", 14), ("列名", 26), ("型", 13), ("単位", 8), ("必須・任意", 11), ("選択肢", 50), ("説明", 56))
DATA_NOTES = (
    "データのシートは、1行目を見出しとし、1つのセルに1つの値を入れています。日付は西暦、文中の改行は空白1字に置き換えています。",
    "複数選択の項目は選択肢ごとに1列とし、選んだものを1、選ばなかったものを0としています。",
)
_WIDEST = 40
_WIDEST_KEPT = 16
_SCALE = round(100 * LEGIBLE)


def write_data(book: SummaryBook, shown: DataView) -> str:
    """Write one tidy table from the first cell on, as an Excel table with filters, and return the sheet's name."""
    sheet = book.sheet(shown.name)
    sheet.hide_gridlines(0)
    names = [column.name for column in shown.columns]
    plain = {"border": 0, "text_wrap": False}
    file_column = len(names) - 3
    for row, (data, source) in enumerate(zip(shown.rows, shown.sources, strict=True), start=1):
        for column, datum in enumerate(data):
            if column == file_column:
                book.link(sheet, row, column, source, **plain)
            else:
                book.put(sheet, row, column, datum, **plain)
    kept = names.index(book.view.labels.words.heading(DEPARTMENT_AXIS)) + 1
    for column, name in enumerate(names):
        texts = [str(data[column] or "") for data in shown.rows[:200]]
        # Those that stay in sight leave room for the others.
        limits = (6, _WIDEST_KEPT) if column < kept else (8, _WIDEST)
        sheet.set_column(column, column, fitting_width([name if column < kept else name + "　　", *texts], *limits))
    head = [{"header": name, "header_format": book.heading(align="left")} for name in names]
    # A table needs one row below its heading, were it an empty one.
    last = max(1, len(shown.rows))
    style = "Table Style Light 1"
    sheet.add_table(0, 0, last, len(names) - 1, {"columns": head, "style": style, "name": f"データ{len(book.names)}"})
    sheet.freeze_panes(1, kept)
    _set_pages(book, shown)
    return str(sheet.name)


def _set_pages(book: SummaryBook, shown: DataView) -> None:
    """Set several pages side by side in a legible size, each with the headings and the row's own number.

    The sheet is made for machines, yet "print the whole workbook" includes it: one page wide it would be a smear.
    """
    sheet = book.workbook.get_worksheet_by_name(book.names[-1])
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_print_scale(_SCALE)
    sheet.print_across()
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.repeat_rows(0)
    names = [column.name for column in shown.columns]
    key = names.index("行ID" if shown.table else "管理番号")
    sheet.repeat_columns(key, key)
    book.foot(sheet)


def write_definition(book: SummaryBook, sheets: list[str]) -> str:
    """Write データ定義, a row for each column of every data sheet, and return the sheet's name."""
    sheet = book.sheet("データ定義")
    names, widths = [n for n, _ in _DEFINITION], [w for _, w in _DEFINITION]
    top = book.title(sheet, "データ定義", DATA_NOTES, widths)
    book.headings(sheet, top, names, widths)
    row, heights = top, [TITLE_HEIGHT]
    for name, shown in zip(sheets, book.view.data, strict=True):
        for column in shown.columns:
            row += 1
            texts = (name, column.name, column.type, column.unit, column.necessity, column.choices, column.help)
            for position, text in enumerate(texts):
                book.put(sheet, row, position, text)
            heights.append(row_height(texts, widths))
            sheet.set_row(row, heights[-1])
    book.page(sheet, Page(top, len(names) - 1), row)
    sheet.fit_to_pages(1, pages_tall(heights, widths))
    return str(sheet.name)
