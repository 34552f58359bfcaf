"""A list of the master says what its cells show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

from kusei_batch.config.master import read_master
from kusei_batch.core.clearance import FINGERPRINT, JUDGMENT, Judgment
from kusei_batch.core.clearance import HEADINGS as CLEARED
from kusei_batch.core.clearance import SHEET as CLEARANCES
from kusei_batch.core.text.columns import column_letters
from tests.config.test_master import ROWS

STRUCK = Font(strike=True)
LIST = [("番号", "目標値"), ("A-1", 15)]


def written(tmp_path: Path, sheet: str, cells: dict[str, tuple[Any, str]]) -> Path:
    """The master with some cells of a sheet holding a value in a number format."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, lines in {**ROWS, "目標値表": LIST}.items():
        made = book.create_sheet(title)
        for line in lines:
            made.append(line)
    for address, (value, code) in cells.items():
        book[sheet][address] = value
        book[sheet][address].number_format = code
    book.save(tmp_path / "マスタ.xlsx")
    return tmp_path / "マスタ.xlsx"


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [(130, "0000", "0130"), (7, "000", "007"), (130, '"B"0000', "B0130"), (130, "General", "130"), (130, "0_ ", "130")],
)
def test_a_code_is_what_its_cell_shows(tmp_path, value, code, shown):
    master, problems = read_master(written(tmp_path, "部署", {"A2": (value, code)}))
    assert problems == []
    assert shown in [d.code for d in master.departments]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1200, "#,##0", "1200"),
        (0.98, "0%", "98%"),
        (0.985, "0.0%", "98.5%"),
        (15, '0"分"', "15分"),
        (-3, '0;"△"0', "△3"),
        (1, '"第"0"号"', "第1号"),
    ],
)
def test_a_number_of_a_list_is_what_its_cell_shows_without_its_commas(tmp_path, value, code, text):
    master, problems = read_master(written(tmp_path, "目標値表", {"B2": (value, code)}))
    assert problems == []
    assert master.lists(2026)["目標値表"][0]["目標値"] == text


@pytest.mark.parametrize(
    ("value", "code"), [(1_200_000, "#,##0,"), (2.5, "0"), (0, '[=0]"";General'), (15, ";;;"), (15, "[DBNum1]0")]
)
def test_a_number_whose_format_shows_another_is_a_fault_at_its_cell_and_costs_its_row(tmp_path, value, code):
    master, problems = read_master(written(tmp_path, "目標値表", {"B2": (value, code)}))
    assert list(master.lists(2026)["目標値表"]) == []
    assert [(p.code, p.location.sheet, p.location.cell) for p in problems] == [
        ("master-shown-otherwise", "目標値表", "B2")
    ]
    assert all(p.message and p.remedy for p in problems)


def test_a_year_shown_with_its_word_is_that_year(tmp_path):
    master, problems = read_master(written(tmp_path, "方針", {"A2": (2026, '0"年度"')}))
    assert problems == []
    assert {p.fiscal_year for p in master.policies} == {2026}


def gone(tmp_path: Path, sheet: str, addresses: tuple[str, ...], rows: dict[str, Any], font: Font = STRUCK) -> Path:
    """The master with further lists and cells in a font as of what was taken out."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, lines in {**ROWS, **rows}.items():
        made = book.create_sheet(title)
        for line in lines:
            made.append(line)
    for address in addresses:
        book[sheet][address].font = font
    book.save(tmp_path / "マスタ.xlsx")
    return tmp_path / "マスタ.xlsx"


@pytest.mark.parametrize("font", [STRUCK, Font(color="FFFFFFFF")])
@pytest.mark.parametrize(("sheet", "cells"), [("部署", ("A3", "D3")), ("基準", ("C2",)), ("目標値表", ("A2", "B2"))])
def test_a_row_that_looks_gone_counts_and_is_told(tmp_path, sheet, cells, font):
    master, problems = read_master(gone(tmp_path, sheet, cells, {"目標値表": LIST}, font))
    assert [(p.code, p.severity.value, p.location.sheet, p.location.cells) for p in problems] == [
        ("master-looks-gone", "warning", sheet, cells)
    ]
    assert (len(master.departments), len(master.free_lists["基準"]), len(master.free_lists["目標値表"])) == (3, 2, 1)


def test_a_decision_that_is_struck_through_is_undecided(tmp_path):
    adopted = [("基準ID", "本文", "採否"), ("B-1", "名札", "採用"), ("B-2", "名札", "採用")]
    master, problems = read_master(gone(tmp_path, "所属基準", ("C2",), {"所属基準": adopted}))
    assert [(row.adopted, row.texts["採否"]) for row in master.free_lists["所属基準"]] == [(False, ""), (True, "採用")]
    assert [(p.code, p.location.cell) for p in problems] == [("master-looks-gone", "C2")]


def test_a_text_whose_clearance_is_struck_through_stays_withheld(tmp_path):
    column = column_letters(CLEARED.index(JUDGMENT) + 1)
    row = tuple({JUDGMENT: "公表可", FINGERPRINT: "ab12"}.get(heading, "x") for heading in CLEARED)
    path = gone(tmp_path, CLEARANCES, (f"{column}2",), {CLEARANCES: [CLEARED, row]})
    master, problems = read_master(path)
    assert [clearance.judgment for clearance in master.clearances] == [Judgment.OPEN]
    assert [p.code for p in problems] == ["master-looks-gone"]


@pytest.mark.parametrize(
    ("sheet", "headings", "cell", "near"),
    [
        ("部署", (*ROWS["部署"][0], "終了日（旧）"), "G1", "終了日"),
        ("部署", (*ROWS["部署"][0], "引き継ぎ先"), "G1", "引継先"),
        ("目標値表", ("番号", "目標値", "終了年度"), "C1", "適用終了年度"),
        ("目標値表", ("番号", "目標値", "部署ｺｰﾄ"), "C1", "部署コード"),
    ],
)
def test_a_heading_that_may_be_one_a_list_could_have_is_asked_about(tmp_path, sheet, headings, cell, near):
    rows = {"目標値表": LIST, sheet: [headings, *({"目標値表": LIST} | ROWS)[sheet][1:]]}
    _, problems = read_master(gone(tmp_path, sheet, (), rows))
    assert [(p.code, p.location.sheet, p.location.cell) for p in problems] == [("master-heading-near", sheet, cell)]
    assert f"「{near}」" in problems[0].message


def test_headings_of_ones_own_are_not_asked_about(tmp_path):
    rows = {"部署": [(*ROWS["部署"][0], "備考", "旧課名", "部署名"), *ROWS["部署"][1:]],
            "目標値表": [("番号", "目標値", "目標年度", "現状年度", "計画期", "採点", "区名"), ("A-1", 15)]}  # fmt: skip
    _, problems = read_master(gone(tmp_path, "部署", (), rows))
    assert problems == []


@pytest.mark.parametrize("note", ["※ここから下は使わない", "（注）毎年見直す", "* 仮の値"])
@pytest.mark.parametrize(("sheet", "place"), [("部署", "A7"), ("目標値表", "A5")])
def test_a_note_below_a_list_is_no_row_of_it_and_is_told(tmp_path, sheet, place, note):
    rows = ({"目標値表": LIST} | ROWS)[sheet]
    master, problems = read_master(gone(tmp_path, sheet, (), {"目標値表": LIST, sheet: [*rows, (), (), (note,)]}))
    assert [(p.code, p.severity.value, p.location.cell) for p in problems] == [("master-note", "warning", place)]
    assert (len(master.departments), len(master.free_lists["目標値表"])) == (3, 1)


@pytest.mark.parametrize(
    ("rows", "cell"),
    [
        ({"部署": [(*row, end) for row, end in zip(ROWS["部署"], (None, None, "R8.3.31", None), strict=True)]}, "G3"),
        ({"目標値表": [("番号", None, "目標値"), ("A-1", "R7", 15)]}, "B2"),
    ],
)
def test_what_stands_below_a_blank_heading_is_told(tmp_path, rows, cell):
    _, problems = read_master(gone(tmp_path, "部署", (), {"目標値表": LIST, **rows}))
    assert [(p.code, p.location.cell) for p in problems] == [("master-column-unheaded", cell)]


def test_a_note_far_beside_a_list_is_no_column_of_it(tmp_path):
    rows = {"目標値表": [*LIST, (None, None, None, None, "控え")]}
    _, problems = read_master(gone(tmp_path, "部署", (), rows))
    assert problems == []
