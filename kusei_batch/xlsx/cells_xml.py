"""The passes over a sheet's part and over the shared strings: the hot loops of every night."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from kusei_batch.core.values import BLANK, Cell, CellKind
from kusei_batch.xlsx.numbers import Meaning, iso_cell, number_cell
from kusei_batch.xlsx.package import UnreadableError, parse_xml
from kusei_batch.xlsx.reference import LAST_ROW, Area, address, parse_address, parse_area
from kusei_batch.xlsx.stream import SPREADSHEET, parse_part, unescape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml import etree

    from kusei_batch.xlsx.stream import Attributes, Parser, Start

MOST_CELLS = 500_000

Position = tuple[int, int]
"""Row and column, both from 1."""


class SharedStrings:
    """The shared strings by index, each put together when it is first asked for; furigana (rPh) is no part of them.

    A sheet uses some of a workbook's strings, so a tree that is looked into beats a stream of all of them.
    """

    def __init__(self, content: bytes) -> None:
        if content.count(b"<si") > MOST_CELLS and content.count(b"si>") > MOST_CELLS:
            raise UnreadableError("hostile-workbook", f"文字列の数が多すぎます（上限{MOST_CELLS}）")
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
    _text_cells: dict[str, Cell] = field(default_factory=dict)

    def shared(self, index: str) -> Cell:
        """The cell of a shared string; raises UnreadableError when there is no such string."""
        known = self._text_cells.get(index)
        if known is None:
            known = self._text_cells[index] = _text(self._string(index), formula=False)
        return known

    def cell(self, kind: str | None, value: str, style: str | None, *, formula: bool) -> Cell:
        """The cell of a stored value by its type (the t of a c element)."""
        match kind:
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
        if style is None or not style.isdecimal() or int(style) >= len(self.meanings):
            return Meaning.QUANTITY
        return self.meanings[int(style)]


def parse_cells(content: bytes, conventions: Conventions) -> tuple[dict[Position, Cell], tuple[Area, ...]]:
    """The cells of a sheet that hold something, by (row, column), and its merged areas.

    Raises UnreadableError: broken-workbook, hostile-workbook.
    """
    sheet = _SheetPass(conventions)
    parse_part(content, "worksheet", sheet.begin)
    return sheet.cells, tuple(sheet.merged)


class _SheetPass:
    """Walks the cells. The end of elements is listened to only inside a cell that holds something."""

    __slots__ = (
        "cell", "cell_tag", "cells", "conventions", "end_handler", "formula", "formula_index", "in_furigana",
        "inline", "merged", "names", "parser", "pieces", "row", "shared_formulas", "value", "value_tag",
    )  # fmt: skip

    def __init__(self, conventions: Conventions) -> None:
        self.conventions = conventions
        self.cells: dict[Position, Cell] = {}
        self.merged: list[Area] = []
        self.row = 0
        self.cell: Attributes = {}
        self.value: str | None = None
        self.inline: str | None = None
        self.formula: str | None = None
        self.formula_index = ""
        self.shared_formulas: dict[str, str] = {}
        self.pieces: list[str] = []
        self.in_furigana = False

    def begin(self, parser: Parser, prefix: str) -> Start:
        self.parser = parser
        self.cell_tag, self.value_tag = prefix + "c", prefix + "v"
        self.names = {prefix + name: name for name in ("v", "f", "t", "rPh", "row", "mergeCell")}
        self.end_handler = self.end
        parser.CharacterDataHandler = self.pieces.append
        return self.start

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == self.cell_tag:
            if "r" not in attributes:
                attributes["r"] = self._next_address()
            self.cell = attributes
        elif tag == self.value_tag:
            self.pieces.clear()
            self.parser.EndElementHandler = self.end_handler
        elif tag in self.names:
            self._start_other(self.names[tag], attributes)

    def _start_other(self, name: str, attributes: Attributes) -> None:
        if name == "row":
            self.row = int(attributes["r"]) if "r" in attributes else self.row + 1
            self.cell = {}
        elif name == "mergeCell":
            self.merged.append(parse_area(attributes["ref"]))
        else:
            self.pieces.clear()
            self.parser.EndElementHandler = self.end_handler
            self.in_furigana = self.in_furigana or name == "rPh"
            if name == "f":
                self.formula_index = attributes.get("si", "")

    def end(self, tag: str) -> None:
        if tag == self.value_tag:
            self.value = "".join(self.pieces)
        elif tag == self.cell_tag:
            self.parser.EndElementHandler = None
            self._finish()
        elif tag in self.names:
            self._end_other(self.names[tag])

    def _end_other(self, name: str) -> None:
        if name == "t" and not self.in_furigana:
            self.inline = (self.inline or "") + "".join(self.pieces)
        elif name == "rPh":
            self.in_furigana = False
        elif name == "f":
            self.formula = self._whole_formula("".join(self.pieces))

    def _whole_formula(self, text: str) -> str:
        # Only the first cell of a shared formula carries its text.
        if text and self.formula_index:
            self.shared_formulas[self.formula_index] = text
        return text or self.shared_formulas.get(self.formula_index, "")

    def _finish(self) -> None:
        cell = self._cell()
        if cell is not BLANK:
            self.cells[_position(self.cell["r"])] = cell
            if len(self.cells) > MOST_CELLS:
                raise UnreadableError("hostile-workbook", f"セルの数が多すぎます（上限{MOST_CELLS}）")
        self.value = self.inline = self.formula = None

    def _cell(self) -> Cell:
        kind, value, computed = self.cell.get("t"), self.value, self.formula is not None
        if kind == "s" and value and not computed:
            return self.conventions.shared(value)
        if self.inline is not None and not value:
            return _text(unescape(self.inline), formula=computed)
        if not value:
            return self._without_value(has_text=kind == "str" and value is not None)
        return self.conventions.cell(kind, value, self.cell.get("s"), formula=computed)

    def _without_value(self, *, has_text: bool) -> Cell:
        # A formula that gave "" is computed; one that was never calculated has no value at all.
        if self.formula is None:
            return BLANK
        if has_text:
            return Cell(CellKind.TEXT, "", None, formula=True)
        return Cell(CellKind.UNCOMPUTED, "=" + unescape(self.formula))

    def _next_address(self) -> str:
        # Both row numbers and addresses may be left out: the cell then stands right of the one before.
        row, column = parse_address(self.cell["r"]) if self.cell else (self.row, 0)
        return address(row, column + 1)


# The same few addresses come again and again, sheet after sheet.
@lru_cache(maxsize=16_384)
def _position(text: str) -> Position:
    row, column = parse_address(text)
    if not 1 <= row <= LAST_ROW:
        raise ValueError(text)
    return row, column


def _text(text: str, *, formula: bool) -> Cell:
    return Cell(CellKind.TEXT, text, None, formula) if text or formula else BLANK
