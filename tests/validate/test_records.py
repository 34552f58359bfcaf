"""Records: typed values that lead back to what was typed and where."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from tests.validate.builders import DEPARTMENT, ISSUED, MAIN, target, validate

TYPED = {
    "場面": "電話・対面",
    "目標値": "▲５",
    "参加人数": "３０人",
    "期限": "R8.9.30",
    "予算措置": "不要",
    "公表": "○",
    "第1四半期": " 準備\n",
}


def test_the_head_comes_first_then_the_rows_that_are_not_blank():
    records, _ = validate(target(1), None, target(3), head={"記入者": "髙﨑"})
    assert [(r.table, r.number, r.key.row_id) for r in records] == [
        (None, None, "R08-1303-1-25"),
        ("目標", 1, "R08-1303-1-25-目標1"),
        ("目標", 3, "R08-1303-1-25-目標3"),
    ]
    assert records[0].fields == {"記入者": "髙﨑", "記入日": None, "該当なし": None}


def test_values_are_typed():
    record = validate(target(**TYPED))[0][1]
    expected = {
        "場面": ("②電話対応", "④対面対応"), "目標値": Decimal(-5), "参加人数": 30, "期限": dt.date(2026, 9, 30),
        "予算措置": "不要", "公表": True, "第1四半期": " 準備\n", "第2四半期": None,
    }  # fmt: skip
    assert {name: record.fields[name] for name in expected} == expected


def test_what_was_typed_is_kept():
    record = validate(target(**TYPED))[0][1]
    assert {name: record.typed[name] for name in TYPED} == TYPED
    assert record.typed["第2四半期"] == ""


def test_every_value_knows_its_cell():
    record = validate(target(1), target(2))[0][2]
    assert record.source.sheet == MAIN
    assert record.source.sha256 == "ab" * 32
    assert record.source.cells["評価指標"] == "E13"
    assert record.source.cells["第2四半期"] == "年間取組計画!C13"


def test_a_record_knows_whose_it_is():
    record = validate(target())[0][1]
    assert (record.department, record.sheet_id, record.form) == (DEPARTMENT, ISSUED.sheet_id, "目標設定")


def test_nothing_to_report_leaves_the_head_alone():
    records, _ = validate(head={"該当なし": "はい"})
    assert [r.fields["該当なし"] for r in records] == [True]


def test_an_amount_or_a_name_in_a_text_field_is_text():
    record = validate(target(第1四半期=dt.date(2026, 4, 1), 第2四半期=12))[0][1]
    assert (record.fields["第1四半期"], record.fields["第2四半期"]) == ("2026/4/1", "12")
