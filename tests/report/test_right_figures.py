"""Figures that mislead although each number is right: pies of what overlaps, years grouped by three, blanks that lead."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from kusei_batch.consolidate import total_crosstab
from kusei_batch.core.form import FieldType, TotalsRow
from kusei_batch.core.period import Calendar
from kusei_batch.core.totals import ChartKind, CrosstabSpec, ValueKind
from kusei_batch.core.totals_reading import crosstab_specs
from kusei_batch.report.templating.shown import show_crosstab
from kusei_batch.report.views.answered import Answers, find_answers
from kusei_batch.report.views.crosstabs import build_crosstab
from kusei_batch.report.views.figures import CrosstabView
from kusei_batch.report.views.list_views import build_lists, build_record_rows
from kusei_batch.report.views.wording import field_label
from tests.consolidate.test_crosstab import FORM, KUMIN, SOMU, SPAN, field, record
from tests.report.years import make_facts


def tab(records, row, column=None, value=ValueKind.COUNT, summed=None, chart=ChartKind.PIE) -> CrosstabView:
    spec = CrosstabSpec("集計", "集計", "目標", row, column, value, summed, chart)
    return build_crosstab(total_crosstab(spec, FORM, records, (KUMIN, SOMU), SPAN), FORM, Answers())


def test_a_pie_is_drawn_of_what_is_parts_of_a_whole_alone() -> None:
    once, several = [record(場面=("電話",)), record(場面=("窓口",))], [record(場面=("電話", "窓口"))]
    assert tab(once, "場面").chart.kind is ChartKind.PIE
    assert tab(several, "場面").chart.kind is ChartKind.BAR
    assert tab([record(件数=Decimal(3))], "部署名", value=ValueKind.MEAN, summed="件数").chart.kind is ChartKind.BAR


def test_a_total_over_several_choices_is_called_what_it_is() -> None:
    shown = tab([record(場面=("電話", "窓口"))], "達成度", "場面", chart=ChartKind.PIE)
    assert [(s.name, s.values) for s in shown.chart.series] == [("計（延べ）", (0, 0, 2))]


def test_what_is_blank_or_of_another_year_is_not_the_most_frequent() -> None:
    blank = [record(), record(), record(達成度="達成")]
    assert show_crosstab(tab(blank, "達成度"))["最多"] == ["達成"]
    outside = [record(期限=dt.date(2030, 1, 1))] * 2 + [record(期限=dt.date(2026, 4, 1))]
    assert show_crosstab(tab(outside, "期限:月"))["最多"] == ["4月"]
    tied = [record(達成度="達成"), record(達成度="未達成"), record(), record()]
    assert show_crosstab(tab(tied, "達成度"))["最多"] == ["達成", "未達成"]


@pytest.mark.parametrize(
    ("name", "unit", "value", "said"),
    [
        ("現状年度", "", 2015, "2015"),
        ("開始", "年", Decimal(2027), "2027"),
        ("開始", "年度", Decimal(2027), "2027"),
        ("人数", "人", 2027, "2,027"),
        ("必要額", "千円", Decimal("1200.5"), "1,200.5"),
        ("現状年度", "", dt.date(2026, 4, 1), "令和8年4月1日"),
    ],
)
def test_a_year_is_not_grouped_by_three(name, unit, value, said) -> None:
    assert field_label(value, replace(field(name, FieldType.INTEGER), unit=unit), Calendar()) == said


def test_a_department_whose_amounts_are_blank_adds_nothing_and_is_no_zero() -> None:
    records = [record(件数=None), record(SOMU, 件数=Decimal(5)), record(SOMU, 件数=None)]
    shown = tab(records, "部署名", value=ValueKind.SUM, summed="件数", chart=None)
    assert [(row.label, row.values) for row in (*shown.rows, *shown.margin_rows)] == [
        ("区民課", (None,)),
        ("総務課", (5,)),
        ("計", (5,)),
    ]
    assert "件数が記入されていない2件は、合計に含めていません。" in shown.notes
    assert "「－」は、受理した提出か、記入された数値がないことを示します（0ではありません）。" in shown.notes


UNITS = replace(
    FORM,
    fields=(
        *(replace(f, unit_from="単位") if f.name == "件数" else f for f in FORM.fields),
        field("単位", FieldType.TEXT),
        field("目標値", FieldType.NUMBER),
    ),
)


def mixed(records, row, column="", value="合計:件数", chart="積上げ棒") -> CrosstabView:
    words = {"表": "目標", "行": row, "列": column, "値": value, "図": chart}
    (spec,) = crosstab_specs(replace(UNITS, totals=(TotalsRow("集計", "クロス集計", words),)))
    return build_crosstab(total_crosstab(spec, UNITS, records, (KUMIN, SOMU), SPAN), UNITS, Answers())


IN_UNITS = [
    record(達成度="達成", 件数=Decimal(10), 単位="件", 目標値=Decimal(20)),
    record(達成度="未達成", 件数=Decimal(5), 単位="件", 目標値=Decimal(5)),
    record(SOMU, 達成度="達成", 件数=Decimal(90), 単位="％", 目標値=Decimal(95)),
    record(SOMU, 達成度="未達成", 件数=Decimal(80), 単位="%", 目標値=Decimal(95)),
]


def test_figures_in_different_units_have_no_total() -> None:
    shown = mixed(IN_UNITS, "部署名", "達成度")
    assert [(row.label, row.values, row.margins) for row in (*shown.rows, *shown.margin_rows)] == [
        ("区民課", (10, 5), (15,)),
        ("総務課", (90, 80), (170,)),
        ("計", (None, None), (None,)),
    ]
    assert (shown.distinct, shown.summed) == (None, None)
    assert "単位の違う行をまたぐ計や平均は、意味がないため「－」としています。" in shown.notes
    assert shown.chart.kind is ChartKind.BAR


def test_neither_have_they_a_mean_or_a_ratio_but_each_unit_has() -> None:
    means = mixed(IN_UNITS, "部署名", value="平均:件数", chart="棒")
    assert [row.values for row in (*means.rows, *means.margin_rows)] == [(Decimal("7.5"),), (Decimal("85.0"),), (None,)]
    ratios = mixed(IN_UNITS, "部署名", value="比率:件数 ÷ 目標値", chart="棒")
    assert [(row.values, row.margins) for row in (*ratios.rows, *ratios.margin_rows)] == [
        ((Decimal("60.0"),), (25,)),
        ((Decimal("89.5"),), (190,)),
        ((None,), (None,)),
    ]
    by_unit = mixed(IN_UNITS, "単位:値", chart="棒")
    assert {row.label: row.values for row in by_unit.rows} == {"件": (15,), "％": (90,), "%": (80,)}


def test_one_unit_in_every_row_is_added_up_as_ever() -> None:
    shown = mixed(IN_UNITS[:2], "達成度")
    assert [row.values for row in (*shown.rows, *shown.margin_rows)] == [(10,), (5,), (15,)]
    assert not [note for note in shown.notes if "単位" in note]


@pytest.mark.parametrize(("records", "below"), [(IN_UNITS, None), (IN_UNITS[:2], 15), (IN_UNITS[2:], 170), ([], None)])
def test_what_stands_below_a_list_is_of_one_unit(records, below) -> None:
    words = {"表": "目標", "見出し": "件数", "内容": "{{件数}}", "値": "合計:件数"}
    form = replace(UNITS, totals=(TotalsRow("一覧", "一覧", words),))
    facts = replace(make_facts(), form=form, records=records, coverage=[], crosstabs=())
    (shown,) = build_lists(facts, build_record_rows(facts))
    assert shown.sums == {0: below}


QUARTERS = "期限:四半期"
NIGHT = dt.date(2026, 10, 20)


def at(day, records, row, column=None, value=ValueKind.COUNT, summed=None) -> CrosstabView:
    """A cross-tab as the report of a day shows it; every department has answered."""
    spec = CrosstabSpec("集計", "集計", "目標", row, column, value, summed, ChartKind.BAR)
    facts = make_facts()
    answers = replace(find_answers(facts.coverage, day, 2026), missing=(), nobody=False, absent={})
    return build_crosstab(total_crosstab(spec, FORM, records, (KUMIN, SOMU), SPAN), FORM, answers)


def test_quarters_still_to_come_are_no_zeros() -> None:
    shown = at(NIGHT, [record(期限=dt.date(2026, 5, 1)), record(期限=dt.date(2026, 10, 2))], QUARTERS)
    assert [row.values for row in (*shown.rows, *shown.margin_rows)] == [(1,), (0,), (1,), (None,), (2,)]
    assert "「－」は、まだ始まっていない期間か、受理した提出がないことを示します（0ではありません）。" in shown.notes
    assert shown.chart.gaps == (False, False, False, True)
    assert "第4四半期（1〜3月）は、集計するものがありません" in shown.chart.alt_text


@pytest.mark.parametrize(
    ("day", "known"),
    [(dt.date(2026, 3, 31), 0), (dt.date(2026, 4, 1), 1), (dt.date(2026, 12, 31), 9), (dt.date(2027, 1, 1), 10),
     (dt.date(2027, 3, 1), 12), (dt.date(2028, 4, 1), 12)],
)  # fmt: skip
def test_a_month_counts_from_its_first_day(day, known) -> None:
    shown = at(day, [], "期限:月")
    assert [row.values for row in shown.rows] == [(0,)] * known + [(None,)] * (12 - known)


def test_months_to_come_are_none_as_columns_and_for_every_value() -> None:
    records = [record(達成度="達成", 件数=Decimal(3), 期限=dt.date(2026, 4, 3))]
    counted = at(NIGHT, records, "達成度", QUARTERS)
    assert counted.rows[0].values[2:] == (0, None)
    assert all(row.values[3] is None for row in (*counted.rows, *counted.margin_rows))
    for value in (ValueKind.SUM, ValueKind.MEAN):
        summed = at(NIGHT, records, QUARTERS, value=value, summed="件数")
        assert [row.values for row in summed.rows][::3] == [(3,), (None,)]


def test_dates_that_are_planned_are_counted_in_months_to_come() -> None:
    shown = at(NIGHT, [record(期限=dt.date(2026, 5, 1)), record(期限=dt.date(2027, 3, 31))], QUARTERS)
    assert [row.values for row in shown.rows] == [(1,), (0,), (0,), (1,)]
    assert not any("まだ始まっていない" in note for note in shown.notes)
