"""The rows of every record on a sheet where a record takes several, also after rows were inserted or deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from kusei_batch.collect.field_cells import FieldCells, NamedRows, address_at
from kusei_batch.core.form import ROW_ID, ROW_NUMBER, Field
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.text.notation import comparable
from kusei_batch.core.values import Cell, CellKind
from kusei_batch.xlsx.reader import Sheet
from kusei_batch.xlsx.reference import parse_address

UNTOLD_ROWS = ("records-broken", "rows-inserted")
"""What is reported of rows filled in that are filed nowhere."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """What every record shows in one of its rows, from 0, by which the row is known: a text, or anything at all."""

    block_row: int
    column: int
    text: str = ""

    def holds(self, sheet: Sheet, row: int) -> bool:
        """Return whether it stands in a row of the sheet."""
        cell = sheet.cell(row, self.column)
        return comparable(cell.text) == self.text if self.text else not cell.is_blank


@dataclass(frozen=True)
class TableRows:
    """The rows of a sheet that a table has, those of one record, and by what they are known.

    `number` is the one of the anchors in which records are numbered from 1 on. In `computed` columns stand formulas
    alone, also in records without anything; in `partly_computed` ones other fields have their rows as well.
    """

    sheet: Sheet
    top: int
    bottom: int
    height: int
    anchors: Sequence[Anchor]
    number: Anchor | None = None
    computed: frozenset[int] = frozenset()
    partly_computed: frozenset[int] = frozenset()

    @cached_property
    def filled(self) -> frozenset[int]:
        """The rows in which anything stands that was not calculated there."""
        filled = ((place, cell) for place, cell in self.sheet.cells.items() if not cell.is_blank)
        return frozenset(row for (row, column), cell in filled if not self._is_calculated(column, cell))

    def _is_calculated(self, column: int, cell: Cell) -> bool:
        is_formula = cell.formula or cell.kind is CellKind.UNCOMPUTED
        return column in self.computed or (is_formula and column in self.partly_computed)

    def numbers_at(self, starts: Iterable[int]) -> list[Decimal | None]:
        """Return the numbers of the records that begin in some rows; None where one bears none."""
        found = self.number
        return [self.sheet.cell(start + found.block_row, found.column).number if found else None for start in starts]

    def merged_from(self, start: int) -> range | None:
        """Return the rows over which the number of the record that begins in row `start` is merged, None if in none.

        They are all its rows where they are as many as a record has: rows inserted between them widen what is merged,
        and rows deleted make it narrower.
        """
        return self._merged.get(start + self.number.block_row) if self.number else None

    @cached_property
    def _merged(self) -> Mapping[int, range]:
        column = self.number.column if self.number else 0
        areas = (area for area in self.sheet.merged if area.left <= column <= area.right)
        return {area.top: range(area.top, area.bottom + 1) for area in areas}

    def filled_among(self, rows: Iterable[int]) -> list[int]:
        """Return those of some rows in which anything stands."""
        return [row for row in rows if row in self.filled]


@dataclass(frozen=True, slots=True)
class RecordRows:
    """The sheet's rows of every record, top to bottom, and those filled in of which nothing tells what they are.

    `inserted` are rows filled in that were inserted below a record's own.
    """

    records: tuple[tuple[int, ...], ...]
    unclear: tuple[int, ...] = ()
    inserted: tuple[int, ...] = ()


def find_records(table: TableRows, issued: int) -> RecordRows:
    """Return the rows of every record; `issued` records were handed out.

    A record begins where its first anchor stands. Rows that were inserted and left empty are passed over; what cannot
    be known, because a row was deleted or an inserted one is filled in, is unclear.
    """
    rows = range(table.top, table.bottom + 1)
    # Every record bears its number; a 行ID, only those it was issued with.
    first = table.number or min(table.anchors, key=lambda anchor: anchor.block_row, default=None)
    starts = [row - first.block_row for row in rows if first.holds(table.sheet, row)] if first else []
    is_in_place = all((start - table.top) % table.height == 0 for start in starts)
    if len(rows) == issued * table.height and is_in_place and (table.number is None or len(starts) == issued):
        return RecordRows(tuple(tuple(range(t, t + table.height)) for t in range(rows.start, rows.stop, table.height)))
    # Without numbers nothing tells which record the rows are of that went.
    is_label = first is not None and bool(first.text)
    is_short = len(rows) < issued * table.height or (is_label and len(starts) < issued)
    if first is None or not starts or (is_short and table.number is None):
        return RecordRows((), tuple(table.filled_among(rows)))
    records: list[tuple[int, ...]] = []
    inserted: list[int] = []
    unclear = table.filled_among(range(table.top, starts[0]))
    # Below those that were issued with rows stand as many without number or 行ID as there were, if none is gone.
    is_counted = table.number is None or (not is_short and table.numbers_at(starts) == [*range(1, len(starts) + 1)])
    blank = _blank_below(table, starts[-1])
    below = issued - len(starts) if is_counted else blank
    tops = [*starts, *range(table.bottom + 1 - below * table.height, table.bottom + 1, table.height)]
    is_labelled = any(anchor.text for anchor in table.anchors)
    for start, end in pairwise([*tops, table.bottom + 1]):
        own = table.merged_from(start)
        if own is not None and len(own) == table.height and start in starts:
            records.append(tuple(own))
            # Where a record's number is gone, they may be what is left of that record.
            (inserted if len(starts) == issued else unclear).extend(table.filled_among(range(own.stop, end)))
            continue
        record = _settle(table, range(start, end), first)
        if start not in starts and not is_labelled:
            record = None if table.filled_among(range(start, end)) else tuple(range(start, start + table.height))
        if record and (is_counted or not _may_be_mixed(table, record, end, issued - blank)):
            records.append(record)
        else:
            unclear += table.filled_among(range(start, end))
    return RecordRows(tuple(records), tuple(unclear), tuple(inserted))


def _blank_below(table: TableRows, last: int) -> int:
    """Return how many records there are with nothing in them below the one that begins in row `last`.

    It is 0 where anything stands there, and where the rows are no whole records: cells were deleted or inserted alone.
    """
    below = range(last + table.height, table.bottom + 1)
    is_whole = (table.bottom + 1 - table.top) % table.height == 0
    return len(below) // table.height if is_whole and not table.filled_among(below) else 0


def _may_be_mixed(table: TableRows, record: Sequence[int], end: int, issued: int) -> bool:
    """Return whether a record's lower rows may be those of one that is gone, its first rows deleted with this one's.

    That is so where the next number is not the next record's.
    """
    if table.number is None or not table.filled_among(record[1:]):
        return False
    own, following = table.numbers_at([record[0], end])
    return own is None or (issued + 1 if following is None else following) != own + 1


def _settle(table: TableRows, rows: range, first: Anchor) -> tuple[int, ...] | None:
    """Return the rows of one record among those up to the next; None where they can be read in two ways or in no way.

    What is filled in below as many rows as a record has may be of another that was inserted.

    Of each row that is filled in, its place in the record lies between two bounds: no two rows change places, none is
    further from the next than it is on the sheet, and a label stands in its own row alone.
    """
    filled = table.filled_among(rows)
    if len(rows) >= 2 * table.height and table.filled_among(rows[table.height :]):
        return None  # a whole record may have been inserted
    least, most = [], []
    for number, row in enumerate(filled):
        labels = {anchor.block_row for anchor in table.anchors if anchor.text and anchor.holds(table.sheet, row)}
        labels |= {first.block_row} if row == rows[0] + first.block_row else set()
        after_last = table.height - (rows[-1] - row) - 1 if number == len(filled) - 1 else 0
        least.append(max([0, after_last, *labels]))
        most.append(min([table.height - 1, row - rows[0], *labels]))
    apart = [later - earlier for earlier, later in pairwise(filled)]
    for number, distance in enumerate(apart):
        least[number + 1] = max(least[number + 1], least[number] + 1)
        most[number + 1] = min(most[number + 1], most[number] + distance)
    for number, distance in reversed(list(enumerate(apart))):
        least[number] = max(least[number], least[number + 1] - distance)
        most[number] = min(most[number], most[number + 1] - 1)
    if not filled or least != most:
        return None
    known = dict(zip(least, filled, strict=True))
    record: list[int] = []
    for place in range(table.height):
        # A blank row of the record is whichever blank one follows.
        record.append(known.get(place, record[-1] + 1 if record else rows[0]))
    return tuple(record)


@dataclass(frozen=True, slots=True)
class PlacedField:
    """A field of a table with all rows of its column there, and the rows its name says, if it has one."""

    field: Field
    cells: FieldCells
    named: NamedRows | None


@dataclass(frozen=True, slots=True)
class SettledFields:
    """The cells of every field in its row of each record, those whose cells were moved alone, and what is unclear."""

    cells: Mapping[str, FieldCells]
    shifted: Sequence[Field]
    problems: Sequence[Problem]


def settle_blocks(placed: Sequence[PlacedField]) -> SettledFields:
    """Return the cells of a table's fields on one sheet, record by record."""
    first, table = placed[0].field, _rows_of(placed)
    found = find_records(table, len(first.cells))
    cells, shifted = {}, []
    for one in placed:
        rows = [record[one.field.block_row] for record in found.records]
        if rows:
            positions = tuple((row, one.cells.column) for row in rows)
            cells[one.field.qualified] = FieldCells(table.sheet, positions)
        # Where the first or last record was deleted, a name ends at the row that took its place.
        slack = table.height - 1 if len(rows) < len(one.field.cells) else 0
        if one.named and rows and one.field.is_entry and not found.unclear:
            is_as_named = 0 <= rows[0] - one.named.top <= slack and 0 <= one.named.bottom - rows[-1] <= slack
            shifted += [] if is_as_named else [one.field]
    words, told = {"table": first.table or "", "height": str(table.height)}, []
    for code, rows_told in zip(UNTOLD_ROWS, (found.unclear, found.inserted), strict=True):
        if rows_told:
            at = tuple(address_at(place) for place in sorted(table.sheet.cells) if place[0] in rows_told)
            row_words = {"rows": "、".join(map(str, rows_told))}
            told.append(Problem.of(code, Location(table.sheet.name, at), **words, **row_words))
    return SettledFields(cells, shifted, told)


def _rows_of(placed: Sequence[PlacedField]) -> TableRows:
    """Return the rows from the first cell of any field to the last, with what is merged to it below."""
    height, last = placed[0].field.block_height, max(one.field.block_row for one in placed)
    top = min(one.cells.positions[0][0] for one in placed)
    bottom = max(one.cells.positions[-1][0] for one in placed) + height - 1 - last
    anchors, number = [], None
    for field, column in ((one.field, one.cells.column) for one in placed):
        if field.name in (ROW_NUMBER, ROW_ID) and not field.is_entry:
            anchors.append(Anchor(field.block_row, column))
            number = anchors[-1] if field.name == ROW_NUMBER else number
        elif labels_record(field):
            left = parse_address(field.cells[0])[1] - parse_address(field.heading_cell)[1]
            anchors.append(Anchor(field.block_row, column - left, comparable(field.heading)))
    typed = {one.cells.column for one in placed if not one.field.is_computed}
    computed = frozenset(one.cells.column for one in placed if one.field.is_computed)
    return TableRows(placed[0].cells.sheet, top, bottom, height, anchors, number, computed - typed, computed & typed)


def labels_record(field: Field) -> bool:
    """Return whether a field's heading stands in the record itself, to its left, and is repeated with it."""
    if not field.heading_cell:
        return False
    return parse_address(field.heading_cell)[0] >= parse_address(field.cells[0])[0] - field.block_row


def labels_of(fields: Iterable[Field]) -> set[str]:
    """Return the labels, as compared, that every record of a table's fields bears."""
    return {comparable(field.heading) for field in fields if labels_record(field)}
