"""doctor reads what lists say by the fields that will show it."""

import pytest

from kusei_batch.pipeline.workspace.init import init_workspace
from tests.pipeline.test_doctor import edit_master, found


@pytest.fixture
def root(tmp_path):
    init_workspace(tmp_path / "作業", dry_run=False)
    return tmp_path / "作業"


def test_a_value_of_a_list_that_its_field_cannot_read_is_told(root):
    assert found(root) == []
    edit_master(root, lambda book: set_indicator(book, 2, 向き="未満"))
    (problem,) = found(root)
    place = problem.location
    assert (problem.code, place.sheet, place.cell, place.field) == ("list-value-unread", "指標", "J2", "向き")
    assert "「Q6」の「向き」の「未満」" in problem.message
    assert "書けるもの：以上、以下。" in problem.remedy


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


def test_a_value_of_a_list_is_read_under_the_unit_of_its_row(root):
    places = {}

    def change(book):
        for number, (changes, _, _) in enumerate(UNDER_THE_UNIT, 1):
            places[number] = f"I{add_like_second(book, f'T{number}', **changes)}"

    edit_master(root, change)
    problems = found(root)
    assert sorted((p.location.sheet, p.location.cell, p.code) for p in problems) == sorted(
        ("指標", places[n], code) for n, (_, code, _) in enumerate(UNDER_THE_UNIT, 1) if code
    )
    told = {p.location.cell: p for p in problems}
    for number, (_, code, words) in enumerate(UNDER_THE_UNIT, 1):
        assert not code or words in told[places[number]].message


def test_what_a_ward_says_in_a_row_of_its_own_is_read_under_the_unit_of_the_row_for_all(root):
    def add_ward_row(book):
        sheet = book["指標"]
        columns = {cell.value: cell.column for cell in sheet[1]}
        sheet.cell(1, sheet.max_column + 1).value = "区コード"
        own = {columns["指標ID"]: "Q6", columns["現状値"]: "80件", sheet.max_column: "1"}
        for column, value in own.items():
            sheet.cell(sheet.max_row + (column == columns["指標ID"]), column).value = value

    edit_master(root, add_ward_row)
    (problem,) = found(root)
    assert (problem.code, problem.location.sheet, problem.location.field) == ("list-value-unread", "指標", "現状値")
    assert "「80件」" in problem.message


BY_ITS_ID = [
    ("市の値", 0.8, "list-value-fraction"),  # the unit stands in the row of that ID of the list 指標
    ("市の値", "約80%", "list-value-unread"),
    ("市の値", "80件", "list-value-unread"),
    ("目標値", "82%以上", "list-value-unread"),
    ("向き", "未満", "list-value-unread"),
    ("市の値", "6月に公表", None),
    ("市の値", "８０．６％", None),
]


def test_a_value_asked_of_another_list_by_its_id_is_read_as_well(root):
    expected = []

    def change(book):
        for number, (column, value, code) in enumerate(BY_ITS_ID, 1):
            add_like_second(book, f"T{number}")
            row = add_like_second(book, f"T{number}", "市の指標", **{column: value})
            if code:
                expected.append((code, "市の指標", column, row))

    edit_master(root, change)
    told = [(p.code, p.location.sheet, p.location.field, int(p.location.cell[1:])) for p in found(root)]
    assert sorted(told) == sorted(expected)


def test_a_scene_of_a_standard_that_is_none_is_told_with_its_cell_and_the_likely_one(root):
    def change(book):
        book["基準"]["B3"].value = "庁舎"

    edit_master(root, change)
    told = {(p.code, p.location.cell, p.params["hint"]) for p in found(root) if p.location.sheet == "基準"}
    assert told == {("list-value-unread", "B3", "もしかして：庁舎案内")}


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
