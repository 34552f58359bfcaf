"""A plain form drawn from a list of fields: a head with what the program writes, then labels, then the tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kusei_batch.core.form import ROW_NUMBER, FieldKind, FieldType
from kusei_batch.xlsx.block import Block
from kusei_batch.xlsx.book import Book
from kusei_batch.xlsx.digit_width import digit_points
from kusei_batch.xlsx.draft.draft import FormDraft, ProposedField, ProposedTable, SheetDraft
from kusei_batch.xlsx.draft.field_list import ListedField
from kusei_batch.xlsx.markup import main
from kusei_batch.xlsx.reader.plain_cells import Position
from kusei_batch.xlsx.reference import Area, quote_sheet
from kusei_batch.xlsx.stamp.plainsheet import PlainSheet, SheetColumn, page
from kusei_batch.xlsx.template.starter import starter_for, starter_sheet
from kusei_batch.xlsx.zipping import join, lay_out, pack

# The cell formats of the starting template.
_TITLE, _FORM_NUMBER, _PLACE, _SHEET_ID, _ASIDE, _LABEL, _LONG, _NOTE, _NUMBER, _SHORT = range(1, 11)
_WORDS = (FieldType.LONG_TEXT, FieldType.TEXT)
_ROWS = 10
_LINE, _TALL = 26.0, 60.0
_HINT = "　色の付いた欄に記入してください。書き方は「記入要領」シートにあります。"
_HEAD = (
    (_TITLE, "{{年度}}　{{様式名}}", _FORM_NUMBER, "{{様式番号}}（第{{版}}版）", 30.0),
    (_PLACE, "{{区名}}　{{部署名}}", _SHEET_ID, "{{管理番号}}", 22.0),
    (_ASIDE, "提出期限：{{提出期限}}　　提出先：{{提出先}}　　問合せ先：{{問合せ先}}", _ASIDE, "", 20.0),
    (_NOTE, _HINT, _NOTE, "", 20.0),
)
_NORMAL = ("Calibri", 11.0)
_SHOWN = ("年度", "様式名", "様式番号", "版", "区名", "部署名", "管理番号", "提出期限", "提出先", "問合せ先")
CORNER = 26.0
"""Room for what stands in the upper right corner."""
_WIDTHS = {
    FieldType.LONG_TEXT: 44.0,
    FieldType.TEXT: 22.0,
    FieldType.CHOICES: 22.0,
    FieldType.CHOICE: 14.0,
    FieldType.DATE: 16.0,
    FieldType.YES_NO: 10.0,
}
_USUAL, _NUMBER_WIDTH, _PAGE_WIDTH, _LABEL_WIDTH = 13.0, 6.0, 136.0, 20.0
_FEWEST_COLUMNS = 3


@dataclass
class PlainForm:
    """A form under construction on one sheet; `heading_row` is that of the first table, 0 without one."""

    name: str
    sheet_name: str
    fields: Sequence[ListedField]
    heading_row: int = 0
    _proposed: list[ProposedField] = field(default_factory=list)
    _tables: list[ProposedTable] = field(default_factory=list)
    _texts: dict[Position, str] = field(default_factory=dict)

    def draw(self) -> tuple[bytes, FormDraft]:
        """Return the sheet's part, and the draft that says what is put into it."""
        widths = column_widths(self.fields)
        columns = [SheetColumn(width * digit_points(_NORMAL)) for width in widths]
        sheet = PlainSheet(columns, ("BIZ UDPゴシック", 10.0), _NORMAL)
        self._draw_head(sheet, widths)
        for one in self.fields:
            if not one.table:
                self._draw_line(sheet, one, len(widths))
        for table in dict.fromkeys(one.table for one in self.fields if one.table):
            self._draw_table(sheet, table)
        shown = [ProposedField(item, self.sheet_name, (1, 1), kind=FieldKind.DISPLAY) for item in _SHOWN]
        fields = (*shown, *self._proposed)
        draft = SheetDraft(self.sheet_name, fields, tuple(self._tables), self._texts)
        row = self.heading_row
        pane = f'<pane ySplit="{row}" topLeftCell="A{row + 1}" activePane="bottomLeft" state="frozen"/>'
        view = f'<sheetView showGridLines="0" workbookViewId="0">{pane if row else ""}</sheetView>'
        head = f'<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>{view}</sheetViews>'
        merges = "".join(f'<mergeCell ref="{area}"/>' for area in sheet.merges)
        tail = f"<mergeCells>{merges}</mergeCells>{page('&P / &N', landscape=True)}"
        return sheet.write(head, tail).encode(), FormDraft(self.name, self.name, "", (draft,))

    def _draw_head(self, sheet: PlainSheet, widths: Sequence[float]) -> None:
        last = len(widths)
        corner = last
        while corner > 2 and sum(widths[corner - 1 :]) < CORNER:  # noqa: PLR2004 - the first column is the title's
            corner -= 1
        for style, text, at_right, right, height in _HEAD:
            row, end = sheet.next_row, corner - 1 if right else last
            cells = [sheet.text(1, style, text), *([sheet.text(corner, at_right, right)] if right else [])]
            sheet.add(cells, height)
            spans = (Area(row, 1, row, end), Area(row, corner, row, last if right else corner))
            sheet.merges += [str(area) for area in spans if not area.is_cell]

    def _draw_line(self, sheet: PlainSheet, one: ListedField, last: int) -> None:
        row, is_long = sheet.next_row, one.type is FieldType.LONG_TEXT
        end = last
        style = _LONG if one.type in _WORDS else _SHORT
        cells = [sheet.text(1, _LABEL, one.name), *(sheet.text(column, style) for column in range(2, end + 1))]
        sheet.add(cells, _TALL if is_long else _LINE)
        if end > 2:  # noqa: PLR2004 - the label's and the entry's own column
            sheet.merges.append(str(Area(row, 2, row, end)))
        self._propose(one, (row, 2))

    def _draw_table(self, sheet: PlainSheet, table: str) -> None:
        own = [one for one in self.fields if one.table == table]
        sheet.add([], 10.0)
        self.heading_row = self.heading_row or sheet.next_row
        headings = [f"{one.name}（{one.unit}）" if one.unit else one.name for one in own]
        sheet.add([sheet.text(n, _LABEL, heading) for n, heading in enumerate(headings, start=1)], 28.0)
        row = sheet.next_row
        styles = [_NUMBER if one.name == ROW_NUMBER else _LONG if one.type in _WORDS else _SHORT for one in own]
        height = _TALL if any(one.type is FieldType.LONG_TEXT for one in own) else _LINE
        sheet.add([sheet.text(n, style) for n, style in enumerate(styles, start=1)], height)
        for column, one in enumerate(own, start=1):
            self._propose(one, (row, column))
        self._tables.append(ProposedTable(table, self.sheet_name, Block(row), _ROWS))

    def _propose(self, one: ListedField, at: Position) -> None:
        is_number = bool(one.table) and one.name == ROW_NUMBER
        proposed = ProposedField(
            name=one.name,
            sheet=self.sheet_name,
            at=at,
            type=FieldType.INTEGER if is_number else one.type,
            table=one.table or None,
            kind=FieldKind.DISPLAY if is_number else FieldKind.ENTRY,
            choices=one.choices,
            unit=one.unit,
            required=one.required,
            most_letters=one.most,
            help=one.help,
        )
        self._proposed.append(proposed)
        self._texts[at] = proposed.placeholder


def plain_form(name: str, fields: Sequence[ListedField]) -> tuple[bytes, FormDraft]:
    """Return a workbook with a sheet drawn for those fields, and the draft that fills it."""
    form = PlainForm(name, starter_sheet(name), fields)
    content, draft = form.draw()
    book = Book(starter_for(name))
    layout = book.sheets[0]
    book.replace(layout.part, content)
    for title in book.workbook.iter(main("definedName")):
        if title.get("localSheetId") == "0":
            row = form.heading_row or 1
            title.text = f"{quote_sheet(layout.name)}!${row}:${row}"
    return join(lay_out(pack(part, data, 6) for part, data in book.parts().items()), ()), draft


def column_widths(fields: Sequence[ListedField]) -> list[float]:
    """Return how wide the columns are: as wide as the widest field in each, long texts sharing what a page has left."""
    tables = list(dict.fromkeys(one.table for one in fields if one.table))
    columns = [
        [
            _NUMBER_WIDTH if one.name == ROW_NUMBER else _WIDTHS.get(one.type, _USUAL)
            for one in fields
            if one.table == table
        ]
        for table in tables
    ]
    count = max([_FEWEST_COLUMNS, *map(len, columns)])
    widths = [max([0.0, *(own[n] for own in columns if n < len(own))]) for n in range(count)]
    if any(not one.table for one in fields):
        widths[0] = max(widths[0], _LABEL_WIDTH)
    widths = [width or CORNER for width in widths]
    longest = [n for n, width in enumerate(widths) if width >= _WIDTHS[FieldType.LONG_TEXT]] or [count - 2]
    spare = max(0.0, _PAGE_WIDTH - sum(widths)) / len(longest)
    return [width + spare if n in longest else width for n, width in enumerate(widths)]
