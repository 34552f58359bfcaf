"""One axis of a cross-tab: the keys known beforehand, and those met among the values, with their labels.

What is counted together has one key, which is its label. Items (rows of a table or of a list) are an exception: two of
one name are two, and have different labels in print.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kusei_batch.core.axes import (
    OUTSIDE_YEAR,
    TIME_AXES,
    Collected,
    Grouping,
    PeriodUnit,
    period_label,
    period_labels,
    split_axis,
)
from kusei_batch.core.expression import parse_condition
from kusei_batch.core.expression.operands import UNREAD
from kusei_batch.core.form import Field, FieldType, Form
from kusei_batch.core.items import Item, item_key, names_rows, tell_apart
from kusei_batch.core.record import Record
from kusei_batch.core.row_filter import names_of, value_of
from kusei_batch.core.succession import Succession
from kusei_batch.core.text.label import value_text
from kusei_batch.core.totals import BUILT_IN_AXES, DEPARTMENT_AXIS, ENDED, UNFILLED, department_labels, place_label
from kusei_batch.core.values import TypedValue
from kusei_batch.core.ward import Department


@dataclass(frozen=True, slots=True)
class Dated:
    """A record, the head of its form (None: it has none), and what it was collected with."""

    record: Record
    head: Record | None
    collected: Collected


@dataclass(slots=True)
class Axis:
    """Keys of an axis while the records go by; `by_row`: every item has a key of its own.

    `named_now` is what choices are called now by what they were called in earlier years.
    `joined` are the departments of earlier years that are counted as another, their successor.
    """

    name: str
    known: tuple[str, ...]
    departments: Mapping[str, str]
    succession: Succession
    by_row: bool = False
    named_now: Mapping[str, str] = field(default_factory=dict)
    met: dict[str, TypedValue] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    joined: dict[str, str] = field(default_factory=dict)

    def keys_of(self, dated: Dated) -> tuple[str, ...]:
        """Return the keys under which a record is counted."""
        keys = self._keys(dated)
        for key, value in keys.items():
            self.met.setdefault(key, value)
        return tuple(keys)

    def _keys(self, dated: Dated) -> dict[str, TypedValue]:
        if self.name in TIME_AXES:
            return {dated.collected.label: None}
        if self.name in BUILT_IN_AXES:
            return {self._place(dated.record.department): None}
        name, unit = split_axis(self.name)
        value = value_of(dated.record, dated.head, name)
        if value is None or value in ((), ""):
            return {UNFILLED: None}
        if self.by_row:
            # The key of an item; it is called as its newest record calls it.
            key = item_key(dated.record, self.departments)
            place = self.departments.get(dated.record.department.code, dated.record.department.name)
            self.items[key] = Item.of(dated.record, " ".join(value_text(value).split()), place)
            return {key: None}
        if isinstance(unit, PeriodUnit) and isinstance(value, dt.date):
            return {period_label(unit, value, dated.collected.year): value}
        values = dict.fromkeys(value) if isinstance(value, tuple) else {value_text(value): value}
        return {self.named_now.get(text, text): typed for text, typed in values.items()}

    def _place(self, department: Department) -> str:
        """Return where a department is counted: with those that carry on its work if they are one place, else alone."""
        heirs = self.succession.heirs(department.code)
        places = {place_label(heir, self.name, self.departments) for heir in heirs}
        own = place_label(department, self.name, self.departments)
        if len(places) == 1:
            place = places.pop()
            if heirs[0].code != department.code and self.name == DEPARTMENT_AXIS:
                self.joined[department.code] = f"{department.name}→{place}"
            return place
        ended = department.ends is not None and department.code not in self.departments
        return f"{own}{ENDED}" if ended and self.name == DEPARTMENT_AXIS else own

    def ordered(self) -> tuple[str, ...]:
        """Return every key: those known first, then those met by value, what is in no year and what is blank last."""
        last = [key for key in (OUTSIDE_YEAR, UNFILLED) if key in self.met]
        placed = {*self.known, *last}
        others = [key for key in self.met if key not in placed]
        others.sort(key=lambda key: _rank(self.met[key]))
        return (*self.known, *others, *last)

    def labels(self) -> tuple[str, ...]:
        """Return the label of each key in `ordered`, no two alike."""
        told = dict(zip(self.items, tell_apart(list(self.items.values())), strict=True))
        return tuple(told.get(key, key) for key in self.ordered())


@dataclass(frozen=True, slots=True)
class AxisBasis:
    """What the axes of a cross-tab stand on: the form's fields, who is asked, and what is set side by side."""

    form: Form
    table: str | None
    departments: Sequence[Department]
    succession: Succession
    collected: Sequence[Collected]
    condition: str = ""


def make_axis(name: str, basis: AxisBasis) -> Axis:
    """Return an axis by its name in `_集計`, with every key that is shown even if nothing is counted there."""
    form, departments = basis.form, basis.departments
    labels = department_labels(departments)
    known: Iterable[str]
    by_row = False
    named_now: Mapping[str, str] = {}
    if name in TIME_AXES:
        known = (one.label for one in basis.collected)
    elif name in BUILT_IN_AXES:
        known = (place_label(d, name, labels) for d in departments)
    else:
        field_name, unit = split_axis(name)
        field_ = _field(form, basis.table, field_name)
        by_row = unit is Grouping.ROW or (unit is None and field_ is not None and names_rows(field_, form))
        known = _choices(field_, basis) if field_ and not by_row else ()
        named_now = form.named_now(field_) if field_ and not by_row else {}
        known = period_labels(unit) if isinstance(unit, PeriodUnit) else known
    return Axis(name, tuple(dict.fromkeys(known)), labels, basis.succession, by_row, named_now)


def _choices(field_: Field, basis: AxisBasis) -> list[str]:
    """Return the choices of a field, without those that the condition of the rows rules out."""
    choices = [choice.value for choice in basis.form.choices_of(field_)]
    if not basis.condition or field_.type is not FieldType.CHOICE:
        return choices
    condition = parse_condition(basis.condition, names_of(basis.form, basis.table), basis.form.year)

    def is_ruled_out(choice: str) -> bool:
        return condition.holds(lambda name: choice if name == field_.name else UNREAD) is False

    return [choice for choice in choices if not is_ruled_out(choice)]


def _field(form: Form, table: str | None, name: str) -> Field | None:
    for place in (table, None):
        try:
            return form.field(name, place)
        except KeyError:
            continue
    return None


def _rank(value: TypedValue) -> tuple[int, Decimal]:
    if isinstance(value, dt.date):
        return (0, Decimal(value.toordinal()))
    if isinstance(value, int | Decimal):
        return (0, Decimal(value))
    return (1, Decimal(0))  # texts stay in the order they were met
