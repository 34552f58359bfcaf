"""状況.xlsx: what 状況.html tells, as lists to be filtered and sorted in Excel."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import xlsxwriter

from kusei_batch.core.period import Calendar
from kusei_batch.core.text.cleaning import clean_text
from kusei_batch.report.clean_sheet import CleanSheet
from kusei_batch.report.palette import ALERT_FILL, HEADING_FILL, INK, RULE
from kusei_batch.report.summary_workbook.column_widths import folded, row_height
from kusei_batch.report.views.status_board import LATE, Note, StatusView

_A4 = 9
_ERA_DAY = "[$-411]ge.m.d"
_HEADING = 4  # rows above it: the title, the moment, whether that is long ago, an empty one
_LONG_AGO = 1.25  # days, as 状況.html counts

Value = str | int | dt.date | None


@dataclass(frozen=True)
class _List:
    """One sheet: its name, its columns (heading and width) and its rows; `alerts` are the numbers of rows to act on."""

    name: str
    columns: Sequence[tuple[str, float]]
    rows: Sequence[Sequence[Value]]
    alerts: frozenset[int] = frozenset()


def make_status_book(view: StatusView, calendar: Calendar, font: str) -> bytes:
    """Return the workbook: the rounds, what is to be done, what has changed, and the texts to be pasted."""
    written = io.BytesIO()
    letters = {"font_name": font, "font_size": 10, "font_family": 0}
    book = xlsxwriter.Workbook(written, {"in_memory": True, "default_format_properties": letters})
    title = view.title
    ended = view.run.ended.replace(tzinfo=None, microsecond=0)
    book.set_properties({"title": clean_text(title), "author": clean_text(view.city), "created": ended})
    style = _ListStyle(book)
    for list_ in (_rounds(view), _to_do(view), _changes(view), _letters(view)):
        sheet = _write(style, list_)
        sheet.write_string(0, 0, f"{title}　{list_.name}", style.title)
        sheet.write_string(1, 0, f"{calendar.clock_label(view.run.ended)}時点。{view.run.sentence}")
        sheet.write_formula(2, 0, _warning(ended), style.warning, "")
    book.close()
    return written.getvalue()


def _warning(ended: dt.datetime) -> str:
    """Return the formula that tells, whenever the book is opened, that no night has run for more than a day."""
    moment = f"DATE({ended.year},{ended.month},{ended.day})+TIME({ended.hour},{ended.minute},0)"
    told = "この表は古くなっています。夜間処理が動いていません。パソコンの電源とタスク スケジューラを確かめてください。"
    return f'=IF(NOW()-({moment})>{_LONG_AGO},"{told}","")'


def _rounds(view: StatusView) -> _List:
    """Return a row for each department; of a round that was not issued yet it would say nothing, as on the page."""
    changed = {
        (c.round, name): f"{c.before} → {c.now}"
        for c in view.changes or ()
        for name in c.departments or (c.department,)
    }
    rows: list[Sequence[Value]] = []
    alerts = set()
    for round_ in (one for one in view.rounds if not one.is_untouched):
        for line in round_.lines:
            if line.state in LATE:
                alerts.add(len(rows))
            left = round_.days_left(line, view.run.as_of)
            days = (left, line.days_late or None, line.sent_back or None, line.accepted, line.corrected)
            told = changed.get((round_.name, f"{line.ward}　{line.department}"), "")
            about = (round_.name, line.ward, line.code, line.department, line.state.label)
            rows.append((*about, round_.due, *days, told, line.contact))
    columns = (
        ("回", 18.0),
        (view.words.ward, 10.0),
        (f"{view.words.section}コード", 11.0),
        (view.words.section, 28.0),
        ("状態", 13.0),
        ("提出期限", 11.0),
        ("期限まで（日）", 10.0),
        ("遅れ（日）", 8.0),
        ("差戻し（回）", 8.0),
        ("最初の受理日", 12.0),
        ("最後の訂正日", 12.0),
        ("前回からの変化", 18.0),
        ("連絡先", 14.0),
    )
    return _List("提出状況", columns, rows, frozenset(alerts))


def _to_do(view: StatusView) -> _List:
    rows = [
        *_told("できなかったもの", view.failures),
        *_told("直すところ", view.faults),
        *(("判断を待っているもの", "", text, "") for text in view.decisions),
        *(("終わっていないもの", "", text, "") for text in view.unfinished),
        *_told("読み取らなかったファイル", view.unread),
        *(("送る通知", letter.title, letter.place, "") for letter in view.letters),
    ]
    return _List("すること", (("種類", 20.0), ("もの", 36.0), ("内容", 66.0), ("どうするか", 52.0)), rows)


def _told(kind: str, notes: Sequence[Note]) -> Iterator[Sequence[Value]]:
    for note in notes:
        yield kind, note.about, note.text, note.remedy


def _changes(view: StatusView) -> _List:
    rows: list[Sequence[Value]] = [(c.round, c.department, c.before, c.now, "") for c in view.changes or ()]
    rows += [("", note.about, "", "入れ替わった提出", note.text) for note in view.replaced]
    columns = (("回", 18.0), (view.words.section, 36.0), ("前回", 14.0), ("今回", 30.0), ("内容", 76.0))
    return _List("変わったこと", columns, rows)


def _letters(view: StatusView) -> _List:
    rows = [
        (letter.title, text.department, text.contact, text.text) for letter in view.letters for text in letter.texts
    ]
    return _List(
        "通知の文", (("通知", 40.0), (view.words.section, 28.0), ("連絡先", 16.0), ("写して使う文", 88.0)), rows
    )


class _ListStyle:
    """The workbook while it is written, and how its cells look."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        base = {"font_color": INK, "valign": "top", "text_wrap": True, "border": 1, "border_color": RULE}
        alert = {**base, "bg_color": ALERT_FILL}
        self.cells = {False: book.add_format(base), True: book.add_format(alert)}
        day = {"num_format": _ERA_DAY, "align": "left"}
        self.days = {False: book.add_format({**base, **day}), True: book.add_format({**alert, **day})}
        self.head = book.add_format({**base, "bold": True, "bg_color": HEADING_FILL, "align": "center"})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.warning = book.add_format({"bold": True})


def _write(style: _ListStyle, list_: _List) -> CleanSheet:
    """Write a sheet's headings and rows, set up for A4 across, and return it."""
    sheet: CleanSheet = style.book.add_worksheet(list_.name, CleanSheet)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&10&P / &N")
    widths = [width for _, width in list_.columns]
    headings = [folded(heading, width) for heading, width in list_.columns]
    for column, (heading, width) in enumerate(zip(headings, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(_HEADING, column, heading, style.head)
    sheet.set_row(_HEADING, row_height(headings, widths))
    for number, row in enumerate(list_.rows):
        at, alert = _HEADING + 1 + number, number in list_.alerts
        for column, value in enumerate(row):
            look = (style.days if isinstance(value, dt.date) else style.cells)[alert]
            if isinstance(value, dt.date):
                sheet.write_datetime(at, column, value, look)
            elif isinstance(value, int):
                sheet.write_number(at, column, value, look)
            elif value:
                sheet.write_string(at, column, value, look)
            else:
                sheet.write_blank(at, column, None, look)
        sheet.set_row(at, row_height([value if isinstance(value, str) else "" for value in row], widths))
    sheet.autofilter(_HEADING, 0, _HEADING + max(1, len(list_.rows)), len(list_.columns) - 1)
    sheet.freeze_panes(_HEADING + 1, 0)
    sheet.repeat_rows(_HEADING)
    return sheet
