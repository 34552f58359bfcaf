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

from kusei_batch.core.form import TotalsRow
from kusei_batch.report.public_tables import plain_table, plain_text, public_csv, public_xlsx
from kusei_batch.report.views.model import DataColumn, DataView
from kusei_batch.report.views.public import build_public_view, public_form, unknown_columns
from tests.report import results
from tests.report.results import COLUMNS, FORM

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


def test_counts_are_those_of_the_whole_round(view):
    assert {row.label: row.values for row in view.crosstabs[0].rows} == {
        "達成": (1,),
        "概ね達成": (1,),
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
