"""What people do to a list of the master in Excel beside typing: merge, hide, copy and rename."""

import dataclasses
import datetime as dt

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from kusei_batch.config.master import read_master
from kusei_batch.core.catalog import list_problems
from kusei_batch.core.submission_decision import HEADINGS as CHOICE_HEADINGS
from kusei_batch.core.submission_decision import SHEET as CHOICES
from tests.config.test_master import ROWS

DEPARTMENTS = [(*ROWS["部署"][0], "終了日", "引継先"), *((*row, None, None) for row in ROWS["部署"][1:])]


@pytest.fixture
def master(tmp_path):
    """Write a master, let it be spoilt, and read it."""

    def read(spoil=lambda _: None):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in (ROWS | {"部署": DEPARTMENTS}).items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        spoil(book)
        book.save(tmp_path / "マスタ.xlsx")
        found, problems = read_master(tmp_path / "マスタ.xlsx")
        for problem in problems:
            assert problem.message
            assert problem.remedy
        return found, [(p.code, p.location.sheet, p.location.cell) for p in problems]

    return read


def copied(name, title, position=0, **cells):
    def spoil(book):
        copy = book.copy_worksheet(book[name])
        copy.title = title
        for address, value in cells.items():
            copy[address] = value
        book.move_sheet(copy, position)

    return spoil


@pytest.mark.parametrize("name", ["区", "部署", "方針", "基準", "休業日"])
@pytest.mark.parametrize("position", [0, -9])
@pytest.mark.parametrize("blank", [" ", "\u3000", "\u200b"])
def test_of_two_sheets_that_look_of_one_name_the_rightly_named_one_is_read(master, name, position, blank):
    plain, _ = master()
    found, told = master(copied(name, f"{name}{blank}", position, B2="9"))
    assert told == [("master-sheet-twice", name, None)]
    assert dataclasses.replace(found) == plain


@pytest.mark.parametrize("title", ["方針 (2)", "方針（旧）", "昨年の方針"])
def test_a_copy_of_a_list_under_another_name_is_told_and_not_read(master, title):
    plain, _ = master()
    found, told = master(copied("方針", title))
    assert (found, told) == (plain, [("master-sheet-copy", title, None)])


def test_a_list_with_the_headings_of_the_standards_is_a_list_of_its_own(master):
    found, told = master(copied("基準", "独自基準"))
    assert told == []
    assert [row.id for row in found.free_lists["独自基準"]] == ["A-1", "A-2"]
    assert master(copied("基準", "基準 (2)"))[1] == [("master-sheet-copy", "基準 (2)", None)]


def test_a_missing_list_is_looked_for_by_its_headings(master, tmp_path):
    def rename(book):
        book["休業日"].title = "閉庁日一覧"

    assert master(rename)[1][0] == ("master-sheet-missing", "休業日", None)
    problems = read_master(tmp_path / "マスタ.xlsx")[1]
    assert "閉庁日一覧" in problems[0].remedy + problems[0].message


@pytest.mark.parametrize("heading", ["部署\nコード", "部署 コード", "部署コード\u3000", "部署コード\u200b"])
def test_a_heading_is_known_through_line_breaks_and_blanks(master, heading):
    def spoil(book):
        book["部署"]["A1"] = heading

    assert master(spoil) == master()


@pytest.mark.parametrize("heading", ["終了日（廃止日）", "終了日※最後の日", "終了日 [任意]"])
def test_a_heading_with_a_remark_behind_it_is_told(master, heading):
    def spoil(book):
        book["部署"]["G1"] = heading

    assert master(spoil)[1] == [("master-heading-near", "部署", "G1")]


@pytest.mark.parametrize(("area", "heading"), [("C2:C3", "部名"), ("B2:B3", "区コード")])
def test_a_value_merged_over_rows_is_that_of_each_of_them_and_told(master, area, heading):
    def merge(book):
        book["部署"].merge_cells(area)

    found, told = master(merge)
    assert told == [("master-merged", "部署", area.partition(":")[0])]
    assert [(d.division, d.ward.code) for d in found.departments if d.code in ("101", "102")] == [
        ("総務部" if heading == "部名" else "", "1"),
        ("総務部", "1"),
    ]


def test_a_decision_merged_over_rows_is_that_of_the_first_alone(master):
    def decide(book):
        sheet = book.create_sheet(CHOICES)
        sheet.append(CHOICE_HEADINGS)
        for mark in ("aaaa", "bbbb"):
            row = dict.fromkeys(CHOICE_HEADINGS, "x") | {"問い": mark, "判断": None}
            sheet.append([row[heading] for heading in CHOICE_HEADINGS])
        column = get_column_letter(CHOICE_HEADINGS.index("判断") + 1)
        sheet[f"{column}2"] = "この内容でよい"
        sheet.merge_cells(f"{column}2:{column}3")

    found, told = master(decide)
    assert [bool(row.word) for row in found.choices.rows] == [True, False]
    assert [code for code, *_ in told] == ["master-merged"]


def test_hidden_rows_count_and_are_told_once_a_sheet(master):
    def hide(book):
        book["部署"].auto_filter.ref = "A1:H4"
        for number in (2, 4):
            book["部署"].row_dimensions[number].hidden = True

    found, told = master(hide)
    assert told == [("master-hidden", "部署", "A2,A4")]
    assert len(found.departments) == 3


@pytest.mark.parametrize(
    ("heirs", "told"),
    [
        ({"101": "102", "102": "101"}, ["H2", "H3"]),
        ({"101": "102", "102": "201", "201": "101"}, ["H2", "H3", "H4"]),
        ({"101": "102、201", "102": "101"}, ["H2", "H3"]),
        ({"101": "201", "102": "201"}, []),
        ({"101": "102", "102": "201"}, []),
    ],
)
def test_departments_that_hand_on_to_one_another_in_a_ring_are_told(master, heirs, told):
    def hand_on(book):
        for row in book["部署"].iter_rows(min_row=2):
            if row[0].value in heirs:
                row[6].value, row[7].value = dt.date(2026, 3, 31), heirs[row[0].value]

    assert master(hand_on)[1] == [("master-successor-ring", "部署", cell) for cell in told]


def test_a_successor_of_a_department_that_does_not_end_is_told(master):
    def hand_on(book):
        book["部署"]["H2"] = "102"

    assert master(hand_on)[1] == [("master-successor-without-end", "部署", "H2")]


UNITS = ("組織コード", "組織名", "階層", "上位コード")


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("90", "見本市", "市", None), ("91", "北部", "地域", "99")], [("master-unknown-unit", "組織", "D3")]),
        ([("90", "見本市", "市", None), ("91", "北部", "地域", "91")], [("master-unit-ring", "組織", "D3")]),
        ([("90", "見本市", "市", "91"), ("91", "北部", "地域", "90")], [("master-unit-ring", "組織", "D2")]),
        ([("90", "見本市", None, None)], [("master-blank", "組織", "C2")]),
        ([("1", "見本市", "市", None)], [("master-duplicate", "組織", "A2")]),
    ],
)
def test_a_unit_that_does_not_lead_to_the_top_is_told(master, rows, told):
    def add(book):
        sheet = book.create_sheet("組織")
        for row in (UNITS, *rows):
            sheet.append(row)

    assert master(add)[1] == told


@pytest.mark.parametrize("value", ["=1+1", "#N/A"])
def test_a_code_that_cannot_be_read_is_told_once(master, value):
    def spoil(book):
        book["部署"]["A2"] = value

    assert master(spoil)[1] == [("master-formula", "部署", "A2")]


def test_every_message_is_tested_here():
    told = {"merged", "hidden", "sheet-twice", "sheet-copy", "successor-ring", "successor-without-end"}
    told |= {"unknown-unit", "unit-ring"}
    assert set(list_problems.MASTER) == {f"master-{name}" for name in told}
