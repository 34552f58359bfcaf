"""Days in settings and lists, where nobody can be warned of how they were read."""

import datetime as dt

import pytest

from kusei_batch.core.dates import parse_day
from kusei_batch.core.period import Calendar


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("4月1日", dt.date(2026, 4, 1)),
        ("04-01", dt.date(2026, 4, 1)),
        ("１２/２８", dt.date(2026, 12, 28)),
        ("3月31日", dt.date(2027, 3, 31)),
        ("4月24日（金）", dt.date(2026, 4, 24)),
        ("年度末", dt.date(2027, 3, 31)),
        ("2026-04-01", dt.date(2026, 4, 1)),
        ("2月29日", None),
        ("13-01", None),
        ("4月", None),
    ],
)
def test_a_day_without_its_year_is_that_of_the_fiscal_year(text, day):
    assert parse_day(text, Calendar(), 2026) == day


@pytest.mark.parametrize("text", ["4月1日", "04-01", "年度末", "8.4.1"])
def test_without_a_fiscal_year_the_year_has_to_be_written(text):
    assert parse_day(text, Calendar()) is None


@pytest.mark.parametrize("text", ["4月24日（木）", "令和8年4月24日(木)", "2026/4/24 木曜日"])
def test_a_weekday_that_is_not_the_days_leaves_it_open_which_is_meant(text):
    assert parse_day(text, Calendar(), 2026) is None
