"""The workbook while it is written: formats, valid sheet names, text that stays text, links, page set-up."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kusei_batch.core.text.cleaning import clean_footer, clean_link, clean_text
from kusei_batch.core.text.lengths import HEADER_FOOTER, SHEET_NAME, cut, units
from kusei_batch.report.clean_sheet import CleanSheet
from kusei_batch.report.native_chart import theme_of
from kusei_batch.report.palette import HEADING_FILL, INK, LINK, RULE
from kusei_batch.report.summary_workbook.column_widths import folded, row_height
from kusei_batch.report.views.model import Datum, RoundView, SourceRef

MOST_LINKS = 60_000  # Excel opens a sheet with at most 65,530 links; some are left for the contents
MOST_LINK_CHARACTERS = 2_000
_A4 = 9
_ZOOM = 85  # shows wide sheets whole on most screens
_ERA_DAY = '[$-411]ggge"年"m"月"d"日"'
_FIRST_YEAR_DAY = '[$-411]ggg"元年"m"月"d"日"'  # programs write 1 for 元 else
_FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f-\x9f\ufffe\uffff]")
_LOOKS_LIKE_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class Page:
    """How a sheet prints: the row of its headings and the last printed column, from 0.

    `repeated` says whether the headings stand on each page: they do not belong on pages without rows. `kept` columns
    on the left stay in sight when the others are scrolled.
    """

    heading_row: int
    last_column: int
    landscape: bool = True
    repeated: bool = True
    kept: int = 0


class SummaryBook:
    """One summary workbook; closing it gives the file."""

    def __init__(self, view: RoundView, font: str) -> None:
        self._written = io.BytesIO()
        self.view = view
        self.font = font
        self.workbook = xlsxwriter.Workbook(
            self._written,
            {
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "in_memory": True,
                "default_format_properties": {"font_name": font, "font_size": 10, "font_family": 0},
            },
        )
        self.workbook.use_custom_theme(theme_of(font))
        # The day of the figures, not of the clock: the same figures make the same file, byte for byte.
        created = dt.datetime.combine(view.as_of, dt.time())
        title = clean_text(f"{view.labels.ward}　{view.labels.form_title}　集計表")
        self.workbook.set_properties({"title": title, "author": clean_text(view.labels.city), "created": created})
        self.workbook.set_size(2400, 1400)
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}
        # The cells of tables as they are asked for, thousands of times.
        self._bodies: dict[tuple[tuple[str, object], ...], Format] = {}
        self._links: dict[str, int] = {}
        self.names: list[str] = []

    def close(self) -> bytes:
        """Return the whole file."""
        self.workbook.close()
        return self._written.getvalue()

    def format(self, **properties: object) -> Format:
        """Return the format with these properties on top of the house style, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            base: dict[str, Any] = {"font_name": self.font, "font_size": 10, "valign": "top", "font_color": INK}
            self._formats[key] = self.workbook.add_format({**base, **properties})
        return self._formats[key]

    def body(self, **properties: object) -> Format:
        """Return the format of a bordered, wrapped cell of a table."""
        asked = tuple(properties.items())
        if asked not in self._bodies:
            self._bodies[asked] = self.format(**{"border": 1, "border_color": RULE, "text_wrap": True, **properties})
        return self._bodies[asked]

    def heading(self, **properties: object) -> Format:
        """Return the format of a heading cell of a table."""
        given = {"bold": True, "bg_color": HEADING_FILL, "align": "center", "valign": "vcenter", **properties}
        return self.body(**given)

    def sheet(self, name: str) -> Worksheet:
        """Add a sheet under a valid name that no other sheet has, and return it."""
        valid = self.free_name(name)
        self.names.append(valid)
        sheet = self.workbook.add_worksheet(valid, CleanSheet)
        sheet.hide_gridlines(2)
        sheet.set_zoom(_ZOOM)
        return sheet

    def free_name(self, name: str) -> str:
        """Return the name as Excel allows it: 31 UTF-16 units, no signs it forbids, not taken."""
        stem = _FORBIDDEN_IN_NAME.sub("_", name).strip("' ") or "集計"
        if stem.casefold() == "history":  # reserved by Excel
            stem += "_"
        valid, number = cut(stem, SHEET_NAME), 2
        while valid.casefold() in (taken.casefold() for taken in self.names):
            suffix = f"（{number}）"
            valid, number = cut(stem, SHEET_NAME - len(suffix)) + suffix, number + 1
        return valid

    def put(self, sheet: Worksheet, row: int, column: int, value: Datum, **properties: object) -> None:
        """Write a value in a table cell: a number as number, a date as date, all else as text."""
        if value is None or value == "":
            sheet.write_blank(row, column, None, self.body(**properties))
        elif isinstance(value, int | Decimal):
            sheet.write_number(row, column, float(value), self.body(**properties))
        elif isinstance(value, dt.date):
            look = self.body(**{"num_format": "yyyy-mm-dd", **properties})
            sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), look)
        else:
            # The quote prefix keeps it text even when somebody edits the cell.
            prefix = {"quote_prefix": True} if value.startswith(_LOOKS_LIKE_FORMULA) else {}
            sheet.write_string(row, column, value, self.body(**prefix, **properties))

    def put_day(self, sheet: Worksheet, row: int, column: int, day: dt.date | None, **properties: object) -> None:
        """Write a date that is shown by its era, yet sorted and filtered as a date."""
        is_first = day is not None and "元年" in self.view.date_label(day)
        look = {"num_format": _FIRST_YEAR_DAY if is_first else _ERA_DAY, "align": "center", **properties}
        self.put(sheet, row, column, day, **look)

    def link(self, sheet: Worksheet, row: int, column: int, source: SourceRef | None, **properties: object) -> None:
        """Write the file's name, linked to the cell it was read from where the link can be kept."""
        url = link_target(source) if source else None
        if source is None or url is None or self._links.get(sheet.name, 0) >= MOST_LINKS:
            self.put(sheet, row, column, source.file if source else "", **properties)
            return
        self._links[sheet.name] = self._links.get(sheet.name, 0) + 1
        given = {"font_color": LINK, "underline": 1, **properties}
        sheet.write_url(row, column, url, self.body(**given), source.file or "ファイルを開く")

    def title(self, sheet: Worksheet, title: str, notes: Sequence[str], widths: Sequence[float]) -> int:
        """Write title, ward and date, notes, and return the row (from 0) on which the table may begin.

        `widths` are those of the printed columns: no line goes beyond them.
        """
        labels = self.view.labels
        self.line(sheet, 0, f"{labels.year}　{title}", widths, font_size=14, bold=True)
        self.line(sheet, 1, f"{labels.ward}　{labels.round}　{labels.as_of}現在", widths)
        row = 2
        for note in notes:
            self.line(sheet, row, note, widths)
            row += 1
        sheet.set_row(row, 8)
        return row + 1

    def line(self, sheet: Worksheet, row: int, text: str, widths: Sequence[float], **properties: object) -> None:
        """Write a text over columns of these widths, wrapped within them, in a row that is high enough for it."""
        look = self.format(**{"valign": "vcenter", "text_wrap": True, **properties})
        if len(widths) > 1:
            sheet.merge_range(row, 0, row, len(widths) - 1, "", look)
        sheet.write_string(row, 0, text, look)
        larger = float(str(properties.get("font_size", 10))) / 10  # than the letters that widths and heights are of
        sheet.set_row(row, row_height([text], [sum(widths) / larger]) * max(1.0, larger))

    def headings(self, sheet: Worksheet, row: int, names: Sequence[str], widths: Sequence[float]) -> None:
        """Write the heading row of a table, and set the widths of its columns."""
        told = [folded(name, width) for name, width in zip(names, widths, strict=True)]
        for column, (name, width) in enumerate(zip(told, widths, strict=True)):
            sheet.write_string(row, column, name, self.heading())
            sheet.set_column(column, column, width)
        sheet.set_row(row, max(22.0, row_height(told, widths)))

    def page(self, sheet: Worksheet, page: Page, last_row: int) -> None:
        """Set A4, one page wide, headings repeated and frozen, the page's number below."""
        sheet.set_paper(_A4)
        if page.landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        if page.repeated:
            sheet.repeat_rows(page.heading_row)
        sheet.freeze_panes(page.heading_row + 1, page.kept)
        sheet.print_area(0, 0, max(last_row, page.heading_row), page.last_column)
        self.foot(sheet)
        sheet.center_horizontally()

    def foot(self, sheet: Worksheet) -> None:
        """Set the page's number below in the middle, ward and sheet on the right."""
        # The size before the font: a ward's name beginning with a digit would be read as part of the size.
        # 10 points are 8 where a sheet is drawn as small as may be.
        font = f'&10&"{self.font},標準"'
        page = f"&C{font}&P / &N&R{font}"
        ward = clean_footer(self.view.labels.ward, HEADER_FOOTER - units(page) - len("　&A"))
        sheet.set_footer(f"{page}{ward}　&A")


def link_target(source: SourceRef) -> str | None:
    """Return what XlsxWriter takes as a link to the source's first cell; None where there can be none."""
    if not source.link:
        return None
    # XlsxWriter escapes nothing once it sees a %: what it would escape is escaped here.
    escaped = clean_link(source.link)
    cell = re.split(r"[:,]", source.cell)[0]
    if source.sheet and cell:
        sheet = clean_text(source.sheet).replace("'", "''")
        escaped += f"#'{sheet}'!{cell}"
    return None if len(escaped) > MOST_LINK_CHARACTERS else f"external:{escaped}"
