"""A list of the master says what its cells show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kusei_batch.config.master import read_master
from tests.config.test_master import ROWS

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
