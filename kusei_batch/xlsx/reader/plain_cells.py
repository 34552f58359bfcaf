"""A sheet written as Excel and its likes write it: cut at its cells, far faster than by walking.

The cells are taken out of the part one by one, each matching one expression as a whole; what is left of the part goes
through expat, so what is not well-formed is refused as ever. Cells written alike are understood once. Where a cell or a
row is written in another way (shared formulas, furigana, prefixes, comments), `scan_cells` gives None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kusei_batch.core.values import BLANK, Cell
from kusei_batch.xlsx.package import UnreadableError
from kusei_batch.xlsx.reader.conventions import (
    Conventions,
    limit_number,
    stored_text,
    without_value,
)
from kusei_batch.xlsx.reader.stream import parse_part, unescape
from kusei_batch.xlsx.reference import LAST_ROW, Area, address, parse_area, read_address

Position = tuple[int, int]
"""Row and column, both from 1."""

# In UTF-8, as every client writes.
_ROOT = re.compile(
    r"""(?:<\?xml version=["']1\.0["'] encoding=["'](?i:utf-8)["'](?: standalone=["'](?:yes|no)["'])? ?\?>\n?)?"""
    r"<worksheet[\s>]"
)
_BEGIN, _END, _CLOSE = "<sheetData>", "</sheetData>", "</worksheet>"
_END_OF_MERGES = "</mergeCells>"
_ROW_END, _CELL_BEGIN = "</row>", '<c r="'
_TEXT = r"(?:[^<&\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]++|&(?:amp|lt|gt|quot|apos|#10|#13|#xA|#xD);)"
# What follows a cell's address, as far as the next cell.
_STORED = re.compile(
    r'(?: s="([0-9]++)")?+(?: t="(?P<kind>[A-Za-z]++)")?+ ?'
    rf'(?:/>|>(?:(?:<f(?: aca="[a-z]+")?>({_TEXT}++)</f>)?+(?:(<v>)({_TEXT}*+)</v>)?+'
    rf'|<is><t(?: xml:space="preserve")?+>({_TEXT}*+)</t></is>)</c>)\s*+'
)
# What precedes the first cell of a row: its own tag, and rows without cells.
_ROW_BEGIN = re.compile(r'(?:\s*+<row r="[0-9]{1,7}"(?: [A-Za-z][\w:.-]*+="[^"<>&]*+")*+ ?/?>)*+\s*+')
_MERGED = re.compile(r'<mergeCell(?: ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})" ?/>|[\s/>])')
_ELSEWHERE = re.compile(r"<(?:!|\?|(?:c|row|sheetData)[\s/>])")
_REFERENCE = re.compile("&([^;]+);")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"} | {
    "#10": "\n",
    "#13": "\r",
    "#xA": "\n",
    "#xD": "\r",
}
_MOST_KNOWN = 20_000
_MOST_SHARED, _LONGEST_SHARED = 5000, 500


@dataclass(frozen=True, slots=True)
class SheetCells:
    """A sheet's filled cells by place, its merged areas, and its part, in which the cells may be missing."""

    cells: dict[Position, Cell]
    merged: tuple[Area, ...]
    frame: bytes


def scan_cells(content: bytes, conventions: Conventions) -> SheetCells | None:
    """Return the filled cells and merged areas of a sheet's part; None when it has to be walked.

    Raise UnreadableError: broken-workbook, hostile-workbook, oversized-workbook; ValueError at an impossible address.
    """
    if not content.endswith(_CLOSE.encode()):
        return None
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    if "\r" in text:  # as parsers read line ends (XML 1.0, 2.11)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    before, _, rest = text.partition(_BEGIN)
    data, end, after = rest.partition(_END)
    root, merges = _ROOT.match(before), _merges(after)
    if root is None or not end or merges is None or _ELSEWHERE.search(before, root.end()):
        return None
    taken = _take_cells(data, conventions)
    if taken is None:
        return None
    cells, lines = taken
    frame = f"{before}{_BEGIN}{lines}{_END}{merges}{_CLOSE}".encode()
    parse_part(frame, "worksheet", lambda _parser, _prefix: None)
    merged = _MERGED.findall(merges)
    limit_number(len(merged), "結合したセル", conventions.limits.merges)
    return SheetCells(cells, tuple(map(merged_area, merged)), frame) if all(merged) else None


def _merges(after: str) -> str | None:
    """Return what follows a sheet's cells as far as its merged areas; the rest holds no cells and is not looked at.

    Validations and conditional formats are half of a form's elements. None where it is not written as usual.
    """
    if "<mergeCells" not in after:
        return ""
    merges, end, _ = after.partition(_END_OF_MERGES)
    return None if not end or _ELSEWHERE.search(merges) else merges + end


def _take_cells(data: str, conventions: Conventions) -> tuple[dict[Position, Cell], str] | None:
    """Return the cells of a sheet's data, and the data without them; None where one is written in another way."""
    if "]]>" in data:  # which no text may hold
        return None
    cells: dict[Position, Cell] = {}
    heads = []
    known, most = conventions.known_cells, conventions.limits.cells
    # Nothing in a night is done as often as what follows: names of the function's own are found quickest.
    find, add, place_of, blank = known.get, cells.setdefault, position_at, BLANK
    for row in data.split(_ROW_END):
        head, *written = row.split(_CELL_BEGIN)
        if not _ROW_BEGIN.fullmatch(head):
            return None
        heads.append(head)
        for addressed in written:
            place, _, stored = addressed.partition('"')
            cell = find(stored) or _understand(stored, conventions)
            if cell is None:
                return None
            if cell is not blank and add(place_of(place), cell) is not cell:
                enter(cells, position_at(place), cell)
        limit_number(len(cells), "セル", most)
    return cells, _ROW_END.join(heads)


def _understand(stored: str, conventions: Conventions) -> Cell | None:
    """Return the cell of what stands after its address; None where it is not written as usual."""
    shared = {} if conventions.date1904 else conventions.styles.known_cells
    cell = shared.get(stored)
    if cell is None:
        found = _STORED.fullmatch(stored)
        if found is None:
            return None
        cell = _cell(found, conventions)
        # Which text a shared string is differs from workbook to workbook.
        if found["kind"] != "s" and len(stored) <= _LONGEST_SHARED and len(shared) < _MOST_SHARED:
            shared[stored] = cell
    if len(conventions.known_cells) < _MOST_KNOWN:
        conventions.known_cells[stored] = cell
    return cell


def _cell(found: re.Match[str], conventions: Conventions) -> Cell:
    style, kind, formula, valued, value, inline = found.groups("")
    if formula and not value:
        cell = without_value(_plain(formula), has_text=kind == "str" and bool(valued))
    elif formula:
        cell = conventions.cell(kind or None, _plain(value), style or None, formula=True)
    elif inline:
        cell = stored_text(unescape(_plain(inline)))
    elif not value:
        return BLANK
    elif kind == "s":
        # Most strings of a form were met before.
        cell = conventions.text_cells.get(value) or conventions.shared(value)
    else:
        cell = conventions.cell(kind or None, _plain(value), style or None, formula=False)
    # A cell that states no style (an empty text here) has the first.
    formatted = cell is not BLANK and ((style or "0") in conventions.styles.altering or cell.look)
    return conventions.formatted(cell, style) if formatted else cell


def enter(cells: dict[Position, Cell], position: Position, cell: Cell) -> None:
    """Add a cell. Raise UnreadableError where the part says something else of it already: programs differ in which."""
    if cells.setdefault(position, cell) != cell:
        raise UnreadableError("broken-workbook", f"セル{address(*position)}が2つあり、中身が違います")


def _plain(text: str) -> str:
    return _REFERENCE.sub(lambda found: _ENTITIES[found[1]], text) if "&" in text else text


# The same few addresses come again and again, sheet after sheet.
@lru_cache(maxsize=16_384)
def position_at(text: str) -> Position:
    """Return row and column of a cell's address; raise ValueError when a sheet has no such cell."""
    place = read_address(text)
    if not 1 <= place[0] <= LAST_ROW:
        raise ValueError(text)
    return place


def forget_positions() -> None:
    """Give back the memory of the addresses met so far: each is kept for the next sheet."""
    position_at.cache_clear()


# So do the merged areas, copy after copy.
merged_area = lru_cache(maxsize=4096)(parse_area)
