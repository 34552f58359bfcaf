"""Sheets that are sent in every day and are nothing to be sent back for."""

from __future__ import annotations

import datetime as dt

import pytest

from kusei_batch.core.problem import Severity
from tests.validate.builders import GOALS, PLAN, found, problems, target


def test_one_good_target():
    assert found(target()) == []


def test_three_good_targets_filled_to_the_last_cell():
    full = {
        "目標値": 98, "参加人数": 30, "期限": dt.date(2027, 3, 31), "予算措置": "緊急対応", "予算の理由": "雨漏りのため",
        "公表": "はい", "第1四半期": "準備", "第2四半期": "実施",
    }  # fmt: skip
    head = {"記入者": "川崎", "記入日": dt.date(2026, 4, 20), "該当なし": "いいえ"}
    assert found(*(target(n, **full) for n in (1, 2, 3)), head=head) == []


def test_nothing_to_report_when_it_is_confirmed():
    assert found(head={"該当なし": "はい"}) == []


@pytest.mark.parametrize("budget", [None, "不要"])
def test_a_condition_that_does_not_hold_asks_for_nothing(budget):
    assert found(target(予算措置=budget)) == []


def test_five_targets_are_unusual_but_not_wrong():
    told = problems(*(target(n) for n in range(1, 6)))
    assert [(p.code, p.severity, p.location.cell) for p in told] == [
        ("unusually-many-rows", Severity.WARNING, "B15,B16")
    ]


def test_a_text_of_exactly_the_longest_length():
    goal = GOALS[0] + "あ" * (120 - len(GOALS[0]))
    assert found(target(目標=f"  {goal}\n")) == []


def test_values_on_the_bounds():
    assert found(target(目標値=0, 期限=dt.date(2026, 4, 1))) == []
    assert found(target(目標値=100, 期限=dt.date(2027, 3, 31))) == []


def test_everything_typed_by_hand_is_read():
    typed = target(場面="電話・\n対面", 目標値="９８％", 参加人数="1,200人", 期限="令和８年９月３０日", 公表="○")
    assert {p.severity for p in problems(typed)} == {Severity.INFO}


def test_cells_on_another_sheet():
    told = problems(target(第1四半期="=準備"))
    assert [(p.code, p.location.sheet, p.location.cell) for p in told] == [("formula-as-text", PLAN, "B12")]


def test_what_Windows_types_is_no_platform_character():
    assert found(target(評価指標="9時～17時－20件")) == []
