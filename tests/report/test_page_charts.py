"""Charts in web pages: what is drawn, what is written at it and what it says without its colours."""

from __future__ import annotations

import dataclasses
import itertools
import re

import lxml.html
import pytest

from kusei_batch.core.totals import ChartKind
from kusei_batch.report.page.drawing import draw_svg
from kusei_batch.report.page.marks import WIDTH, text_length
from kusei_batch.report.views.figures import ChartSeries, ChartView


def chart(
    kind: ChartKind, *series: tuple[str, tuple[int | None, ...]], categories=("庁舎案内", "対面対応")
) -> ChartView:
    made = tuple(ChartSeries(name, values, ("column", i)) for i, (name, values) in enumerate(series))
    return ChartView(kind, "図", "場面", "件数（件）", "件", categories, True, made, "図の説明。")


def drawn(view: ChartView) -> lxml.html.HtmlElement:
    return lxml.html.fragment_fromstring(str(draw_svg(view, "kusei-z1")))


def boxes(svg) -> list[tuple[float, float, str]]:
    found = svg.xpath(".//*[local-name()='rect' and @stroke and not(ancestor::*[local-name()='defs'])]")
    return [(float(r.get("x")), float(r.get("width")), r.get("fill")) for r in found]


def test_bars_are_as_long_as_their_figures_and_a_missing_figure_has_none():
    svg = drawn(chart(ChartKind.BAR, ("計", (4, 2))))
    (_, first, _), (_, second, _) = boxes(svg)
    assert first == pytest.approx(2 * second, abs=0.2)
    assert len(boxes(drawn(chart(ChartKind.BAR, ("計", (4, None)))))) == 1
    assert "－" in drawn(chart(ChartKind.BAR, ("計", (4, None)))).text_content()


def test_stacked_pieces_touch_and_differ_by_pattern_and_not_by_colour_alone():
    svg = drawn(chart(ChartKind.STACKED, *((f"系列{i}", (i + 1, 1)) for i in range(7))))
    legend, pieces = boxes(svg)[:7], boxes(svg)[7:14]
    for (x, width, _), (after, _, _) in itertools.pairwise(pieces):
        assert x + width == pytest.approx(after, abs=0.2)
    assert [fill for *_, fill in legend] == [fill for *_, fill in pieces]
    defined = {f"url(#{p.get('id')})": lxml.html.tostring(p[1]) for p in svg.xpath(".//*[local-name()='pattern']")}
    patterned = [fill for *_, fill in legend if fill.startswith("url")]
    assert set(patterned) == set(defined)
    # Every second one has a pattern of its own: none stands beside one that differs by its colour alone.
    assert [fill for *_, fill in legend][1::2] == patterned
    assert len(set(defined.values())) == len(patterned) == 3
    assert len({fill for *_, fill in legend}) == 7


def test_a_stack_stays_in_its_chart_where_one_piece_is_below_0():
    svg = drawn(chart(ChartKind.STACKED, ("増", (40, 1)), ("減", (-39, 1))))
    assert max(x + width for x, width, _ in boxes(svg)) <= WIDTH


@pytest.mark.parametrize("kind", list(ChartKind))
def test_every_text_lies_inside_the_chart_and_is_large_enough_on_a_telephone(kind):
    long = ("地域みまもり支援センター（福祉事務所・保健所支所）の窓口", "令和8年度", "令和9年度")
    svg = drawn(chart(kind, ("満足の割合", (97, 91, 1_234_567)), ("目標", (98, None, 98)), categories=long))
    assert float(svg.get("font-size")) * 288 / WIDTH > 12
    height = float(svg.get("viewbox").split()[3])
    for text in svg.xpath(".//*[local-name()='text']"):
        x, y, width = float(text.get("x")), float(text.get("y")), text_length(text.text)
        left = x - {"start": 0, "middle": width / 2, "end": width}[text.get("text-anchor")]
        assert left >= -1, text.text
        assert left + width <= WIDTH + 1, text.text
        assert 0 < y <= height


def test_a_line_is_broken_where_there_is_no_figure():
    svg = drawn(chart(ChartKind.LINE, ("割合", (1, None, 3, 4)), categories=("4月", "5月", "6月", "7月")))
    (line,) = svg.xpath(".//*[local-name()='path' and @stroke-dasharray]")
    assert line.get("d").count("M") == 2
    assert len(svg.xpath(".//*[local-name()='circle']")) == 3


def test_what_is_to_be_reached_is_drawn_in_steps_and_told_in_the_legend():
    reached, wanted = ChartSeries("実績", (91, 95), ("row", 0)), ChartSeries("目標", (98, 98), ("row", 1), steps=True)
    view = dataclasses.replace(
        chart(ChartKind.LINE, categories=("令和7年度", "令和8年度")), series=(reached, wanted), floor=80
    )
    svg = drawn(view)
    lines = svg.xpath(".//*[local-name()='path' and @stroke-dasharray]")
    steps = lines[-1].get("d")
    assert steps.count("H") == 2
    assert len(set(re.findall(r" ([\d.]+)H", steps))) == 1
    assert {"実績", "目標", "80"} <= {text.text for text in svg.xpath(".//*[local-name()='text']")}


@pytest.mark.parametrize("targets", [(98, 98), (98,), (None, 98)])
def test_a_level_to_be_reached_has_a_length_however_few_years_there_are(targets):
    """In the first year there is one category: a level without length would be drawn as nothing."""
    labels = tuple(f"令和{8 + i}年度" for i in range(len(targets)))
    reached = ChartSeries("実績", tuple(91 for _ in targets), ("row", 0))
    wanted = ChartSeries("目標", targets, ("row", 1), steps=True)
    svg = drawn(dataclasses.replace(chart(ChartKind.LINE, categories=labels), series=(reached, wanted)))
    steps = svg.xpath(".//*[local-name()='path' and @stroke-dasharray]")[-1].get("d")
    levels = re.findall(r"M(-?[\d.]+) [\d.]+H([\d.]+)", steps)
    assert len(levels) == sum(target is not None for target in targets)
    assert all(float(end) - float(begin) > 10 for begin, end in levels)
    assert all(float(begin) >= 0 and float(end) <= WIDTH for begin, end in levels)
