"""Rates over departments are ratios of sums, and items are counted by what they are, not by what they are called."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kusei_batch.consolidate import total_crosstabs
from kusei_batch.core.axes import YearSpan
from kusei_batch.core.expression import ExpressionError, parse_formula
from kusei_batch.core.form import Field, FieldKind, FieldType, Form, Necessity, Table, TotalsRow
from kusei_batch.core.form_year import FormYear
from kusei_batch.core.problem import Severity
from kusei_batch.core.ratio import parse_ratio
from kusei_batch.core.record import Record, Source
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.sources import Origin, Reference
from kusei_batch.core.totals import Crosstab, department_labels
from kusei_batch.core.ward import Department, Ward
from kusei_batch.report.views.answered import Answers
from kusei_batch.report.views.crosstabs import build_crosstab

WARD = Ward("130", "みどり区")
SMALL = Department("1", WARD, "", "区民課", 1, "")
LARGE = Department("2", WARD, "", "出張所", 2, "")
NAMES = ("設問", "分類", "満足", "やや満足", "回答数", "満足率", "予算額", "執行額", "執行率")
SPAN = YearSpan(2026)


def field(name: str, type_: FieldType = FieldType.NUMBER, formula: str = "", **more) -> Field:
    kind = FieldKind.COMPUTED if formula else more.pop("kind", FieldKind.ENTRY)
    parsed = parse_formula(formula, NAMES) if formula else None
    return Field(name, "設問", kind, type_, Necessity.OPTIONAL, Severity.ERROR, "S", ("A1",), formula=parsed, **more)


def own(name: str) -> Reference:
    return Reference(Origin.OWN, "", name)


FIELDS = (
    field("分類", FieldType.TEXT, kind=FieldKind.PREVIOUS, reference=own("分類")),
    field("設問", FieldType.LONG_TEXT, kind=FieldKind.PREVIOUS, reference=own("設問")),
    *map(field, ("満足", "やや満足", "回答数", "予算額", "執行額")),
    field("満足率", formula="四捨五入((満足 + やや満足) ÷ 回答数 × 100、1)", unit="%"),
    field("執行率", formula="もし(予算額 = 0、0、執行額 ÷ 予算額 × 100)", unit="%"),
)


def answer(department: Department, number: int, name: str, satisfied: int | None, asked: int, **more) -> Record:
    fields = {"設問": name, "分類": "窓口", "満足": satisfied, "やや満足": 0, "回答数": asked, **more}
    key = RowKey.of_list("設問", department.code, f"Q{number}")
    return Record(f"s{department.code}", department, "様式", key, number, fields, {}, Source("", "", {}))


TWO = [answer(SMALL, 1, "説明", 2, 20), answer(LARGE, 1, "説明", 90, 90)]
SAME_NAME = [
    *(answer(d, 1, "研修の充実", 1, 10) for d in (SMALL, LARGE)),
    *(answer(d, 5, "研修の充実", 3, 10) for d in (SMALL, LARGE)),
]


def count(records: list[Record], **words: str) -> Crosstab:
    asked = {"シート名": "集計", "種類": "クロス集計", "表": "設問", "行": "設問", **words}
    totals = (TotalsRow("集計", "クロス集計", asked),)
    form = Form("様式", "様式", "1", "1", FIELDS, (Table("設問", 1, 3, 10),), {}, totals)
    return total_crosstabs(form, records, (SMALL, LARGE), SPAN)[0]


def shown(records: list[Record], **words: str):
    tab = count(records, **words)
    form = Form("様式", "様式", "1", "1", FIELDS, (Table("設問", 1, 3, 10),), {})
    return build_crosstab(tab, form, Answers())


@pytest.mark.parametrize(
    "value", ["比率:満足率", "比率:(満足 + やや満足) ÷ 回答数", "比率:100 × 満足 ÷ 回答数", "比率:満足/回答数*100"]
)
def test_a_rate_of_two_departments_is_the_ratio_of_their_sums(value: str) -> None:
    view = shown(TWO, 値=value)
    assert [(row.values, row.margins) for row in view.rows] == [((Decimal("83.6"),), (110,))]
    assert (view.margin_columns, view.margin_counts, view.unit.replace("％", "%")) == (("回答数",), 1, "%")


def test_every_way_through_the_table_divides_sums() -> None:
    view = shown(TWO, 行="部署名", 列="設問", 値="比率:満足率")
    assert [row.values for row in view.rows] == [(Decimal("10.0"),), (Decimal("100.0"),)]
    assert [(row.label, row.values, row.margins) for row in view.margin_rows] == [("全体", (Decimal("83.6"),), (110,))]


def test_money_that_was_spent_is_a_ratio_of_sums_too() -> None:
    spent = [answer(SMALL, 1, "a", 0, 1, 予算額=100, 執行額=80), answer(LARGE, 1, "a", 0, 1, 予算額=900, 執行額=860)]
    assert shown(spent, 値="比率:執行率").rows[0].values == (Decimal("94.0"),)


def test_a_row_without_one_of_the_two_numbers_is_left_out_and_told() -> None:
    view = shown([*TWO, answer(SMALL, 2, "案内", None, 50)], 値="比率:満足率")
    assert view.rows[0].values == (Decimal("83.6"),)
    assert any("1件は、比率に含めていません" in note for note in view.notes)


def test_of_nobody_asked_there_is_no_rate() -> None:
    assert shown([answer(SMALL, 1, "説明", 0, 0)], 値="比率:満足率").rows[0].values == (None,)


def test_a_half_is_rounded_up() -> None:
    assert shown([answer(SMALL, 1, "説明", 1, 16)], 値="比率:満足率").rows[0].values == (Decimal("6.3"),)


def test_no_total_stands_where_the_same_persons_are_counted_again() -> None:
    asked = [*TWO, answer(SMALL, 2, "案内", 5, 20), answer(LARGE, 2, "案内", 45, 90)]
    for value in ("合計:回答数", "比率:満足率", "平均:回答数"):
        view = shown(asked, 値=value, 足さない項目="設問")
        assert (view.margin_rows, view.distinct, view.summed) == ((), None, None)
    view = shown(asked, 列="部署名", 値="合計:回答数", 足さない項目="設問")
    assert [row.margins for row in view.rows] == [(110,), (110,)]
    view = shown(asked, 行="部署名", 列="設問", 値="合計:回答数", 足さない項目="設問", 図="積上げ棒")
    assert [row.margins for row in (*view.rows, *view.margin_rows)] == [(), (), ()]
    assert view.margin_rows[0].values == (110, 110)
    assert view.chart.kind.value == "棒"


def test_two_items_of_one_name_are_two_and_one_item_of_two_departments_is_one() -> None:
    tab = count(SAME_NAME, 値="合計:満足")
    assert tab.rows == ("研修の充実（番号1）", "研修の充実（番号5）")
    assert tab.values == ((2,), (6,))


def test_a_kind_of_item_is_counted_by_its_word_unless_rows_are_asked_for() -> None:
    assert count(SAME_NAME, 行="分類", 値="件数").values == ((4,),)
    assert count(SAME_NAME, 行="分類:行", 値="件数").values == ((2,), (2,))
    assert count(SAME_NAME, 行="設問:値", 値="件数").values == ((4,),)


def test_departments_of_one_name_and_one_division_are_told_apart() -> None:
    twins = [Department(code, WARD, "支所", "窓口係", 1, "") for code in ("7", "8")]
    assert len(set(department_labels(twins).values())) == 2


@pytest.mark.parametrize("text", ["満足", "満足 ÷ 10", "満足 ÷ 回答数 ÷ 予算額", "満足率 - 執行率", "満足 = 回答数"])
def test_what_is_no_single_division_is_no_ratio(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse_ratio(text, {f.name: f for f in FIELDS}, FormYear())
