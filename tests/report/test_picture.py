"""Charts as pictures: every kind, with much, little and nothing in it."""

from __future__ import annotations

import io
import itertools
import warnings
from dataclasses import replace

import pytest
from PIL import Image

from kusei_batch.core.totals import ChartKind
from kusei_batch.report.palette import SHADES
from kusei_batch.report.paper.picture import draw_chart
from kusei_batch.report.views import RoundView


@pytest.mark.parametrize("kind", list(ChartKind))
@pytest.mark.parametrize("tab", range(4))
def test_every_kind_is_drawn_in_the_width_asked_for_and_no_sign_is_missing(
    view: RoundView, kind: ChartKind, tab: int
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib warns of a sign that the font does not have
        picture = Image.open(io.BytesIO(draw_chart(replace(view.crosstabs[tab].chart, kind=kind), 150)))
    assert abs(picture.width - 150 / 25.4 * 200) <= 2
    assert len(picture.convert("L").getcolors(maxcolors=1 << 16)) > 8


def test_a_chart_of_nothing_is_drawn_all_the_same(view: RoundView) -> None:
    chart = view.crosstabs[1].chart
    empty = replace(chart, categories=(), series=tuple(replace(s, values=()) for s in chart.series))
    for kind in ChartKind:
        assert draw_chart(replace(empty, kind=kind), 100).startswith(b"\x89PNG")


def test_the_same_chart_makes_the_same_bytes(view: RoundView) -> None:
    chart = view.crosstabs[0].chart
    assert draw_chart(chart, 120) == draw_chart(chart, 120)


def test_neighbouring_shades_differ_on_a_grey_print() -> None:
    def lightness(color: str) -> float:
        red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    for one, other in itertools.pairwise(SHADES):
        assert abs(lightness(one.fill) - lightness(other.fill)) > 40
    assert all(shade.pattern and shade.hatch for shade in SHADES[4:])


@pytest.mark.parametrize("kind", list(ChartKind))
@pytest.mark.parametrize(
    "words", ["A$B_$", "$100未満 / $100～$200", r"\\frac{", "a_b^c", "_内部", "窓\x00口\x1b[1m", "$$", "%&#"]
)
def test_words_of_a_chart_are_no_markup(view: RoundView, kind: ChartKind, words: str) -> None:
    chart = view.crosstabs[1].chart
    named = tuple(replace(s, name=f"{words}{i}") for i, s in enumerate(chart.series))
    told = replace(chart, kind=kind, title=words, value_title=words, unit=words, series=named)
    told = replace(told, categories=tuple(f"{words}{i}" for i in range(len(chart.categories))))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert draw_chart(told, 100).startswith(b"\x89PNG")


def test_a_dollar_sign_is_drawn_as_it_is(view: RoundView) -> None:
    chart = view.crosstabs[0].chart

    def width(word: str) -> int:
        told = replace(chart, categories=(word,) * len(chart.categories))
        return sum(Image.open(io.BytesIO(draw_chart(told, 150))).convert("L").histogram()[:128])

    # As mathematics the two signs would vanish and x be set in italics.
    assert width("$x$") > width("x") + 50
