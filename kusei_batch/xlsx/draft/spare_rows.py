"""Taking out of a form the rows that a table repeats: one record stays, and the program repeats that."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kusei_batch.xlsx.block import Block
from kusei_batch.xlsx.book import Book, SheetPart
from kusei_batch.xlsx.compile.rowmap import RowMap, Shift
from kusei_batch.xlsx.compile.shift import shift_rows
from kusei_batch.xlsx.draft.draft import ProposedTable
from kusei_batch.xlsx.markup import drop, main
from kusei_batch.xlsx.reference import Area, map_rows, parse_area

_CELL = re.compile(r"[A-Z]{1,3}[0-9]{1,7}")
_REFERRING = ("comment", "threadedComment", "hyperlink")


@dataclass(frozen=True, slots=True)
class SpareRows(RowMap):
    """Blocks of which all copies but the first are taken out; `copies` says of each how many, below zero."""

    copies: Mapping[Block, int] = field(default_factory=dict)

    def first(self, row: int) -> int:
        """Return where a row stands afterwards; one taken out, where the like of it stands in the record that stays."""
        for block, copies in self.copies.items():
            if block.bottom < row <= self._end(block, copies):
                return self.first(block.top + (row - block.top) % block.height)
        return row + sum(n * block.height for block, n in self.copies.items() if self._end(block, n) < row)

    def last(self, row: int) -> int:
        """Return where a range ending in that row ends afterwards."""
        return self.first(row)

    def area(self, text: str) -> str:
        """Return a range as it is afterwards."""
        moved = map_rows(text, self.first, self.last)
        start, colon, end = moved.partition(":")
        return start if colon and start == end else moved

    def areas(self, sqref: str) -> str:
        """Return a list of ranges, likewise, each once."""
        return " ".join(dict.fromkeys(self.area(part) for part in sqref.split()))

    def is_spare(self, row: int) -> bool:
        """Return whether a row is taken out."""
        return any(block.bottom < row <= self._end(block, copies) for block, copies in self.copies.items())

    def moved_text(self, text: str) -> str:
        """Return a text that names cells with the cells as they are afterwards."""
        moved = _CELL.sub(lambda found: map_rows(found[0], self.first, self.last), text)
        first, tilde, last = moved.partition("～")
        return first if tilde and first == last else moved

    @staticmethod
    def _end(block: Block, copies: int) -> int:
        return block.bottom - copies * block.height


def spare_rows_of(tables: Sequence[ProposedTable]) -> SpareRows:
    """Return what is taken out of a sheet that has those tables."""
    return SpareRows({table.block: 1 - table.drawn for table in tables if table.drawn > 1})


def take_out(book: Book, rows: Mapping[str, SpareRows]) -> None:
    """Take the spare rows out of the sheets, by their names, and move up what stands below.

    Raise UnmovableError as compiling a form does.
    """
    for sheet in book.sheets:
        if sheet.is_worksheet and rows.get(sheet.name, SpareRows()).copies:
            _drop_rows(book, sheet, rows[sheet.name])
    shift_rows(book, Shift(rows))


def _drop_rows(book: Book, sheet: SheetPart, spare: SpareRows) -> None:
    root = book.tree(sheet.part)
    data = root.find(main("sheetData"))
    drop([row for row in data if spare.is_spare(int(row.get("r", "0")))] if data is not None else [])
    merges = root.find(main("mergeCells"))
    for merge in list(merges) if merges is not None else []:
        area = parse_area(merge.get("ref", ""))
        if spare.is_spare(area.top):
            drop([merge])
        elif spare.first(area.bottom) != area.bottom and (kept := _kept(area, spare)) != area:
            merge.set("ref", str(kept))
    if merges is not None:
        merges.set("count", str(len(merges)))
    for part in (sheet.part, *book.linked(sheet.part, "comments"), *book.linked(sheet.part, "threadedComment")):
        elements = [e for e in book.tree(part).iter() if str(e.tag).rpartition("}")[2] in _REFERRING]
        drop([e for e in elements if spare.is_spare(parse_area(e.get("ref", "A1")).top)])


def _kept(area: Area, spare: SpareRows) -> Area:
    """Return what stays merged of an area down the side of a table: its part within the record, or above it."""
    for block, copies in spare.copies.items():
        if area.top <= block.bottom < area.bottom and spare.is_spare(area.bottom):
            bottom = block.bottom if area.top >= block.top else block.top - 1
            return Area(area.top, area.left, max(bottom, area.top), area.right)
        if area.top <= block.top and area.bottom > block.bottom - copies * block.height:
            return area
    return area
