"""The sheets 回, 資料, ページ and 設定 written into a master, with dropdowns and what to write in each column."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

from kusei_batch.config.setting_columns import (
    COLUMNS,
    CONTENT,
    ITEM,
    KEYS,
    NO_LETTERS,
    OFFICE,
    PAGES,
    PAPERS,
    ROUND,
    ROUNDS,
    YES,
    SettingColumn,
    SettingKind,
)
from kusei_batch.core.text.width import text_width

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

CHOICES = "_設定の選択肢"
"""A hidden sheet of what the dropdowns offer; anything else may be typed, and is checked like what was chosen."""
_MEANING = "書くこと"
_ROOM = 200
_WIDTHS = {
    "回": 22,
    "様式": 22,
    "ひな形": 30,
    "標題": 40,
    "公表する項目": 56,
    "行の条件": 30,
    "問合せ先": 36,
    "配る部署": 22,
}
_USUAL_WIDTH, _WIDER = 13, 25
_WIDEST_ON_A4 = 170
_LINE = 15.0
"""The height of a line of text, in points."""
_LONG = ("名前", "会議")

Choices = Mapping[str, Sequence[str]]
"""What is offered, a list of words for each name in `_OFFERED`."""

_OFFERED = {
    (ROUNDS, "様式"): "様式",
    (ROUNDS, "配る部署"): "部署",
    (ROUNDS, "部長の確認"): "確認の用紙",
    (ROUNDS, "配る階層"): "階層",
    (ROUNDS, "集計する階層"): "階層",
    (PAPERS, "ひな形"): "資料のひな形",
    (PAPERS, "会議"): "会議",
    (PAPERS, "1つずつ作る一覧"): "一覧",
    (PAPERS, "階層"): "階層",
    (PAGES, "ひな形"): "ページのひな形",
    (PAGES, "階層"): "階層",
}


def write_setting_sheets(master: bytes, tree: Mapping[str, Any], choices: Choices) -> bytes:
    """Return the master with the four sheets, filled from a tree as config.toml's, behind those it has."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(master))
    look = _Look(book)
    places = _write_choices(book, choices)
    for name in (OFFICE, ROUNDS, PAPERS, PAGES):
        sheet = book.create_sheet(name)
        rows = _rows(name, tree)
        headings = (ITEM, CONTENT, _MEANING) if name == OFFICE else [column.heading for column in COLUMNS[name]]
        look.fill(sheet, headings, rows)
        for number, column in enumerate(COLUMNS[name] if name != OFFICE else (), 1):
            _guide(sheet, number, column, places)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _rows(name: str, tree: Mapping[str, Any]) -> list[list[str]]:
    """Return the rows of 設定 or 回, or of the papers or pages of all rounds."""
    if name == OFFICE:
        return [[column.heading, _text(tree, column), column.note] for column in COLUMNS[name]]
    rounds: Sequence[Mapping[str, Any]] = tree.get("rounds", ())
    if name == ROUNDS:
        return [[_text(round_, column) for column in COLUMNS[name]] for round_ in rounds]
    return [
        [_text(made, column) if column.key else str(round_["name"]) for column in COLUMNS[name]]
        for round_ in rounds
        for made in round_.get(KEYS[name], ())
    ]


def _text(entry: Mapping[str, Any], column: SettingColumn) -> str:
    """Return a value of config.toml as it is written in a cell."""
    value = entry.get(column.key, "")
    if column.kind is SettingKind.LIST:
        return "、".join(value)
    if column.kind is SettingKind.YES:
        return YES if value else ""
    if column.kind is SettingKind.LETTERS:
        return NO_LETTERS if value is False else ""
    return f"{value.year}/{value.month}/{value.day}" if hasattr(value, "isoformat") else str(value)


class _Look:
    """How the lists of the master look; the new sheets look like the first of them."""

    def __init__(self, book: Workbook) -> None:
        sheet = book["区"] if "区" in book.sheetnames else book.worksheets[0]
        self._head, self._body = sheet["A1"], sheet["A2"]

    def fill(self, sheet: Worksheet, headings: Iterable[str], rows: Sequence[Sequence[str]]) -> None:
        """Write headings and rows; every cell is text, so that 4月24日 stays what was typed."""
        from copy import copy

        from openpyxl.styles import Alignment
        from openpyxl.utils import get_column_letter

        blank = max(_ROOM // 10, len(rows) + _ROOM // 20) - len(rows) if sheet.title != OFFICE else 0
        names = tuple(headings)
        for number, name in enumerate(names, 1):
            cell = sheet.cell(1, number, name)
            cell.font, cell.fill, cell.border = (copy(getattr(self._head, of)) for of in ("font", "fill", "border"))
            cell.alignment = copy(self._head.alignment)
            wide = _WIDER if name.endswith(_LONG) else _USUAL_WIDTH
            width = {CONTENT: 48, _MEANING: 70}.get(name, _WIDTHS.get(name, wide))
            sheet.column_dimensions[get_column_letter(number)].width = width
        widths = [sheet.column_dimensions[get_column_letter(number)].width for number in range(1, len(names) + 1)]
        for line, row in enumerate([*rows, *([""] * len(names) for _ in range(blank))], 2):
            lines = max(ceil(text_width(text) / (width - 2)) for text, width in zip(row, widths, strict=True))
            sheet.row_dimensions[line].height = _LINE * max(lines, 1)
            for number, text in enumerate(row, 1):
                written = sheet.cell(line, number, text or None)
                written.font, written.border = copy(self._body.font), copy(self._body.border)
                written.alignment, written.number_format = Alignment(vertical="top", wrap_text=True), "@"
        _lay_out(sheet)


def _lay_out(sheet: Worksheet) -> None:
    """Keep the headings in view, on the screen and on every page; one page wide, across, A3 where A4 is too small."""
    from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.freeze_panes = "B2" if sheet.title != OFFICE else "A2"
    sheet.print_title_rows = "1:1"
    wide = sum(one.width for one in sheet.column_dimensions.values()) > _WIDEST_ON_A4
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3 if wide else sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.oddFooter = HeaderFooterItem(center=_HeaderFooterPart(text="&P / &N"))


def _write_choices(book: Workbook, choices: Choices) -> dict[str, str]:
    """Write what the dropdowns offer into the hidden sheet; return where each list of words stands."""
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(CHOICES)
    sheet.sheet_state = "hidden"
    places = {}
    for number, (name, words) in enumerate(choices.items(), 1):
        for line, word in enumerate([name, *words], 1):
            sheet.cell(line, number, word).number_format = "@"
        letter = get_column_letter(number)
        if words:
            places[name] = f"{CHOICES}!${letter}$2:${letter}${len(words) + 1}"
    return places


def _guide(sheet: Worksheet, number: int, column: SettingColumn, places: Mapping[str, str]) -> None:
    """Add to a column what is to be written there, and what there is to choose from."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    source = places.get(_OFFERED.get((sheet.title, column.heading), ""))
    words = {SettingKind.YES: f'"{YES}"', SettingKind.LETTERS: f'"{NO_LETTERS}"'}.get(column.kind)
    offered = words or source
    if column.heading == ROUND:
        offered = f"{ROUNDS}!$A$2:$A${_ROOM}"
    rule = DataValidation(type="list", formula1=offered) if offered else DataValidation(type=None)
    rule.allow_blank, rule.showErrorMessage, rule.showInputMessage = True, False, True
    rule.promptTitle, rule.prompt = column.heading, column.note + ("（必ず書きます）" if column.is_needed else "")
    letter = get_column_letter(number)
    rule.add(f"{letter}2:{letter}{_ROOM}")
    sheet.add_data_validation(rule)
