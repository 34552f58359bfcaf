"""クロス集計: records counted by two axes, those with several choices once per choice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kusei_batch.core.form import Field, Form
from kusei_batch.core.record import Record
from kusei_batch.core.totals import (
    BUILT_IN_AXES,
    UNFILLED,
    Crosstab,
    CrosstabSpec,
    Figure,
    Number,
    ValueKind,
    crosstab_specs,
    department_labels,
    percent,
    place_label,
)
from kusei_batch.core.values import TypedValue
from kusei_batch.core.ward import Department


def total_crosstabs(form: Form, records: Sequence[Record], departments: Sequence[Department]) -> tuple[Crosstab, ...]:
    """Every cross-tab that the form's `_集計` asks for; `records` are those that count."""
    return tuple(total_crosstab(spec, form, records, departments) for spec in crosstab_specs(form))


def total_crosstab(
    spec: CrosstabSpec, form: Form, records: Sequence[Record], departments: Sequence[Department]
) -> Crosstab:
    """Count one cross-tab.

    Rows and columns come in the order of the choice list (all choices, also those nobody chose), of the
    departments, or of the values; blank ones last as （未記入）. A share is that of the row's records, or
    without a column axis that of all records.
    """
    heads = {record.sheet_id: record for record in records if record.table is None}
    counted = [record for record in records if record.table == spec.table]
    rows = _axis(spec.row, spec, form, departments)
    columns = _axis(spec.column, spec, form, departments) if spec.column else None
    tally = _Tally()
    for record in counted:
        head = heads.get(record.sheet_id)
        weight = _weight(record, head, spec)
        tally.add(
            rows.labels_of(record, head),
            columns.labels_of(record, head) if columns else (spec.value.value,),
            weight,
        )
    column_labels = columns.ordered() if columns else (spec.value.value,)
    return tally.crosstab(spec, rows.ordered(), column_labels)


def _weight(record: Record, head: Record | None, spec: CrosstabSpec) -> Number | None:
    if spec.value is not ValueKind.SUM:
        return 1
    value = _value(record, head, spec.summed or "")
    return value if isinstance(value, int | Decimal) else None


def _value(record: Record, head: Record | None, name: str) -> TypedValue:
    if name in record.fields or head is None:
        return record.fields.get(name)
    return head.fields.get(name)


@dataclass(slots=True)
class _Axis:
    """One axis: the labels known beforehand, and those met among the values."""

    name: str
    known: tuple[str, ...]
    departments: Mapping[str, str]
    met: dict[str, TypedValue]

    def labels_of(self, record: Record, head: Record | None) -> tuple[str, ...]:
        labels = self._labels(record, head)
        for label, value in labels.items():
            self.met.setdefault(label, value)
        return tuple(labels)

    def _labels(self, record: Record, head: Record | None) -> dict[str, TypedValue]:
        if self.name in BUILT_IN_AXES:
            return {place_label(record.department, self.name, self.departments): None}
        value = _value(record, head, self.name)
        if value is None or value in ((), ""):
            return {UNFILLED: None}
        if isinstance(value, tuple):
            return dict.fromkeys(value)
        return {_label(value): value}

    def ordered(self) -> tuple[str, ...]:
        others = [label for label in self.met if label not in self.known and label != UNFILLED]
        others.sort(key=lambda label: _rank(self.met[label]))
        blank = (UNFILLED,) if UNFILLED in self.met else ()
        return (*self.known, *others, *blank)


def _axis(name: str | None, spec: CrosstabSpec, form: Form, departments: Sequence[Department]) -> _Axis:
    name = name or ""
    labels = department_labels(departments)
    if name in BUILT_IN_AXES:
        known: Iterable[str] = (place_label(d, name, labels) for d in departments)
    else:
        field = _field(form, spec.table, name)
        known = (choice.value for choice in form.choices_of(field)) if field else ()
    return _Axis(name, tuple(dict.fromkeys(known)), labels, {})


def _field(form: Form, table: str | None, name: str) -> Field | None:
    for place in (table, None):
        try:
            return form.field(name, place)
        except KeyError:
            continue
    return None


def _label(value: TypedValue) -> str:
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _rank(value: TypedValue) -> tuple[int, Decimal]:
    if isinstance(value, dt.date):
        return (0, Decimal(value.toordinal()))
    if isinstance(value, int | Decimal):
        return (0, Decimal(value))
    return (1, Decimal(0))  # texts stay in the order they were met


class _Tally:
    """Sums by row and column while the records go by."""

    def __init__(self) -> None:
        self.cells: dict[tuple[str, str], Number] = {}
        self.rows: dict[str, Number] = {}
        self.columns: dict[str, Number] = {}
        self.all: Number = 0
        self.rows_overlap = self.columns_overlap = False
        self.unfilled = 0

    def add(self, rows: tuple[str, ...], columns: tuple[str, ...], weight: Number | None) -> None:
        if weight is None:
            self.unfilled += 1
            return
        self.all += weight
        self.rows_overlap |= len(rows) > 1
        self.columns_overlap |= len(columns) > 1
        for row in rows:
            self.rows[row] = self.rows.get(row, 0) + weight
            for column in columns:
                self.cells[row, column] = self.cells.get((row, column), 0) + weight
        for column in columns:
            self.columns[column] = self.columns.get(column, 0) + weight

    def crosstab(self, spec: CrosstabSpec, rows: tuple[str, ...], columns: tuple[str, ...]) -> Crosstab:
        return Crosstab(
            spec,
            rows,
            columns,
            tuple(tuple(self._shown(spec, row, column) for column in columns) for row in rows),
            tuple(self.rows.get(row, 0) for row in rows),
            tuple(self.columns.get(column, 0) for column in columns),
            self.all,
            rows_overlap=self.rows_overlap,
            columns_overlap=self.columns_overlap,
            unfilled=self.unfilled,
        )

    def _shown(self, spec: CrosstabSpec, row: str, column: str) -> Figure:
        count = self.cells.get((row, column), 0)
        if spec.value is not ValueKind.SHARE:
            return count
        return percent(count, self.rows.get(row, 0) if spec.column else self.all)
