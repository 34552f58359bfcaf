"""Words where a number is wanted, in a field that takes them (文字可): kept as written, told, counted as no number."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from kusei_batch.core.check import Check
from kusei_batch.core.expression import parse_condition
from kusei_batch.core.problem import Severity
from kusei_batch.core.values import Cell, CellKind
from tests.validate import test_issued_rows as issued_rows
from tests.validate.builders import ERROR_CELL, FORM, UNCOMPUTED_CELL, target, validate

TAKING = replace(
    FORM, fields=tuple(replace(f, takes_words=True) if f.name in ("目標値", "参加人数") else f for f in FORM.fields)
)


def read(typed, name="目標値"):
    """The value of one number, and what is said of its cell."""
    (_, record), problems = validate(target(**{name: typed}), form=TAKING)
    told = [(p.code, p.severity) for p in problems if p.location.field == name]
    assert all("書かれたとおりに受け取りました" in p.message for p in problems if p.location.field == name)
    return record.fields[name], told


@pytest.mark.parametrize(
    "words",
    [
        "未設定",
        "なし",
        "－",
        "令和8年5月交付開始",
        "平成28年1月から交付開始",
        "R8年度から増やす",
        "前年度並み",
        "増加",
        "市の計画を踏まえて定める",
        "調整中（9月決定）",
    ],
)
def test_words_are_kept_as_written_and_told(words):
    assert read(words) == (words, [("words-for-number", Severity.WARNING)])


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("令和8年度に80以上", "number-with-words"),
        ("約80", "number-with-words"),
        ("8以内", "number-with-words"),
        ("10～12", "number-with-words"),
    ],
)
def test_a_number_with_words_is_kept_with_them(typed, code):
    assert read(typed) == (typed, [(code, Severity.WARNING)])


def test_what_is_counted_otherwise_is_kept():
    assert read("30件") == ("30件", [("wrong-unit", Severity.WARNING)])
    assert read("2.5", "参加人数") == ("2.5", [("not-an-integer", Severity.WARNING)])


def test_a_field_that_takes_none_refuses_them():
    (_, record), problems = validate(target(目標値="未設定"))
    assert (record.fields["目標値"], [(p.code, p.severity) for p in problems]) == (
        None,
        [("not-a-number", Severity.ERROR)],
    )


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (ERROR_CELL, "error-value"),
        (UNCOMPUTED_CELL, "uncomputed-formula"),
        (dt.date(2026, 4, 1), "date-for-number"),
    ],
)
def test_what_is_neither_a_number_nor_words_stays_an_error(typed, code):
    (_, record), problems = validate(target(目標値=typed), form=TAKING)
    assert (record.fields["目標値"], [(p.code, p.severity) for p in problems]) == (None, [(code, Severity.ERROR)])


def test_numbers_are_read_as_ever():
    (_, record), _ = validate(target(目標値="９８％"), form=TAKING)
    assert record.fields["目標値"] == 98


def test_words_that_hold_personal_data_are_withheld_as_in_any_text():
    (_, record), problems = validate(target(目標値="担当 090-1234-5678 に確認"), form=TAKING)
    assert "personal-data" in {p.code for p in problems}
    assert "目標値" in record.withheld


def test_words_that_lead_elsewhere_are_asked_about():
    _, problems = validate(target(目標値="別紙のとおり"), form=TAKING)
    assert {"leads-elsewhere", "words-for-number"} <= {p.code for p in problems if p.location.field == "目標値"}


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("目標値 = 空欄", False),
        ("目標値 ≠ 空欄", True),
        ("目標値 - 0 = 空欄", True),  # no number
        ("目標値 < 50", False),
        ("(目標値 < 50) でない", False),
        ("目標値 + 参加人数 > 0", False),
    ],
)
def test_words_are_compared_with_no_number(condition, holds):
    known = [f.name for f in TAKING.fields]
    check = Check(
        "比べる", "目標", parse_condition(condition, known), "目標値", "目標値は{{目標値}}です。", "", Severity.WARNING
    )
    _, problems = validate(target(目標値="増加", 参加人数=5), form=replace(TAKING, checks=(check,)))
    told = [p.params["text"] for p in problems if p.code == "inconsistent"]
    assert told == (["目標値は増加です。"] if holds else [])


def test_words_come_along_with_a_row_as_they_were_accepted():
    fields = tuple(replace(f, takes_words=True) if f.name == "目標値" else f for f in issued_rows.FORM.fields)
    form = replace(issued_rows.FORM, fields=fields)
    stamped = {**issued_rows.ISSUED.stamped, "目標.目標値": ("令和8年5月交付開始", "4.5")}
    records, problems = issued_rows.judge(
        issued_rows.DONE,
        issued_rows.DONE,
        form=form,
        issued=replace(issued_rows.ISSUED, stamped=stamped, values=stamped),
    )
    assert [r.fields["目標値"] for r in records] == ["令和8年5月交付開始", Decimal("4.5")]
    assert problems == []


def test_a_percentage_under_another_unit_is_kept_as_it_is_shown():
    assert read(Cell(CellKind.NUMBER, "98%", Decimal("0.98")), "参加人数") == (
        "98%",
        [("wrong-unit", Severity.WARNING)],
    )
