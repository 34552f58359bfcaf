"""Charts of cross-tabs: few enough series to be told apart in greyscale."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kusei_batch.core.totals import ChartKind, Crosstab, CrosstabSpec, Number, ValueKind
from kusei_batch.report.views.model import ChartSeries, ChartView

MOST_SERIES = 7  # more shades of one scale are not told apart on a grey print
MOST_CLUSTERED = 4  # more bars a category leave no room for their labels


def build_chart(tab: Crosstab, unit: str) -> ChartView:
    """The chart a cross-tab is shown by (bars where `_集計` names none).

    Series are the shorter axis; with more series than can be told apart, the totals of the rows are drawn.
    """
    kind = tab.spec.chart or ChartKind.BAR
    by_rows, series = _series(tab, kind)
    counts_shares = tab.spec.value is ValueKind.SHARE and series[0].pick[0] == "margin"
    unit, value = ("件", "件数") if counts_shares else (unit, tab.spec.summed or tab.spec.value.value)
    categories = tab.rows if by_rows else tab.columns
    axis = tab.spec.row if by_rows else tab.spec.column or ""
    return ChartView(
        kind=kind,
        title=tab.spec.title,
        axis_title=axis,
        value_title=f"{value}（{unit}）" if unit else value,
        unit=unit,
        categories=categories,
        by_rows=by_rows,
        series=series,
        alt_text=_alt_text(tab.spec, kind, unit, categories, series),
    )


def _series(tab: Crosstab, kind: ChartKind) -> tuple[bool, tuple[ChartSeries, ...]]:
    several = len(tab.columns) > 1
    most = MOST_SERIES if kind in (ChartKind.STACKED, ChartKind.LINE) else MOST_CLUSTERED
    if not tab.columns:
        return True, (_total_series(tab),)
    if not several:
        return True, (_column_series(tab, 0),)
    if kind is ChartKind.PIE:
        return True, (_total_series(tab),)
    if len(tab.columns) <= most and len(tab.columns) <= len(tab.rows):
        return True, tuple(_column_series(tab, i) for i in range(len(tab.columns)))
    if kind is not ChartKind.BAR and len(tab.rows) <= most:
        return False, tuple(ChartSeries(label, tab.values[i], ("row", i)) for i, label in enumerate(tab.rows))
    return True, (_total_series(tab),)


def _column_series(tab: Crosstab, index: int) -> ChartSeries:
    return ChartSeries(tab.columns[index], tuple(row[index] for row in tab.values), ("column", index))


def _total_series(tab: Crosstab) -> ChartSeries:
    if tab.spec.value is ValueKind.SHARE:
        return ChartSeries("件数", tab.row_distinct, ("margin", 0))
    sums = tuple(sum(row, start=Decimal(0)) for row in tab.values)
    return ChartSeries("計", sums, ("margin", 0))


def _alt_text(
    spec: CrosstabSpec,
    kind: ChartKind,
    unit: str,
    categories: Sequence[str],
    series: Sequence[ChartSeries],
) -> str:
    totals = [sum((s.values[i] for s in series), start=Decimal(0)) for i in range(len(categories))]
    shape = {
        ChartKind.BAR: "棒グラフ",
        ChartKind.STACKED: "積上げ棒グラフ",
        ChartKind.PIE: "円グラフ",
        ChartKind.LINE: "折れ線グラフ",
    }[kind]
    said = "、".join(f"{c} {_text(t)}{unit}" for c, t in zip(categories, totals, strict=True))
    return f"{spec.title}の{shape}。{said}。" if said else f"{spec.title}の{shape}。該当するものはありません。"


def _text(value: Number) -> str:
    return f"{int(value):,}" if value == int(value) else f"{value:,f}"
