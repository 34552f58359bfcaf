"""A chart as SVG inside the page: bars, stacked bars or lines, in words for those who do not see it.

Bars lie, each under its name: long Japanese names keep their place on a telephone. A share of a whole (円) is drawn
as bars too, since slices are compared badly and not at all in grey.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import Markup, escape

from kusei_batch.core.text.cleaning import clean_text
from kusei_batch.core.text.label import grouped_number
from kusei_batch.core.totals import NO_FIGURE, ChartKind, Figure, add_figures
from kusei_batch.report.page.marks import (
    LINE,
    WIDTH,
    fill_of,
    frame,
    number,
    patterns,
    put_box,
    put_legend,
    put_text,
    text_length,
    wrapped,
)
from kusei_batch.report.palette import INK, RULE, Shade, shades
from kusei_batch.report.views.figures import ChartSeries, ChartView, PictureView, stack_ends

_BAR = 16.0
_PLOT = 170.0
_MARGIN = 12.0  # between the axis and the first point
_ALONE = 24.0  # the length of a step where there is but one category
_FEW = 4
_DASHES = ("", "7 4", "2 3", "10 3 2 3", "4 2", "12 4", "1 4")
_MARKS = (
    '<circle cx="{x}" cy="{y}" r="4.5"{look}/>',
    '<rect x="{l}" y="{t}" width="9" height="9"{look}/>',
    '<path d="M{x} {t}L{r} {b}L{l} {b}Z"{look}/>',
    '<path d="M{x} {t}L{r} {y}L{x} {b}L{l} {y}Z"{look}/>',
)


def draw_photograph(shown: PictureView, file: str, style: str) -> Markup:
    """Return an image that takes no more room than its column; its proportions are known before it is there."""
    said = escape(" ".join(clean_text(shown.alt_text).split()))
    size = f'width="{shown.width}" height="{shown.height}"'
    return Markup(  # noqa: S704 - the words are escaped, the rest is the program's own
        f'<img class="{style}" src="{file}" alt="{said}" {size} style="max-width:min(100%,40rem);height:auto">'
    )


def draw_svg(chart: ChartView, prefix: str) -> Markup:
    """Return the chart; `prefix` begins every id in it and must be the chart's own on the page."""
    if chart.kind is ChartKind.LINE:
        drawn, height = _draw_lines(chart)
    else:
        drawn, height = _draw_bars(chart, prefix)
    return frame(drawn, height, prefix, chart.title, chart.alt_text)


def _said(value: Figure, chart: ChartView) -> str:
    return NO_FIGURE if value is None else chart.said(value)


def _draw_bars(chart: ChartView, prefix: str) -> tuple[Markup, float]:
    names = [series.name for series in chart.series]
    looks = shades(names)
    legend, y = put_legend(names, prefix) if len(names) > 1 else (Markup(), 0.0)
    parts = [patterns(looks, prefix), legend]
    scale = _scale(chart)
    for index, category in enumerate(chart.categories):
        for line in wrapped(category, WIDTH - 2):
            y += LINE
            parts.append(put_text(0, y - 6, line))
        lanes = _lanes(chart, index)
        for lane in lanes:
            parts.append(_put_lane(lane, y, looks, scale, prefix, chart))
            y += _BAR + 3
        y += 8
    return Markup().join(parts), y


Lane = list[tuple[int, Figure]]  # which series, and how much


def _lanes(chart: ChartView, index: int) -> list[Lane]:
    """Return the bars of one category from top to bottom: lanes of one piece each, or one lane of stacked pieces."""
    pieces = [(number_, series.values[index]) for number_, series in enumerate(chart.series)]
    return [pieces] if chart.kind is ChartKind.STACKED else [[piece] for piece in pieces]


def _scale(chart: ChartView) -> float:
    """Return how many units of width one of the value takes, so that the longest bar leaves room for its figure."""
    lanes = [lane for index in range(len(chart.categories)) for lane in _lanes(chart, index)]
    sums = [add_figures(value for _, value in lane) for lane in lanes]
    most = max((float(stack_ends([value for _, value in lane])[1] or 0) for lane in lanes), default=0.0)
    room = max((text_length(_said(total, chart)) for total in sums), default=0.0)
    return (WIDTH - room - 10) / most if most > 0 else 0.0


def _put_lane(lane: Lane, y: float, looks: Sequence[Shade], scale: float, prefix: str, chart: ChartView) -> Markup:
    parts, x = [Markup()], 1.0
    for series, value in lane:
        length = max(0.0, float(value or 0)) * scale
        if length > 0:
            parts.append(put_box(x, y, length, _BAR, fill_of(looks[series], prefix)))
        x += length
    total = add_figures(value for _, value in lane)
    parts.append(put_text(x + 5, y + 13, _said(total, chart)))
    return Markup().join(parts)


def _draw_lines(chart: ChartView) -> tuple[Markup, float]:
    legend, top = _line_legend(chart.series)
    low, high = _range(chart)
    left = max(text_length(_axis_label(value)) for value in (low, high)) + 8
    step = (WIDTH - left - 20) / max(1, len(chart.categories) - 1) if len(chart.categories) > 1 else 0.0
    xs = [left + _MARGIN + step * i for i in range(len(chart.categories))]
    bottom = top + 12 + _PLOT
    parts = [legend, _put_axis(left, top + 12, bottom, low, high, chart.unit)]
    for index, series in enumerate(chart.series):
        ys = [None if v is None else bottom - _PLOT * (float(v) - low) / (high - low) for v in series.values]
        parts.append(_put_steps(xs, ys, step or _ALONE) if series.steps else _put_line(index, xs, ys))
        if sum(not other.steps for other in chart.series) == 1:
            # The figures of a line that has room for them: at few points all, else the last.
            shown = list(zip(xs, ys, series.values, strict=True))
            shown = shown if len(shown) <= _FEW + 1 else shown[-1:]
            parts += [
                put_text(min(x, WIDTH - text_length(grouped_number(v)) / 2), y - 9, grouped_number(v), "middle")
                for x, y, v in shown
                if y is not None and v is not None
            ]
    below, height = _put_categories(chart.categories, xs, bottom)
    return Markup().join([*parts, below]), height


def _line_legend(series: Sequence[ChartSeries]) -> tuple[Markup, float]:
    if len(series) < 2:  # noqa: PLR2004 - one line needs no legend
        return Markup(), 6.0
    parts, y = [Markup()], 0.0
    for index, one in enumerate(series):
        mark = _put_steps([4, 34], [y + 10, y + 10], 0.0) if one.steps else _put_line(index, [4, 34], [y + 10, y + 10])
        parts.append(mark)
        for line in wrapped(one.name, WIDTH - 46):
            parts.append(put_text(44, y + 15, line))
            y += LINE
        y += 2
    return Markup().join(parts), y + 6


def _range(chart: ChartView) -> tuple[float, float]:
    """Return from where to where the axis goes: from the chart's floor, or below it where a value lies there."""
    values = [float(v) for series in chart.series for v in series.values if v is not None] or [0.0, 1.0]
    low = min(float(chart.floor), *values)
    spread = (max(values) - low) or 1.0
    step = 10.0 ** math.floor(math.log10(spread))
    return low, low + math.ceil(spread * 1.1 / step) * step


def _axis_label(value: float) -> str:
    return f"{value:,.10g}"


def _put_axis(left: float, top: float, bottom: float, lowest: float, highest: float, unit: str) -> Markup:
    rule = Markup('<path d="M{} {}V{}H{}" fill="none" stroke="{}"/>')
    drawn = rule.format(number(left), number(top), number(bottom), WIDTH, RULE)
    low = put_text(left - 5, bottom + 5, _axis_label(lowest), "end")
    high = put_text(left - 5, top + 5, _axis_label(highest), "end")
    note = put_text(left + 4, top - 2, f"（{unit}）") if unit else Markup()
    return Markup().join([drawn, low, high, note])


def _put_line(index: int, xs: Sequence[float], ys: Sequence[float | None]) -> Markup:
    """Return one series: a line, broken where there is no figure, in its own dashes and with its own marks."""
    known = [(x, y) for x, y in zip(xs, ys, strict=True) if y is not None]
    moves, apart = [], True
    for x, y in zip(xs, ys, strict=True):
        if y is not None:
            moves.append(f"{'M' if apart else 'L'}{number(x)} {number(y)}")
        apart = y is None
    line = Markup('<path d="{}" fill="none" stroke="{}" stroke-width="2.5" stroke-dasharray="{}"/>')
    drawn = line.format("".join(moves), INK, _DASHES[index % len(_DASHES)] or "none")
    return Markup().join([drawn, *(_put_mark(index, x, y) for x, y in known)])


def _put_steps(xs: Sequence[float], ys: Sequence[float | None], step: float) -> Markup:
    """Return the targets: a level for each category, without marks; none goes over the axis or the rim."""
    ends = [(max(x - step / 2, xs[0] - _MARGIN), min(x + step / 2, WIDTH)) for x in xs]
    moves = [
        f"M{number(begin)} {number(y)}H{number(end)}" for (begin, end), y in zip(ends, ys, strict=True) if y is not None
    ]
    if not step and moves:
        moves = [f"M{number(xs[0])} {number(ys[0] or 0)}H{number(xs[-1])}"]
    line = Markup('<path d="{}" fill="none" stroke="{}" stroke-width="2" stroke-dasharray="5 4"/>')
    return line.format("".join(moves), INK)


def _put_mark(index: int, x: float, y: float) -> Markup:
    filled = INK if (index // len(_MARKS)) % 2 == 0 else "#FFFFFF"
    look = f' fill="{filled}" stroke="{INK}" stroke-width="1.5"'
    names = {"x": x, "y": y, "l": x - 4.5, "r": x + 4.5, "t": y - 4.5, "b": y + 4.5}
    mark = _MARKS[index % len(_MARKS)]
    # Numbers and this module's own words alone.
    return Markup(mark.format(look=look, **{name: number(value) for name, value in names.items()}))  # noqa: S704


def _put_categories(categories: Sequence[str], xs: Sequence[float], bottom: float) -> tuple[Markup, float]:
    """Return the names below the axis, wrapped to their column, and where they end.

    Where columns are narrow, every second name stands a step lower.
    """
    room = (xs[1] - xs[0] if len(xs) > 1 else WIDTH) - 2
    steps = 1 if room >= text_length("令和年度") else 2
    parts, lowest = [Markup()], bottom
    for index, (category, x) in enumerate(zip(categories, xs, strict=True)):
        lines = wrapped(category, room * steps)
        half = max(map(text_length, lines)) / 2
        middle = min(max(x, half), WIDTH - half)
        y = bottom + 18 + (index % steps) * LINE * 2
        for line in lines:
            parts.append(put_text(middle, y, line, "middle"))
            lowest = max(lowest, y)
            y += LINE
    return Markup().join(parts), lowest + 8
