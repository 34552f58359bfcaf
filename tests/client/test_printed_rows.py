"""How many rows of a sheet are printed: worked out by LibreOffice from the formula that Excel takes as the print area."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

import openpyxl
import pytest

from kusei_batch.collect.extract import extract_submission
from kusei_batch.core.values import text_cell
from kusei_batch.xlsx.compile import compile_template
from kusei_batch.xlsx.reader import read_workbook
from kusei_batch.xlsx.reference import parse_address
from kusei_batch.xlsx.stamp import Stamp, stamp_sheet
from tests.client.office import LibreOffice
from tests.xlsx.block_books import listed_and_numbered, stacked, three_rows
from tests.xlsx.template_book import TemplateBook

SHEET, MOST, USUAL = "目標", 12, 2


def ending(made):
    """A template whose table is the last thing on its sheet, and may be longer than it usually is."""
    sheet = made.layout
    heads = [row for row in sheet.iter_rows() if row[0].value == "該当なし"]
    sheet["G1"], sheet["H1"] = "該当なし", "{{該当なし}}"
    for cell in heads[0]:
        cell.value = None
    made.set("_設定", "目標.最大行数", "値", MOST)
    made.set("_設定", "目標.目安行数", "値", USUAL)
    return made


BOOKS = {"一行": TemplateBook, "二行": stacked, "三行": three_rows, "一覧から": listed_and_numbered}


@pytest.fixture(scope="module", params=BOOKS)
def form_and_compiled(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("printed")
    form, problems = ending(BOOKS[request.param]()).read(folder)
    assert form, problems
    return form, compile_template((folder / "様式.xlsx").read_bytes(), form)


def print_area(data):
    workbook = zipfile.ZipFile(io.BytesIO(data)).read("xl/workbook.xml")
    names = openpyxl.xml.functions.fromstring(workbook).iter("{*}definedName")
    return next(n.text for n in names if n.get("name") == "_xlnm.Print_Area")


def edited_part(data, part, text, other):
    """The workbook with one text of a part replaced."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode() if name == part else old.read(name)
            if isinstance(content, str):
                assert text in content
                content = content.replace(text, other, 1)
            new.writestr(name, content)
    return made.getvalue()


def with_formula(data, formula):
    """The workbook with a formula in its cell Z1, as Excel writes one."""
    cell = f'<c r="Z1"><f>{escape(formula)}</f></c></row>'
    return edited_part(data, "xl/worksheets/sheet1.xml", "</row>", cell)


def test_the_usual_rows_and_those_in_use_are_printed(office: LibreOffice, tmp_path, form_and_compiled):
    form, compiled = form_and_compiled
    data = stamp_sheet(compiled, Stamp("R08-1303-1-25", ""))
    path = tmp_path / "様式.xlsx"
    path.write_bytes(with_formula(data, f"SUMPRODUCT(ROWS({print_area(data)}))"))
    fields = form.entries_of("目標")
    height = fields[0].block_height
    above = parse_address(fields[0].cells[0])[0] - fields[0].block_row - 1
    with office.open(path) as document:
        document.unprotect(SHEET)
        assert document.read(SHEET, "Z1").value == above + USUAL * height
        # Each entry, the last of its record and of the sheet too, keeps its record in print.
        for k, field in enumerate(fields, start=USUAL):
            document.put(SHEET, field.cells[k], "電話")
            assert document.read(SHEET, "Z1").value == above + (k + 1) * height, field.name
            document.put(SHEET, field.cells[k], "")
        for text in ("窓" * 300, "*", "~", "??"):  # what MATCH takes for any text, or for a label
            document.put(SHEET, fields[0].cells[-1], text)
            assert document.read(SHEET, "Z1").value == above + MOST * height, text
        document.put(SHEET, fields[0].cells[-1], "")
        document.put(SHEET, fields[0].cells[4], "電話")
        document.insert_rows(SHEET, above + height, 1)
        assert document.read(SHEET, "Z1").value >= parse_address(fields[0].cells[4])[0] + 1


def test_a_client_may_keep_the_formula_or_fix_it(office: LibreOffice, tmp_path, form_and_compiled):
    """LibreOffice prints every row and keeps the formula; Excel may put a range in its place. Neither is read."""
    form, compiled = form_and_compiled
    entries = {f.qualified: [text_cell(f"{f.name}の記入")] for f in form.entries_of("目標")}
    data = stamp_sheet(compiled, Stamp("R08-1303-1-25", "", entries=entries))
    path = tmp_path / "様式.xlsx"
    path.write_bytes(data)
    kept = read_workbook(office.resave(path).read_bytes())
    fixed = read_workbook(edited_part(data, "xl/workbook.xml", escape(print_area(data)), "目標!$A$1:$C$6"))
    issued = read_workbook(data)
    assert [name for name in issued.names if "Print_Area" in name] == [n for n in kept.names if "Print_Area" in n]
    found = [extract_submission(workbook, form, "0" * 64) for workbook in (issued, kept, fixed)]
    assert [problems for _, problems in found] == [[], [], []]
    texts = [[{n: e.cell.text for n, e in r.entries.items()} for r in s.tables["目標"]] for s, _ in found]
    assert texts[0] == texts[1] == texts[2]
    assert texts[0][0]["取組"] == "取組の記入"
