"""様式: what a template workbook means, independent of the file that says it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import partial

from kusei_batch.core.check import Check
from kusei_batch.core.expression import Expression
from kusei_batch.core.follow_up import FollowUp
from kusei_batch.core.form_year import FormYear
from kusei_batch.core.problem import Severity
from kusei_batch.core.proposal import Proposal
from kusei_batch.core.sources import Reference, RowSource
from kusei_batch.core.text.choice_text import join_choices
from kusei_batch.core.text.label import value_text
from kusei_batch.core.values import TypedValue

Bound = Decimal | dt.date

ENTRY_COLOR = "FFF8DC"
"""Pale yellow, RRGGBB: the colour of entry cells where a form states none."""

ROW_NUMBER, ROW_ID, ROW_ORIGIN = "番号", "行ID", "出典"
"""Names every table may show: the row's number, what a returned row is known by, and where the row came from."""


class FieldType(StrEnum):
    """型 of `_項目`."""

    TEXT = "文字"
    LONG_TEXT = "長文"
    INTEGER = "整数"
    NUMBER = "数値"
    DATE = "日付"
    CHOICE = "選択"
    CHOICES = "複数選択"
    YES_NO = "はい・いいえ"
    PICTURE = "写真"

    @property
    def is_number(self) -> bool:
        """Whether what is entered is a number, with a unit perhaps."""
        return self in (FieldType.INTEGER, FieldType.NUMBER)

    @property
    def is_stored_as_number(self) -> bool:
        """Whether a cell holds a number: of a day, too, Excel keeps one."""
        return self.is_number or self is FieldType.DATE


class FieldKind(StrEnum):
    """区分 of `_項目`: what the department enters, what the program shows, and what follows from both.

    前回値 is shown, 引継 entered beforehand; both take their value from another round or a list.
    """

    ENTRY = "記入"
    DISPLAY = "表示"
    PREVIOUS = "前回値"
    CARRIED = "引継"
    COMPUTED = "計算"


class Necessity(StrEnum):
    """必須 of `_項目`."""

    REQUIRED = "必須"
    OPTIONAL = "任意"
    CONDITIONAL = "条件"


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice and what people write instead of it (別名)."""

    value: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """項目: one row of `_項目` with the cells that hold it.

    `cells` are A1 addresses on `sheet`, top to bottom; of a field outside tables, one. A record takes `block_height`
    rows of the sheet, and they stand in its row `block_row`, from 0. `heading` is the label printed above (table) or
    to the left, in `heading_cell`. `elsewhere` names further sheets with the cells of a 行ID or 番号 there.
    `severity` is the 重要度 that a breach of its rules carries. `condition` says when a CONDITIONAL field is required,
    `formula` how a COMPUTED one is calculated, which may have no cells (`cells` and `sheet` are empty then).
    `unit_from` names the field of the same table in which a row says its own unit; `unit` is empty then, until a
    row is read. `takes_words` says of a number field that other words are kept as written (文字可), `goes_on_from`
    names the text of the same table that goes on where an entry says 「→」 (続きの元).
    """

    name: str
    table: str | None
    kind: FieldKind
    type: FieldType
    necessity: Necessity
    severity: Severity
    sheet: str
    cells: tuple[str, ...]
    condition: Expression | None = None
    formula: Expression | None = None
    reference: Reference | None = None
    choice_list: str | None = None
    minimum: Bound | None = None
    maximum: Bound | None = None
    max_length: int | None = None
    unit: str = ""
    unit_from: str = ""
    takes_words: bool = False
    goes_on_from: str = ""
    help: str = ""
    error_text: str = ""
    heading: str = ""
    heading_cell: str = ""
    block_height: int = 1
    block_row: int = 0
    elsewhere: tuple[tuple[str, tuple[str, ...]], ...] = ()
    qualified: str = field(init=False, repr=False, compare=False)
    """`目標.評価指標`, or the bare name outside tables: how placeholders write it."""

    def __post_init__(self) -> None:
        """Put the qualified name together, once for all the files that are read by it."""
        object.__setattr__(self, "qualified", f"{self.table}.{self.name}" if self.table else self.name)

    @property
    def unit_words(self) -> str:
        """The unit in words: the field's own, or where every row says it."""
        return f"「{self.unit_from}」の欄のとおり" if self.unit_from else self.unit

    @property
    def cell_range(self) -> str:
        """The cells as people read them: `B12～B21`, with the distance where a record takes several rows."""
        apart = f"（{self.block_height}行ごと）" if self.block_height > 1 else ""
        return f"{self.cells[0]}～{self.cells[-1]}{apart}" if len(self.cells) > 1 else "".join(self.cells)

    @property
    def is_entry(self) -> bool:
        """Whether the department fills it in."""
        return self.kind in (FieldKind.ENTRY, FieldKind.CARRIED)

    @property
    def is_computed(self) -> bool:
        """Whether its value follows from other fields."""
        return self.kind is FieldKind.COMPUTED

    @property
    def is_previous(self) -> bool:
        """Whether a row brings it along: what was accepted before, and the list or round the row came from."""
        return self.kind is FieldKind.PREVIOUS or (
            self.kind is FieldKind.DISPLAY and self.table is not None and self.name == ROW_ORIGIN
        )

    @property
    def is_recorded(self) -> bool:
        """Whether a record holds its value: entries, what follows from them, and what a row brings along."""
        return self.is_entry or self.is_computed or self.is_previous


@dataclass(frozen=True, slots=True)
class Table:
    """表: repeated rows. `usual_rows` is the most that is expected; more is a warning, not a fault.

    `distinct` names fields whose texts may not repeat together; `checkable` those that together must hold something
    an evaluator can check (a number, date, frequency or yes/no state). Rows begin with those of `sources` for which
    `row_condition` holds, by the fields of `order`, the first `at_most` of them (0: all); after them come the
    department's own where it is `growable`.
    `empty_text` is shown when the sources have none. `printed_rows` are printed even when blank.
    """

    name: str
    min_rows: int
    usual_rows: int
    max_rows: int
    distinct: tuple[str, ...] = ()
    checkable: tuple[str, ...] = ()
    sources: tuple[RowSource, ...] = ()
    row_condition: Expression | None = None
    growable: bool = True
    empty_text: str = ""
    printed_rows: int = 0
    order: tuple[str, ...] = ()
    at_most: int = 0

    @property
    def is_fixed(self) -> bool:
        """Whether the department may fill in no rows but those that were issued."""
        return bool(self.sources) and not self.growable


@dataclass(frozen=True, slots=True)
class TotalsRow:
    """One row of `_集計`, as typed: what the summary workbook shows of the form."""

    sheet: str
    kind: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Form:
    """様式: fields in the order of `_項目`; `nothing_field` is the はい・いいえ field that confirms 該当なし.

    `entry_color` (RRGGBB) fills the cells a department writes in; `asides` are the sheets that are issued along and
    hold no field, such as an example. `year` is what its bounds and hints go by.
    """

    id: str
    title: str
    number: str
    version: str
    fields: tuple[Field, ...]
    tables: tuple[Table, ...]
    choice_lists: Mapping[str, tuple[Choice, ...]]
    totals: tuple[TotalsRow, ...] = ()
    checks: tuple[Check, ...] = ()
    nothing_field: str | None = None
    entry_color: str = ENTRY_COLOR
    proposals: tuple[Proposal, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    asides: frozenset[str] = frozenset()
    year: FormYear = field(default_factory=FormYear)

    def __hash__(self) -> int:
        """By what names a form, so that what is prepared for one can be remembered."""
        return hash((self.id, self.version))

    def field(self, name: str, table: str | None = None) -> Field:
        """Return the field of that name in that table (None: outside tables); raise KeyError."""
        for known in self.fields:
            if known.name == name and known.table == table:
                return known
        raise KeyError(name)

    def table(self, name: str) -> Table:
        """Return the table of that name; raise KeyError."""
        for known in self.tables:
            if known.name == name:
                return known
        raise KeyError(name)

    @property
    def draws_on_others(self) -> bool:
        """Whether rows or values come from a list or another round."""
        return any(t.sources for t in self.tables) or any(f.reference for f in self.fields)

    def fields_of(self, table: str | None) -> tuple[Field, ...]:
        """Return the fields of a table, or those outside tables, in order."""
        return tuple(f for f in self.fields if f.table == table)

    def entries_of(self, table: str | None) -> tuple[Field, ...]:
        """Return the fields of a table (None: outside tables) that the department fills in."""
        return tuple(f for f in self.fields_of(table) if f.is_entry)

    def recorded_of(self, table: str | None) -> tuple[Field, ...]:
        """Return the fields of a table (None: outside tables) whose values a record holds."""
        return tuple(f for f in self.fields_of(table) if f.is_recorded)

    def seen_from(self, table: str | None) -> dict[str, Field]:
        """Return the fields an expression on a table may name: the table's own and those outside tables."""
        return {f.name: f for f in (*self.fields_of(None), *self.fields_of(table))}

    def marked_by(self, check: Check) -> Field:
        """Return the field whose cell a check marks; raise KeyError."""
        return self.seen_from(check.table)[check.marked]

    def choices_of(self, field: Field) -> tuple[Choice, ...]:
        """Return the choices a 選択 or 複数選択 field offers; はい and いいえ for はい・いいえ; else empty."""
        return YES_NO if field.type is FieldType.YES_NO else self.choice_lists.get(field.choice_list or "", ())

    def named_now(self, field: Field) -> Mapping[str, str]:
        """Return what each 別名 of the choices a field offers is called now; the older name of a choice is one."""
        return {alias: choice.value for choice in self.choices_of(field) for alias in choice.aliases}

    def spellings_of(self, field: Field) -> tuple[str, ...]:
        """Return every name and 別名 of the choices a field offers."""
        return tuple(spelling for c in self.choices_of(field) for spelling in (c.value, *c.aliases))

    def entered_text(self, value: TypedValue, field: Field) -> str:
        """Return a value as the text of an entry cell: dates in ISO 8601, choices as they are joined in print."""
        return value_text(value, choices=partial(join_choices, offered=self.spellings_of(field))).rstrip("\n")


def shown_texts(table: str, fields: Iterable[Field]) -> list[Field]:
    """Return the fields of a table that could show 空のときの文: texts the program writes, the long ones first."""
    built_in, texts = (ROW_NUMBER, ROW_ID, ROW_ORIGIN), (FieldType.LONG_TEXT, FieldType.TEXT)
    shown = [f for f in fields if f.table == table and not f.is_entry and f.name not in built_in and f.type in texts]
    return sorted(shown, key=lambda f: texts.index(f.type))


YES_NO = (
    Choice("はい", ("○", "〇", "有", "あり", "Yes", "TRUE", "1")),
    Choice("いいえ", ("×", "無", "なし", "No", "FALSE", "0")),
)
