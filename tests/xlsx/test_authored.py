"""How the sheets of a form were made, against what openpyxl makes of the same files; and when two are one edition."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.styles import Protection
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table

from kusei_batch.core.form_year import FormYear
from kusei_batch.core.text.placeholder import fill_days
from kusei_batch.xlsx.copy_names import is_definition
from kusei_batch.xlsx.package import UnreadableError
from kusei_batch.xlsx.reader import read_workbook
from kusei_batch.xlsx.reader.authored import AuthoredCell, ExcelTable
from kusei_batch.xlsx.reference import Area
from kusei_batch.xlsx.template.layout import read_layout
from kusei_batch.xlsx.template.likeness import content_of
from tests.xlsx.beside_book import read_zip, write_zip
from tests.xlsx.handmade import handmade

TEMPLATES = sorted((Path(__file__).parents[2] / "templates_xlsx").glob("*.xlsx"))


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_layout_has_the_texts_and_merges_openpyxl_finds(path):
    expected = [sheet for sheet in openpyxl.load_workbook(path).worksheets if not is_definition(sheet.title)]
    found = read_layout(read_workbook(path.read_bytes()), FormYear())
    assert [sheet.title for sheet in found] == [sheet.title for sheet in expected]
    for ours, theirs in zip(found, expected, strict=True):
        cells = [cell for row in theirs.iter_rows() for cell in row if isinstance(cell, Cell)]
        # Years and days of the form's year are written out.
        said = {(cell.row, cell.column): cell.value for cell in cells if isinstance(cell.value, str)}
        texts = {place: fill_days(text, FormYear()) for place, text in said.items()}
        assert ours.texts == texts
        assert {str(area) for area in ours.read.merged} == {str(area) for area in theirs.merged_cells.ranges}


def test_a_shared_formula_is_told_as_excel_shows_it_in_each_cell():
    rows = (
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1*$C$1+&quot;B1&quot;</f><v>1</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/></c></row><row r="3"><c><f t="shared" si="0"/><v>3</v></c></row>'
    )
    formulas = read_workbook(handmade(rows)).authored["様式"].formulas
    assert [(at, cell.formula) for at, cell in formulas.items()] == [
        ((1, 1), '=B1*$C$1+"B1"'),
        ((2, 1), '=B2*$C$1+"B1"'),
        ((3, 1), '=B3*$C$1+"B1"'),
    ]


def test_a_formula_for_an_area_is_told_apart_and_is_no_text_of_the_layout():
    book = Workbook()
    book.active.title = "様式"
    book.active["A1"] = ArrayFormula("A1:A2", "=B1:B2")
    book.active["A3"] = "=B3"
    read = read_workbook(saved(book))
    assert read.authored["様式"].formulas == {
        (1, 1): AuthoredCell(0, "=B1:B2", spills=True),
        (3, 1): AuthoredCell(0, "=B3"),
    }
    assert read_layout(read, FormYear())[0].text_at(1, 1) == ""
    assert read_layout(read, FormYear())[0].text_at(3, 1) == "=B3"


def test_what_stands_inside_a_merged_range_shows_nowhere():
    cells = "".join(f'<c r="{at}" t="inlineStr"><is><t>{at}</t></is></c>' for at in ("B2", "C2", "D2"))
    after = '<mergeCells count="1"><mergeCell ref="B2:C4"/></mergeCells>'
    (sheet,) = read_layout(read_workbook(handmade(f'<row r="2">{cells}</row>', after=after)), FormYear())
    assert sheet.texts == {(2, 2): "B2", (2, 4): "D2"}
    assert [sheet.text_at(row, column) for row, column in ((2, 3), (4, 3), (5, 3), (2, 4))] == ["B2", "B2", "", "D2"]


@pytest.mark.parametrize("headings", [True, False])
def test_excel_tables(headings):
    book = Workbook()
    book.active.title = "様式"
    for row in (["氏名", "課"], ["あ", "い"]):
        book.active.append(row)
    table = Table(displayName="名簿", ref="A1:B2")
    if not headings:
        table.headerRowCount = 0
    book.active.add_table(table)
    (found,) = read_workbook(saved(book)).authored["様式"].tables
    assert found == ExcelTable("名簿", Area(1, 1, 2, 2), has_headings=headings)


def test_a_table_of_no_cells_is_damage():
    book = Workbook()
    book.active.append(["氏名"])
    book.active.append(["あ"])
    book.active.add_table(Table(displayName="名簿", ref="A1:A2"))
    parts = read_zip(saved(book))
    name = next(name for name in parts if "table" in name)
    parts[name] = parts[name].replace(b'ref="A1:A2"', b'ref="-"')
    read = read_workbook(write_zip(parts))
    with pytest.raises(UnreadableError, match="broken-workbook"):
        list(read.authored["Sheet"].tables)


def form_book():
    book = Workbook()
    layout, totals = book.active, book.create_sheet("_集計")
    layout.title = "様式"
    layout["A1"], layout["B1"], layout["C1"] = "件数", 3, "=B1*2"
    layout["B1"].number_format = "0.0"
    totals["A1"] = "シート名"
    rule = DataValidation(type="whole", operator="between", formula1="1", formula2="9")
    rule.add("B1")
    rule.add("D4:D9")
    layout.add_data_validation(rule)
    layout.add_data_validation(DataValidation(type="list", formula1='"はい,いいえ"', sqref="A5"))
    return book


def changed(change):
    book = form_book()
    change(book["様式"], book["_集計"])
    return content_of(saved(book))


@pytest.mark.parametrize(
    "change",
    [
        lambda layout, _: setattr(layout["A1"], "value", "件数（件）"),
        lambda layout, _: setattr(layout["C1"], "value", "=B1*3"),
        lambda layout, _: setattr(layout["B1"], "number_format", "0.00"),
        lambda layout, _: setattr(layout["B1"], "protection", Protection(locked=False)),
        lambda layout, _: layout.merge_cells("A2:B2"),
        lambda layout, _: setattr(layout.data_validations.dataValidation[0], "formula2", "10"),
        lambda layout, _: layout.data_validations.dataValidation[0].add("E1"),
        lambda layout, _: setattr(layout, "title", "様式1"),
        lambda layout, _: setattr(layout, "sheet_state", "hidden"),
    ],
)
def test_another_layout_is_another_edition(change):
    assert changed(change) != content_of(saved(form_book()))


@pytest.mark.parametrize(
    "change",
    [
        lambda _, totals: setattr(totals["A1"], "value", "種類"),
        lambda layout, _: setattr(layout.column_dimensions["A"], "width", 30),
        lambda layout, _: layout.data_validations.dataValidation.reverse(),
    ],
)
def test_what_only_reports_read_is_the_same_edition(change):
    assert changed(change) == content_of(saved(form_book()))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_saved_by_another_program_is_the_same_edition(path):
    assert content_of(saved(openpyxl.load_workbook(path))) == content_of(path.read_bytes())


def test_a_list_on_another_sheet_is_part_of_an_edition():
    extension = (
        '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
        ' xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:dataValidations count="1">'
        '<x14:dataValidation type="list"><x14:formula1><xm:f>一覧!$A$1:$A${last}</xm:f></x14:formula1>'
        "<xm:sqref>B2:B9 A1</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
    )
    short, long = (handmade("", after=extension.replace("{last}", last)) for last in ("4", "5"))
    (rule,) = read_workbook(short).authored["様式"].validations
    assert rule == ("A1 B2:B9", "list", "between", "一覧!$A$1:$A$4", "")
    assert content_of(short) != content_of(long)
