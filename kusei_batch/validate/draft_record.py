"""Records under construction: the rows of one submission read by its form, for the checks to judge."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kusei_batch.core.expression import PLACE, UNREAD, Lookup, Operand, SheetRows, SheetValues
from kusei_batch.core.form import Field, FieldType, Form
from kusei_batch.core.picture import Picture
from kusei_batch.core.record import PICTURE_KIND, Record, Source
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.submission import IssuedSheet, Submission
from kusei_batch.core.values import Cell, TypedValue
from kusei_batch.core.ward import Department
from kusei_batch.validate.parse import ReadingNote
from kusei_batch.validate.personal import name_kinds
from kusei_batch.validate.privacy import mask_text

TEXTS = (FieldType.TEXT, FieldType.LONG_TEXT)


class ReadEntry(NamedTuple):
    """One entry field in one row: the cell as typed, its value, and the note on how it was read.

    Of a cell that holds a 個人番号 (`private`) neither value nor note is kept, so that nothing can repeat it.
    """

    field: Field
    number: int | None
    sheet: str
    address: str | None
    cell: Cell
    value: TypedValue
    note: ReadingNote | None
    private: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing was entered."""
        return self.cell.is_blank

    @property
    def is_unread(self) -> bool:
        """Whether something was entered that could not be read, or may not be."""
        return self.value is None and not self.cell.is_blank

    @property
    def personal_kinds(self) -> str:
        """The kinds of personal data in it (`電話番号、住所`), empty where there are none.

        Only free text is looked at, also where a number was asked for.
        """
        if not isinstance(self.value, str) or not (self.field.type in TEXTS or self.field.takes_words):
            return ""
        return name_kinds(self.value)

    @property
    def withheld_kinds(self) -> str:
        """For what it is shown to nobody before somebody has looked at it; of a picture nobody can tell by itself."""
        return PICTURE_KIND if isinstance(self.value, Picture) else self.personal_kinds


@dataclass(frozen=True, slots=True)
class DraftRecord:
    """A record under construction: one row of a table (or the head, table None) with its entries by field name.

    `others` are the values the row holds besides its entries: 前回値 as they were stamped, whatever the sheet shows
    now, and those calculated. Nobody is to correct them, so only expressions and records ask for them.
    `key` is the row's key (None of the head, which is no row, and where it is not known which row it is) and `index`
    its place among those issued (from 0; of the head, 0), None of a row that was not.
    """

    table: str | None
    number: int | None
    items: Mapping[str, ReadEntry]
    others: Mapping[str, ReadEntry] = dataclasses.field(default_factory=dict)
    key: RowKey | None = None
    index: int | None = None

    def some(self, names: tuple[str, ...]) -> list[ReadEntry]:
        """Return the entries of these fields, those the form does not have left out."""
        return [self.items[n] for n in names if n in self.items]

    def finish(self, sheet: ReadSheet, department: Department) -> Record:
        """Return the record of a row of `sheet`; one that is not known is named after the sheet, as the head is."""
        items = {**self.items, **self.others}
        return Record(
            sheet_id=sheet.issued.sheet_id,
            department=department,
            form=sheet.form.id,
            key=self.key or RowKey(self.table, sheet.issued.sheet_id),
            number=self.number,
            fields={name: item.value for name, item in items.items()},
            typed={name: "" if item.private else item.cell.text for name, item in items.items()},
            source=_source(items, sheet.submission.sha256),
            withheld={name: kinds for name, item in items.items() if (kinds := item.withheld_kinds)},
        )


def _source(row: Mapping[str, ReadEntry], sha256: str) -> Source:
    """Return the addresses by field; the main sheet is that of the first entry field."""
    items = list(row.values())
    main = items[0].sheet if items else ""
    cells = {
        item.field.name: item.address if item.sheet == main else f"{mask_text(item.sheet)}!{item.address}"
        for item in items
        if item.address
    }
    return Source(sha256, mask_text(main), cells)


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A submission as its form understands it.

    `rows` holds, by table, the rows that are not blank and those that exist because they were issued; `unissued`
    what was entered in rows that were not, where the form allows no others.
    """

    form: Form
    submission: Submission
    issued: IssuedSheet
    head: DraftRecord
    rows: Mapping[str, tuple[DraftRecord, ...]]
    unissued: tuple[DraftRecord, ...] = ()
    _taken: SheetRows = dataclasses.field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Make the rows ready for totals over them."""
        object.__setattr__(self, "_taken", rows_in(self.head, self.rows))

    def all_rows(self) -> Iterator[DraftRecord]:
        """Yield the head, then the rows of every table in the form's order."""
        yield self.head
        for rows in self.rows.values():
            yield from rows

    def all_items(self) -> Iterator[ReadEntry]:
        """Yield every entry, row by row."""
        for row in self.all_rows():
            yield from row.items.values()

    def lookup(self, row: DraftRecord) -> Lookup:
        """Return the values expressions on a row go by; see lookup_in."""
        return lookup_in(row, self.head, self._taken)

    def item(self, row: DraftRecord, name: str) -> ReadEntry | None:
        """Return the entry an expression on a row means by a name, None where the sheet has none."""
        return item_in(row, self.head, name)

    @property
    def confirms_nothing(self) -> bool:
        """Whether 該当なし is confirmed."""
        return confirms_nothing(self.form, self.head)

    def records(self, department: Department) -> list[Record]:
        """Return the records of all rows, the head first."""
        return [row.finish(self, department) for row in self.all_rows()]


def item_in(row: DraftRecord, head: DraftRecord, name: str) -> ReadEntry | None:
    """Return the entry a bare name means on a row: the row's own, else the head's; None where neither has it."""
    return next((items[name] for items in (row.items, row.others, head.items, head.others) if name in items), None)


def rows_in(head: DraftRecord, rows: Mapping[str, Sequence[DraftRecord]]) -> SheetRows:
    """Return the rows that expressions take together, of each table."""
    return SheetRows(lambda table: [_values_of(one, head) for one in rows.get(table, ())])


def lookup_in(row: DraftRecord, head: DraftRecord, rows: SheetRows) -> Lookup:
    """Return the values expressions on a row go by; what the sheet has no entry of is unread."""
    return SheetValues(_values_of(row, head), rows)


def _values_of(row: DraftRecord, head: DraftRecord) -> Lookup:
    def find(name: str) -> Operand:
        item = item_in(row, head, name)
        if item is None and name == PLACE:
            return row.number
        return UNREAD if item is None or item.is_unread else item.value

    return find


def confirms_nothing(form: Form, head: DraftRecord) -> bool:
    """Return whether the head of a sheet confirms 該当なし."""
    name = form.nothing_field
    return name is not None and name in head.items and head.items[name].value is True
