"""Figures that mislead although each number is right: pies of what overlaps, years grouped by three, blanks that lead."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from kusei_batch.consolidate import total_crosstab
from kusei_batch.core.form import FieldType
from kusei_batch.core.period import Calendar
from kusei_batch.core.totals import ChartKind, CrosstabSpec, ValueKind
from kusei_batch.report.paper.shown import show_crosstab
from kusei_batch.report.views.answered import Answers
from kusei_batch.report.views.crosstabs import build_crosstab
from kusei_batch.report.views.figures import CrosstabView
from kusei_batch.report.views.wording import field_label
from tests.consolidate.test_crosstab import FORM, KUMIN, SOMU, SPAN, field, record


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
