"""A trend: which lines it shows, what they are compared with, and with which years it begins."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal

import pytest

from kusei_batch.consolidate import total_crosstabs
from kusei_batch.core.form import FieldKind, TotalsRow
from kusei_batch.report.records_csv import render_csv
from kusei_batch.report.views import build_round_view
from kusei_batch.report.views.figures import TrendView
from tests.report.years import DEPARTMENTS, FORM, LINES, YEARS, make_facts, make_form, row_id, trend_by_hand


@pytest.mark.parametrize(
    ("condition", "labels"),
    [
        ("達成度 = 達成", ["待ち時間", "出前説明会", "電話の取次ぎ", "花壇の数"]),
        ("実績値 < 目標値 かつ 部署名 = 区民課", ["窓口の満足度", "待ち時間"]),
        ("目標値 = 空欄", ["電話の取次ぎ"]),
        ("目標値 > 100", []),
    ],
)
def test_a_trend_shows_the_lines_whose_newest_record_meets_its_condition(condition: str, labels: list[str]) -> None:
    words = {"表": "指標", "行": "{{指標名}}", "値": "実績値", "目標": "目標値", "条件": condition}
    (_, picked) = build_round_view(make_facts(make_form(TotalsRow("選んだ推移", "推移", words)))).trends
    assert [row.label for row in picked.rows] == labels
    # What is picked by its newest year is shown with all its years.
    assert all(len(row.values) == len(YEARS) for row in picked.rows)
    for row in picked.rows:
        line = next(x for x in LINES if row_id(x) == row.key.row_id)
        assert list(zip(row.values, row.targets, strict=True)) == trend_by_hand(line.number, line.department.name)


def test_two_lines_of_one_name_are_told_apart_by_their_department() -> None:
    facts = make_facts()
    twins = [r for r in facts.records if r.number == 1]
    for record in twins:
        record.fields["指標名"] = "満足度"
    labels = [row.label for row in build_round_view(facts).trends[0].rows]
    assert {"満足度（区民課）", "満足度（保険課）"} <= set(labels)


def test_a_first_year_has_nothing_to_be_compared_with() -> None:
    first = build_round_view(make_facts(make_form(), 2024))
    assert first.trends[0].years == ("令和6年度",)
    assert "比べられる前の年度の提出はありません。" in first.trends[0].notes
    tab = next(tab for tab in first.crosstabs if tab.name == "達成度別")
    assert (tab.columns, "比べられる前の年度の提出はありません。" in tab.notes) == (("令和6年度",), True)
    assert (tab.years, tab.wants_chart) == (("令和6年度",), False)
    assert not any(row.wants_chart for row in first.trends[0].rows)
    later = build_round_view(make_facts(make_form(), 2025))
    assert next(tab for tab in later.crosstabs if tab.name == "達成度別").wants_chart


def with_what_nobody_entered():
    """The form with last year's value shown and a difference calculated, and this year's records with both."""
    shown = [
        replace(FORM.field("実績値", "指標"), name="前年の実績", kind=FieldKind.PREVIOUS),
        replace(FORM.field("実績値", "指標"), name="増減", kind=FieldKind.COMPUTED, help="前年との差"),
    ]
    total = TotalsRow("増減の計", "クロス集計", {"表": "指標", "行": "部署名", "値": "合計:増減", "条件": "増減 ≧ 0"})
    form = replace(make_form(total), fields=(*FORM.fields, *shown))
    before = {row_id(x): x.value for x in LINES if x.year == 2025}
    records = []
    for record in make_facts().records:
        last, now = before.get(record.key.row_id), record.fields["実績値"]
        difference = now - last if last is not None and now is not None else None
        records.append(replace(record, fields={**record.fields, "前年の実績": last, "増減": difference}))
    tabs = total_crosstabs(form, records, DEPARTMENTS, make_facts().span)
    return replace(make_facts(form), records=records, crosstabs=tabs)


def test_what_was_shown_and_what_was_calculated_are_data_too_and_said_to_be() -> None:
    view = build_round_view(with_what_nobody_entered())
    said = {column.name: column.necessity for column in view.data[0].columns}
    assert (said["前年の実績"], said["増減"], said["実績値"]) == ("前回値", "計算", "任意")
    (first, *_) = csv.DictReader(io.StringIO(render_csv(view.data[0]).decode("utf-8-sig")))
    assert (first["前年の実績"], first["増減"]) == ("95.0", "1.25")
    tab = next(tab for tab in view.crosstabs if tab.name == "増減の計")
    assert [row.values[0] for row in tab.rows] == [Decimal("1.25"), 0, None]


def begun(said: str, year: int = 2024) -> TrendView:
    """The trend of a first year whose lines say what they began from."""
    words = {
        "表": "指標",
        "行": "{{指標名}}",
        "値": "実績値",
        "目標": "目標値",
        "現状値": "確認値",
        "現状年度": "確認年度",
    }
    facts = make_facts(make_form(TotalsRow("初めからの推移", "推移", words)), year)
    given = {"窓口の満足度": Decimal(90), "電話の取次ぎ": None}
    records = [
        replace(r, fields={**r.fields, "確認値": given.get(str(r.fields["指標名"]), Decimal(5)), "確認年度": said})
        for r in facts.records
    ]
    return build_round_view(replace(facts, records=records)).trends[-1]


def test_a_trend_begins_with_what_was_before_anything_was_collected() -> None:
    trend = begun("令和5年度")
    assert trend.years == ("令和5年度", "令和6年度")
    rows = {row.label: row for row in trend.rows}
    assert rows["窓口の満足度"].values == (90, Decimal("93.4"))
    assert rows["窓口の満足度"].targets == (None, 95)
    assert rows["窓口の満足度"].wants_chart
    assert "令和5年度 90" in rows["窓口の満足度"].chart.alt_text
    assert rows["電話の取次ぎ"].values == (None, Decimal("1.8"))
    assert not rows["電話の取次ぎ"].wants_chart
    assert any("現状値" in note for note in trend.notes)


@pytest.mark.parametrize("said", ["令和6年度", "2030", "いつか", ""])
def test_what_is_no_year_before_the_first_begins_nothing(said: str) -> None:
    assert begun(said).years == ("令和6年度",)


def test_years_between_are_not_made_up() -> None:
    assert begun("R2").years == ("令和2年度", "令和6年度")
    assert begun("R2", 2025).years == ("令和2年度", "令和6年度", "令和7年度")
