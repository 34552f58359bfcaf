"""The forms of the example city: those the sample has as well say the same, and have what is asked of bureaus besides."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from kusei_batch.core.problem import Severity
from kusei_batch.pipeline.workspace.form_check import check_form
from kusei_batch.pipeline.workspace.init import init_workspace
from tests.pipeline.example_city import EXAMPLE

ROOT = Path(__file__).parents[2]
SHARED = ("目標設定", "意見記録", "中間報告", "実績報告")
ADDED = ("局に求めること", "市の目標・局の回答", "ほかの区の取組")
FORMS = sorted(path.stem for path in (EXAMPLE / "templates_xlsx").glob("*.xlsx") if path.stem != "マスタ")


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    folder = tmp_path_factory.mktemp("市") / "作業"
    init_workspace(folder, dry_run=False, example=EXAMPLE)
    return folder


@pytest.mark.parametrize("name", FORMS)
def test_there_is_nothing_to_warn_of_in_any_form(office, name):
    found = check_form(office, office / "templates_xlsx" / f"{name}.xlsx")
    assert [p for p in found if p.severity is not Severity.INFO] == []


@pytest.mark.parametrize("name", FORMS)
def test_every_form_has_a_filled_in_example(name):
    book = openpyxl.load_workbook(EXAMPLE / "templates_xlsx" / f"{name}.xlsx")
    texts = [str(cell.value) for row in book["記入例"].iter_rows() for cell in row if cell.value is not None]
    assert any("記入例" in text for text in texts)
    assert len([text for text in texts if re.search(r"^\d|[ぁ-ん]", text)]) > 15, "rows are filled in"


@pytest.mark.parametrize("name", SHARED)
def test_a_form_the_sample_has_as_well_says_all_that_one_says(name):
    """Who changes the sample's form finds here what the city's still says otherwise."""
    ours = openpyxl.load_workbook(EXAMPLE / "templates_xlsx" / f"{name}.xlsx")
    sample = openpyxl.load_workbook(ROOT / "templates_xlsx" / f"{name}.xlsx")
    assert [title for title in ours.sheetnames if title not in ADDED] == sample.sheetnames
    for sheet in sample:
        assert rows_of(sheet) <= rows_of(ours[sheet.title]), sheet.title
    version = {row[0]: row[1] for row in ours["_設定"].iter_rows(values_only=True)}["版"]
    assert int(version) == 1 + int({r[0]: r[1] for r in sample["_設定"].iter_rows(values_only=True)}["版"])


def rows_of(sheet):
    """What stands in each row, in a definition sheet by its heading; without the version."""
    heads = [str(cell.value) for cell in sheet[1]] if sheet.title.startswith("_") else []
    named = (
        frozenset((heads[n] if heads else n, str(value)) for n, value in enumerate(row) if value is not None)
        for row in sheet.iter_rows(values_only=True)
    )
    return {row for row in named if row and ("設定名", "版") not in row}
