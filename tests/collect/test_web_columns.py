"""Which column a heading of 取込 means, when answers came, and what one answer names."""

from __future__ import annotations

import datetime as dt

import pytest

from kusei_batch.collect.web_answers import find_columns
from kusei_batch.collect.web_form import split_answers
from kusei_batch.collect.web_moments import read_moment
from kusei_batch.core.dates import DateReader
from kusei_batch.core.import_rule import ImportRule, Taking, read_import_rules
from kusei_batch.core.period import Calendar
from kusei_batch.core.text.notation import comparable
from kusei_batch.core.ward import MasterListRow


def asked(*headings: str) -> list[ImportRule]:
    return [ImportRule(heading, Taking.TALLY, "表", "行", "", {}) for heading in headings]


@pytest.mark.parametrize(
    ("headings", "meant", "columns"),
    [
        (["①窓口 *", "Q2．待ち時間（必須）"], ["窓口", "問2 待ち時間"], [0, 1]),
        (["2階の案内"], ["1階の案内"], [None]),
        (["24時間の受付", "3.11の備え"], ["12時間の受付", "9.11の備え"], [None, None]),
        (["問1 その他", "問2 その他"], ["Q2. その他", "Q1．その他"], [1, 0]),
        (["Q3 ご意見", "Q7 ご意見"], ["ご意見"], [None]),
        (["Q3 ご意見"], ["Q1 ご意見", "Q2 ご意見"], [None, None]),
    ],
)
def test_a_heading_means_one_column_or_none(headings, meant, columns):
    found = find_columns(headings, asked(*meant))
    assert [found.get(heading) for heading in meant] == columns


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("2026/9/7 10:23", "2026-09-07 10:23"),
        ("2026年9月7日(月)10時23分", "2026-09-07 10:23"),
        ("令和8年9月7日10時", "2026-09-07 10:00"),
        ("２０２６／９／７　１０：２３", "2026-09-07 10:23"),
        ("2026/09/07 午後3:11:45", "2026-09-07 15:11:45"),
        ("2026/09/07 12:05:00 午前 GMT+9", "2026-09-07 00:05"),
        ("2026-09-07T16:00:00.000Z", "2026-09-08 01:00"),
        ("2026-09-07T10:23:00+09:00", "2026-09-07 10:23"),
        ("20260907102345", "2026-09-07 10:23:45"),
        ("2026/9/7", "2026-09-07 00:00"),
        ("9/7/26 10:23", None),
        ("9/7/2026 10:23", None),
        ("2026/13/7 10:23", None),
        ("2026/9/7 25時間後", None),
        ("", None),
    ],
)
def test_a_moment_is_read_in_the_time_of_this_country(text, hours):
    dates = DateReader(Calendar(), 2026)
    assert read_moment(text, dates) == (hours and dt.datetime.fromisoformat(hours))


KNOWN = {comparable(name): name for name in ("窓口", "電話", "手続、届出", "電話・FAX", "その他")}
WORDS = {comparable("ファクス"): "電話・FAX", comparable("でんわ"): "電話・FAX", "0": "（空欄）"}


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("窓口;電話;", ["窓口", "電話"]),  # Microsoft Forms
        ("窓口, 手続、届出", ["窓口", "手続、届出"]),  # Google Forms
        ("窓口\n電話・FAX", ["窓口", "電話・FAX"]),  # kintone
        ("手続、届出", ["手続、届出"]),
        ("電話・FAX、窓口", ["電話・FAX", "窓口"]),
        ("窓口/電話", ["窓口", "電話"]),
        ("窓口;窓口", ["窓口"]),
        ("ファクス;でんわ", ["ファクス"]),
        ("窓口、郵送", ["窓口", "郵送"]),
        ("郵送・出前", ["郵送・出前"]),
        ("0", []),
        ("", []),
    ],
)
def test_an_answer_counts_once_for_each_thing_it_names(text, answers):
    rule = ImportRule("場面", Taking.TALLY, "表", "", "件数", WORDS)
    assert split_answers(rule, text, KNOWN) == answers


def test_a_word_is_copied_as_the_list_has_it():
    said = {"様式": "意見", "見出し": "場面", "取り込み方": "書き写す", "表": "意見", "項目": "場面"}
    row = MasterListRow({"番号": "1", **said, "言いかえ": "QA＝Ｑ＆Ａ（相談）、Ａ=甲"})
    assert read_import_rules([row])[0]["意見"][0].words == {"qa": "Ｑ＆Ａ（相談）", "a": "甲"}
