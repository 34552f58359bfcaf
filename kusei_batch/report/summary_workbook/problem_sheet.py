"""確認事項: what has to be done something about, and below it, apart, what was merely understood."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from kusei_batch.core.problem import Severity
from kusei_batch.report.palette import ALERT_FILL
from kusei_batch.report.summary_workbook.column_widths import row_height
from kusei_batch.report.summary_workbook.printed_sheets import fit_files
from kusei_batch.report.summary_workbook.summary_book import Page, SummaryBook
from kusei_batch.report.views.model import ProblemRow

_COLUMNS: tuple[tuple[str, float], ...] = (
    ("部署名", 18),
    ("重要度", 10),
    ("項目", 15),
    ("内容", 42),
    ("直し方", 44),
    ("シート", 12),
    ("セル", 10),
    ("取扱い", 12),
    ("ファイル", 28),
    ("コード", 17),
)
_PRINTED = 8  # columns: file and code stand beside the printed area
_NOTE = "コードは、作業フォルダの 手引き の「確認事項の一覧」か、kusei explain コード で引けます。"
_QUIET = "お知らせ（読み取ったこと、読まなかったものの記録です。ほとんどは、直す必要がありません。）"


def write_problems(book: SummaryBook) -> str:
    """Write the errors and warnings as one table with filters, the notices as another; return the sheet's name."""
    sheet = book.sheet("確認事項")
    problems = book.view.problems
    grave = [shown for shown in problems if shown.severity is not Severity.INFO]
    quiet = [shown for shown in problems if shown.severity is Severity.INFO]
    widths = fit_files(_COLUMNS, [shown.source.file for shown in problems])
    counted = f"エラーと警告 {len(grave)}件、お知らせ {len(quiet)}件。{_NOTE}"
    top = book.title(sheet, "確認事項", [counted, *book.view.decisions], widths[:_PRINTED])
    row = _write_section(book, sheet, top, grave, widths)
    if quiet:
        book.line(sheet, row + 1, _QUIET, widths[:_PRINTED], bold=True)
        row = _write_section(book, sheet, row + 2, quiet, widths)
    book.page(sheet, Page(top, _PRINTED - 1, kept=1), row - 1)
    return str(sheet.name)


def _write_section(
    book: SummaryBook, sheet: Worksheet, top: int, rows: Sequence[ProblemRow], widths: Sequence[float]
) -> int:
    """Write the rows below their headings, and return the row after the last."""
    names = [book.view.labels.words.heading(name) for name, _ in _COLUMNS]
    book.headings(sheet, top, names, widths)
    if not rows:
        book.line(sheet, top + 1, "確認を要する事項はありません。", widths[:_PRINTED])
        return top + 2
    for row, shown in enumerate(rows, start=top + 1):
        _write_row(book, sheet, row, shown)
        texts = [*_texts(shown), shown.source.file, ""]
        sheet.set_row(row, row_height(texts, widths))
    last = top + len(rows)
    head = [{"header": name, "header_format": book.heading()} for name in names]
    # Two tables, since a sheet has room for one filter outside of tables.
    sheet.add_table(
        top, 0, last, len(names) - 1, {"columns": head, "style": None, "name": f"確認{len(book.names)}_{top}"}
    )
    return last + 1


def _texts(shown: ProblemRow) -> list[str]:
    place = shown.source
    return [
        shown.department,
        shown.severity_label,
        shown.field,
        shown.message,
        shown.remedy,
        place.sheet,
        place.cell.replace(",", ", "),
        shown.file_status,
    ]


def _write_row(book: SummaryBook, sheet: Worksheet, row: int, shown: ProblemRow) -> None:
    texts = _texts(shown)
    grave = {"bg_color": ALERT_FILL} if shown.severity is Severity.ERROR else {}
    for column, text in enumerate(texts):
        book.put(sheet, row, column, text, **(grave if column == 1 else {}))
    book.link(sheet, row, len(texts), shown.source)
    book.put(sheet, row, len(texts) + 1, shown.code, font_size=8)
