"""A sheet written as Excel and its likes write it: cells found by one expression, far faster than by walking.

expat still goes over the part, without calling anything, so what is not well-formed is refused as ever. In what is,
and has neither comments nor CDATA nor instructions, every `<` begins a tag: an expression that accounts for every cell
reads what a parser would. Where it does not (shared formulas, furigana, other ways to write), `scan_cells` gives None.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from kusei_batch.core.values import BLANK, Cell
from kusei_batch.xlsx.package import UnreadableError
from kusei_batch.xlsx.reader.conventions import (
    Conventions,
    limit_number,
    stored_text,
    without_value,
)
from kusei_batch.xlsx.reader.stream import parse_part, unescape
from kusei_batch.xlsx.reference import LAST_ROW, Area, address, parse_address, parse_area

if TYPE_CHECKING:
    from kusei_batch.xlsx.reader.cells_xml import Position

# In UTF-8, as every client writes.
_ROOT = re.compile(
    rb"""(?:<\?xml version=["']1\.0["'] encoding=["'](?i:utf-8)["'](?: standalone=["'](?:yes|no)["'])? ?\?>"""
    rb"""(?:\r?\n)?)?<worksheet[\s>]"""
)
_ENDS = (b"</sheetData></worksheet>", b"</mergeCells></worksheet>")
_SHORTEST = len('<c r="A1"><v>1</v></c>')
# The last branches are comments, instructions, cells and rows written in other ways: they leave the address empty.
_CELL = re.compile(
    r'<(?:c r="([A-Z]{1,3}+[0-9]{1,7}+)"(?: s="([0-9]++)")?+(?: t="([A-Za-z]++)")?+>'
    r'(?:(?:<f(?: aca="[a-z]+")?>([^<]++)</f>)?+(?:(<v>)([^<]*+)</v>)?+'
    r'|<is><t(?: xml:space="preserve")?+>([^<]*+)</t></is>)</c>'
    r'|[!?]|c[\s/>]|row(?! r="[0-9]{1,7}"[ />])[\s/>])'
)
_MERGED = re.compile(r'<mergeCell(?: ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})" ?/>|[\s/>])')
_REFERENCE = re.compile("&(?:(amp|lt|gt|quot|apos)|#([0-9]+)|#x([0-9A-Fa-f]+));")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}

Cells = tuple["dict[Position, Cell]", tuple[Area, ...]]


def scan_cells(content: bytes, conventions: Conventions) -> Cells | None:
    """The filled cells and the merged areas of a sheet's part; None when it has to be walked.

    Raises UnreadableError: broken-workbook, hostile-workbook; ValueError at an address that is none.
    """
    root = _ROOT.match(content)
    if root is None or not content.endswith(_ENDS) or len(content) // _SHORTEST > conventions.limits.cells:
        return None
    parse_part(content, "worksheet", lambda _parser, _prefix: None)
    text = content.decode()
    if "\r" in text:  # as parsers read line ends (XML 1.0, 2.11)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    merged = _MERGED.findall(text)
    limit_number(len(merged), "結合したセル", conventions.limits.merges)
    cells = _cells(_CELL.findall(text, root.end()), conventions)
    return None if cells is None or not all(merged) else (cells, tuple(map(merged_area, merged)))


def _cells(found: list[tuple[str, ...]], conventions: Conventions) -> dict[Position, Cell] | None:
    cells: dict[Position, Cell] = {}
    texts, altering = conventions.text_cells, conventions.altering
    for place, style, kind, formula, valued, value, inline in found:
        if not place:
            return None
        if formula:
            cell = _computed(conventions, (kind, value, style), formula, has_value=bool(valued))
        elif inline:
            cell = _inline_cell(inline)
        elif not value:
            continue
        elif kind == "s":
            # Most strings of a form were met before.
            cell = texts.get(value) or conventions.shared(value)
        else:
            cell = conventions.cell(kind or None, _plain(value), style or None, formula=False)
        if cell is not BLANK:
            # A cell that states no style (an empty text here) has the first.
            dressed = (style or "0") in altering or cell.look
            enter(cells, position_at(place), conventions.dressed(cell, style) if dressed else cell)
    return cells


def enter(cells: dict[Position, Cell], position: Position, cell: Cell) -> None:
    """Add a cell. Raises UnreadableError where the part says something else of it already: programs differ in which."""
    if cells.setdefault(position, cell) != cell:
        raise UnreadableError("broken-workbook", f"セル{address(*position)}が2つあり、中身が違います")


# What is printed comes with every copy.
@lru_cache(maxsize=4096)
def _inline_cell(text: str) -> Cell:
    return stored_text(unescape(_plain(text)))


def _computed(conventions: Conventions, stored: tuple[str, str, str], formula: str, *, has_value: bool) -> Cell:
    kind, value, style = stored
    if not value:
        return without_value(_plain(formula), has_text=kind == "str" and has_value)
    return conventions.cell(kind or None, _plain(value), style or None, formula=True)


def _plain(text: str) -> str:
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    name, decimal, hexadecimal = found.groups()
    return _ENTITIES[name] if name else chr(int(decimal) if decimal else int(hexadecimal, 16))


# The same few addresses come again and again, sheet after sheet.
@lru_cache(maxsize=16_384)
def position_at(text: str) -> Position:
    """Row and column of a cell's address; raises ValueError when a sheet has no such cell."""
    row, column = parse_address(text)
    if not 1 <= row <= LAST_ROW:
        raise ValueError(text)
    return row, column


# So do the merged areas, copy after copy.
merged_area = lru_cache(maxsize=4096)(parse_area)
