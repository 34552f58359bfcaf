"""Figures of rows: 合計, 平均, 最大 and 最小 of what stands under a name in each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from kusei_batch.report.templating.arithmetic import MISSING, Reckoned, number_of, plain, ratio, round_half_up
from kusei_batch.report.templating.row_values import value_in
from kusei_batch.report.templating.shown import Shown, Unknown


def _numbers(rows: Sequence[Shown], name: str) -> list[Decimal] | None:
    """Return the numbers under a name, rows without one left out; None where the rows or all their numbers lack."""
    if isinstance(rows, Unknown):
        return None
    numbers = [number for row in rows if (number := number_of(value_in(row, name))) is not None]
    return numbers if numbers or not rows else None


def total(rows: Sequence[Shown], name: str) -> Reckoned:
    """Return, for 合計(記録("目標"), "必要額"), the sum; 0 of no rows."""
    numbers = _numbers(rows, name)
    return MISSING if numbers is None else plain(sum(numbers, Decimal(0)))


def average(rows: Sequence[Shown], name: str, digits: int = 1) -> Reckoned:
    """Return, for 平均(記録("目標"), "実績値"), the mean with so many decimals."""
    numbers = _numbers(rows, name)
    return round_half_up(sum(numbers, Decimal(0)) / len(numbers), digits) if numbers else MISSING


def largest(rows: Sequence[Shown], name: str) -> Reckoned:
    """Return, for 最大(記録("目標"), "実績値"), the largest number."""
    numbers = _numbers(rows, name)
    return plain(max(numbers)) if numbers else MISSING


def smallest(rows: Sequence[Shown], name: str) -> Reckoned:
    """Return, for 最小(記録("目標"), "実績値"), the smallest number."""
    numbers = _numbers(rows, name)
    return plain(min(numbers)) if numbers else MISSING


RECKONINGS: Mapping[str, Callable[..., Reckoned]] = {
    "合計": total,
    "平均": average,
    "最大": largest,
    "最小": smallest,
    "比率": ratio,
}
