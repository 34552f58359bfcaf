"""Charts in Word papers are native: drawn from their own workbook, every figure that of the view."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path

import docx
import pytest
from docx.opc.constants import CONTENT_TYPE
from docxtpl import DocxTemplate
from PIL import Image

from kusei_batch.core.totals import ChartKind, Figure
from kusei_batch.report.page.drawing import draw_svg
from kusei_batch.report.palette import shades
from kusei_batch.report.paper.chart_part import draw_chart, make_chart, remembered_chart
from kusei_batch.report.views import RoundView
from kusei_batch.report.views.figures import ChartSeries, ChartView, scale_of
from tests.client.office import LibreOffice
from tests.client.pages import pdf_text_boxes, render_pages
from tests.report.conftest import DRAWS, HEAD, STARTER
from tests.report.word_charts import WordChart, read_charts
from tests.report.written import make_ward_report

OFFICES = ("区民課", "保険年金課", "道路公園センター")
YEARS = ("令和6年度", "令和7年度", "令和8年度")
STATES = ("達成", "一部達成", "未達成", "（未記入）")
DRAWN = {
    ChartKind.BAR: "barChart",
    ChartKind.STACKED: "barChart",
    ChartKind.PIE: "pieChart",
    ChartKind.LINE: "lineChart",
}

KINDS = [kind for kind in ChartKind if kind is not ChartKind.HEAT]
"""What is drawn; shades are a table's."""


def chart(kind: ChartKind, *series: tuple[str, tuple[Figure, ...]], categories=OFFICES, **told) -> ChartView:
    made = tuple(ChartSeries(name, values, ("column", i)) for i, (name, values) in enumerate(series))
    gaps = tuple(all(s.values[i] is None for s in made) for i in range(len(categories)))
    view = ChartView(kind, "図", "部署", "件数（件）", "件", tuple(categories), True, made, "図の説明。", gaps)
    return replace(view, **told)


def write_charts(path: Path, *charts: ChartView, width: int = 150):
    """A paper that shows these charts and nothing else, filled in as papers are."""
    document = docx.Document(str(STARTER))
    for element in list(document.element.body)[:-1]:
        document.element.body.remove(element)
    for index in range(len(charts)):
        document.add_paragraph(f"前{{{{ 図[{index}] }}}}後")
    document.save(str(path))
    template = DocxTemplate(path)
    template.init_docx()
    template.render({"図": [draw_chart(template, chart, width) for chart in charts]}, autoescape=True)
    template.save(path)
    return docx.Document(str(path))


@pytest.fixture
def drawn(tmp_path: Path):
    def draw(view: ChartView) -> WordChart:
        (found,) = read_charts(write_charts(tmp_path / "図.docx", view))
        return found

    return draw


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("tab", range(4))
def test_every_figure_is_that_of_the_view_in_the_drawing_and_in_its_workbook(drawn, view: RoundView, kind, tab):
    asked = replace(view.crosstabs[tab].chart, kind=kind)
    shown = drawn(asked)
    assert len(shown.find(f"//c:{DRAWN[kind]}")) == 1
    assert [s.name for s in shown.series] == [s.cells_name for s in shown.series] == [s.name for s in asked.series]
    for series, wanted in zip(shown.series, asked.series, strict=True):
        named = dict(zip(series.values, wanted.values, strict=True))
        assert series.values == series.cells == {n: None if v is None else float(v) for n, v in named.items()}
        assert [name.removesuffix("　－") for name in series.values] == list(asked.categories)
    assert shown.told == asked.alt_text
    assert shown.size[0] == 150 * 36000


def test_a_paper_holds_a_chart_for_every_one_asked_for(view: RoundView, tmp_path: Path):
    paper_path = tmp_path / "資料.docx"
    asked = docx.Document(str(DRAWS))
    asked.add_paragraph('{{ 図("場面別") }}')
    asked.save(tmp_path / "ひな形.docx")
    paper_path.write_bytes(make_ward_report(view, tmp_path / "ひな形.docx", HEAD).content)
    shown = read_charts(docx.Document(str(paper_path)))
    told = {tab.chart.alt_text for tab in view.crosstabs}
    assert len({chart.told for chart in shown} & told) == len(shown) == 2
    with zipfile.ZipFile(paper_path) as package:
        assert package.testzip() is None
        assert not [name for name in package.namelist() if name.endswith(".png")]
        types = package.read("[Content_Types].xml").decode()
    for number in (1, 2):
        assert f'PartName="/word/charts/chart{number}.xml" ContentType="{CONTENT_TYPE.DML_CHART}"' in types
    assert f'Extension="xlsx" ContentType="{CONTENT_TYPE.SML_SHEET}"' in types


def test_two_charts_have_each_its_own_drawing_and_workbook(tmp_path: Path):
    one, other = chart(ChartKind.BAR, ("計", (1, 2, 3))), chart(ChartKind.LINE, ("計", (4, 5, 6)))
    path = tmp_path / "図.docx"
    first, second, again = read_charts(write_charts(path, one, other, one))
    assert list(first.series[0].cells.values()) == list(again.series[0].cells.values()) == [1, 2, 3]
    assert list(second.series[0].cells.values()) == [4, 5, 6]
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
    assert len(names) == len(set(names))
    assert len([n for n in names if n.startswith("word/embeddings/")]) == 3
    assert [p.text for p in docx.Document(str(path)).paragraphs] == ["前後"] * 3


def test_charts_are_drawn_in_headers_too(tmp_path: Path, view: RoundView):
    document = docx.Document(str(STARTER))
    document.sections[0].header.is_linked_to_previous = False
    document.sections[0].header.paragraphs[0].text = '{{ 図("場面別") }}'
    document.save(str(tmp_path / "頭.docx"))
    (tmp_path / "資料.docx").write_bytes(make_ward_report(view, tmp_path / "頭.docx").content)
    header = docx.Document(str(tmp_path / "資料.docx")).sections[0].header.part
    kinds = [relation.target_part.content_type for relation in header.rels.values()]
    assert any("drawingml.chart" in kind for kind in kinds)


@pytest.mark.parametrize("kind", [ChartKind.BAR, ChartKind.STACKED, ChartKind.LINE])
def test_what_has_no_figure_is_blank_and_said_and_0_is_a_figure(drawn, kind):
    shown = drawn(chart(kind, ("R7", (3, None, 0)), ("R8", (None, None, 2))))
    first, second = shown.series
    assert first.values == first.cells == {"区民課": 3, "保険年金課　－": None, "道路公園センター": 0}
    assert second.values == second.cells == {"区民課": None, "保険年金課　－": None, "道路公園センター": 2}
    assert [e.get("val") for e in shown.find("//c:dispBlanksAs")] == ["gap"]


def test_a_zero_is_written_at_a_bar_and_not_in_a_stack(drawn):
    def formats(kind: ChartKind) -> list[str]:
        found = drawn(chart(kind, ("R7", (3, 1, 0)), ("R8", (4, -1200, 2))))
        return [e.get("formatCode") for e in found.find("//c:ser/c:dLbls/c:numFmt")]

    assert formats(ChartKind.BAR) == ["#,##0", "#,##0"]
    assert formats(ChartKind.STACKED) == ["#,##0;-#,##0;", "#,##0;-#,##0;"]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ((1, 2, 1200), "#,##0"),
        ((Decimal("97.5"), Decimal("88.0"), None), "#,##0.0"),
        ((Decimal("3.25"), 4, Decimal("0.5")), "[>=1000]#,##0.00;General"),
        ((Decimal("1E+3"), 4, 5), "#,##0"),
    ],
)
def test_figures_keep_their_own_decimals(drawn, values, code):
    shown = drawn(chart(ChartKind.BAR, ("平均", values)))
    assert [e.get("formatCode") for e in shown.find("//c:ser/c:dLbls/c:numFmt")] == [code]


def test_bars_lie_the_first_on_top_and_axes_are_named(drawn):
    shown = drawn(chart(ChartKind.BAR, ("R7", (3, 1, 0)), ("R8", (4, 1, 2))))
    assert [e.get("val") for e in shown.find("//c:barDir")] == ["bar"]
    assert [e.get("val") for e in shown.find("//c:grouping")] == ["clustered"]
    assert [e.get("val") for e in shown.find("//c:catAx/c:scaling/c:orientation")] == ["maxMin"]
    assert ["".join(e.itertext()) for e in shown.find("//c:catAx/c:title/c:tx")] == ["部署"]
    assert ["".join(e.itertext()) for e in shown.find("//c:valAx/c:title/c:tx")] == ["件数（件）"]
    assert [e.get("val") for e in shown.find("//c:legend/c:legendPos")] == ["b"]
    assert not drawn(chart(ChartKind.BAR, ("R7", (3, 1, 0)))).find("//c:legend")
    assert not shown.find("//c:chart/c:title")  # the caption stands below


def test_names_stand_beside_the_plot_where_bars_reach_below_0(drawn):
    shown = drawn(chart(ChartKind.BAR, ("増減", (300, -120, 0))))
    assert [e.get("val") for e in shown.find("//c:catAx/c:tickLblPos")] == ["low"]
    assert [e.get("val") for e in shown.find("//c:valAx/c:scaling/c:min")] == ["-200"]


def test_a_stack_is_stacked_and_a_pie_says_its_parts(drawn):
    stack = drawn(chart(ChartKind.STACKED, ("R7", (3, 1, 0)), ("R8", (4, 1, 2))))
    assert [e.get("val") for e in stack.find("//c:grouping")] == ["stacked"]
    pie = drawn(chart(ChartKind.PIE, ("計", (3, 0, 2)), unit='"件"'))
    assert [e.get("val") for e in pie.find("//c:ser/c:dLbls/c:showCatName")] == ["1"]
    assert [e.get("formatCode") for e in pie.find("//c:ser/c:dLbls/c:numFmt")] == ['#,##0"″件″"']
    assert [e.get("val") for e in pie.find("//c:dLbl[c:delete]/c:idx")] == ["1"]  # what is nothing has no part
    # Labels find their own place, on white wherever that is.
    assert [e.get("val") for e in pie.find("//c:ser/c:dLbls/c:dLblPos")] == ["bestFit"]
    assert [e.get("val") for e in pie.find("//c:ser/c:dLbls/c:spPr/a:solidFill/a:srgbClr")] == ["FFFFFF"]


def test_steps_are_whole_where_half_of_one_is_none(drawn):
    def steps(*values) -> list[str]:
        return [e.get("val") for e in drawn(chart(ChartKind.BAR, ("計", values))).find("//c:valAx/c:majorUnit")]

    assert steps(1, 2, 3) == ["1"]
    assert steps(100, 200, 300) == ["50"]
    assert steps(Decimal("0.5"), Decimal("0.75"), 1) == ["0.2"]
    nothing = drawn(chart(ChartKind.BAR, ("計", (0, 0, 0))))
    assert [float(e.get("val")) for e in nothing.find("//c:valAx/c:scaling/c:max")] == [1]


def test_the_axis_begins_at_the_floor_and_never_above_a_figure(drawn):
    def begin(**told) -> list[float]:
        found = drawn(chart(ChartKind.LINE, ("率", (91, 95, 93)), categories=YEARS, **told))
        return [float(e.get("val")) for e in found.find("//c:valAx/c:scaling/c:min")]

    assert begin() == [0]
    assert begin(floor=90) == [90]
    assert begin(floor=92) == [91]


@pytest.mark.parametrize(
    ("figures", "floor", "low", "high", "step"),
    [
        (("85.6", "87.2", "89.2", "90"), 85, "85", "91", "1"),
        (("58.9", "59.4", "60"), 58, "58", "60.5", "0.5"),
        (("3", "7", "11"), 0, "0", "12", "2"),
        (("0.12", "0.18"), 0, "0", "0.20", "0.05"),
        (("1200", "5300"), 0, "0", "6000", "1000"),
    ],
)
def test_the_lines_of_an_axis_are_even_and_leave_room_for_a_label(figures, floor, low, high, step):
    values = tuple(map(Decimal, figures))
    scale = scale_of(chart(ChartKind.LINE, ("率", values), categories=tuple(figures), floor=floor))
    assert (scale.low, scale.high, scale.step) == (Decimal(low), Decimal(high), Decimal(step))


def test_a_stack_has_room_for_all_its_pieces_on_either_side_of_0():
    """A rise of one kind and a fall of another do not make each other shorter."""
    scale = scale_of(chart(ChartKind.STACKED, ("増", (-5, 2, -9)), ("減", (4, -3, 1))))
    assert (scale.low, scale.high) == (Decimal(-10), Decimal(5))


def test_what_is_to_be_reached_is_dashed_and_told_where_it_changes(drawn):
    line = chart(ChartKind.LINE, ("実績値", (91, 95, 93)), ("目標値", (92, 92, 94)), categories=YEARS)
    value, aim = line.series
    shown = drawn(replace(line, series=(value, replace(aim, steps=True))))
    assert [e.get("val") for e in shown.find("//c:ser/c:spPr/a:ln/a:prstDash")] == ["solid", "dash"]
    told = shown.find("//c:ser[2]/c:dLbls/c:dLbl")
    assert [e.get("val") for e in shown.find("//c:ser[2]/c:dLbls/c:dLbl[c:delete]/c:idx")] == ["1"]
    assert not told[0].xpath("c:dLblPos[@val='b']", namespaces={"c": told[0].nsmap["c"]})
    # Where the value lies below, its figure does too: the dashes are not written over.
    low = shown.find("//c:ser[1]/c:dLbls/c:dLbl[c:dLblPos/@val='b']/c:idx")
    assert [e.get("val") for e in low] == ["0", "2"]
    assert [e.get("val") for e in shown.find("//c:lineChart/c:ser/c:smooth")] == ["0", "0"]


def test_text_is_japanese_in_the_face_of_the_headings_and_not_smaller_than_8_points(drawn, view: RoundView):
    for kind in KINDS:
        shown = drawn(replace(view.crosstabs[1].chart, kind=kind))
        sizes = [int(e.get("sz")) for e in shown.find("//*[@sz]")]
        assert sizes
        assert min(sizes) >= 800
        faces = shown.find("//a:defRPr | //a:rPr")
        assert faces
        for face in faces:
            for name in ("latin", "ea"):
                assert face.findtext(name) or face.xpath(f"a:{name}/@typeface", namespaces={"a": face.nsmap["a"]}) == [
                    "BIZ UDゴシック"
                ]


def test_a_template_with_another_face_has_its_charts_in_that(tmp_path: Path, view: RoundView):
    document = docx.Document(str(STARTER))
    for element in list(document.element.body)[:-1]:
        document.element.body.remove(element)
    fonts = document.styles["Heading 1"].element.rPr.rFonts
    fonts.set(next(name for name in fonts.attrib if name.endswith("eastAsia")), "游ゴシック")
    document.add_paragraph('{{ 図("場面別") }}')
    document.save(str(tmp_path / "ひな形.docx"))
    (tmp_path / "資料.docx").write_bytes(make_ward_report(view, tmp_path / "ひな形.docx").content)
    (shown,) = read_charts(docx.Document(str(tmp_path / "資料.docx")))
    assert {e.get("typeface") for e in shown.find("//a:ea")} == {"游ゴシック"}


def test_every_switch_that_is_on_by_default_is_said(drawn):
    """Programs differ in what they take for a switch that is not written."""
    bars = drawn(chart(ChartKind.STACKED, ("R7", (3, None, 0)), ("R8", (4, 1, 2))))
    line = drawn(chart(ChartKind.LINE, ("R7", (3, 1, 0)), ("R8", (4, 1, 2))))
    for shown in (bars, line):
        assert [e.get("val") for e in shown.find("//c:roundedCorners")] == ["0"]
        assert [e.get("val") for e in shown.find("//c:catAx/c:delete | //c:valAx/c:delete")] == ["0", "0"]
        assert [e.get("val") for e in shown.find("//c:varyColors")] == ["0"]
        assert [e.get("val") for e in shown.find("//c:title/c:overlay | //c:legend/c:overlay")] == ["0"] * 3
        inverted = [e.get("val") for e in shown.find("//c:ser/c:invertIfNegative")]
        assert inverted == (["0", "0"] if shown is bars else [])
        for labels in shown.find("//c:dLbls[not(c:delete)] | //c:dLbl[not(c:delete)]"):
            said = {child.tag.rpartition("}")[2]: child.get("val") for child in labels if "show" in child.tag}
            assert said["showVal"] == "1"
            parts = ("LegendKey", "CatName", "SerName", "Percent", "BubbleSize")
            assert [said[f"show{part}"] for part in parts] == ["0"] * 5


def test_the_same_chart_makes_the_same_bytes():
    asked = chart(ChartKind.STACKED, ("R7", (3, 1, 0)), ("R8", (4, 1, None)))
    once = make_chart(asked, "BIZ UDゴシック")
    remembered_chart.cache_clear()
    assert make_chart(asked, "BIZ UDゴシック") == once


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("words", "clean"),
    [
        *(
            (words, words)
            for words in (
                "A$B_$",
                "=1+1",
                "=図のデータ!$B$1",
                "笑顔!A1計画",
                "<b>&amp;{{ 図 }}{% x %}",
                '"件"',
                "𠮷野家👩‍💻",
                "　",
                "%s{0}",
            )
        ),
        ("窓\x00口\x1b[1m", "窓口[1m"),
        ("\ud800片", "片"),
    ],
)
def test_words_of_a_chart_are_words(drawn, kind, words, clean):
    asked = chart(kind, (f"{words}1", (3, 1, None)), (f"{words}2", (4, 1, None)))
    asked = replace(
        asked,
        title=words,
        axis_title=words,
        value_title=words,
        unit=words,
        alt_text=words,
        categories=(words, "乙", "丙"),
    )
    shown = drawn(asked)
    assert shown.told == clean
    assert shown.series[0].name == shown.series[0].cells_name == f"{clean}1"
    assert next(iter(shown.series[0].cells)) == next(iter(shown.series[0].values)) == clean
    titles = ["".join(title.itertext()).strip() for title in shown.find("//c:title/c:tx")]
    looks_like_a_reference = "!" in clean
    assert titles == [clean.strip().replace("!", "！") if looks_like_a_reference else clean.strip()] * (
        0 if kind is ChartKind.PIE else 2
    )


def test_of_nothing_there_is_no_chart(tmp_path: Path):
    empty = chart(ChartKind.BAR, ("計", ()), categories=())
    none = chart(ChartKind.PIE, ("計", (None, None, None)))
    zero = chart(ChartKind.PIE, ("計", (0, 0, 0)))
    document = write_charts(tmp_path / "図.docx", empty, none, zero)
    assert [p.text for p in document.paragraphs] == ["前該当するものはありません。後"] * 3
    assert not read_charts(document)


@pytest.mark.parametrize("kind", [ChartKind.BAR, ChartKind.STACKED, ChartKind.LINE])
def test_before_anyone_answered_every_name_says_that_there_is_no_figure(drawn, kind):
    shown = drawn(chart(kind, ("R7", (None, None, None)), ("R8", (None, None, None))))
    assert list(shown.series[0].values.items()) == [(f"{name}　－", None) for name in OFFICES]
    assert [float(e.get("val")) for e in shown.find("//c:valAx/c:scaling/c:max")] == [1]


def test_a_chart_is_as_high_as_its_bars_need(drawn):
    few = drawn(chart(ChartKind.BAR, ("計", (1, 2, 3))))
    many = drawn(chart(ChartKind.BAR, ("計", tuple(range(14))), categories=tuple(f"課{i}" for i in range(14))))
    assert few.size[1] < many.size[1]
    assert many.size[1] / 36000 >= 14 * 5
    stack = [("R7", (1, 2, 3)), ("R8", (3, 2, 1))]
    one, two = (drawn(chart(ChartKind.STACKED, *stack[:count])) for count in (1, 2))
    assert two.size[1] - one.size[1] >= 8 * 36000  # room for the legend


# --- colours ----------------------------------------------------------------------------------------


def test_page_and_paper_have_the_same_scale(drawn):
    asked = chart(ChartKind.STACKED, *((state, (3, 1, 2)) for state in STATES))
    shown, svg = drawn(asked), str(draw_svg(asked, "z"))
    fills = [s.element.xpath("c:spPr", namespaces=shown.root.nsmap)[0] for s in shown.series]
    for look, fill in zip(shades(STATES), fills, strict=True):
        colors = [e.get("val") for e in fill.iter("{*}srgbClr")]
        assert look.fill.lstrip("#") in colors
        assert bool(look.pattern) is bool(list(fill.iter("{*}pattFill")))
        assert look.fill in svg
    assert [e.get("prst") for e in shown.find("//c:ser/c:spPr/a:pattFill")] == ["ltDnDiag", "dotGrid"]


# --- as programs draw them --------------------------------------------------------------------------


@pytest.mark.client
def test_libreoffice_draws_every_kind_where_it_stands(office: LibreOffice, tmp_path: Path):
    make = partial(chart, categories=OFFICES)
    charts = [make(kind, ("良い", (3, 1, 2)), ("悪い", (4, 1, 2))) for kind in KINDS]
    path = tmp_path / "図.docx"
    write_charts(path, *charts)
    pdf = office.convert(path, path.with_suffix(".pdf"))
    words = "".join(box.text for box in pdf_text_boxes(pdf))
    assert words.count("区民課") == 4
    assert words.count("件数（件）") >= 2
    dark = 0
    for page in render_pages(office, pdf, tmp_path / "絵", 40):
        dark += sum(Image.open(page).convert("L").histogram()[:80])
    assert dark > 2000  # darkest pieces of four charts, and not their letters alone


@pytest.mark.client
def test_the_workbook_in_a_chart_opens(office: LibreOffice, tmp_path: Path):
    write_charts(tmp_path / "図.docx", chart(ChartKind.BAR, ("計", (3, None, 2))))
    (shown,) = read_charts(docx.Document(str(tmp_path / "図.docx")))
    (tmp_path / "データ.xlsx").write_bytes(shown.workbook)
    pdf = office.convert(tmp_path / "データ.xlsx", tmp_path / "データ.pdf")
    assert " ".join(box.text for box in pdf_text_boxes(pdf, "word")).split()[:2] == ["計", "区民課"]


def test_figures_of_one_value_that_are_printed_otherwise_make_charts_of_their_own():
    whole, halves = (
        chart(ChartKind.BAR, ("件", (Decimal(number), 1)), categories=("甲", "乙")) for number in ("50", "50.0")
    )
    assert whole == halves
    assert b"#,##0.0" in make_chart(halves, "BIZ UDゴシック").xml
    assert b"#,##0.0" not in make_chart(whole, "BIZ UDゴシック").xml
