"""What a template says of one record stands on every copy of its rows, and what stands beside it does not."""

from __future__ import annotations

import io

import openpyxl
import pytest

from kusei_batch.xlsx.compile import compile_template
from kusei_batch.xlsx.stamp import Stamp, stamp_sheet
from tests.xlsx.block_books import labelled, listed, stacked, three_rows


def issued(book, folder):
    form, problems = book.read(folder)
    assert form, problems
    data = stamp_sheet(compile_template((folder / "様式.xlsx").read_bytes(), form), Stamp("R08-1303-1-25", "ab"))
    return form, openpyxl.load_workbook(io.BytesIO(data))["目標"]


def test_merged_cells_and_heights_are_repeated_with_the_record(tmp_path):
    made = three_rows()
    made.layout.row_dimensions[6].height = 33
    _, sheet = issued(made, tmp_path)
    assert {"A5:A7", "A8:A10", "A11:A13", "C5:D6", "C8:D9", "C11:D12"} <= {str(area) for area in sheet.merged_cells}
    assert [sheet.row_dimensions[row].height for row in (6, 9, 12)] == [33, 33, 33]
    assert [sheet[f"B{row}"].value for row in (7, 10, 13)] == ["理由"] * 3
    assert sheet["A15"].value == "該当なし"


def test_a_link_stands_on_its_cell_of_every_record(tmp_path):
    made = labelled()
    made.layout["B6"].hyperlink = "https://example.jp/"
    _, sheet = issued(made, tmp_path)
    linked = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert linked == ["B6", "B8", "B10"]


def test_rules_stand_on_the_cells_of_each_record_alone(tmp_path):
    form, sheet = issued(stacked(), tmp_path)
    ranges = {str(rule.sqref) for rule in sheet.data_validations.dataValidation}
    assert " ".join(form.field("目標値", "目標").cells) in ranges
    assert {sheet[cell].protection.locked for f in form.entries_of("目標") for cell in f.cells} == {False}
    assert sheet["B8"].protection.locked is False
    formulas = " ".join(rule.formula1 or "" for rule in sheet.data_validations.dataValidation)
    assert "B7" in formulas  # 期限, as its first cell refers to itself


def test_a_formula_speaks_of_its_own_record_on_the_sheet_where_that_takes_more_rows(tmp_path):
    made = stacked()
    plan = made.workbook.create_sheet("計画", 1)
    made.add("_項目", 項目名="計画", 表="目標", 区分="記入", 型="文字")
    formulas = ("=LEFT(目標!C6,9)&目標!$C$6", "='目標'!B6&目標!B7", "=A3&A$2")
    for column, text in enumerate(("{{目標.番号}}", "{{目標.計画}}", *formulas), start=1):
        plan.cell(2, column).value = ("番号", "計画", "", "", "")[column - 1]
        plan.cell(3, column).value = text
    form, problems = made.read(tmp_path)
    assert form, problems
    data = stamp_sheet(compile_template((tmp_path / "様式.xlsx").read_bytes(), form), Stamp("R08-1303-1-25", "ab"))
    sheet = openpyxl.load_workbook(io.BytesIO(data))["計画"]
    found = [[sheet.cell(3 + k, column).value for column in (3, 4, 5)] for k in range(3)]
    assert found == [
        [f"=LEFT(目標!C{6 + 2 * k},9)&目標!$C$6", f"='目標'!B{6 + 2 * k}&目標!B{7 + 2 * k}", f"=A{3 + k}&A$2"]
        for k in range(3)
    ]


@pytest.mark.parametrize("note", ["H5:H6", "G4:H6"])
def test_a_note_at_the_side_makes_no_row_of_the_record(tmp_path, note):
    made = labelled()
    for address in ("B6", "C6", "D6", "E6"):
        made.layout[address] = None
    for area in ("A5:A6", "F5:F6"):
        made.layout.unmerge_cells(area)
    items = made.workbook["_項目"]
    for name in ("理由", "期限"):
        items.delete_rows(next(row[0].row for row in items.iter_rows() if row[0].value == name))
    made.layout["A6"] = "※ 目標は市民の目で書きます。"
    made.layout[note.partition(":")[0]] = "注意"
    made.layout.merge_cells(note)
    form, problems = made.read(tmp_path)
    assert form is None
    assert [p.code for p in problems if p.severity == "error"] == ["table-row-merged"]


def test_what_stands_in_a_hidden_column_makes_no_row_higher(tmp_path):
    made = listed()
    made.layout.column_dimensions["A"].width = 2
    form, _ = made.read(tmp_path)
    data = (tmp_path / "様式.xlsx").read_bytes()
    ids = {form.field("行ID", "目標").qualified: ("R08-1303-1-25-目標1", "R08-1303-1-25-目標2")}
    stamped = stamp_sheet(compile_template(data, form), Stamp("R08-1303-1-25", "ab", ids))
    sheet = openpyxl.load_workbook(io.BytesIO(stamped))["目標"]
    assert sheet.column_dimensions["A"].hidden
    assert [sheet[cell].value for cell in form.field("行ID", "目標").cells[:2]] == list(*ids.values())
    assert {sheet.row_dimensions[row].height for row in range(5, 9)} == {None}
