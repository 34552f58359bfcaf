"""The ordinary slips of a year, as data: what is typed into a row's cells, and what must be read or told of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Pasted:
    """What a cell holds after pasting: no rule is asked, and the number format comes along."""

    value: str | float
    code: str | None = None


@dataclass(frozen=True)
class Cell:
    """One entry: what is typed, the value that must be read, and the codes that must be told at its cell."""

    typed: str | Pasted
    read: Any
    told: tuple[str, ...] = ()


Row = Mapping[str, Cell]
YEAR_END = dt.date(2027, 3, 31)

GOALS = (
    ("電話は3回以内の呼出しで受けます。", "毎朝、前日に受けた電話の記録を見直します。"),
    ("証明書の待ち時間を短くします。", "混み合う曜日に応援の職員を置きます。"),
    ("庁舎の案内表示を大きな字に改めます。", "入口と各階の表示を順に取り替えます。"),
    ("地域の行事を毎月の予定表で知らせます。", "町内会の回覧に予定表を添えます。"),
    ("外国語の申請書記入例を備えます。", "五つの言語で見本を作り、窓口に置きます。"),
    ("高齢の方の家庭を訪ねる回数を増やします。", "民生委員と訪問先の名簿を確かめます。"),
    ("苦情を職員みなで共有します。", "夕礼で読み上げ、対応を書き残します。"),
    ("子ども連れの方の居場所を設けます。", "待合の一角に絵本と椅子を置きます。"),
    ("道路の傷みを早く直します。", "通報を地図に落とし、巡回の順を決めます。"),
    ("新任職員の接遇研修を行います。", "外部の講師を招き、ロールプレイをします。"),
)


def usual(number: int) -> Row:
    """What a row (from 1) says where nothing slips."""
    goal, work = GOALS[number - 1]
    return {
        "場面": Cell(Pasted("対面対応"), ("対面対応",)),
        "目標": Cell(Pasted(goal), goal),
        "具体的な取組内容": Cell(Pasted(work), work),
        "評価指標": Cell(Pasted("できた回数"), "できた回数"),
        "目標値": Cell(Pasted(number), number),
        "単位": Cell(Pasted("回"), "回"),
        "期限": Cell(Pasted("2027/3/31"), YEAR_END),
    }


def unit(word: str) -> Cell:
    return Cell(Pasted(word), word)


READ, DAY, WORDS = ("number-read",), ("date-read",), ("words-for-number",)

NUMBERS: tuple[Row, ...] = (
    {"目標値": Cell("１５分", 15, READ), "単位": unit("分"), "期限": Cell("令和9年3月末", YEAR_END, DAY)},
    {
        "目標値": Cell("8分以内", "8分以内", ("number-with-words",)),
        "単位": unit("分"),
        "期限": Cell("R8.12.28", dt.date(2026, 12, 28), DAY),
    },
    {"目標値": Cell("90%", 90, READ), "単位": unit("％")},
    {"目標値": Cell("１，２００", 1200), "期限": Cell("20261228", dt.date(2026, 12, 28), DAY)},
    {"目標値": Cell(Pasted("1 200 000"), 1200000, READ), "期限": Cell("年度末", YEAR_END, ("fiscal-year-end-read",))},
    {"目標値": Cell(Pasted("80 90"), "80 90", WORDS)},
    {"目標値": Cell(Pasted("30\n40"), "30\n40", WORDS)},
    {"目標値": Cell(Pasted("20\u200b"), 20, READ)},
    {"目標値": Cell(Pasted("３倍"), 3, READ), "単位": unit("倍")},
    {"目標値": Cell(Pasted("10～12"), "10～12", ("number-with-words",))},
)

WORDED: tuple[Row, ...] = (
    {"目標値": Cell("未設定", "未設定", WORDS)},
    {"目標値": Cell("なし", "なし", WORDS)},
    {"目標値": Cell("－", "－", WORDS)},
    {"目標値": Cell("令和8年5月交付開始", "令和8年5月交付開始", WORDS)},
    {"目標値": Cell("前年度並み", "前年度並み", WORDS)},
    {"目標値": Cell("増加", "増加", WORDS)},
    {"目標値": Cell("約80", "約80", ("number-with-words",))},
)

UNITS: tuple[Row, ...] = (
    {"目標値": Cell(Pasted(0.98), Decimal("0.98"), ("fraction-for-percentage",)), "単位": unit("％")},
    {"目標値": Cell("98%", 98, READ), "単位": unit("％")},
    {"目標値": Cell(Pasted(0.98, "0%"), 98, READ), "単位": unit("（％）")},
    {"目標値": Cell(Pasted(1), 1, ("fraction-for-percentage",)), "単位": unit("パーセント")},
    {"目標値": Cell("98%", "98%", ("wrong-unit",)), "単位": unit("件")},
    {"目標値": Cell(Pasted(0.98, "0%"), "98%", ("wrong-unit",)), "単位": unit("件")},
    {"目標値": Cell(Pasted(1200000, '#,##0,"千円"'), 1200, ("thousands-read",)), "単位": unit("千円")},
    {"目標値": Cell(Pasted(1200000, '#,##0,"千円"'), 1200000, READ), "単位": unit("円")},
    {"目標値": Cell("30件", 30, READ), "単位": unit("件／月")},
    {"目標値": Cell(Pasted(1200000, '#,##0,"千円"'), 1200000, ("shown-otherwise",)), "単位": unit("か所")},
)

FORMATS: tuple[Row, ...] = (
    {"目標値": Cell(Pasted(20, '[=0]"";General'), 20)},
    {"目標値": Cell(Pasted(1200000, '#,##0,"千円"'), 1200, ("thousands-read",)), "単位": unit("千円")},
    {"目標値": Cell(Pasted(0.98, "0%"), 98, READ), "単位": unit("％")},
    {"目標値": Cell(Pasted(1500, "#,##0"), 1500)},
    {"目標値": Cell(Pasted(5, ";;;"), 5, ("hidden-by-format",))},
    {"目標値": Cell(Pasted(15, "yyyy/m/d"), None, ("date-for-number",))},
    {"目標値": Cell(Pasted(12.345, "0"), Decimal("12.345"), ("shown-rounded",))},
    {"評価指標": Cell(Pasted(130, "0000"), "0130")},
    {"目標値": Cell(Pasted(3, '0"件以内"'), 3, ("shown-otherwise",))},
    {"期限": Cell(Pasted(46384, '[$-411]ggge"年"m"月"d"日"'), dt.date(2026, 12, 28))},
)

TEXTS: tuple[Row, ...] = (
    {"場面": Cell(Pasted("対面対応\u200b"), ("対面対応",), ("choice-read",))},
    {"場面": Cell(Pasted("庁\n内\n体\n制"), ("庁内体制",), ("choice-read",))},
    {"場面": Cell(Pasted("電話、対面"), ("電話対応", "対面対応"), ("choice-read",))},
    {"場面": Cell(Pasted("②電話対応"), ("電話対応",), ("choice-read",))},
    {"具体的な取組内容": Cell("別紙のとおり", "別紙のとおり", ("leads-elsewhere",))},
    {"目標": Cell(Pasted("髙﨑𠮷\ufa19さんの\n窓口"), "髙﨑𠮷\ufa19さんの\n窓口")},
    {"期限": Cell(Pasted("2026/12/28 2027/3/31"), None, ("not-a-date",))},
    {"期限": Cell(Pasted("令和8年2月30日"), None, ("impossible-date",))},
    {"期限": Cell("R10.3.31", dt.date(2028, 3, 31), ("date-too-late", *DAY))},
    {"評価指標": Cell("１２：３０までの受付件数", "１２：３０までの受付件数")},
)

WRONG: tuple[Row, ...] = (
    {"場面": Cell(Pasted("応援"), None, ("unknown-choice",)), "目標値": Cell("90%", 90, READ), "単位": unit("％")},
    {"場面": Cell(Pasted(""), None, ("required-blank",)), "期限": Cell("令和8年12月28日", dt.date(2026, 12, 28), DAY)},
)
