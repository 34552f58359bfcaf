"""doctor reads what lists say by the fields that will show it."""

from dataclasses import dataclass

import pytest

from kusei_batch.core.problem import Problem
from kusei_batch.pipeline.workspace.init import init_workspace
from tests.pipeline.test_doctor import edit_master, found

UNDER_THE_UNIT = [
    ({"目標値": "90件"}, "list-value-unread", "型「数値（単位「%」）」"),  # the row's unit is %
    ({"目標値": 0.9}, "list-value-fraction", "90％のつもり"),
    ({"目標値": "90%以上"}, "list-value-unread", "「90%以上」"),
    ({"目標値": "次の計画を踏まえて定める"}, None, ""),
    ({"目標値": "90%"}, None, ""),
    ({"目標値": "3倍", "単位": "倍"}, None, ""),
    ({"目標値": 0.9, "単位": "点"}, None, ""),
    ({"目標値": "1,200千円", "単位": "千円"}, None, ""),
]
BY_ITS_ID = [
    ("市の値", 0.8, "list-value-fraction"),  # the unit stands in the row of that ID of the list 指標
    ("市の値", "約80%", "list-value-unread"),
    ("市の値", "80件", "list-value-unread"),
    ("目標値", "82%以上", "list-value-unread"),
    ("向き", "未満", "list-value-unread"),
    ("市の値", "6月に公表", None),
    ("市の値", "８０．６％", None),
]
WARDS_OWN = ("指標", "現状値", "80件")
NO_CHOICE = ("指標", "向き", "J2")
NO_SCENE = ("基準", "B3")


@dataclass
class Told:
    """What doctor finds in a master with every kind of value amiss; `places` are the cells of the rows added."""

    problems: list[Problem]
    places: dict[str, tuple[str, str]]

    def at(self, sheet: str, cell: str) -> list[Problem]:
        return [p for p in self.problems if (p.location.sheet, p.location.cell) == (sheet, cell)]


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> Told:
    """Doctor reads all lists at once: one run of it tells of all."""
    root = tmp_path_factory.mktemp("区") / "作業"
    init_workspace(root, dry_run=False)
    assert found(root) == []
    places: dict[str, tuple[str, str]] = {}

    def change(book):
        for number, (changes, _, _) in enumerate(UNDER_THE_UNIT):
            places[f"unit {number}"] = "指標", f"I{add_like_second(book, f'T{number}', **changes)}"
        for number, (column, value, _) in enumerate(BY_ITS_ID):
            add_like_second(book, f"U{number}")
            row = add_like_second(book, f"U{number}", "市の指標", **{column: value})
            heading = next(cell for cell in book["市の指標"][1] if cell.value == column)
            places[f"id {number}"] = "市の指標", f"{heading.column_letter}{row}"
        places["ward"] = "指標", add_ward_row(book)
        set_indicator(book, 2, 向き="未満")
        book[NO_SCENE[0]][NO_SCENE[1]].value = "庁舎"

    edit_master(root, change)
    return Told(found(root), places)


def add_ward_row(book) -> str:
    """Say in a row of a ward's own what the row for all says; return where."""
    sheet, (_, field, value) = book["指標"], WARDS_OWN
    columns = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(1, sheet.max_column + 1).value = "区コード"
    row = sheet.max_row + 1
    for column, word in {columns["指標ID"]: "Q6", columns[field]: value, sheet.max_column: "1"}.items():
        sheet.cell(row, column).value = word
    return sheet.cell(row, columns[field]).coordinate


def test_nothing_but_what_is_amiss_is_told_each_once(told):
    cases = [(f"unit {n}", code) for n, (_, code, _) in enumerate(UNDER_THE_UNIT)]
    cases += [(f"id {n}", code) for n, (_, _, code) in enumerate(BY_ITS_ID)]
    expected = [(*told.places[name], code) for name, code in cases if code]
    unread = [told.places["ward"], (NO_CHOICE[0], NO_CHOICE[2]), NO_SCENE]
    expected += [(*place, "list-value-unread") for place in unread]
    assert sorted((p.location.sheet, p.location.cell, p.code) for p in told.problems) == sorted(expected)


def test_a_value_of_a_list_that_its_field_cannot_read_is_told(told):
    (problem,) = told.at(NO_CHOICE[0], NO_CHOICE[2])
    assert (problem.code, problem.location.field) == ("list-value-unread", NO_CHOICE[1])
    assert "「Q6」の「向き」の「未満」" in problem.message
    assert "書けるもの：以上、以下。" in problem.remedy


def test_a_value_of_a_list_is_read_under_the_unit_of_its_row(told):
    for number, (_, code, words) in enumerate(UNDER_THE_UNIT):
        found_there = told.at(*told.places[f"unit {number}"])
        assert [p.code for p in found_there] == ([code] if code else [])
        assert all(words in problem.message for problem in found_there)


def test_what_a_ward_says_in_a_row_of_its_own_is_read_under_the_unit_of_the_row_for_all(told):
    (problem,) = told.at(*told.places["ward"])
    assert (problem.code, problem.location.field) == ("list-value-unread", WARDS_OWN[1])
    assert "「80件」" in problem.message


def test_a_value_asked_of_another_list_by_its_id_is_read_as_well(told):
    for number, (column, _, code) in enumerate(BY_ITS_ID):
        found_there = told.at(*told.places[f"id {number}"])
        assert [(p.code, p.location.field) for p in found_there] == ([(code, column)] if code else [])


def test_a_scene_of_a_standard_that_is_none_is_told_with_its_cell_and_the_likely_one(told):
    (problem,) = told.at(*NO_SCENE)
    assert (problem.code, problem.params["hint"]) == ("list-value-unread", "もしかして：庁舎案内")


def set_indicator(book, row, name="指標", **values):
    sheet = book[name]
    headings = [cell.value for cell in sheet[1]]
    for heading, value in values.items():
        sheet.cell(row, headings.index(heading) + 1).value = value


def add_like_second(book, own_id, name="指標", **values):
    """Add a row that is the second but for its ID and these values; return its number."""
    sheet = book[name]
    sheet.append([cell.value for cell in sheet[2]])
    set_indicator(book, sheet.max_row, name, 指標ID=own_id, **values)
    return sheet.max_row
