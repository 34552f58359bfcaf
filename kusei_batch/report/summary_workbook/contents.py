"""目次 and the order of the sheets."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from kusei_batch.report.palette import LINK
from kusei_batch.report.summary_workbook.crosstab_sheets import write_crosstabs
from kusei_batch.report.summary_workbook.data_sheets import write_data, write_definition
from kusei_batch.report.summary_workbook.printed_sheets import (
    coverage_notes,
    write_coverage,
    write_list,
)
from kusei_batch.report.summary_workbook.problem_sheet import write_problems
from kusei_batch.report.summary_workbook.summary_book import Page, SummaryBook
from kusei_batch.report.summary_workbook.trend_sheets import write_trend
from kusei_batch.report.views.figures import CrosstabView
from kusei_batch.report.views.model import RoundView

_WIDTHS = (6.0, 28.0, 60.0)
_NO_ROWS = "0件（該当するものがないため、シートを隠しています）"


def render_workbook(view: RoundView, font: str) -> bytes:
    """Return the workbook of 目次, 提出状況, lists, cross-tabs, 推移, 確認事項, データ, データ定義."""
    book = SummaryBook(view, font)
    contents = book.sheet("目次")  # stands first, is filled in last
    listed = [
        (write_coverage(book), f"{view.coverage.expected}{view.labels.words.section}の提出の状態と、提出されたファイル")
    ]
    listed += [
        (write_list(book, shown), f"{len(shown.rows)}件の一覧（印刷用）" if shown.rows else _NO_ROWS)
        for shown in view.lists
    ]
    grouped: dict[str, list[CrosstabView]] = {}
    for tab in view.crosstabs:
        grouped.setdefault(tab.name, []).append(tab)
    for name, tabs in grouped.items():
        listed.append((write_crosstabs(book, name, tabs), "、".join(_about(tab) for tab in tabs)))
    listed += [(write_trend(book, shown), f"{len(shown.rows)}件の年度ごとの数値と図") for shown in view.trends]
    listed.append((write_problems(book), f"{len(view.problems)}件（ファイルとセルの場所、直し方）"))
    data_sheets = [write_data(book, shown) for shown in view.data]
    listed += [
        (name, f"{len(shown.rows)}行（並べ替え・再集計用）") for name, shown in zip(data_sheets, view.data, strict=True)
    ]
    listed.append((write_definition(book, data_sheets), "データの列の意味、型、単位、選択肢"))
    _write_contents(book, contents, listed)
    return book.close()


def _about(tab: CrosstabView) -> str:
    return f"{tab.corner.replace('＼', '×')}（{tab.unit}）" + ("と図" if tab.wants_chart else "")


def _write_contents(book: SummaryBook, sheet: Worksheet, listed: list[tuple[str, str]]) -> None:
    labels = book.view.labels
    top = book.title(sheet, f"{labels.form_title}　集計表", coverage_notes(book), _WIDTHS)
    book.headings(sheet, top, ("番号", "シート", "内容"), _WIDTHS)
    for number, (name, about) in enumerate(listed, start=1):
        row = top + number
        book.put(sheet, row, 0, number, align="center", valign="vcenter")
        if about == _NO_ROWS:  # no program goes to a sheet that is hidden
            book.put(sheet, row, 1, name, valign="vcenter")
        else:
            target = name.replace("'", "''")
            look = book.body(font_color=LINK, underline=1, valign="vcenter")
            sheet.write_url(row, 1, f"internal:'{target}'!A1", look, name)
        book.put(sheet, row, 2, about, valign="vcenter")
        sheet.set_row(row, 22)
    book.page(sheet, Page(top, 2, landscape=False), top + len(listed))
    sheet.activate()
