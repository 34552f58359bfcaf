"""One axis of a cross-tab: the labels known beforehand, and those met among the values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kusei_batch.core.axes import OUTSIDE_YEAR, YEAR_AXIS, PeriodUnit, YearSpan, period_label, period_labels, split_axis
from kusei_batch.core.form import Field, Form
from kusei_batch.core.picking import value_of
from kusei_batch.core.record import Record
from kusei_batch.core.totals import BUILT_IN_AXES, UNFILLED, department_labels, place_label
from kusei_batch.core.values import TypedValue
from kusei_batch.core.ward import Department


@dataclass(frozen=True, slots=True)
class Dated:
    """A record, the head of its form (None: it has none), and the fiscal year it was collected for."""

    record: Record
    head: Record | None
    year: int


@dataclass(slots=True)
class Axis:
    """Labels of an axis while the records go by."""

    name: str
    known: tuple[str, ...]
    departments: Mapping[str, str]
    span: YearSpan
    met: dict[str, TypedValue] = field(default_factory=dict)

    def labels_of(self, dated: Dated) -> tuple[str, ...]:
        """Under which labels a record is counted."""
        labels = self._labels(dated)
        for label, value in labels.items():
            self.met.setdefault(label, value)
        return tuple(labels)

    def _labels(self, dated: Dated) -> dict[str, TypedValue]:
        if self.name == YEAR_AXIS:
            return {self.span.label(dated.year): None}
        if self.name in BUILT_IN_AXES:
            return {place_label(dated.record.department, self.name, self.departments): None}
        name, unit = split_axis(self.name)
        value = value_of(dated.record, dated.head, name)
        if value is None or value in ((), ""):
            return {UNFILLED: None}
        if isinstance(value, tuple):
            return dict.fromkeys(value)
        return {_label(value, unit, dated.year): value}

    def ordered(self) -> tuple[str, ...]:
        """Every label: those known first, then those met by value, what is in no year and what is blank last."""
        last = [label for label in (OUTSIDE_YEAR, UNFILLED) if label in self.met]
        others = [label for label in self.met if label not in self.known and label not in last]
        others.sort(key=lambda label: _rank(self.met[label]))
        return (*self.known, *others, *last)


def make_axis(name: str, form: Form, table: str | None, departments: Sequence[Department], span: YearSpan) -> Axis:
    """An axis by its name in `_集計`, with every label that is shown even if nothing is counted there."""
    labels = department_labels(departments)
    known: Iterable[str]
    if name == YEAR_AXIS:
        known = span.labels
    elif name in BUILT_IN_AXES:
        known = (place_label(d, name, labels) for d in departments)
    else:
        field_name, unit = split_axis(name)
        field_ = _field(form, table, field_name)
        known = period_labels(unit) if unit else (c.value for c in form.choices_of(field_)) if field_ else ()
    return Axis(name, tuple(dict.fromkeys(known)), labels, span)


def _field(form: Form, table: str | None, name: str) -> Field | None:
    for place in (table, None):
        try:
            return form.field(name, place)
        except KeyError:
            continue
    return None


def _label(value: TypedValue, unit: PeriodUnit | None, year: int) -> str:
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, dt.date):
        return period_label(unit, value, year) if unit else value.isoformat()
    return str(value)


def _rank(value: TypedValue) -> tuple[int, Decimal]:
    if isinstance(value, dt.date):
        return (0, Decimal(value.toordinal()))
    if isinstance(value, int | Decimal):
        return (0, Decimal(value))
    return (1, Decimal(0))  # texts stay in the order they were met
