"""What the public gets: only what counts, only the 項目 that are named, in tables that machines read."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.consolidate import total_crosstabs
from kusei_batch.core.form import TotalsRow
from kusei_batch.core.row_key import RowKey
from kusei_batch.report.public_tables import plain_table, plain_text, public_csv, public_xlsx
from kusei_batch.report.views.model import DataColumn, DataView
from kusei_batch.report.views.public import build_public_view, public_form, unknown_columns
from kusei_batch.report.ward_page import WHOLE_PAGE, PageOrder, render_page
from kusei_batch.xlsx.template import read_template
from tests.report import results, years
from tests.report.results import COLUMNS, FORM

ROOT = Path(__file__).parents[2]
OURS_ALONE = ("髙﨑", "内線へ", "内々の理由", "電話で伺った話", "R08-11-3", "実績.xlsx")


@pytest.fixture(scope="module")
def view():
    return build_public_view(results.make_facts(), COLUMNS)


@pytest.fixture(scope="module")
def table(view):
    (data,) = view.data
    return plain_table(data)


def test_nothing_is_left_of_what_is_not_public(view):
    told = repr((view.records, view.lists, view.data, view.problems, view.groups, view.sent_back_groups))
    assert "受付を2列に" in told
    assert [word for word in OURS_ALONE if word in told] == []


def test_without_columns_the_first_table_is_public_and_nothing_else():
    form = public_form(FORM, ())
    assert [f.qualified for f in form.fields] == [f.qualified for f in FORM.fields_of("目標")]
    assert [t.name for t in form.tables] == ["目標"]


def test_a_qualified_column_means_its_table():
    form = public_form(FORM, ("意見.意見", "記入者"))
    assert [(f.table, f.name) for f in form.fields] == [(None, "記入者"), ("意見", "意見")]
    assert unknown_columns(FORM, ("目標", "意見.目標", "実積値")) == ["意見.目標", "実積値"]


def test_a_list_keeps_the_columns_that_show_public_fields_alone(view):
    (shown,) = view.lists
    assert (shown.name, shown.headings) == ("結果一覧", ("部署名", "実施結果"))


def test_what_is_picked_by_something_not_public_is_not_public_either():
    words = {"表": "目標", "見出し": "実施結果", "内容": "{{実施結果}}", "条件": "推薦の理由 ≠ 空欄"}
    form = replace(FORM, totals=(*FORM.totals, TotalsRow("推薦する取組", "一覧", words)))
    view = build_public_view(replace(results.make_facts(), form=form), COLUMNS)
    assert [shown.name for shown in view.lists] == ["結果一覧"]
    assert [row.sheet for row in public_form(form, COLUMNS).totals if row.sheet == "推薦する取組"] == []
    open_form = public_form(form, (*COLUMNS, "推薦の理由"))
    assert [row.sheet for row in open_form.totals if row.sheet == "推薦する取組"] == ["推薦する取組"]


def test_figures_whose_units_are_not_public_get_no_sums_of_groups():
    sums = {"表": "目標", "見出し": "目標値", "内容": "{{目標値}}", "値": "合計:目標値"}
    fields = [replace(field, unit_from="単位") if field.name == "目標値" else field for field in FORM.fields]
    form = replace(FORM, fields=tuple(fields), totals=(TotalsRow("目標値の計", "一覧", sums),))
    facts = replace(results.make_facts(), form=form)
    for columns, summed in ((("目標", "目標値", "単位"), [0]), (("目標", "目標値"), [])):
        (shown,) = build_public_view(facts, columns).lists
        assert list(shown.summed) == summed
        assert list(shown.sums) == [0]


def counting(*totals):
    """The round with these rows of `_集計` alone, counted."""
    form = replace(FORM, totals=totals)
    facts = results.make_facts()
    departments = [c.department for c in facts.coverage]
    return replace(facts, form=form, crosstabs=total_crosstabs(form, facts.records, departments, facts.span))


def crosstab(**words):
    return TotalsRow("内訳", "クロス集計", {"表": "目標", "行": "達成度", "値": "件数", **words})


@pytest.mark.parametrize(
    "words",
    [
        {"行": "単位"},
        {"列": "単位"},
        {"値": "合計:目標値"},
        {"値": "平均：目標値"},
        {"条件": "目標値 ≧ 10"},
        {"行": "部署名", "列": "記入者"},
    ],
)
def test_a_cross_tab_of_anything_not_public_is_not_public(words):
    """How many there are of each value tells the values."""
    facts = counting(crosstab(**words))
    kept = build_public_view(facts, ("目標", "達成度"))
    assert (kept.crosstabs, kept.form.totals) == ((), ())
    assert [tab.name for tab in build_public_view(facts, (*COLUMNS, "記入者")).crosstabs] == ["内訳"]


@pytest.mark.parametrize("words", [{}, {"列": "部署名"}, {"行": "部名", "列": "達成度"}])
def test_a_cross_tab_of_public_fields_and_of_departments_is_public(words):
    facts = counting(crosstab(**words))
    assert [tab.name for tab in build_public_view(facts, ("達成度",)).crosstabs] == ["内訳"]


def test_how_many_rows_a_table_has_that_is_not_public_is_not_told():
    facts = counting(crosstab(表="意見", 行="部署名"))
    assert build_public_view(facts, COLUMNS).crosstabs == ()
    assert [tab.name for tab in build_public_view(facts, (*COLUMNS, "意見.意見")).crosstabs] == ["内訳"]


def test_a_list_is_not_shown_without_its_condition():
    """条件 stands in one row of the list: what it does not pick must not be shown under the list's name."""
    named = TotalsRow("推薦", "一覧", {"表": "目標", "見出し": "目標", "内容": "{{目標}}", "条件": "推薦の理由 ≠ 空欄"})
    done = TotalsRow("推薦", "一覧", {"表": "目標", "見出し": "結果", "内容": "{{実施結果}}"})
    assert build_public_view(counting(named, done), COLUMNS).lists == ()


def test_an_axis_of_quarters_is_that_of_its_date():
    public = {row.sheet for row in public_form(years.FORM, ("指標名", "達成度")).totals}
    assert public == {"達成度別", "達成度の割合", "年度ごと", "部署別"}
    assert "四半期別" in {row.sheet for row in public_form(years.FORM, ("達成度", "確認日")).totals}


@pytest.mark.parametrize("kept_back", ["実績値", "目標値", "向き", "指標名"])
def test_a_trend_is_public_when_its_names_and_all_its_figures_are(kept_back):
    columns = [name for name in ("指標名", "実績値", "目標値", "向き") if name != kept_back]
    facts = years.make_facts()
    assert build_public_view(facts, columns).trends == ()
    (shown,) = build_public_view(facts, (*columns, kept_back)).trends
    assert len(shown.rows) == 6


@pytest.mark.parametrize("name", ["満足度", ""])
def test_the_lines_of_a_trend_are_told_apart_without_the_ids_of_rows(name):
    facts = years.make_facts()
    for records in (facts.records, *facts.earlier.values()):
        for record in records:
            record.fields["指標名"] = name
    (shown,) = build_public_view(facts, ("指標名", "実績値", "目標値", "向き")).trends
    assert {row.key.row_id for row in shown.rows} == {""}
    assert [word for word in ("R06-", "R08-", "7701-1") if word in repr(shown)] == []
    assert len({row.label for row in shown.rows}) == len(shown.rows)


def test_the_results_page_that_comes_with_the_program_counts_only_what_it_names():
    workspace = read_workspace(ROOT)
    page, *_ = workspace.pages(workspace.round("実績報告"))
    form, _ = read_template(ROOT / "templates_xlsx" / "実績報告.xlsx", workspace.master.lists(2026))
    facts = results.make_facts()
    kept = {"本文": "名札を付けます。", "場面": "対面対応", "遵守状況": "未遵守"}
    (first, *_) = (record for record in facts.records if record.table == "目標")
    records = [*facts.records, replace(first, key=RowKey("基準", "11-A-1"), fields=kept)]
    departments = [c.department for c in facts.coverage]
    tabs = total_crosstabs(form, records, departments, facts.span)
    assert any("遵守状況" in tab.spec.title and tab.distinct for tab in tabs)
    view = build_public_view(replace(facts, form=form, records=records, crosstabs=tabs), page.columns)
    assert view.crosstabs
    order = PageOrder(workspace.page_template(page.template), page.name, page.title, page.contact)
    text = dict(render_page(view, order, results.DAY))[WHOLE_PAGE].decode()
    assert "場面別の達成度" in text
    assert "遵守" not in text
    assert "名札" not in text


def test_counts_are_those_of_the_whole_round(view):
    assert {row.label: row.values for row in view.crosstabs[0].rows} == {
        "達成": (1,),
        "おおむね達成": (1,),
        "一部達成": (0,),
        "未達成": (1,),
    }


def test_the_csv_has_one_datum_a_cell_with_year_area_and_no_origin(table):
    text = public_csv(table).decode("utf-8-sig")
    assert "\r\n" in text
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    before = ["年度（西暦）", "回", "区コード", "区名", "部名", "部署コード", "部署名", "番号"]
    assert list(rows[0]) == [*before, *COLUMNS]
    assert [rows[0][n] for n in ("年度（西暦）", "区コード", "区名", "実績値")] == ["2026", "141", "みどり区", "12.5"]
    assert rows[0]["目標"] == "待ち時間を(1)15分以内にする"
    assert rows[0]["実施結果"] == "受付を2列に しました"
    assert rows[2]["目標"].startswith("'=")


def test_the_workbook_is_one_bare_sheet_with_the_same_data(table, tmp_path: Path):
    path = tmp_path / "公表.xlsx"
    path.write_bytes(public_xlsx(table, results.DAY))
    book = openpyxl.load_workbook(path)
    (sheet,) = book.worksheets
    assert not sheet.merged_cells.ranges
    assert not sheet.tables
    assert not [name for name in zipfile.ZipFile(path).namelist() if "drawing" in name or "media" in name]
    values = list(sheet.iter_rows(values_only=True))
    assert values[0] == tuple(c.name for c in table.columns)
    assert [list(row) for row in values[1:]] == [[d or None if d != 0 else 0 for d in row] for row in table.rows]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert public_xlsx(table, results.DAY) == path.read_bytes()
    assert public_xlsx(table, dt.date(2027, 4, 1)) != path.read_bytes()


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("①窓口 ⑳件", "(1)窓口 (20)件"),
        ("⑴と⒉と❸", "(1)と(2)と(3)"),
        ("Ⅳ期、㎡、㈱、№3、㌔", "IV期、m2、(株)、No3、キロ"),
        ("ｶﾞｲﾄﾞを\n配る　こと", "ガイドを 配る こと"),
        ("髙﨑𠮷と\ufa19社、25℃", "髙﨑𠮷と\ufa19社、25℃"),
        ("㊤㊥", "(上)(中)"),
    ],
)
def test_signs_that_other_machines_cannot_show_are_spelt_and_names_stay(typed, plain):
    assert plain_text(typed) == plain


@pytest.mark.parametrize(
    ("name", "unit", "heading"),
    [
        ("年度", "年", "年度（西暦）"),
        ("受付数", "件", "受付数（件）"),
        ("割合（％）", "％", "割合（％）"),
        ("単位", "", "単位"),
    ],
)
def test_a_heading_states_its_unit_once(name, unit, heading):
    column = DataColumn(name, "数値", unit, "", "", "")
    assert [c.name for c in plain_table(DataView("データ", None, (column,), (), ())).columns] == [heading]
