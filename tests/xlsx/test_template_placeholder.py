"""Placeholders are found in text alone."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from kusei_batch.core.dates import parse_day
from kusei_batch.core.form_year import FormYear
from kusei_batch.core.period import Calendar
from kusei_batch.core.problem import Severity
from kusei_batch.core.text.placeholder import find_malformed, find_placeholders, is_only_placeholder
from kusei_batch.xlsx.compile import compile_template
from kusei_batch.xlsx.stamp import Stamp, stamp_sheet
from kusei_batch.xlsx.template import read_template
from kusei_batch.xlsx.template.bounds import parse_number
from tests.xlsx.template_book import MASTERS, TemplateBook


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


def test_other_years_in_layout_and_definitions_are_those_beside_the_forms_own(tmp_path):
    book = TemplateBook()
    book.layout["C4"] = "{{次年度}}の\n取組"
    book.layout["A3"] = "{{年度-1:略}}からの計画"
    book.set("_項目", "記入者", "説明", "{{年度+2}}まで使います。")
    book.set("_設定", "様式名", "値", "{{次年度}}の目標設定シート")
    book.add("_選択肢", 選択肢名="場面", 値="{{次年度}}に実施")
    book.add(
        "_集計",
        シート名="次の一覧",
        種類="一覧",
        表="目標",
        見出し="{{次年度}}の場面",
        内容="{{場面}}",
        題名="{{次年度}}の取組",
    )
    path = tmp_path / "様式.xlsx"
    book.workbook.save(path)
    form, problems = read_template(path, MASTERS, year=FormYear(fiscal_year=2027))
    assert [p for p in problems if p.severity is Severity.ERROR] == []
    assert form.title == "令和10年度の目標設定シート"
    assert form.field("記入者").help == "令和11年度まで使います。"
    assert form.field("取組", "目標").heading == "令和10年度の取組"
    assert "令和10年度に実施" in [choice.value for choice in form.choice_lists["場面"]]
    assert [(t.words["見出し"], t.words["題名"]) for t in form.totals if t.sheet == "次の一覧"] == [
        ("令和10年度の場面", "令和10年度の取組")
    ]
    sheet = load_workbook(BytesIO(stamp_sheet(compile_template(path.read_bytes(), form), Stamp("R09-1-1-25", "seal"))))
    assert (sheet["目標"]["C4"].value, sheet["目標"]["A3"].value) == ("令和10年度の\n取組", "R8からの計画")


def test_an_item_outside_tables_cannot_be_named_as_another_year(tmp_path):
    book = TemplateBook()
    book.layout["A8"] = "{{次年度}}"
    book.add("_項目", 項目名="次年度", 区分="記入", 型="文字")
    _, problems = book.read(tmp_path)
    assert [(p.code, p.location.sheet) for p in problems if p.severity is Severity.ERROR] == [
        ("item-named-as-year", "_項目")
    ]
