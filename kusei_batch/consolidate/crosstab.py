"""クロス集計: records counted by two axes, those with several choices once per choice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from kusei_batch.consolidate.axis import Axis, AxisBasis, Dated, make_axis
from kusei_batch.core.axes import Collected, YearSpan
from kusei_batch.core.form import Form
from kusei_batch.core.ratio import RatioPart, are_mixed, unit_of_row
from kusei_batch.core.record import Record
from kusei_batch.core.row_filter import filter_records, heads_of, value_of
from kusei_batch.core.totals import (
    BUILT_IN_AXES,
    Crosstab,
    CrosstabSpec,
    Figure,
    ValueKind,
    divide_sums,
    percent,
    plain_number,
)
from kusei_batch.core.totals_reading import crosstab_specs
from kusei_batch.core.values import TypedValue
from kusei_batch.core.ward import Department


def total_crosstabs(
    form: Form, records: Sequence[Record], departments: Sequence[Department], span: YearSpan
) -> tuple[Crosstab, ...]:
    """Return every cross-tab that the form's `_集計` asks for; `records` are those that count in the span's year."""
    return tuple(total_crosstab(spec, form, records, departments, span) for spec in crosstab_specs(form))


def total_crosstab(
    spec: CrosstabSpec, form: Form, records: Sequence[Record], departments: Sequence[Department], span: YearSpan
) -> Crosstab:
    """Count one cross-tab.

    Rows and columns come in the order of the choice list (all choices, also those nobody chose), of the
    departments, of the years or months, or of the values; blank ones last as （未記入）. A share is that of the row's
    records, of the column's where columns are years or rounds, and without a column axis that of all records.
    """
    collected = span.side_by_side(spec.compared, records)
    basis = AxisBasis(form, spec.table, departments, span.succession, collected, spec.condition)
    rows = make_axis(spec.row, basis)
    columns = make_axis(spec.column, basis) if spec.column else None
    alone = ((spec.ratio and spec.ratio.name) or spec.value.value,)
    tally = _Tally(spec)
    counted = []
    for one in collected:
        heads = heads_of(one.records)
        picked = filter_records(spec.condition, form, spec.table, one.records)
        counted += [Dated(record, heads.get(record.sheet_id), one) for record in picked]
    for dated in counted:
        tally.add(rows.keys_of(dated), columns.keys_of(dated) if columns else alone, _part(dated, spec))
    tab = tally.crosstab(rows.ordered(), columns.ordered() if columns else alone)
    few = tally.few([(axis, axis.ordered()) for axis in (rows, columns) if axis])
    tab = replace(tab, rows=rows.labels(), columns=columns.labels() if columns else alone, few=few)
    if not spec.compared:
        return tab
    return _compared(tab, next((a for a in (rows, columns) if a and a.name in BUILT_IN_AXES), None), collected)


def _part(dated: Dated, spec: CrosstabSpec) -> RatioPart | None:
    def look_up(name: str) -> TypedValue:
        return value_of(dated.record, dated.head, name)

    if not spec.value.of_field:
        return RatioPart(Decimal(1))
    if spec.ratio:
        part = spec.ratio.part(look_up)
    else:
        value = look_up(spec.summed or "")
        part = RatioPart(Decimal(value)) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
    return part and replace(part, unit=unit_of_row(spec.units, look_up))


def _compared(tab: Crosstab, places: Axis | None, collected: Sequence[Collected]) -> Crosstab:
    """Return the cross-tab with None instead of 0 where a place returned nothing in an earlier one or is new."""
    *earlier, now = collected
    tab = replace(tab, now=now.label, collected=tuple(collected))
    # Where anything was returned.
    answered = {
        one.label: {label for r in one.records for label in places.keys_of(Dated(r, None, one))} if places else set()
        for one in earlier
        if one.records
    }
    answered[now.label] = set(places.known) if places else set()

    def known(row: str, column: str) -> bool:
        place, label = (row, column) if tab.spec.compares_columns else (column, row)
        return label in answered and (places is None or place in answered[label])

    values = tuple(
        tuple(value if known(row, column) else None for column, value in zip(tab.columns, line, strict=True))
        for row, line in zip(tab.rows, tab.values, strict=True)
    )
    return replace(tab, values=values, joined=tuple(places.joined.values()) if places else ())


Key = tuple[str | None, str | None]
"""Row and column; None stands for all of them."""


class _Tally:
    """The numbers by row and column while the records go by; each record once in what stands for all."""

    def __init__(self, spec: CrosstabSpec) -> None:
        self._spec = spec
        self._parts: defaultdict[Key, list[RatioPart]] = defaultdict(list)
        self._rows_overlap = self._columns_overlap = False
        self._blank: Counter[Key] = Counter()

    def add(self, rows: tuple[str, ...], columns: tuple[str, ...], part: RatioPart | None) -> None:
        if part is None:
            self._blank.update((row, column) for row in (None, *rows) for column in (None, *columns))
            return
        self._rows_overlap |= len(rows) > 1
        self._columns_overlap |= len(columns) > 1
        for row in (None, *rows):
            for column in (None, *columns):
                self._parts[row, column].append(part)

    def crosstab(self, rows: tuple[str, ...], columns: tuple[str, ...]) -> Crosstab:
        return Crosstab(
            self._spec,
            rows,
            columns,
            tuple(tuple(self._shown(row, column) for column in columns) for row in rows),
            tuple(self._together(row, None) for row in rows),
            tuple(self._together(None, column) for column in columns),
            self._together(None, None),
            rows_overlap=self._rows_overlap,
            columns_overlap=self._columns_overlap,
            unfilled=self._blank[None, None],
            row_numbers=tuple(self._count(row, None) for row in rows),
            column_numbers=tuple(self._count(None, column) for column in columns),
            numbers=self._count(None, None),
            row_bases=tuple(self._base(row, None) for row in rows),
            column_bases=tuple(self._base(None, column) for column in columns),
            base=self._base(None, None),
            mixed=are_mixed(self._parts.get((None, None), [])),
        )

    def few(self, axes: Sequence[tuple[Axis, tuple[str, ...]]]) -> frozenset[str]:
        """Return the labels of places of which no figure has as many answers as asked for."""
        found = set[str]()
        for at, (axis, keys) in enumerate(axes):
            if not self._spec.few or axis.name not in BUILT_IN_AXES:
                continue
            most: dict[str | None, Decimal] = defaultdict(Decimal)
            for key, parts in self._parts.items():
                if None not in key:
                    most[key[at]] = max(most[key[at]], sum((part.base for part in parts), start=Decimal(0)))
            found |= {label for key, label in zip(keys, axis.labels(), strict=True) if 0 < most[key] < self._spec.few}
        return frozenset(found)

    def _base(self, row: str | None, column: str | None) -> Figure:
        parts = self._parts.get((row, column), [])
        return None if are_mixed(parts) else plain_number(sum((part.base for part in parts), start=Decimal(0)))

    def _count(self, row: str | None, column: str | None) -> int:
        return len(self._parts.get((row, column), ()))

    def _together(self, row: str | None, column: str | None) -> Figure:
        parts = self._parts.get((row, column), [])
        if are_mixed(parts):
            return None
        if self._spec.value in (ValueKind.MEAN, ValueKind.RATIO):
            return divide_sums(parts, self._spec.ratio.digits if self._spec.ratio else 1)
        if not parts and self._blank[row, column]:
            return None  # rows that are there and tell no number add up to no zero
        return plain_number(sum((part.number for part in parts), start=Decimal(0)))

    def _shown(self, row: str, column: str) -> Figure:
        if self._spec.value is not ValueKind.SHARE:
            return self._together(row, column)
        base: Key = (row, None) if self._spec.column else (None, None)
        if self._spec.compares_columns:
            base = None, column
        return percent(self._count(row, column), self._count(*base))
