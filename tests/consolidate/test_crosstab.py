"""Cross-tabs: choices counted once each, and how many records that were."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from kusei_batch.consolidate import total_crosstab
from kusei_batch.core.axes import Collected, YearSpan
from kusei_batch.core.form import Choice, Field, FieldKind, FieldType, Form, Necessity, Table
from kusei_batch.core.problem import Severity
from kusei_batch.core.record import Record, Source
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.totals import CrosstabSpec, ValueKind, percent
from kusei_batch.core.ward import Department, Ward
from kusei_batch.report.views.wording import collected_notes
from tests.counting import steps_of

WARD = Ward("130", "みどり区")
KUMIN = Department("1", WARD, "区民サービス部", "区民課", 1, "")
SPAN = YearSpan(2026)
SOMU = Department("2", WARD, "まちづくり推進部", "総務課", 2, "")


def field(name: str, type_: FieldType, choice_list: str | None = None, table: str | None = "目標") -> Field:
    return Field(
        name, table, FieldKind.ENTRY, type_, Necessity.OPTIONAL, Severity.ERROR, "S", ("A1",), choice_list=choice_list
    )


FORM = Form(
    "目標",
    "目標",
    "1",
    "1",
    (
        field("場面", FieldType.CHOICES, "場面"),
        field("達成度", FieldType.CHOICE, "達成度"),
        field("件数", FieldType.NUMBER),
        field("期限", FieldType.DATE),
        field("実施", FieldType.YES_NO),
        field("区分", FieldType.TEXT, table=None),
    ),
    (Table("目標", 1, 3, 10),),
    {"場面": tuple(map(Choice, ("窓口", "電話", "訪問"))), "達成度": tuple(map(Choice, ("達成", "未達成")))},
)


def record(department: Department = KUMIN, table: str | None = "目標", **fields) -> Record:
    return Record(f"s{department.code}", department, "目標", RowKey(table, ""), 1, fields, {}, Source("", "", {}))


def tab(records, row, column=None, value=ValueKind.COUNT, summed=None):
    spec = CrosstabSpec("集計", "集計", "目標", row, column, value, summed, None)
    return total_crosstab(spec, FORM, records, (KUMIN, SOMU), SPAN)


def test_rows_follow_the_choice_list_and_show_what_nobody_chose() -> None:
    counted = tab([record(達成度="未達成")], "達成度")
    assert counted.rows == ("達成", "未達成")
    assert counted.values == ((0,), (1,))


def test_several_choices_count_once_each_and_the_record_once() -> None:
    counted = tab([record(場面=("電話", "窓口")), record(SOMU, 場面=("電話",))], "場面", "部署名")
    assert counted.rows == ("窓口", "電話", "訪問")
    assert counted.columns == ("区民課", "総務課")
    assert counted.values == ((1, 0), (1, 1), (0, 0))
    assert (counted.row_distinct, counted.column_distinct, counted.distinct) == ((1, 2, 0), (1, 1), 2)
    assert (counted.rows_overlap, counted.columns_overlap) == (True, False)


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        ("達成度 = 達成", ("達成",)),
        ("件数 > 1 かつ (達成度 = 空欄 または 達成度 ≠ 達成)", ("未達成",)),
        ("件数 > 1 または 達成度 = 達成", ("達成", "未達成")),
        ("場面 = 窓口", ("達成", "未達成")),
    ],
)
def test_a_choice_that_the_condition_rules_out_is_not_shown(condition, rows) -> None:
    spec = CrosstabSpec("集計", "集計", "目標", "達成度", None, ValueKind.COUNT, None, None, condition)
    assert total_crosstab(spec, FORM, [], (KUMIN, SOMU), SPAN).rows == rows
    # Of several choices a record may have one that is ruled out beside another.
    spec = replace(spec, row="場面")
    assert total_crosstab(spec, FORM, [], (KUMIN, SOMU), SPAN).rows == ("窓口", "電話", "訪問")


def test_a_blank_gets_a_last_row_of_its_own_and_only_when_there_is_one() -> None:
    assert tab([record(達成度=None), record(達成度="達成")], "達成度").rows == ("達成", "未達成", "（未記入）")
    assert tab([record(場面=())], "場面").values[-1] == (1,)
    assert "（未記入）" not in tab([record(達成度="達成")], "達成度").rows


def test_a_value_outside_the_list_is_counted_after_it() -> None:
    assert tab([record(達成度="その他")], "達成度").rows == ("達成", "未達成", "その他")


def test_every_department_has_its_column_and_namesakes_are_told_apart() -> None:
    other = Department("3", WARD, "保健所", "総務課", 3, "")
    spec = CrosstabSpec("集計", "集計", "目標", "達成度", "部署名", ValueKind.COUNT, None, None)
    counted = total_crosstab(spec, FORM, [record(other, 達成度="達成")], (KUMIN, SOMU, other), SPAN)
    assert counted.columns == ("区民課", "まちづくり推進部　総務課", "保健所　総務課")
    assert counted.values[0] == (0, 0, 1)


def test_sums_are_exact_and_leave_out_what_is_not_filled_in() -> None:
    records = [record(達成度="達成", 件数=Decimal("0.1")) for _ in range(3)] + [record(達成度="達成", 件数=None)]
    counted = tab(records, "達成度", value=ValueKind.SUM, summed="件数")
    assert counted.values[0] == (Decimal("0.3"),)
    assert counted.unfilled == 1


def test_a_sum_of_rows_that_tell_no_number_is_no_zero() -> None:
    records = [record(達成度="達成", 件数=None), record(SOMU, 達成度="達成", 件数=Decimal(0)), record(SOMU)]
    counted = tab(records, "部署名", value=ValueKind.SUM, summed="件数")
    assert (counted.values, counted.row_distinct, counted.distinct) == (((None,), (0,)), (None, 0), 0)
    assert tab(records, "達成度", "部署名", ValueKind.SUM, "件数").values == ((None, 0), (0, 0), (0, None))
    assert tab([], "部署名", value=ValueKind.SUM, summed="件数").values == ((0,), (0,))


def test_a_share_without_columns_is_that_of_all_records() -> None:
    counted = tab([record(達成度=v) for v in ("達成", "達成", "未達成")], "達成度", value=ValueKind.SHARE)
    assert counted.values == ((Decimal("66.7"),), (Decimal("33.3"),))


def test_a_share_with_columns_is_that_of_its_row() -> None:
    records = [record(達成度="達成"), record(SOMU, 達成度="達成"), record(SOMU, 達成度="未達成")]
    counted = tab(records, "部署名", "達成度", ValueKind.SHARE)
    assert counted.values == ((Decimal(100), Decimal(0)), (Decimal(50), Decimal(50)))


def test_numbers_and_dates_without_a_list_are_in_order() -> None:
    records = [record(期限=dt.date(2027, 3, d), 件数=Decimal(d)) for d in (31, 2, 10)]
    assert tab(records, "期限").rows == ("2027-03-02", "2027-03-10", "2027-03-31")
    assert tab(records, "件数").rows == ("2", "10", "31")


def test_yes_and_no_are_words() -> None:
    assert tab([record(実施=True)], "実施").values == ((1,), (0,))


def test_a_field_of_the_head_may_be_an_axis_of_the_rows() -> None:
    records = [record(table=None, 区分="重点"), record(達成度="達成"), record(達成度="未達成")]
    assert tab(records, "区分").rows == ("重点",)
    assert tab(records, "区分").values == ((2,),)


def test_no_records_count_nothing() -> None:
    assert tab([], "場面", "部署名").distinct == 0


def test_a_share_of_nothing_is_no_zero() -> None:
    assert tab([], "達成度", value=ValueKind.SHARE).values == ((None,), (None,))
    counted = tab([record(達成度="達成")], "部署名", "達成度", ValueKind.SHARE)
    assert counted.values == ((Decimal(100), Decimal(0)), (None, None))
    assert percent(0, 0) is None


@pytest.mark.parametrize(("part", "whole", "said"), [(1, 8, "12.5"), (1, 16, "6.3"), (1, 3, "33.3"), (0, 3, "0.0")])
def test_shares_are_rounded_half_up(part: int, whole: int, said: str) -> None:
    assert str(percent(part, whole)) == said


def test_ten_times_the_records_are_ten_times_the_work() -> None:
    def work(number: int) -> int:
        records = [record(場面=("電話", "窓口"), 達成度="達成") for _ in range(number)]
        return steps_of(lambda: tab(records, "場面", "部署名"))

    assert work(3000) < 10.5 * work(300)


def over_years(records, earlier, row, column=None, condition=""):
    spec = CrosstabSpec("集計", "集計", "目標", row, column, ValueKind.COUNT, None, None, condition)
    return total_crosstab(spec, FORM, records, (KUMIN, SOMU), YearSpan(2026, earlier=earlier))


def test_earlier_years_are_counted_only_where_an_axis_is_the_year() -> None:
    now, before = [record(達成度="達成")], {2024: [record(達成度="達成"), record(達成度="未達成")]}
    assert over_years(now, before, "達成度").values == ((1,), (0,))
    counted = over_years(now, before, "達成度", "年度")
    assert (counted.columns, counted.now) == (("令和6年度", "令和7年度", "令和8年度"), "令和8年度")
    assert counted.values == ((1, None, 1), (1, None, 0))
    assert collected_notes(counted.collected) == ["令和7年度は、受理した提出がありません。"]


def test_a_choice_that_is_called_otherwise_now_is_counted_with_what_it_was_called_in_earlier_years() -> None:
    renamed = replace(FORM, choice_lists={**FORM.choice_lists, "達成度": (Choice("達成"), Choice("未了", ("未達成",)))})
    spec = CrosstabSpec("集計", "集計", "目標", "達成度", "年度", ValueKind.COUNT, None, None, "")
    span = YearSpan(2026, earlier={2025: [record(達成度="未達成")]})
    counted = total_crosstab(spec, renamed, [record(達成度="未了")], (KUMIN, SOMU), span)
    assert (counted.rows, counted.values) == (("達成", "未了"), ((0, 0), (1, 1)))


def test_a_department_without_an_answer_in_an_earlier_year_has_no_figure_there() -> None:
    counted = over_years([record()], {2025: [record(SOMU, table=None), record(SOMU)]}, "部署名", "年度")
    assert counted.values == ((None, 1), (1, 0))
    assert over_years([record()], {2025: [record(SOMU)]}, "年度", "部署名").values == ((None, 1), (1, 0))


def test_a_year_whose_round_nobody_answered_is_no_zero() -> None:
    counted = over_years([record(達成度="達成")], {2025: []}, "達成度", "年度")
    assert counted.values == ((None, 1), (None, 0))
    assert collected_notes(counted.collected) == ["令和7年度は、受理した提出がありません。"]
    nothing = over_years([record()], {2025: [record(table=None)]}, "達成度", "年度")
    assert nothing.values == ((0, 0), (0, 0), (0, 1))
    assert collected_notes(nothing.collected) == []


def test_rounds_of_one_form_stand_side_by_side_in_the_order_they_were_held() -> None:
    first, other = Collected("前期", 2026, [record(達成度="達成")]), Collected("臨時", 2026, [], ["総務課"])
    span = YearSpan(2026, rounds=[first, other], round_label="後期")
    spec = CrosstabSpec("集計", "集計", "目標", "達成度", "回", ValueKind.COUNT, None, None)
    counted = total_crosstab(spec, FORM, [record(達成度="達成"), record(SOMU, 達成度="未達成")], (KUMIN, SOMU), span)
    assert (counted.columns, counted.now) == (("前期", "臨時", "後期"), "後期")
    assert counted.values == ((1, None, 1), (0, None, 1))
    assert collected_notes(counted.collected) == ["臨時は、受理した提出がありません。"]
    alone = total_crosstab(replace(spec, column=None), FORM, [record(達成度="達成")], (KUMIN, SOMU), span)
    assert alone.values == ((1,), (0,))


def test_a_department_new_in_a_round_has_no_figure_in_the_ones_before() -> None:
    span = YearSpan(2026, rounds=[Collected("前期", 2026, [record(table=None), record()])], round_label="後期")
    spec = CrosstabSpec("集計", "集計", "目標", "部署名", "回", ValueKind.COUNT, None, None)
    counted = total_crosstab(spec, FORM, [record(), record(SOMU)], (KUMIN, SOMU), span)
    assert counted.values == ((1, 1), (None, 1))


def test_dates_of_earlier_rounds_are_counted_by_the_year_of_their_round() -> None:
    span = YearSpan(2026, rounds=[Collected("令和7年度 後期", 2025, [record(期限=dt.date(2026, 3, 31))])])
    spec = CrosstabSpec("集計", "集計", "目標", "期限:月", "回", ValueKind.COUNT, None, None)
    counted = total_crosstab(spec, FORM, [record(期限=dt.date(2027, 3, 31))], (KUMIN, SOMU), span)
    assert (counted.rows[-1], counted.values[-1]) == ("3月", (1, 1))


def test_dates_are_counted_by_the_fiscal_year_their_round_belongs_to() -> None:
    days = ((2026, 4, 1), (2027, 3, 31), (2026, 3, 31), (2027, 4, 1))
    counted = tab([record(期限=dt.date(*day)) for day in days], "期限:四半期")
    assert counted.rows[-1] == "（年度外）"
    assert [row[0] for row in counted.values] == [1, 0, 0, 1, 2]
    earlier = {2025: [record(期限=dt.date(2026, 3, 31))]}
    months = over_years([], earlier, "期限：月", "年度")
    assert dict(zip(months.rows, months.values, strict=True))["3月"] == (1, 0)
    assert len(months.rows) == 12


def test_a_mean_is_rounded_half_up_over_what_is_filled_in() -> None:
    records = [record(達成度="達成", 件数=Decimal(n)) for n in ("1", "1.5", "1.25")] + [record(達成度="達成")]
    counted = tab(records, "達成度", value=ValueKind.MEAN, summed="件数")
    assert counted.values == ((Decimal("1.3"),), (None,))
    assert (counted.row_numbers, counted.numbers, counted.unfilled) == ((3, 0), 3, 1)
    assert tab(
        [record(達成度="達成", 件数=Decimal(n)) for n in ("1", "1.1")], "達成度", None, ValueKind.MEAN, "件数"
    ).values[0] == (Decimal("1.1"),)


def test_a_record_counts_where_the_condition_holds_and_not_where_it_is_unknown() -> None:
    records = [record(table=None, 区分="重点"), record(達成度="達成"), record(達成度="未達成"), record(SOMU), record()]
    assert over_years(records, {}, "達成度", condition="達成度 ≠ 達成").distinct == 1
    assert over_years(records, {}, "達成度", condition="区分 = 重点").distinct == 3
    assert over_years(records, {}, "達成度", condition="部署名 = 総務課 または 達成度 = 達成").distinct == 2
