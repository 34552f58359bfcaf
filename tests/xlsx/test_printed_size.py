"""How large text is on paper: widths, heights, margins and the paper say it, and LibreOffice prints it so."""

from __future__ import annotations

import re
import subprocess
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from openpyxl.styles import Font

from kusei_batch.pipeline.workspace.form_check import check_printed
from kusei_batch.xlsx.compile import compile_template
from kusei_batch.xlsx.compile.printed_size import measure_printed_sizes
from kusei_batch.xlsx.stamp import Stamp, stamp_sheet
from tests.client.office import LibreOffice
from tests.collect.shipped import FORMS, ROOT, ship
from tests.xlsx.template_book import TemplateBook


def wide(width=40.0, name="BIZ UDPゴシック"):
    """A template of five columns, in a font and in its digits so wide, landscape on one A4 page across."""
    made = TemplateBook()
    normal = vars(made.workbook)["_named_styles"]["Normal"]
    vars(made.workbook)["_fonts"][0] = normal.font = Font(name=name, size=11)
    sheet = made.layout
    for row in sheet.iter_rows():
        for cell in row:
            cell.font = Font(name=name, size=11)
    for letter in "ABCDE":
        sheet.column_dimensions[letter].width = width
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    return made


def measured(made, folder):
    form, problems = made.read(folder)
    assert form, problems
    (found,) = measure_printed_sizes((folder / "様式.xlsx").read_bytes(), form)
    return found


def test_a_sheet_is_drawn_as_small_as_its_columns_ask(tmp_path):
    # 5 x 40 digits of 0.76 x 11 points in the 734 points of A4 between margins of 0.75 inches
    found = measured(wide(), tmp_path)
    assert (found.percent, round(found.points, 2), found.sheet) == (43, 4.73, "目標")


def test_hidden_columns_and_those_outside_the_print_area_take_no_room(tmp_path):
    made = wide()
    made.layout.column_dimensions["A"].hidden = True
    assert measured(made, tmp_path).percent == 54
    made.layout.print_area = "A1:C5"
    assert measured(made, tmp_path).percent == 100


def test_a_larger_paper_and_narrower_margins_enlarge(tmp_path):
    made = wide()
    made.layout.page_setup.paperSize = 8
    assert measured(made, tmp_path).percent == 64
    made.layout.page_margins.left = made.layout.page_margins.right = 0.3
    assert measured(made, tmp_path).percent == 68


def test_without_fitting_the_stated_scale_counts(tmp_path):
    made = wide()
    made.layout.sheet_properties.pageSetUpPr.fitToPage = False
    made.layout.page_setup.scale = 70
    assert measured(made, tmp_path).percent == 70


def test_fitted_to_one_page_down_the_usual_rows_count(tmp_path):
    made = wide(20)
    made.layout.page_setup.fitToHeight = 1
    made.layout.row_dimensions[5].height = 300
    assert measured(made, tmp_path).percent == 45  # 990 points in 451
    made.layout["A7"] = made.layout["B7"] = None
    made.layout["G1"], made.layout["H1"] = "該当なし", "{{該当なし}}"
    assert measured(made, tmp_path).percent == 68  # with two records 660


def test_the_smallest_cell_of_an_item_is_named_and_a_row_id_is_none(tmp_path):
    made = wide(10)
    made.layout["D4"].font = Font(name="BIZ UDPゴシック", size=9)
    made.layout["C2"], made.layout["C2"].font = "注記", Font(size=4)
    found = measured(made, tmp_path)
    assert (found.cell, found.points) == ("D4", 9)
    made.layout["F4"], made.layout["F5"] = "行ID", "{{目標.行ID}}"
    made.layout["F5"].font = made.layout["F4"].font = Font(size=3)
    made.add("_項目", 項目名="行ID", 表="目標", 区分="表示", 型="文字")
    assert measured(made, tmp_path).cell == "D4"


def test_a_sheet_that_is_not_seen_is_not_printed(tmp_path):
    made = wide()
    made.workbook.create_sheet("表紙")
    made.layout.sheet_state = "hidden"
    form, _ = made.read(tmp_path)
    assert measure_printed_sizes((tmp_path / "様式.xlsx").read_bytes(), form) == []


def test_the_check_of_a_form_warns_below_eight_points_with_what_to_do(tmp_path):
    made = wide()
    form, _ = made.read(tmp_path)
    (warned,) = check_printed(tmp_path / "様式.xlsx", form)
    assert (warned.code, warned.location.sheet, warned.location.cells) == ("layout-printed-small", "目標", ("A1",))
    assert "4.7ポイント" in warned.message
    assert "43％" in warned.message
    made = wide(20)
    form, _ = made.read(tmp_path)
    assert check_printed(tmp_path / "様式.xlsx", form) == []


@pytest.mark.parametrize(
    ("words", "points"),
    [
        ("&L&9 提出用&R&11&P / &N", 9),
        ('&C&"BIZ UDPゴシック,標準"&8&K000000&A', 8),
        ("&L&14&B&R提出用", 10),
        ("&L&8 ", None),
        ("&L&12 A&&B 3月", 12),
    ],
)
def test_what_stands_below_the_pages_is_as_small_as_the_sheet_is_drawn(tmp_path, words, points):
    made = wide()
    made.layout.oddFooter.center.text = "x"  # so that there is a footer; what it says is written over
    form, _ = made.read(tmp_path)
    path = tmp_path / "様式.xlsx"
    rewrite(path, re.compile(b"<oddFooter>.*?</oddFooter>"), f"<oddFooter>{escape(words)}</oddFooter>".encode())
    below = [f for f in measure_printed_sizes(path.read_bytes(), form) if not f.cell]
    assert [(round(f.points, 2), f.percent) for f in below] == ([] if points is None else [(points * 0.43, 43)])
    warned = [p.code for p in check_printed(path, form)]
    assert warned == ["layout-printed-small"] + ["layout-footer-small"] * len(below)
    rewrite(path, re.compile(b"<headerFooter>"), b'<headerFooter scaleWithDoc="0">')
    below = [f for f in measure_printed_sizes(path.read_bytes(), form) if not f.cell]
    assert [(f.points, f.percent) for f in below] == ([] if points is None else [(points, 100)])


def rewrite(path: Path, what: re.Pattern[bytes], by: bytes) -> None:
    """Write something over in the sheets of a workbook."""
    with zipfile.ZipFile(path) as book:
        parts = {info: book.read(info) for info in book.infolist()}
    with zipfile.ZipFile(path, "w") as book:
        for info, content in parts.items():
            book.writestr(info, what.sub(by, content) if "worksheets/sheet" in info.filename else content)


@pytest.mark.parametrize("name", FORMS)
def test_a_shipped_form_is_read_in_print(name):
    assert check_printed(ROOT / f"templates_xlsx/{name}.xlsx", ship(name).form) == []


def sizes_in_print(office: LibreOffice, path: Path) -> list[float]:
    """The sizes of the text on a workbook's pages, in points, to a third: poppler tells them in whole numbers."""
    pdf = office.convert(path, path.with_suffix(".pdf"))
    told = subprocess.run(["pdftohtml", "-xml", "-i", "-stdout", "-zoom", "3", pdf], check=True, capture_output=True)
    return [int(size) / 3 for size in re.findall(r'<fontspec id="\d+" size="(\d+)"', told.stdout.decode())]


def scaled(percent):
    made = wide()
    made.layout.sheet_properties.pageSetUpPr.fitToPage = False
    made.layout.page_setup.scale = percent
    return made


def tall():
    made = wide(20)
    made.layout.page_setup.fitToHeight, made.layout.page_setup.paperSize = 1, 8
    made.layout.row_dimensions[5].height = 400
    return made


@pytest.mark.parametrize("make", [wide, lambda: scaled(70), tall], ids=["幅に合わせる", "縮小", "一枚に収める"])
def test_libreoffice_prints_it_as_large(office: LibreOffice, tmp_path, make):
    made = make()
    found = measured(made, tmp_path)
    form, _ = made.read(tmp_path)
    path = tmp_path / "印刷.xlsx"
    path.write_bytes(stamp_sheet(compile_template((tmp_path / "様式.xlsx").read_bytes(), form), Stamp("R08", "")))
    assert min(sizes_in_print(office, path), key=lambda size: abs(size - found.points)) == pytest.approx(
        found.points, abs=0.2
    )


@pytest.mark.parametrize("name", FORMS)
def test_the_shipped_forms_are_measured_as_libreoffice_prints_them(office: LibreOffice, tmp_path, name):
    path = tmp_path / "様式.xlsx"
    path.write_bytes(ship(name).filled_file)
    printed = sizes_in_print(office, path)
    for found in measure_printed_sizes((ROOT / f"templates_xlsx/{name}.xlsx").read_bytes(), ship(name).form):
        assert min(abs(size - found.points) for size in printed) <= 0.2, (found, printed)


@pytest.mark.parametrize("name", ["BIZ UDPゴシック", "BIZ UDゴシック", "BIZ UDP明朝"])
def test_the_sheets_the_program_adds_can_be_read_in_print_whatever_the_font(office: LibreOffice, tmp_path, name):
    made = wide(10, name)
    form, problems = made.read(tmp_path)
    assert form, problems
    path = tmp_path / "印刷.xlsx"
    path.write_bytes(stamp_sheet(compile_template((tmp_path / "様式.xlsx").read_bytes(), form), Stamp("R08", "")))
    assert min(sizes_in_print(office, path)) >= 8 - 1 / 3
