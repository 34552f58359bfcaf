"""Every form that is given out with the tool is one to learn from: nothing to mend, and an example of how to fill it."""

from pathlib import Path

import openpyxl
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.config.sheets import FILE as MASTER_FILE
from kusei_batch.core.problem import Severity
from kusei_batch.issue.forms import open_form
from kusei_batch.xlsx.reader import cells_xml, read_workbook
from kusei_batch.xlsx.stamp import Stamp, stamp_sheet
from kusei_batch.xlsx.template import read_template

ROOT = Path(__file__).parents[1]
TEMPLATES = sorted(p for p in (ROOT / "templates_xlsx").glob("[!~]*.xlsx") if p.name != MASTER_FILE)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_lints_clean_and_shows_how_it_is_filled_in(path: Path):
    workspace = read_workspace(ROOT)
    form, problems = read_template(path, workspace.master.lists(workspace.fiscal_year))
    assert form is not None
    assert [p.message for p in problems if p.severity is not Severity.INFO] == []
    assert "記入例" in openpyxl.load_workbook(path, read_only=True).sheetnames


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_no_sheet_that_is_issued_takes_the_slow_way_to_be_read(path: Path, monkeypatch):
    workspace = read_workspace(ROOT)
    compiled = open_form(path, workspace.master.lists(workspace.fiscal_year)).compiled
    issued = stamp_sheet(compiled, Stamp("R08-1101-1-00", "x"))

    def refuse(*_):
        raise AssertionError("walked")

    monkeypatch.setattr(cells_xml, "_walk", refuse)
    assert all(sheet.cells for sheet in read_workbook(issued).sheets.values())


def test_each_round_of_the_settings_has_its_template():
    assert {r.form for r in read_workspace(ROOT).rounds} == {path.stem for path in TEMPLATES}
