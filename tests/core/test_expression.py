"""式 are read as a coordinator means them, and say nothing of what is not known."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from kusei_batch.core.expression import (
    UNREAD,
    ExpressionError,
    parse_condition,
    parse_formula,
)
from kusei_batch.core.form_year import FormYear
from kusei_batch.core.period import DEFAULT_ERAS, Calendar, Era
from tests.core.expression_names import NAMES


def holds(text: str, **values: object) -> bool | None:
    return parse_condition(text, NAMES).holds(values)


def value(text: str, **values: object) -> object:
    return parse_formula(text, NAMES).evaluate(values)


@pytest.mark.parametrize(
    ("text", "values", "came"),
    [
        ("年度(場面) > 当年度", {"場面": "令和9年度"}, True),
        ("年度(場面) > 当年度", {"場面": "R8"}, False),
        ("年度(場面) > 当年度", {"場面": "令和8年度から令和11年度まで"}, True),
        ("年度（期限） ＝ 当年度", {"期限": dt.date(2027, 3, 31)}, True),
        ("年度(場面) > 当年度", {"場面": "光年1年度"}, None),
        ("年度(場面) = 空欄", {"場面": "未定"}, True),
    ],
)
def test_a_year_a_text_says_is_compared_with_that_of_the_sheet(text, values, came):
    assert parse_condition(text, NAMES, FormYear(fiscal_year=2026)).holds(values) is came
    assert parse_condition("年度(場面) > 当年度", NAMES).holds({"場面": "令和9年度"}) is None  # read for no year


def test_the_eras_of_the_city_reach_a_year_in_an_expression():
    era = Era("光年", "K", dt.date(2027, 5, 1))
    year = FormYear(Calendar((*DEFAULT_ERAS, era)), 2026)
    expression = parse_condition("年度(場面) > 当年度", NAMES, year)
    assert expression.holds({"場面": "光年2年度"}) is True
    assert expression.in_japanese() == "「場面」の年度が今年度より大きい"


@pytest.mark.parametrize(
    ("text", "values", "truth"),
    [
        ("達成度 = 一部達成|未達成", {"達成度": "未達成"}, True),
        ("達成度＝一部達成｜未達成", {"達成度": "一部 達成"}, True),
        ("達成度 = 一部達成|未達成", {"達成度": "達成"}, False),
        ("達成度 ≠ 達成|概ね達成", {"達成度": "概ね達成"}, False),
        ("達成度 != 達成", {"達成度": "未達成"}, True),
        ("達成度 <> 達成", {}, None),
        ("達成度 = 「達成」", {"達成度": "達成"}, True),
        ("場面 = ②電話対応", {"場面": ("①お知らせ", "②電話対応")}, True),
        ("場面 ≠ ②電話対応", {"場面": ("①お知らせ", "②電話対応")}, False),
        ("公表 = はい", {"公表": True}, True),
        ("公表 = いいえ", {"公表": True}, False),
        ("公表 = 1", {"公表": True}, False),
        ("理由 = 空欄", {}, True),
        ("理由 = 空欄", {"理由": "雨のため"}, False),
        ("理由 ≠ 空欄", {"理由": "雨のため"}, True),
        ("理由 ≠ 空欄", {"理由": UNREAD}, None),
        ("理由 = 空欄 でない", {"理由": "雨のため"}, True),
        ("回収数 = 3", {"回収数": Decimal("3.0")}, True),
        ("回収数 = 3", {"回収数": "３"}, True),
        ("回収数 = 03", {"回収数": "03"}, True),
        ("実績値 < 目標値", {"実績値": 91, "目標値": Decimal("98.5")}, True),
        ("実績値 ＜＝ 目標値", {"実績値": 98, "目標値": 98}, True),
        ("実績値 ≧ 目標値", {"実績値": 98}, None),
        ("実績値 ≧ 目標値", {"実績値": 98, "目標値": UNREAD}, None),
        ("実績値 ≧ 目標値", {"実績値": 98, "目標値": "98%"}, None),
        ("期限 < 2026/10/1", {"期限": dt.date(2026, 9, 30)}, True),
        ("期限 > 2026年10月1日", {"期限": dt.date(2026, 9, 30)}, False),
        ("期限 = 2026-09-30", {"期限": dt.date(2026, 9, 30)}, True),
        ("期限 > 3", {"期限": dt.date(2026, 9, 30)}, None),
        ("対応状況 = 対応中", {"対応状況": "対応中"}, True),
        ("対応状況 = 対応", {"対応状況": "済", "対応": "済"}, True),
        ("電話・対面(窓口) = 予防（是正）", {"電話・対面（窓口）": "予防(是正)"}, True),
        ("いつかつどこ = 「いつかつどこ」", {"いつかつどこ": "いつかつどこ"}, True),
        ("合計(満足、やや満足、無回答) ≠ 回収数", {"満足": 3, "やや満足": 4, "回収数": 8}, True),
        ("合計(満足、やや満足、無回答) ≠ 回収数", {"満足": 3, "やや満足": 5, "回収数": 8}, False),
        ("合計(満足、やや満足) ≠ 回収数", {"回収数": 8}, None),
        ("合計 = 8", {"合計": 8}, True),
        ("絶対値(増減) ≧ 10", {"増減": Decimal("-10.0")}, True),
        ("満足 + やや満足 = 空欄", {"満足": 3}, True),
        ("理由 = 形「AB-####」", {"理由": "ab‐２０２６"}, True),
        ("理由 = 形「AB-####」", {"理由": "AB-20269"}, False),
        ("理由 ≠ 形 「##」|形「@#」", {"理由": "K9"}, False),
        ("理由 ≠ 形「##」|形「@#」|不明", {"理由": "9K"}, True),
        ("理由 ≠ 形「##」", {}, None),
        ("理由 = 形「市??第#号＊」", {"理由": "市区民第7号の2"}, True),
        ("理由 = 形「.#」", {"理由": "27"}, False),
        ("文字数(理由) < 10", {"理由": " 雨のため "}, True),
        ("文字数(理由) = 4", {"理由": "雨のため"}, True),
        ("文字数(理由) = 3", {"理由": "𠮷田"}, True),  # as Excel's LEN; LibreOffice's says 2
        ("文字数(理由) = 5", {"理由": "a　b  c\r\n"}, True),
        ("文字数(理由) < 10", {}, None),
        ("文字数(理由) < 10", {"理由": UNREAD}, None),
    ],
)
def test_a_condition_holds_fails_or_says_nothing(text, values, truth):
    assert holds(text, **values) is truth


@pytest.mark.parametrize(
    ("text", "values", "truth"),
    [
        ("達成度 = 達成 かつ 実績値 < 目標値", {"達成度": "達成", "実績値": 1, "目標値": 2}, True),
        ("達成度 = 達成 かつ 実績値 < 目標値", {"達成度": "達成", "実績値": 1}, None),
        ("達成度 = 達成 かつ 実績値 < 目標値", {"達成度": "未達成", "実績値": 1}, False),
        ("達成度 = 達成 または 実績値 < 目標値", {"達成度": "達成"}, True),
        ("達成度 = 達成 または 実績値 < 目標値", {"達成度": "未達成"}, None),
        ("理由 = 空欄 または 公表 = はい かつ 達成度 = 達成", {"公表": False}, True),
        ("(理由 = 空欄 または 公表 = はい) かつ 達成度 = 達成", {"達成度": "未達成"}, False),
        ("(理由 = 空欄 または 公表 = はい)でない", {"理由": "a", "公表": False}, True),
        ("理由=空欄かつ公表=はい", {"公表": True}, True),
    ],
)
def test_and_binds_closer_than_or_and_the_unknown_spreads(text, values, truth):
    assert holds(text, **values) is truth


@pytest.mark.parametrize(
    ("text", "values", "result"),
    [
        ("満足 + やや満足 × 2", {"満足": 1, "やや満足": 3}, Decimal(7)),
        ("(満足＋やや満足)÷回収数*100", {"満足": 1, "やや満足": 3, "回収数": 5}, Decimal(80)),
        ("満足 - やや満足 - 1", {"満足": 1, "やや満足": 3}, Decimal(-3)),
        ("満足 ÷ 回収数", {"満足": 1, "回収数": 0}, None),
        ("満足 + やや満足", {"満足": 1}, None),
        ("満足 + やや満足", {"満足": 1, "やや満足": UNREAD}, None),
        ("満足 + 公表", {"満足": 1, "公表": True}, None),
        ("0.1 + 0.2", {}, Decimal("0.3")),
        ("-満足", {"満足": 4}, Decimal(-4)),
        ("四捨五入(満足、1)", {"満足": Decimal("2.25")}, Decimal("2.3")),
        ("四捨五入(満足)", {"満足": Decimal("-2.5")}, Decimal(-3)),
        ("四捨五入(満足、-2)", {"満足": 1250}, Decimal(1300)),
        ("もし(実績値 ≧ 目標値、達成、「未達」)", {"実績値": 2, "目標値": 2}, "達成"),
        ("もし(実績値 ≧ 目標値、達成、「未達」)", {"実績値": 1, "目標値": 2}, "未達"),
        ("もし(実績値 ≧ 目標値、達成、「未達」)", {"目標値": 2}, None),
        ("もし(目標値 = 空欄、0、実績値 - 目標値)", {"実績値": 5, "目標値": 3}, Decimal(2)),
        ("期限 - 受付日", {"期限": dt.date(2026, 5, 1), "受付日": dt.date(2026, 4, 1)}, Decimal(30)),
        ("受付日 + 14", {"受付日": dt.date(2026, 4, 1)}, dt.date(2026, 4, 15)),
    ],
)
def test_a_formula_is_exact_or_has_no_value(text, values, result):
    assert value(text, **values) == result


def test_what_comes_of_an_unread_entry_is_unread_itself():
    formula = parse_formula("合計(満足、やや満足)", NAMES)
    assert formula.operand({"満足": 1, "やや満足": UNREAD}) is UNREAD
    assert formula.operand({}) is None


def test_values_may_be_looked_up_by_a_function():
    assert parse_condition("満足 = 3", NAMES).holds({"満足": 3}.get) is True


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "式が空です"),
        ("達成度", "条件になっていません"),
        ("= 達成", "「= 達成」のところに、項目か値がありません"),
        ("達成度 =", "式の終わりの前に、値がありません"),
        ("達成度 == 達成", "「= 達成」の前に、値がありません"),
        ("達成度 = 達成|", "式の終わりの前に、値がありません"),
        ("達成度 = 空欄|達成", "「空欄」は、ほかの値と | で並べられません"),
        ("満足 = 1 = 2", "かつ か または が要ります"),
        ("(満足 + 1 = 3", "「（」が閉じていません"),
        ("合計(満足", "「合計（」が閉じていません"),
        ("四捨五入(満足、1、2) = 1", "値が1個から2個要ります（今は3個）"),
        ("もし(満足、1、2) = 1", "一つ目には、「項目 = 値」のような条件"),
        ("1 + (満足 = 3)", "ここには値"),
        ("満足 かつ 理由 = 空欄", "「かつ」の前後には"),
        ("期限 < 2026/2/30", "「2026/2/30」という日はありません"),
        ("実績値 < 98%", "「%」のところが読み取れません"),
        ("(" * 40 + "満足", "括弧が深すぎます"),
        ("満足 = " + "1" * 1000, "式が長すぎます"),
        ("理由 = 形「」", "形の「」の中は「AB-####」のように書きます"),
        ("理由 = 形「*」", "形の「」の中は"),
        ("理由 = 形「#*#」", "形の「」の中は"),
        ("形「##」 = 理由", "「形」は「項目 = 形「####」」のように、= か ≠ の右に書きます"),
        ("理由 < 形「##」", "= か ≠ の右に書きます"),
        ("文字数(理由、満足) = 1", "値が1個要ります（今は2個）"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text, reason):
    with pytest.raises(ExpressionError, match=r".") as told:
        parse_condition(text, NAMES)
    assert reason in str(told.value)


@pytest.mark.parametrize(("word", "count", "deep"), [("(ア)い", 30, 2), ("(" * 31 + "ア" + ")" * 31, 13, 20)])
def test_choices_that_begin_with_a_bracket_do_not_make_what_follows_too_deep(word, count, deep):
    """Each is tried as a value in brackets, then read as words: the try must leave nothing behind."""
    words = [f"{word}{number}" for number in range(count)]
    text = f"場面 = {'|'.join(words)} かつ {'(' * deep}満足 + 無回答{')' * deep} > 3"
    assert holds(text, 場面=words[-1], 満足=2, 無回答=2) is True
    assert holds(text, 場面=words[0], 満足=1, 無回答=2) is False
