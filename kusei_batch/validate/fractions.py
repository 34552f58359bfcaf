"""0.98 in a field counted in ％: asked about, where a number of that size is not what the field holds."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kusei_batch.core.form import Field, FieldType
from kusei_batch.core.notation import fold
from kusei_batch.core.problem import Problem, Severity
from kusei_batch.core.values import CellKind
from kusei_batch.validate.numbers import number_text
from kusei_batch.validate.places import item_problem
from kusei_batch.validate.reading import Item, ReadRow, ReadSheet

_PERCENT = ("%", "パーセント")
_NUMERIC = (FieldType.NUMBER, FieldType.INTEGER)


def check_fractions(sheet: ReadSheet) -> Iterator[Problem]:
    """A number between 0 and 1 that was typed without a % where the bounds or the other percentages say more."""
    for row in sheet.all_rows():
        for item in row.items.values():
            if _is_fraction(item) and _is_strange(item, row, sheet):
                value = Decimal(str(item.value))
                words = {
                    "value": number_text(value),
                    "meant": number_text((value * 100).normalize() + 0),
                    "unit": item.field.unit,
                }
                yield item_problem(item, "fraction-for-percentage", Severity.WARNING, words)


def _is_fraction(item: Item) -> bool:
    # What was typed with a % is shown so, and read as a percentage.
    plain = item.cell.kind in (CellKind.NUMBER, CellKind.TEXT) and not item.cell.shown.rstrip().endswith(("%", "％"))
    number = _number(item) if plain and counts_percent(item.field) else None
    return number is not None and 0 < abs(number) < 1


def _is_strange(item: Item, row: ReadRow, sheet: ReadSheet) -> bool:
    """Whether a fraction is not what the field holds; where nothing tells, it is asked about as well."""
    if item.field.maximum is not None:
        return isinstance(item.field.maximum, Decimal) and item.field.maximum > 1
    others = [_number(other) for other in _percentages(row, sheet) if other is not item]
    known = [abs(number) for number in others if number]
    return not known or any(number >= 1 for number in known)


def _percentages(row: ReadRow, sheet: ReadSheet) -> Iterator[Item]:
    """The percentages it can be held against: those of the same row, shown ones too, and of the same table."""
    rows = sheet.rows.get(row.table, ()) if row.table else (row,)
    for other in rows:
        yield from (i for i in (*other.items.values(), *other.others.values()) if counts_percent(i.field))


def counts_percent(field: Field) -> bool:
    """Whether a field is a number counted in ％."""
    return field.type in _NUMERIC and fold(field.unit) in _PERCENT


def _number(item: Item) -> Decimal | None:
    value = item.value
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
