"""The passes over a sheet's part and over the shared strings: the hot loops of every night."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from kusei_batch.core.values import BLANK, Cell, CellKind
from kusei_batch.xlsx.package import UnreadableError, parse_xml
from kusei_batch.xlsx.reader.numbers import Meaning, iso_cell, number_cell
from kusei_batch.xlsx.reader.stream import SPREADSHEET, parse_part, unescape
from kusei_batch.xlsx.reference import LAST_ROW, Area, address, parse_address, parse_area

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lxml import etree

    from kusei_batch.xlsx.reader.stream import Attributes, Parser, Start

MOST_CELLS = 500_000

# Keys no attribute can have: the contents of a c element beside its attributes.
_VALUE, _INLINE, _FORMULA = "<v", "<t", "<f"
# What follows mergeCells in a worksheet (ECMA-376 Part 1, 18.3.1.99) holds no cells.
_AFTER_MERGED = (
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins",
    "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "drawing", "legacyDrawing", "tableParts", "extLst",
)  # fmt: skip

Position = tuple[int, int]
"""Row and column, both from 1."""

_BLANK_CELL = re.compile(rb'<c r="[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]+")? ?/>')
_ADDRESSED = b'<c r="'
_END_OF_DATA, _END_OF_MERGES, _END_OF_SHEET = b"</sheetData>", b"</mergeCells>", b"</worksheet>"


class SharedStrings:
    """The shared strings by index, each put together when it is first asked for; furigana (rPh) is no part of them.

    A sheet uses some of a workbook's strings, so a tree that is looked into beats a stream of all of them.
    """

    def __init__(self, content: bytes) -> None:
        _limit(content.count(b"</") // 2, "文字列")
        root = parse_xml(content)
        namespace, brace, name = root.tag.rpartition("}")
        if name != "sst" or namespace.lstrip("{") not in SPREADSHEET:
            raise UnreadableError("broken-workbook", "文字列の部品が壊れています")
        self._items = list(root.iterchildren(f"{namespace}{brace}si"))
        self._text, self._run = f"{namespace}{brace}t", f"{namespace}{brace}r"

    def text(self, index: int) -> str | None:
        """The string at that index from 0, None when there is none."""
        if index >= len(self._items):
            return None
        item = self._items[index]
        if len(item) == 1 and item[0].tag == self._text:
            return unescape(_own_text(item[0]))
        return unescape("".join(_own_text(t) for t in self._text_elements(item)))

    def _text_elements(self, item: etree._Element) -> Iterator[etree._Element]:
        for element in item:
            if element.tag == self._text:
                yield element
            elif element.tag == self._run:
                yield from element.iterchildren(self._text)


def _limit(number: int, what: str) -> None:
    if number > MOST_CELLS:
        raise UnreadableError("hostile-workbook", f"{what}の数が多すぎます（上限{MOST_CELLS}）")


def _own_text(element: etree._Element) -> str:
    # Comments may stand in a text; what follows one is its tail.
    text = element.text or ""
    return text + "".join(child.tail or "" for child in element) if len(element) else text


NO_STRINGS = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'


@dataclass(slots=True)
class Conventions:
    """What a workbook says once and every sheet relies on: strings, what each style means, the date system."""

    strings: SharedStrings
    meanings: Sequence[Meaning]
    date1904: bool
    text_cells: dict[str, Cell] = field(default_factory=dict)
    _meaning_by_style: dict[str | None, Meaning] = field(default_factory=dict)

    def shared(self, index: str) -> Cell:
        """The cell of a shared string, from now on among `text_cells`; UnreadableError when there is no such string."""
        cell = self.text_cells[index] = _text(self._string(index), formula=False)
        return cell

    def cell(self, kind: str | None, value: str, style: str | None, *, formula: bool) -> Cell:
        """The cell of a stored value by its type (the t of a c element)."""
        match kind:
            case None | "n":
                pass
            case "s":
                return Cell(CellKind.TEXT, self._string(value), None, formula)
            case "str" | "inlineStr":
                return Cell(CellKind.TEXT, unescape(value), None, formula)
            case "b":
                return Cell(CellKind.BOOLEAN, "TRUE" if value.strip() in ("1", "true") else "FALSE", None, formula)
            case "e":
                return Cell(CellKind.ERROR, value.strip(), None, formula)
            case "d":
                return iso_cell(value, date1904=self.date1904, formula=formula)
        return number_cell(value, self._meaning(style), date1904=self.date1904, formula=formula)

    def _string(self, index: str) -> str:
        place = index.strip()
        text = self.strings.text(int(place)) if place.isascii() and place.isdecimal() else None
        if text is None:
            raise UnreadableError("broken-workbook", "セルの文字列が失われています")
        return text

    def _meaning(self, style: str | None) -> Meaning:
        known = self._meaning_by_style.get(style)
        if known is None:
            index = int(style) if style and style.isdecimal() else len(self.meanings)
            known = self.meanings[index] if index < len(self.meanings) else Meaning.QUANTITY
            self._meaning_by_style[style] = known
        return known


def parse_cells(content: bytes, conventions: Conventions) -> tuple[dict[Position, Cell], tuple[Area, ...]]:
    """The cells of a sheet that hold something, by (row, column), and its merged areas.

    Raises UnreadableError: broken-workbook, hostile-workbook.
    """
    sheet = _SheetPass(conventions)
    parse_part(_essence(content), "worksheet", sheet.begin)
    try:
        return sheet.cells(), tuple(sheet.merged)
    except ValueError as error:
        raise UnreadableError("broken-workbook", "セルの番地が誤っています") from error


def _essence(content: bytes) -> bytes:
    """A sheet's XML without what says nothing of cells: blank ones, most of a form's, and all after the merges.

    Only where nothing could be mistaken for markup (CDATA, comments) and every cell states its own address, so
    that none is needed to count the next.
    """
    addressed = content.count(_ADDRESSED) == content.count(b"<c ")
    if not addressed or b"<c>" in content or b"<!" in content:
        return content
    return _BLANK_CELL.sub(b"", _without_tail(content))


def _without_tail(content: bytes) -> bytes:
    """The part as far as its merged cells; validations and conditional formats are half of a form's elements."""
    end = content.find(_END_OF_DATA)
    if end < 0 or not content.endswith(_END_OF_SHEET):
        return content
    end += len(_END_OF_DATA)
    if content.find(b"<mergeCells", end) >= 0:
        merged = content.find(_END_OF_MERGES, end)
        if merged < 0:
            return content
        end = merged + len(_END_OF_MERGES)
    return content[:end] + _END_OF_SHEET


class _SheetPass:
    """Walks the cells of one sheet.

    Most cells of a form are blank, so only the start of elements is listened to; text and ends are, within
    a cell that holds something. A found cell's attributes take up its contents under the keys below.
    """

    def __init__(self, conventions: Conventions) -> None:
        self._conventions = conventions
        self._filled: list[Attributes] = []
        self._formulas: dict[str, str] = {}
        self._row = 0
        self.merged: list[Area] = []

    def begin(self, parser: Parser, prefix: str) -> Start:
        filled, formulas = self._filled, self._formulas
        cell_tag = prefix + "c"
        keys = {prefix + "v": _VALUE, prefix + "t": _INLINE, prefix + "f": _FORMULA}
        pieces: list[str] = []
        cell: Attributes = {}
        shared = ""

        def start(tag: str, attributes: Attributes) -> None:
            nonlocal cell, shared
            if tag == cell_tag:
                if "r" not in attributes:
                    attributes["r"] = _next_address(cell, self._row)
                cell = attributes
            elif tag in keys:
                shared = attributes.get("si", "")
                pieces.clear()
                parser.EndElementHandler = end
            elif tag in others:
                others[tag](attributes)

        def end(tag: str) -> None:
            parser.EndElementHandler = None
            key, text = keys[tag], "".join(pieces)
            if not filled or filled[-1] is not cell:
                filled.append(cell)
            if shared and key == _FORMULA:
                # Only the first cell of a shared formula carries its text.
                text = formulas.setdefault(shared, text)
            cell[key] = cell.get(key, "") + text

        others = self._others(parser, prefix, start)
        parser.CharacterDataHandler = pieces.append
        return start

    def _others(self, parser: Parser, prefix: str, start: Start) -> dict[str, Callable[[Attributes], None]]:
        """What to do at the start of elements other than cells and their contents."""

        def skip_furigana(_: Attributes) -> None:
            parser.StartElementHandler, parser.EndElementHandler = None, go_on

        def go_on(tag: str) -> None:
            if tag == prefix + "rPh":
                parser.StartElementHandler, parser.EndElementHandler = start, None

        def stop(_: Attributes) -> None:
            parser.StartElementHandler = parser.CharacterDataHandler = None

        return {
            **{prefix + name: stop for name in _AFTER_MERGED},
            prefix + "row": self._enter_row,
            prefix + "rPh": skip_furigana,
            prefix + "mergeCell": lambda attributes: self.merged.append(_merged_area(attributes["ref"])),
        }

    def _enter_row(self, attributes: Attributes) -> None:
        self._row = int(attributes["r"]) if "r" in attributes else self._row + 1
        _limit(len(self._filled), "セル")

    def cells(self) -> dict[Position, Cell]:
        """Those found, by place."""
        cells = {}
        texts = self._conventions.text_cells
        for stored in self._filled:
            # Most cells hold a shared string that was met before.
            known = texts.get(stored.get(_VALUE, "")) if stored.get("t") == "s" and _FORMULA not in stored else None
            cell = known or self._cell(stored)
            if cell is not BLANK:
                cells[_position(stored["r"])] = cell
        return cells

    def _cell(self, stored: Attributes) -> Cell:
        kind, value, formula = stored.get("t"), stored.get(_VALUE), stored.get(_FORMULA)
        if kind == "s" and value and formula is None:
            return self._conventions.shared(value)
        if _INLINE in stored and not value:
            return _text(unescape(stored[_INLINE]), formula=formula is not None)
        if not value:
            return _without_value(formula, has_text=kind == "str" and value is not None)
        return self._conventions.cell(kind, value, stored.get("s"), formula=formula is not None)


def _without_value(formula: str | None, *, has_text: bool) -> Cell:
    # A formula that gave "" is computed; one that was never calculated has no value at all.
    if formula is None:
        return BLANK
    return _text("", formula=True) if has_text else Cell(CellKind.UNCOMPUTED, "=" + unescape(formula))


def _next_address(before: Attributes, row: int) -> str:
    # Both row numbers and addresses may be left out: the cell then stands right of the one before.
    at, column = parse_address(before["r"]) if before else (row, 0)
    return address(row, column + 1 if at == row else 1)


# The same few addresses come again and again, sheet after sheet.
@lru_cache(maxsize=16_384)
def _position(text: str) -> Position:
    row, column = parse_address(text)
    if not 1 <= row <= LAST_ROW:
        raise ValueError(text)
    return row, column


# So do the merged areas, copy after copy.
_merged_area = lru_cache(maxsize=4096)(parse_area)


def _text(text: str, *, formula: bool) -> Cell:
    return Cell(CellKind.TEXT, text, None, formula) if text or formula else BLANK
