"""What a draft of a form consists of: fields, tables, what is written into the sheets, what nobody could be sure of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kusei_batch.core.form import FieldKind, FieldType
from kusei_batch.xlsx.block import Block
from kusei_batch.xlsx.reader.plain_cells import Position
from kusei_batch.xlsx.reference import Area, address


@dataclass(frozen=True, slots=True)
class ProposedField:
    """A field and the cell its placeholder is put in (in a table, of the first record)."""

    name: str
    sheet: str
    at: Position
    type: FieldType = FieldType.TEXT
    table: str | None = None
    kind: FieldKind = FieldKind.ENTRY
    choices: tuple[str, ...] = ()
    unit: str = ""
    required: bool = False
    most_letters: int | None = None
    minimum: str = ""
    maximum: str = ""
    formula: str = ""
    help: str = ""

    @property
    def placeholder(self) -> str:
        """What stands in its cell."""
        return f"{{{{{self.table}.{self.name}}}}}" if self.table else f"{{{{{self.name}}}}}"

    @property
    def cell(self) -> str:
        """The cell, as people read it."""
        return address(*self.at)


@dataclass(frozen=True, slots=True)
class ProposedTable:
    """A table: the rows of its first record on its sheet, for how many records it has room, how many are drawn."""

    name: str
    sheet: str
    block: Block
    records: int
    drawn: int = 1


@dataclass(frozen=True, slots=True)
class Remark:
    """Something the draft assumed: where, what, and what a person should look at."""

    sheet: str
    cell: str
    assumed: str
    look: str = ""


@dataclass(frozen=True, slots=True)
class SheetDraft:
    """What one sheet becomes: fields, tables, other texts by place, areas to merge, remarks.

    `number_area` is where a 管理番号 was put, with room for its label.
    """

    name: str
    fields: tuple[ProposedField, ...] = ()
    tables: tuple[ProposedTable, ...] = ()
    texts: Mapping[Position, str] = field(default_factory=dict)
    merges: tuple[Area, ...] = ()
    remarks: tuple[Remark, ...] = ()
    number_area: Area | None = None


@dataclass(frozen=True, slots=True)
class FormDraft:
    """A form proposed: the name of its file, its title and number as printed, its sheets."""

    name: str
    title: str
    number: str
    sheets: tuple[SheetDraft, ...]
    remarks: tuple[Remark, ...] = ()

    @property
    def fields(self) -> tuple[ProposedField, ...]:
        """The fields of all sheets; a display field that stands in several places once."""
        found = {(one.table, one.name): one for sheet in reversed(self.sheets) for one in reversed(sheet.fields)}
        return tuple(reversed(found.values()))

    @property
    def tables(self) -> tuple[ProposedTable, ...]:
        """The tables of all sheets, each once."""
        found = {table.name: table for sheet in reversed(self.sheets) for table in reversed(sheet.tables)}
        return tuple(reversed(found.values()))

    @property
    def all_remarks(self) -> tuple[Remark, ...]:
        """Every remark, those of the form first."""
        return (*self.remarks, *(remark for sheet in self.sheets for remark in sheet.remarks))
