"""年間予定表: a workbook to be printed and handed out, and a file that calendar programs take in."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
from collections import Counter

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from kusei_batch.core.period import weekday_of
from kusei_batch.core.text.cleaning import clean_footer, clean_text
from kusei_batch.core.text.lengths import HEADER_FOOTER
from kusei_batch.core.text.width import text_width
from kusei_batch.report.clean_sheet import CleanSheet
from kusei_batch.report.palette import HEADING_FILL, INK, RULE
from kusei_batch.report.summary_workbook.column_widths import TITLE_HEIGHT, pages_tall, row_height
from kusei_batch.report.views.year_plan import PlanKind, PlannedDay, PlannedRound, YearPlan
from kusei_batch.report.ward_report import WardReport

TABLE, LIST = "年間予定表", "日程一覧"
_A4 = 9
_NAME_WIDTH, _WHO_WIDTH, _MONTH_WIDTH = 17.0, 24.0, 10.8  # together what 8 points on a page across allow
_LIST = (("日付", 20.0), ("曜日", 6.0), ("回", 27.0), ("予定", 32.0), ("対象", 24.0), ("備考", 44.0))
_ERA_DAY = '[$-411]ggge"年"m"月"d"日"'


def make_plan_book(plan: YearPlan, font: str) -> WardReport:
    """Return the workbook: months and rounds on one page, and the days one below the other."""
    written = io.BytesIO()
    letters = {"font_name": font, "font_size": 10, "font_family": 0}
    book = xlsxwriter.Workbook(written, {"in_memory": True, "default_format_properties": letters})
    created = dt.datetime(plan.fiscal_year, 4, 1)
    book.set_properties({"title": plan.title, "author": clean_text(plan.city), "created": created})
    style = _PlanStyle(book, plan)
    _write_table(style)
    _write_list(style)
    book.close()
    content = written.getvalue()
    return WardReport(content, hashlib.sha256(content).hexdigest(), prints_day=False, is_by_day=False)


def make_plan_events(plan: YearPlan) -> WardReport:
    """Return the days as iCalendar (RFC 5545), each an event of a whole day; the same plan makes the same bytes."""
    import icalendar

    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//kusei_batch//JA")
    calendar.add("version", "2.0")
    seen: Counter[str] = Counter()
    for one in plan.days:
        event = icalendar.Event()
        told = f"{plan.fiscal_year}/{plan.ward}/{one.round}/{one.kind}/{one.about}"
        seen[told] += 1
        if seen[told] > 1:  # a meeting that comes together twice in a round
            told += f"/{seen[told]}"
        # By what it is and not by its day: a day that was moved takes the place of the one before.
        event.add("uid", f"{hashlib.sha256(told.encode()).hexdigest()[:32]}@kusei-batch")
        event.add("dtstamp", dt.datetime(plan.fiscal_year, 4, 1, tzinfo=dt.UTC))
        event.add("dtstart", one.day)
        event.add("dtend", one.day + dt.timedelta(1))
        event.add("summary", clean_text(f"{one.round}　{one.label}（{plan.ward}）"))
        if one.note:
            event.add("description", clean_text(one.note))
        calendar.add_component(event)
    content = calendar.to_ical()
    return WardReport(content, hashlib.sha256(content).hexdigest(), prints_day=False, is_by_day=False)


class _PlanStyle:
    """The workbook while it is written, and how its cells look."""

    def __init__(self, book: xlsxwriter.Workbook, plan: YearPlan) -> None:
        self.book, self.plan = book, plan
        base = {"font_color": INK, "valign": "top", "text_wrap": True, "border": 1, "border_color": RULE}
        self.cell = book.add_format(base)
        self.day = book.add_format({**base, "num_format": _ERA_DAY, "align": "left"})
        self.head = book.add_format({**base, "bold": True, "bg_color": HEADING_FILL, "align": "center"})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.note = book.add_format({"text_wrap": True, "valign": "top", "font_color": INK})

    def sheet(self, name: str) -> Worksheet:
        """Return a new sheet with its title, set up for A4 across."""
        sheet = self.book.add_worksheet(name, CleanSheet)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L&10{clean_footer(f' {self.plan.city}', HEADER_FOOTER // 2)}&C&10&P / &N")
        sheet.write_string(0, 0, self.plan.title, self.title)
        return sheet


def _write_table(style: _PlanStyle) -> None:
    plan, sheet = style.plan, style.sheet(TABLE)
    sheet.set_column(0, 0, _NAME_WIDTH)
    sheet.set_column(1, 1, _WHO_WIDTH)
    sheet.set_column(2, 1 + len(plan.months), _MONTH_WIDTH)
    for column, heading in enumerate(("回", "対象", *(f"{month}月" for _, month in plan.months))):
        sheet.write_string(2, column, heading, style.head)
    widths = [_NAME_WIDTH, _WHO_WIDTH, *[_MONTH_WIDTH] * len(plan.months)]
    heights = [TITLE_HEIGHT]
    for row, round_ in enumerate(plan.rounds, start=3):
        # Two pages that are published on one day are one line of it.
        months = ["\n".join(dict.fromkeys(one.in_month for one in round_.in_month(*month))) for month in plan.months]
        texts = [round_.name, _whole_names(round_.departments, _WHO_WIDTH), *months]
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, style.cell)
        # A line of a month fits its column to a hair, which a measure with room to spare takes for two.
        heights.append(row_height(texts, [*widths[:2], *[_MONTH_WIDTH + 2] * len(months)]))
        sheet.set_row(row, heights[-1])
    last = 1 + len(plan.months)
    for below, note in enumerate(_notes(plan), start=4 + len(plan.rounds)):
        sheet.merge_range(below, 0, below, last, note, style.note)
        heights.append(row_height([note], [sum(widths)]))
        sheet.set_row(below, heights[-1])
    sheet.fit_to_pages(1, pages_tall(heights, widths))
    sheet.freeze_panes(3, 2)
    sheet.repeat_rows(2)


def _whole_names(names: str, width: float) -> str:
    """Return names with lines ended between them: a program would end a line within one, before its last letter."""
    lines = [""]
    for name in re.findall("[^、]+、?", names):
        fits = text_width(lines[-1] + name) < width or text_width(name) >= width
        lines[-1:] = [lines[-1] + name] if fits else [lines[-1], name]
    return "\n".join(line for line in lines if line)


def _notes(plan: YearPlan) -> list[str]:
    """Return what stands below the table: what has no day yet, which days are closed, whom to ask."""
    undated = [f"{round_.name}（{'、'.join(round_.undated)}）" for round_ in plan.rounds if round_.undated]
    notes = [f"※ 日の決まっていないもの：{'、'.join(undated)}"] if undated else []
    months = {one for round_ in plan.rounds for month in plan.months for one in round_.in_month(*month)}
    outside = [
        f"{one.day.year}年{one.day.month}月{one.day.day}日 {one.round}の{one.label}"
        for one in plan.days
        if one not in months
    ]
    notes += [f"※ この年度の後か前の日のもの：{'、'.join(outside)}"] if outside else []
    closed = [
        f"{one.day.month}月{one.day.day}日 {one.round}の{one.label}（{one.note}）" for one in plan.days if one.note
    ]
    notes += [f"※ 閉庁日に当たるもの：{'、'.join(closed)}"] if closed else []
    return [*notes, *([f"問合せ先：{plan.contact}"] if plan.contact else [])]


def _write_list(style: _PlanStyle) -> None:
    sheet, who = style.sheet(LIST), {round_.name: round_ for round_ in style.plan.rounds}
    for column, (heading, width) in enumerate(_LIST):
        sheet.set_column(column, column, width)
        sheet.write_string(2, column, heading, style.head)
    for row, one in enumerate(style.plan.days, start=3):
        round_ = who[one.round]
        texts = [weekday_of(one.day), one.round, one.label, round_.departments, _remark(round_, one)]
        sheet.write_datetime(row, 0, one.day, style.day)
        for column, text in enumerate(texts, start=1):
            sheet.write_string(row, column, text, style.cell)
        sheet.set_row(row, row_height(texts, [width for _, width in _LIST[1:]]))
    sheet.autofilter(2, 0, 2 + len(style.plan.days), len(_LIST) - 1)
    sheet.freeze_panes(3, 0)
    sheet.repeat_rows(2)


def _remark(round_: PlannedRound, one: PlannedDay) -> str:
    """Return what is to be thought of on a day; of a due day, how many days the departments have."""
    room = f"配布の日から数えて開庁日{round_.working_days}日" if one.kind is PlanKind.DUE else ""
    return "、".join(part for part in (room, one.note) if part)
