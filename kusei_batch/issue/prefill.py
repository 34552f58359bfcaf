"""What a sheet begins with: rows from lists and other rounds, what they show, and what is entered beforehand."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, partial

from kusei_batch.core.dates import parse_day
from kusei_batch.core.form import ROW_ID, ROW_ORIGIN, Field, FieldKind, FieldType, Form, Table, shown_texts
from kusei_batch.core.period import Calendar
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.sources import (
    LISTS,
    NEAREST,
    OF_OTHERS,
    OF_WARDS,
    OTHERS_COLUMNS,
    OTHERS_LAST,
    THIS_BUREAU,
    THIS_DEPARTMENT,
    THIS_KIND,
    THIS_WARD,
    Origin,
    Reference,
    RowSource,
)
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.core.text.choice_text import join_choices
from kusei_batch.core.text.label import date_label, plain_number, value_text
from kusei_batch.core.values import Cell, CellKind, TypedValue, text_cell
from kusei_batch.core.ward import Department, Master
from kusei_batch.issue.referred import Past, SourceRow, find_head_value, find_values

_NUMBER = re.compile(r"-?\d{1,15}(\.\d+)?")


@dataclass(frozen=True)
class Prefill:
    """What one sheet begins with, as IssuedSheet keeps it; `stamped` without what the round itself says."""

    rows: Mapping[str, tuple[RowKey, ...]] = field(default_factory=dict)
    stamped: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, tuple[TypedValue, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Prefiller:
    """Fills the sheets of one form for one fiscal year from the master's lists and what was accepted before.

    Raise KeyError where a table asks for a list the master does not have.
    """

    form: Form
    fiscal_year: int
    master: Master
    calendar: Calendar
    past: Past

    def fill(self, department: Department, own_rows: Mapping[str, Sequence[RowKey]] | None = None) -> Prefill:
        """Return what a department's sheet begins with.

        `own_rows` are the keys, by table, of rows that the department itself added to an earlier copy of the sheet;
        they follow the others and show nothing.
        """
        tables = {t.name: self.source_rows(t, department) for t in self.form.tables if t.sources}
        rows = {n: (*(r.key for r in found), *(own_rows or {}).get(n, ())) for n, found in tables.items()}
        stamped, values = {}, {}
        for known, offered, is_of_rows in self._filled:
            if known.name == ROW_ID:
                stamped[known.qualified] = tuple(key.row_id for key in rows.get(known.table or "", ()))
                continue
            if is_of_rows and not tables.get(known.table or ""):
                if not known.is_entry:
                    stamped[known.qualified] = ()
                continue
            found = tuple(typed(v, known, self.calendar) for v in self._values(known, tables, department))
            if known.kind is FieldKind.CARRIED and self.form.choices_of(known):
                found = tuple(_named(value, self.form.named_now(known)) for value in found)
            if any(value is not None for value in found):
                values[known.qualified] = found
            if not known.is_entry:
                stamped[known.qualified] = tuple(shown_text(v, self.calendar, offered) for v in found)
        empty = [self.form.table(name) for name, sources in tables.items() if not sources]
        for table in (one for one in empty if one.empty_text):
            stamped |= {place.qualified: (table.empty_text,) for place in shown_texts(table.name, self.form.fields)[:1]}
        return Prefill(rows, stamped, values)

    @cached_property
    def _filled(self) -> list[tuple[Field, tuple[str, ...], bool]]:
        """The fields that a sheet begins with a value in, each with every spelling of its choices.

        And whether it shows nothing in a table without rows: not where a list is gone, which is reported all the same.
        """
        known = [f for f in self.form.fields if f.reference or f.name in (ROW_ID, ROW_ORIGIN)]
        return [(f, self.form.spellings_of(f), f.table is not None and self._has_lists(f)) for f in known]

    def _has_lists(self, known: Field) -> bool:
        asked = known.reference.chain if known.reference else ()
        return all(one.round in self.master.free_lists for one in asked if one.origin in LISTS)

    def source_rows(self, table: Table, department: Department) -> list[SourceRow]:
        """Return the rows of all sources for which the table's condition holds; of several with one key, the first."""
        found: dict[RowKey, SourceRow] = {}
        offered = [row for source in table.sources for row in self._rows_of(table.name, source, department)]
        if not offered:
            return []
        for row, asked in zip(offered, self._asked(table, offered, department), strict=True):
            # A list's cells are texts, and are compared as numbers all the same where they are numbers.
            if table.row_condition is None or table.row_condition.holds(
                {
                    name: Decimal(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else value
                    for name, value in row.values.items()
                }
                | asked
            ):
                found.setdefault(row.key, row)
        rows = list(found.values())
        if table.order:
            near = self._nearness(table, department, rows) if NEAREST in table.order else {}
            rows.sort(key=partial(self._place_of, table, near))
        return rows[: table.at_most or None]

    def _asked(
        self, table: Table, rows: Sequence[SourceRow], department: Department
    ) -> Iterator[dict[str, TypedValue]]:
        """Yield what the table's condition may look at in each row beside its columns.

        That is who the sheet is for, and what the sheet itself would show: outside tables, and in that row from
        elsewhere than its source.
        """
        unit = (department.ward.code, department.ward.name)
        asker: dict[str, TypedValue] = {THIS_DEPARTMENT: department.names, THIS_KIND: department.kind}
        asker |= {THIS_WARD: unit, THIS_BUREAU: unit}
        names = table.row_condition.names if table.row_condition else ()
        of_row: dict[str, Sequence[TypedValue]] = {}
        for known in (f for f in self.form.fields if f.kind is FieldKind.PREVIOUS and f.name in names and f.reference):
            if known.table is None:
                asker[known.name] = _first(self._values(known, {}, department))
            elif known.table == table.name and known.reference and known.reference.origin is not Origin.OWN:
                of_row[known.name] = list(self._values(known, {table.name: rows}, department))
        for index in range(len(rows)):
            yield asker | {name: values[index] for name, values in of_row.items()}

    def _nearness(self, table: Table, department: Department, rows: Sequence[SourceRow]) -> Mapping[str, float]:
        """Return how near each row is to what the department itself handed in, by what the table shows of its texts."""
        prose = (FieldType.TEXT, FieldType.LONG_TEXT)
        shown = [f for f in self.form.fields_of(table.name) if f.type in prose and f.reference]
        names = [f.reference.field for f in shown if f.reference and f.reference.origin is Origin.OWN]
        own = [
            _joined(record.fields, names)
            for source in table.sources
            if source.origin in OF_OTHERS
            for record in self.past.records(_own_of(source.origin), source.name, department)
            if record.table == source.record_table
        ]
        return self.past.nearness(own, {row.key.row_id: _joined(row.values, names) for row in rows})

    def _place_of(self, table: Table, near: Mapping[str, float], row: SourceRow) -> list[tuple[float, str]]:
        """Return where a row stands among the others: choices go as they are listed, other texts as such."""
        places: list[tuple[float, str]] = []
        for name in table.order:
            if name == NEAREST:
                places.append((-near.get(row.key.row_id, 0.0), ""))
                continue
            known = next((f for f in self.form.fields_of(table.name) if f.name == name), None)
            choices = [choice.value for choice in self.form.choices_of(known)] if known else []
            asked = known.reference.chain if known and known.reference else ()
            shown = [row.values.get(one.field) for one in asked if one.origin is Origin.OWN]
            value = _first(shown) if shown else row.values.get(name)
            first = str(value[0] if isinstance(value, tuple) and value else value or "")
            places.append((choices.index(first) if first in choices else len(choices), first))
        return places

    def _rows_of(self, table: str, source: RowSource, department: Department) -> Iterator[SourceRow]:
        if source.origin in LISTS:
            for texts in self._list_rows(source.origin, source.name, department):
                key = RowKey.of_list(table, department.code, next(iter(texts.values())))
                yield SourceRow(key, source.label, texts)
            return
        for record in self.past.records(source.origin, source.name, department):
            if record.table != source.record_table:
                continue
            key, whose = RowKey(table, record.key.row_id), record.department
            if source.origin in OF_OTHERS:
                columns = (whose.division or None, whose.name, whose.kind, whose.ward.name, source.name)
                told = zip(OTHERS_COLUMNS, columns, strict=True)
                place = f"{whose.ward.name}　{whose.name}" if source.origin in OF_WARDS else whose.name
                yield SourceRow(key, place, {**record.fields, **dict(told)})
                continue
            origin = "" if whose.code == department.code else f"（{whose.name}から）"
            yield SourceRow(key, f"{source.label}{origin}", record.fields)

    def _values(
        self, known: Field, tables: Mapping[str, Sequence[SourceRow]], department: Department
    ) -> Iterable[TypedValue]:
        """Return the values of a field, one for each row its table begins with; outside tables, one value."""
        asked = known.reference.chain if known.reference else ()
        if known.table is None:
            return [_first(self._head_value(one, department) for one in asked)] if asked else []
        rows = tables.get(known.table, ())
        if known.name == ROW_ORIGIN and not asked:
            return [row.label for row in rows]
        found = [self._row_values(known.table, one, rows, department) for one in asked]
        return [_first(values[index] for values in found) for index in range(len(rows))]

    def _row_values(
        self, table: str, reference: Reference, rows: Sequence[SourceRow], department: Department
    ) -> Sequence[TypedValue]:
        if reference.origin is Origin.OWN:
            return [row.values.get(reference.field) for row in rows]
        if reference.origin in LISTS:
            texts = {next(iter(t.values())): t for t in self._list_rows(reference.origin, reference.round, department)}
            ids = [(row.key.row_id, row.key.list_id((department.code,)) or "") for row in rows]
            listed = [texts.get(row_id) or texts.get(list_id, {}) for row_id, list_id in ids]
            return [found.get(reference.field) for found in listed]
        return find_values(self.past, table, reference, rows, department)

    def _list_rows(self, origin: Origin, name: str, department: Department) -> Sequence[Mapping[str, str]]:
        year = self.fiscal_year - (origin is Origin.MASTER_LAST_YEAR)
        return self.master.rows(name, year, department)

    def _head_value(self, reference: Reference, department: Department) -> TypedValue:
        if reference.origin in LISTS:
            listed = self._list_rows(reference.origin, reference.round, department)
            return next((row.get(reference.field) for row in listed), None)
        return find_head_value(self.past, reference, department)


def _first(values: Iterable[TypedValue]) -> TypedValue:
    """Return the first value that is no blank."""
    return next((value for value in values if value not in (None, "", ())), None)


def _own_of(origin: Origin) -> Origin:
    """Return where the department's own of that round stands."""
    return Origin.LAST_YEAR if origin in OTHERS_LAST else Origin.THIS_YEAR


def _joined(values: Mapping[str, TypedValue], names: Iterable[str]) -> str:
    return "\n".join(str(values[name]) for name in names if values.get(name))


def _named(value: TypedValue, now: Mapping[str, str]) -> TypedValue:
    """Return a choice, or several, as they are called now."""
    if isinstance(value, tuple):
        return tuple(now.get(one, one) for one in value)
    return now.get(value, value) if isinstance(value, str) else value


def typed(value: TypedValue, known: Field, calendar: Calendar) -> TypedValue:
    """Return a value as its field keeps it: a list's text as the date or number it says, nothing for a blank."""
    if isinstance(value, str) and known.type is FieldType.DATE:
        value = parse_day(value, calendar) or value
    if isinstance(value, str) and known.type.is_number and _NUMBER.fullmatch(value):
        number = Decimal(value)
        value = number if plain_number(number) == value else value  # 015 is printed as it stands
    return None if value in ("", ()) else value


def shown_text(value: TypedValue, calendar: Calendar, offered: Iterable[str] = ()) -> str:
    """Return a value as a sheet prints it: 令和8年4月1日, numbers plain, choices joined by ・; nothing for a blank.

    Where a choice, or one of those `offered`, holds a separator such as ・, each choice has a line of its own.
    """
    choices = partial(join_choices, offered=offered)
    return value_text(value, day=lambda day: date_label(day, calendar), choices=choices)


def entry_cell(value: TypedValue, known: Field, form: Form) -> Cell:
    """Return the cell that begins with a value: a number or a date where the field is one and the value says one."""
    text = form.entered_text(value, known)
    if known.type.is_number and _NUMBER.fullmatch(text):
        return Cell(CellKind.NUMBER, text, Decimal(text))
    if known.type is FieldType.DATE and isinstance(value, dt.date):
        return Cell(CellKind.DATE, text)
    return text_cell(text)


def carried_entries(form: Form, sheet: IssuedSheet) -> dict[str, list[Cell]]:
    """Return the cells a sheet's 引継 fields begin with, top to bottom, by qualified name."""
    carrying = [f for f in form.fields if f.kind is FieldKind.CARRIED and f.qualified in sheet.values]
    return {f.qualified: [entry_cell(value, f, form) for value in sheet.values[f.qualified]] for f in carrying}
