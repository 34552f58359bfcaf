"""個人番号 is found and never repeated."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.jp import in_

from kusei_batch.core.values import Cell, CellKind
from kusei_batch.validate.privacy import text_holds_individual_number
from tests.validate.builders import found, problems, target, validate

BODY = "62149832025"
VALID = BODY + in_.calc_check_digit(BODY)
WRONG = BODY + str((int(VALID[-1]) + 1) % 10)
FULL = str.maketrans("0123456789", "０１２３４５６７８９")


def grouped(number: str, joint: str) -> str:
    return joint.join((number[:4], number[4:8], number[8:]))


@pytest.mark.parametrize(
    "text",
    [
        VALID,
        f"番号は{VALID}です。",
        VALID.translate(FULL),
        grouped(VALID, " "),
        grouped(VALID, "-"),
        grouped(VALID, "－"),
        grouped(VALID.translate(FULL), "　"),
        grouped(VALID, " - "),
        " ".join(VALID),
        f"1 {grouped(VALID, ' ')}",
        f"044-200-0000 {VALID}",
        f"A{VALID}B",
    ],
)
def test_it_is_found(text):
    assert text_holds_individual_number(text)


@pytest.mark.parametrize(
    "text",
    [
        WRONG,
        grouped(WRONG, "-"),
        "1" + VALID,
        VALID + "0",
        f"{VALID[:4]}-{grouped(VALID, '-')}",
        f"{grouped(VALID, ' ')} {VALID[:4]}",
        f"{VALID}円",
        f"{VALID[:4]}-{VALID[4:8]} {VALID[8:]}",
        VALID[:11],
        f"{VALID[:6]}\n\n\n\n{VALID[6:]}",
        "",
    ],
)
def test_it_is_not_found_where_it_is_none(text):
    assert not text_holds_individual_number(text)


@pytest.mark.parametrize(
    "place",
    [
        {"目標": f"連絡先 {VALID}"},
        {"評価指標": Cell(CellKind.NUMBER, VALID, Decimal(VALID))},
        {"目標値": VALID},
        {"期限": VALID},
        {"場面": grouped(VALID, "-")},
        {"予算措置": VALID},
        {"公表": VALID},
    ],
)
def test_the_digits_are_never_repeated(place):
    records, told = validate(target(**place), head={"記入者": grouped(VALID.translate(FULL), "　")})
    assert "individual-number" in [p.code for p in told]
    everything = repr(records) + repr(told) + "".join(p.message + p.remedy for p in told)
    digits = "".join(
        c for c in everything.translate(str.maketrans("０１２３４５６７８９", "0123456789")) if c.isdigit()
    )
    assert VALID not in digits


def test_it_silences_what_would_follow_from_it():
    assert found(target(目標値=VALID)) == [("individual-number", "F12")]


def test_several_cells_make_one_problem():
    assert found(target(1, 目標値=VALID), target(2, 目標値=VALID)) == [("individual-number", "F12,F13")]
    assert problems(target(目標値=VALID))[0].message.startswith("目標1の目標値に")


@given(st.from_regex(r"[0-9]{11}", fullmatch=True), st.sampled_from(["", " ", "-", "　"]))
def test_every_valid_number_is_found(body, joint):
    number = body + in_.calc_check_digit(body)
    assert text_holds_individual_number(f"（{grouped(number, joint)}）")


@given(st.text())
def test_nothing_typed_raises(text):
    text_holds_individual_number(text)
