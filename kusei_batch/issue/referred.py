"""What a 参照 to another round comes to: the value of the same row, or of the one a condition picks, or the ward's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol

from kusei_batch.core.expression import SheetValues
from kusei_batch.core.form import Form
from kusei_batch.core.record import Record
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.sources import AS_A_WHOLE, Origin, Reference
from kusei_batch.core.values import TypedValue
from kusei_batch.core.ward import Department
from kusei_batch.core.whole import whole_figure


class Past(Protocol):
    """What was accepted before, as one round sees it."""

    def records(self, origin: Origin, round_name: str, department: Department) -> Sequence[Record]:
        """Return a department's records that count: of a round this year or last, or the form's last earlier round.

        Of OF_OTHERS, return those of the other departments of its ward, or of the other wards, as anybody may see them;
        of WARD, those of all departments of its ward; of ALL_WARDS, those of all wards once each has some.
        """

    def nearness(self, own: Sequence[str], others: Mapping[str, str]) -> Mapping[str, float]:
        """Return how near each of some texts, by row ID, is to the one of a department's own that is nearest to it."""

    def form_of_round(self, round_name: str) -> Form | None:
        """Return the form in which a round of this year was issued; None where nothing was."""


class Nothing:
    """A past of which nothing is known."""

    def records(self, origin: Origin, round_name: str, department: Department) -> Sequence[Record]:
        """Return no records."""
        _ = origin, round_name, department
        return ()

    def nearness(self, own: Sequence[str], others: Mapping[str, str]) -> Mapping[str, float]:
        """Return nothing."""
        _ = own, others
        return {}

    def form_of_round(self, round_name: str) -> Form | None:
        """Return no form."""
        _ = round_name
        return None


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row a table begins with: its key, what 出典 says, and the values of its source's columns."""

    key: RowKey
    label: str
    values: Mapping[str, TypedValue]


def find_values(
    past: Past, table: str, reference: Reference, rows: Sequence[SourceRow], department: Department
) -> list[TypedValue]:
    """Return what a reference comes to in each row of a department's table; where two tables have it, that of `table`.

    Without a condition the row is that of the same ID: in a whole, that of the same row of a list.
    """
    records = past.records(reference.origin, reference.round, department)
    names = {name.name for name in reference.where.row_names} if reference.counts and reference.where else set()
    names = names or {reference.field}
    asked = sorted((r for r in records if r.table and names <= r.fields.keys()), key=lambda r: r.table != table)
    if reference.counts:
        return [_count(reference, row, asked, department) for row in rows]
    return [_value(past, reference, _same_rows(reference, row, asked, department)) for row in rows]


def find_head_value(past: Past, reference: Reference, department: Department) -> TypedValue:
    """Return what a reference outside tables comes to."""
    records = past.records(reference.origin, reference.round, department)
    return _value(past, reference, [r for r in records if r.table is None])


def _same_rows(reference: Reference, row: SourceRow, records: Sequence[Record], department: Department) -> list[Record]:
    """Return the rows of a round that are meant in one row of the sheet."""
    if reference.where is not None:
        return [r for r in records if reference.where.holds(SheetValues(row.values, lambda _: (), r.fields))]
    if reference.origin not in AS_A_WHOLE:
        return [r for r in records if r.key.row_id == row.key.row_id]
    list_id = row.key.list_id((department.code,))
    return [r for r in records if list_id is not None and r.key.list_id((r.department.code,)) == list_id]


def _count(reference: Reference, row: SourceRow, records: Sequence[Record], department: Department) -> Decimal | None:
    """Return how many rows meet the condition: of a list's row those of the same; None where nobody answered."""
    same = replace(reference, where=None)
    listed = row.key.list_id((department.code,)) is not None
    meant = _same_rows(same, row, records, department) if listed else records
    return Decimal(len(_same_rows(reference, row, meant, department))) if records else None


def _value(past: Past, reference: Reference, records: Sequence[Record]) -> TypedValue:
    """Return the value of the first of some rows; of a whole their sum, or the ratio of their sums."""
    if reference.origin not in AS_A_WHOLE:
        return records[0].fields.get(reference.field) if records else None
    form = past.form_of_round(reference.round) if records else None
    figure = whole_figure(form, records[0].table, reference.field) if form else None
    return figure.of(record.fields for record in records) if figure else None
