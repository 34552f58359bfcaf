"""Days of the fiscal year a form is issued for."""

from __future__ import annotations

import datetime as dt

import pytest

from kusei_batch.core.form_year import FormYear, parse_day_of_year
from kusei_batch.core.period import DEFAULT_ERAS, Calendar, Era

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
