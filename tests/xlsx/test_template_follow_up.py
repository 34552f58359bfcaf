"""追跡 as a template writes it, and everything that keeps it from being understood."""

import datetime as dt

import pytest

from kusei_batch.core.follow_up import FollowUp
from tests.xlsx.template_book import TemplateBook

SAID = {
    "目標.追跡の条件": "取組 ≠ 空欄",
    "目標.完了の条件": "目標値 ≧ 90",
    "目標.追跡の期限": "期限",
    "目標.追跡の担当": "目標.場面",
}
LISTED = {"シート名": "終わらない取組", "種類": "追跡", "表": "目標", "見出し": "状況", "内容": "{{状況}}{{遅れ}}"}


@pytest.fixture
def book():
    return TemplateBook()


def read(book, tmp_path, listed=LISTED, **changes):
    for key, value in (SAID | changes).items():
        if value is not None:
            book.add("_設定", 設定名=key, 値=value)
    book.add("_集計", **listed)
    form, problems = book.read(tmp_path)
    for problem in problems:
        assert problem.message
        assert problem.remedy
    return form, [p.code for p in problems if p.severity.value != "info"]


def test_a_row_is_open_until_it_is_known_to_be_done(book, tmp_path):
    form, codes = read(book, tmp_path)
    assert codes == []
    (rule,) = form.follow_ups
    assert isinstance(rule, FollowUp)
    assert (rule.table, rule.due, rule.owner) == ("目標", "期限", "場面")
    day = dt.date(2026, 5, 1)
    assert rule.is_open({"取組": "掲示を直す。", "期限": day}.get)
    assert rule.is_open({"取組": "掲示を直す。", "目標値": 80}.get)
    assert not rule.is_open({"取組": "掲示を直す。", "目標値": 90}.get)
    assert not rule.is_open({"期限": day}.get)
    assert rule.counts_due({"期限": day}.get)


def test_a_day_may_count_in_some_rows_alone(book, tmp_path):
    form, _ = read(book, tmp_path, **{"目標.追跡の期限の条件": "目標値 = 空欄"})
    (rule,) = form.follow_ups
    assert rule.counts_due({}.get)
    assert not rule.counts_due({"目標値": 80}.get)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"目標.追跡の条件": None}, ["follow-up-incomplete", "totals-not-followed"]),
        ({"目標.完了の条件": None}, ["follow-up-incomplete", "totals-not-followed"]),
        ({"目標.完了の条件": "進み具合 = 完了"}, ["follow-up-condition-malformed", "totals-not-followed"]),
        ({"目標.追跡の条件": "目標値"}, ["follow-up-condition-malformed", "totals-not-followed"]),
        ({"目標.追跡の期限": "目標値"}, ["follow-up-due-not-date"]),
        ({"目標.追跡の期限": "締切"}, ["setting-unknown-item"]),
        ({"目標.追跡の期限の条件": "締切 = 空欄"}, ["follow-up-condition-malformed"]),
        ({"目標.追跡の担当": "担当"}, ["setting-unknown-item"]),
        (dict.fromkeys(SAID), ["totals-not-followed"]),
    ],
)
def test_faults_are_told(book, tmp_path, changes, expected):
    form, codes = read(book, tmp_path, **changes)
    assert form is None
    assert sorted(codes) == sorted(expected)


def test_a_plain_list_does_not_know_how_a_row_stands(book, tmp_path):
    _, codes = read(book, tmp_path, LISTED | {"種類": "一覧"})
    assert codes == ["totals-unknown-item"] * 2


def test_an_item_of_the_name_that_says_how_a_row_stands_is_told(book, tmp_path):
    book.add("_項目", 項目名="状況", 表="目標", 区分="記入", 型="文字")
    book.layout["F4"], book.layout["F5"] = "状況", "{{目標.状況}}"
    _, codes = read(book, tmp_path)
    assert codes == ["follow-up-name-taken"]
