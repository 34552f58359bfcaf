"""計算 cells of a returned sheet: whatever stands there, nothing is said and nothing is read."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from kusei_batch.collect.extract import build_printed, check_stamped, extract_submission
from kusei_batch.xlsx.compile import compile_template
from kusei_batch.xlsx.reader import read_workbook
from kusei_batch.xlsx.stamp import Stamp, stamp_sheet
from tests.validate.builders import ISSUED
from tests.xlsx.computed_book import computed_book


@pytest.mark.parametrize("typed", [None, "わからない", 99, "#N/A"])
@pytest.mark.parametrize("names", [True, False])
def test_what_stands_in_the_cell_is_not_read(tmp_path, typed, names):
    form, _ = computed_book().read(tmp_path)
    compiled = compile_template((tmp_path / "様式.xlsx").read_bytes(), form)
    stamped = {"年度": ("令和8年度",), "区名": ("見本区",), "目標.番号": ("1", "2", "3")}
    book = load_workbook(io.BytesIO(stamp_sheet(compiled, Stamp("R08-1303-1-25", "ab", stamped))))
    sheet = book["目標"]
    sheet["F5"], sheet["G5"] = 3, 4
    if typed is not None:
        sheet["H5"] = typed
    if not names:
        for name in [n for n in book.defined_names if n.startswith("_kf_")]:
            del book.defined_names[name]
    saved = io.BytesIO()
    book.save(saved)
    returned = read_workbook(saved.getvalue())
    submission, problems = extract_submission(returned, form, "ab" * 32, build_printed(compiled, form))
    assert {p.code for p in problems} == ({"read-by-headings"} if not names else set())
    assert check_stamped(form, submission, replace(ISSUED, stamped=stamped)) == []
    row = submission.tables["目標"][0]
    assert set(row.entries) == {"場面", "取組", "目標値", "期限", "満足", "不満"}
    assert (row.cell("満足").text, row.cell("不満").text) == ("3", "4")
