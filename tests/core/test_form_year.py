"""Days of the fiscal year a form is issued for."""

from __future__ import annotations

import datetime as dt

import pytest

from kusei_batch.core.form_year import FormYear, parse_day_of_year
from kusei_batch.core.period import DEFAULT_ERAS, Calendar, Era
from kusei_batch.core.text.placeholder import fill_days, find_malformed

YEAR = FormYear(Calendar(), 2027)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("年度4月1日", dt.date(2027, 4, 1)),
        ("年度３月３１日", dt.date(2028, 3, 31)),
        ("前年度4月1日", dt.date(2026, 4, 1)),
        ("翌年度 4月 30日", dt.date(2028, 4, 30)),
        ("来年度3月31日", dt.date(2029, 3, 31)),
        ("年度2月末日", dt.date(2028, 2, 29)),
        ("翌年度2月末", dt.date(2029, 2, 28)),
        ("翌年度2月29日", dt.date(2029, 2, 28)),
        ("年度12月28日\u200b", dt.date(2027, 12, 28)),
    ],
)
def test_a_day_of_the_year_is_that_of_the_form(text, day):
    assert YEAR.day(parse_day_of_year(text)) == day


@pytest.mark.parametrize(
    "text", ["年度", "4月1日", "年度13月1日", "年度4月31日", "年度0月1日", "年度4月1日:長く", "2027/4/1"]
)
def test_what_is_no_day_of_the_year_is_none(text):
    assert parse_day_of_year(text) is None


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("年度12月28日", "令和9年12月28日"),
        ("年度12月28日:略", "R9.12.28"),
        ("年度2月1日:西暦", "2028/2/1"),
        ("年度2月1日:年月", "令和10年2月"),
        ("前年度2月1日:年度", "令和8年度"),
    ],
)
def test_a_day_is_written_as_the_text_asks(text, word):
    assert YEAR.word(parse_day_of_year(text)) == word


def test_without_a_year_a_day_is_open():
    assert FormYear().day(parse_day_of_year("年度4月1日")) is None


def test_the_examples_are_of_the_year_and_of_the_calendar():
    eras = (*DEFAULT_ERAS, Era("光文", "K", dt.date(2031, 4, 1)))
    assert FormYear(Calendar(eras), 2031).examples == ("K1.4.1", "2031/4/1")
    assert YEAR.examples == ("R9.4.1", "2027/4/1")


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{{次年度}}の取組", "令和10年度の取組"),
        ("{{翌年度}}・{{来年度}}", "令和10年度・令和10年度"),
        ("{{前年度}}から{{年度+2}}まで", "令和8年度から令和11年度まで"),
        ("{{前々年度:略}}／{{年度:略}}／{{翌々年度:西暦}}", "R7／R9／2029年度"),
        ("{{年度＋３}}、{{年度 - 8}}", "令和12年度、令和元年度"),
        ("{{年度}}と{{目標.前年度}}", "{{年度}}と{{目標.前年度}}"),
    ],
)
def test_a_year_beside_the_forms_own_is_written_out(text, filled):
    assert fill_days(text, YEAR) == filled
    assert find_malformed(text) == []


@pytest.mark.parametrize("text", ["{{年度+}}", "{{年度+100}}", "{{次年度:月}}", "{{次年度+1}}"])
def test_what_is_meant_as_another_year_and_is_none_is_told(text):
    (wrong,) = find_malformed(text)
    assert "{{年度+2}}" in wrong.reason
