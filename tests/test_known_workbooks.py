"""A workbook that openpyxl need not read again is the one it would have read, and saved without a detour the same."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule
from openpyxl.reader import excel as reading
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from openpyxl.writer.excel import ExcelWriter
from PIL import Image as Picture

from tests.known_workbooks import OPENPYXLS, OPENPYXLS_WRITE, Reader, workbooks_known
from tests.test_merged_borders import FORMS, ROOT
from tests.xlsx.beside_book import read_zip

EXAMPLES = sorted(ROOT.glob("examples/*/templates_xlsx/[!~]*.xlsx"))
READ_ANEW = 3
"""Which reading of the same is the first that is unpacked."""
_MERGED = re.compile(rb"<mergeCell [^>]*>")
_LOOKS = re.compile(rb"<cellXfs.*?</cellXfs>", re.DOTALL)
_LOOK = re.compile(rb"<xf [^>]*/>|<xf .*?</xf>", re.DOTALL)


@pytest.fixture(autouse=True)
def _known_by_nobody():
    with workbooks_known():
        yield


def saved(book) -> dict[str, bytes]:
    """The parts of a saved workbook but for the one that bears the time, each cell with its look.

    Ranges that are merged have no order. A look that openpyxl does not find again, having changed it, is there twice.
    """
    file = io.BytesIO()
    book.save(file)
    parts = {name: part for name, part in read_zip(file.getvalue()).items() if name != "docProps/core.xml"}
    looks = _LOOK.findall(_LOOKS.search(parts["xl/styles.xml"])[0])
    parts["xl/styles.xml"] = _LOOKS.sub(b"".join(sorted(set(looks))), parts["xl/styles.xml"])
    for name, as_saved in parts.items():
        if name.startswith("xl/worksheets/sheet"):
            part = re.sub(rb'(?<= s=")\d+', lambda found: looks[int(found[0])], as_saved)
            parts[name] = b"".join(sorted(_MERGED.findall(part))) + _MERGED.sub(b"", part)
    return parts


def typed(data: bytes) -> dict[str, bytes]:
    """The parts of a workbook that was read, written in as people do, and saved."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.create_sheet("足した表")["A1"].value = "足した"
    for sheet in book.worksheets:
        row, column = sheet.max_row + 3, get_column_letter(sheet.max_column + 3)
        cell = sheet[f"{column}{row}"]
        cell.value, cell.font, cell.number_format = "書いた", Font(bold=True, size=17), "0.000"
        sheet.row_dimensions[row + 1].height, sheet.column_dimensions[column].width = 33, 44
        sheet.row_dimensions[1].hidden = sheet.column_dimensions["A"].hidden = True
        sheet.merge_cells(start_row=row + 1, end_row=row + 2, start_column=1, end_column=2)
    return saved(book)


def as_openpyxl_does(data: bytes) -> dict[str, bytes]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "ExcelReader", OPENPYXLS)
        patch.setattr(ExcelWriter, "write_worksheet", OPENPYXLS_WRITE)
        return typed(data)


def assert_same_each_time(data: bytes) -> None:
    expected = as_openpyxl_does(data)
    for _ in range(READ_ANEW + 1):
        assert typed(data) == expected


@pytest.mark.parametrize("form", [*FORMS, *EXAMPLES], ids=lambda form: f"{form.parents[1].name}/{form.stem}")
def test_the_shipped_forms_are_the_same(form: Path):
    assert_same_each_time(form.read_bytes())


@pytest.fixture
def furnished() -> bytes:
    """A workbook with one of what people put into theirs."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (("名", "数"), ("窓口", 3), ("電話", 5)):
        sheet.append(row)
    sheet["A2"].hyperlink = "https://example.jp/"
    sheet["A3"].comment = Comment("確かめます。", "記入者")
    sheet.add_table(Table(displayName="表", ref="A1:B3"))
    rule = DataValidation(type="whole", formula1="0", formula2="9")
    rule.add("B2:B3")
    sheet.add_data_validation(rule)
    filled = PatternFill(bgColor="FFC7CE")
    sheet.conditional_formatting.add("B2:B3", CellIsRule(operator="lessThan", formula=["4"], fill=filled))
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    sheet.add_chart(chart, "D2")
    picture = io.BytesIO()
    Picture.new("RGB", (4, 3), "red").save(picture, "PNG")
    sheet.add_image(Image(picture), "D20")
    sheet.freeze_panes, sheet.print_title_rows, sheet.protection.sheet = "B2", "1:1", True
    fonts: Any = vars(book)["_fonts"]
    list.append(fonts, fonts[0])  # as files have some twice
    sheet["B2"].font = Font(bold=True, size=19)
    book.create_sheet("隠す").sheet_state = "veryHidden"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_all_that_people_put_into_a_workbook_is_the_same(furnished):
    assert_same_each_time(furnished)


def test_the_third_time_it_is_unpacked_and_each_has_a_workbook_of_its_own(furnished, monkeypatch):
    read = []
    monkeypatch.setattr(
        OPENPYXLS, "read_worksheets", lambda self, work=OPENPYXLS.read_worksheets: read.append(work(self))
    )
    books = [openpyxl.load_workbook(io.BytesIO(furnished)) for _ in range(READ_ANEW + 1)]
    assert len(read) == READ_ANEW - 1
    for number, book in enumerate(books):
        assert book.active["B2"].value == 3
        book.active["B2"].value = number
    assert [book.active["B2"].value for book in books] == [0, 1, 2, 3]


def test_what_differs_by_a_byte_or_is_to_be_read_otherwise_is_read(tmp_path):
    path = tmp_path / "表.xlsx"
    book = openpyxl.Workbook()
    for formula in ("=1+1", "=1+2"):
        book.active["B3"] = formula
        book.save(path)
        for _ in range(READ_ANEW):
            assert openpyxl.load_workbook(path).active["B3"].value == formula
            assert openpyxl.load_workbook(path, data_only=True).active["B3"].value is None


def test_a_file_with_another_suffix_is_refused_however_often_it_was_read(furnished, tmp_path):
    for _ in range(READ_ANEW):
        openpyxl.load_workbook(io.BytesIO(furnished))
    path = tmp_path / "表.csv"
    path.write_bytes(furnished)
    with pytest.raises(InvalidFileException):
        openpyxl.load_workbook(path)


def test_the_tests_are_spared_it():
    assert issubclass(reading.ExcelReader, Reader)
    assert ExcelWriter.write_worksheet is not OPENPYXLS_WRITE
