"""A workbook with merged cells is the same, byte for byte, whether openpyxl works their borders out cell by cell."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.reader import excel
from openpyxl.styles import Border, Protection, Side
from openpyxl.worksheet.merge import MergedCellRange

from tests.known_workbooks import OPENPYXLS as READER
from tests.merged_borders import OPENPYXLS

ROOT = Path(__file__).parents[1]
FORMS = sorted(ROOT.glob("templates_xlsx/[!~]*.xlsx"))


def saved_again(data: bytes) -> dict[str, bytes]:
    """Return the parts of a workbook that was read and saved, but for the one that bears the time."""
    file = io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(excel, "ExcelReader", READER)  # each time, whatever was read before
        openpyxl.load_workbook(io.BytesIO(data)).save(file)
    with zipfile.ZipFile(file) as book:
        return {name: book.read(name) for name in book.namelist() if name != "docProps/core.xml"}


def assert_same_each_way(data: bytes) -> None:
    spared = saved_again(data)
    with pytest.MonkeyPatch.context() as patch:
        for name, work in OPENPYXLS.items():
            patch.setattr(MergedCellRange, name, work)
        assert saved_again(data) == spared


def test_the_tests_are_spared_it():
    assert all(vars(MergedCellRange)[name] is not work for name, work in OPENPYXLS.items())


@pytest.mark.parametrize("form", FORMS, ids=[form.stem for form in FORMS])
def test_the_shipped_forms_are_the_same(form):
    assert_same_each_way(form.read_bytes())


def test_borders_and_locks_of_every_kind_are_the_same():
    book = openpyxl.Workbook()
    sheet = book.active
    thin, thick, red = Side("thin"), Side("thick"), Side("dashed", color="FF0000")
    kinds = [
        Border(),
        Border(left=thin),
        Border(top=thick, right=red),
        Border(thin, thin, thick, red),
        Border(bottom=red),
    ]
    for first, border in enumerate(kinds):
        for last, other in enumerate(kinds):
            row, column = 4 * first + 1, 4 * last + 1
            # Each twice: what was worked out for one is what the other is given.
            for place in (row, row + 40):
                sheet.merge_cells(start_row=place, start_column=column, end_row=place + 2, end_column=column + 2)
                begun, ended = sheet.cell(place, column), sheet.cell(place + 2, column + 2)
                begun.border, ended.border = border, other
                begun.protection = Protection(locked=bool(first % 2), hidden=bool(last % 2))
    file = io.BytesIO()
    book.save(file)
    assert_same_each_way(file.getvalue())
