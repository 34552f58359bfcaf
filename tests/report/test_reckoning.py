"""Arithmetic, sums, sorting and grouping in a paper's tags, tried in real documents."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kusei_batch.core.form import TotalsRow
from kusei_batch.core.problem import SettingsError
from kusei_batch.report import check_paper_template
from kusei_batch.report.templating.ordering import sort_by
from kusei_batch.report.templating.shown import Unknown
from kusei_batch.report.templating.tags import make_environment
from kusei_batch.report.views import RoundView, build_round_view
from tests.report.conftest import fill_paper
from tests.report.years import make_facts, make_form

FORM = make_form(
    TotalsRow("実績の計", "一覧", {"表": "指標", "見出し": "部署名", "内容": "{{部署名}}"}),
    TotalsRow("実績の計", "一覧", {"表": "指標", "見出し": "実績", "内容": "{{実績値}}", "値": "合計:実績値"}),
)


@pytest.fixture(scope="module")
def view() -> RoundView:
    return build_round_view(make_facts(FORM))


@pytest.fixture
def said(view: RoundView, tmp_path: Path):
    def fill(*paragraphs: str, view: RoundView = view) -> list[str]:
        return [p.text for p in fill_paper(view, tmp_path, paragraphs).paragraphs if p.text]

    return fill


@pytest.mark.parametrize(
    ("tag", "printed"),
    [
        ('合計(記録("指標"), "実績値")', "130.25"),
        ('合計(一覧("実績の計").行, "実績")', "130.25"),
        ('平均(記録("指標"), "実績値")', "32.6"),
        ('平均(記録("指標"), "実績値", 0)', "33"),
        ('最大(記録("指標"), "実績値")', "96.25"),
        ('最小(記録("指標"), "実績値")', "8"),
        (
            '合計(選ぶ("指標", "達成度", "達成"), "実績値") / 合計(記録("指標"), "目標値")|四捨五入(2)',
            "0.1805555555555555555555555556",
        ),
        ('(合計(選ぶ("指標", "達成度", "達成"), "実績値") / 合計(記録("指標"), "目標値"))|四捨五入(2)', "0.18"),
        ('比率(選ぶ("指標", "達成度", "達成")|件数, 記録("指標")|件数)', "50.0"),
        ("比率(1, 3, 2)", "33.33"),
        ("次年度", "令和9年度"),
        ("年度 + 2", "令和10年度"),
        ("年度 - 7", "令和元年度"),
        ("年度", "令和8年度（2026年度）"),
        ("比率(1, 0)", "－"),
        ('比率(集計("達成度別").実数, 0)', "－"),
        ("0.1 + 0.2", "0.3"),
        ("1000 * 12", "12,000"),
        ("7 // 2", "3"),
        ("-(1 - 3)", "2"),
        ("1 / 0", "－"),
        ("9 ** 9 ** 9", "－"),
        ("比率(1, 0) + 比率(2, 0)", "－"),
        ('"" + ""', "－"),
        ("(0 - 0.04)|四捨五入(1)", "0.0"),
        ("[]|max > 3", "False"),
        ("2.5|四捨五入", "3"),
        ('合計(選ぶ("指標", "達成度", "対象外"), "実績値")', "0"),
        ('平均(選ぶ("指標", "達成度", "対象外"), "実績値")', "－"),
        ('"区" ~ "民" + "課"', "区民課"),
        ("[1] + [2]", "[1, 2]"),
    ],
)
def test_what_a_tag_reckons(said, tag: str, printed: str) -> None:
    assert said(f"{{{{ {tag} }}}}") == [printed]


def test_fields_of_a_row_are_reckoned_with_as_numbers_and_blanks_leave_a_dash(said) -> None:
    rows = "{% for 行 in 記録('指標') %}{{ 行.実績値 - 行.目標値 }}{% if 行.実績値|数 > 行.目標値|数 %}↑{% endif %} {% endfor %}"
    assert said(rows) == ["-0.75 -3 2↑ -12 "]
    facts = make_facts(FORM)
    facts.records[-1].fields["目標値"] = None
    assert said(rows, view=build_round_view(facts)) == ["-0.75 -3 2↑ － "]


def test_a_figure_that_is_missing_is_neither_more_nor_less(said, view: RoundView) -> None:
    nothing = build_round_view(replace(make_facts(FORM), coverage=[], records=[], crosstabs=[]))
    text = (
        '{{ 合計(記録("指標"), "実績値") + 1 }}{% if 平均(記録("指標"), "実績値") > 3 %}多い{% else %}少ない{% endif %}'
    )
    assert said(text, view=nothing) == ["1少ない"]
    dash = "{% set 無 = 比率(1, 0) %}{{ 無 + 1 }}{{ 1 - 無 }}{{ 無 > 1 }}{{ 1 > 無 }}{{ 無 <= 1 }}{{ 無 >= 1 }}{{ 無|件数 }}"
    assert said(dash) == ["－－FalseFalseFalseFalse1"]


def test_rows_are_put_in_order_by_numbers_days_and_texts(said) -> None:
    loop = "{%% for 行 in 記録('指標')|並べ替え(%s) %%}{{ 行.指標名 }} {%% endfor %%}"
    by_number = ["窓口の満足度", "出前説明会", "待ち時間", "案内の書換え"]
    assert said(loop % "'実績値', 降順=True") == [" ".join([*by_number, ""])]
    assert said(loop % "'実績値'") == [" ".join([*reversed(by_number), ""])]
    assert said(loop % "'確認日'") == ["案内の書換え 窓口の満足度 待ち時間 出前説明会 "]
    assert said(loop % "'達成度', '実績値'") == ["窓口の満足度 案内の書換え 待ち時間 出前説明会 "]
    lists = "{% for 行 in 一覧('実績の計').行|並べ替え('実績') %}{{ 行.実績 }} {% endfor %}"
    assert said(lists) == ["8 12 14 96.25 "]


def test_blanks_come_last_either_way(said) -> None:
    facts = make_facts(FORM)
    facts.records[0].fields["実績値"] = None
    loop = "{%% for 行 in 記録('指標')|並べ替え('実績値', 降順=%s) %%}[{{ 行.実績値 }}]{%% endfor %%}"
    view = build_round_view(facts)
    assert said(loop % "True", loop % "False", view=view) == ["[14][12][8][]", "[8][12][14][]"]


def test_rows_are_gathered_with_their_counts_and_sums(said) -> None:
    text = (
        "{% for 群 in 記録('指標')|まとめる('達成度') %}"
        "{{ 群.見出し }}{{ 群.件数 }}件{{ 合計(群.行, '実績値') }} {% endfor %}"
    )
    assert said(text) == ["一部達成1件96.25 達成2件26 未達成1件8 "]
    facts = make_facts(FORM)
    facts.records[0].fields["達成度"] = None
    assert said(text, view=build_round_view(facts)) == ["（未記入）1件96.25 達成2件26 未達成1件8 "]


def test_sort_and_groupby_of_jinja_take_our_rows(said) -> None:
    text = "{% for 行 in 記録('指標')|sort(attribute='実績値', reverse=True) %}{{ 行.実績値 }} {% endfor %}"
    assert said(text) == ["96.25 14 12 8 "]
    text = "{% for 度, 行 in 記録('指標')|groupby('達成度') %}{{ 度 }}{{ 行|件数 }} {% endfor %}"
    assert said(text) == ["一部達成1 未達成1 達成2 "]
    assert said("{{ [3, none, '2', '', '－', '十', 1.5]|sort }}") == ["[1.5, '2', 3, '十', None, '', '－']"]
    assert said("{{ ['－', 3, '']|max }}{{ ['－', 3, 2]|min }}{{ []|max }}") == ["32－"]


@pytest.mark.parametrize(
    ("text", "name", "near"),
    [
        ("{% for 行 in 記録('指標')|並べ替え('実積値') %}{% endfor %}", "実積値", "実績値"),
        ("{% for 群 in 記録('指標')|まとめる('達成') %}{{ 群.件数 }}{% endfor %}", "達成", "達成度"),
        ("{% for 群 in 記録('指標')|まとめる('達成度') %}{{ 群.数 }}{% endfor %}", "数", "件数"),
        ("{{ 合計(記録('指標'), '実積値') }}", "実積値", "実績値"),
        ("{{ 合計(一覧('実績の計').行, '実積') }}", "実積", "実績"),
        ("{{ 最大(提出状況.行, '件') }}", "件", "件数"),
        ("{% for 行 in 記録('指標')|並べ替え('実績値', 降順=True) %}{{ 行.実積値 }}{% endfor %}", "実積値", "実績値"),
        ("{{ 記録('指標')|並べかえ('実績値') }}", "並べかえ", "並べ替え"),
        ("{{ 記録('指標')|並べ替え('実績値', 下順=True) }}", "下順", "降順"),
        ("{{ 記録('指標')|sort(attribute='実積値') }}", "実積値", ""),
        ("{% for 行 in 選ぶ('指標', '達成度', '達成') %}{{ 行.実積値 }}{% endfor %}", "実積値", ""),
        ("{{ 合計(選ぶ('指標', '達成度', '一部達成'), '実積値') }}", "実積値", "実績値"),
        ("{% if 選ぶ('指標', '達成度', '達成') %}{{ マスタ('基凖')|件数 }}{% endif %}", "基凖", ""),
    ],
)
def test_a_slip_is_told_before_the_night(tmp_path: Path, text: str, name: str, near: str) -> None:
    document = docx.Document()
    document.add_paragraph(text)
    document.save(str(tmp_path / "ひな形.docx"))
    (problem,) = check_paper_template(tmp_path / "ひな形.docx", FORM)
    assert problem.params["name"] == name
    assert near in problem.remedy
    assert problem.params["where"].startswith("本文「")


def test_what_cannot_be_known_stays_unknown() -> None:
    environment = make_environment()
    names = {"無": Unknown()}
    text = "{{ (無|並べ替え('甲'))|件数 }}{{ (無|まとめる('甲'))|件数 }}"
    assert environment.from_string(text).render(names) == "－－"


def test_a_sum_of_what_is_no_row_stops_the_paper_with_words(said) -> None:
    with pytest.raises(SettingsError) as stopped:
        said("{{ 合計(方針, '本文') + 合計(区名, '本文') }}")
    assert [p.code for p in stopped.value.problems] == ["paper-value-unusable"]


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.decimals(allow_nan=False, allow_infinity=False), st.text(), st.dates()
)


@given(st.lists(VALUES))
def test_whatever_stands_side_by_side_has_an_order(values) -> None:
    up, down = (sort_by(values, lambda value: [value], descending=way) for way in (False, True))
    assert sorted(map(repr, up)) == sorted(map(repr, down)) == sorted(map(repr, values))
    numbers = [value for value in up if isinstance(value, int | Decimal)]
    assert numbers == sorted(numbers)


def test_texts_with_figures_go_by_what_these_come_to() -> None:
    texts = ["10件", "9件", "第2回", "第10回", "2" * 5000, "令和8年12月1日", "令和8年4月1日"]
    found = sort_by(texts, lambda text: [text], descending=False)
    assert [t for t in found if len(t) < 20] == ["9件", "10件", "令和8年4月1日", "令和8年12月1日", "第2回", "第10回"]
