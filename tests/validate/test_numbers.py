"""Numbers as people type them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kusei_batch.core.values import BLANK, Cell, CellKind, text_cell
from kusei_batch.validate.parse import number_text, parse_integer, parse_number
from tests.validate.builders import ERROR_CELL, cell

TO_FULL = str.maketrans("0123456789.,-+%", "０１２３４５６７８９．，－＋％")


def number(text: str, unit: str = "") -> Decimal | None:
    return parse_number(text_cell(text), unit)[0]


def fault(text: str, unit: str = "") -> str:
    value, note = parse_number(text_cell(text), unit)
    assert value is None
    assert note is not None
    return note.code


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("1200", "", "1200"),
        ("１２００", "", "1200"),
        ("1,200", "", "1200"),
        ("1，200", "", "1200"),
        ("1、200", "", "1200"),
        ("▲１，２００", "", "-1200"),
        ("△5", "", "-5"),
        ("－5", "", "-5"),
        ("ー5", "", "-5"),
        ("‐5", "", "-5"),
        ("−5", "", "-5"),
        ("+5", "", "5"),
        (" 5 ", "", "5"),
        ("　１２ 　", "", "12"),
        ("1 200", "", "1200"),
        ("１　２００", "", "1200"),
        ("12 345 678円", "円", "12345678"),
        ("▲ 1,200", "", "-1200"),
        ("￥ 1,200", "円", "1200"),
        ("30\n件", "件", "30"),
        ("\n30\n", "", "30"),
        ("20\u200b", "", "20"),
        ("2\u20600", "", "20"),
        ("\ufeff20\u3164", "", "20"),
        ("20\ufe0f", "", "20"),
        ("20\u2800件\U000e0100", "件", "20"),
        ("3倍", "倍", "3"),
        ("１．５ 倍", "倍", "1.5"),
        ("2割", "割", "2"),
        ("3％ポイント", "％ポイント", "3"),
        ("98(％)", "％", "98"),
        ("4.9点", "点", "4.9"),
        ("14団体", "団体", "14"),
        ("５０万円", "万円", "50"),
        ("1,200千円", "千円", "1200"),
        ("1.5時間", "時間", "1.5"),
        ("30m2", "㎡", "30"),
        ("30㎡", "m2", "30"),
        ("30平方メートル", "㎡", "30"),
        ("3ﾎﾟｲﾝﾄ", "ポイント", "3"),
        ("98パーセント", "％", "98"),
        ("3人以上の班", "人以上の班", "3"),
        ("2人増", "人増", "2"),
        ("'5", "", "5"),
        ("０．５", "", "0.5"),
        (".5", "", "0.5"),
        ("98％", "％", "98"),
        ("98%", "%", "98"),
        ("98パーセント", "%", "98"),
        ("98％", "", "98"),
        ("1,000円", "円", "1000"),
        ("￥1,000", "円", "1000"),
        ("500千円", "千円", "500"),
        ("30名", "人", "30"),
        ("3箇所", "か所", "3"),
        ("12 件", "件", "12"),
        ("7回", "", "7"),
        ("1万2千", "", "12000"),
        ("１万２千円", "円", "12000"),
        ("1.5万", "", "15000"),
        ("2万5000", "", "25000"),
        ("3千", "", "3000"),
        ("1千万", "", "10000000"),
        ("1億2,000万円", "円", "120000000"),
        ("0", "", "0"),
        ("-0", "", "0"),
        ("0098", "", "98"),
    ],
)
def test_a_number_is_read(text, unit, value):
    assert number(text, unit) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "unit", "code"),
    [
        ("約80", "", "number-with-words"),
        ("80％以上", "％", "number-with-words"),
        ("1～3", "", "number-with-words"),
        ("8割", "％", "wrong-unit"),
        ("2倍", "％", "wrong-unit"),
        ("20％", "割", "wrong-unit"),
        ("2割", "", "number-with-words"),
        ("3割5分", "％", "number-with-words"),
        ("5万", "万円", "number-with-words"),
        ("1万2千円", "千円", "number-with-words"),
        ("2倍", "", "number-with-words"),
        ("②", "", "not-a-number"),
        ("10²", "", "not-a-number"),
        ("½", "", "not-a-number"),
        ("三", "", "not-a-number"),
        ("1,2", "", "not-a-number"),
        ("30\n40", "", "not-a-number"),
        ("30\r\n40件", "件", "not-a-number"),
        ("80 90", "", "not-a-number"),
        ("８０　９０", "％", "not-a-number"),
        ("1\n200", "", "not-a-number"),
        ("1  200", "", "not-a-number"),
        ("1,200 300", "", "not-a-number"),
        ("1 200 30", "", "not-a-number"),
        ("10, 200", "", "not-a-number"),
        ("3 . 5", "", "not-a-number"),
        ("1 2 3", "", "not-a-number"),
        ("1,20", "", "not-a-number"),
        ("1.2.3", "", "not-a-number"),
        ("4/1", "", "not-a-number"),
        ("未定", "", "not-a-number"),
        ("-", "", "not-a-number"),
        ("万", "", "not-a-number"),
        ("1千1万1億", "", "not-a-number"),
        ("2千3千", "", "not-a-number"),
        ("80点くん", "", "not-a-number"),
        ("80件", "人", "wrong-unit"),
        ("50万円", "千円", "wrong-unit"),
        ("98％", "件", "wrong-unit"),
        ("9" * 5000, "", "not-a-number"),
        ("٣", "", "not-a-number"),
    ],
)
def test_what_is_no_single_number_is_told_so(text, unit, code):
    assert fault(text, unit) == code


def test_a_reading_that_differs_from_what_was_typed_is_told():
    value, note = parse_number(text_cell("▲１，２００"))
    assert value == -1200
    assert note is not None
    assert note.params == {"text": "▲１，２００", "value": "-1200"}


def test_plain_digits_are_not_worth_telling():
    assert parse_number(text_cell("1200"))[1] is None
    assert parse_number(cell(1200))[1] is None


def test_a_percentage_is_what_people_see():
    value, note = parse_number(Cell(CellKind.NUMBER, "98%", Decimal("0.98")), "％")
    assert value == 98
    assert note is not None


def test_the_noise_of_binary_fractions_is_no_number():
    value, _ = parse_integer(Cell(CellKind.NUMBER, "3", Decimal("2.9999999999999996"), formula=True))
    assert value == 3


def test_a_whole_number_may_not_be_broken():
    value, note = parse_integer(text_cell("3.5"))
    assert value is None
    assert note is not None
    assert note.code == "not-an-integer"
    assert parse_integer(text_cell("3.0"))[0] == 3


def test_other_cells_are_no_numbers():
    assert parse_number(Cell(CellKind.DATE, "2026-04-01", Decimal(46113)))[1].code == "date-for-number"
    assert parse_number(Cell(CellKind.BOOLEAN, "TRUE"))[1].code == "not-a-number"
    assert parse_number(ERROR_CELL)[0] is None


@given(st.text(), st.sampled_from(["", "％", "人", "千円"]))
def test_nothing_typed_raises(text, unit):
    value, note = parse_number(text_cell(text), unit)
    assert value is not None or note is not None
    parse_integer(text_cell(text), unit)


@given(
    st.builds(
        Cell,
        st.sampled_from(CellKind),
        st.text(max_size=20),
        st.none() | st.decimals(allow_nan=False, allow_infinity=False),
    )
)
def test_no_cell_raises(any_cell):
    parse_number(any_cell)
    parse_integer(any_cell)


NUMBERS = st.decimals(min_value=-(10**12), max_value=10**12, places=2)


@given(
    NUMBERS,
    st.sampled_from(["{:,f}", "{:f}"]),
    st.booleans(),
    st.sampled_from(["", " ", "　", "'"]),
    st.sampled_from(["", "円", "％"]),
)
def test_every_notation_of_a_number_is_read_back(value, style, full_width, before, unit):
    text = style.format(value) + unit
    text = before + (text.translate(TO_FULL) if full_width else text)
    assert number(text, unit) == value


@given(NUMBERS, st.sampled_from("-−‐－ー△▲"))
def test_every_minus_sign_is_read_back(value, sign):
    assert number(f"{sign}{abs(value):,f}") == -abs(value)


@given(st.integers(0, 9999), st.integers(1, 9999), st.integers(1, 9))
def test_man_and_sen_are_read_back(rest, man, sen):
    assert number(f"{man}万{rest}") == man * 10000 + rest
    assert number(f"{man}万{sen}千") == man * 10000 + sen * 1000


@given(NUMBERS)
def test_a_stored_number_is_itself(value):
    read, note = parse_number(Cell(CellKind.NUMBER, str(value), value))
    assert (read, note) == (value, None)
    assert "E" not in number_text(read)


def test_blank_is_left_to_the_caller():
    assert parse_number(BLANK)[0] is None
