"""Figures over the years: the workbook, the paper and the CSV against a count made by hand from the lines."""

from __future__ import annotations

import csv
import io
import statistics
import zipfile
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import docx
import openpyxl
import pytest

from kusei_batch.report.records_csv import render_csv
from kusei_batch.report.views import OtherRounds, RoundView, build_round_view
from kusei_batch.report.ward_report import make_ward_report
from tests.report.conftest import STARTER, fill_paper
from tests.report.test_summary_workbook import table
from tests.report.written import write_summary_workbook
from tests.report.years import DEPARTMENTS, LINES, YEARS, make_facts, make_unissued, row_id, trend_by_hand

STATES = ("達成", "一部達成", "未達成")


@pytest.fixture(scope="module")
def view() -> RoundView:
    return build_round_view(make_facts())


@pytest.fixture(scope="module")
def book(view: RoundView, tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    path = tmp_path_factory.mktemp("推移") / "集計.xlsx"
    write_summary_workbook(view, path)
    return openpyxl.load_workbook(path)


@pytest.fixture
def paper(view: RoundView, tmp_path: Path):
    def fill(*paragraphs: str, rounds: OtherRounds | None = None, shown: RoundView = view):
        return fill_paper(shown, tmp_path, paragraphs, rounds)

    return fill


def by_hand(state: str | None, year: int) -> int:
    return sum(line.state == state and line.year == year for line in LINES)


def grid(document) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in document.tables[0].rows]


def test_years_stand_side_by_side_and_are_not_added_up(book: openpyxl.Workbook) -> None:
    headings, rows = table(book["達成度別"], "達成度＼年度")
    assert headings[:3] == list(YEARS.values())
    for state in STATES:
        assert rows[state][:3] == [by_hand(state, year) for year in YEARS]
    assert rows["（未記入）"][:3] == [by_hand(None, year) for year in YEARS]
    assert rows["計"][:3] == [sum(line.year == year for line in LINES) for year in YEARS]
    assert "計" not in headings


def test_a_share_of_a_year_is_that_of_the_years_rows(book: openpyxl.Workbook) -> None:
    _, rows = table(book["達成度の割合"], "達成度＼年度")
    for state in STATES:
        for shown, year in zip(rows[state], YEARS, strict=False):
            whole = sum(line.year == year for line in LINES)
            exact = Decimal(by_hand(state, year)) * 100 / whole
            assert shown == float(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))
    assert rows["件数"][:3] == [4, 2, 4]


def test_a_year_in_which_a_department_said_nothing_is_a_dash_and_no_zero(book: openpyxl.Workbook) -> None:
    _, rows = table(book["部署別"], "部署名＼年度")
    counted = Counter((line.department.name, line.year) for line in LINES)
    for department in DEPARTMENTS:
        name = department.name
        assert rows[name][:3] == [counted[name, year] or "－" for year in YEARS]
    assert rows["まちづくり課"][:3] == [1, "－", "－"]


def test_means_are_those_of_the_filled_numbers_with_how_many_told(view: RoundView, book: openpyxl.Workbook) -> None:
    _, rows = table(book["部署別の平均"], "部署名＼年度")

    def expected(lines) -> float | str:
        numbers = [line.value for line in lines if line.value is not None]
        return float(statistics.mean(numbers).quantize(Decimal("0.1"), ROUND_HALF_UP)) if numbers else "－"

    for department in DEPARTMENTS:
        for shown, year in zip(rows[department.name], YEARS, strict=False):
            assert shown == expected([x for x in LINES if (x.department, x.year) == (department, year)])
    assert rows["全体"][:3] == [expected([x for x in LINES if x.year == year]) for year in YEARS]
    notes = next(tab for tab in view.crosstabs if tab.name == "部署別の平均").notes
    assert "平均は、実績値が記入された令和6年度 4件、令和7年度 1件、令和8年度 4件のものです。" in notes


def test_a_condition_picks_the_rows_of_a_list_and_of_a_cross_tab(view: RoundView, book: openpyxl.Workbook) -> None:
    behind = [x.name for x in LINES if x.year == 2026 and x.state != "達成" and x.value < x.target]
    assert [row.texts[0] for row in view.lists[0].rows] == behind == ["窓口の満足度", "案内の書換え"]
    _, rows = table(book["達成の平均"], "部署名")
    assert (rows["区民課"][0], rows["保険課"][0]) == (12, 14)
    tab = next(tab for tab in view.crosstabs if tab.name == "達成の平均")
    assert tab.notes[0] == "「達成度 = 達成」に当てはまるものを集計しています。"


def test_every_quarter_and_month_stands_there_and_what_is_of_no_year_last(book: openpyxl.Workbook) -> None:
    _, rows = table(book["四半期別"], "確認日（四半期）＼達成度")
    quarters = ["第1四半期（4〜6月）", "第2四半期（7〜9月）", "第3四半期（10〜12月）", "第4四半期（1〜3月）"]
    assert list(rows)[:6] == [*quarters, "（年度外）", "計"]
    assert [sum(rows[q][:3]) for q in quarters] == [1, 0, 1, 1]
    assert rows["（年度外）"][:3] == [0, 0, 1]
    _, months = table(book["月別"], "確認日（月）")
    assert list(months)[:12] == [f"{m}月" for m in (*range(4, 13), 1, 2, 3)]
    assert {month: row[0] for month, row in months.items() if row[0] == 1} == {"4月": 1, "12月": 1, "3月": 1}


def test_charts_draw_one_series_a_year_or_follow_the_years(view: RoundView) -> None:
    charts = {tab.name: tab.chart for tab in view.crosstabs}
    assert [s.name for s in charts["達成度別"].series] == list(YEARS.values())
    assert charts["達成度別"].kind.value == "棒"  # years are no parts of a whole
    assert (charts["年度ごと"].categories, len(charts["年度ごと"].series)) == (tuple(YEARS.values()), 4)
    assert "令和7年度 1件" in charts["達成度別"].alt_text


def test_a_trend_joins_the_years_by_row_id(view: RoundView) -> None:
    (trend,) = view.trends
    assert trend.years == tuple(YEARS.values())
    newest_first = ["窓口の満足度", "待ち時間", "出前説明会", "案内の書換え", "電話の取次ぎ", "花壇の数"]
    assert [row.label for row in trend.rows] == newest_first
    for row in trend.rows:
        line = next(x for x in LINES if row_id(x) == row.key.row_id)
        assert list(zip(row.values, row.targets, strict=True)) == trend_by_hand(line.number, line.department.name)
    assert trend.rows[0].chart.alt_text == (
        "窓口の満足度の推移の折れ線グラフ。令和6年度 93.4ポイント（目標 95ポイント以上）、"
        "令和7年度 95ポイント（目標 95ポイント以上）、令和8年度 96.25ポイント（目標 97ポイント以上）。"
    )
    assert "令和7年度 数値なし（目標 12ポイント以上）" in trend.rows[2].chart.alt_text
    assert 0 < trend.rows[0].chart.floor < Decimal("93.4")
    assert trend.rows[3].chart.floor == 0


def test_the_workbook_holds_the_trend_with_a_native_chart_a_row(book: openpyxl.Workbook) -> None:
    sheet = book["指標の推移"]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    top = next(i for i, row in enumerate(rows) if row[:2] == ["項目", "区分"])
    assert rows[top][2:5] == list(YEARS.values())
    for value, target in zip(rows[top + 1 :: 2], rows[top + 2 :: 2], strict=False):
        if not value[0]:
            break
        assert (value[1], target[1]) == ("実績値", "目標値（以上）")
        department = next(x.department.name for x in LINES if x.name == value[0])
        number = next(x.number for x in LINES if x.name == value[0])
        exact = trend_by_hand(number, department)
        assert value[2:5] == ["－" if v is None else float(v) for v, _ in exact]
        assert target[2:5] == ["－" if t is None else float(t) for _, t in exact]
    # The charts have pages of their own, where the headings of a table that has ended have no business.
    assert not sheet.print_title_rows
    charts = sheet._charts  # type: ignore[attr-defined]
    assert len(charts) == 2  # of those with a value in two years at the least: a dot is no course
    first, gapped = charts[0].series, charts[1].series
    assert [cell.value for (cell,) in zip(*sheet[first[0].val.numRef.f.split("!")[1]], strict=True)] == [
        93.4,
        95,
        96.25,
    ]
    drawn = [cell.value for cell in sheet[gapped[0].val.numRef.f.split("!")[1]][0]]
    assert drawn == [9, None, 14]  # a gap is a blank: a dash would be drawn as 0
    assert first[1].graphicalProperties.line.prstDash == "dash"
    aims = [cell.value for cell in sheet[gapped[1].val.numRef.f.split("!")[1]][0]]
    assert aims == [12, 12, 12]
    assert aims == [None if t is None else float(t) for _, t in trend_by_hand(1, "保険課")]


def assert_drawn(view: RoundView, xml: str) -> None:
    """The lines with a value in two years are drawn, and no others."""
    drawn = {row.label for row in view.trends[0].rows if row.chart.alt_text in xml}
    years = Counter(line.name for line in LINES if line.value is not None)
    assert drawn == {name for name, count in years.items() if count > 1} == {"窓口の満足度", "出前説明会"}


def test_the_contents_list_the_trend_and_its_charts_tell_what_they_show(view: RoundView, tmp_path: Path) -> None:
    write_summary_workbook(view, tmp_path / "a.xlsx")
    listed = [row[1] for row in openpyxl.load_workbook(tmp_path / "a.xlsx")["目次"].iter_rows(values_only=True)]
    assert "指標の推移" in listed
    with zipfile.ZipFile(tmp_path / "a.xlsx") as package:
        drawings = "".join(package.read(n).decode() for n in package.namelist() if "drawings/drawing" in n)
    assert_drawn(view, drawings)


def test_the_paper_prints_the_same_figures(view: RoundView, paper) -> None:
    document = paper(
        '{{p 表("指標の推移") }}', '{%p for 行 in 推移("指標の推移").行 %}', "{{ 図(行) }}", "{%p endfor %}"
    )
    rows = grid(document)
    assert rows[0] == ["項目", "区分", *YEARS.values()]
    for row, line in zip(view.trends[0].rows, range(1, 13, 2), strict=True):
        exact = trend_by_hand(int(row.key.row_id[-1]), row.department)
        assert rows[line][2:] == ["－" if v is None else f"{v.normalize():f}" for v, _ in exact]
        assert rows[line + 1][2:] == ["－" if t is None else f"{t.normalize():f}" for _, t in exact]
    xml = document.element.xml
    assert all(f'descr="{row.chart.alt_text}"' in xml for row in view.trends[0].rows)


def test_a_table_over_years_in_the_paper_is_that_of_the_workbook(book: openpyxl.Workbook, paper) -> None:
    rows = grid(paper('{{p 表("達成度別") }}', '{{ 集計("達成度別").実数 }}件、最多{{ 集計("達成度別").最多|並べる }}'))
    _, written = table(book["達成度別"], "達成度＼年度")
    for label, *figures in rows[1:]:
        assert figures == [str(value) for value in written[label][:3]]
    said = paper('{{ 集計("達成度別").実数 }}件、最多{{ 集計("達成度別").最多|並べる }}').paragraphs[-1].text
    assert said == "4件、最多達成"  # of this year


def test_the_csv_holds_the_values_of_the_year(view: RoundView) -> None:
    rows = list(csv.DictReader(io.StringIO(render_csv(view.data[0]).decode("utf-8-sig"))))
    this_year = [x for x in LINES if x.year == 2026]
    assert [row["実績値"] for row in rows] == [str(x.value) for x in this_year]
    assert [row["行ID"] for row in rows] == [row_id(x) for x in this_year]


def test_rows_are_chosen_by_a_condition(paper) -> None:
    text = '{{ 選ぶ("指標", 条件="実績値 < 目標値 かつ 達成度 ≠ 達成")|件数 }}と{{ 選ぶ("指標", "達成度", "達成", 条件="実績値 > 12")|件数 }}'
    behind = sum(x.year == 2026 and x.state != "達成" and x.value < x.target for x in LINES)
    kept = sum(x.year == 2026 and x.state == "達成" and x.value > 12 for x in LINES)
    assert paper(text).paragraphs[-1].text == f"{behind}と{kept}"


def test_another_round_gives_the_same_names(view: RoundView, paper) -> None:
    before = build_round_view(make_facts(year=2025))
    nothing = build_round_view(make_unissued())
    known = {("実績報告", 0): view, ("意見記録", 0): nothing, ("実績報告", 1): before}
    rounds = OtherRounds(("実績報告", "意見記録"), lambda *asked: known.get(asked))
    text = (
        '{{ 回 }}/{{ 前年度("実績報告").年度 }}/{{ 前年度("実績報告").記録("指標")|件数 }}/'
        '{{ 前年度("実績報告").提出状況.受理 }}/{{ 前年度("実績報告").発行済 }}'
    )
    assert paper(text, rounds=rounds).paragraphs[-1].text == "実績報告/令和7年度（2025年度）/2/2/True"
    empty = (
        '{% set 意見 = 回("意見記録") %}{{ 意見.発行済 }}/{{ 意見.記録("指標")|件数 }}/{{ 意見.一覧("課題一覧").件数 }}/'
        '{{ 意見.集計("達成の平均").実数 }}/{{ 意見.提出状況.対象 }}/{{ 意見.提出状況.受理率 }}/{{ 意見.推移("指標の推移").件数 }}/'
        '{{ 意見.集計("部署別").注|並べる }}'
    )
    said = paper(empty, rounds=rounds).paragraphs[-1].text
    assert said.startswith("False/0/0/－/0/－/0/令和8年度は、この回の様式は発行されていません。")


def test_the_neutral_paper_prints_every_trend(view: RoundView, tmp_path: Path) -> None:
    (tmp_path / "資料.docx").write_bytes(make_ward_report(view, STARTER).content)
    document = docx.Document(str(tmp_path / "資料.docx"))
    assert_drawn(view, document.element.xml)
    assert any(t.rows[0].cells[0].text == "項目" for t in document.tables)
