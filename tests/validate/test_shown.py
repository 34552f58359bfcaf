"""What the cells of a sheet show, held against what is stored in them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from kusei_batch.core.dates import DateReader
from kusei_batch.core.form import Choice, Field, FieldKind, FieldType, Necessity
from kusei_batch.core.period import Calendar
from kusei_batch.core.problem import Severity
from kusei_batch.core.values import Cell, CellKind
from kusei_batch.validate.parse import CellReader, ChoiceIndex, parse_cell, without_format
from kusei_batch.xlsx.formats import number_format
from kusei_batch.xlsx.reader.stored_numbers import number_cell

READER = CellReader(
    DateReader(Calendar(), 2026), ChoiceIndex((Choice("001", ()), Choice("10%", ()), Choice("1月2日", ())))
)


def field(type_: FieldType, unit: str = "") -> Field:
    return Field("数", None, FieldKind.ENTRY, type_, Necessity.OPTIONAL, Severity.ERROR, "様式", ("A1",), unit=unit)


def read(number: str, code: str, type_: FieldType, unit: str = ""):
    cell = number_cell(number, number_format(code), date1904=False)
    value, note = parse_cell(cell, field(type_, unit), READER)
    return value, note and note.code


@pytest.mark.parametrize(
    ("number", "code", "unit", "value", "told"),
    [
        ("20", '[=0]"";General', "件", 20, None),
        ("20", "#,##0_ ;[Red]\\-#,##0", "", 20, None),
        ("1200", "#,##0", "", 1200, None),
        ("15", '0"名"', "人", 15, None),
        ("-3", '#,##0;"△"#,##0', "", -3, None),
        ("0", '#,##0;-#,##0;"-"', "", 0, None),
        ("15", '0"%"', "％", 15, None),
        ("0.98", "0%", "％", 98, "number-read"),
        ("1200000", '#,##0,"千円"', "千円", 1200, "thousands-read"),
        ("1200000", "#,##0,", "千円", 1200, "thousands-read"),
        ("2500000", "0.0,,", "百万円", Decimal("2.5"), "thousands-read"),
        ("1200000", '#,##0,"千円"', "円", 1200000, "number-read"),  # 1,200千円 is 1,200,000円
        ("1200000", "#,##0,", "円", 1200000, "shown-otherwise"),
        ("1200000", "#,##0,", "", 1200000, "shown-otherwise"),
        ("1200000", '#,##0,"千円"', "", 1200000, "shown-otherwise"),  # 千円 may stand in another column again
        ("2500000", '0.0,,"百万円"', "", 2500000, "shown-otherwise"),
        ("15", '0"人"', "件", 15, "shown-otherwise"),
        ("15", '"約"0"名"', "人", 15, "shown-otherwise"),
        ("1", '[=1]"○";"×"', "", 1, "shown-otherwise"),
        ("-3", "0;0", "", -3, "shown-otherwise"),
        ("63.84", "0.0", "", Decimal("63.84"), "shown-rounded"),
        ("0.6384", "0%", "％", Decimal("63.84"), "shown-rounded"),
        ("0", '[=0]"";General', "", 0, "hidden-by-format"),
        ("15", ";;;", "", 15, "hidden-by-format"),
        ("15", "[DBNum1]0", "", 15, "shown-unknown"),
        ("15", "yyyy/m/d", "", None, "date-for-number"),
        ("1.5", "[h]:mm", "", None, "date-for-number"),
    ],
)
def test_a_number_is_the_one_stored_and_what_is_shown_otherwise_is_told(number, code, unit, value, told):
    assert read(number, code, FieldType.NUMBER, unit) == (value, told)


@pytest.mark.parametrize(
    ("number", "code", "value", "told"),
    [
        ("130", "0000", "0130", None),
        ("130", '"第"0"号"', "第130号", None),
        ("1200", "#,##0", "1,200", None),
        ("0.98", "0%", "98%", None),
        ("46024", 'm"月"d"日"', "1月2日", "date-in-text"),
        ("46113", '[$-411]ggge"年"m"月"d"日"', "令和8年4月1日", "date-in-text"),
        ("130", ";;;", "130", "hidden-by-format"),
        ("15", "[DBNum1]0", "15", "shown-unknown"),
    ],
)
def test_a_text_is_what_the_cell_shows(number, code, value, told):
    assert read(number, code, FieldType.TEXT) == (value, told)


@pytest.mark.parametrize(
    ("number", "code", "value"), [("1", "000", "001"), ("0.1", "0%", "10%"), ("46024", 'm"月"d"日"', "1月2日")]
)
def test_a_choice_is_what_the_cell_shows(number, code, value):
    assert read(number, code, FieldType.CHOICE) == (value, None)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("yyyy/m/d", None),
        ('[$-411]ggge"年"m"月"d"日"', None),
        ("m/d", "date-shown-partly"),
        ('yyyy"年"m"月"', "date-shown-partly"),
        ("aaa", "date-shown-partly"),
        ("h:mm", "date-shown-partly"),
        ('"令和"yy"年"m"月"d"日"', "shown-otherwise"),
    ],
)
def test_a_date_is_the_day_stored_and_what_of_it_is_not_shown_is_told(code, told):
    assert read("46113", code, FieldType.DATE) == (dt.date(2026, 4, 1), told)


@pytest.mark.parametrize(
    ("number", "code", "type_", "unit", "expected"),
    [
        ("130", "0000", FieldType.TEXT, "", Cell(CellKind.TEXT, "0130")),
        ("46024", 'm"月"d"日"', FieldType.CHOICE, "", Cell(CellKind.TEXT, "1月2日")),
        ("1200000", "#,##0,", FieldType.NUMBER, "千円", Cell(CellKind.NUMBER, "1200", Decimal(1200))),
        ("1200000", "#,##0,", FieldType.NUMBER, "円", Cell(CellKind.NUMBER, "1200000", Decimal(1200000))),
        ("15", "yyyy/m/d", FieldType.NUMBER, "", Cell(CellKind.DATE, "1900-01-15", Decimal(15))),
        ("0.98", "0.0%", FieldType.NUMBER, "％", Cell(CellKind.NUMBER, "98%", Decimal("0.98"))),
    ],
)
def test_what_goes_back_in_a_fresh_sheet_says_what_was_read(number, code, type_, unit, expected):
    cell = number_cell(number, number_format(code), date1904=False)
    sent = without_format(cell, field(type_, unit))
    assert sent == expected
    assert parse_cell(sent, field(type_, unit), READER)[0] == parse_cell(cell, field(type_, unit), READER)[0]
