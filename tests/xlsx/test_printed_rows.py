"""Where a sheet's print area is left to its author, and what of it stays."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from openpyxl.drawing.image import Image
from PIL import Image as Picture

from kusei_batch.xlsx.compile import compile_template
from kusei_batch.xlsx.stamp import Stamp, stamp_sheet
from tests.xlsx.block_books import stacked
from tests.xlsx.template_book import TemplateBook


def ending():
    """A template with nothing below its table, which has three rows at most and two as a rule."""
    made = TemplateBook()
    made.layout["G1"], made.layout["H1"], made.layout["A7"], made.layout["B7"] = "該当なし", "{{該当なし}}", None, None
    return made


def print_areas(made, folder):
    form, problems = made.read(folder)
    assert form, problems
    data = stamp_sheet(compile_template((folder / "様式.xlsx").read_bytes(), form), Stamp("R08-1303-1-25", "ab"))
    workbook = openpyxl.xml.functions.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("xl/workbook.xml"))
    return [n.text for n in workbook.iter("{*}definedName") if n.get("name") == "_xlnm.Print_Area"]


def test_a_sheet_that_states_no_print_area_is_printed_as_wide_as_it_is(tmp_path):
    (area,) = print_areas(ending(), tmp_path)
    assert area.startswith("'目標'!$A$1:INDEX('目標'!$H:$H,ROW('目標'!$A$4)+1*MAX(2,")


def test_columns_outside_the_stated_print_area_stay_outside(tmp_path):
    made = ending()
    made.layout.print_area = "B2:F5"
    (area,) = print_areas(made, tmp_path)
    assert area.startswith("'目標'!$B$2:INDEX('目標'!$F:$F,")


def notes(sheet):
    sheet["A9"] = "※ 委員会の事務局まで"


def box(sheet):
    sheet["C9"].border = openpyxl.styles.Border(bottom=openpyxl.styles.Side("thin"))


def picture(sheet):
    data = io.BytesIO()
    Picture.new("RGB", (9, 9)).save(data, "PNG")
    sheet.add_image(Image(data), "H12")


@pytest.mark.parametrize("below", [notes, box, picture])
def test_what_stands_below_the_table_is_printed_and_with_it_all_rows(tmp_path, below):
    made = ending()
    below(made.layout)
    assert print_areas(made, tmp_path) == []


def test_what_stands_below_the_stated_print_area_is_not_asked_for(tmp_path):
    made = ending()
    notes(made.layout)
    made.layout.print_area = "A1:F5"
    assert len(print_areas(made, tmp_path)) == 1


@pytest.mark.parametrize("stated", ["A1:F3", "A1:C5,E1:F5"])
def test_a_print_area_without_the_table_or_of_several_ranges_stays(tmp_path, stated):
    made = ending()
    made.layout.print_area = stated
    (area,) = print_areas(made, tmp_path)
    assert "INDEX" not in area


def test_a_table_that_is_usually_full_needs_none(tmp_path):
    made = ending()
    made.set("_設定", "目標.目安行数", "値", 3)
    assert print_areas(made, tmp_path) == []


@pytest.mark.parametrize(("stated", "printed"), [(1, 1), (None, 2)])
def test_more_rows_may_be_usual_than_are_printed_blank(tmp_path, stated, printed):
    made = ending()
    made.add("_設定", 設定名="目標.印刷行数", 値=stated)
    (area,) = print_areas(made, tmp_path)
    assert f"ROW('目標'!$A$4)+1*MAX({printed}," in area
    assert made.read(tmp_path)[0].table("目標").usual_rows == 2


def test_all_rows_are_usual_and_one_is_printed_blank(tmp_path):
    made = ending()
    made.set("_設定", "目標.目安行数", "値", 3)
    made.add("_設定", 設定名="目標.印刷行数", 値=1)
    (area,) = print_areas(made, tmp_path)
    assert "MAX(1," in area


def test_labels_of_every_record_are_not_taken_for_entries(tmp_path):
    made = stacked()
    made.layout["A9"] = made.layout["B9"] = None
    made.layout["G1"], made.layout["H1"] = "該当なし", "{{該当なし}}"
    made.layout.unmerge_cells("C7:D7")
    made.layout["D7"], made.layout["E7"], made.layout["F7"] = '"備考"欄', None, "{{目標.備考}}"
    (area,) = print_areas(made, tmp_path)
    assert '{"","""備考""欄"}' not in area  # column D holds no field
    made.layout["D7"], made.layout["C7"], made.layout["E7"] = "{{目標.理由}}", '"理由"欄', None
    (area,) = print_areas(made, tmp_path)
    assert '{"","""理由""欄"}' in area
