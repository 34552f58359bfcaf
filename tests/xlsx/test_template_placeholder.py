"""Placeholders are found in text alone."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kusei_batch.xlsx.placeholder import find_malformed, find_placeholders, is_only_placeholder
from kusei_batch.xlsx.template.bounds import parse_day, parse_number
from kusei_batch.xlsx.template.items import parse_condition


def test_placeholders_are_found_from_left_to_right_with_their_place():
    text = "{{年度}}　{{ 目標.場面 }}分"
    found = find_placeholders(text)
    assert [(p.table, p.name, p.qualified) for p in found] == [(None, "年度", "年度"), ("目標", "場面", "目標.場面")]
    assert [text[p.start : p.end] for p in found] == ["{{年度}}", "{{ 目標.場面 }}"]


@pytest.mark.parametrize(
    ("text", "alone"),
    [("{{区名}}", True), (" {{区名}}\n", True), ("{{区名}}区", False), ("{{a}}{{b}}", False), ("", False)],
)
def test_a_cell_may_hold_a_placeholder_alone(text, alone):
    assert is_only_placeholder(text) is alone


@pytest.mark.parametrize(
    "text",
    ["{{区名", "区名}}", "{{}}", "{{目標.}}", "{{a.b.c}}", "｛｛区名｝｝", "{{区名｝｝", "{ {区名} }", "{{区{名}}"],
)
def test_what_looks_like_a_placeholder_and_is_none_is_found(text):
    assert find_malformed(text)
    assert not find_placeholders(text)


@pytest.mark.parametrize("text", ["{{区名}}", "集合 {1, 2}", "（{{目標.場面}}）", "ふつうの文", ""])
def test_plain_text_and_sound_placeholders_are_not_malformed(text):
    assert find_malformed(text) == []


@pytest.mark.parametrize(
    ("text", "field", "values", "negated"),
    [
        ("達成度 = 一部達成|未達成", "達成度", ("一部達成", "未達成"), False),
        ("達成度＝一部達成｜未達成", "達成度", ("一部達成", "未達成"), False),
        ("達成度 ≠ 達成", "達成度", ("達成",), True),
        ("達成度 != 達成", "達成度", ("達成",), True),
        ("実施結果 = 空欄", "実施結果", (), True),
        ("実施結果 ≠ 空欄", "実施結果", (), False),
    ],
)
def test_a_condition_is_a_field_and_the_values_it_may_hold(text, field, values, negated):
    condition = parse_condition(text)
    assert condition is not None
    assert (condition.field, condition.values, condition.negated) == (field, values, negated)


@pytest.mark.parametrize(
    "text", ["達成度", "= 達成", "達成度 =", "達成度 == 達成", "達成度 = 達成|", "達成度 = 空欄|達成"]
)
def test_anything_else_is_no_condition(text):
    assert parse_condition(text) is None


@pytest.mark.parametrize(
    "text", ["2026-04-01", "2026/4/1", "2026年4月1日", "20260401", "令和8年4月1日", "R8.4.1", "Ｒ８．４．１"]
)
def test_days_are_read_as_people_write_them(text):
    assert str(parse_day(text)) == "2026-04-01"


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,200", "1200"), ("▲３", "-3"), ("0.5", "0.5"), ("３００", "300"), ("三", None), ("約3", None)],
)
def test_numbers_are_read_as_people_write_them(text, number):
    assert parse_number(text) == (None if number is None else Decimal(number))
