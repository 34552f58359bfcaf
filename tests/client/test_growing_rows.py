"""What a department types is seen whole: the rows of the shipped forms grow with it."""

from __future__ import annotations

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from kusei_batch.core.form import FieldType
from kusei_batch.xlsx.reference import parse_address
from tests.client.office import LibreOffice
from tests.collect.shipped import FORMS, ship

SENTENCE = "窓口の混み合う時間を先に知らせ、待つ人を減らします。"


def _heights(path, sheet):
    dimensions = openpyxl.load_workbook(path)[sheet].row_dimensions
    return lambda row: dimensions[row].height or 15.0


def _least_height(path, sheet, row, column, letters):
    """How high letters of full width stand in a cell at least, in points: a column is at most 6 points wide a digit."""
    sheet = openpyxl.load_workbook(path)[sheet]
    merged = next((a for a in sheet.merged_cells.ranges if (a.min_row, a.min_col) == (row, column)), None)
    columns = range(column, (merged.max_col if merged else column) + 1)
    width = sum(sheet.column_dimensions[get_column_letter(one)].width for one in columns) * 6
    size = sheet.cell(row, column).font.size
    return letters * size / width * size


@pytest.mark.parametrize("name", FORMS)
def test_a_row_grows_with_what_is_typed(office: LibreOffice, tmp_path, name):
    shipped = ship(name)
    long_texts = [f for f in shipped.form.fields if f.is_entry and f.table and f.type is FieldType.LONG_TEXT]
    field = max(long_texts, key=lambda f: f.max_length or 600)
    most = min(600, field.max_length or 600)
    path = tmp_path / "様式.xlsx"
    path.write_bytes(shipped.filled_file)
    grown = []
    with office.open(path) as document:
        for length in (30, most // 2, most):
            document.fill(field.sheet, {field.cells[0]: (SENTENCE * 30)[:length]})
            saved = document.save_as(tmp_path / f"{length}.xlsx")
            grown.append(_heights(saved, field.sheet)(parse_address(field.cells[0])[0]))
    short, half, whole = grown
    # Beyond the height a row has anyway, as many lines again take as much again.
    assert short <= half < whole, (field.qualified, most, grown)
    if half > short:
        assert whole - short >= 1.6 * (half - short), (field.qualified, most, grown)
    assert whole >= _least_height(path, field.sheet, *parse_address(field.cells[0]), most), (field.qualified, grown)
