"""The workbook read back: numbers, links, text that stays text, names of sheets."""

from __future__ import annotations

import datetime as dt
import itertools
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from kusei_batch.consolidate import build_coverage, total_crosstab
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.core.totals import ChartKind, CrosstabSpec, ValueKind
from kusei_batch.report.summary_workbook.column_widths import (
    LINE,
    line_count,
    pages_taken,
    pages_tall,
    row_height,
    split_to_fit,
)
from kusei_batch.report.views import RoundView, build_round_view
from kusei_batch.report.views.data_tables import AFTER, BEFORE, ROW_COLUMNS
from tests.report import independent
from tests.report.sample import AS_OF, DEPARTMENTS, FORM, ROUND, SCENES, make_facts, make_records
from tests.report.written import write_summary_workbook


@pytest.fixture(scope="module")
def book(workbook_path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(workbook_path)


def table(sheet, corner: str) -> tuple[list[str], dict[str, list[object]]]:
    """Headings and rows by their first cell, of the table whose first heading is `corner`."""
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    top = next(i for i, row in enumerate(rows) if row[0] == corner)
    return rows[top][1:], {row[0]: row[1:] for row in rows[top + 1 :] if row[0]}


def test_the_sheets_stand_in_their_order(book: openpyxl.Workbook) -> None:
    lists = ["目標一覧", "場面別", "理念別", "予算措置別", "目標値の合計", "取組範囲別"]
    assert book.sheetnames == ["目次", "提出状況", *lists, "確認事項", "データ", "データ_共通", "データ定義"]


def test_the_contents_lead_to_every_other_sheet(book: openpyxl.Workbook) -> None:
    links = [cell.hyperlink.location for row in book["目次"].iter_rows() for cell in row if cell.hyperlink]
    assert links == [f"'{name}'!A1" for name in book.sheetnames[1:]]


def test_scene_counts_are_those_counted_by_hand(book: openpyxl.Workbook) -> None:
    headings, rows = table(book["場面別"], "部署名＼場面")  # turned, since so many departments are too wide
    counted = independent.scenes_by_department()
    for column, scene in enumerate(SCENES):
        assert headings[column] == scene
        for name in (department.name for department in DEPARTMENTS):
            expected = "－" if name in independent.UNANSWERED else counted.get((scene, name), 0)
            assert rows[name][column] == expected, (scene, name)
        assert rows["計"][column] == independent.scene_totals()[scene]
    assert headings[-2:] == ["計（延べ）", "実数"]
    assert rows["計"][-2:] == [sum(independent.scene_totals().values()), 41]


def test_every_list_row_names_its_cell_and_links_to_its_file(book: openpyxl.Workbook) -> None:
    rows = [row for row in book["目標一覧"].iter_rows() if isinstance(row[1].value, int)]
    assert len(rows) == 41
    assert rows[0][6].value == "目標設定 B12:K12"
    link = rows[0][5].hyperlink
    assert link.target.replace("\\", "/") == "../../../../inbox/みどり区/1301/R08_目標設定_1301.xlsx"
    assert link.location == "'目標設定'!B12"
    assert all(row[5].hyperlink for row in rows)


def test_the_data_sheet_is_one_tidy_table(book: openpyxl.Workbook) -> None:
    sheet = book["データ"]
    assert [t.ref for t in sheet.tables.values()] == [sheet.dimensions]
    assert not sheet.merged_cells.ranges
    head = [cell.value for cell in sheet[1]]
    assert len(set(head)) == len(head)
    assert [sheet.cell(row, head.index("場面_電話対応") + 1).value for row in range(2, 43)].count(1) == 14
    assert isinstance(sheet.cell(2, head.index("期限") + 1).value, dt.datetime)
    assert isinstance(sheet.cell(2, head.index("目標値") + 1).value, int | float)
    values = [cell.value for row in sheet.iter_rows() for cell in row]
    assert not any(isinstance(value, str) and "\n" in value for value in values)


def test_every_data_column_is_defined(book: openpyxl.Workbook) -> None:
    defined = {(row[0], row[1]) for row in book["データ定義"].iter_rows(values_only=True)}
    for name in ("データ", "データ_共通"):
        assert {(name, cell.value) for cell in book[name][1]} <= defined


@pytest.mark.parametrize("text", ["=1+1", "+81-44-000-0000", "-5％", "@SUM(A1)", '=HYPERLINK("http://x","y")', "{=1}"])
def test_text_that_looks_like_a_formula_stays_text(text: str, tmp_path: Path) -> None:
    records = [replace(r, fields={**r.fields, "目標": text}) if r.table else r for r in make_records()]
    write_summary_workbook(build_round_view(make_facts(records=records)), tmp_path / "a.xlsx")
    sheets = openpyxl.load_workbook(tmp_path / "a.xlsx")
    cells = [c for sheet in sheets for row in sheet.iter_rows() for c in row if c.value is not None]
    assert not [c for c in cells if c.data_type == "f"]
    found = [c for c in sheets["データ"]["T"] if c.value == text] or [c for c in cells if c.value == text]
    assert len(found) >= 41
    assert all(c.quotePrefix for c in found) is text.startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize(
    ("text", "written"),
    [("②", "②"), ("01", "01"), ("３", "３"), ("12", 12), ("0", 0), ("58.4", 58.4), ("1,250", 1250), ("-0.5", -0.5)],
)
def test_only_plain_numbers_of_a_list_become_numbers(text: str, written: object, tmp_path: Path) -> None:
    records = [replace(r, fields={**r.fields, "場面": (text,)}) if r.table else r for r in make_records()]
    write_summary_workbook(build_round_view(make_facts(records=records)), tmp_path / "a.xlsx")
    rows = openpyxl.load_workbook(tmp_path / "a.xlsx")["目標一覧"].iter_rows(values_only=True)
    assert {row[2] for row in rows if isinstance(row[1], int)} == {written}


def test_amounts_of_a_list_stand_flush_right_with_the_decimals_they_are_written_with(tmp_path: Path) -> None:
    amounts = itertools.cycle(["58.4", "1,250", "0", ""])
    records = [replace(r, fields={**r.fields, "場面": (next(amounts),)}) if r.table else r for r in make_records()]
    write_summary_workbook(build_round_view(make_facts(records=records)), tmp_path / "a.xlsx")
    column = openpyxl.load_workbook(tmp_path / "a.xlsx")["目標一覧"]["C"]
    found = {(c.value, c.number_format, c.alignment.horizontal) for c in column if isinstance(c.value, int | float)}
    assert found == {(58.4, "#,##0.0", "right"), (1250, "#,##0", "right"), (0, "#,##0", "right")}


def test_no_sheet_holds_a_formula(workbook_path: Path) -> None:
    with zipfile.ZipFile(workbook_path) as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not any(b"<f>" in package.read(name) for name in sheets)


def test_the_same_figures_make_the_same_bytes(view: RoundView, workbook_path: Path, tmp_path: Path) -> None:
    write_summary_workbook(build_round_view(make_facts()), tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == workbook_path.read_bytes()


def test_sheet_names_that_excel_refuses_are_mended(view: RoundView, tmp_path: Path) -> None:
    names = ["目次", "場面/理念:[別]*?" + "あ" * 40, "'場面'", "History"]
    lists = tuple(replace(view.lists[0], name=name) for name in names)
    write_summary_workbook(replace(view, lists=lists), tmp_path / "a.xlsx")
    found = openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames
    assert found[2:6] == ["目次（2）", "場面_理念__別___" + "あ" * 20, "場面", "History_"]


def test_a_path_with_signs_that_links_do_not_take_is_escaped(view: RoundView, tmp_path: Path) -> None:
    links = {c.sha256: "../受付/50%#1 [最新].xlsx" for c in make_facts().coverage if c.sha256}
    write_summary_workbook(build_round_view(make_facts(links=links)), tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["目標一覧"]
    link = next(row[5].hyperlink for row in sheet.iter_rows() if row[5].hyperlink)
    assert link.target.replace("\\", "/") == "../受付/50%25%231%20%5b最新%5d.xlsx"


def test_without_a_link_the_file_is_named_all_the_same(tmp_path: Path) -> None:
    write_summary_workbook(build_round_view(make_facts(links={})), tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["目標一覧"]
    assert [row[5].value for row in sheet.iter_rows()].count("R08_目標設定_1301.xlsx") == 3


def test_a_ward_that_returned_nothing_gets_a_workbook_that_says_so(tmp_path: Path) -> None:
    facts = make_facts(records=[], problems={})
    write_summary_workbook(build_round_view(facts), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    texts = [cell.value for row in book["目標一覧"].iter_rows() for cell in row]
    assert "該当するものはありません。" in texts
    assert book["データ"].max_row <= 2


def test_before_anyone_answered_no_empty_frame_is_drawn(tmp_path: Path) -> None:
    issued = {
        d.code: IssuedSheet(d.code, "目標設定", "目標", "1.0", 2026, "130", d.code, "", ROUND.opens)
        for d in DEPARTMENTS
    }
    waiting = build_coverage(DEPARTMENTS, ROUND, issued, [], [], AS_OF)
    view = build_round_view(make_facts(records=[], problems={}, coverage=waiting))
    write_summary_workbook(view, tmp_path / "a.xlsx")
    drawn = [tab for tab in view.crosstabs if tab.rows and tab.columns]
    assert drawn
    assert not [tab.title for tab in drawn if tab.chart.has_figures]
    assert all("該当するものはありません" not in tab.chart.alt_text for tab in drawn)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as package:
        assert not [name for name in package.namelist() if name.startswith("xl/charts/")]
    contents = [cell.value for row in openpyxl.load_workbook(tmp_path / "a.xlsx")["目次"].iter_rows() for cell in row]
    assert not [text for text in contents if str(text).endswith("と図")]


def test_rows_grow_with_their_text_and_never_beyond_what_excel_allows() -> None:
    assert line_count("あ" * 30, 40) == 2
    assert line_count("a" * 30, 40) == 1
    assert row_height(["あ" * 310], [70]) > row_height(["あ" * 60], [70])
    assert row_height(["あ" * 9000], [20]) == 409


def test_a_text_higher_than_any_row_goes_on_in_the_next() -> None:
    text = "\n".join(f"({n}) {'あ' * 60}" for n in range(60))
    pieces = split_to_fit(text, 70)
    assert len(pieces) > 1
    assert "\n".join(pieces) == text
    assert all(row_height([piece], [70]) < 409 for piece in pieces)


def test_a_department_that_has_not_answered_has_a_dash_and_one_with_none_a_zero(book: openpyxl.Workbook) -> None:
    rows = {row[2]: row[7] for row in book["提出状況"].iter_rows(values_only=True) if isinstance(row[0], int)}
    assert (rows["保護課"], rows["道路公園センター"], rows["地域ケア推進課"]) == ("－", "－", 0)


def test_a_line_is_drawn_from_blanks_where_nothing_is_known(tmp_path: Path) -> None:
    facts = make_facts()
    spec = CrosstabSpec("部別", "部別", "目標", "部名", "予算措置", ValueKind.SHARE, None, ChartKind.LINE)
    tabs = [total_crosstab(spec, FORM, facts.records, DEPARTMENTS, facts.span)]
    write_summary_workbook(build_round_view(replace(facts, crosstabs=tabs)), tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["部別"]
    (series, *_) = sheet._charts[0].series  # type: ignore[attr-defined]
    drawn = [cell.value for (cell,) in sheet[series.val.numRef.f.partition("!")[2]]]
    assert drawn[-1] is None
    assert all(isinstance(value, int | float) for value in drawn[:-1])
    assert "－" in [row[1].value for row in sheet.iter_rows()]


def test_figures_of_a_bar_say_where_they_stand(workbook_path: Path) -> None:
    with zipfile.ZipFile(workbook_path) as package:
        charts = [package.read(n).decode() for n in package.namelist() if n.startswith("xl/charts/chart")]
    bars = [chart for chart in charts if "<c:barChart>" in chart]
    assert len(bars) == 2
    assert all("<c:dLblPos" in chart for chart in bars)


def test_a_chart_is_named_told_and_lettered_in_japanese(view: RoundView, workbook_path: Path) -> None:
    with zipfile.ZipFile(workbook_path) as package:
        parts = [name for name in package.namelist() if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name)]
        told = [one for name in parts for one in etree.fromstring(package.read(name)).iter("{*}cNvPr")]
        theme = etree.fromstring(package.read("xl/theme/theme1.xml"))
        charts = [package.read(n) for n in package.namelist() if n.startswith("xl/charts/chart")]
    drawn = [tab.chart for tab in view.crosstabs if tab.wants_chart]
    assert {(one.get("name"), one.get("descr")) for one in told} == {(c.title, c.alt_text) for c in drawn}
    assert len(charts) == len(drawn) > 0
    (font,) = {str(latin.get("typeface")) for chart in charts for latin in etree.fromstring(chart).iter("{*}latin")}
    # Charts name no face for Japanese letters: they are in that of the theme, its own or that for the Japanese script.
    eastern = [one.get("typeface") for one in theme.iter("{*}ea")]
    eastern += [one.get("typeface") for one in theme.iter("{*}font") if one.get("script") == "Jpan"]
    assert eastern == [font] * 4


def test_notices_stand_below_what_has_to_be_done_each_with_filters_and_a_code(book: openpyxl.Workbook) -> None:
    sheet = book["確認事項"]
    grave, quiet = sorted(sheet.tables.values(), key=lambda t: int(t.ref.split(":")[0][1:]))
    kinds = [{row[1].value for row in sheet[table.ref][1:]} for table in (grave, quiet)]
    assert kinds == [{"エラー", "警告"}, {"お知らせ"}]
    assert all(table.autoFilter for table in (grave, quiet))
    codes = [row[-1].value for table in (grave, quiet) for row in sheet[table.ref]]
    assert codes[0] == "コード"
    assert {"required-blank", "date-read"} <= set(codes)


def test_data_are_printed_in_a_size_that_can_be_read(book: openpyxl.Workbook) -> None:
    for name, key in (("データ", "I"), ("データ_共通", "H")):
        sheet = book[name]
        assert not sheet.sheet_properties.pageSetUpPr or not sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.orientation, sheet.print_title_cols) == ("landscape", f"${key}:${key}")
        assert sheet.page_setup.scale >= 70


def test_every_column_that_every_form_has_is_explained(book: openpyxl.Workbook) -> None:
    explained = {row[1]: row[6] for row in book["データ定義"].iter_rows(min_row=6, values_only=True)}
    assert all(explained[column.name] for column in (*BEFORE, *ROW_COLUMNS, *AFTER))


def test_a_last_page_of_a_few_rows_is_avoided() -> None:
    assert pages_taken([20.0] * 10, [100], 22)[0] == 1
    pages, filled = pages_taken([20.0] * 26, [100], 22)
    assert (pages, filled < 0.3) == (2, True)
    assert pages_tall([20.0] * 26, [100]) == 1


def test_rows_are_not_drawn_too_small_to_be_read_for_the_sake_of_a_page() -> None:
    heights, widths = [20.0] * 30, [180]  # as wide as 8 points allow: nothing is left for fewer pages
    assert (pages_taken(heights, widths, 22)[0], pages_tall(heights, widths)) == (2, 2)
    assert pages_tall([20.0] * 10, widths) == 1


def test_a_row_of_a_cross_tab_is_as_high_as_its_label(view: RoundView, tmp_path: Path) -> None:
    tab = view.crosstabs[0].turned()
    long = replace(tab.rows[0], label="窓口の職員の説明は分かりやすかったですか。" * 3)
    short = tab.rows[1]
    spoiled = replace(view, crosstabs=(replace(tab, rows=(long, *tab.rows[1:])), *view.crosstabs[1:]))
    write_summary_workbook(spoiled, tmp_path / "集計.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "集計.xlsx")[tab.name]
    heights = {row[0].value: sheet.row_dimensions[row[0].row].height for row in sheet.iter_rows(max_col=1)}
    assert heights[long.label] >= 4 * LINE
    assert heights[short.label] == pytest.approx(20, abs=0.5)  # whole pixels


def test_a_list_without_rows_takes_no_page_and_the_contents_say_so(tmp_path: Path) -> None:
    write_summary_workbook(build_round_view(make_facts(records=[], problems={})), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    (row,) = [row for row in book["目次"].iter_rows() if row[1].value == "目標一覧"]
    assert (book["目標一覧"].sheet_state, row[1].hyperlink) == ("hidden", None)
    assert row[2].value == "0件（該当するものがないため、シートを隠しています）"
    assert [s.title for s in book if s.sheet_state != "visible"] == [
        row[1].value for row in book["目次"].iter_rows() if str(row[2].value).startswith("0件（該当")
    ]


@pytest.mark.parametrize(("columns", "paper"), [(4, "9"), (12, "8")])
def test_a_list_too_wide_to_be_read_on_a4_is_printed_on_a3(columns: int, paper: str, tmp_path: Path) -> None:
    view = build_round_view(make_facts())
    texts = ("窓口の待ち時間を短くする",) * columns
    (listed, *_) = view.lists
    row = replace(listed.rows[0], texts=texts, typed={})
    wide = replace(listed, headings=texts, widths=(24.0,) * columns, rows=(row,), fields={}, sums={})
    write_summary_workbook(replace(view, lists=(wide,)), tmp_path / "a.xlsx")
    assert str(openpyxl.load_workbook(tmp_path / "a.xlsx")[listed.name].page_setup.paperSize) == paper
