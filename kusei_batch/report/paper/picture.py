"""A chart as a picture for Word, drawn with the Japanese font that matplotlib-fontja carries."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

from kusei_batch.core.cleaning import clean_text
from kusei_batch.core.totals import NO_FIGURE, ChartKind, Number, add_figures
from kusei_batch.report.palette import FAINT_RULE, INK, RULE, Shade, shade
from kusei_batch.report.views.figures import ChartSeries, ChartView, is_coarse
from kusei_batch.report.views.wording import number_label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from matplotlib.text import Text

_REMEMBERED = 64  # charts, some 20 kB each
_INCH = 25.4
_DOTS = 200
_BAR_MILLIMETRES = 5.2
_AROUND_MILLIMETRES = 16
_ROOM_FOR_LABELS = 1.12
_CHARACTERS_ABREAST = 36  # full-width ones below an axis 150 mm long


@lru_cache(maxsize=_REMEMBERED)
def draw_chart(chart: ChartView, width: int) -> bytes:
    """The chart as PNG, `width` millimetres wide at 200 dots an inch; the same chart gives the same bytes.

    Two papers of a round show the same charts: those drawn last are remembered.
    """
    from matplotlib import rc_context

    # Text is text: a $ in what a department wrote begins no mathematics.
    with rc_context({"text.parse_math": False, "text.usetex": False}):
        return _draw(_drawable(chart), width)


def _drawable(chart: ChartView) -> ChartView:
    """The chart with texts that can be drawn; matplotlib leaves out of a legend what begins with _."""
    named = [replace(s, name=re.sub(r"^_", " _", clean_text(s.name))) for s in chart.series]
    return replace(
        chart,
        title=clean_text(chart.title),
        axis_title=clean_text(chart.axis_title),
        value_title=clean_text(chart.value_title),
        unit=clean_text(chart.unit),
        categories=tuple(map(clean_text, chart.categories)),
        series=tuple(named),
    )


def _draw(chart: ChartView, width: int) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width / _INCH, _height(chart) / _INCH), dpi=_DOTS, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    if chart.kind is ChartKind.PIE:
        _draw_pie(axes, chart)
    elif chart.kind is ChartKind.LINE:
        _draw_lines(axes, chart)
    else:
        _draw_bars(axes, chart)
    _draw_legend(figure, chart)
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", metadata={"Software": None})
    return drawn.getvalue()


def _height(chart: ChartView) -> float:
    if chart.kind in (ChartKind.PIE, ChartKind.LINE):
        return 75
    clustered = len(chart.series) if chart.kind is ChartKind.BAR else 1
    legend = 12 if len(chart.series) > 1 else 0
    return _AROUND_MILLIMETRES + legend + len(chart.categories) * _BAR_MILLIMETRES * (0.4 + 0.6 * clustered)


@cache
def _font(size: float) -> FontProperties:
    import matplotlib_fontja
    from matplotlib.font_manager import FontProperties

    with as_file(files(matplotlib_fontja) / "fonts" / "ipaexg.ttf") as path:
        return FontProperties(fname=str(path), size=size)


def _draw_bars(axes: Axes, chart: ChartView) -> None:
    stacked = chart.kind is ChartKind.STACKED
    count = len(chart.series)
    thickness = 0.66 if stacked or count == 1 else 0.8 / count
    reached = [0.0] * len(chart.categories)
    for index, series in enumerate(chart.series):
        shift = 0.0 if stacked else (index - (count - 1) / 2) * thickness
        places = [position + shift for position in range(len(chart.categories))]
        look = shade(index)
        values = [float(value or 0) for value in series.values]
        bars = axes.barh(
            places,
            values,
            thickness,
            left=reached if stacked else None,
            color=look.fill,
            hatch=look.hatch,
            edgecolor=INK,
            linewidth=0.5,
        )
        if stacked and count > 1:
            texts = axes.bar_label(bars, _labels(series), label_type="center", font=_font(8), color=look.label)
            _set_off(texts, look)
        else:
            axes.bar_label(bars, _labels(series), padding=3, font=_font(9), color=INK)
        if stacked:
            reached = [a + b for a, b in zip(reached, values, strict=True)]
    _mark_gaps(axes, chart)
    axes.set_yticks(range(len(chart.categories)), chart.categories, font=_font(9), color=INK)
    axes.invert_yaxis()
    _plain_axes(axes, chart, "x")


def _mark_gaps(axes: Axes, chart: ChartView) -> None:
    """「－」 where a bar of no length would say 0."""
    for place, gap in enumerate(chart.gaps):
        if gap:
            axes.annotate(
                NO_FIGURE,
                (0, place),
                xytext=(3, 0),
                textcoords="offset points",
                va="center",
                font=_font(9),
                color=INK,
            )


def _set_off(texts: Sequence[Text], look: Shade) -> None:
    """White behind the labels on a pattern, which would cross their strokes."""
    for text in texts:
        if look.hatch and text.get_text():
            text.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 0.8})


def _labels(series: ChartSeries) -> list[str]:
    return [_number(value) if value else "" for value in series.values]


def _number(value: Number) -> str:
    return number_label(int(value) if value == int(value) else value)


def _draw_lines(axes: Axes, chart: ChartView) -> None:
    for index, series in enumerate(chart.series):
        if series.steps:
            _draw_steps(axes, series)
            continue
        # What is no number breaks the line: nothing is drawn there.
        values = [float("nan") if value is None else float(value) for value in series.values]
        color, marker = shade(index).fill if index % 7 not in (3, 6) else INK, "osD^"[index % 4]
        axes.plot(values, color=color, marker=marker, markeredgecolor=INK, label=series.name)
        for position, value in enumerate(series.values):
            axes.annotate(
                NO_FIGURE if value is None else _number(value),
                (position, float(chart.floor if value is None else value)),
                xytext=(0, 5),
                textcoords="offset points",
                ha="center",
                font=_font(8),
                color=INK,
            )
    axes.set_xticks(range(len(chart.categories)), _broken(chart.categories), font=_font(9), color=INK)
    if any(series.steps for series in chart.series):
        axes.set_xlim(-0.5, len(chart.categories) - 0.5)
    _plain_axes(axes, chart, "y")


def _broken(categories: Sequence[str]) -> list[str]:
    """The categories, what stands in brackets on a line of its own where they would run into one another."""
    if sum(map(len, categories)) <= _CHARACTERS_ABREAST:
        return list(categories)
    return [category.replace("（", "\n（", 1) if category[:1] != "（" else category for category in categories]


def _draw_steps(axes: Axes, series: ChartSeries) -> None:
    """A level for each category, told in figures where it begins or changes."""
    places = [position + side for position in range(len(series.values)) for side in (-0.5, 0.5)]
    levels = [float("nan") if value is None else float(value) for value in series.values for _ in range(2)]
    axes.plot(places, levels, color=INK, linestyle=(0, (5, 3)), linewidth=1.4, label=series.name)
    for position, value in enumerate(series.values):
        if value is not None and (position == 0 or value != series.values[position - 1]):
            axes.annotate(
                _number(value),
                (position - 0.5, float(value)),
                xytext=(2, 3),
                textcoords="offset points",
                font=_font(8),
                color=INK,
            )


def _plain_axes(axes: Axes, chart: ChartView, along: str) -> None:
    """Whole steps from 0 wherever they tell the figures apart, faint grid behind, the axis of values named."""
    from matplotlib.ticker import MaxNLocator

    axis = axes.xaxis if along == "x" else axes.yaxis
    axis.set_major_locator(MaxNLocator(nbins=8, integer=is_coarse(chart)))
    longest = max((float(value or 0) for value in _extents(chart)), default=0.0)
    floor = float(chart.floor)
    limit = max(floor + 1.0 if is_coarse(chart) else floor, floor + (longest - floor) * _ROOM_FOR_LABELS)
    _ = axes.set_xlim(floor, limit) if along == "x" else axes.set_ylim(floor, limit)
    axis.label.set(text=chart.value_title, font=_font(9), color=INK)
    for label in axis.get_ticklabels():
        label.set(font=_font(8), color=INK)
    axes.grid(axis="x" if along == "x" else "y", color=FAINT_RULE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(RULE)


def _extents(chart: ChartView) -> list[Number | None]:
    if chart.kind is ChartKind.STACKED:
        return [add_figures(s.values[i] for s in chart.series) for i in range(len(chart.categories))]
    return [value for series in chart.series for value in series.values]


def _draw_pie(axes: Axes, chart: ChartView) -> None:
    shown = [(c, v) for c, v in zip(chart.categories, chart.series[0].values, strict=True) if v and v > 0]
    if not shown:  # a pie of nothing cannot be drawn
        axes.set_axis_off()
        axes.text(0.5, 0.5, "該当するものはありません。", ha="center", font=_font(9), color=INK)
        return
    labels = [f"{category}\n{_number(value)}{chart.unit}" for category, value in shown]
    wedges: Any = axes.pie(
        [float(value) for _, value in shown],
        labels=labels,
        startangle=90,
        counterclock=False,
        colors=[shade(i).fill for i in range(len(shown))],
        wedgeprops={"edgecolor": INK, "linewidth": 0.6},
        textprops={"fontproperties": _font(9), "color": INK},
    )
    for index, wedge in enumerate(wedges[0]):
        wedge.set_hatch(shade(index).hatch)


def _draw_legend(figure: Figure, chart: ChartView) -> None:
    if len(chart.series) < 2 or chart.kind is ChartKind.PIE:  # noqa: PLR2004 - one series needs no legend
        return
    axes = figure.axes[0]
    handles: Sequence[Any] = axes.lines if chart.kind is ChartKind.LINE else axes.containers
    figure.legend(
        list(handles),
        [series.name for series in chart.series],
        loc="outside lower center",
        ncols=min(4, len(chart.series)),
        prop=_font(8),
        frameon=False,
    )
