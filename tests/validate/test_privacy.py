"""個人番号 is found in whatever way it is written, and never repeated."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.jp import in_

from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.core.values import Cell, CellKind, text_cell
from kusei_batch.validate.individual_number import (
    DIGIT_SIGNS,
    holds_individual_number,
    text_holds_individual_number,
)
from kusei_batch.validate.privacy import MASK, mask_individual_numbers, mask_problem, mask_text
from tests.validate.builders import found, problems, target, validate
from tests.validate.notations import FULL, ORDINARY, notations
from tests.validate.sentences import BAD, GOOD

BODY = "62149832025"
VALID = BODY + in_.calc_check_digit(BODY)
WRONG = BODY + str((int(VALID[-1]) + 1) % 10)
_KANJI = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")}


def grouped(number: str, joint: str) -> str:
    return joint.join((number[:4], number[4:8], number[8:]))


def number_cell(number: str | Decimal) -> Cell:
    return Cell(CellKind.NUMBER, str(number), Decimal(number))


def digits_of(text: str) -> str:
    """Every digit of any kind, one after the other."""
    return "".join(_KANJI.get(c, str(unicodedata.digit(c, ""))) for c in text)


def a_number_with(body: str) -> str:
    return body + in_.calc_check_digit(body)


numbers = st.from_regex(r"[0-9]{11}", fullmatch=True).map(a_number_with)


@pytest.mark.parametrize("name", notations(VALID))
def test_it_is_found_in_every_notation(name):
    text = notations(VALID)[name]
    assert text_holds_individual_number(f"番号は{text}です。")
    left = mask_text(f"番号は{text}です。")
    assert left.startswith("番号は")
    assert left.endswith("です。")
    assert MASK in left
    assert VALID not in digits_of(left)


@given(numbers, st.sampled_from(sorted(notations(VALID))))
@settings(max_examples=500)
def test_every_valid_number_is_found_in_every_notation(number, name):
    text = notations(number)[name]
    # A date or years that follow one another are not taken for a number's groups; see the module.
    if name.startswith(("first eight", "fours", "halves")):
        text = text if not number.startswith(("19", "20")) else number
    assert text_holds_individual_number(f"（{text}）")


@pytest.mark.parametrize(
    "text",
    [f"1 {grouped(VALID, ' ')}", f"044-200-0000 {VALID}", f"A{VALID}B", f"2026/4/1 {VALID}", f"{VALID}、{VALID}"],
)
def test_what_stands_beside_it_does_not_hide_it(text):
    assert text_holds_individual_number(text)


@pytest.mark.parametrize(
    "text",
    [
        WRONG,
        *notations(WRONG).values(),
        "1" + VALID,
        VALID + "0",
        f"{VALID[:4]}-{grouped(VALID, '-')}",
        f"{grouped(VALID, ' ')} {VALID[:4]}",
        "1," + ",".join((VALID[:3], VALID[3:6], VALID[6:9], VALID[9:])),
        VALID[:11],
        f"{VALID[:6]}\n\n\n\n{VALID[6:]}",
        f"{VALID[:6]}件{VALID[6:]}",
        "",
        *GOOD,
        *BAD,
    ],
)
def test_it_is_not_found_where_it_is_none(text):
    assert not text_holds_individual_number(text)
    assert mask_text(text) == text


def _digits(size: int) -> st.SearchStrategy[str]:
    return st.from_regex(rf"[1-9][0-9]{{{size - 1}}}", fullmatch=True)


@st.composite
def ordinary_texts(draw):
    """Sentences with dates, times, telephone numbers, counts and money, each drawn anew."""
    text = draw(st.sampled_from(ORDINARY))
    days = st.dates(dt.date(2000, 1, 1), dt.date(2050, 12, 31))
    year = draw(st.integers(1990, 2060))
    drawn = {
        "zip": st.builds("{}-{}".format, _digits(3), _digits(4)),
        "phone": st.builds("{}-{}-{}".format, st.just("044"), _digits(3), _digits(4)),
        "mobile": st.builds("090-{}-{}".format, _digits(4), _digits(4)),
        "date": days.map(lambda d: f"{d.year}/{d.month}/{d.day}") | days.map(lambda d: f"{d:%Y-%m-%d}"),
        "compact": days.map(lambda d: f"{d:%Y%m%d}"),
        "month": days.map(lambda d: f"{d:%Y%m}"),
        "time": st.times().map(lambda t: f"{t:%H:%M}"),
        "amount": st.integers(0, 99_999_999).map(lambda n: f"{n:,}"),
        "digit": _digits(1),
        "two": _digits(2),
        "three": _digits(3),
        "four": _digits(4),
        "five": _digits(5),
        "six": _digits(6),
        "year": st.just(year),
        "year1": st.just(year + 1),
        "year2": st.just(year + 2),
    }
    for name, values in drawn.items():
        while f"{{{name}}}" in text:
            text = text.replace(f"{{{name}}}", str(draw(values)), 1)
    return text.translate(FULL) if draw(st.booleans()) else text


@given(ordinary_texts())
@settings(max_examples=2000)
def test_ordinary_sentences_hold_none(text):
    assert not text_holds_individual_number(text), text


def test_a_number_in_a_cell_is_found_even_where_excel_dropped_its_first_zero():
    short = next(n for n in map(a_number_with, ("01234567891", "01234567892")))
    assert holds_individual_number(number_cell(VALID))
    assert holds_individual_number(number_cell(f"{VALID}.5"))
    assert holds_individual_number(number_cell(f"-{VALID}"))
    assert holds_individual_number(number_cell(short[1:]))
    assert mask_individual_numbers(number_cell(short[1:])) == text_cell(MASK)


def test_amounts_and_fractions_are_numbers_like_any_other():
    round_amount = next(n for n in map(str, range(10**10, 10**11, 1000)) if in_.is_valid("0" + n))
    assert not holds_individual_number(number_cell(round_amount))
    assert not holds_individual_number(number_cell(f"0.{VALID}"))
    assert not holds_individual_number(number_cell(WRONG))
    assert not holds_individual_number(number_cell("9012345678"))
    assert not holds_individual_number(number_cell("1E+300"))


def test_a_formula_nobody_computed_is_looked_into():
    cell = Cell(CellKind.UNCOMPUTED, f"={VALID}+0")
    assert holds_individual_number(cell)
    assert mask_individual_numbers(cell) == text_cell(f"={MASK}+0")


@pytest.mark.parametrize(
    "place",
    [
        {"目標": f"連絡先 {VALID}"},
        {"評価指標": number_cell(VALID)},
        {"目標値": VALID},
        {"目標値": grouped(VALID, "\n")},
        {"目標値": f"{VALID[:4]}億{VALID[4:8]}万{VALID[8:]}"},
        {"目標値": f"{VALID[:4]}億{VALID[4:8]}万{VALID[8]}千{VALID[9]}百{VALID[10]}十{VALID[11]}"},
        {"目標値": "、".join((VALID[:3], VALID[3:6], VALID[6:9], VALID[9:]))},
        {"目標値": Cell(CellKind.UNCOMPUTED, f"={VALID}+0")},
        {"期限": VALID},
        {"期限": grouped(VALID, "/")},
        {"場面": grouped(VALID, "-")},
        {"予算措置": grouped(VALID, "・")},
        {"公表": VALID},
    ],
)
def test_the_digits_are_never_repeated(place):
    records, told = validate(target(**place), head={"記入者": grouped(VALID.translate(FULL), "　")})
    assert "F12" in repr(told) or next(iter(place)) != "目標値"
    assert [p.code for p in told].count("individual-number") == 2
    everything = repr(records) + repr(told) + "".join(p.message + p.remedy for p in told)
    assert VALID not in digits_of(everything)


def test_it_silences_what_would_follow_from_it():
    assert found(target(目標値=VALID)) == [("individual-number", "F12")]


def test_several_cells_make_one_problem():
    assert found(target(1, 目標値=VALID), target(2, 目標値=VALID)) == [("individual-number", "F12,F13")]
    assert problems(target(目標値=VALID))[0].message.startswith("目標1の目標値に")


def test_a_problem_is_told_without_digits_wherever_they_stood():
    place = Location(f"個人 {VALID}", ("C5",), "目標", f"区/{VALID}.xlsx")
    problem = Problem("not-a-number", Severity.ERROR, place, {"place": "目標1", "text": grouped(VALID, "/")})
    told = mask_problem(problem)
    assert VALID not in digits_of(repr(told) + told.message)
    assert told.location.cells == ("C5",)
    assert mask_problem(told) is told


@given(st.text() | st.text("0123456789一② -、\n\u200b"))
def test_nothing_typed_raises(text):
    assert not text_holds_individual_number(mask_text(text))


@pytest.mark.usefixtures("ended_at_all")
@pytest.mark.parametrize("text", ["1 " * 16_000, "1234 " * 6_500, "1" * 32_000, "1-" * 16_000, "1\u200b " * 10_000])
def test_a_cell_full_of_digits_is_looked_through_to_the_end(text):
    assert len(mask_text(text)) == len(text)


def test_every_digit_that_is_no_decimal_is_known():
    characters = [c for c in map(chr, range(0x1F200)) if not 0xD800 <= ord(c) < 0xE000]
    signs = [c for c in characters if c.isdigit() and not c.isdecimal()]
    assert "²" in signs
    assert re.findall(f"[{DIGIT_SIGNS}]", "".join(characters)) == signs
