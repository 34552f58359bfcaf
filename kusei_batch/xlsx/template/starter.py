"""`form new`: a working template to start from, with an example table and every definition sheet explained."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from kusei_batch.core.form import ENTRY_COLOR, FieldKind, FieldType, Necessity
from kusei_batch.core.totals import ChartKind, TotalsKind
from kusei_batch.xlsx.names import RESERVED_SHEETS, is_definition
from kusei_batch.xlsx.template import starter_texts as texts
from kusei_batch.xlsx.template.definitions import CHECKS, CHOICES, ITEMS, NOTES, SETTINGS, TOTALS
from kusei_batch.xlsx.template.totals import sheet_name_fault

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_FONT = "BIZ UDPゴシック"
_INK, _HEAD, _LINE, _QUIET = "FF1F2937", "FFE3EAF2", "FF8A94A3", "FF5B6675"
_THIN = Side(style="thin", color=_LINE)
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_LAST_ROW = 300
_LAYOUT_WIDTHS = (9, 24, 78, 26)
_WIDTHS = {
    ITEMS: (16, 9, 8, 16, 16, 12, 8, 18, 11, 9, 9, 11, 8, 8, 46, 38, 9),
    CHOICES: (16, 40, 40),
    SETTINGS: (20, 30, 64),
    TOTALS: (16, 12, 10, 26, 26, 7, 12, 12, 14, 12, 14, 10, 10, 8, 10, 10, 20),
    CHECKS: (22, 9, 36, 14, 46, 40, 9, 14),
    NOTES: (13, 20, 80, 24),
}
_WORDS: dict[str, dict[str, Iterable[str]]] = {
    ITEMS: {
        "区分": FieldKind,
        "型": FieldType,
        "必須": Necessity,
        "文字可": ("はい", "いいえ"),
        "重要度": ("エラー", "警告"),
    },
    TOTALS: {"種類": TotalsKind, "図": ChartKind},
    CHECKS: {"重要度": ("エラー", "警告")},
}


def write_starter(path: Path, title: str) -> None:
    """Write a starting template called `title` to `path`; it passes the template check as it is."""
    workbook = Workbook()
    sheet = workbook.active or workbook.create_sheet()
    sheet.title = _sheet_title(title)
    _draw_layout(sheet)
    _write_items(workbook.create_sheet(ITEMS))
    _write_rows(workbook.create_sheet(CHOICES), texts.CHOICE_HEADINGS, texts.CHOICES)
    _write_settings(workbook.create_sheet(SETTINGS), title)
    _write_totals(workbook.create_sheet(TOTALS))
    _write_rows(workbook.create_sheet(CHECKS), texts.CHECK_HEADINGS, ())
    notes = workbook.create_sheet(NOTES)
    _write_rows(notes, ("シート", "所・見出し", "書き方", "例"), texts.EXPLANATIONS)
    notes.page_setup.fitToHeight = 1
    workbook.save(path)


def _sheet_title(title: str) -> str:
    plain = re.sub(r"[\[\]:*?/\\']", "", title).strip()[:31]
    taken = is_definition(plain) or plain in RESERVED_SHEETS or sheet_name_fault(plain)
    return "様式" if not plain or taken else plain


def _draw_layout(sheet: Worksheet) -> None:
    for column, width in enumerate(_LAYOUT_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    _draw_title(sheet)
    _draw_head(sheet)
    _draw_table(sheet, row=6)
    _set_page(sheet)


def _draw_title(sheet: Worksheet) -> None:
    _put(sheet, "A1", "{{年度}}　{{様式名}}", size=16, bold=True)
    _put(sheet, "D1", "{{様式番号}}（第{{版}}版）", size=9, align="right", color=_QUIET)
    _put(sheet, "A2", "{{区名}}　{{部署名}}", size=12)
    # The prefix is the cell's format: the cell itself holds the number alone, so that it can be read back.
    _put(sheet, "D2", "{{管理番号}}", size=10, align="right").number_format = '"管理番号　"@'
    _put(sheet, "A3", "提出期限：{{提出期限}}　　提出先：{{提出先}}　　問合せ先：{{問合せ先}}", size=10)
    for area in ("A1:C1", "A2:C2", "A3:D3"):
        sheet.merge_cells(area)
    for row, height in ((1, 30), (2, 22), (3, 20), (4, 26), (5, 10)):
        sheet.row_dimensions[row].height = height


def _draw_head(sheet: Worksheet) -> None:
    _head_cell(sheet, "A4", "記入者")
    _entry_cell(sheet, "B4", "{{記入者}}")
    note = "　色の付いた欄に記入してください。書き方は「記入要領」シートにあります。"
    _put(sheet, "C4", note, size=9, color=_QUIET)


def _draw_table(sheet: Worksheet, row: int) -> None:
    table = texts.TABLE
    for letter, name in zip("ABCD", ("番号", "区分", "取組の内容", "期限"), strict=True):
        _head_cell(sheet, f"{letter}{row}", name)
        placeholder = f"{{{{{table}.{name}}}}}"
        if name == "番号":
            _put(sheet, f"{letter}{row + 1}", placeholder, align="center").border = _BOX
        else:
            _entry_cell(sheet, f"{letter}{row + 1}", placeholder, centred=name != "取組の内容")
    sheet.row_dimensions[row].height = 24
    sheet.row_dimensions[row + 1].height = 60
    sheet.freeze_panes = f"A{row + 1}"
    sheet.print_title_rows = f"{row}:{row}"


def _set_page(sheet: Worksheet) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left = margins.right = margins.top = 0.5
    margins.bottom = 0.6
    sheet.print_options.horizontalCentered = True
    footer = sheet.oddFooter
    if footer:
        footer.center.text = "&P / &N"
    sheet.sheet_view.showGridLines = False


def _put(sheet: Worksheet, address: str, text: str, **look: str | int | bool) -> Cell:
    cell: Cell = sheet[address]
    cell.value = text
    size, bold = int(look.get("size", 10.5)), bool(look.get("bold"))
    cell.font = Font(name=_FONT, size=size, bold=bold, color=str(look.get("color", _INK)))
    align = str(look.get("align", "left"))
    cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True, indent=int(look.get("indent", 0)))
    return cell


def _head_cell(sheet: Worksheet, address: str, text: str) -> None:
    cell = _put(sheet, address, text, bold=True, align="center")
    cell.fill, cell.border = PatternFill("solid", fgColor=_HEAD), _BOX


def _entry_cell(sheet: Worksheet, address: str, text: str, *, centred: bool = False) -> None:
    cell = _put(sheet, address, text, align="center" if centred else "left", indent=0 if centred else 1)
    cell.fill, cell.border = PatternFill("solid", fgColor=f"FF{ENTRY_COLOR}"), _BOX


def _write_items(sheet: Worksheet) -> None:
    shown = tuple({"項目名": name, "区分": "表示", "型": "文字"} for name in texts.SHOWN)
    _write_rows(sheet, texts.ITEM_HEADINGS, _in_order((*shown, *texts.ITEMS), texts.ITEM_HEADINGS))
    _explain_headings(sheet)


def _write_settings(sheet: Worksheet, title: str) -> None:
    own = (
        (
            "様式ID",
            re.sub(r'[\\/:*?"<>|]', "", title).strip(" .") or "様式",
            "ファイル名などに使う短い名前です。必ず書きます。",
        ),
        ("様式名", title, "様式に印刷する名前です。必ず書きます。"),
    )
    _write_rows(sheet, texts.SETTING_HEADINGS, (*own, *texts.SETTINGS))


def _write_totals(sheet: Worksheet) -> None:
    _write_rows(sheet, texts.TOTALS_HEADINGS, _in_order(texts.TOTALS, texts.TOTALS_HEADINGS))
    _explain_headings(sheet)


def _in_order(rows: Iterable[Mapping[str, str | int]], headings: Sequence[str]) -> tuple[tuple[str | int, ...], ...]:
    return tuple(tuple(row.get(heading, "") for heading in headings) for row in rows)


def _write_rows(sheet: Worksheet, headings: Sequence[str], rows: Sequence[Sequence[str | int]]) -> None:
    for column, heading in enumerate(headings, start=1):
        letter = get_column_letter(column)
        _head_cell(sheet, f"{letter}1", heading)
        sheet.column_dimensions[letter].width = _WIDTHS[sheet.title][column - 1]
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            cell = _put(sheet, f"{get_column_letter(column)}{number}", "", size=10, indent=1)
            cell.value = value if value != "" else None
            cell.border = _BOX
        sheet.row_dimensions[number].height = _height(row, _WIDTHS[sheet.title])
    sheet.sheet_properties.tabColor = "FFB8C4D2"
    sheet.row_dimensions[1].height = 24
    sheet.freeze_panes = "A2"
    _set_page(sheet)
    sheet.print_title_rows = "1:1"
    _offer_words(sheet, headings)


def _height(row: Sequence[str | int], widths: Sequence[int]) -> int:
    """Points for a row whose longest text is wrapped; a proportional Japanese character is about 1.7 wide."""
    lines = (ceil(1.7 * len(str(value)) / (width - 2)) for value, width in zip(row, widths, strict=False))
    return 6 + 14 * max(1, *lines)


def _offer_words(sheet: Worksheet, headings: Sequence[str]) -> None:
    for heading, words in _WORDS.get(sheet.title, {}).items():
        letter = get_column_letter(headings.index(heading) + 1)
        known = DataValidation("list", formula1=f'"{",".join(words)}"', allow_blank=True)
        known.error, known.errorTitle, known.showErrorMessage = "一覧から選んでください。", heading, True
        known.add(f"{letter}2:{letter}{_LAST_ROW}")
        sheet.add_data_validation(known)


def _explain_headings(sheet: Worksheet) -> None:
    said = [(heading.split("・"), text) for name, heading, text, _ in texts.EXPLANATIONS if name == sheet.title]
    for cell in sheet[1]:
        words = [text for headings, text in said if cell.value in headings]
        if words:
            cell.comment = Comment("\n".join(words), "書き方", height=90, width=260)
