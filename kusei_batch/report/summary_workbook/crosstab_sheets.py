"""クロス集計 sheets: the numbers, and a native chart that looks at their cells."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kusei_batch.core.totals import NO_FIGURE, ChartKind, Figure
from kusei_batch.report.native_chart import Lettering, SeriesCells, add_chart
from kusei_batch.report.palette import TOTAL_FILL
from kusei_batch.report.summary_workbook.column_widths import INDENT, fitting_width, row_height
from kusei_batch.report.summary_workbook.summary_book import Page, SummaryBook
from kusei_batch.report.views.figures import ChartSeries, CrosstabRow, CrosstabView

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_ROW_PIXELS = 26
_LOWEST_ROW = 20.0  # points
_NARROWEST_CHART = 880
_DEFAULT_COLUMN_PIXELS = 64


def write_crosstabs(book: SummaryBook, name: str, tabs: Sequence[CrosstabView]) -> str:
    """Write a sheet with the cross-tabs that `_集計` puts there, one below the other, and return its name."""
    sheet = book.sheet(name)
    labels = [r.label for tab in tabs for r in (*tab.rows, *tab.margin_rows)]
    count = max(len(tab.columns) + len(tab.margin_columns) for tab in tabs)
    many = count > 8  # noqa: PLR2004 - as many as fit a page with their names on one line
    columns = [name for tab in tabs for name in (*tab.columns, *tab.margin_columns)]
    widths = [fitting_width(labels, 14, 40)] + [10.0 if many else fitting_width(columns, 12, 24)] * count
    notes = [f"単位：{tabs[0].unit}"] if tabs[0].unit else []
    top = book.title(sheet, f"{book.view.labels.form_title}　{tabs[0].title}", notes)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    row = top
    for position, tab in enumerate(tabs):
        if position:
            heading = f"{tab.title}（単位：{tab.unit}）" if tab.unit else tab.title
            sheet.write_string(row, 0, heading, book.format(bold=True, font_size=12))
            row += 1
        row = _write_table(book, sheet, row, tab, widths)
    book.page(sheet, Page(top, last_printed_column(widths, _NARROWEST_CHART)), row)
    sheet.fit_to_pages(1, 1 if len(tabs) == 1 else 0)  # a chart is not cut by the end of a page
    return str(sheet.name)


def last_printed_column(widths: Sequence[float], chart: int) -> int:
    """Return the column under the right edge of charts that many pixels wide, or the last one of the table."""
    pixels = [_pixels(width) for width in widths]
    beyond = max(0, chart + 8 - sum(pixels))
    return len(widths) - 1 + math.ceil(beyond / _DEFAULT_COLUMN_PIXELS)


def _pixels(width: float) -> int:
    return int(width * 7 + 5)  # as Excel draws a column of the house font


def _write_table(book: SummaryBook, sheet: Worksheet, top: int, tab: CrosstabView, widths: Sequence[float]) -> int:
    names = (tab.corner, *tab.columns, *tab.margin_columns)
    for column, name in enumerate(names):
        sheet.write_string(top, column, name, book.heading())
    sheet.set_row(top, max(22.0, row_height(names, widths[: len(names)])))
    row = top + 1
    for shown, total in [(r, False) for r in tab.rows] + [(r, True) for r in tab.margin_rows]:
        _write_row(book, sheet, row, shown, tab, total=total)
        sheet.set_row(row, max(_LOWEST_ROW, row_height([shown.label], [widths[0] - INDENT])))
        row += 1
    for note in tab.notes:
        sheet.write_string(row, 0, note, book.format(font_size=9, valign="vcenter"))
        sheet.set_row(row, 18)
        row += 1
    if not tab.wants_chart:
        return row + 1
    table = sum(map(_pixels, widths[: len(names)]))
    left = (
        _write_gapped(book, sheet, top, tab, last_printed_column(widths, _NARROWEST_CHART) + 2)
        if tab.chart.kind is ChartKind.LINE and any(v is None for s in tab.chart.series for v in s.values)
        else 0
    )
    return _insert_chart(book, sheet, row + 1, _Ranges(sheet.name, top, tab, left), max(_NARROWEST_CHART, table - 8))


def _write_gapped(book: SummaryBook, sheet: Worksheet, top: int, tab: CrosstabView, left: int) -> int:
    """Write the table again beside the printed area, and return its column.

    It has blanks for 「－」, since Excel draws a text as 0.
    """
    sheet.write_string(top - 1, left, "図の元（空欄は数値なし）", book.format(font_size=8))
    for column, name in enumerate((tab.corner, *tab.columns, *tab.margin_columns)):
        sheet.write_string(top, left + column, name, book.format(font_size=8))
    for row, shown in enumerate(tab.rows, start=top + 1):
        sheet.write_string(row, left, shown.label, book.format(font_size=8))
        for column, figure in enumerate((*shown.values, *shown.margins), start=left + 1):
            if figure is not None:
                sheet.write_number(row, column, float(figure), book.format(font_size=8))
    return left


def _write_row(
    book: SummaryBook, sheet: Worksheet, row: int, shown: CrosstabRow, tab: CrosstabView, *, total: bool = False
) -> None:
    look: dict[str, object] = {"bg_color": TOTAL_FILL, "bold": True} if total else {}
    book.put(sheet, row, 0, shown.label, valign="vcenter", indent=1, **look)
    number = "#,##0" + ("." + "0" * tab.decimals if tab.decimals else "")
    for column, value in enumerate(shown.values, start=1):
        _write_figure(book, sheet, row, column, value, num_format="#,##0" if shown.counts else number, **look)
    margin: dict[str, object] = {"bg_color": TOTAL_FILL, "bold": True}
    for position, extra in enumerate(shown.margins):
        whole = "#,##0" if position >= len(shown.margins) - tab.margin_counts else number
        _write_figure(book, sheet, row, 1 + len(shown.values) + position, extra, num_format=whole, **margin)


def _write_figure(book: SummaryBook, sheet: Worksheet, row: int, column: int, figure: Figure, **look: object) -> None:
    shown = NO_FIGURE if figure is None else figure
    book.put(sheet, row, column, shown, align="right", indent=1, valign="vcenter", **look)


def _insert_chart(book: SummaryBook, sheet: Worksheet, row: int, ranges: _Ranges, width: int) -> int:
    """Put the chart at a row, and return the row after it."""
    shown = ranges.tab.chart
    cells = [
        SeriesCells(ranges.name(series), ranges.categories(by_rows=shown.by_rows), ranges.values(series))
        for series in shown.series
    ]
    chart = add_chart(book.workbook, shown, cells, Lettering(book.font))
    height = max(300, 120 + len(shown.categories) * _ROW_PIXELS)
    chart.set_size({"width": width, "height": int(height)})
    sheet.insert_chart(row, 0, chart, {"description": shown.alt_text, "object_position": 1, "x_offset": 4})
    return row + int(height / 20) + 2


class _Ranges:
    """Where the numbers of a cross-tab stand on its sheet, as XlsxWriter takes ranges; `left` is its first column."""

    def __init__(self, sheet: str, top: int, tab: CrosstabView, left: int) -> None:
        self.sheet, self.top, self.left, self.tab = sheet, top, left, tab
        self.last_row, self.last_column = top + len(tab.rows), left + len(tab.columns)

    def categories(self, *, by_rows: bool) -> list[object]:
        if by_rows:
            return [self.sheet, self.top + 1, self.left, self.last_row, self.left]
        return [self.sheet, self.top, self.left + 1, self.top, self.last_column]

    def values(self, series: ChartSeries) -> list[object]:
        kind, index = series.pick
        if kind == "row":
            return [self.sheet, self.top + 1 + index, self.left + 1, self.top + 1 + index, self.last_column]
        column = self._column(kind, index)
        return [self.sheet, self.top + 1, column, self.last_row, column]

    def name(self, series: ChartSeries) -> list[object]:
        kind, index = series.pick
        if kind == "row":
            return [self.sheet, self.top + 1 + index, self.left]
        return [self.sheet, self.top, self._column(kind, index)]

    def _column(self, kind: str, index: int) -> int:
        return 1 + index + (self.last_column if kind == "margin" else self.left)
