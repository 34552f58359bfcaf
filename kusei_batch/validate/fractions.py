"""Ask about 0.98 or 1 in a field counted in ％, where it may be a share of 1 that was meant as 98％ or 100％."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kusei_batch.core.problem import Problem
from kusei_batch.core.values import CellKind
from kusei_batch.validate.draft_record import DraftRecord, ReadEntry, ReadSheet
from kusei_batch.validate.numbers import number_text
from kusei_batch.validate.problem_location import item_problem
from kusei_batch.validate.row_units import counts_percent

_WELL_ABOVE = 10
"""Where every other percentage is at least this, a 1 is more likely a whole than one in a hundred."""


def check_fractions(sheet: ReadSheet) -> Iterator[Problem]:
    """Report a number up to 1 that was typed without a % where it is not what the field holds."""
    for row in sheet.all_rows():
        for item in row.items.values():
            value = _plain_percentage(item)
            if value is not None and (0 < abs(value) < 1 or (value == 1 and _may_be_whole(item, row, sheet))):
                words = {
                    "value": number_text(value),
                    "meant": number_text((value * 100).normalize() + 0),
                    "unit": item.field.unit,
                }
                yield item_problem(item, "fraction-for-percentage", **words)


def _plain_percentage(item: ReadEntry) -> Decimal | None:
    """Return the number of a field of ％ that may be larger than 1; None where it was typed with or shows a %."""
    plain = item.cell.kind in (CellKind.NUMBER, CellKind.TEXT) and not item.cell.shown.rstrip().endswith(("%", "％"))
    limit = item.field.maximum
    if not plain or not counts_percent(item.field) or (isinstance(limit, Decimal) and limit <= 1):
        return None
    return _number(item)


def _may_be_whole(item: ReadEntry, row: DraftRecord, sheet: ReadSheet) -> bool:
    """Return whether the other percentages are shares of 1 themselves, or so much larger that 1 would be strange."""
    others = [_number(other) for other in _percentages(row, sheet) if other is not item]
    known = [abs(number) for number in others if number]
    return any(number < 1 for number in known) or (bool(known) and min(known) >= _WELL_ABOVE)


def _percentages(row: DraftRecord, sheet: ReadSheet) -> Iterator[ReadEntry]:
    """Yield the percentages it can be held against: those of the same row, shown ones too, and of the same table."""
    rows = sheet.rows.get(row.table, ()) if row.table else (row,)
    for other in rows:
        yield from (i for i in (*other.items.values(), *other.others.values()) if counts_percent(i.field))


def _number(item: ReadEntry) -> Decimal | None:
    value = item.value
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
