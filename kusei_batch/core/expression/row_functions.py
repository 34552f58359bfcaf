"""What the numbers of several rows come to, each row with as many numbers as the function takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Context, Decimal
from functools import reduce

EXACT = Context(prec=34)
"""Digits of a calculation: sums and products of what fits a cell are exact."""


def _sum(numbers: Iterable[Decimal]) -> Decimal:
    return reduce(EXACT.add, numbers)


ROW_FUNCTIONS: Mapping[str, Callable[[list[list[Decimal]]], Decimal]] = {
    "合計": lambda rows: _sum(n for (n,) in rows),
    "平均": lambda rows: EXACT.divide(_sum(n for (n,) in rows), Decimal(len(rows))),
    "最大": lambda rows: max(n for (n,) in rows),
    "最小": lambda rows: min(n for (n,) in rows),
    "比率": lambda rows: EXACT.divide(_sum(n for n, _ in rows) * 100, _sum(n for _, n in rows)),
}
