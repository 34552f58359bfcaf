"""Rows added to one sheet of a workbook that people keep: its part is rewritten, every other stays byte for byte.

What ends with the last row grows with it: a table over the rows, the sheet's filter, validations and conditional
formats. Where the sheet is missing it is made, dressed like the workbook's first sheet; the parts that list the
sheets change then too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from kusei_batch.core.text.columns import column_letters
from kusei_batch.core.text.notation import comparable
from kusei_batch.xlsx.book import Book
from kusei_batch.xlsx.links import sheet_parts
from kusei_batch.xlsx.markup import (
    MAIN,
    cells_of,
    child_of,
    escape_attribute,
    escape_text,
    fragments,
    main,
    strip_attributes,
    text_of,
)
from kusei_batch.xlsx.package import parse_xml
from kusei_batch.xlsx.reference import Area, absolute, address, parse_address, parse_area, quote_sheet
from kusei_batch.xlsx.stamp.row_heights import SheetGrid
from kusei_batch.xlsx.zipping import join, lay_out, pack

if TYPE_CHECKING:
    from lxml import etree

Value = str | int | Decimal | None
_LEVEL = 6
_HEADING_ROW = 1
_LAST_OFFERED = 5000
_WIDTH = 16.0
_POINTS = 11.0  # the usual size of a font; what is measured is but a start for Excel's own measuring
_FILTER = "_xlnm._FilterDatabase"


class HeadingsMissingError(Exception):
    """The sheet lacks columns of these `headings`; nothing was added."""

    def __init__(self, headings: Sequence[str]) -> None:
        super().__init__("、".join(headings))
        self.headings = tuple(headings)


@dataclass(frozen=True, slots=True)
class NewSheet:
    """How a sheet looks that has to be made: widths in characters and choices offered, by heading."""

    widths: Mapping[str, float] = field(default_factory=dict)
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)


def append_rows(
    data: bytes, sheet: str, headings: Sequence[str], rows: Sequence[Sequence[Value]], look: NewSheet | None = None
) -> bytes:
    """The workbook with rows below the last one of a sheet, each value in the column of its heading (row 1).

    Numbers are stored as numbers, all else as text; None leaves the cell blank. Raises HeadingsMissingError, and
    UnreadableError for what is no workbook.
    """
    if not rows:
        return data
    book = Book(data)
    # Not book.sheets, which would have the workbook part written anew.
    parts = sheet_parts(book.parts())
    sheet = next((name for name in sorted(parts, key=sheet.__ne__) if comparable(name) == comparable(sheet)), sheet)
    part = parts.get(sheet)
    if part is None:
        part = book.add_sheet(sheet, _new_sheet(book, headings, look or NewSheet()))
    ground = _open_ground(book, part)
    missing = [heading for heading in headings if comparable(heading) not in ground.columns]
    if missing:
        raise HeadingsMissingError(missing)
    for number, values in enumerate(rows, start=ground.last + 1):
        ground.add(number, {ground.columns[comparable(h)]: value for h, value in zip(headings, values, strict=True)})
    _grow(book, part, sheet, ground, ground.last + len(rows))
    return join(lay_out(pack(name, content, _LEVEL) for name, content in book.parts().items()), ())


@dataclass(frozen=True, slots=True)
class _Ground:
    """A sheet to be added to: its columns by heading (as compared), its last row in use, the styles below that."""

    root: etree._Element
    columns: Mapping[str, int]
    last: int
    rows: dict[int, etree._Element]
    styles: Mapping[int, str]

    def add(self, number: int, values: Mapping[int, Value]) -> None:
        """Write a row; a cell that stands there already keeps its own style, others take that of the row above."""
        row = self.rows.get(number)
        if row is None:
            row = self._new_row(number)
        strip_attributes(row, "spans")
        cells = {parse_address(c.get("r", ""))[1]: c for c in row}
        for column in sorted({*values, *self.styles, *cells}):
            style = cells[column].get("s") if column in cells else self.styles.get(column)
            (fresh,) = fragments(_cell(address(number, column), style, values.get(column)))
            if column in cells:
                row.replace(cells[column], fresh)
            else:
                row.insert(sum(c < column for c in cells), fresh)
            cells[column] = fresh
        self._raise_row(row, values)

    def _raise_row(self, row: etree._Element, values: Mapping[int, Value]) -> None:
        """Let a row nobody has set the height of show its longest text whole, as Excel does while one types."""
        if row.get("customHeight") is None:
            grid, number = SheetGrid(self.root, _POINTS), int(row.get("r", "1"))
            rooms = {c: grid.room(Area(number, c, number, c), ("", _POINTS)) for c in values}
            height = max(rooms[c].height_for(str(value or "")) for c, value in values.items())
            row.set("ht", f"{max(grid.height(number), height):g}")

    def _new_row(self, number: int) -> etree._Element:
        (row,) = fragments(f'<row r="{number}"/>')
        above = [n for n in self.rows if n < number]
        if above:
            self.rows[max(above)].addnext(row)
        else:
            child_of(self.root, "sheetData").insert(0, row)
        self.rows[number] = row
        return row


def _open_ground(book: Book, part: str) -> _Ground:
    root = book.tree(part)
    # Give every row and cell its number: a writer may leave them out where they follow one another.
    number = 0
    for row in root.iterfind(f"{main('sheetData')}/{main('row')}"):
        number = int(row.get("r") or number + 1)
        row.set("r", str(number))
        column = 0
        for cell in row:
            column = parse_address(cell.get("r", ""))[1] if cell.get("r") else column + 1
            cell.set("r", address(number, column))
    rows = {int(row.get("r", "0")): row for row in root.iterfind(f"{main('sheetData')}/{main('row')}")}
    held = [parse_address(c.get("r", ""))[0] for c in cells_of(root) if len(c)]
    last = max(held, default=_HEADING_ROW)
    # The styles of the columns the heading row reaches over.
    places = [parse_address(c.get("r", "")) for c in cells_of(root)]
    width = max((column for row, column in places if row == _HEADING_ROW), default=0)
    styles = {
        column: style
        for col in root.iterfind(f"{main('cols')}/{main('col')}")
        if (style := col.get("style"))
        for column in range(int(col.get("min", "1")), min(int(col.get("max", "1")), width) + 1)
    }
    if last > _HEADING_ROW:
        styles |= {parse_address(c.get("r", ""))[1]: c.get("s", "0") for c in rows[last]}
    return _Ground(root, _columns(book, rows.get(_HEADING_ROW, ())), max(last, _HEADING_ROW), rows, styles)


def _columns(book: Book, row: Iterable[etree._Element]) -> dict[str, int]:
    """The columns by heading, as it is compared; of two with the same heading the first."""
    shared = [parse_xml(book.content(part)) for part in book.linked(book.workbook_part, "sharedStrings")]
    strings = [text_of(item) for item in shared[0].iterfind(main("si"))] if shared else []
    columns: dict[str, int] = {}
    for cell in row:
        columns.setdefault(comparable(_text(cell, strings)), parse_address(cell.get("r", ""))[1])
    return columns


def _text(cell: etree._Element, strings: Sequence[str]) -> str:
    value = cell.findtext(main("v")) or ""
    if cell.get("t") == "s":
        return strings[int(value)]
    inline = cell.find(main("is"))
    return value if inline is None else text_of(inline)


def _cell(place: str, style: str | None, value: Value) -> str:
    dressed = f' s="{style}"' if style else ""
    if value is None or value == "":
        return f'<c r="{place}"{dressed}/>'
    if isinstance(value, str):
        text = f'<is><t xml:space="preserve">{escape_text(value)}</t></is>'
        return f'<c r="{place}"{dressed} t="inlineStr">{text}</c>'
    return f'<c r="{place}"{dressed}><v>{value}</v></c>'


def _grow(book: Book, part: str, sheet: str, ground: _Ground, bottom: int) -> None:
    """Let whatever ended with the last row end with the new last row."""
    root, last = ground.root, ground.last
    reached = [parse_address(c.get("r", "")) for c in cells_of(root)]
    whole = Area(1, 1, max(r for r, _ in reached), max(c for _, c in reached))
    child_of(root, "dimension").set("ref", str(whole))
    for ruled in [*root.iter(main("dataValidation")), *root.iterfind(main("conditionalFormatting"))]:
        areas = [_longer(area, last, bottom) for area in ruled.get("sqref", "").split()]
        ruled.set("sqref", " ".join(areas))
    own = root.find(main("autoFilter"))
    if own is not None and _extend(own, last, bottom):
        book.revise(book.workbook_part, partial(_rename_filter, sheet=sheet, filtered=own.get("ref", "")))
    for table in book.linked(part, "table"):
        book.revise(table, lambda tree: _extend_table(tree, last, bottom))


def _longer(text: str, last: int, bottom: int) -> str:
    try:
        area = parse_area(text)
    except ValueError:  # whole columns need not grow
        return text
    ends_here = area.top > _HEADING_ROW and area.bottom == last
    return str(replace(area, bottom=bottom)) if ends_here else text


def _extend(element: etree._Element, last: int, bottom: int) -> bool:
    """Whether a range over the last row was made longer."""
    area = parse_area(element.get("ref", ""))
    if not area.top <= last <= area.bottom < bottom:
        return False
    element.set("ref", str(replace(area, bottom=bottom)))
    return True


def _extend_table(table: etree._Element, last: int, bottom: int) -> bool:
    # Below a row of totals nothing belongs to the table.
    if int(table.get("totalsRowCount", "0")) or not _extend(table, last, bottom):
        return False
    for own in table.iterfind(main("autoFilter")):
        _extend(own, last, bottom)
    return True


def _rename_filter(workbook: etree._Element, sheet: str, filtered: str) -> bool:
    """Whether the hidden name that Excel keeps beside a sheet's filter was there to be made longer."""
    sheets = [e.get("name") for e in workbook.iterfind(f"{main('sheets')}/{main('sheet')}")]
    for name in workbook.iterfind(f"{main('definedNames')}/{main('definedName')}"):
        if name.get("name") == _FILTER and name.get("localSheetId") == str(sheets.index(sheet)):
            name.text = f"{quote_sheet(sheet)}!{absolute(parse_area(filtered))}"
            return True
    return False


def _new_sheet(book: Book, headings: Sequence[str], look: NewSheet) -> bytes:
    """A sheet with its headings alone: styles and height of the first sheet's, frozen, to be printed one page wide."""
    heading, body, height = _first_dress(book)
    letters = [column_letters(n) for n in range(1, len(headings) + 1)]
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{look.widths.get(h, _WIDTH)}" style="{body}" customWidth="1"/>'
        for n, h in enumerate(headings, start=1)
    )
    cells = "".join(_cell(f"{letter}1", heading, h) for letter, h in zip(letters, headings, strict=True))
    places = dict(zip(headings, letters, strict=True))
    offered = [_offer(f"{places[h]}2:{places[h]}{_LAST_OFFERED}", choices) for h, choices in look.choices.items()]
    validations = f'<dataValidations count="{len(offered)}">{"".join(offered)}</dataValidations>' if offered else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}">'
        f'<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1:{letters[-1]}1"/>'
        '<sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/>'
        f'</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols>'
        f'<sheetData><row r="1"{height}>{cells}</row></sheetData>{validations}'
        '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.7" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    ).encode()


def _offer(sqref: str, choices: Sequence[str]) -> str:
    listed = escape_text('"' + ",".join(choices) + '"')
    told = escape_attribute("、".join(choices))
    return (
        '<dataValidation type="list" allowBlank="1" showErrorMessage="1" errorTitle="選択肢" '
        f'error="{told} から選ぶか、空欄にしてください。" sqref="{sqref}">'
        f"<formula1>{listed}</formula1></dataValidation>"
    )


def _first_dress(book: Book) -> tuple[str, str, str]:
    """The styles of a heading and of a cell below it in the first sheet, and the attributes of its heading's height."""
    first = parse_xml(book.content(next(iter(sheet_parts(book.parts()).values()))))
    rows = [list(row) for row in first.iterfind(f"{main('sheetData')}/{main('row')}")][:2]
    styles = [row[0].get("s", "0") if row else "0" for row in rows] + ["0", "0"]
    heading = first.find(f"{main('sheetData')}/{main('row')}")
    height = heading.get("ht") if heading is not None else None
    return styles[0], styles[1], f' ht="{height}" customHeight="1"' if height else ""
