"""Sheets to be read and printed: 提出状況 and every 一覧."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from kusei_batch.core.submission import State
from kusei_batch.core.totals import NO_FIGURE
from kusei_batch.report.palette import ALERT_FILL
from kusei_batch.report.summary_workbook.column_widths import fitting_width, row_height, split_to_fit
from kusei_batch.report.summary_workbook.summary_book import Page, SummaryBook
from kusei_batch.report.views.model import CoverageRow, ListView, RowView

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_ATTENTION = (State.OVERDUE, State.SENT_BACK, State.NOT_TAKEN, State.MISSING, State.NOT_ISSUED)
_DIGITS = 4
_FIGURE = re.compile(r"-?(?:0|[1-9]\d{0,2}(?:,\d{3})*)(?:\.\d+)?", re.ASCII)
_NARROW = 90  # a list up to this width is better read upright
_FILES = ("提出ファイル", "ファイル")
_WIDEST_FILE = 56
_WIDEST_DIVISION = 34
_INDENT = 2.0  # of a column's width, on its left
_LOWEST = 22.0
_TWO_LINES = 32.0
_COVERAGE: tuple[tuple[str, float], ...] = (
    ("番号", 6),
    ("部名", 22),
    ("部署名", 20),
    ("状態", 11),
    ("受付日", 15),
    ("修正日", 15),
    ("遅れ（日）", 12),
    ("件数", 8),
    ("エラー", 8),
    ("警告", 8),
    ("提出ファイル", 30),
    ("連絡先", 18),
    ("備考", 40),
)


def write_coverage(book: SummaryBook) -> str:
    """Write 提出状況, counts above and a row a department, and return the sheet's name."""
    sheet = book.sheet("提出状況")
    coverage = book.view.coverage
    names = [n for n, _ in _COVERAGE]
    widths = fit_files(_COVERAGE, [row.source.file for row in coverage.rows if row.source])
    widths[1] = fitting_width([row.division for row in coverage.rows], widths[1], _WIDEST_DIVISION)
    top = book.title(sheet, f"{book.view.labels.form_title}　提出状況", coverage_notes(book))
    book.headings(sheet, top, names, widths)
    heights = [_coverage_height(row, widths) for row in coverage.rows]
    # Rows of one height are easier to follow; only a long note makes its own row higher.
    common = max((height for height in heights if height <= _TWO_LINES), default=_LOWEST)
    for row, (shown, height) in enumerate(zip(coverage.rows, heights, strict=True), start=top + 1):
        _write_coverage_row(book, sheet, row, shown)
        sheet.set_row(row, max(common, height))
    book.page(sheet, Page(top, len(names) - 1), top + len(coverage.rows))
    return str(sheet.name)


def _coverage_height(row: CoverageRow, widths: Sequence[float]) -> float:
    texts = ["", row.division, row.department, *[""] * 7, row.source.file if row.source else "", row.contact]
    return max(_LOWEST, row_height([*texts, row.note + row.aside], [width - _INDENT for width in widths]))


def fit_files(columns: Sequence[tuple[str, float]], files: Sequence[str]) -> list[float]:
    """Return the widths of the columns, that of the links as wide as their names: a link does not wrap."""
    return [fitting_width(files, width, _WIDEST_FILE) if name in _FILES else width for name, width in columns]


def coverage_notes(book: SummaryBook) -> list[str]:
    """Return the counts in words: how many of how many, and each state that occurs."""
    labels, coverage = book.view.labels, book.view.coverage
    states = "　".join(f"{state.label} {n}" for state, n in coverage.counts.items() if n)
    return [
        f"提出期限 {labels.due}　対象 {coverage.expected}部署のうち{coverage.accepted}部署を受理（{coverage.rate}％）",
        f"内訳　{states}",
    ]


def _write_coverage_row(book: SummaryBook, sheet: Worksheet, row: int, shown: CoverageRow) -> None:
    look = {"valign": "vcenter"} | ({"bg_color": ALERT_FILL} if shown.state in _ATTENTION else {})
    values = (
        shown.number,
        shown.division,
        shown.department,
        shown.state_label,
        shown.received_label,
        shown.corrected_label,
        shown.days_late or None,
        NO_FIGURE if shown.rows is None else shown.rows,
        shown.errors or None,
        shown.warnings or None,
    )
    for column, value in enumerate(values):
        place = {"indent": 1} if column in (1, 2) else {"align": "center"}
        book.put(sheet, row, column, value, **look, **place)
    book.link(sheet, row, len(values), shown.source, indent=1, **look)
    book.put(sheet, row, len(values) + 1, shown.contact, indent=1, **look)
    book.put(sheet, row, len(values) + 2, shown.note + shown.aside, indent=1, **look)


def write_list(book: SummaryBook, shown: ListView) -> str:
    """Write a 一覧 to be printed, and return the sheet's name; file and cell stand outside the printed area."""
    sheet = book.sheet(shown.name)
    headings = (*shown.headings, "元ファイル", "元セル")
    own = [
        shown.widths[i] or fitting_width([shown.headings[i], *(row.texts[i] for row in shown.rows)])
        for i in range(len(shown.headings))
    ]
    widths = (*own, 36.0, 24.0)
    title = f"{book.view.labels.form_title}　{shown.name}"
    top = book.title(sheet, title, [f"{len(shown.rows)}件"])
    book.headings(sheet, top, headings, widths)
    figures = [_holds_figures([listed.texts[i] for listed in shown.rows]) for i in range(len(own))]
    row = top + 1
    for listed in shown.rows:
        row = _write_list_row(book, sheet, row, listed, own, figures)
    row += _write_sums(book, sheet, row, shown, figures)
    if not shown.rows:
        sheet.write_string(row, 0, "該当するものはありません。", book.format())
        row += 1
    book.page(sheet, Page(top, len(own) - 1, landscape=sum(own) > _NARROW), row - 1)
    return str(sheet.name)


def _write_sums(book: SummaryBook, sheet: Worksheet, row: int, shown: ListView, figures: Sequence[bool]) -> int:
    """Write the sums below the rows, where the list has some, set as the column is; return how many rows they took."""
    sums = shown.sum_row()
    for column, value in enumerate(sums):
        whole = not isinstance(value, str) and value == int(value)
        place: dict[str, object] = {"align": "right", "indent": 1} if figures[column] else {"align": "center"}
        look = {} if isinstance(value, str) else {**place, "num_format": "#,##0" if whole else "#,##0.0##"}
        book.put(sheet, row, column, value, bold=True, **look)
    return 1 if sums else 0


def _write_list_row(
    book: SummaryBook, sheet: Worksheet, row: int, listed: RowView, widths: Sequence[float], figures: Sequence[bool]
) -> int:
    """Write one record, on several rows when a text is higher than Excel's highest; return the next free row."""
    columns = [split_to_fit(text, width) for text, width in zip(listed.texts, widths, strict=True)]
    for part in range(max((len(c) for c in columns), default=1)):
        pieces = [column[part] if part < len(column) else "" for column in columns]
        for column, piece in enumerate(pieces):
            if figures[column] and _FIGURE.fullmatch(piece):
                # A number with the decimals it is written with.
                decimals = len(piece.partition(".")[2])
                look = "#,##0" + ("." + "0" * decimals if decimals else "")
                book.put(sheet, row, column, Decimal(piece.replace(",", "")), align="right", indent=1, num_format=look)
            else:
                number = _whole_number(piece)
                book.put(sheet, row, column, number or piece, **({"align": "center"} if number else {}))
        book.link(sheet, row, len(widths), listed.source)
        book.put(sheet, row, len(widths) + 1, f"{listed.source.sheet} {listed.source.cell}".strip())
        sheet.set_row(row, row_height(pieces, widths))
        row += 1
    return row


def _holds_figures(texts: Sequence[str]) -> bool:
    """Return whether a column is one of amounts, to be set flush right: numbers alone, and not just those of rows."""
    filled = [text for text in texts if text]
    return all(map(_FIGURE.fullmatch, filled)) and any(_whole_number(text) is None for text in filled)


def _whole_number(text: str) -> int | None:
    """Return the number of a row, to be written as a number; codes such as 01 and signs such as ② stay text."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS and text[0] != "0" else None
