"""The harness itself: what is typed in LibreOffice is what the saved workbook holds."""

from __future__ import annotations

import os
import signal
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Alignment, Font, Protection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from tests.client.office import Document, LibreOffice
from tests.client.pages import Render, page_count, pdf_text, pdf_text_boxes
from tests.client.process import OfficeError

SHEET = "記入"
LONG = "窓口での案内を分かりやすくするため、4月から毎月1回、職員が来庁者の立場で庁舎内を歩いて表示を点検します。"


def rule(kind: str, first: str, error: str, **more: str) -> DataValidation:
    made = DataValidation(type=kind, formula1=first, allow_blank=True, showErrorMessage=True, **more)
    made.error = error
    return made


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    """A protected sheet: B2:B9 for entry, a list in B3, at most 5 characters in B4, two rows to merge."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet["A1"] = "様式"
    for row in range(2, 10):
        sheet.cell(row, 2).protection = Protection(locked=False)
    for made, cell in (
        (rule("list", '"甲,乙"', "一覧から選んでください。"), "B3"),
        (rule("textLength", "5", "5文字までです。", operator="lessThanOrEqual"), "B4"),
        (rule("list", '"甲,乙"', "一覧にありません。", errorStyle="warning"), "B5"),
    ):
        made.add(cell)
        sheet.add_data_validation(made)
    sheet.protection.sheet = True
    book.create_sheet("隠し").sheet_state = "hidden"
    path = tmp_path / "様式.xlsx"
    book.save(path)
    return path


@pytest.fixture
def document(office: LibreOffice, blank: Path):
    with office.open(blank) as opened:
        yield opened


def saved(document: Document, tmp_path: Path) -> Worksheet:
    return openpyxl.load_workbook(document.save_as(tmp_path / "保存.xlsx")).worksheets[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,200", 1200),
        ("98%", 0.98),
        ("１２３", 123),
        ("R8.4.1", "R8.4.1"),
        ("令和8年4月1日", "令和8年4月1日"),
        ("髙﨑𠮷\ufa19", "髙﨑𠮷\ufa19"),
        ("一行目\n二行目", "一行目\n二行目"),
        ("'007", "007"),
        ("=1+1", "=1+1"),
    ],
)
def test_typed_text_is_saved_as_a_person_would_have_it(document, tmp_path, text, value):
    assert document.type(SHEET, "B2", text).accepted
    assert saved(document, tmp_path)["B2"].value == value


def test_a_cell_is_read_as_shown_and_as_held(document):
    document.fill(SHEET, {"B2": "98%", "B6": "=1/0", "B7": "所属名"})
    shown, broken, text, empty = (document.read(SHEET, address) for address in ("B2", "B6", "B7", "B8"))
    assert (shown.string, shown.value, shown.kind) == ("98%", 0.98, "number")
    assert (broken.kind, broken.error) == ("formula", 532)
    assert (text.string, text.kind, empty.kind) == ("所属名", "text", "empty")


def test_a_locked_cell_refuses_and_stays(document):
    assert document.type(SHEET, "A1", "書き換え").refused == "protected"
    assert document.read(SHEET, "A1").string == "様式"
    document.unprotect(SHEET)
    assert document.type(SHEET, "A1", "書き換え").accepted


@pytest.mark.parametrize(
    ("address", "wrong", "right", "message"),
    [("B3", "丙", "乙", "一覧から選んでください。"), ("B4", "一二三四五六", "一二三", "5文字までです。")],
)
def test_a_rule_stops_what_it_forbids_and_keeps_what_was_there(document, address, wrong, right, message):
    assert document.type(SHEET, address, right).accepted
    refused = document.type(SHEET, address, wrong)
    assert (refused.refused, refused.message) == ("validation", message)
    assert document.read(SHEET, address).string == right


def test_a_rule_that_only_warns_lets_it_pass(document):
    assert document.type(SHEET, "B5", "丙").accepted


def test_asking_the_rules_leaves_no_drawing_in_the_file(document, tmp_path):
    document.type(SHEET, "B3", "丙")
    with zipfile.ZipFile(document.save_as(tmp_path / "保存.xlsx")) as package:
        assert not [name for name in package.namelist() if "drawing" in name]


def test_fill_fails_at_what_is_refused(document):
    with pytest.raises(OfficeError, match="B3"):
        document.fill(SHEET, {"B2": "可", "B3": "丙"})


def test_a_protected_sheet_keeps_its_rows(document):
    with pytest.raises(OfficeError) as refused:
        document.insert_rows(SHEET, 2)
    assert refused.value.kind == "protected"


def test_rows_and_columns_move_what_stands_below_and_right(document, tmp_path):
    document.type(SHEET, "B2", "値")
    document.unprotect(SHEET)
    document.insert_rows(SHEET, 1, 2)
    document.insert_columns(SHEET, "B")
    assert saved(document, tmp_path)["C4"].value == "値"
    document.delete_rows(SHEET, 1, 2)
    document.delete_columns(SHEET, "B")
    assert saved(document, tmp_path)["B2"].value == "値"


def test_what_people_do_to_a_sheet(document, tmp_path):
    document.unprotect(SHEET)
    document.type(SHEET, "B2", "値")
    document.clear_validations(SHEET)
    document.paste(SHEET, "B2", "B9")
    document.merge(SHEET, "B7:B8")
    document.rename(SHEET, "提出用")
    sheet = saved(document, tmp_path)
    assert (sheet.title, sheet["B9"].value) == ("提出用", "値")
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["B7:B8"]
    assert all(left.type in {None, "none"} for left in sheet.data_validations.dataValidation)


def test_sheets_are_listed_with_their_state(document):
    listed = [(s.name, s.visible, s.protected) for s in document.sheets()]
    assert listed == [(SHEET, True, True), ("隠し", False, False)]


def test_a_dead_office_is_started_again(office, blank):
    document = office.open(blank)
    os.killpg(office.process.pid, signal.SIGKILL)
    with pytest.raises(OfficeError) as gone:
        document.read(SHEET, "A1")
    assert gone.value.kind == "gone"
    with office.open(blank) as again:
        assert again.read(SHEET, "A1").string == "様式"


def test_what_is_no_workbook_is_told(office, tmp_path):
    path = tmp_path / "無い.xlsx"
    with pytest.raises(OfficeError):
        office.open(path)


def test_pages_are_rendered_and_their_text_found(render: Render, tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["A80"] = LONG, "二枚目"
    sheet["A1"].font, sheet["A1"].alignment = Font(name="BIZ UDGothic"), Alignment(wrap_text=True)
    sheet.column_dimensions["A"].width = 60
    path = tmp_path / "資料[1].xlsx"
    book.save(path)
    pages = render(path)
    pdf = tmp_path / "pages" / "資料[1].pdf"
    assert [page.suffix for page in pages] == [".png", ".png"]
    assert page_count(pdf) == len(pages)
    assert LONG in pdf_text(pdf)
    boxes = pdf_text_boxes(pdf)
    assert {box.page for box in boxes} == {1, 2}
    assert all(box.inside for box in boxes)
