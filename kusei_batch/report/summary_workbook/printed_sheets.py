"""Sheets to be read and printed: 提出状況 and every 一覧."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter.worksheet import Worksheet

from kusei_batch.core.totals import DEPARTMENT_AXIS, NO_FIGURE
from kusei_batch.report.palette import ALERT_FILL
from kusei_batch.report.summary_workbook.column_widths import (
    TITLE_HEIGHT,
    fewest_pages,
    fitting_width,
    pages_tall,
    row_height,
    split_to_fit,
    wants_a3,
    width_left,
)
from kusei_batch.report.summary_workbook.summary_book import Page, SummaryBook
from kusei_batch.report.views.model import CoverageRow, ListView, RowView
from kusei_batch.report.views.status_board import LATE

_NUMBER = "番号"
_A3 = 8
_DIGITS = 4
_FIGURE = re.compile(r"-?(?:0|[1-9]\d{0,2}(?:,\d{3})*)(?:\.\d+)?", re.ASCII)
_NARROW = 90  # a list up to this width is better read upright
_FILES = ("提出ファイル", "ファイル")
_WIDEST_FILE = 56
_WIDEST_DIVISION = 30
_WIDEST_NAME = 26
_INDENT = 2.0  # of a column's width, on its left
_LOWEST = 22.0
_TWO_LINES = 32.0
_MOST_KEPT = 4  # columns in sight while the others are scrolled
_DIVISION, _DEPARTMENT, _CONTACT, _NOTE, _FILE = 1, 2, -2, -1, -1  # columns of 提出状況: 備考 is the last one printed
_COUNTED, _FIXED = 7, 12  # the first column that counts rows, and how many columns do not


def _coverage_columns(counted: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """Return the columns of 提出状況; the rows of each table are `counted` apart."""
    return (
        ("番号", 6),
        ("部名", 14),
        ("部署名", 18),
        ("状態", 11),
        ("受付日", 15),
        ("修正日", 15),
        ("遅れ（日）", 11),
        *((heading, fitting_width([heading], 9, 12)) for heading in counted),
        ("エラー", 8),
        ("警告", 7),
        ("連絡先", 16),
        ("備考", 16),
        ("提出ファイル", 30),
    )


def write_coverage(book: SummaryBook) -> str:
    """Write 提出状況, counts above and a row a department, and return the sheet's name.

    The file stands outside the printed area; 備考 takes what the others leave of a page at legible size.
    """
    sheet = book.sheet("提出状況")
    coverage = book.view.coverage
    tables = [t.name for t in book.view.form.tables if any(row.table_rows.get(t.name) for row in coverage.rows)]
    columns = _coverage_columns([f"{name}（件）" for name in tables] if len(tables) > 1 else ["件数"])
    names = [book.view.labels.words.heading(n) for n, _ in columns]
    widths = fit_files(columns, [row.source.file for row in coverage.rows if row.source])
    widths[_DIVISION] = fitting_width([row.division for row in coverage.rows], widths[_DIVISION], _WIDEST_DIVISION)
    widths[_DEPARTMENT] = fitting_width([row.department for row in coverage.rows], widths[_DEPARTMENT], _WIDEST_NAME)
    own = _narrowed(widths[:_FILE], len(columns) - _FIXED)
    own[_NOTE] = max(own[_NOTE], width_left(own[:_NOTE]))
    widths[:_FILE] = own
    top = book.title(sheet, f"{book.view.labels.round}　提出状況", coverage_notes(book), own)
    book.headings(sheet, top, names, widths)
    heights = [_coverage_height(row, widths) for row in coverage.rows]
    # Rows of one height are easier to follow; only a long note makes its own row higher.
    common = max((height for height in heights if height <= _TWO_LINES), default=_LOWEST)
    last = top + len(coverage.rows)
    heights = [max(common, height) for height in heights]
    for row, (shown, height) in enumerate(zip(coverage.rows, heights, strict=True), start=top + 1):
        _write_coverage_row(book, sheet, row, shown, tables)
        sheet.set_row(row, height)
    sheet.autofilter(top, 0, max(last, top + 1), len(names) - 1)
    book.page(sheet, Page(top, len(own) - 1, kept=_DEPARTMENT + 1), last)
    sheet.fit_to_pages(1, pages_tall([TITLE_HEIGHT, *heights], own))
    return str(sheet.name)


def _narrowed(widths: Sequence[float], counted: int) -> list[float]:
    """Return the printed columns so that they are legible on a page across: the names wrap where room is short."""
    narrowed = list(widths)
    rows = range(_COUNTED, _COUNTED + counted)
    # A 部 of a long name on three lines at most, as long as there is room elsewhere.
    floors = ((_DIVISION, 20.0), (_CONTACT, 12.0), (_DEPARTMENT, 16.0), *((i, 9.0) for i in rows), (_DIVISION, 12.0))
    for column, floor in floors:
        missing = narrowed[_NOTE] - width_left(narrowed[:_NOTE])
        narrowed[column] -= max(0.0, min(missing, narrowed[column] - floor))
    return narrowed


def _coverage_height(row: CoverageRow, widths: Sequence[float]) -> float:
    texts = ["", row.division, row.department, *[""] * (len(widths) - 6)]
    texts += [row.contact, row.note + row.aside, row.source.file if row.source else ""]
    return max(_LOWEST, row_height(texts, [width - _INDENT for width in widths]))


def fit_files(columns: Sequence[tuple[str, float]], files: Sequence[str]) -> list[float]:
    """Return the widths of the columns, that of the links as wide as their names: a link does not wrap."""
    return [fitting_width(files, width, _WIDEST_FILE) if name in _FILES else width for name, width in columns]


def coverage_notes(book: SummaryBook) -> list[str]:
    """Return the counts in words: how many of how many, and each state that occurs."""
    labels, coverage = book.view.labels, book.view.coverage
    unit = labels.words.section
    states = "　".join(f"{state.label} {n}" for state, n in coverage.counts.items() if n)
    return [
        (
            f"提出期限 {labels.due}　対象 {coverage.expected}{unit}のうち"
            f"{coverage.accepted}{unit}を受理（{coverage.rate}％）"
        ),
        f"内訳　{states}",
    ]


def _write_coverage_row(
    book: SummaryBook, sheet: Worksheet, row: int, shown: CoverageRow, tables: Sequence[str]
) -> None:
    look = {"valign": "vcenter"} | ({"bg_color": ALERT_FILL} if shown.state in LATE else {})
    counted = [shown.table_rows[name] for name in tables] if len(tables) > 1 else [shown.rows]
    values = (
        shown.number,
        shown.division,
        shown.department,
        shown.state_label,
        shown.received,
        shown.corrected,
        shown.days_late or None,
        *(NO_FIGURE if shown.rows is None else number for number in counted),
        shown.errors or None,
        shown.warnings or None,
    )
    for column, value in enumerate(values):
        if isinstance(value, dt.date):
            book.put_day(sheet, row, column, value, **look)
        else:
            place = {"indent": 1} if column in (1, 2) else {"align": "center"}
            book.put(sheet, row, column, value, **look, **place)
    book.put(sheet, row, len(values), shown.contact, indent=1, **look)
    book.put(sheet, row, len(values) + 1, shown.note + shown.aside, indent=1, **look)
    book.link(sheet, row, len(values) + 2, shown.source, indent=1, **look)


def write_list(book: SummaryBook, shown: ListView) -> str:
    """Write a 一覧 to be printed, and return the sheet's name; file and cell stand outside the printed area."""
    sheet = book.sheet(shown.name)
    headings = (*shown.headings, "元ファイル", "元セル")
    asked = [
        shown.widths[i] or fitting_width([shown.headings[i], *(row.texts[i] for row in shown.rows)])
        for i in range(len(shown.headings))
    ]
    own = fewest_pages(asked, [row.texts for row in shown.rows], TITLE_HEIGHT)
    widths = (*own, 36.0, 24.0)
    notes = [*shown.preface.split("\n"), f"{len(shown.rows)}件"]
    top = book.title(sheet, shown.title or shown.name, [note for note in notes if note], own)
    book.headings(sheet, top, headings, widths)
    numbers = {field.name for field in book.view.form.fields if field.type.is_number} - {_NUMBER}
    figures = [
        shown.fields.get(i) in numbers or _holds_figures([listed.texts[i] for listed in shown.rows])
        for i in range(len(own))
    ]
    columns = _ListColumns(own, figures, [shown.fields.get(i, "") for i in range(len(own))])
    row = top + 1
    for listed in shown.rows:
        row = _write_list_row(book, sheet, row, listed, columns)
    sheet.autofilter(top, 0, max(row - 1, top + 1), len(widths) - 1)
    row += _write_sums(book, sheet, row, shown, figures)
    if not shown.rows:
        book.line(sheet, row, "該当するものはありません。", own)
        sheet.hide()  # who prints the whole book gets no page with nothing on it
        row += 1
    book.page(sheet, Page(top, len(own) - 1, landscape=sum(own) > _NARROW, kept=_kept(shown)), row - 1)
    if wants_a3(own):
        sheet.set_paper(_A3)
    return str(sheet.name)


def _kept(shown: ListView) -> int:
    """Return how many columns stay in sight: up to that of the department, and of the number beside it."""
    places = [i for i, name in shown.fields.items() if name in (DEPARTMENT_AXIS, _NUMBER) and i < _MOST_KEPT]
    return max(places, default=-1) + 1


def _write_sums(book: SummaryBook, sheet: Worksheet, row: int, shown: ListView, figures: Sequence[bool]) -> int:
    """Write the sums below the rows, where the list has some, set as the column is; return how many rows they took."""
    sums = shown.sum_row()
    for column, value in enumerate(sums):
        places = max(0, -int(value.as_tuple().exponent)) if isinstance(value, Decimal) else 0
        place: dict[str, object] = {"align": "right", "indent": 1} if figures[column] else {"align": "center"}
        look = (
            {} if isinstance(value, str) else {**place, "num_format": "#,##0" + ("." + "0" * places if places else "")}
        )
        book.put(sheet, row, column, value, bold=True, **look)
    return 1 if sums else 0


@dataclass(frozen=True, slots=True)
class _ListColumns:
    """The columns of a 一覧: their widths, whether they hold figures, and the field each shows alone (else blank)."""

    widths: Sequence[float]
    figures: Sequence[bool]
    fields: Sequence[str]


def _write_list_row(book: SummaryBook, sheet: Worksheet, row: int, listed: RowView, columns: _ListColumns) -> int:
    """Write one record, on several rows when a text is higher than Excel's highest; return the next free row."""
    widths = columns.widths
    texts = [split_to_fit(text, width) for text, width in zip(listed.texts, widths, strict=True)]
    for part in range(max((len(c) for c in texts), default=1)):
        pieces = [column[part] if part < len(column) else "" for column in texts]
        for column, piece in enumerate(pieces):
            value = listed.typed.get(columns.fields[column])
            if isinstance(value, dt.date) and part == 0:
                book.put_day(sheet, row, column, value)
            elif columns.figures[column] and _FIGURE.fullmatch(piece):
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
