"""A chart as a native one of Excel and Word, made by XlsxWriter: the one drawing for summary workbooks and papers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO
from typing import Any

from markupsafe import escape
from xlsxwriter import Workbook
from xlsxwriter.chart import Chart
from xlsxwriter.theme import THEME_XML_2007

from kusei_batch.core.text.cleaning import clean_text
from kusei_batch.core.totals import NO_FIGURE, ChartKind, Figure, plain_number
from kusei_batch.report.palette import FAINT_RULE, INK, LINE, RULE, Shade, shades
from kusei_batch.report.views.figures import ChartSeries, ChartView, scale_of

_TYPES = {
    ChartKind.BAR: {"type": "bar"},
    ChartKind.STACKED: {"type": "bar", "subtype": "stacked"},
    ChartKind.PIE: {"type": "pie"},
    ChartKind.LINE: {"type": "line"},
}
_LOOKS_LIKE_REFERENCE = re.compile(r"=?[^!]+!\$?[A-Z]+\$?\d+")
_SIZE = 9  # points, of every text but the title
_UPRIGHT = 271  # XlsxWriter's word for Japanese signs standing one below the other
_MARKERS = ("circle", "square", "diamond", "triangle")
_DASHES = ("solid", "dash", "round_dot", "dash_dot", "square_dot", "long_dash", "long_dash_dot")


@dataclass(frozen=True, slots=True)
class SeriesCells:
    """Where the name, the categories and the values of a series stand in the workbook, as XlsxWriter takes ranges."""

    name: list[object]
    categories: list[object]
    values: list[object]


@dataclass(frozen=True, slots=True)
class Lettering:
    """The typeface of a chart, and whether its title stands in it: in papers it stands below, as a caption."""

    font: str
    titled: bool = True

    @property
    def face(self) -> dict[str, Any]:
        """The face of any text in the chart, as XlsxWriter takes it."""
        return {"name": self.font, "size": _SIZE, "color": INK, "bold": False}


def add_chart(workbook: Workbook, shown: ChartView, cells: Sequence[SeriesCells], lettering: Lettering) -> Chart:
    """Return the chart, added to the workbook and not yet placed; `cells` say where each series stands."""
    kind = ChartKind.BAR if shown.kind is ChartKind.STACKED and not _is_stacked(shown) else shown.kind
    # The name is what the list of a sheet's objects shows.
    chart = workbook.add_chart({**_TYPES[kind], "name": clean_text(shown.title)})
    # A position left to the default is not written, and programs differ in what they then take.
    chart.label_position_default = ""
    looks = shades([series.name for series in shown.series])
    for position, (series, place) in enumerate(zip(shown.series, cells, strict=True)):
        options = {"name": place.name, "categories": place.categories, "values": place.values, "gap": 45}
        if shown.kind is ChartKind.PIE:
            options |= _slices(shown, series, lettering)
        elif series.steps:
            options |= _steps(shown, series, lettering)
        elif shown.kind is ChartKind.LINE:
            options |= _line(shown, position, lettering)
        else:
            options |= _bars(shown, position, looks[position], lettering)
        chart.add_series(options)
    _set_frame(chart, shown, lettering)
    if shown.kind is not ChartKind.PIE:
        _set_axes(chart, shown, lettering)
    return chart


def theme_of(font: str) -> StringIO:
    """Return the theme of a workbook whose charts are lettered in `font`, as XlsxWriter takes it.

    Charts name their face for Latin letters alone: Japanese ones are written in that of the theme.
    """
    face = f'typeface="{escape(font)}"'
    eastern = re.sub(r'(<a:ea )typeface=""', rf"\1{face}", THEME_XML_2007)
    return StringIO(re.sub(r'(<a:font script="Jpan" )typeface="[^"]*"', rf"\1{face}", eastern))


def number_format(values: Sequence[Figure], unit: str = "", *, zeros: bool = True) -> str:
    """Return the format in which figures show their decimals as tables print them; zeros perhaps not at all."""
    said = f'"{unit}"' if unit else ""
    places = {max(0, -int(v.as_tuple().exponent)) if isinstance(v, Decimal) else 0 for v in values if v is not None}
    most = max(places, default=0)
    grouped = ("#,##0." + "0" * most if most else "#,##0") + said
    if len(places) <= 1:
        return grouped if zeros else f"{grouped};-{grouped};"
    # Each shows its own decimals, which no format does that groups by three.
    return f"[>=1000]{grouped};General{said}" if zeros else f'[=0]"";[>=1000]{grouped};General{said}'


def _is_stacked(shown: ChartView) -> bool:
    return shown.kind is ChartKind.STACKED and len(shown.series) > 1


def _bars(shown: ChartView, position: int, look: Shade, lettering: Lettering) -> dict[str, Any]:
    values = shown.series[position].values
    labels: dict[str, Any] = {"value": True, "num_format": number_format(values), "font": lettering.face}
    if _is_stacked(shown):
        # Nothing is written on a piece of no length.
        labels |= {"position": "center", "num_format": number_format(values, zeros=False)}
        labels["font"] = lettering.face | {"color": look.label}
        if look.pattern:  # its lines would cross the strokes of the figure
            labels |= {"fill": {"color": "#FFFFFF"}, "font": lettering.face}
    else:
        labels["position"] = "outside_end"
    if any(value is None for value in values):
        labels["custom"] = [_label_of_bar(shown, position, index) for index in range(len(values))]
    return {**_fill(look), "data_labels": labels}


def _label_of_bar(shown: ChartView, position: int, index: int) -> dict[str, Any] | None:
    """Return the label of a bar without a figure: 「－」 for the first, none for the others."""
    if shown.series[position].values[index] is not None:
        return None
    return {"value": NO_FIGURE} if position == 0 and any(shown.gaps[index : index + 1]) else {"delete": True}


def _slices(shown: ChartView, series: ChartSeries, lettering: Lettering) -> dict[str, Any]:
    unit = clean_text(shown.unit).replace('"', "″")  # it would end the words within the format
    labels = {
        "value": True,
        "category": True,
        "separator": "\n",
        "leader_lines": True,
        "position": "best_fit",
        "fill": {"color": "#FFFFFF"},
        "num_format": number_format(series.values, unit),
        "font": lettering.face,
        "custom": [None if value else {"delete": True} for value in series.values],
    }
    return {"points": [_fill(look) for look in shades(shown.categories)], "data_labels": labels}


def _line(shown: ChartView, position: int, lettering: Lettering) -> dict[str, Any]:
    series = shown.series[position]
    # The marks of every second line are hollow: a line is known by its dashes and its mark, not by its colour.
    mark = {"type": _MARKERS[position % len(_MARKERS)], "size": 7, "border": {"color": LINE}}
    mark["fill"] = {"color": "#FFFFFF" if position % 2 else LINE}
    line = {"color": LINE, "width": 2, "dash_type": _DASHES[position % len(_DASHES)]}
    return {"line": line, "marker": mark, "data_labels": _labels_of_points(shown, series, lettering)}


def _steps(shown: ChartView, series: ChartSeries, lettering: Lettering) -> dict[str, Any]:
    """Return the series of targets: dashed, a level for each category, with its figure where it begins or changes."""
    labels = _labels_of_points(shown, series, lettering)
    for index in range(1, len(series.values)):
        if series.values[index] == series.values[index - 1]:
            labels["custom"][index] = {"delete": True}
    mark = {"type": "long_dash", "size": 12, "fill": {"color": INK}, "border": {"color": INK}}
    return {"line": {"color": INK, "width": 1.5, "dash_type": "dash"}, "marker": mark, "data_labels": labels}


def _labels_of_points(shown: ChartView, series: ChartSeries, lettering: Lettering) -> dict[str, Any]:
    """Return the figures above their points; of a value and its target, the lower one stands below its point."""
    face = lettering.face
    custom: list[dict[str, Any] | None] = [None] * len(series.values)
    for other in (other for other in shown.series if other.steps is not series.steps):
        for index, (value, against) in enumerate(zip(series.values, other.values, strict=True)):
            if value is None or against is None:
                continue
            if value < against or (value == against and series.steps):
                custom[index] = {"position": "below", "font": face}
    number = number_format(series.values)
    return {"value": True, "position": "above", "num_format": number, "font": face, "custom": custom}


def _fill(look: Shade) -> dict[str, Any]:
    border = {"border": {"color": INK, "width": 0.75}}
    if look.pattern is None:
        return {"fill": {"color": look.fill}, **border}
    return {"pattern": {"pattern": look.pattern, "fg_color": look.stroke, "bg_color": look.fill}, **border}


def _set_frame(chart: Chart, shown: ChartView, lettering: Lettering) -> None:
    """Set title, rim and legend."""
    if lettering.titled:
        title_font = lettering.face | {"size": 12, "bold": True}
        chart.set_title({"name": _words(shown.title), "name_font": title_font, "overlay": False})
    else:
        chart.set_title({"none": True})
    chart.set_chartarea({"border": {"color": RULE} if lettering.titled else {"none": True}})
    chart.show_blanks_as("gap")
    several = len(shown.series) > 1 and shown.kind is not ChartKind.PIE
    chart.set_legend({"position": "bottom", "font": lettering.face} if several else {"none": True})


def _set_axes(chart: Chart, shown: ChartView, lettering: Lettering) -> None:
    """Set even steps, whole ones wherever they tell the figures apart, a faint grid, and a name for each axis."""
    face, scale = lettering.face, scale_of(shown)
    value_axis = {
        "name": _words(shown.value_title),
        "name_font": face,
        "num_font": face,
        "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": FAINT_RULE, "width": 0.75}},
        "num_format": number_format([plain_number(scale.low), plain_number(scale.step)]),
        "min": _plain(scale.low),
        "max": _plain(scale.high),
        "major_unit": _plain(scale.step),
    }
    category_axis = {
        "name": _words(shown.axis_title),
        "name_font": face,
        "num_font": face,
        "line": {"color": RULE},
        "major_tick_mark": "none",
        "label_position": "low",  # beside the plot, where bars of negative figures do not reach
    }
    upright = {"name_font": face | {"rotation": _UPRIGHT}}
    if shown.kind is ChartKind.LINE:
        chart.set_x_axis(category_axis)
        chart.set_y_axis(value_axis | upright)
        return
    # Bars lie down, so that long names read without turning; the first row stays on top.
    chart.set_y_axis(category_axis | upright | {"reverse": True})
    chart.set_x_axis(value_axis | {"label_position": "high"})


def _plain(value: Decimal) -> float:
    """Return a number as XlsxWriter writes it into a chart: a whole one without decimals."""
    return int(value) if value == int(value) else float(value)


def _words(text: str) -> str:
    """Return a title of a chart that stays text: XlsxWriter takes what looks like a reference for one."""
    cleaned = clean_text(text)
    return cleaned.replace("!", "！", 1) if _LOOKS_LIKE_REFERENCE.match(cleaned) else cleaned
