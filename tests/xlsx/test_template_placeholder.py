"""Placeholders are found in text alone."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kusei_batch.core.dates import parse_day
from kusei_batch.core.period import Calendar
from kusei_batch.core.text.placeholder import find_malformed, find_placeholders, is_only_placeholder
from kusei_batch.xlsx.template.bounds import parse_number


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
    "text", ["2026-04-01", "2026/4/1", "2026年4月1日", "20260401", "令和8年4月1日", "R8.4.1", "Ｒ８．４．１"]
)
def test_days_are_read_as_people_write_them(text):
    assert str(parse_day(text, Calendar())) == "2026-04-01"


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,200", "1200"), ("▲３", "-3"), ("0.5", "0.5"), ("３００", "300"), ("三", None), ("約3", None)],
)
def test_numbers_are_read_as_people_write_them(text, number):
    assert parse_number(text) == (None if number is None else Decimal(number))
