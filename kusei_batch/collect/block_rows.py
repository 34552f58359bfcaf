"""The rows of every record on a sheet where a record takes several, also after rows were inserted or deleted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from kusei_batch.collect.field_cells import FieldCells, NamedRows, address_at
from kusei_batch.core.form import ROW_ID, ROW_NUMBER, Field
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.text.notation import comparable
from kusei_batch.xlsx.reader import Sheet
from kusei_batch.xlsx.reference import parse_address

_MOST_WAYS = 200


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


@dataclass(frozen=True, slots=True)
class TableRows:
    """The rows of a sheet that a table has, those of one record, and by what they are known."""

    sheet: Sheet
    top: int
    bottom: int
    height: int
    anchors: Sequence[Anchor]


@dataclass(frozen=True, slots=True)
class RecordRows:
    """The sheet's rows of every record, top to bottom, and those filled in of which nothing tells what they are."""

    records: tuple[tuple[int, ...], ...]
    unclear: tuple[int, ...] = ()


def find_records(table: TableRows, issued: int) -> RecordRows:
    """Return the rows of every record; `issued` records were handed out.

    A record begins where its first anchor stands. Rows that were inserted and left empty are passed over; what cannot
    be told, because a row was deleted or an inserted one is filled in, is unclear.
    """
    rows = range(table.top, table.bottom + 1)
    if not table.anchors:
        if len(rows) == issued * table.height:
            return RecordRows(tuple(_strides(rows, table.height)))
        return RecordRows((), tuple(_filled(table, rows)))
    first = min(table.anchors, key=lambda anchor: anchor.block_row)
    starts = [row - first.block_row for row in rows if first.holds(table.sheet, row)]
    if not starts:
        return RecordRows((), tuple(_filled(table, rows)))
    records, unclear = [], list(_filled(table, range(table.top, starts[0])))
    for start, end in pairwise([*starts, table.bottom + 1]):
        record = _settle(table, range(start, end))
        records += [record] if record else []
        unclear += [] if record else _filled(table, range(start, end))
    return RecordRows(tuple(records), tuple(unclear))


def _strides(rows: range, height: int) -> Iterator[tuple[int, ...]]:
    for start in range(rows.start, rows.stop, height):
        yield tuple(range(start, start + height))


def _filled(table: TableRows, rows: Sequence[int]) -> list[int]:
    return [row for row in rows if any(not cell.is_blank for (at, _), cell in table.sheet.cells.items() if at == row)]


def _settle(table: TableRows, rows: range) -> tuple[int, ...] | None:
    """Return the rows of one record among those up to the next; None where they can be told in two ways or none."""
    surplus = len(rows) - table.height
    filled = _filled(table, rows)
    empty = [row for row in rows if row not in filled]
    if surplus < 0 or surplus > len(empty):
        return None
    ways: dict[tuple[tuple[int, int], ...], tuple[int, ...]] = {}
    for number, gone in enumerate(combinations(empty, surplus)):
        record = tuple(row for row in rows if row not in gone)
        if number < _MOST_WAYS and _fits(table, record):
            ways.setdefault(tuple((row, record.index(row)) for row in filled), record)
    return next(iter(ways.values())) if len(ways) == 1 else None


def _fits(table: TableRows, record: Sequence[int]) -> bool:
    """Return whether no label stands in another row of the record than its own."""
    return all(
        row_number == anchor.block_row or not anchor.holds(table.sheet, row)
        for anchor in table.anchors
        if anchor.text
        for row_number, row in enumerate(record)
    )


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


def settle_records(placed: Sequence[PlacedField]) -> SettledFields:
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
    if not found.unclear:
        return SettledFields(cells, shifted, ())
    unclear = tuple(address_at(place) for place in sorted(table.sheet.cells) if place[0] in found.unclear)
    words = {"table": first.table or "", "height": str(table.height)}
    return SettledFields(cells, shifted, [Problem.of("records-broken", Location(table.sheet.name, unclear), **words)])


def _rows_of(placed: Sequence[PlacedField]) -> TableRows:
    """Return the rows from the first cell of any field to the last, with what is merged to it below."""
    height, last = placed[0].field.block_height, max(one.field.block_row for one in placed)
    top = min(one.cells.positions[0][0] for one in placed)
    bottom = max(one.cells.positions[-1][0] for one in placed) + height - 1 - last
    anchors = []
    for field, column in ((one.field, one.cells.column) for one in placed):
        if field.name in (ROW_NUMBER, ROW_ID) and not field.is_entry:
            anchors.append(Anchor(field.block_row, column))
        elif labels_record(field):
            left = parse_address(field.cells[0])[1] - parse_address(field.heading_cell)[1]
            anchors.append(Anchor(field.block_row, column - left, comparable(field.heading)))
    return TableRows(placed[0].cells.sheet, top, bottom, height, anchors)


def labels_record(field: Field) -> bool:
    """Return whether a field's heading stands in the record itself, to its left, and is repeated with it."""
    if not field.heading_cell:
        return False
    return parse_address(field.heading_cell)[0] >= parse_address(field.cells[0])[0] - field.block_row
