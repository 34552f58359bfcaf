"""The IDs of rows that a department adds: no two rows of a sheet share one."""

from __future__ import annotations

import itertools

import pytest

from kusei_batch.core.form import Form, Table
from kusei_batch.core.items import item_key
from kusei_batch.core.record import Record, Source
from kusei_batch.core.row_key import OwnKeys, RowKey
from kusei_batch.core.ward import Department, Ward

SHEET_ID = "R08-1303-1-25"


def form_with(*names):
    return Form("計画", "計画", "", "1", (), tuple(Table(name, 0, 1, 99) for name in names), {})


@pytest.mark.parametrize(
    "names",
    [("目標", "目標2"), ("目標2", "目標"), ("目標", "目標2", "目標21"), ("取組1", "取組11"), ("目標", "目標-2")],
)
def test_no_two_rows_of_two_tables_share_an_id(names):
    """目標's twenty-first row and 目標2's first are told apart."""
    form = form_with(*names)
    keys = {name: [OwnKeys.of(SHEET_ID, name, form).numbered(n) for n in range(1, 125)] for name in names}
    for one, other in itertools.combinations(names, 2):
        assert not {key.row_id for key in keys[one]} & {key.row_id for key in keys[other]}
    for name in names:
        assert [key.own_number(SHEET_ID) for key in keys[name]] == list(range(1, 125))


def test_a_table_alone_keeps_the_short_id():
    own = OwnKeys.of(SHEET_ID, "目標", form_with("目標", "基準"))
    assert own.numbered(2) == RowKey("目標", f"{SHEET_ID}-目標2")


def test_an_id_that_was_given_is_not_given_again():
    own = OwnKeys.of(SHEET_ID, "目標2", form_with("目標", "目標2"))
    assert own.free(1, {own.numbered(1).row_id, own.numbered(2).row_id}) == own.numbered(3)


@pytest.mark.parametrize(
    "row_id",
    ["R07-1303-2-22-目標2", "R08-1303-1-251-目標2", "R08-1303-1-25-目標", "R08-1303-1-25-目標2-3", "1303-A-1", ""],
)
def test_a_row_that_came_from_elsewhere_has_no_number_of_its_own(row_id):
    assert RowKey("目標", row_id).own_number(SHEET_ID) is None


def test_a_row_of_a_list_is_known_by_department_and_list_until_its_department_is_another():
    """`A-1` is the list's own ID, with a hyphen of its own; what begins with no department's code is from no list."""
    key = RowKey.of_list("基準", "1303", "A-1")
    assert (key, key.list_id({"1303"}), key.list_id({"1304"})) == (RowKey("基準", "1303-A-1"), "A-1", None)
    assert [RowKey("目標", f"{SHEET_ID}-目標2").list_id({"1303"}), RowKey("目標", "1303").list_id({"1303"})] == [
        None
    ] * 2


@pytest.mark.parametrize(
    ("row_id", "known", "key"),
    [
        ("1303-A-1", (), "A-1"),  # its own department's, which is not among those of this year
        ("1304-A-1", ("1304",), "A-1"),  # brought from another
        ("1304-A-1", (), "1304-A-1"),
        (f"{SHEET_ID}-目標2", ("1303", "1304"), f"{SHEET_ID}-目標2"),
    ],
)
def test_an_item_is_known_by_the_lists_id_under_its_own_and_every_known_department(row_id, known, key):
    department = Department("1303", Ward("130", "みどり区"), "区民サービス部", "区民課", 1, "")
    record = Record(SHEET_ID, department, "計画", RowKey("基準", row_id), 1, {}, {}, Source("", "", {}))
    assert item_key(record, known) == key
