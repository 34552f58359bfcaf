"""The list of a trial: what a changed definition would say of each past submission, as a workbook or as CSV."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

from kusei_batch.core.text.cleaning import clean_datum
from kusei_batch.report.clean_sheet import CleanSheet
from kusei_batch.report.palette import HEADING_FILL, INK, RULE
from kusei_batch.report.summary_workbook.column_widths import row_height

HEADINGS = (
    *("変わり方", "区", "部署", "年度", "回", "管理番号", "集計", "ファイル", "シート", "セル", "項目"),
    *("これまでの判定", "直した様式での判定", "重要度", "内容", "直し方", "点検"),
)
_WIDTHS = (15.0, 9.0, 14.0, 9.0, 12.0, 13.0, 8.0, 22.0, 11.0, 8.0, 13.0, 12.0, 12.0, 8.0, 44.0, 34.0, 18.0)
COUNT_HEADINGS = ("調べるところ", "点検", "新たに指摘される提出", "指摘されなくなる提出")
_COUNT_WIDTHS = (34.0, 26.0, 20.0, 20.0)
_SHEET = "変わる提出"
_A3 = 8


@dataclass(frozen=True)
class TrialList:
    """What is written: a title, rows under HEADINGS, and counts under COUNT_HEADINGS."""

    title: str
    rows: Sequence[Sequence[str]]
    counts: Sequence[Sequence[str | int]]


def render_trial_csv(told: TrialList) -> bytes:
    """Return the rows as Excel opens them: UTF-8 with its mark, CRLF."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    writer.writerows([clean_datum(text) for text in row] for row in told.rows)
    return written.getvalue().encode("utf-8-sig")


def render_trial_book(told: TrialList, font: str) -> bytes:
    """Return the workbook: a sheet with what changes, a row each, and one with the counts by check."""
    written = io.BytesIO()
    options = {
        # The names of files and what people wrote stay text, whatever they begin with.
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
        "default_format_properties": {"font_name": font, "font_size": 10, "font_family": 0},
    }
    book = xlsxwriter.Workbook(written, options)
    book.set_properties({"title": told.title})
    _write_sheet(book, _SHEET, told.title, dict(zip(HEADINGS, _WIDTHS, strict=True)), told.rows)
    _write_sheet(book, "点検ごとの件数", told.title, dict(zip(COUNT_HEADINGS, _COUNT_WIDTHS, strict=True)), told.counts)
    book.close()
    return written.getvalue()


def is_trial_list(path: Path) -> bool:
    """Return whether a file is such a list, of an earlier trial. Raise OSError where it cannot be read."""
    if path.suffix.lower() == ".csv":
        with path.open("rb") as file:
            start = ",".join(HEADINGS).encode("utf-8-sig")
            return file.read(len(start)) == start
    try:
        with zipfile.ZipFile(path) as parts:
            return f'name="{_SHEET}"' in parts.read("xl/workbook.xml").decode("utf-8", "replace")
    except (zipfile.BadZipFile, KeyError):
        return False


def _write_sheet(
    book: xlsxwriter.Workbook,
    name: str,
    title: str,
    columns: Mapping[str, float],
    rows: Sequence[Sequence[str | int]],
) -> None:
    headings, widths = list(columns), list(columns.values())
    base = {"font_color": INK, "valign": "top", "text_wrap": True, "border": 1, "border_color": RULE}
    cell, head = book.add_format(base), book.add_format({**base, "bold": True, "bg_color": HEADING_FILL})
    sheet = book.add_worksheet(name, CleanSheet)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.write(0, 0, title, book.add_format({"bold": True, "font_size": 12, "font_color": INK}))
    for column, heading in enumerate(headings):
        sheet.write(1, column, heading, head)
    sheet.set_row(1, row_height(headings, widths))
    for number, row in enumerate(rows or [("（ありません）", *[""] * (len(headings) - 1))], 2):
        for column, value in enumerate(row):
            sheet.write(number, column, value, cell)
        sheet.set_row(number, row_height([str(value) for value in row], widths))
    sheet.autofilter(1, 0, max(2, len(rows) + 1), len(headings) - 1)
    sheet.freeze_panes(2, 0)
    sheet.set_landscape()
    sheet.set_paper(_A3)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    sheet.set_footer("&C&P / &N")
