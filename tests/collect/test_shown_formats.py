"""Whatever number stands in whatever format in whatever cell of an issued sheet: read as shown, or told."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kusei_batch.core.period import Calendar
from kusei_batch.core.problem import Problem
from kusei_batch.core.record import Record
from kusei_batch.core.values import TypedValue, text_cell
from kusei_batch.validate import validate_submission
from kusei_batch.xlsx.formats import built_in_code, number_format, parse_stored
from kusei_batch.xlsx.package import read_parts
from tests.collect.copies import DEPARTMENTS, Issued
from tests.xlsx.format_book import read_shown
from tests.xlsx.handmade import zipped

CODES = [f.code if f.built_in is None else built_in_code(f.built_in) for f in read_shown()]
FIELDS = {"記入者": "B2", "場面": "B5", "取組": "C5", "目標値": "D5", "期限": "E5"}
FORMAT = 900
NUMBERS = st.one_of(
    st.sampled_from(["0", "1", "15", "20", "130", "0.5", "0.98", "-3", "60", "1200000", "46113", "46477.75", "1E+20"]),
    st.integers(-2_000_000, 3_000_000).map(str),
    st.decimals(-5000, 50_000, places=3).map(lambda d: format(d, "f")),
)


def typed(data: bytes, address: str, number: str, code: str) -> bytes:
    """An issued sheet with a number in one entry cell, in a number format of the cell's own."""
    parts = read_parts(data)
    sheet = next(name for name in parts if name.endswith("sheet1.xml"))
    styles = parts["xl/styles.xml"].decode()
    own = f'<numFmt numFmtId="{FORMAT}" formatCode={quoteattr(code)}/>'
    if "<numFmts" in styles:
        styles = re.sub(r"(<numFmts[^>]*>)", lambda m: m[1] + own, styles, count=1)
    else:
        styles = re.sub(r"(<styleSheet[^>]*>)", lambda m: f"{m[1]}<numFmts>{own}</numFmts>", styles, count=1)
    end = styles.index("</cellXfs>")
    style = len(re.findall(r"<xf\b", styles[styles.index("<cellXfs") : end]))
    styles = f'{styles[:end]}<xf numFmtId="{FORMAT}" fontId="0" fillId="0" borderId="0"/>{styles[end:]}'
    cell = f'<c r="{address}" s="{style}"><v>{number}</v></c>'
    changed, count = re.subn(rf'<c r="{address}"[^>]*?(?:/>|>.*?</c>)', cell, parts[sheet].decode(), count=1)
    assert count == 1
    return zipped({**parts, "xl/styles.xml": styles.encode(), sheet: changed.encode()})


def judged(issued: Issued, data: bytes) -> tuple[list[Record], list[Problem]]:
    submission, problems = issued.extract(data)
    records, found = validate_submission(issued.form, submission, issued.entry, DEPARTMENTS[0], Calendar())
    return records, [*problems, *found]


@pytest.fixture(scope="module")
def answered(issued: Issued) -> bytes:
    entries = {"目標.場面": [text_cell("電話")], "目標.取組": [text_cell("取次ぎを二回以内にします。")]}
    return issued.copy({**entries, "記入者": [text_cell("区民課　係長")], "目標.目標値": [text_cell("30")]})


@settings(
    max_examples=150, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(number=NUMBERS, code=st.sampled_from(CODES), name=st.sampled_from(sorted(FIELDS)))
def test_a_number_in_any_format_is_read_as_shown_or_told(issued, answered, number, code, name):
    address = FIELDS[name]
    records, problems = judged(issued, typed(answered, address, number, code))
    value = next((record.fields[name] for record in records if name in record.fields), None)
    stored = parse_stored(number)
    assert stored is not None
    shown = number_format(code).show(stored)
    told = any(address in problem.location.cells for problem in problems)
    assert told or is_as_shown(value, (shown or "").strip(), stored), (value, shown, problems)
    for problem in problems:
        assert problem.message
        assert problem.remedy


def is_as_shown(value: TypedValue, shown: str, stored: Decimal) -> bool:
    match value:
        case str():
            return value == shown
        case dt.date():
            numbers = [int(part) for part in re.findall(r"\d+", shown)]
            years = {value.year, value.year % 100, value.year - 2018, value.year - 1988, value.year - 1925}
            years |= {value.year - 1911, value.year - 1867}
            named = value.strftime("%b") in shown or value.month in numbers
            return named and value.day in numbers and bool(years & set(numbers))
        case Decimal() | int():
            return value == stored and figure(shown) in (value, None if value == 0 else value)
    return False


def figure(shown: str) -> Decimal | None:
    """The number a person sees: digits with groups of three, a sign before them, a unit after them."""
    found = re.fullmatch(r"(?P<sign>[-△▲+(¥￥$€ 円]*)(?P<digits>[0-9,]*\.?[0-9]*)(?P<unit>[^0-9]*)", shown)
    if found is None or not any(c.isdigit() for c in found["digits"]):
        return None
    number = Decimal(found["digits"].replace(",", ""))
    return -number if set(found["sign"]) & set("-△▲(") else number


@pytest.mark.parametrize(
    ("number", "code", "name", "value"),
    [
        ("20", '[=0]"";General', "目標値", Decimal(20)),
        ("130", "0000", "記入者", "0130"),
        ("3", '"第"0"四半期"に実施', "取組", "第3四半期に実施"),
    ],
)
def test_the_value_is_the_one_the_sheet_shows(issued, answered, number, code, name, value):
    address = FIELDS[name]
    records, problems = judged(issued, typed(answered, address, number, code))
    assert next(record.fields[name] for record in records if name in record.fields) == value
    assert not [p for p in problems if address in p.location.cells and p.severity != "info"]
