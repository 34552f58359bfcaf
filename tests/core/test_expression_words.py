"""What an expression says of itself: its words, the names it asks for, what it is when it travels."""

from __future__ import annotations

import pickle

import pytest

from kusei_batch.core.expression import (
    ExpressionError,
    SeenRows,
    SheetValues,
    UnknownFieldError,
    parse_condition,
    parse_expression,
    parse_formula,
)
from tests.core.expression_names import NAMES


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("達せい度 = 未達成", "達せい度"),
        ("実績値 < 目標植", "目標植"),
        ("合計(満足、満ぞく) = 1", "満ぞく"),
        ("回収数 = 合計(満足、満ぞく)", "満ぞく"),
        ("回収数 = 満足 + 満ぞく", "満ぞく"),
        ("対応状 = 済", "対応状"),
    ],
)
def test_an_unknown_name_is_told_by_itself(text, name):
    with pytest.raises(UnknownFieldError) as told:
        parse_condition(text, NAMES)
    assert told.value.name == name


def test_a_condition_is_no_formula():
    with pytest.raises(ExpressionError, match="もし"):
        parse_formula("満足 = 3", NAMES)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("達成度 = 一部達成|未達成", "「達成度」が「一部達成」か「未達成」の"),
        ("達成度 ≠ 達成", "「達成度」が「達成」以外の"),
        ("理由 = 空欄", "「理由」が空欄の"),
        ("理由 ≠ 空欄", "「理由」が空欄でない"),
        ("実績値 < 目標値 かつ 達成度 = 達成", "「実績値」が「目標値」より小さく、「達成度」が「達成」の"),
        ("理由 = 空欄 または 満足 ≧ 3", "「理由」が空欄か、「満足」が3以上かのいずれかの"),
        ("合計(満足、無回答) ≠ 回収数", "「満足」と「無回答」の合計が「回収数」と異なる"),
        ("-増減 > 10", "－「増減」が10より大きい"),
        ("期限 ≦ 2026/10/1", "「期限」が2026/10/1以前の"),
        ("(満足+1)×2", "（「満足」＋1）×2"),
        ("理由 = 形「AB-##」", "「理由」が「AB-##」の形の"),
        ("理由 ≠ 形「##」|形「@#」", "「理由」が「##」の形か「@#」の形以外の"),
        ("文字数(理由) < 10", "「理由」の文字数が10より小さい"),
    ],
)
def test_an_expression_speaks_before_a_noun(text, words):
    assert parse_expression(text, NAMES).in_japanese() == words


def test_a_condition_on_rows_asks_for_no_shape():
    with pytest.raises(ExpressionError, match="計算の項目に"):
        parse_condition("件数(事業、採否 = 形「##」) > 1", ["枠"], rows=SeenRows({"事業": ("採否",)}, "事業"))


def test_names_are_told_once_in_order():
    assert parse_expression("満足 + 無回答 > 満足", NAMES).names == ("満足", "無回答")


def test_equal_trees_are_equal_and_travel():
    one, other = parse_condition("達成度=達成", NAMES), parse_condition(" 達成度 ＝ 達成", NAMES)
    assert one == other
    assert hash(one) == hash(other)
    again = pickle.loads(pickle.dumps(other))  # noqa: S301 - our own
    assert (again, again.text) == (other, "達成度 ＝ 達成")


ROWS = SeenRows({"事業（A）": ("額（千円）", "順位", "採否"), "事業": ("額（千円）",)}, "事業（A）")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("合計(事業（A）.額（千円）) > 枠", "「事業（A）」の行の「額（千円）」の合計が「枠」より大きい"),
        ("件数(事業（A）、順位 ＝ この行．順位) > 1", "「順位」がこの行の「順位」と等しい「事業（A）」の行の数が1より大きい"),
        ("比率(事業（A）.順位、事業（A）.額（千円）) < 50", "「事業（A）」の行の「順位」の合計の、「額（千円）」の合計に対する割合（％）が50より小さい"),
        ("値(事業（A）.採否、番号 = 1) = 採用", "「番号」が1の「事業（A）」の行の「採否」が「採用」の"),
        ("件数(事業.額（千円）) = 0", "「事業」の行で「額（千円）」のあるものの数が0の"),
    ],
)  # fmt: skip
def test_what_is_taken_of_rows_is_said_in_japanese(text, said):
    assert parse_condition(text, ["枠", "順位", "額（千円）"], rows=ROWS).in_japanese() == said


def test_what_is_taken_of_rows_is_unknown_where_there_are_no_rows_to_take():
    condition = parse_condition("件数(事業) = 0", [], rows=ROWS)
    assert condition.holds({}) is None
    assert condition.holds(SheetValues({}, lambda _: [])) is True
    assert parse_formula("合計(事業.額（千円）)", [], rows=ROWS).evaluate(SheetValues({}, lambda _: [])) is None
