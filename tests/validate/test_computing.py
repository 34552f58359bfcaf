"""計算 are worked out from what was entered, not read from the sheet."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from kusei_batch.core.expression import parse_condition, parse_formula
from kusei_batch.core.form import Field, FieldKind, FieldType, Form, Necessity
from kusei_batch.core.problem import Severity
from tests.validate.builders import FORM, found, target, validate

NAMES = [*(f.name for f in FORM.fields), "差", "二倍", "区分", "倍率", "字数"]


def calculation(name: str, text: str, type_: FieldType, table: str | None = "目標") -> Field:
    return Field(
        name, table, FieldKind.COMPUTED, type_, Necessity.OPTIONAL, Severity.ERROR, "", (), formula=parse_formula(text, NAMES)
    )  # fmt: skip


def with_calculations(*fields: Field) -> Form:
    return replace(FORM, fields=(*fields, *FORM.fields))


def value(text: str, type_: FieldType, **entries: object) -> object:
    form = with_calculations(calculation("差", text, type_))
    record = validate(target(**entries), form=form)[0][1]
    return record.fields["差"]


@pytest.mark.parametrize(
    ("text", "type_", "entries", "result"),
    [
        ("目標値 - 参加人数", FieldType.NUMBER, {"目標値": "９８％", "参加人数": "91人"}, Decimal(7)),
        ("目標値 ÷ 参加人数", FieldType.NUMBER, {"目標値": 1, "参加人数": 3}, Decimal("0.333333333333333")),
        ("目標値 × 参加人数", FieldType.NUMBER, {"目標値": Decimal("1.50"), "参加人数": 2}, Decimal(3)),
        ("目標値 ÷ 参加人数", FieldType.INTEGER, {"目標値": 5, "参加人数": 2}, 3),
        ("目標値 - 参加人数", FieldType.NUMBER, {"目標値": 1}, None),
        ("目標値 - 参加人数", FieldType.NUMBER, {"目標値": 1, "参加人数": "多数"}, None),
        ("期限 + 30", FieldType.DATE, {"期限": "R8.12.1"}, dt.date(2026, 12, 31)),
        ("もし(目標値 ≧ 50、高い、低い)", FieldType.TEXT, {"目標値": 50}, "高い"),
        ("もし(目標値 ≧ 50、高い、低い)", FieldType.TEXT, {}, None),
        ("場面", FieldType.TEXT, {"場面": "電話・対面"}, "②電話対応、④対面対応"),
        ("目標値", FieldType.TEXT, {"目標値": Decimal("12.5")}, "12.5"),
    ],
)
def test_the_value_is_of_the_fields_type(text, type_, entries, result):
    found_value = value(text, type_, **entries)
    assert (found_value, type(found_value)) == (result, type(result))


def test_a_record_holds_it_as_a_sheet_would_show_it():
    form = with_calculations(calculation("差", "目標値 × 2", FieldType.NUMBER))
    record = validate(target(目標値=Decimal("0.25")), form=form)[0][1]
    assert record.typed["差"] == "0.5"
    assert "差" not in record.source.cells
    assert record.source.sheet == "目標設定"


def test_calculations_may_use_one_another_in_any_order():
    form = with_calculations(
        calculation("倍率", "差 ÷ 二倍", FieldType.NUMBER),
        calculation("差", "二倍 - 1", FieldType.NUMBER),
        calculation("二倍", "目標値 × 2", FieldType.NUMBER),
    )
    record = validate(target(目標値=4), form=form)[0][1]
    assert (record.fields["二倍"], record.fields["差"], record.fields["倍率"]) == (8, 7, Decimal("0.875"))


def test_a_calculation_of_the_head_is_known_to_every_row():
    form = with_calculations(
        calculation("区分", "もし(記入者 = 川崎、甲、乙)", FieldType.TEXT, None),
        calculation("差", "もし(区分 = 甲、目標値、0)", FieldType.NUMBER),
    )
    head, row = validate(target(目標値=4), head={"記入者": "川崎"}, form=form)[0]
    assert (head.fields["区分"], row.fields["差"]) == ("甲", 4)


def test_a_calculation_says_nothing_about_a_sheet_left_untouched():
    form = with_calculations(calculation("差", "もし(記入者 = 空欄、0、1)", FieldType.INTEGER, None))
    assert found(form=form) == [("sheet-untouched", "C4")]


@pytest.mark.parametrize(("asked", "told"), [(98, True), (120, False)])
def test_a_condition_may_ask_for_a_calculation(asked, told):
    form = with_calculations(calculation("差", "100 - 目標値", FieldType.NUMBER))
    condition = parse_condition("差 > 0", NAMES)
    fields = tuple(replace(f, condition=condition) if f.name == "予算の理由" else f for f in form.fields)
    codes = [code for code, _ in found(target(目標値=asked), form=replace(form, fields=fields))]
    assert ("required-by-condition" in codes) is told
