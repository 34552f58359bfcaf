"""クロス集計 sheets: the numbers, and a native chart that looks at their cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from kusei_batch.core.totals import NO_FIGURE, ChartKind, Figure
from kusei_batch.report.native_chart import Lettering, SeriesCells, add_chart
from kusei_batch.report.palette import HEAT, TOTAL_FILL, Shade
from kusei_batch.report.summary_workbook.column_widths import (
    INDENT,
    LEGIBLE,
    PADDING,
    TALLEST,
    TITLE_HEIGHT,
    fitting_width,
    is_larger_lying,
    pixels,
    printed_widths,
    row_height,
    scale_on_page,
)
from kusei_batch.report.summary_workbook.summary_book import Page, SummaryBook
from kusei_batch.report.views.figures import ChartSeries, CrosstabRow, CrosstabView

_ROWS = ("row", "margin_row")
_ROW_PIXELS = 26
_LOWEST_ROW = 20.0  # points
_NARROWEST_CHART = 860
_CHART_PART = 0.94  # of the table's width
_PAGE_PIXELS = 1200  # what A4 landscape holds at 8.5 pt
_STACKED, _STACKED_WIDTH = 270, 6.5  # XlsxWriter's word for signs standing one below the other
_STACKED_SIGN = 12.0  # points
_POINTS_A_PIXEL = 0.75


def write_crosstabs(book: SummaryBook, name: str, tabs: Sequence[CrosstabView]) -> str:
    """Write a sheet with the cross-tabs that `_集計` puts there, one below the other, and return its name."""
    sheet = book.sheet(name)
    tabs = [_narrower(tab) for tab in tabs]
    widths = _widths(tabs)
    printed = printed_widths(widths, _NARROWEST_CHART + 8)
    if len(printed) > len(widths):  # the last one no wider than the chart, which then fits a page upright
        printed[-1] = max(1.0, (_NARROWEST_CHART + 3 - sum(map(pixels, printed[:-1]))) / 7)
        sheet.set_column(len(printed) - 1, len(printed) - 1, printed[-1])
    notes = [f"単位：{tabs[0].unit}"] if tabs[0].unit else []
    top = book.title(sheet, tabs[0].title, notes, printed)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    row, breaks = top, []
    for position, tab in enumerate(tabs):
        if position:
            heading = f"{tab.title}（単位：{tab.unit}）" if tab.unit else tab.title
            book.line(sheet, row, heading, printed, bold=True, font_size=12)
            row += 1
        drawn, row = _write_table(book, sheet, row, tab, _Columns(widths, printed))
        breaks += [drawn - 1] * (drawn < row)  # above the blank row, so that no rim of the chart stands below the table
    lying = len(tabs) > 1 or is_larger_lying(printed, row * _ROW_PIXELS)
    apart = len(tabs) == 1 and bool(breaks) and scale_on_page(printed, row * _ROW_PIXELS, lying=lying) < LEGIBLE
    # The headings belong on the chart's page only where the table runs on to another before it.
    repeated = not apart or (row - top) * _ROW_PIXELS * LEGIBLE > _PAGE_PIXELS
    if apart:
        lying = not _stands_upright(tabs[0], _Columns(widths, printed))
    book.page(sheet, Page(top, len(printed) - 1, landscape=lying, repeated=repeated, kept=1), row)
    if apart:  # Excel keeps to page breaks only where the size is stated
        sheet.set_print_scale(int(100 * min(LEGIBLE, scale_on_page(printed, 0, lying=lying))))
        sheet.set_h_pagebreaks(breaks)
    else:
        sheet.fit_to_pages(1, 1 if len(tabs) == 1 else 0)  # a chart is not cut by the end of a page
    return str(sheet.name)


@dataclass(frozen=True, slots=True)
class _Columns:
    """The widths of a sheet's columns, and those of all that are printed, empty ones on the right among them."""

    widths: Sequence[float]
    printed: Sequence[float]


def _stands_upright(tab: CrosstabView, columns: _Columns) -> bool:
    """Return whether a table that would run on to another page across is read on one upright."""
    names = (tab.corner, *tab.columns, *tab.margin_columns)
    rows = [
        max(_LOWEST_ROW, row_height([r.label], [columns.widths[0] - INDENT])) for r in (*tab.rows, *tab.margin_rows)
    ]
    notes = [row_height([note], [sum(columns.printed)]) for note in tab.notes]
    high = int((TITLE_HEIGHT + _heading_height(names, columns.widths) + sum(rows) + sum(notes)) / _POINTS_A_PIXEL)
    across, upright = (scale_on_page(columns.printed, high, lying=lying) for lying in (True, False))
    return across < LEGIBLE <= upright


def _heading_height(names: Sequence[str], widths: Sequence[float]) -> float:
    """Return the height in points of the headings, which stand upright in columns that are narrow for it."""
    if widths[-1] != _STACKED_WIDTH:
        return min(TALLEST, max(22.0, row_height(names, widths[: len(names)])))
    return min(TALLEST, max(22.0, max(map(len, names[1:])) * _STACKED_SIGN + PADDING))


def _narrower(tab: CrosstabView) -> CrosstabView:
    """Return the cross-tab, turned where it is too wide for a page and is narrower then, as in papers."""
    turned = tab.turned()
    fits = sum(map(pixels, _lying_widths([tab]))) <= _PAGE_PIXELS
    return tab if fits or _size(turned) >= _size(tab) else turned


def _size(tab: CrosstabView) -> int:
    return len(tab.columns) + len(tab.margin_columns)


def _widths(tabs: Sequence[CrosstabView]) -> list[float]:
    """Return the widths of the columns; where names in a line leave no room they stand upright, and take little."""
    lying = _lying_widths(tabs)
    if sum(map(pixels, lying)) <= _PAGE_PIXELS:
        return lying
    return [lying[0], *[_STACKED_WIDTH] * (len(lying) - 1)]


def _lying_widths(tabs: Sequence[CrosstabView]) -> list[float]:
    labels = [r.label for tab in tabs for r in (*tab.rows, *tab.margin_rows)]
    names = [name for tab in tabs for name in (*tab.columns, *tab.margin_columns)]
    return [fitting_width(labels, 14, 40)] + [fitting_width(names, 9, 24)] * max(map(_size, tabs))


def _write_table(
    book: SummaryBook, sheet: Worksheet, top: int, tab: CrosstabView, columns: _Columns
) -> tuple[int, int]:
    """Write the table, and its chart where one is wanted; return the row of the chart and the one after all."""
    names = (tab.corner, *tab.columns, *tab.margin_columns)
    widths = columns.widths[: len(names)]
    stacked = len(names) > 1 and widths[1] == _STACKED_WIDTH
    for column, name in enumerate(names):
        sheet.write_string(top, column, name, book.heading(**({"rotation": _STACKED} if stacked and column else {})))
    sheet.set_row(top, _heading_height(names, widths))
    row = top + 1
    dark = tab.darkness() if tab.is_shaded else ()
    for shown, total in [(r, False) for r in tab.rows] + [(r, True) for r in tab.margin_rows]:
        place = row - top - 1
        shades = [None if d is None else HEAT[d] for d in dark[place]] if place < len(dark) else ()
        _write_row(book, sheet, row, shown, tab, shades, total=total)
        sheet.set_row(row, max(_LOWEST_ROW, row_height([shown.label], [widths[0] - INDENT])))
        row += 1
    for note in tab.notes:
        book.line(sheet, row, note, columns.printed)
        row += 1
    if not tab.wants_chart:
        return row + 1, row + 1
    gapped = tab.chart.kind is ChartKind.LINE and any(v is None for s in tab.chart.series for v in s.values)
    left = _write_gapped(book, sheet, top, tab, len(columns.printed) + 1) if gapped else 0
    # LibreOffice draws columns a little narrower than Excel, and charts as wide.
    width = max(_NARROWEST_CHART, int(sum(map(pixels, widths)) * _CHART_PART))
    return row + 1, _insert_chart(book, sheet, row + 1, _Ranges(sheet.name, top, tab, left), width)


def _write_gapped(book: SummaryBook, sheet: Worksheet, top: int, tab: CrosstabView, left: int) -> int:
    """Write the table again beside the printed area, and return its column.

    It has blanks for 「－」, since Excel draws a text as 0.
    """
    sheet.write_string(top - 1, left, "図の元（空欄は数値なし）", book.format(font_size=8))
    for column, name in enumerate((tab.corner, *tab.columns, *tab.margin_columns)):
        sheet.write_string(top, left + column, name, book.format(font_size=8))
    for row, shown in enumerate((*tab.rows, *tab.margin_rows), start=top + 1):
        sheet.write_string(row, left, shown.label, book.format(font_size=8))
        for column, figure in enumerate((*shown.values, *shown.margins), start=left + 1):
            if figure is not None:
                sheet.write_number(row, column, float(figure), book.format(font_size=8))
    return left


def _write_row(
    book: SummaryBook,
    sheet: Worksheet,
    row: int,
    shown: CrosstabRow,
    tab: CrosstabView,
    shades: Sequence[Shade | None],
    *,
    total: bool = False,
) -> None:
    look: dict[str, object] = {"bg_color": TOTAL_FILL, "bold": True} if total else {}
    book.put(sheet, row, 0, shown.label, valign="vcenter", indent=1, **look)
    number = "#,##0" + ("." + "0" * tab.decimals if tab.decimals else "")
    for column, value in enumerate(shown.values, start=1):
        shade = shades[column - 1] if shades else None
        fill: dict[str, object] = {"bg_color": shade.fill, "font_color": shade.label} if shade else {}
        look_of_number = "#,##0" if shown.counts else number
        _write_figure(book, sheet, row, column, value, num_format=look_of_number, **look, **fill)
    margin: dict[str, object] = {"bg_color": TOTAL_FILL, "bold": True}
    for position, extra in enumerate(shown.margins):
        whole = "#,##0" if shown.counts or position >= len(shown.margins) - tab.margin_counts else number
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
        if kind in _ROWS:
            row = self._row(kind, index)
            return [self.sheet, row, self.left + 1, row, self.last_column]
        column = self._column(kind, index)
        return [self.sheet, self.top + 1, column, self.last_row, column]

    def name(self, series: ChartSeries) -> list[object]:
        kind, index = series.pick
        if kind in _ROWS:
            return [self.sheet, self._row(kind, index), self.left]
        return [self.sheet, self.top, self._column(kind, index)]

    def _row(self, kind: str, index: int) -> int:
        return 1 + index + (self.last_row if kind == "margin_row" else self.top)

    def _column(self, kind: str, index: int) -> int:
        return 1 + index + (self.last_column if kind == "margin" else self.left)
