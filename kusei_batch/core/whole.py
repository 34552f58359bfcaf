"""One figure of several rows: the sum of what they say, and of a rate the ratio of sums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from kusei_batch.core.expression import ExpressionError
from kusei_batch.core.form import FieldType, Form
from kusei_batch.core.ratio import Ratio, RatioPart, are_mixed, is_rate, parse_ratio, unit_of_row, units_of
from kusei_batch.core.totals import divide_sums
from kusei_batch.core.values import TypedValue

_NUMERIC = (FieldType.INTEGER, FieldType.NUMBER)
_Fields = Mapping[str, TypedValue]


@dataclass(frozen=True, slots=True)
class WholeFigure:
    """How a field is taken together over rows: by `ratio` where it is a rate; `units` are the fields that say units."""

    field: str
    ratio: Ratio | None = None
    units: tuple[str, ...] = ()

    def of(self, rows: Iterable[_Fields]) -> Decimal | None:
        """Return the figure of some rows; None where none of them has one, or where they are in different units."""
        parts = [part for row in rows if (part := self._part(row)) is not None]
        if not parts or are_mixed(parts):
            return None
        return divide_sums(parts, self.ratio.digits) if self.ratio else sum((p.number for p in parts), Decimal(0))

    def _part(self, row: _Fields) -> RatioPart | None:
        if self.ratio:
            part = self.ratio.part(row.get)
        else:
            value = row.get(self.field)
            known = isinstance(value, int | Decimal) and not isinstance(value, bool)
            part = RatioPart(Decimal(str(value))) if known else None
        return part and replace(part, unit=unit_of_row(self.units, row.get))


def whole_figure(form: Form, table: str | None, field: str) -> WholeFigure | None:
    """Return how a field of a table is taken together; None of no number, and of a rate that nothing divides."""
    known = form.seen_from(table)
    found = known.get(field)
    if found is None or found.type not in _NUMERIC:
        return None
    if not is_rate(found, known):
        return WholeFigure(field, None, units_of([field], known))
    try:
        ratio = parse_ratio(field, known, form.year)
    except ExpressionError:
        return None
    return WholeFigure(field, ratio, units_of(ratio.names, known))
