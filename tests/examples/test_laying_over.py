"""Every example is right when it is laid over a new workspace, and stands for no office that there is."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from kusei_batch.pipeline.workspace.init import init_workspace
from kusei_batch.pipeline.workspace.named_templates import templates_in_use
from tests.examples.example import EXAMPLES, Example

NAMES = sorted(path.name for path in EXAMPLES.iterdir() if (path / "config.toml").is_file())
WARDS = "市と区"
"""What has tests of its own beside those of the city it shows (tests/pipeline/test_example_city.py)."""


@pytest.mark.parametrize("name", [name for name in NAMES if name != WARDS])
def test_doctor_finds_no_error(name, tmp_path):
    assert Example(name, tmp_path / "作業").faults() == []


@pytest.mark.parametrize("name", NAMES)
def test_whom_to_ask_is_nobody(name):
    """Telephones are extensions, and addresses and names of persons stand nowhere."""
    book = openpyxl.load_workbook(EXAMPLES / name / "templates_xlsx" / "マスタ.xlsx")
    heading, *rows = book["部署"].iter_rows(values_only=True)
    contacts = {row[heading.index("連絡先")] for row in rows}
    assert all(contact is None or contact.startswith("内線") for contact in contacts)


def test_each_is_told_in_the_guide():
    guide = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert [name for name in NAMES if f"`{name}/`" not in guide] == []


def test_an_example_holds_nothing_that_a_new_workspace_has_alike():
    shipped = {path.name: path.read_bytes() for path in Path(__file__).parents[2].glob("templates_*/*.*")}
    own = list(EXAMPLES.rglob("templates_*/*.*"))
    assert [path.name for path in own if shipped.get(path.name) == path.read_bytes()] == []


def test_of_the_wards_own_templates_nothing_is_laid_before_an_office_that_names_none(tmp_path):
    made = {path.name for path in init_workspace(tmp_path / "作業", dry_run=True, example=EXAMPLES / "学校")}
    assert {"重点目標.xlsx", "自己評価.xlsx", "資料のひな形.docx", "依頼文.docx", "依頼文.txt", "公表の枠.html"} <= made
    assert not made & {"目標設定.xlsx", "部長確認.xlsx", "区企画調整会議.docx", "部長確認依頼.docx", "目標の公表.html"}
    named = {path.name for path in init_workspace(tmp_path / "作業", dry_run=True, example=EXAMPLES / "施策評価")}
    assert {"成果指標.xlsx", "事務事業.xlsx"} <= named


def test_settings_that_cannot_be_read_leave_every_template(tmp_path):
    files = ["templates_xlsx/目標設定.xlsx", "templates_docx/依頼文.docx"]
    assert templates_in_use(files, b"city = ") == set(files)
    assert templates_in_use(files, b"city = 'x'") == {files[1]}
    assert templates_in_use(files, "[[rounds]]\nform = '目標設定'\n".encode()) == set(files)


def test_rounds_that_stand_in_the_master_name_their_templates_too():
    book = openpyxl.Workbook()
    sheet = book.create_sheet("回")
    sheet.append(["回の名前", "様式"])
    sheet.append(["四月", "目標設定"])
    written = io.BytesIO()
    book.save(written)
    files = ["templates_xlsx/目標設定.xlsx", "templates_xlsx/中間報告.xlsx"]
    assert templates_in_use(files, b"", written.getvalue()) == {files[0]}
