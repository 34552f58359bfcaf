"""Which rows are meant: the value that stands under a name in a row, and conditions on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kusei_batch.core.expression import parse_condition
from kusei_batch.core.form import Form
from kusei_batch.core.record import Record
from kusei_batch.core.values import TypedValue

BUILT_IN_NAMES = ("区名", "部名", "部署名", "番号", "行ID", "管理番号")
"""What is known of every row without a field of that name."""

RowFilter = Callable[[Record, Record | None], bool]
"""Whether a row counts, given it and the head of its form (None: it has none)."""


def names_of(form: Form, table: str | None) -> tuple[str, ...]:
    """Return the names a condition on the rows of a table may use."""
    own = (field.name for field in form.fields if field.table in (table, None))
    return tuple(dict.fromkeys((*own, *BUILT_IN_NAMES)))


def value_of(record: Record, head: Record | None, name: str) -> TypedValue:
    """Return the value of a field of the row, else of its form's head, else what is known of every row; else None."""
    for known in (record, head):
        if known is not None and name in known.fields:
            return known.fields[name]
    return built_ins_of(record)[name] if name in BUILT_IN_NAMES else None


def built_ins_of(record: Record) -> dict[str, TypedValue]:
    """Return what is known of the row by BUILT_IN_NAMES."""
    department = record.department
    values = (department.ward.name, department.division, department.name, record.number)
    return dict(zip(BUILT_IN_NAMES, (*values, record.key.row_id, record.sheet_id), strict=True))


def make_row_filter(condition: str, form: Form, table: str | None) -> RowFilter:
    """Return the filter of the rows for which the condition holds (a blank one: all); unknown is not meant.

    Raise ExpressionError where the condition cannot be understood.
    """
    if not condition:
        return lambda _record, _head: True
    expression = parse_condition(condition, names_of(form, table), form.year)
    return lambda record, head: expression.holds(lambda name: value_of(record, head, name)) is True


def filter_records(condition: str, form: Form, table: str | None, records: Sequence[Record]) -> list[Record]:
    """Return the rows of the table among `records` for which the condition holds, in their order."""
    heads = heads_of(records)
    counts = make_row_filter(condition, form, table)
    return [r for r in records if r.table == table and counts(r, heads.get(r.sheet_id))]


def heads_of(records: Sequence[Record]) -> dict[str, Record]:
    """Return the head of its form by sheet id."""
    return {record.sheet_id: record for record in records if record.table is None}
