"""A paper that asks for a round which the year does not have, and the numbers of its tables and figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from kusei_batch.core.problem import SettingsError
from kusei_batch.report.views import OtherRounds, RoundView, build_round_view
from tests.report.conftest import fill_paper
from tests.report.years import make_facts, make_unissued

SAID = '{% set 意見 = 回("意見", 任意=True) %}{% if 意見.提出状況.受理済 %}ある{% elif 意見.実施 %}まだない{% else %}行わない{% endif %}'


@pytest.fixture(scope="module")
def view() -> RoundView:
    return build_round_view(make_facts())


@pytest.fixture
def write(view: RoundView, tmp_path: Path):
    def fill(*paragraphs: str, rounds: OtherRounds | None = None):
        return fill_paper(view, tmp_path, paragraphs, rounds)

    return fill


def texts(document) -> list[str]:
    return [p.text for p in document.paragraphs if p.text]


def rounds_of(view: RoundView) -> OtherRounds:
    return OtherRounds(("意見",), lambda *_: view)


def test_a_round_that_is_held_waited_for_or_left_out_is_told_apart(write, view: RoundView) -> None:
    waiting = build_round_view(make_unissued())
    assert texts(write(SAID, rounds=rounds_of(view))) == ["ある"]
    assert texts(write(SAID, rounds=rounds_of(waiting))) == ["まだない"]
    assert texts(write(SAID)) == ["行わない"]


def test_a_round_may_be_asked_for_as_it_is_of_a_unit_above(write, view: RoundView) -> None:
    """Of a level that the ward does not stand below, nothing is known where nothing is above it at all."""
    asked = '{{ 回("意見", 任意=True, 階層="市").発行済 }}/{{ 前年度("意見", 任意=True, 階層="市").発行済 }}'
    above = OtherRounds(("意見",), levels=("市",), find_above=lambda *asked: None if asked[2] else view)
    assert texts(write(asked, rounds=above)) == ["True/False"]
    assert texts(write(asked, rounds=rounds_of(view))) == ["False/False"]
    with pytest.raises(SettingsError) as stopped:
        write(asked.replace("市", "県"), rounds=above)
    assert [p.code for p in stopped.value.problems] == ["paper-unknown-name"]


def test_without_being_told_so_a_missing_round_stops_the_paper(write) -> None:
    with pytest.raises(SettingsError) as stopped:
        write('{{ 回("意見").発行済 }}')
    assert [p.code for p in stopped.value.problems] == ["paper-unknown-round"]


def test_whatever_is_asked_of_a_missing_round_is_empty(write) -> None:
    text = (
        '{% set 無 = 回("意見", 任意=True) %}{{ 無.回 }}/{{ 無.年度 }}/{{ 無.発行済 }}/{{ 無.提出状況.対象 }}/'
        '{{ 無.提出状況.部署("受理")|件数 }}/{{ 無.一覧("甲").件数 }}/{{ 無.記録("乙")|件数 }}/{{ 無.記録()|件数 }}/'
        '{{ 無.選ぶ("乙", "丙", "丁", 以外=True)|件数 }}/{{ 無.集計("戊").実数 }}/{{ 無.集計("戊").図あり }}/'
        '{{ 無.推移("己").件数 }}/{{ 無.確認事項("警告")|件数 }}/{{ 無.図("戊") }}'
    )
    document = write(text, '{{p 回("意見", 任意=True).表("甲") }}', '{{ 前年度("意見", 任意=True).実施 }}')
    said, table, last = texts(document)
    assert said == "意見/令和8年度（2026年度）/False/0/0/0/0/0/0/－/False/0/0/"
    assert (table, last) == ("該当するものはありません。", "False")
    assert not document.tables


def test_tables_and_figures_are_numbered_in_their_own_order_and_keep_their_numbers(write) -> None:
    text = '{{ 番号("表") }}{{ 番号("図") }}{{ 番号("表", "予算") }}{{ 番号("表") }}'
    assert texts(write(text, '表{{ 番号("表", "予算") }}、図{{ 番号("図") }}')) == ["1123", "表2、図2"]


def test_rows_of_a_list_are_gathered_by_department_and_told_in_short(write) -> None:
    text = (
        '{% for 群 in 一覧("課題一覧").行|部署ごと %}{{ loop.index|アイウ }} {{ 群.部署名 }}（{{ 群.件数 }}件）'
        "{% for 行 in 群.行 %}{{ 行.指標名|短く(4) }}{% endfor %}。{% endfor %}"
    )
    assert texts(write(text)) == ["ア 区民課（1件）窓口の…。イ 保険課（1件）案内の…。"]
