"""A submission read by its form: every entry with its value, ready for the checks."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from kusei_batch.core.expression import UNREAD, Lookup, Operand
from kusei_batch.core.form import Field, FieldType, Form, Table
from kusei_batch.core.period import Calendar
from kusei_batch.core.submission import Entry, IssuedSheet, Row, Submission
from kusei_batch.core.values import BLANK, Cell, TypedValue
from kusei_batch.validate.computing import compute, in_order
from kusei_batch.validate.parse import CellReader, ChoiceIndex, DateReader, Note, parse_cell, parse_nothing_cell
from kusei_batch.validate.privacy import holds_individual_number, value_is_individual_number

TEXTS = (FieldType.TEXT, FieldType.LONG_TEXT)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry field in one row: the cell as typed, its value, and the note on how it was read.

    Of a cell that holds a 個人番号 (`private`) neither value nor note is kept, so that nothing can repeat it.
    """

    field: Field
    number: int | None
    sheet: str
    address: str | None
    cell: Cell
    value: TypedValue
    note: Note | None
    private: bool = False

    @property
    def is_blank(self) -> bool:
        """Nothing was entered."""
        return self.cell.is_blank

    @property
    def is_unread(self) -> bool:
        """Something was entered that could not be read, or may not be."""
        return self.value is None and not self.cell.is_blank


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row of a table (or the head, table None): entries by field name, in the form's order.

    `others` are the values the row holds besides its entries: those calculated from them. They are no one's to
    correct, so only expressions and records ask for them.
    """

    table: str | None
    number: int | None
    items: Mapping[str, Item]
    others: Mapping[str, Item] = dataclasses.field(default_factory=dict)

    def some(self, names: tuple[str, ...]) -> list[Item]:
        """The items of these fields, those the form does not have left out."""
        return [self.items[n] for n in names if n in self.items]


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A submission as its form understands it; `rows` holds the rows that are not blank, by table."""

    form: Form
    submission: Submission
    issued: IssuedSheet
    head: ReadRow
    rows: Mapping[str, tuple[ReadRow, ...]]

    def all_rows(self) -> Iterator[ReadRow]:
        """The head, then the rows of every table."""
        yield self.head
        for rows in self.rows.values():
            yield from rows

    def all_items(self) -> Iterator[Item]:
        """Every item, row by row."""
        for row in self.all_rows():
            yield from row.items.values()

    def lookup(self, row: ReadRow) -> Lookup:
        """The values expressions on a row go by; see lookup_in."""
        return lookup_in(row, self.head)

    @property
    def confirms_nothing(self) -> bool:
        """Whether 該当なし is confirmed."""
        name = self.form.nothing_field
        return name is not None and name in self.head.items and self.head.items[name].value is True


def lookup_in(row: ReadRow, head: ReadRow) -> Lookup:
    """The values expressions on a row go by: the row's own, then the head's; of a field in neither, unread."""

    def find(name: str) -> Operand:
        for items in (row.items, row.others, head.items, head.others):
            if name in items:
                return UNREAD if items[name].is_unread else items[name].value
        return UNREAD

    return find


class FormReader:
    """A form made ready for reading many submissions: its entries by table, its choices indexed."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.head = form.entries_of(None)
        self.tables: tuple[tuple[Table, tuple[Field, ...]], ...] = tuple(
            (table, form.entries_of(table.name)) for table in form.tables
        )
        self._computed = {
            name: in_order(form.computed_of(name)) for name in (None, *(table.name for table in form.tables))
        }
        lists: dict[str | None, ChoiceIndex] = {}
        self._choices: dict[tuple[str | None, str], ChoiceIndex] = {}
        for field in form.fields:
            if field.is_entry:
                if field.choice_list not in lists:
                    lists[field.choice_list] = ChoiceIndex(form.choice_lists.get(field.choice_list or "", ()))
                self._choices[field.table, field.name] = lists[field.choice_list]

    def read(self, submission: Submission, issued: IssuedSheet, calendar: Calendar) -> ReadSheet:
        """Every cell of the submission read; nothing is judged yet."""
        dates = DateReader(calendar, issued.fiscal_year)
        head = self._read_row(submission.head, self.head, dates, None)
        rows = {
            table.name: tuple(
                self._read_row(row, fields, dates, head)
                for row in submission.tables.get(table.name, ())
                if not row.is_blank
            )
            for table, fields in self.tables
        }
        return ReadSheet(self.form, submission, issued, head, rows)

    def _read_row(self, row: Row, fields: tuple[Field, ...], dates: DateReader, head: ReadRow | None) -> ReadRow:
        items = {field.name: self._read_item(row, field, dates) for field in fields}
        read = ReadRow(row.table, row.number, items)
        # Each may be calculated from those before it.
        for wanted in self._computed.get(row.table, ()):
            value, cell = compute(wanted, lookup_in(read, head or read))
            item = Item(wanted, row.number, wanted.sheet, _printed_cell(wanted, row), cell, value, None)
            read = replace(read, others={**read.others, wanted.name: item})
        return read

    def _read_item(self, row: Row, field: Field, dates: DateReader) -> Item:
        entry = row.entries.get(field.name)
        cell = entry.cell if entry else BLANK
        sheet, address = (entry.sheet, entry.address) if entry else (field.sheet, _printed_cell(field, row))
        if cell.is_blank:
            return Item(field, row.number, sheet, address, cell, None, None)
        if holds_individual_number(cell):
            return Item(field, row.number, sheet, address, cell, None, None, private=True)
        reader = CellReader(dates, self._choices[field.table, field.name])
        is_nothing = field.table is None and field.name == self.form.nothing_field
        value, note = parse_nothing_cell(cell) if is_nothing else parse_cell(cell, field, reader)
        if value_is_individual_number(value):
            return Item(field, row.number, sheet, address, cell, None, None, private=True)
        return Item(field, row.number, sheet, address, cell, value, note)


def _printed_cell(field: Field, row: Row) -> str | None:
    """Where the form prints a field of a row, for a cell the returned workbook no longer has."""
    place = (row.number or 1) - 1
    return field.cells[place] if 0 <= place < len(field.cells) else None


def first_entry(row: Row) -> Entry | None:
    """The entry that stands first in a row, None when the row has no cells at all."""
    return next(iter(row.entries.values()), None)


@lru_cache(maxsize=64)
def form_reader(form: Form) -> FormReader:
    """The reader of a form, made once."""
    return FormReader(form)
