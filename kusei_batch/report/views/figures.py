"""Tables of figures and their charts as documents show them, without a word of how they are drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Literal

from kusei_batch.core.row_key import RowKey
from kusei_batch.core.text.label import grouped_number
from kusei_batch.core.totals import ChartKind, Figure, Number, add_figures

Line = Literal["row", "column", "margin", "margin_row"]
"""A line of a table: one of its rows or columns, or of those that stand for several."""

DARKEST = 4
_COARSE = 8  # steps of an axis
_MOST_STEPS = 6
_ROOM = 12  # part of the axis that a label above a point takes
_TURNED: Mapping[Line, Line] = {"row": "column", "column": "row", "margin": "margin_row", "margin_row": "margin"}


@dataclass(frozen=True, slots=True)
class CrosstabRow:
    """One line of a cross-tab: its label, its numbers, then those of the margin columns; None is 「－」.

    `counts` tells that its numbers are how many records there are, whatever the table's unit.
    """

    label: str
    values: tuple[Figure, ...]
    margins: tuple[Figure, ...]
    counts: bool = False


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """One series: its name, a number per category, and which line of its table it is; `steps`: drawn as steps."""

    name: str
    values: tuple[Figure, ...]
    pick: tuple[Line, int]
    steps: bool = False


@dataclass(frozen=True, slots=True)
class ChartView:
    """A chart of a table; `alt_text` says in words what it shows, `gaps` which categories have no figure.

    `floor` is where the axis of values begins: at 0, but for lines that would all lie close together then.
    `decimals` are those of figures that are rounded, as the table prints them: 77.0 beside 82.6.
    """

    kind: ChartKind
    title: str
    axis_title: str = ""
    value_title: str = ""
    unit: str = ""
    categories: tuple[str, ...] = ()
    by_rows: bool = True
    series: tuple[ChartSeries, ...] = ()
    alt_text: str = ""
    gaps: tuple[bool, ...] = ()
    floor: Number = 0
    decimals: int = 0

    @property
    def has_figures(self) -> bool:
        """Whether it shows any figure, 0 among them: without one it is an empty frame."""
        return any(value is not None for series in self.series for value in series.values)

    def said(self, value: Number) -> str:
        """Return a figure as it is written at its bar: with its unit, and with the decimals of all of them."""
        return f"{value:,.{self.decimals}f}{self.unit}" if self.decimals else f"{grouped_number(value)}{self.unit}"

    def turned(self) -> ChartView:
        """Return the same chart of a table that was turned."""
        series = tuple(replace(one, pick=(_TURNED[one.pick[0]], one.pick[1])) for one in self.series)
        return replace(self, by_rows=not self.by_rows, series=series)


@dataclass(frozen=True, slots=True)
class CrosstabView:
    """クロス集計 as printed: columns, margin columns, rows, margin rows (計, 実数), notes, perhaps a chart.

    `margin_counts` tells how many margin columns, from the right, say what the figures are of: counts, in no unit.
    `current` is the index of this year's column where columns are years; `distinct` and `summed` are then this year's.
    `years` are those set side by side, none where no axis is the year. Of one year alone no chart is wanted: it
    compares nothing. With a name, title and chart alone it is an empty one. `is_shaded`: the more, the darker its cell.
    `is_by_unit`: its rows are departments or wards.
    """

    name: str
    title: str
    chart: ChartView
    corner: str = ""
    unit: str = ""
    decimals: int = 0
    columns: tuple[str, ...] = ()
    margin_columns: tuple[str, ...] = ()
    rows: tuple[CrosstabRow, ...] = ()
    margin_rows: tuple[CrosstabRow, ...] = ()
    distinct: Figure = None
    summed: Figure = None
    overlaps: bool = False
    notes: tuple[str, ...] = ()
    chart_notes: tuple[str, ...] = ()
    wants_chart: bool = False
    current: int | None = None
    years: tuple[str, ...] = ()
    margin_counts: int = 0
    is_shaded: bool = False
    is_by_unit: bool = False

    def darkness(self) -> tuple[tuple[int | None, ...], ...]:
        """Return how dark each figure of the rows is, from 0 for the least of all to DARKEST for the most."""
        known = [Decimal(value) for row in self.rows for value in row.values if value is not None]
        least, most = (min(known), max(known)) if known else (Decimal(0), Decimal(0))

        def dark(value: Figure) -> int | None:
            if value is None:
                return None
            return int((Decimal(value) - least) * DARKEST / (most - least)) if most > least else 0

        return tuple(tuple(map(dark, row.values)) for row in self.rows)

    def turned(self) -> CrosstabView:
        """Return the same cross-tab with its columns as rows; its chart shows what it did."""
        lines, totals = self.rows, self.margin_rows
        counted = len(self.margin_columns) - self.margin_counts
        margins = tuple(
            CrosstabRow(name, *_down(i, lines, totals, margin=True), counts=i >= counted)
            for i, name in enumerate(self.margin_columns)
        )
        return replace(
            self,
            corner="＼".join(reversed(self.corner.split("＼"))),
            columns=tuple(row.label for row in lines),
            margin_columns=tuple(row.label for row in totals),
            rows=tuple(CrosstabRow(name, *_down(i, lines, totals)) for i, name in enumerate(self.columns)),
            margin_rows=margins,
            margin_counts=sum(row.counts for row in totals),
            chart=self.chart.turned(),
            current=None,
        )


def _down(
    index: int, lines: Sequence[CrosstabRow], totals: Sequence[CrosstabRow], *, margin: bool = False
) -> tuple[tuple[Figure, ...], tuple[Figure, ...]]:
    """Return what stands below one another in a column (of the margin): of the lines, then of the totals."""
    above, below = (tuple((row.margins if margin else row.values)[index] for row in rows) for rows in (lines, totals))
    return above, below


@dataclass(frozen=True, slots=True)
class TrendRow:
    """One line of a 推移: what was reached and what was to be reached, a figure a year, and its chart.

    A target stands in the year it is due in, which may be to come: `current` is the index of this year. `aim` is the
    target told last and `aim_year` the year it is due in, as printed.
    `wants_chart` is False where fewer than two years have a value: a single dot shows no course. `words` are what stood
    in each year where that is a state, no number (None: of numbers).
    """

    label: str
    key: RowKey
    department: str
    direction: str
    values: tuple[Figure, ...]
    targets: tuple[Figure, ...]
    target_name: str
    chart: ChartView
    wants_chart: bool
    current: int = -1
    aim: Figure = None
    aim_year: str = ""
    words: tuple[str | None, ...] | None = None

    @property
    def told(self) -> tuple[Figure | str, ...]:
        """What is printed of each year: its number, or the words that stood there."""
        return self.values if self.words is None else self.words


@dataclass(frozen=True, slots=True)
class TrendView:
    """推移 as printed: `years` as labels, the oldest first; `target_title` is blank where none is asked for.

    `decimals` are the most that any of its figures has.
    """

    name: str
    title: str
    years: tuple[str, ...] = ()
    label_title: str = ""
    value_title: str = ""
    target_title: str = ""
    unit: str = ""
    decimals: int = 0
    rows: tuple[TrendRow, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AxisScale:
    """Where the axis of values begins and ends, and how far its lines are apart: 1, 2 or 5 of some power of ten."""

    low: Decimal
    high: Decimal
    step: Decimal


def scale_of(chart: ChartView) -> AxisScale:
    """Return the scale on which the chart's figures, and labels beside them, find room in a few even steps."""
    stacked = chart.kind is ChartKind.STACKED
    figures = [value for series in chart.series for value in series.values]
    if stacked:
        figures = [end for pieces in zip(*(s.values for s in chart.series), strict=True) for end in stack_ends(pieces)]
    known = [Decimal(value) for value in figures if value is not None]
    lowest = min([Decimal(chart.floor), *known])
    spread = max([lowest, *known]) - lowest
    if not spread:  # else programs choose an axis of their own for figures that are all 0
        return AxisScale(lowest, lowest + 1, Decimal(1))
    power = Decimal(1).scaleb((spread / _MOST_STEPS).adjusted())
    step = next(power * size for size in (1, 2, 5, 10) if power * size * _MOST_STEPS >= spread)
    step = max(step, Decimal(1)) if is_coarse(chart) else step
    low = (lowest / step).to_integral_value(ROUND_FLOOR) * step
    high = ((lowest + spread) / step).to_integral_value(ROUND_CEILING) * step
    is_close = high - (lowest + spread) < (high - low) / _ROOM
    return AxisScale(low, high if stacked or not is_close else high + step, step)


def stack_ends(pieces: Sequence[Figure]) -> tuple[Figure, Figure]:
    """Return how far stacked pieces reach: those below 0 are stacked downwards, beside those above it."""
    known = [piece for piece in pieces if piece is not None]
    return add_figures(piece for piece in known if piece < 0), add_figures(piece for piece in known if piece > 0)


def is_coarse(chart: ChartView) -> bool:
    """Return whether whole steps on the axis of values tell its figures apart."""
    figures = [value for series in chart.series for value in series.values if value is not None]
    return all(value == int(value) for value in figures) or max(figures) - chart.floor >= _COARSE


@dataclass(frozen=True, slots=True)
class PictureView:
    """写真 as it is shown: its file, what it says in words for those who do not see it, its size in pixels."""

    file: str
    content: bytes
    alt_text: str
    width: int
    height: int
