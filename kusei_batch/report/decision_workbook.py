"""決定.xlsx rendered whole: a sheet that says what to do, and one for each kind of question."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kusei_batch.core.clearance import FINGERPRINT
from kusei_batch.core.decision_book import GUIDE, NextSheet, Value, text_of
from kusei_batch.core.decision_list import DEPARTMENT, DEPARTMENT_NAME, FIRST_HEADINGS, DecisionColumn
from kusei_batch.core.follow_up import OVERDUE, STATE
from kusei_batch.core.form import FieldType
from kusei_batch.core.text.cleaning import clean_footer, clean_text
from kusei_batch.core.text.lengths import HEADER_FOOTER
from kusei_batch.report.clean_sheet import CleanSheet
from kusei_batch.report.decision_entries import REFUSAL, guide, offer
from kusei_batch.report.decision_widths import A4, decision_widths
from kusei_batch.report.palette import HEADING_FILL, INK, LINK, RULE
from kusei_batch.report.summary_workbook.column_widths import row_height

_ENTRY_FILL, _LOCKED_FILL = "#FFFBDC", "#DFE4E8"  # white and grey on a grey print
_SPARE_ROWS = 200  # below the last one, where somebody may add rows
_OVERDUE_FILL = "#F3C9BF"
_ERA_DAY = '[$-411]ggge"年"m"月"d"日"'
_SHOWN_AS: Mapping[FieldType, Mapping[str, object]] = {
    FieldType.DATE: {"num_format": _ERA_DAY},
    FieldType.INTEGER: {"num_format": "#,##0"},
}
"""Below which kinds of columns numbers look otherwise than they are kept."""
_LINES = (
    "このブックは、夜間処理が事務局に決めていただくことを並べ、答えを書いていただくためのものです。",
    "1. 下の表で、待っている件数のあるシートを開きます。",
    "2. 太い枠の黄色の欄に、ドロップダウンから言葉を選びます。「備考」には何を書いても構いません。",
    "3. 保存して閉じます。次の夜間処理から効きます。開いたままの夜は、書き足しません。",
    "・ 夜間処理がこのブックを作り直しても、書いたこと、加えた行や列は、そのまま残ります。書式と数式は残りません。",
    "・ 決めたことは、ずっと残ります。取り消すときは、行を消さずに、判断の欄を空欄にします（消えた行は戻します）。",
    "・ まだ決めていない行は、決める必要がなくなると（直して出し直されたときなど）消えます。",
    "・ 並べ替えとフィルターは自由に使えます（そのため、シートの保護はしていません）。灰色の欄は変えないでください。",
)


@dataclass(frozen=True, slots=True)
class DecisionPages:
    """What the workbook shows: the sheets, whose they are, and the day they were written for, also in words.

    Beside the codes of `departments` their names are shown.
    """

    sheets: Sequence[NextSheet]
    city: str
    wards: str
    day: dt.date
    day_label: str
    font: str
    departments: Mapping[str, str] = field(default_factory=dict)


def render_decisions(pages: DecisionPages) -> bytes:
    """Return the workbook; the same pages make the same bytes."""
    written = io.BytesIO()
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
        "default_format_properties": {"font_name": pages.font, "font_size": 10, "font_family": 0},
    }
    book = xlsxwriter.Workbook(written, options)
    created = dt.datetime.combine(pages.day, dt.time())
    book.set_properties({"title": "決定", "author": clean_text(pages.city), "created": created})
    book.set_size(2400, 1400)
    style = _Style(book, pages)
    _write_guide(style)
    for sheet in pages.sheets:
        _Page(style, sheet).write()
    book.close()
    return written.getvalue()


@dataclass
class _Style:
    """The workbook while it is written, and how its cells look."""

    book: xlsxwriter.Workbook
    pages: DecisionPages

    def sheet(self, name: str, *, is_waiting: bool) -> Worksheet:
        """Return a new sheet, set up for A4 across; the tab of one that waits for answers has a colour."""
        sheet = self.book.add_worksheet(name, CleanSheet)
        sheet.hide_gridlines(2)
        if is_waiting:
            sheet.set_tab_color("#E0A800")
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        pages = self.pages
        # A figure that follows the size of the letters would be read as part of it.
        whose = clean_footer(f" {pages.city}　{pages.wards}", HEADER_FOOTER // 3)
        day = clean_footer(f" {pages.day_label}作成", HEADER_FOOTER // 3)
        sheet.set_header(f"&L&10{whose}&C&11&B{clean_footer(f' {name}', HEADER_FOOTER // 4)}&R&10{day}")
        sheet.set_footer("&C&10&P / &N")
        return sheet

    def cell(self, **properties: object) -> Format:
        """Return the format of a cell in a table."""
        base = {"font_color": INK, "valign": "top", "text_wrap": True, "border": 1, "border_color": RULE}
        return self.book.add_format({**base, **properties})


def _write_guide(style: _Style) -> None:
    sheet = style.sheet(GUIDE, is_waiting=False)
    sheet.set_portrait()
    sheet.fit_to_pages(1, 1)
    widths = (24.0, 47.0, 26.0, 9.0)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.merge_range(0, 0, 0, 3, "決定していただくこと", style.book.add_format({"font_size": 16, "bold": True}))
    sheet.set_row(0, 28)
    pages = style.pages
    about = f"{pages.city}　{pages.wards}　　{pages.day_label}作成"
    sheet.merge_range(1, 0, 1, 3, about, style.book.add_format({"font_size": 10}))
    text = style.book.add_format({"text_wrap": True, "valign": "top", "font_size": 11})
    for row, line in enumerate(_LINES, start=3):
        sheet.merge_range(row, 0, row, 3, line, text)
        # What is measured is 10 pt high; these lines are a little larger.
        sheet.set_row(row, row_height([line], [sum(widths) * 0.88]) * 1.1)
    top = 4 + len(_LINES)
    heading = style.cell(bold=True, bg_color=HEADING_FILL, align="center", valign="vcenter")
    for column, word in enumerate(("シート", "決めること", "書く言葉", "待ち件数")):
        sheet.write_string(top, column, word, heading)
    sheet.set_row(top, 32)
    for row, one in enumerate(pages.sheets, start=top + 1):
        words = f"「{one.kind.decision}」の列に　" + "、".join(one.kind.words)
        cells = (one.kind.name, one.kind.task, words)
        sheet.write_url(row, 0, f"internal:'{one.kind.name}'!A1", style.cell(font_color=LINK, underline=1), cells[0])
        for column, value in enumerate(cells[1:], start=1):
            sheet.write_string(row, column, value, style.cell())
        sheet.write_number(row, 3, one.kept.waiting, style.cell(align="right", bold=one.kept.waiting > 0))
        sheet.set_row(row, row_height(cells, widths[:3]))
    sheet.print_area(0, 0, top + len(pages.sheets), 3)


@dataclass
class _Page:
    """One sheet of questions, a plain list: its headings stand in the first row."""

    style: _Style
    next: NextSheet

    def write(self) -> None:
        """Write the sheet."""
        typed, kind = self.next.kept.sheet, self.next.kind
        sheet = self.style.sheet(kind.name, is_waiting=self.next.kept.waiting > 0)
        widths, paper = decision_widths(self.next, self._beside)
        sheet.set_paper(paper)
        for column, (heading, width) in enumerate(zip(typed.headings, widths, strict=True)):
            sheet.set_column(column, column, width, None, {"hidden": heading == FINGERPRINT})
            fill = _ENTRY_FILL if self._is_answer(heading) else HEADING_FILL
            thick = {"left": 5, "right": 5, "top": 5} if self._is_answer(heading) else {}
            look = self.style.cell(bold=True, bg_color=fill, align="center", valign="vcenter", **thick)
            sheet.write_string(0, column, heading, look)
        sheet.set_row(0, row_height(typed.headings, widths) + 6)
        body = {heading: self._body(heading) for heading in typed.headings}
        overdue = self.style.cell(bg_color=_OVERDUE_FILL, bold=True)
        for number, row in enumerate(typed.rows, start=1):
            for column, heading in enumerate(typed.headings):
                is_late = kind.defined is not None and heading == STATE and row.get(heading) == OVERDUE
                self._write_cell(sheet, (number, column), row.get(heading, ""), overdue if is_late else body[heading])
            sheet.set_row(number, row_height([text_of(row.get(heading)) for heading in typed.headings], widths))
        self._guide_entries(sheet)
        self._name_codes(sheet)
        last = len(typed.rows)
        sheet.freeze_panes(1, len(FIRST_HEADINGS) if kind.defined else 1)
        sheet.autofilter(0, 0, max(last, 1), len(typed.headings) - 1)
        sheet.repeat_rows(0)
        sheet.print_area(0, 0, max(last, 1), len(typed.headings) - 1)
        if last:
            sheet.set_selection(1, typed.headings.index(kind.decision), 1, typed.headings.index(kind.decision))

    def _write_cell(self, sheet: Worksheet, place: tuple[int, int], value: Value, look: Format) -> None:
        """Write a value; a day of a column of days as a date, however its cell is to look."""
        column = self._column(self.next.kept.sheet.headings[place[1]])
        day = column.value(value) if column and isinstance(value, str) else None
        if value == "":
            sheet.write_blank(*place, None, look)
        elif isinstance(day, dt.date):
            sheet.write_datetime(*place, day, look)
        elif isinstance(value, str):
            sheet.write_string(*place, value, look)
        else:
            sheet.write_number(*place, value, look)

    def _column(self, heading: str) -> DecisionColumn | None:
        return self.next.kind.defined.column(heading) if self.next.kind.defined else None

    def _body(self, heading: str) -> Format:
        """Return how cells look below a heading: grey is the program's, white or yellow the coordinator's."""
        column = self._column(heading)
        shown = _SHOWN_AS.get(column.type, {}) if column else {}
        if not self.next.kind.is_entry(heading):
            return self.style.cell(bg_color=_LOCKED_FILL, **shown)
        if self._is_answer(heading):
            # The thick frame is seen where the colour is not: on a grey print.
            return self.style.cell(bg_color=_ENTRY_FILL, left=5, right=5, **shown)
        return self.style.cell()

    def _is_answer(self, heading: str) -> bool:
        return self.next.kind.is_answer(heading)

    def _guide_entries(self, sheet: Worksheet) -> None:
        """Offer the words that answer each row, say what they do, and refuse entries where the program writes."""
        typed, kind = self.next.kept.sheet, self.next.kind
        column = typed.headings.index(kind.decision)
        first = 1
        for words, rows in groupby(typed.rows, key=kind.words_of):
            last = first + len(list(rows)) - 1
            sheet.data_validation(first, column, last, column, offer(kind.decision, words))
            first = last + 1
        sheet.data_validation(first, column, first + _SPARE_ROWS, column, offer(kind.decision, kind.words))
        for one in kind.defined.columns if kind.defined else ():
            if one.is_entry and one.name != kind.decision:
                place = typed.headings.index(one.name)
                sheet.data_validation(1, place, first + _SPARE_ROWS, place, guide(one))
        for first, last in self._refused():
            for place, heading in enumerate(typed.headings):
                if not kind.is_entry(heading):
                    sheet.data_validation(first, place, last, place, REFUSAL)

    @property
    def _beside(self) -> Mapping[str, Mapping[str, str]]:
        """The names to show beside the codes of a column, by its heading; none where another column tells them."""
        headings = self.next.kept.sheet.headings
        is_told = DEPARTMENT not in headings or DEPARTMENT_NAME in headings
        return {} if is_told else {DEPARTMENT: self.style.pages.departments}

    def _name_codes(self, sheet: Worksheet) -> None:
        """Show names beside codes by how the cells look, so that what is kept is the code alone."""
        last = len(self.next.kept.sheet.rows) + _SPARE_ROWS
        for heading, names in self._beside.items():
            place = self.next.kept.sheet.headings.index(heading)
            for code, name in names.items():
                look = self.style.book.add_format({"num_format": f'@"　{clean_text(name).replace(chr(34), "")}"'})
                is_code = {"type": "cell", "criteria": "==", "value": f'"{code}"', "format": look}
                sheet.conditional_format(1, place, last, place, is_code)

    def _refused(self) -> Iterator[tuple[int, int]]:
        """Yield the first and last of rows that stand together in which grey cells may not be typed over.

        What people have added to a sheet of their own definition they may correct.
        """
        kept, kind = self.next.kept, self.next.kind
        asked = {kind.key(one.row) for one in kept.asked}
        place = 1
        for is_asked, rows in groupby(kept.sheet.rows, key=lambda row: not kind.defined or kind.key(row) in asked):
            last = place + len(list(rows)) - 1
            if is_asked:
                yield place, last
            place = last + 1
