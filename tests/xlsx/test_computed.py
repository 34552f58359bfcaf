"""区分 計算: from its 式 in the template to the live formula in the copy."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from kusei_batch.config import read_workspace
from kusei_batch.core.expression import parse_formula
from kusei_batch.core.form import FieldKind, FieldType
from kusei_batch.xlsx.compile import compile_template
from kusei_batch.xlsx.stamp import Stamp, stamp_sheet
from kusei_batch.xlsx.template import read_template
from tests.xlsx.computed_book import computed_book


@pytest.fixture
def book():
    return computed_book()


def issued(book, tmp_path):
    form, problems = book.read(tmp_path)
    assert form, problems
    compiled = compile_template((tmp_path / "様式.xlsx").read_bytes(), form)
    return form, load_workbook(io.BytesIO(stamp_sheet(compiled, Stamp("R08-1-1-00", "ab"))))


def test_a_calculation_knows_its_formula_and_may_stand_nowhere(book, tmp_path):
    form, problems = book.read(tmp_path)
    assert problems == []
    share, total = form.field("割合", "目標"), form.field("計", "目標")
    assert (share.kind, share.cells, share.sheet) == (FieldKind.COMPUTED, (), "")
    assert (total.cells, total.heading) == (("H5", "H6", "H7"), "計")
    assert total.formula == parse_formula("合計(満足、不満)", ["満足", "不満"])
    assert total not in form.entries_of("目標")
    assert total in form.recorded_of("目標")


def test_its_cell_is_a_locked_formula_of_its_own_row(book, tmp_path):
    _, copy = issued(book, tmp_path)
    sheet = copy["目標"]
    filled = "AND(COUNT(F5,G5)>0,COUNT(F5,G5)=(LEN(F5)>0)+(LEN(G5)>0))"
    assert sheet["H5"].value == f'=IFERROR(ROUND(IFERROR(IF({filled},SUM(F5,G5),""),""),0),"")'
    assert sheet["H7"].value == sheet["H5"].value.replace("5", "7")
    assert sheet["H6"].protection.locked
    assert not sheet["G6"].protection.locked


def test_a_calculation_that_stands_nowhere_is_written_out_where_it_is_used(book, tmp_path):
    _, copy = issued(book, tmp_path)
    judged = copy["目標"]["J6"].value
    assert "ROUND(((F6/H6)*100),1)" in judged
    assert "ISNUMBER(D6)" in judged
    assert "_kf_" not in judged


def test_a_cell_on_another_sheet_is_named_with_it(book, tmp_path):
    other = book.workbook.create_sheet("別紙 1")
    other["A2"], other["A1"] = "{{目標.計}}", "計"
    book.layout["H5"] = None
    _, copy = issued(book, tmp_path)
    assert "SUM('目標'!F6,'目標'!G6)" in copy["別紙 1"]["A3"].value


def test_the_names_of_the_copy_leave_out_what_has_no_cell(book, tmp_path):
    form, copy = issued(book, tmp_path)
    without = form.fields.index(form.field("割合", "目標")) + 1
    assert f"_kf_{without}" not in copy.defined_names
    assert f"_kf_{without + 1}" in copy.defined_names


FAULTS = {
    "formula-missing": {"項目名": "外", "区分": "計算", "型": "整数"},
    "formula-unused": {"項目名": "満足", "区分": "記入", "型": "整数", "式": "1 + 1"},
    "formula-bad-type": {"項目名": "外", "区分": "計算", "型": "複数選択", "選択肢": "場面", "式": "1 + 1"},
    "formula-not-of-type": {"項目名": "外", "区分": "計算", "型": "整数", "式": "もし(満足 > 1、多い、1)"},
    "formula-circular": {"項目名": "計", "区分": "計算", "型": "整数", "式": "割合 + 1"},
    "expression-malformed": {"項目名": "外", "区分": "計算", "型": "整数", "式": "合計(満足"},
    "expression-unknown-item": {"項目名": "外", "区分": "計算", "型": "整数", "式": "満ぞく + 1"},
    "expression-no-number": {"項目名": "外", "区分": "計算", "型": "整数", "式": "合計(満足、場面)"},
    "expression-unknown-value": {
        "項目名": "外",
        "区分": "計算",
        "型": "選択",
        "選択肢": "場面",
        "式": "もし(満足 > 1、電話、電信)",
    },
}


@pytest.mark.parametrize(("code", "words"), FAULTS.items())
def test_a_fault_is_told_once_at_its_cell(book, tmp_path, code, words):
    items = book.workbook["_項目"]
    known = [row[0].row for row in items.iter_rows() if row[0].value == words["項目名"]]
    row = known[0] if known else items.max_row + 1
    for cell in items[1]:
        items.cell(row, cell.column, {"表": "目標", **words}.get(cell.value))
    _, problems = book.read(tmp_path)
    assert [p.code for p in problems] == [code]
    assert problems[0].location.sheet == "_項目"
    assert problems[0].location.cell in (f"O{row}", f"D{row}")
    assert "{" not in problems[0].message + problems[0].remedy


def test_a_calculation_stands_alone_in_its_cell(book, tmp_path):
    book.layout["H5"] = "計 {{目標.計}}"
    _, problems = book.read(tmp_path)
    assert [p.code for p in problems] == ["entry-with-text"]


def test_decimals_are_written_as_excel_reads_them(book, tmp_path):
    book.set("_項目", "計", "式", "満足 - -0.5")
    form, copy = issued(book, tmp_path)
    assert "(F5-(-0.5))" in copy["目標"]["H5"].value
    assert form.field("計", "目標").formula.evaluate({"満足": 1}) == Decimal("1.5")


@pytest.mark.parametrize("name", ["即応事業", "地域課題対応事業提案", "地域課題対応事業"])
def test_whole_amounts_are_grouped_wherever_they_stand_and_years_are_not(name):
    path = Path(__file__).parents[2] / "templates_xlsx" / f"{name}.xlsx"
    form, _ = read_template(path, read_workspace(path.parents[1]).master.lists(2026))
    sheets = load_workbook(
        io.BytesIO(stamp_sheet(compile_template(path.read_bytes(), form), Stamp("R08-1-1-00", "ab")))
    )
    amounts = [f for f in form.fields if f.type is FieldType.INTEGER and f.unit == "千円" and f.cells]
    assert {f.kind for f in amounts} >= {FieldKind.ENTRY, FieldKind.COMPUTED}
    formats = {f.name: {sheets[f.sheet][cell].number_format for cell in f.cells} for f in amounts}
    assert set(map(frozenset, formats.values())) == {frozenset({"#,##0"})}, formats
    plain = [f for f in form.fields if f.type is FieldType.INTEGER and not f.unit and f.cells and not f.is_entry]
    assert not [f.name for f in plain if sheets[f.sheet][f.cells[0]].number_format != "General"]
