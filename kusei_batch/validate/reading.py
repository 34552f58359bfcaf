"""A submission read by its form: every entry with its value, ready for the checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from kusei_batch.core.form import Field, FieldType, Form, Table
from kusei_batch.core.period import Calendar
from kusei_batch.core.submission import Entry, IssuedSheet, Row, Submission
from kusei_batch.core.values import BLANK, Cell, TypedValue
from kusei_batch.validate.parse import CellReader, ChoiceIndex, DateReader, Note, parse_cell, parse_nothing_cell
from kusei_batch.validate.privacy import holds_individual_number, value_is_individual_number

CellReaders = Mapping[tuple[str | None, str], CellReader]
"""By table and name of a field."""

TEXTS = (FieldType.TEXT, FieldType.LONG_TEXT)


class Item(NamedTuple):
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
    """One row of a table (or the head, table None): items by field name, in the form's order."""

    table: str | None
    number: int | None
    items: Mapping[str, Item]

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

    @property
    def confirms_nothing(self) -> bool:
        """Whether 該当なし is confirmed."""
        name = self.form.nothing_field
        return name is not None and name in self.head.items and self.head.items[name].value is True


class FormReader:
    """A form made ready for reading many submissions: its entries by table, its choices indexed."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.head = form.entries_of(None)
        self.tables: tuple[tuple[Table, tuple[Field, ...]], ...] = tuple(
            (table, form.entries_of(table.name)) for table in form.tables
        )
        lists: dict[str | None, ChoiceIndex] = {}
        self._choices: dict[tuple[str | None, str], ChoiceIndex] = {}
        self._made: tuple[DateReader, CellReaders] | None = None
        for field in form.fields:
            if field.is_entry:
                if field.choice_list not in lists:
                    lists[field.choice_list] = ChoiceIndex(form.choice_lists.get(field.choice_list or "", ()))
                self._choices[field.table, field.name] = lists[field.choice_list]

    def read(self, submission: Submission, issued: IssuedSheet, calendar: Calendar) -> ReadSheet:
        """Every cell of the submission read; nothing is judged yet."""
        readers = self._readers(DateReader(calendar, issued.fiscal_year))
        rows = {
            table.name: tuple(
                self._read_row(row, fields, readers)
                for row in submission.tables.get(table.name, ())
                if not row.is_blank
            )
            for table, fields in self.tables
        }
        return ReadSheet(self.form, submission, issued, self._read_row(submission.head, self.head, readers), rows)

    def _readers(self, dates: DateReader) -> CellReaders:
        """What reads the cells of every field, made once for all sheets of one fiscal year."""
        if self._made is None or self._made[0] != dates:
            self._made = dates, {place: CellReader(dates, choices) for place, choices in self._choices.items()}
        return self._made[1]

    def _read_row(self, row: Row, fields: tuple[Field, ...], readers: CellReaders) -> ReadRow:
        items = {field.name: self._read_item(row, field, readers) for field in fields}
        return ReadRow(row.table, row.number, items)

    def _read_item(self, row: Row, field: Field, readers: CellReaders) -> Item:
        entry = row.entries.get(field.name)
        cell = entry.cell if entry else BLANK
        sheet, address = (entry.sheet, entry.address) if entry else (field.sheet, _printed_cell(field, row))
        if cell.is_blank:
            return Item(field, row.number, sheet, address, cell, None, None)
        if holds_individual_number(cell):
            return Item(field, row.number, sheet, address, cell, None, None, private=True)
        is_nothing = field.table is None and field.name == self.form.nothing_field
        reader = readers[field.table, field.name]
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
