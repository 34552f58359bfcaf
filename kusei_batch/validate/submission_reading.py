"""A submission read by its form: every entry with its value, ready for the checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from kusei_batch.core.dates import DateReader
from kusei_batch.core.expression import Lookup
from kusei_batch.core.form import Field, FieldKind, Form, Table
from kusei_batch.core.period import Calendar
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.submission import IssuedSheet, Row, Submission
from kusei_batch.core.values import BLANK, text_cell
from kusei_batch.validate.computing import UNKNOWN, compute, in_order
from kusei_batch.validate.draft_record import DraftRecord, ReadEntry, ReadSheet, confirms_nothing, lookup_in, rows_in
from kusei_batch.validate.going_on import with_carried_on
from kusei_batch.validate.individual_number import holds_individual_number, value_is_individual_number
from kusei_batch.validate.parse import CellReader, ChoiceIndex, parse_cell, parse_nothing_cell
from kusei_batch.validate.previous_values import previous_value
from kusei_batch.validate.row_units import field_in_row

CellReaders = Mapping[tuple[str | None, str], CellReader]
"""By table and name of a field."""


@dataclass(frozen=True, slots=True)
class _SheetReading:
    """What reading one submission works with."""

    form: Form
    submission: Submission
    issued: IssuedSheet
    readers: CellReaders


class FormReader:
    """A form made ready for reading many submissions: its entries by table, its choices indexed."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.head = form.entries_of(None)
        # A table that is only shown holds nothing the department says: its rows are none of the submission's.
        self.tables: tuple[tuple[Table, tuple[Field, ...]], ...] = tuple(
            (table, entries) for table in form.tables if (entries := form.entries_of(table.name))
        )
        self._computed = in_order(form)
        self._previous: dict[str | None, list[Field]] = {}
        for known in form.fields:
            if known.is_previous:
                self._previous.setdefault(known.table, []).append(known)
        lists: dict[str | None, ChoiceIndex] = {}
        self._choices: dict[tuple[str | None, str], ChoiceIndex] = {}
        self._made: tuple[DateReader, CellReaders] | None = None
        for known in form.fields:
            if known.is_entry or known.is_previous:
                if known.choice_list not in lists:
                    lists[known.choice_list] = ChoiceIndex(form.choice_lists.get(known.choice_list or "", ()))
                self._choices[known.table, known.name] = lists[known.choice_list]

    def read(self, submission: Submission, issued: IssuedSheet, calendar: Calendar) -> ReadSheet:
        """Read every cell of the submission; nothing is judged yet."""
        # Made once for all sheets of one fiscal year.
        dates = DateReader(calendar, issued.fiscal_year)
        if self._made is None or self._made[0] != dates:
            self._made = dates, {place: CellReader(dates, choices) for place, choices in self._choices.items()}
        work = _SheetReading(self.form, submission, issued, self._made[1])
        head = self._read_row(submission.head, self.head, work, 0)
        rows = {
            table.name: tuple(self._read_row(row, fields, work, i) for row, i in _rows_of(table, work, head))
            for table, fields in self.tables
        }
        head, rows = self._calculated(head, rows)
        unissued = []
        for table in (table for table, _ in self.tables if table.is_fixed):
            strange = [row for row in rows[table.name] if row.index is None]
            rows[table.name] = tuple(row for row in rows[table.name] if row.index is not None)
            # A row without a key is an error already.
            unissued += [row for row in strange if row.key]
        return ReadSheet(self.form, submission, issued, head, rows, tuple(unissued))

    def _read_row(self, row: Row, fields: tuple[Field, ...], work: _SheetReading, index: int | None) -> DraftRecord:
        items = {f.name: self._read_item(row, self._counted(f, row, work), work.readers) for f in fields}
        previous = self._previous.get(row.table, ())
        shown = {f.name: self._read_shown(row, self._counted(f, row, work), work, index) for f in previous}
        for wanted in (f for f in self._computed if f.table == row.table):
            field, address = self._counted(wanted, row, work), _printed_cell(wanted, row)
            shown[wanted.name] = ReadEntry(field, row.number, wanted.sheet, address, UNKNOWN, None, None)
        if any(f.goes_on_from for f in fields):
            items = with_carried_on(items, shown)
        return DraftRecord(row.table, row.number, items, shown, row.key, index)

    def _calculated(
        self, head: DraftRecord, rows: dict[str, tuple[DraftRecord, ...]]
    ) -> tuple[DraftRecord, dict[str, tuple[DraftRecord, ...]]]:
        """Return head and rows with what is calculated in them, each field from those before it."""
        for wanted in self._computed:
            taken = rows_in(head, rows)
            if wanted.table is None:
                head = _with_value(wanted, head, lookup_in(head, head, taken))
            else:
                found = [_with_value(wanted, r, lookup_in(r, head, taken)) for r in rows.get(wanted.table, ())]
                rows = {**rows, wanted.table: tuple(found)}
        return head, rows

    def _counted(self, field: Field, row: Row, work: _SheetReading) -> Field:
        """Return the field with the unit that the row itself says, where it does."""
        return field_in_row(field, row, self.form, work.issued) if field.unit_from else field

    def _read_shown(self, row: Row, field: Field, work: _SheetReading, index: int | None) -> ReadEntry:
        """Return the value a row was issued with, as a value of the field's 型; the cell is what was printed of it."""
        texts = work.issued.stamped.get(field.qualified, ())
        cell = text_cell(texts[index]) if index is not None and index < len(texts) else BLANK
        sheet, address = _shown_place(field, row, work.submission)
        value = None if index is None else work.issued.value(field.qualified, index)
        shown = previous_value(value, cell, field, work.readers[field.table, field.name])
        return ReadEntry(field, row.number, sheet, address, cell, shown, None)

    def _read_item(self, row: Row, field: Field, readers: CellReaders) -> ReadEntry:
        entry = row.entries.get(field.name)
        cell = entry.cell if entry else BLANK
        sheet, address = (entry.sheet, entry.address) if entry else (field.sheet, _printed_cell(field, row))
        if cell.is_blank:
            return ReadEntry(field, row.number, sheet, address, cell, None, None)
        if holds_individual_number(cell):
            return ReadEntry(field, row.number, sheet, address, cell, None, None, private=True)
        is_nothing = field.table is None and field.name == self.form.nothing_field
        reader = readers[field.table, field.name]
        value, note = parse_nothing_cell(cell) if is_nothing else parse_cell(cell, field, reader)
        if value_is_individual_number(value):
            return ReadEntry(field, row.number, sheet, address, cell, None, None, private=True)
        return ReadEntry(field, row.number, sheet, address, cell, value, note)


def _with_value(wanted: Field, row: DraftRecord, lookup: Lookup) -> DraftRecord:
    value, cell = compute(wanted, lookup)
    return replace(row, others={**row.others, wanted.name: row.others[wanted.name]._replace(value=value, cell=cell)})


def _rows_of(table: Table, work: _SheetReading, head: DraftRecord) -> list[tuple[Row, int | None]]:
    """Return the rows of a table that exist, with their places among those issued.

    A row exists that is not blank, or that may not be left blank.
    """
    keys = work.issued.rows.get(table.name, ())
    rows = work.submission.tables.get(table.name, ())
    if not keys:
        return [(row, None) for row in rows if not row.is_blank]
    places: dict[RowKey | None, int] = {key: index for index, key in enumerate(keys)}
    demanded: set[RowKey | None] = set()
    if not confirms_nothing(work.form, head):
        demanded.update(_demanded(table, work))
    existing = [(row, places.get(row.key)) for row in rows if not row.is_blank or row.key in demanded]
    # A row that was deleted is missed like one left blank.
    found = {row.key for row in rows}
    gone = [key for key in keys if key in demanded and key not in found]
    return existing + [(Row(table.name, places[key] + 1, {}, key), places[key]) for key in gone]


def _demanded(table: Table, work: _SheetReading) -> set[RowKey]:
    """Return the issued rows that may not be left blank.

    Rows the department added may be; where it may add rows, so may those that were prefilled.
    """
    keys = work.issued.rows[table.name]
    dropped = set()
    if table.growable:
        carried = [f.qualified for f in work.form.entries_of(table.name) if f.kind is FieldKind.CARRIED]
        given = range(len(keys))
        dropped = {keys[i] for i in given if any(work.issued.value(name, i) is not None for name in carried)}
    return {key for key in keys if key.own_number(work.issued.sheet_id) is None} - dropped


def _shown_place(field: Field, row: Row, submission: Submission) -> tuple[str, str | None]:
    """Return sheet and cell of a value shown in a row."""
    entries = submission.shown.get(field.qualified, ())
    place = (row.number or 1) - 1
    if 0 <= place < len(entries):
        return entries[place].sheet, entries[place].address
    return field.sheet, _printed_cell(field, row)


def _printed_cell(field: Field, row: Row) -> str | None:
    """Return where the form prints a field of a row, for a cell the returned workbook no longer has."""
    place = (row.number or 1) - 1
    return field.cells[place] if 0 <= place < len(field.cells) else None


@lru_cache(maxsize=64)
def form_reader(form: Form) -> FormReader:
    """Return the reader of a form, made once."""
    return FormReader(form)
