"""A target stands in the year it is due in."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from kusei_batch.core.form import TotalsRow
from kusei_batch.core.period import DEFAULT_ERAS
from kusei_batch.core.target_year import parse_target_year, year_of
from kusei_batch.core.values import TypedValue
from kusei_batch.report.views import build_round_view
from tests.report.years import make_facts


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("令和9年度", 2027),
        ("2027年度", 2027),
        ("R9", 2027),
        ("令和\u200b9年\u2060度", 2027),
        ("令和9年度末", 2027),
        ("令和8〜11年度", 2029),
        ("令和8年度～令和11年度", 2029),
        ("平成30・31年度", 2019),
        ("2026-2029年度", 2029),
        ("未設定", None),
        ("平成28年1月から交付開始", None),
        ("令和9年3月", 2026),
        ("令和9年3月末", 2026),
        ("R9年4月1日", 2027),
        ("令和8年4月〜令和11年3月", 2028),
        ("2027年3月31日まで", 2026),
        ("", None),
    ],
)
def test_a_period_ends_with_its_last_year(text: str, year: int | None) -> None:
    assert parse_target_year(text, DEFAULT_ERAS) == year


@pytest.mark.parametrize(
    ("value", "year"),
    [
        (dt.date(2027, 3, 31), 2026),
        (dt.date(2027, 4, 1), 2027),
        (Decimal(2027), 2027),
        (Decimal("2027.0"), 2027),
        (Decimal("66.2"), None),
        (9, None),
        ("令和9年度", 2027),
        (None, None),
        (True, None),
    ],
)
def test_a_year_may_be_a_date_a_number_or_a_text(value: TypedValue, year: int | None) -> None:
    assert year_of(value, DEFAULT_ERAS) == year


def test_a_target_is_drawn_in_its_year_and_this_year_stays_this_year() -> None:
    facts = make_facts()
    due = replace(facts.form.field("指標名", "指標"), name="目標年度")
    totals = tuple(
        TotalsRow(row.sheet, row.kind, {**row.words, "目標年度": "目標年度"} if row.kind == "推移" else row.words)
        for row in facts.form.totals
    )
    form = replace(facts.form, fields=(*facts.form.fields, due), totals=totals)

    def told(records):
        return [replace(r, fields={**r.fields, "目標年度": "令和10年度"}) for r in records]

    plain = build_round_view(facts).trends[0]
    earlier = {year: told(found) for year, found in facts.earlier.items()}
    trend = build_round_view(replace(facts, form=form, records=told(facts.records), earlier=earlier)).trends[0]
    assert trend.years == (*plain.years, "令和10年度")
    for row, before in zip(trend.rows, plain.rows, strict=True):
        assert row.values == (*before.values, None)
        assert row.values[row.current] == before.values[-1]
        assert row.targets[:-1] == (None,) * len(before.values)
        assert (row.targets[-1], row.aim_year) == (before.aim, "令和10年度" if before.aim is not None else "")
        assert row.chart.categories[-1] == "令和10年度"
