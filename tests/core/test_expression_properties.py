"""What holds of every expression."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from kusei_batch.core.expression import UNREAD, ExpressionError, parse_condition, parse_expression, parse_formula

NAMES = ("甲", "乙", "甲・乙", "乙（丙）")
SIGNS = st.sampled_from("+-*/")
OPERANDS = st.one_of(st.sampled_from(NAMES), st.integers(0, 999).map(str))
FORMULAS = st.recursive(OPERANDS, lambda inner: st.tuples(inner, SIGNS, inner).map(lambda p: f"({p[0]}{p[1]}{p[2]})"))
COMPARISONS = st.tuples(FORMULAS, st.sampled_from(["<", "≦", ">", "≧", "=", "≠"]), FORMULAS).map("".join)
CONDITIONS = st.recursive(
    COMPARISONS | st.sampled_from(NAMES).map(lambda n: f"{n} = 空欄"),
    lambda inner: st.tuples(inner, st.sampled_from(["かつ", "または"]), inner).map(lambda p: f"({p[0]}{p[1]}{p[2]})"),
    max_leaves=6,
)
NUMBERS = st.integers(-999, 999) | st.decimals(-99, 99, places=2)
VALUES = st.dictionaries(st.sampled_from(NAMES), st.none() | st.just(UNREAD) | NUMBERS)
WIDE = str.maketrans("+-*/()<>=", "＋－×÷（）＜＞＝")


def fraction(text: str, values: dict[str, Fraction]) -> Fraction | None:
    """The value by Python's own reading of the formula."""
    words = text.replace("甲・乙", "c").replace("乙（丙）", "d").replace("甲", "a").replace("乙", "b")
    known = {k: values[name] for k, name in zip("abcd", ("甲", "乙", "甲・乙", "乙（丙）"), strict=True)}
    numbered = "".join(f"Fraction({w})" if w.isdecimal() else w for w in _words(words))
    try:
        return eval(numbered, {"Fraction": Fraction, **known})  # noqa: S307 - built of names and signs alone
    except ZeroDivisionError:
        return None


def _words(text: str) -> list[str]:
    for sign in "+-*/()":
        text = text.replace(sign, f" {sign} ")
    return text.split()


@given(FORMULAS, st.fixed_dictionaries({n: st.integers(-999, 999) for n in NAMES}))
def test_a_formula_comes_to_what_arithmetic_says(text, values):
    expected = fraction(text, {name: Fraction(value) for name, value in values.items()})
    found = parse_formula(text, NAMES).evaluate(values)
    if "/" not in text:
        assert Fraction(found) == expected
    elif expected is not None and isinstance(found, Decimal):
        assert abs(Fraction(found) - expected) <= abs(expected) / 10**9 + Fraction(1, 10**9)


@given(CONDITIONS, VALUES)
def test_what_is_turned_round_is_the_opposite_and_the_unknown_stays(text, values):
    straight, turned = (parse_condition(t, NAMES).holds(values) for t in (text, f"({text})でない"))
    assert turned is (None if straight is None else not straight)


@given(CONDITIONS, VALUES, NUMBERS)
def test_what_is_settled_stays_settled_when_the_unread_becomes_known(text, values, number):
    told = parse_condition(text, NAMES).holds(values)
    known = {name: number if value is UNREAD else value for name, value in values.items()}
    if told is not None:
        assert parse_condition(text, NAMES).holds(known) is told


@given(CONDITIONS)
def test_full_width_signs_and_spaces_change_nothing(text):
    spaced = text.translate(WIDE).replace("かつ", " かつ　").replace("または", "\nまたは ")
    assert parse_condition(spaced, NAMES) == parse_condition(text, NAMES)


@given(CONDITIONS | FORMULAS)
def test_every_expression_speaks_and_tells_its_names(text):
    expression = parse_expression(text, NAMES)
    assert all(f"「{name}」" in expression.in_japanese() for name in expression.names)
    assert set(expression.names) <= set(NAMES)


@given(
    st.text(alphabet="甲乙・（）()|｜=≠<≧+-×÷0123./年月日空欄かつまたはでない「」もし合計、,　\n ", max_size=40), VALUES
)
def test_any_text_is_an_expression_or_told_to_be_none(text, values):
    try:
        expression = parse_expression(text, NAMES)
    except ExpressionError:
        return
    expression.evaluate(values)
    assert expression.in_japanese()
