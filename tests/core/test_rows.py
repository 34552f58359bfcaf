"""The IDs of rows that a department adds: no two rows of a sheet share one."""

from __future__ import annotations

import itertools

import pytest

from kusei_batch.core.form import Form, Table
from kusei_batch.core.rows import is_own, own_ids, row_key
from tests.validate.builders import ISSUED


def form_with(*names):
    return Form("計画", "計画", "", "1", (), tuple(Table(name, 0, 1, 99) for name in names), {})


@pytest.mark.parametrize(
    "names",
    [("目標", "目標2"), ("目標2", "目標"), ("目標", "目標2", "目標21"), ("取組1", "取組11"), ("目標", "目標-2")],
)
def test_no_two_rows_of_two_tables_share_an_id(names):
    """目標's twenty-first row and 目標2's first are told apart."""
    form = form_with(*names)
    ids = {name: [own_ids(ISSUED.sheet_id, name, form).numbered(n) for n in range(1, 125)] for name in names}
    for one, other in itertools.combinations(names, 2):
        assert not set(ids[one]) & set(ids[other])
    for name in names:
        assert [row_key(row_id, name, ISSUED).own for row_id in ids[name]] == list(range(1, 125))
        assert all(is_own(row_id, name, ISSUED) for row_id in ids[name])


def test_a_table_alone_keeps_the_short_id():
    assert own_ids(ISSUED.sheet_id, "目標", form_with("目標", "基準")).numbered(2) == f"{ISSUED.sheet_id}-目標2"


def test_an_id_that_was_given_is_not_given_again():
    own = own_ids(ISSUED.sheet_id, "目標2", form_with("目標", "目標2"))
    assert own.free(1, {own.numbered(1), own.numbered(2)}) == own.numbered(3)


@pytest.mark.parametrize(
    "row_id",
    ["R07-1303-2-22-目標2", "R08-1303-1-251-目標2", "R08-1303-1-25-目標", "R08-1303-1-25-目標2-3", "1303-A-1", ""],
)
def test_a_row_that_came_from_elsewhere_has_no_number_of_its_own(row_id):
    key = row_key(row_id, "目標", ISSUED)
    assert (key.table, key.row_id, key.own) == ("目標", row_id, None)
