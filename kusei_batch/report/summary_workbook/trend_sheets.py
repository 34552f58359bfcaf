"""推移 sheets: figures by year, and a native line chart for each row with its targets as steps."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from kusei_batch.core.totals import NO_FIGURE, Figure
from kusei_batch.report.native_chart import Lettering, SeriesCells, add_chart
from kusei_batch.report.palette import TOTAL_FILL
from kusei_batch.report.summary_workbook.column_widths import (
    INDENT,
    TITLE_HEIGHT,
    fitting_width,
    pages_taken,
    printed_widths,
    row_height,
)
from kusei_batch.report.summary_workbook.summary_book import Page, SummaryBook
from kusei_batch.report.views.figures import ChartSeries, TrendRow, TrendView

_CHART = (470, 280)  # pixels; two stand side by side
_ABREAST = 2
_NARROWEST = 640  # pixels that are printed, so that few years do not narrow title and notes
_CHART_ROWS = 15  # rows of 20 pixels, one of them between charts
_ROWS_A_PAGE = 2  # of charts
_NOTHING = "該当するものはありません。"


def write_trend(book: SummaryBook, shown: TrendView) -> str:
    """Write a sheet: for each row a line of values and one of targets, below them the charts; return its name."""
    sheet = book.sheet(shown.name)
    names = (shown.label_title, "区分", *shown.years)
    kinds = [shown.value_title, *(line.target_name for line in shown.rows)]
    labels = [shown.label_title, *(line.label for line in shown.rows)]
    widths = [fitting_width(labels, 16, 44), fitting_width(kinds, 10, 24), *[14.0] * len(shown.years)]
    drawn_count = sum(line.wants_chart for line in shown.rows)
    printed = printed_widths(widths, max(_NARROWEST, _CHART[0] * min(_ABREAST, drawn_count) + 8))
    notes = [*([f"単位：{shown.unit}"] if shown.unit else []), *shown.notes]
    top = book.title(sheet, shown.title, notes, printed)
    book.headings(sheet, top, names, widths)
    row = top + 1
    places = []
    for line in shown.rows:
        places.append(row)
        row = _write_row(book, sheet, row, line, shown, widths)
    if not shown.rows:
        book.line(sheet, row, _NOTHING, printed)
        row += 1
    drawn = [(place, line) for place, line in zip(places, shown.rows, strict=True) if line.wants_chart]
    last = _insert_charts(book, sheet, row, shown, drawn, len(printed) + 1)
    # Whether the table takes more than a page: else its headings would only stand above the charts' pages.
    named = [(line.label, (shown.value_title, line.target_name)) for line in shown.rows]
    lines = 2 if shown.target_title else 1
    heights = [TITLE_HEIGHT, *(_height(label, kind, widths) for label, kinds in named for kind in kinds[:lines])]
    repeated = pages_taken(heights, widths, heading=22)[0] > 1
    book.page(sheet, Page(top, len(printed) - 1, repeated=repeated, kept=1), last)
    _set_pages(sheet, row, len(drawn))
    return str(sheet.name)


def _write_row(
    book: SummaryBook, sheet: Worksheet, row: int, line: TrendRow, shown: TrendView, widths: Sequence[float]
) -> int:
    """Write the line of values and, where there is one, that of targets, and return the row after them."""
    lines: list[tuple[str, tuple[Figure | str, ...]]] = [(shown.value_title, line.told)]
    if shown.target_title:
        lines.append((line.target_name, line.targets))
    number = "#,##0" + ("." + "0" * shown.decimals if shown.decimals else "")
    for kind, figures in lines:
        look: dict[str, object] = {} if figures is line.told else {"bg_color": TOTAL_FILL}
        book.put(sheet, row, 0, line.label, valign="vcenter", indent=1, **look)
        book.put(sheet, row, 1, kind, valign="vcenter", **look)
        for column, figure in enumerate(figures, start=2):
            value = NO_FIGURE if figure is None else figure
            align = "left" if line.words else "right"
            book.put(sheet, row, column, value, align=align, indent=1, valign="vcenter", num_format=number, **look)
        sheet.set_row(row, _height(line.label, kind, widths))
        row += 1
    return row


def _height(label: str, kind: str, widths: Sequence[float]) -> float:
    return max(20.0, row_height([label, kind], [widths[0] - INDENT, widths[1]]))


def _insert_charts(
    book: SummaryBook, sheet: Worksheet, top: int, shown: TrendView, drawn: Sequence[tuple[int, TrendRow]], aside: int
) -> int:
    """Put the charts two by two below the table, and return the last row they cover."""
    head = top - 1 - len(shown.rows) * (2 if shown.target_title else 1)
    for position, (place, line) in enumerate(drawn):
        left = 2
        if any(value is None for series in line.chart.series for value in series.values):
            left = aside
            sheet.write_string(head, left, "図の元（空欄は数値なし）", book.format(font_size=8))
            # The figures once more beside the printed area with blanks for 「－」: Excel draws a text as 0.
            small = book.format(font_size=8)
            for down, figures in enumerate((line.values, line.targets) if shown.target_title else (line.values,)):
                for column, figure in enumerate(figures, start=left):
                    if figure is not None:
                        sheet.write_number(place + down, column, float(figure), small)
        cells = [_cells(sheet.name, head, place, left, series) for series in line.chart.series]
        chart = add_chart(book.workbook, line.chart, cells, Lettering(book.font))
        chart.set_size(dict(zip(("width", "height"), _CHART, strict=True)))
        row = top + 1 + position // _ABREAST * _CHART_ROWS
        offset = 4 + position % _ABREAST * (_CHART[0] + 8)
        told = {"description": line.chart.alt_text, "object_position": 1, "x_offset": offset, "y_offset": 6}
        sheet.insert_chart(row, 0, chart, told)
    rows = -(-len(drawn) // _ABREAST)
    return top + rows * _CHART_ROWS + 1 if drawn else top - 1


def _cells(sheet: str, head: int, first: int, left: int, series: ChartSeries) -> SeriesCells:
    """Return where a series stands, by the row of headings, the first row of its line, the first column of figures."""
    row, last = first + series.pick[1], len(series.values) - 1
    return SeriesCells([sheet, row, 1], [sheet, head, 2, head, 2 + last], [sheet, row, left, row, left + last])


def _set_pages(sheet: Worksheet, first: int, charts: int) -> None:
    """Set page breaks so that none cuts a chart: few charts share the table's page, many begin a page of their own."""
    if charts <= _ABREAST:
        sheet.fit_to_pages(1, 1)
        return
    rows = -(-charts // _ABREAST)
    # Excel keeps to page breaks only where the size is stated.
    sheet.set_print_scale(95)
    sheet.set_h_pagebreaks([first + 1 + done * _CHART_ROWS for done in range(0, rows, _ROWS_A_PAGE)])
