"""The chart of a line of a 推移: where its axis begins, and what it shows in words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

from kusei_batch.core.text.label import grouped_number
from kusei_batch.core.totals import Figure, Number, plain_number

_FLAT = Decimal("0.8")  # figures that all lie above this part of the highest are drawn from near the lowest


def alt_text(
    label: str,
    years: Sequence[str],
    values: Sequence[Figure],
    targets: Sequence[Figure],
    unit: str,
    direction: str,
) -> str:
    """Return in words what the chart of a line shows, year by year."""
    told = []
    for year, value, target in zip(years, values, targets, strict=True):
        aim = "" if target is None else f"（目標 {grouped_number(target)}{unit}{direction}）"
        told.append(f"{year} {'数値なし' if value is None else grouped_number(value) + unit}{aim}")
    return f"{label}の推移の折れ線グラフ。{'、'.join(told)}。"


def axis_floor(figures: Sequence[Number]) -> Number:
    """Return where the axis begins: 0, or a round number below the lowest figure where they differ but little."""
    lowest, highest = min(figures, default=0), max(figures, default=0)
    if lowest == highest or lowest <= highest * _FLAT:
        return min(0, lowest)
    spread = Decimal(highest - lowest)
    step = Decimal(1).scaleb(spread.adjusted())
    below = (Decimal(lowest) / step).to_integral_value(ROUND_FLOOR) * step - step
    return plain_number(max(Decimal(0), below))
