"""What sheets show of earlier ones is what was typed there: the papers count it, so it must be the departments' own."""

from __future__ import annotations

import pytest

SHOWN = ("場面", "目標", "評価指標", "目標値", "単位")


@pytest.fixture(scope="module")
def rounds(year_situations):
    return year_situations["some"].rounds


def by_id(round_, table):
    """The rows of a table by their IDs; a row typed on a free sheet is known by the sheet and its number."""
    heads = {row["部署コード"]: row["管理番号"] for row in round_.rows(None)}
    return {row["行ID"] or f"{heads[row['部署コード']]}-{table}{row['番号']}": row for row in round_.rows(table)}


@pytest.mark.parametrize("name", ["中間報告", "実績報告"])
def test_each_target_of_april_is_shown_as_it_was_set(rounds, name):
    targets, shown = by_id(rounds["目標設定"], "目標"), by_id(rounds[name], "目標")
    answered = {row["部署コード"] for row in shown.values()}
    assert set(shown) == {key for key, row in targets.items() if row["部署コード"] in answered}
    for key, row in shown.items():
        assert {c: row[c] for c in SHOWN} == {c: targets[key][c] for c in SHOWN}


@pytest.mark.parametrize(
    ("table", "field", "of"), [("目標", "中間の進捗", "進捗"), ("基準", "中間の遵守状況", "遵守状況")]
)
def test_the_results_show_what_was_told_in_october(rounds, table, field, of):
    october, march = by_id(rounds["中間報告"], table), by_id(rounds["実績報告"], table)
    told = {key: row[of] for key, row in october.items() if key in march}
    assert {key: row[field] for key, row in march.items() if row[field]} == told


def test_the_second_survey_shows_the_rates_of_the_first(rounds):
    first, second = (by_id(rounds[f"来庁者アンケート（{n}）"], "設問") for n in ("前期", "後期"))
    assert {key: row["前回の満足率"] for key, row in second.items()} == {k: r["満足率"] for k, r in first.items()}


def test_next_april_begins_with_what_goes_on(year_situations, rounds):
    results = by_id(rounds["実績報告"], "目標")
    begun = by_id(year_situations["next_april"].rounds["目標設定"], "目標")
    carried = {key: row for key, row in begun.items() if key in results}
    assert carried
    for key, row in carried.items():
        assert results[key]["次年度の扱い"] in ("継続", "水準を上げて継続")
        assert row["前年度の達成度"] == results[key]["達成度"]
