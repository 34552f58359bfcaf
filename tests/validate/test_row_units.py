"""The unit of a number that the row says in a column of its own: typed there, chosen there, or stamped there."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from kusei_batch.core.form import FieldKind, FieldType
from kusei_batch.core.values import Cell, CellKind, Look
from kusei_batch.validate.parse import without_format
from kusei_batch.validate.row_units import field_in_row, plain_unit
from tests.validate import test_issued_rows as issued_rows
from tests.validate.builders import ERROR_CELL, FORM, ISSUED, UNCOMPUTED_CELL, field, row, target, validate

BY_ROW = replace(
    FORM,
    fields=(
        *(
            replace(f, unit="", unit_from="単位", maximum=None) if f.name in ("目標値", "参加人数") else f
            for f in FORM.fields
        ),
        field("単位", "L", FieldType.TEXT, max_length=10),
    ),
)
THOUSANDS = Cell(CellKind.NUMBER, "1200000", Decimal(1200000), look=Look("1,200千円", thousands=1))
MILLIONS = Cell(CellKind.NUMBER, "3000000", Decimal(3000000), look=Look("3百万円", thousands=2))
PERCENT = Cell(CellKind.NUMBER, "98%", Decimal("0.98"))
CASES = [
    # typed, unit, read, told
    (Decimal("0.98"), "％", Decimal("0.98"), "fraction-for-percentage"),
    (Decimal("0.98"), "パーセント", Decimal("0.98"), "fraction-for-percentage"),
    (Decimal("0.98"), "（％）", Decimal("0.98"), "fraction-for-percentage"),
    (Decimal("0.98"), "%以上", Decimal("0.98"), "fraction-for-percentage"),
    (Decimal("0.98"), "件", Decimal("0.98"), None),
    (98, "％", 98, None),
    ("98%", "％", 98, "number-read"),
    (PERCENT, "％", 98, "number-read"),
    ("98%", "件", None, "wrong-unit"),
    (PERCENT, "件", None, "wrong-unit"),
    ("98%", "ポイント", None, "wrong-unit"),
    ("30件", "％", None, "wrong-unit"),
    ("30件", "件／月", 30, "number-read"),
    ("1,200円", "円（税込）", 1200, "number-read"),
    (THOUSANDS, "千円", 1200, "thousands-read"),
    (THOUSANDS, "円", 1200000, "number-read"),
    (THOUSANDS, "", 1200000, "shown-otherwise"),
    (THOUSANDS, "人", 1200000, "shown-otherwise"),
    (MILLIONS, "百万円", 3, "thousands-read"),
    (MILLIONS, "千円", 3000000, "shown-otherwise"),
    ("1,200千円", "千円", 1200, "number-read"),
    ("1,200千円", "円", 1200000, "number-read"),
    ("1,200千円", "千円/年", 1200, "number-read"),
    ("3倍", "倍", 3, "number-read"),
    ("３．５割", "割", Decimal("3.5"), "number-read"),
    ("3倍", "", None, "number-with-words"),
    ("3倍", "件", None, "wrong-unit"),
    ("8分以内", "分", None, "number-with-words"),
    ("98%", "", 98, "number-read"),
]


@pytest.mark.parametrize(("typed", "unit", "read", "told"), CASES)
def test_a_number_is_read_under_the_unit_of_its_row(typed, unit, read, told):
    (_, record), problems = validate(target(目標値=typed, 単位=unit or None), form=BY_ROW)
    assert record.fields["目標値"] == read
    assert [p.code for p in problems if p.location.field == "目標値"] == ([told] if told else [])


def test_rows_are_counted_each_in_its_own_unit():
    records, problems = validate(
        target(1, 目標値=Decimal("0.98"), 単位="％", 参加人数="3倍"), target(2, 目標値="98%", 単位="件"), form=BY_ROW
    )
    assert [r.fields["目標値"] for r in records[1:]] == [Decimal("0.98"), None]
    assert {(p.code, p.location.cell, p.params.get("unit")) for p in problems} == {
        ("fraction-for-percentage", "F12", "％"),
        ("wrong-unit", "G12", "％"),
        ("wrong-unit", "F13", "件"),
    }


def test_a_bound_is_told_with_the_unit_of_the_row():
    (_, problems) = validate(target(目標値=-1, 単位="件"), form=BY_ROW)
    assert [next(p for p in problems if p.code == "too-small").params[k] for k in ("value", "limit")] == ["-1件", "0件"]


def test_a_number_in_the_head_is_counted_in_the_heads_unit():
    fields = (
        *FORM.fields,
        field("全体の値", "C7", FieldType.NUMBER, None, unit_from="全体の単位"),
        field("全体の単位", "C8", FieldType.TEXT, None),
    )
    head, *_ = validate(target(), head={"全体の値": "5割", "全体の単位": "割"}, form=replace(FORM, fields=fields))[0]
    assert head.fields["全体の値"] == 5


@pytest.mark.parametrize(("unit", "sent"), [("千円", 1200), ("円", 1200000)])
def test_what_is_sent_back_says_the_number_that_was_read(unit, sent):
    line = row(BY_ROW, {"目標値": THOUSANDS, "単位": unit}, 1)
    counted = field_in_row(BY_ROW.field("目標値", "目標"), line, BY_ROW, ISSUED)
    assert without_format(line.cell("目標値"), counted) == Cell(CellKind.NUMBER, str(sent), Decimal(sent))


def with_result(*units: str, unit_type: FieldType = FieldType.TEXT):
    """The form whose rows bring 目標値 and 単位 along, and a sheet issued with these units."""
    known = [
        replace(f, unit_from="単位") if f.name == "目標値" else f
        for f in issued_rows.FORM.fields
    ]  # fmt: skip
    unit = issued_rows.field("単位", "H", FieldKind.PREVIOUS, unit_type, reference=issued_rows.OWN)
    result = issued_rows.field("実績値", "G", type_=FieldType.NUMBER, unit_from="単位")
    form = replace(issued_rows.FORM, fields=(*known, unit, result))
    stamped = {**issued_rows.ISSUED.stamped, "目標.単位": units, "目標.目標値": ("98%", "4.5")}
    return form, replace(issued_rows.ISSUED, stamped=stamped, values=stamped)


@pytest.mark.parametrize("unit_type", [FieldType.TEXT, FieldType.CHOICE])
def test_target_and_result_of_a_row_brought_along_share_its_unit(unit_type):
    form, issued = with_result("％", "倍", unit_type=unit_type)
    done = issued_rows.DONE
    records, problems = issued_rows.judge(
        done | {"理由": "r", "実績値": Decimal("0.95")}, done | {"実績値": "3倍"}, form=form, issued=issued
    )
    assert [(r.fields["目標値"], r.fields["実績値"]) for r in records] == [
        (98, Decimal("0.95")),
        (Decimal("4.5"), 3),
    ]
    assert problems == [("fraction-for-percentage", "G10"), ("number-read", "G11")]


def test_a_result_stays_with_its_unit_where_rows_changed_places():
    form, issued = with_result("％", "倍")
    done = issued_rows.DONE
    first, second = done | {"理由": "r", "実績値": Decimal("0.95")}, done | {"実績値": "3倍"}
    ids = (*reversed(issued_rows.IDS), "", "")
    records, problems = issued_rows.judge(second, first, form=form, issued=issued, ids=ids)
    assert {r.key.row_id: r.fields["実績値"] for r in records} == dict(
        zip(issued_rows.IDS, (Decimal("0.95"), 3), strict=True)
    )
    assert ("fraction-for-percentage", "G11") in problems


@pytest.mark.parametrize(
    ("said", "unit"),
    [
        (" ％\u200b", "％"),
        ("（％）", "％"),
        ("[件]", "件"),
        ("分以内", "分"),
        ("人（延べ）", "人"),
        ("割合（％）", "％"),
        ("金額(千円)", "千円"),
        ("千円（税込）", "千円"),
        ("以上", "以上"),
        ("", ""),
        ("来庁された方が窓口でお待ちになる平均の時間", ""),
    ],
)
def test_what_people_add_to_a_unit_is_none_of_it(said, unit):
    assert plain_unit(said) == unit


def test_an_individual_number_in_the_column_of_units_is_repeated_nowhere():
    digits = "123456789018"
    _, problems = validate(target(目標値="30件", 単位=digits), form=BY_ROW)
    assert "individual-number" in {p.code for p in problems}
    assert not [p for p in problems if digits in p.message + p.remedy]


@pytest.mark.parametrize("said", [dt.date(2026, 4, 1), ERROR_CELL, UNCOMPUTED_CELL])
def test_what_is_no_word_is_no_unit(said):
    (_, record), problems = validate(target(目標値="5件", 単位=said), form=BY_ROW)
    assert record.fields["目標値"] == 5
    assert "wrong-unit" not in {p.code for p in problems}
