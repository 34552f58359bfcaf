"""Rows that are grouped once (SheetRows) come to the same totals as the plain loop over all of them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kusei_batch.core.expression import PLACE, UNREAD, SeenRows, SheetRows, SheetValues, parse_expression

TABLE, NAMES = "事業", ("名", "順位", "額", "元", "場面", "公表", "日")
SEEN = SeenRows({TABLE: NAMES}, TABLE)
EXPRESSIONS = [
    parse_expression(text, ("枠", *NAMES), rows=SEEN)
    for text in (
        "件数(事業、名 = この行.名)",
        "件数(事業、順位 = この行.順位) > 1",
        "合計(事業.額、名 = この行.名 かつ 番号 ≠ この行.番号)",
        "合計(事業.額、番号 ≦ この行.番号 かつ 場面 = この行.場面)",
        "平均(事業.額、場面 = この行.場面|この行.名)",
        "最大(事業.順位、公表 = この行.公表 かつ (額 > 5 または 名 = この行.名))",
        "値(事業.名、番号 = この行.元)",
        "値(事業.額、名 = この行.名 かつ 元 = 空欄)",
        "比率(事業.額、事業.順位、この行.名 = 名)",
        "件数(事業.額、日 = この行.日)",
        "件数(事業、順位 = 1|03|この行.額)",
        "件数(事業、名 = 03)",
        "件数(事業、名 ≠ この行.名)",
        "件数(事業、名 = この行.名 または 順位 = この行.順位)",
        "件数(事業、順位 = 最大(事業.順位))",
        "件数(事業、順位 = この行.順位 + 1)",
        "件数(事業、額 > この行.額) + 1",
        "合計(事業.額、名 = 枠)",
        "前の行.額",
        "合計(事業.額)",
        "件数(事業)",
    )
]
TEXTS = ("A-1", "Ａ－１", "a‐1", " A- 1", "1", "１", "01", "1.0", "03", "3", "はい", "花 壇", "花壇", "𠮷")
NUMBERS = (0, 1, 3, 7, Decimal("1.0"), Decimal("0.1"), Decimal("-0"), Decimal("1E+1"), 10, -3)
value = st.one_of(
    st.none(),
    st.just(""),
    st.just(UNREAD),
    st.sampled_from(TEXTS),
    st.sampled_from(NUMBERS),
    st.booleans(),
    st.sampled_from((dt.date(2026, 4, 1), dt.date(2027, 3, 31))),
    st.lists(st.sampled_from(TEXTS), max_size=3).map(tuple),
)
rows = st.lists(st.fixed_dictionaries(dict.fromkeys(NAMES, value)), max_size=9)


def said(rows_of, placed: list[dict[str, Any]]) -> list[object]:
    """What every expression says of every row."""
    found = []
    for row in placed:
        sheet = SheetValues(row, rows_of)
        found += [e.holds(sheet) if e.is_condition else e.operand(sheet) for e in EXPRESSIONS]
    return [(type(one), str(one)) for one in found]


@settings(max_examples=400, deadline=None)
@given(rows=rows, limit=value)
def test_rows_that_are_grouped_come_to_the_same_as_all_of_them(rows, limit):
    placed = [{**row, PLACE: number, "枠": limit} for number, row in enumerate(rows, start=1)]
    assert said(SheetRows(lambda _: placed), placed) == said(lambda _: placed, placed)


@pytest.mark.parametrize("text", ["件数(事業、順位 = この行.順位) > 1", "合計(事業.額、名 = この行.名) > 10"])
def test_a_row_is_looked_at_a_few_times_however_many_there_are(text):
    """Every row was looked at for every row."""
    looks: Counter[int] = Counter()
    expression = parse_expression(text, NAMES, rows=SEEN)

    def counted(number: int) -> Callable[[str], Any]:
        values = {"順位": number, "名": f"名{number % 50}", "額": number}

        def look(name: str) -> Any:
            looks[number] += 1
            return values.get(name)

        return look

    rows = [counted(number) for number in range(500)]
    grouped = SheetRows(lambda _: rows)
    for row in rows:
        expression.holds(SheetValues(row, grouped))
    assert max(looks.values()) <= 20
