"""What wards say of themselves in their lists, year after year, in the master of the city."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace

import pytest

from kusei_batch.core.hand_up import HandUp
from kusei_batch.core.ward import MasterListRow
from kusei_batch.pipeline.handing_up import own_rows
from kusei_batch.pipeline.intake.handed_lists import with_handed_lists
from tests.pipeline.desk import Desk

LIST = "約束"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """A city whose own master has one row of the list, for another ward."""
    workspace = Desk(tmp_path_factory.mktemp("市") / "作業").workspace
    own = MasterListRow({"ID": "市1", "文": "市の文"}, "2")
    return replace(workspace, master=replace(workspace.master, free_lists={LIST: (own,)}, decided_lists={}))


def handed(year, *rows):
    made = dt.datetime(year, 10, 1, tzinfo=dt.UTC)
    return HandUp(str(year), "提出.kusei", "1", year, made, rows=tuple((LIST, row) for row in rows))


def row(id_, text, first=None, last=None):
    return MasterListRow({"ID": id_, "文": text}, "1", frozenset({"1303"}), first, last)


def said(workspace, hand_ups, year):
    """What the ward's rows say in a year; a row told twice would be there twice."""
    ledger = SimpleNamespace(hand_ups=SimpleNamespace(all=lambda: hand_ups))
    rows = with_handed_lists(workspace, ledger).master.in_force(year)[LIST]
    return sorted(r.texts["文"] for r in rows if r.ward_code == "1")


def test_what_a_ward_says_this_year_goes_before_what_it_said_last_year(workspace):
    """One row has another text, one is gone, one stays as it was."""
    before = handed(2025, row("a", "前の文"), row("b", "消えた文"), row("c", "同じ文", 2020))
    now = handed(2026, row("a", "今の文"), row("c", "同じ文", 2020))
    for hand_ups in ([before, now], [now, before]):
        assert said(workspace, hand_ups, 2026) == ["今の文", "同じ文"]
        assert said(workspace, hand_ups, 2025) == ["前の文", "同じ文", "消えた文"]
        assert said(workspace, hand_ups, 2027) == ["今の文", "同じ文"]
        assert said(workspace, hand_ups, 2023) == ["前の文", "同じ文", "消えた文"]


def test_a_row_that_stays_is_one_row(workspace):
    ledger = SimpleNamespace(
        hand_ups=SimpleNamespace(all=lambda: [handed(y, row("c", "同じ文")) for y in (2024, 2025, 2026)])
    )
    rows = with_handed_lists(workspace, ledger).master.free_lists[LIST]
    assert [(r.id, r.first_year, r.last_year) for r in rows] == [("市1", None, None), ("c", None, None)]


def test_what_a_ward_says_beside_a_row_for_all_wards_is_that_rows_in_the_ward(workspace):
    for_all = MasterListRow({"ID": "共通", "文": "市の文"})
    limited = MasterListRow({"ID": "限定", "文": "市の文"}, None, frozenset({"1303"}))
    master = replace(workspace.master, free_lists={LIST: (for_all, limited)})
    hand_ups = [handed(2026, row("共通", "区の文"), row("限定", "区の文"))]
    ledger = SimpleNamespace(hand_ups=SimpleNamespace(all=lambda: hand_ups))
    told = with_handed_lists(replace(workspace, master=master), ledger).master.free_lists[LIST]
    assert [r.texts["文"] for r in told] == ["市の文", "市の文"]
    assert [r.in_unit(master.wards[0], 2026).texts["文"] for r in told] == ["区の文", "市の文"]
    said_here = replace(
        for_all, of_wards=(replace(for_all, texts={"ID": "共通", "文": "市が書いた文"}, ward_code="1"),)
    )
    master = replace(workspace.master, free_lists={LIST: (said_here,)})
    (kept,) = with_handed_lists(replace(workspace, master=master), ledger).master.free_lists[LIST][:1]
    assert kept.in_unit(master.wards[0], 2026).texts["文"] == "市が書いた文"


def test_a_ward_hands_up_its_own_row_beside_one_for_all_and_not_that_one(workspace):
    own = MasterListRow({"ID": "共通", "文": "区の文"}, "1")
    other = MasterListRow({"ID": "共通", "文": "ほかの区の文"}, "2")
    for_all = MasterListRow({"ID": "共通", "文": "市の文"}, of_wards=(own, other))
    master = replace(workspace.master, free_lists={LIST: (for_all,)})
    order = SimpleNamespace(ward=master.wards[0], fiscal_year=2026)
    assert own_rows(replace(workspace, master=master), order) == [(LIST, own)]


def test_a_year_without_a_hand_up_goes_on_with_what_was_said_before(workspace):
    hand_ups = [handed(2024, row("a", "前の文", None, 2030)), handed(2026, row("a", "今の文"))]
    assert [said(workspace, hand_ups, year) for year in (2024, 2025, 2026)] == [["前の文"], ["前の文"], ["今の文"]]
