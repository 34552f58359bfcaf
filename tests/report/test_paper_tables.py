"""Tables of a paper: sums below lists, columns wide enough, rows that stay together."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from kusei_batch.core.form import TotalsRow
from kusei_batch.report.paper.word_table import column_widths, grid_xml
from kusei_batch.report.templating.grid import TableGrid, grid_of
from kusei_batch.report.templating.shown import show_list
from kusei_batch.report.views import RoundView, build_round_view
from kusei_batch.report.views.public import build_public_view
from kusei_batch.report.ward_report import make_ward_report
from tests.report.conftest import TEMPLATE
from tests.report.written import write_summary_workbook
from tests.report.years import LINES, make_facts, make_form

STARTER = TEMPLATE.parent / "資料のひな形.docx"
SUMMED = (
    TotalsRow("実績の計", "一覧", {"表": "指標", "見出し": "指標", "内容": "{{指標名}}", "値": ""}),
    TotalsRow("実績の計", "一覧", {"表": "指標", "見出し": "実績", "内容": "{{実績値}}", "値": "合計:実績値"}),
    TotalsRow("実績の計", "一覧", {"表": "指標", "見出し": "目標", "内容": "{{目標値}}", "値": "合計：目標値"}),
)
THIS_YEAR = [line for line in LINES if line.year == 2026]
WIDTH = 9070
CHARACTER = 190  # twentieths of a point of a full-width one in 9.5 points


@pytest.fixture(scope="module")
def view() -> RoundView:
    return build_round_view(make_facts(make_form(*SUMMED)))


def summed(view: RoundView):
    return next(shown for shown in view.lists if shown.name == "実績の計")


def by_hand(name: str) -> Decimal:
    return sum((getattr(line, name) or Decimal(0) for line in THIS_YEAR), Decimal(0))


def test_the_sum_stands_below_the_columns_that_ask_for_it(view: RoundView) -> None:
    assert summed(view).sum_row() == ("計", by_hand("value"), by_hand("target"))
    assert grid_of(summed(view)).rows[-1] == ["計", "130.25", "144"]
    assert show_list(summed(view))["計"] == {"実績": Decimal("130.25"), "目標": 144}
    assert next(shown for shown in view.lists if shown.name == "課題一覧").sum_row() == ()


def test_no_number_makes_no_zero_and_no_row_makes_no_sum(view: RoundView) -> None:
    facts = make_facts(make_form(*SUMMED))
    for record in facts.records:
        record.fields["目標値"] = None
    assert summed(build_round_view(facts)).sum_row() == ("計", by_hand("value"), "－")
    assert summed(build_round_view(replace(facts, records=[]))).sum_row() == ()


def test_the_workbook_and_the_paper_show_the_same_sum(view: RoundView, tmp_path: Path) -> None:
    write_summary_workbook(view, tmp_path / "集計.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "集計.xlsx")["実績の計"].iter_rows(max_col=3, values_only=True))
    assert rows[-1] == ("計", 130.25, 144)
    (tmp_path / "資料.docx").write_bytes(make_ward_report(view, STARTER).content)
    tables = docx.Document(str(tmp_path / "資料.docx")).tables
    (paper,) = [t for t in tables if t.rows[0].cells[-1].text == "目標"]
    assert [cell.text for cell in paper.rows[-1].cells] == ["計", "130.25", "144"]


def test_a_sum_of_what_is_not_public_is_not_published() -> None:
    facts = make_facts(make_form(*SUMMED))
    hidden = summed(build_public_view(facts, ("指標名", "目標値")))
    assert (hidden.headings, hidden.sum_row()) == (("指標", "目標"), ("計", by_hand("target")))
    assert summed(build_public_view(facts, ("指標名", "実績値"))).headings == ("指標", "実績")


def widths(*columns: tuple[str, float, str], rows: int = 3) -> list[int]:
    grid = TableGrid([c[0] for c in columns], [[c[2] for c in columns]] * rows, [c[1] for c in columns])
    return column_widths(grid)


def test_short_headings_and_texts_are_not_broken_whatever_the_weights() -> None:
    long = "遅れをどう取り戻すか、いつまでに、誰が、何をするかを書いた長い文です。" * 2
    columns = (
        ("部署名", 9, "区民課"),
        ("番号", 1, "3"),
        ("進捗", 2, "一部未遵守"),
        ("課題", 60, long),
        ("対応", 60, long),
    )
    found = widths(*columns)
    assert sum(found) == pytest.approx(WIDTH, abs=len(found))
    for width, characters in zip(found, (3, 2, 5, 8, 8), strict=True):
        assert width >= characters * CHARACTER + 140


def test_a_date_is_whole_where_there_is_room_and_breaks_after_the_year_where_there_is_none() -> None:
    day, long = "令和8年12月28日", "長い文です。" * 12
    roomy = widths(("受付日", 5, day), ("内容", 60, long))
    # Word sets figures off from the characters about them: six seams, a quarter of a character each.
    assert roomy[0] >= 7.5 * CHARACTER + 6 * CHARACTER / 4 + 140
    tight = widths(*[("受付日", 5, day)] * 5, ("内容", 60, long), ("対応", 60, long))
    assert all(4.5 * CHARACTER + 140 <= width < roomy[0] for width in tight[:5])


def test_columns_that_cannot_all_have_their_least_share_the_width() -> None:
    found = widths(*[("見出し語", 1, "一二三四五")] * 14)
    assert sum(found) == pytest.approx(WIDTH, abs=len(found))
    assert len(set(found)) == 1


def headings(*columns: tuple[str, float, str]) -> list[str]:
    """Return the headings of a table as they are set, with its breaks."""
    made = TableGrid([c[0] for c in columns], [[c[2] for c in columns]] * 3, [c[1] for c in columns])
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    row = next(parse_xml(f'<w:body xmlns:w="{space}">{grid_xml(made)}</w:body>').iter(qn("w:tr")))
    return ["/".join(t.text or "" for t in cell.iter(qn("w:t"))) for cell in row.iter(qn("w:tc"))]


def test_the_unit_of_a_narrow_column_stands_whole_on_a_line_of_its_own() -> None:
    columns = (
        ("概算額（千円）", 1, "350"),
        ("目標", 60, "長い文です。" * 30),
        ("備考（ある場合）", 30, "長い文です。" * 9),
    )
    assert headings(*columns) == ["概算額/（千円）", "目標", "備考（ある場合）"]
    assert widths(*columns)[0] >= 4 * CHARACTER + 140
    assert headings(("（参考）前年度の値", 1, "3"), ("目標", 60, "長い文です。" * 30))[0] == "（参考）前年度の値"


def kept_rows(grid: TableGrid) -> list[bool]:
    table = parse_xml(
        '<w:body xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">' + grid_xml(grid) + "</w:body>"
    )
    return [row.find(f".//{qn('w:keepNext')}") is not None for row in table.iter(qn("w:tr"))]


def grid(rows: int, *, noted: bool = False) -> TableGrid:
    return TableGrid(["場面", "件数"], [["対面対応", "1"]] * rows, [2.0, 1.0], frozenset({1}), noted)


def test_a_low_table_stays_whole_and_with_its_notes() -> None:
    assert kept_rows(grid(5)) == [True] * 5 + [False]
    assert kept_rows(grid(5, noted=True)) == [True] * 6


def test_a_long_table_may_be_split_but_not_after_its_head_nor_before_its_last_row() -> None:
    kept = kept_rows(grid(40))
    assert kept == [True, True] + [False] * 37 + [True, False]
    assert kept_rows(grid(40, noted=True))[-2:] == [True, True]


def test_notes_tell_the_table_that_they_follow(view: RoundView) -> None:
    tab = next(tab for tab in view.crosstabs if tab.notes)
    assert grid_of(tab).noted
    assert not grid_of(replace(tab, notes=())).noted


def test_columns_of_numbers_stand_on_the_right(view: RoundView) -> None:
    assert grid_of(summed(view)).figures == {1, 2}


def test_a_table_stays_with_its_notes_and_where_none_follow_with_nothing(view, tmp_path):
    """As where the notes are those of a table above: it may end its page."""
    told = {}
    for name, after in (("注あり", "（注）延べです。"), ("注なし", "次の段落です。")):
        template = tmp_path / f"{name}.docx"
        document = docx.Document(str(STARTER))
        for element in list(document.element.body)[:-1]:
            document.element.body.remove(element)
        document.add_paragraph('{{p 表("達成の平均") }}')
        document.add_paragraph(after)
        document.save(str(template))
        (tmp_path / "資料.docx").write_bytes(make_ward_report(view, template).content)
        (table,) = docx.Document(str(tmp_path / "資料.docx")).tables
        gap = table._tbl.getnext()
        rows = [bool(row._tr.findall(f".//{qn('w:keepNext')}")) for row in table.rows]
        told[name] = (rows[:-1], rows[-1], bool(gap.findall(f".//{qn('w:keepNext')}")))
    whole = [True] * len(told["注あり"][0])
    assert told == {"注あり": (whole, True, True), "注なし": (whole, False, False)}
