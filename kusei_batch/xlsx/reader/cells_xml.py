"""The cells of a sheet's part: what is read without a look at the rest, and the walk where it takes one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kusei_batch.core.text.lengths import CELL_TEXT
from kusei_batch.core.values import BLANK, Cell, Look
from kusei_batch.xlsx.package import UnreadableError
from kusei_batch.xlsx.reader.colours import code_of
from kusei_batch.xlsx.reader.conventions import (
    Conventions,
    limit_number,
    limit_text,
    stored_text,
    without_value,
)
from kusei_batch.xlsx.reader.plain_cells import Position, SheetCells, enter, merged_area, position_at, scan_cells
from kusei_batch.xlsx.reader.stream import parse_part, unescape
from kusei_batch.xlsx.reader.structure import adds_digits, is_set
from kusei_batch.xlsx.reference import Area, address, parse_address

if TYPE_CHECKING:
    from kusei_batch.xlsx.reader.stream import Attributes, Parser, Start

# Keys no attribute can have: the contents of a c element beside its attributes.
_VALUE, _INLINE, _FORMULA = "<v", "<t", "<f"
_STRUCK, _RAISING, _RAISED, _INK, _INKS = "<strike", "<vertAlign", "<raised", "<color", "<inks"
_LOOKS = (_STRUCK, _RAISED, _INKS)
_STORED_TEXT = 8 * CELL_TEXT  # a line feed may be stored as the seven signs of _x000D_
# What follows mergeCells in a worksheet (ECMA-376 Part 1, 18.3.1.99) holds no cells.
_AFTER_MERGED = (
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins",
    "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "drawing", "legacyDrawing", "tableParts", "extLst",
)  # fmt: skip


def parse_cells(content: bytes, conventions: Conventions) -> SheetCells:
    """Return the cells of a sheet that hold something, by (row, column), and its merged areas.

    Raise UnreadableError: broken-workbook, hostile-workbook, oversized-workbook.
    """
    try:
        return scan_cells(content, conventions) or _walk(content, conventions)
    except ValueError as error:
        raise UnreadableError("broken-workbook", "セルの番地が誤っています") from error


def _walk(content: bytes, conventions: Conventions) -> SheetCells:
    sheet = _SheetPass(conventions)
    parse_part(content, "worksheet", sheet.begin)
    return SheetCells(sheet.cells(), tuple(sheet.merged), content)


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
        marks = {prefix + "strike": _STRUCK, prefix + "vertAlign": _RAISING, prefix + "color": _INK}
        keys = {prefix + "v": _VALUE, prefix + "t": _INLINE, prefix + "f": _FORMULA}
        pieces: list[str] = []
        cell: Attributes = {}
        shared = ""

        def start(tag: str, attributes: Attributes) -> None:
            nonlocal cell, shared
            if tag == cell_tag:
                if "r" not in attributes:
                    # Both row numbers and addresses may be left out: the cell then stands right of the one before.
                    at, column = parse_address(cell["r"]) if cell else (self._row, 0)
                    attributes["r"] = address(self._row, column + 1 if at == self._row else 1)
                cell = attributes
            elif tag in keys:
                shared = attributes.get("si", "")
                pieces.clear()
                parser.EndElementHandler = end
            elif tag in marks:
                _mark(cell, marks[tag], attributes)
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
            _add(cell, key, text)

        others = self._others(parser, prefix, start)
        parser.CharacterDataHandler = pieces.append
        return start

    def _others(self, parser: Parser, prefix: str, start: Start) -> dict[str, Callable[[Attributes], None]]:
        """Return what to do at the start of elements other than cells and their contents."""

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
            prefix + "mergeCell": self._merge,
        }

    def _merge(self, attributes: Attributes) -> None:
        self.merged.append(merged_area(attributes["ref"]))
        limit_number(len(self.merged), "結合したセル", self._conventions.limits.merges)

    def _enter_row(self, attributes: Attributes) -> None:
        self._row = int(attributes["r"]) if "r" in attributes else self._row + 1
        limit_number(len(self._filled), "セル", self._conventions.limits.cells)

    def cells(self) -> dict[Position, Cell]:
        """Return the cells found, by place."""
        cells: dict[Position, Cell] = {}
        texts, altering = self._conventions.text_cells, self._conventions.styles.altering
        for stored in self._filled:
            # Most cells hold a shared string that was met before.
            known = texts.get(stored.get(_VALUE, "")) if stored.get("t") == "s" and _FORMULA not in stored else None
            cell = known or self._cell(stored)
            if cell is not BLANK:
                if not stored.keys().isdisjoint(_LOOKS):
                    inks = frozenset(stored.get(_INKS, "").split())
                    cell = cell._replace(look=Look(struck=_STRUCK in stored, raised=_RAISED in stored, inks=inks))
                if stored.get("s", "0") in altering or cell.look:
                    cell = self._conventions.formatted(cell, stored.get("s"))
                enter(cells, position_at(stored["r"]), cell)
        return cells

    def _cell(self, stored: Attributes) -> Cell:
        kind, value, formula = stored.get("t"), stored.get(_VALUE), stored.get(_FORMULA)
        if kind == "s" and value and formula is None:
            return self._conventions.shared(value)
        if _INLINE in stored and not value:
            return stored_text(unescape(stored[_INLINE]), formula=formula is not None)
        if not value:
            return without_value(formula, has_text=kind == "str" and value is not None)
        return self._conventions.cell(kind, value, stored.get("s"), formula=formula is not None)


def _mark(cell: Attributes, mark: str, attributes: Attributes) -> None:
    if mark == _INK:
        cell[mark] = code_of(attributes)
    elif is_set(attributes.get("val", "1")):
        cell[mark] = "1"


def _add(cell: Attributes, key: str, text: str) -> None:
    """Add to a cell's contents. Raise UnreadableError at a second value: programs differ in which they show."""
    if key == _VALUE and key in cell:
        raise UnreadableError("broken-workbook", "一つのセルに値が2つあります")
    before = cell.get(key, "")
    if key == _INLINE and cell.pop(_RAISING, "") and adds_digits(before, text):
        cell[_RAISED] = "1"
    if key == _INLINE and (ink := cell.pop(_INK, "")) and text.strip():
        cell[_INKS] = f"{cell.get(_INKS, '')} {ink}"
    cell[key] = limit_text(before + text, _STORED_TEXT)
