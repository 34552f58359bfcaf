"""Charts of cross-tabs: few enough series to be told apart in greyscale."""

from __future__ import annotations

from dataclasses import replace

from kusei_batch.core.axes import axis_title
from kusei_batch.core.totals import BUILT_IN_AXES, UNFILLED, ChartKind, Crosstab, Figure, ValueKind, add_figures
from kusei_batch.report.views.answered import Answers
from kusei_batch.report.views.figures import ChartSeries, ChartView

MOST_SERIES = 7  # more shades of one scale are not told apart on a grey print
MOST_CLUSTERED = 4  # more bars a category leave no room for their labels
_OVER = "延べ"
_SHAPES = {
    ChartKind.BAR: "棒グラフ",
    ChartKind.STACKED: "積上げ棒グラフ",
    ChartKind.PIE: "円グラフ",
    ChartKind.LINE: "折れ線グラフ",
}


def build_chart(tab: Crosstab, unit: str, answers: Answers) -> ChartView:
    """Return the chart that a cross-tab is shown by (bars where `_集計` names none).

    Series are the shorter axis; with more series than can be told apart, the totals of the rows are drawn.
    """
    kind = _kind(tab)
    by_rows, series = (kind is ChartKind.STACKED and _pieces_of_places(tab)) or _series(tab, kind)
    counts_shares = tab.spec.value is ValueKind.SHARE and series[0].pick[0] == "margin"
    unit, value = ("件", "件数") if counts_shares else (unit, tab.spec.summed or tab.spec.value.value)
    categories = tab.rows if by_rows else tab.columns
    axis = axis_title(tab.spec.row if by_rows else tab.spec.column or "")
    rounded = tab.spec.ratio.digits if tab.spec.ratio else int(tab.spec.value in (ValueKind.SHARE, ValueKind.MEAN))
    chart = ChartView(
        kind=kind,
        title=tab.spec.title,
        axis_title=axis,
        value_title=f"{value}（{unit}）" if unit else value,
        unit=unit,
        categories=categories,
        by_rows=by_rows,
        series=series,
        alt_text="",
        decimals=0 if counts_shares else rounded,
        gaps=tuple(bool(series) and all(s.values[i] is None for s in series) for i in range(len(categories))),
    )
    together = kind is ChartKind.STACKED and tab.spec.value is not ValueKind.SHARE
    whole = (_OVER if tab.rows_overlap or tab.columns_overlap else "計") if together else ""
    return replace(chart, alt_text=_alt_text(chart, answers, whole))


def _kind(tab: Crosstab) -> ChartKind:
    """Return what `_集計` asks for; years, means, ratios and what has no sum are neither stacked nor parts of a pie.

    The parts of a pie make a whole; a record that counts in several rows would count twice.
    """
    kind = ChartKind.BAR if tab.spec.chart in (None, ChartKind.HEAT) else tab.spec.chart
    if kind is ChartKind.PIE:
        made = tab.spec.value in (ValueKind.MEAN, ValueKind.RATIO)
        return ChartKind.BAR if made or tab.rows_overlap or tab.mixed or not tab.spec.adds_rows else kind
    unlike = tab.spec.compares_columns or tab.spec.value in (ValueKind.MEAN, ValueKind.RATIO)
    unlike = unlike or not tab.spec.adds_columns or tab.mixed
    return ChartKind.BAR if kind is ChartKind.STACKED and unlike else kind


def _series_compared(tab: Crosstab, kind: ChartKind) -> tuple[bool, tuple[ChartSeries, ...]]:
    """Return one series a year or round, the last ones where there are many; for a pie this one alone."""
    by_rows = tab.spec.compares_columns
    labels, make = (tab.columns, _column_series) if by_rows else (tab.rows, _row_series)
    most = {ChartKind.PIE: 1, ChartKind.LINE: MOST_SERIES}.get(kind, MOST_CLUSTERED)
    return by_rows, tuple(make(tab, i) for i in range(max(0, len(labels) - most), len(labels)))


def _series(tab: Crosstab, kind: ChartKind) -> tuple[bool, tuple[ChartSeries, ...]]:
    several = len(tab.columns) > 1
    most = MOST_SERIES if kind in (ChartKind.STACKED, ChartKind.LINE) else MOST_CLUSTERED
    # Years and rounds that follow one another along the axis are categories, in a line or a stack; else series.
    along = tab.spec.compares_rows and (kind in (ChartKind.STACKED, ChartKind.LINE) or not tab.spec.column)
    if tab.now is not None and not along:
        return _series_compared(tab, kind)
    if len(tab.columns) == 1:
        return True, (_column_series(tab, 0),)
    if several and kind is not ChartKind.PIE:
        if len(tab.columns) <= (most if along else min(most, len(tab.rows))):
            return True, tuple(_column_series(tab, i) for i in range(len(tab.columns)))
        if kind is not ChartKind.BAR and not along and len(tab.rows) <= most:
            return False, tuple(_row_series(tab, i) for i in range(len(tab.rows)))
    if not tab.spec.adds_columns:  # there is no total to draw instead
        return True, tuple(_column_series(tab, i) for i in range(min(most, len(tab.columns))))
    return True, (_total_series(tab),)


def _pieces_of_places(tab: Crosstab) -> tuple[bool, tuple[ChartSeries, ...]] | None:
    """Return bars of departments and pieces of what is said of them, however few departments there are.

    None where no axis is one of departments, both are or one is years, or more is said than can be told apart.
    """
    by_rows = tab.spec.row in BUILT_IN_AXES
    names, make = (tab.columns, _column_series) if by_rows else (tab.rows, _row_series)
    if tab.now or by_rows == (tab.spec.column in BUILT_IN_AXES) or not 1 < len(names) <= MOST_SERIES:
        return None
    return by_rows, tuple(make(tab, i) for i in range(len(names)))


def _column_series(tab: Crosstab, index: int) -> ChartSeries:
    return ChartSeries(tab.columns[index], tuple(row[index] for row in tab.values), ("column", index))


def _row_series(tab: Crosstab, index: int) -> ChartSeries:
    return ChartSeries(tab.rows[index], tab.values[index], ("row", index))


def _total_series(tab: Crosstab) -> ChartSeries:
    if tab.spec.value in (ValueKind.MEAN, ValueKind.RATIO):
        return ChartSeries("全体", tab.row_distinct, ("margin", 0))
    if tab.spec.value is ValueKind.SHARE:
        return ChartSeries("件数", tab.row_distinct, ("margin", 0))
    if tab.mixed:
        return ChartSeries("計", tab.row_distinct, ("margin", 0))
    return ChartSeries(
        "計（延べ）" if tab.columns_overlap else "計", tuple(map(add_figures, tab.values)), ("margin", 0)
    )


def _alt_text(chart: ChartView, answers: Answers, whole: str) -> str:
    """Return the chart in words: every figure, and where series are stacked the sum before them, called `whole`."""
    shown = [i for i, gap in enumerate(chart.gaps) if not gap]
    said = "、".join(f"{chart.categories[i]} {_said(chart, i, whole)}" for i in shown)
    text = f"{chart.title}の{_SHAPES[chart.kind]}。"
    text += f"{said}。" if said else "" if chart.gaps else "該当するものはありません。"
    gaps = [category for category, gap in zip(chart.categories, chart.gaps, strict=True) if gap]
    if gaps:
        text += f"{'、'.join(gaps)}は、集計するものがありません（0ではありません）。"
    if answers.missing and not answers.unissued:
        text += f"{answers.without}を含みません。"
    return text


def _said(chart: ChartView, index: int, whole: str) -> str:
    if len(chart.series) == 1:
        return (whole if whole == _OVER else "") + _text(chart.series[0].values[index], chart)
    # Of stacked pieces those that can be seen.
    pieces = [(s.name, s.values[index]) for s in chart.series if s.values[index] or not whole]
    if whole:  # what stands in brackets has none of its own
        pieces = [(UNFILLED.strip("（）") if name == UNFILLED else name, value) for name, value in pieces]
    told = "・".join(f"{name} {_text(value, chart)}" for name, value in pieces)
    if not whole:
        return told
    total = _text(add_figures(s.values[index] for s in chart.series), chart)
    return f"{whole}{total}（{told}）" if told else total


def _text(value: Figure, chart: ChartView) -> str:
    return "なし" if value is None else chart.said(value)
