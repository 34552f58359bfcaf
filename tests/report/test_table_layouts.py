"""How a template asks for a table: its columns, sums of groups, letters, and the page it stands on."""

from __future__ import annotations

import re
from pathlib import Path

import docx
import pytest
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml.ns import qn
from docx.shared import Mm

from kusei_batch.core.form import TotalsRow
from kusei_batch.core.problem import SettingsError
from kusei_batch.core.text.width import text_width
from kusei_batch.report import check_paper_template
from kusei_batch.report.paper.table_fit import A4, Fit, TextFrame
from kusei_batch.report.paper.word_table import column_widths, grid_xml
from kusei_batch.report.templating.grid import TableGrid
from kusei_batch.report.views import RoundView, build_round_view
from tests.report.conftest import fill_paper
from tests.report.years import make_facts, make_form

TOTALS = tuple(
    TotalsRow("実績の計", "一覧", {"表": "指標", "見出し": heading, "内容": content, "値": value})
    for heading, content, value in (
        ("部署名", "{{部署名}}", ""),
        ("状態", "{{達成度}}", ""),
        ("確認日", "{{確認日}}", ""),
        ("備考", "", ""),
        ("実績", "{{実績値}}", "合計:実績値"),
    )
)
FORM = make_form(*TOTALS)
MILLIMETRE = 1440 / 25.4  # in twentieths of a point


@pytest.fixture(scope="module")
def view() -> RoundView:
    return build_round_view(make_facts(FORM))


@pytest.fixture
def tables(view: RoundView, tmp_path: Path):
    return lambda *calls, change=None: (
        fill_paper(view, tmp_path, [f"{{{{p {c} }}}}" for c in calls], change=change).tables
    )


def cells(table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_columns_are_chosen_in_their_order_and_stay_though_nothing_is_written_in_them(tables) -> None:
    (table,) = tables('表("実績の計", 列=["実績", "備考", "部署名"])')
    assert cells(table)[:2] == [["実績", "備考", "部署名"], ["96.25", "", "区民課"]]
    assert cells(table)[-1] == ["130.25", "計", ""]


def test_each_group_has_its_sum_and_the_groups_make_up_the_whole(tables) -> None:
    (table,) = tables('表("実績の計", 列=["部署名", "実績"], 小計="状態")')
    assert cells(table) == [
        ["部署名", "実績"],
        ["区民課", "96.25"],
        ["小計（一部達成）", "96.25"],
        ["区民課", "12"],
        ["保険課", "14"],
        ["小計（達成）", "26"],
        ["保険課", "8"],
        ["小計（未達成）", "8"],
        ["計", "130.25"],
    ]


def test_days_are_short_in_tables_and_by_a_call(tables, view: RoundView, tmp_path: Path) -> None:
    (table,) = tables('表("実績の計", 列=["確認日"])')
    assert cells(table)[1:3] == [["R8.4.1"], ["R8.12.28"]]
    text = "{{ 短い日付(基準日) }} {{ 短い日付('令和元年5月1日') }} {{ 短い日付('8月の令和8年4月1日') }}"
    (said,) = [p.text for p in fill_paper(view, tmp_path, [text]).paragraphs if p.text]
    assert said == "R9.3.20 R1.5.1 8月の令和8年4月1日"


def shape(section, orientation, width, height) -> None:
    section.orientation, section.page_width, section.page_height = orientation, width, height
    section.left_margin = section.right_margin = Mm(25)


def width_of(table) -> int:
    return sum(int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.iter(qn("w:gridCol")))


def test_a_table_is_as_wide_as_the_pages_of_its_section(tables) -> None:
    def turn(document) -> None:
        shape(document.sections[0], WD_ORIENT.PORTRAIT, Mm(210), Mm(297))
        shape(document.add_section(WD_SECTION.NEW_PAGE), WD_ORIENT.LANDSCAPE, Mm(297), Mm(210))
        document.add_paragraph('{{p 表("実績の計", 文字=9) }}')

    upright, aside = tables('表("実績の計")', change=turn)
    assert width_of(upright) == pytest.approx(160 * MILLIMETRE, abs=9)
    assert width_of(aside) == pytest.approx(247 * MILLIMETRE, abs=9)
    sizes = {size.get(qn("w:val")) for size in aside._tbl.iter(qn("w:sz"))}
    lines = {spacing.get(qn("w:line")) for spacing in aside._tbl.iter(qn("w:spacing"))}
    assert (sizes, lines) == ({"18"}, {"256"})
    assert not list(upright._tbl.iter(qn("w:sz")))


def test_a_small_table_in_small_letters_needs_less_room() -> None:
    grid = TableGrid(["部署名", "内容"], [["生涯学習支援課", "長い文です。" * 20]], [1, 60])
    usual, small = (column_widths(grid, Fit(A4, size))[0] for size in (9.5, 8))
    assert small < usual


@pytest.mark.parametrize("columns", [5, 9])
def test_the_name_of_a_department_is_whole_whatever_stands_beside_it(columns: int) -> None:
    rows = [["道路公園センター", *["令和8年12月28日までに行う"] * columns]]
    grid = TableGrid(["部署名", *["予定の内容"] * columns], rows, [1] * (columns + 1))
    assert column_widths(grid, Fit(TextFrame(14000)))[0] >= text_width("道路公園センター") * 95 + 140


def test_what_a_row_is_called_stays_legible_below_long_headings() -> None:
    """Six questions across an upright page: the wards at the left keep three characters a line."""
    headings = ["区名＼設問", *["窓口の職員の説明は分かりやすかったですか。"] * 6]
    widths = column_widths(
        TableGrid(headings, [["東南部臨海区", *["93.1"] * 6]], [1] * 7, figures=frozenset(range(1, 7)))
    )
    assert widths[0] >= text_width("桜台区") * 95 + 140
    assert sum(widths) <= A4.width


def test_a_mark_with_a_figure_below_it_stands_in_the_middle() -> None:
    marked, worded = (
        grid_xml(TableGrid(["基準", "東区"], [["甲", text]], [1, 1])).count('<w:jc w:val="center"/>')
        for text in ("○\n100.0", "適合\n100.0")
    )
    assert marked == worded + 1


def test_only_a_row_of_more_than_a_fifth_of_a_page_is_split() -> None:
    short, long = ["甲", "文です。" * 20], ["乙", "長い文です。" * 150]
    xml = grid_xml(TableGrid(["部署名", "内容"], [short, long], [1, 10]))
    rows = re.findall(r"<w:tr>.*?</w:tr>", xml)
    assert ["cantSplit" in row for row in rows] == [True, True, False]
    assert "tblHeader" in rows[0]


def test_figures_are_not_broken_between_lines(view: RoundView, tmp_path: Path) -> None:
    document = fill_paper(view, tmp_path, ["15分"])
    languages = [language.attrib for language in document.styles.element.iter(qn("w:lang"))]
    assert languages
    assert {of.get(qn("w:val")) for of in languages} == {"en-US"}
    assert {of.get(qn("w:eastAsia")) for of in languages} == {"ja-JP"}


@pytest.mark.parametrize(
    ("call", "code", "name", "near"),
    [
        ('表("実績の計", 列=["部署名", "実積"])', "paper-unknown-column", "実積", "もしかして「実績」"),
        ('表("実績の計", 小計="状熊")', "paper-unknown-column", "状熊", "もしかして「状態」"),
        ('表("実績の計", 例=["実績"])', "paper-unknown-name", "例", "「列」"),
        ('表("達成度別", 列=["実績"])', "paper-unknown-name", "列", "「文字」"),
        ('表("課題一覧", 小計="部署名")', "paper-nothing-summed", "課題一覧", "合計:項目"),
        ('表("実績の計", 文字="大")', "paper-value-unusable", "", "例があります"),
    ],
)
def test_the_check_tells_what_a_table_cannot_show(tmp_path: Path, call, code, name, near) -> None:
    document = docx.Document()
    document.add_paragraph(f"{{{{p {call} }}}}")
    document.save(str(tmp_path / "ひな形.docx"))
    (problem,) = check_paper_template(tmp_path / "ひな形.docx", FORM)
    assert (problem.code, problem.params.get("name", "")) == (code, name)
    assert near in problem.remedy


def test_at_night_too_a_column_that_is_not_there_is_a_fault(tables) -> None:
    with pytest.raises(SettingsError) as stopped:
        tables('表("実績の計", 列=["実積"])')
    assert [p.code for p in stopped.value.problems] == ["paper-unknown-column"]
