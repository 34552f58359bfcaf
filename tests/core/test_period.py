"""年度 and 和暦."""

import datetime as dt

import pytest

from kusei_batch.core.dates import parse_day
from kusei_batch.core.period import Calendar, Era, Round, parse_fiscal_year

CALENDAR = Calendar()


@pytest.mark.parametrize("text", ["2026", "R8", "Ｒ８", "r8", "令和8", "令和8年度", "令和８年", "令8"])
def test_a_fiscal_year_is_understood_as_people_write_it(text):
    assert parse_fiscal_year(text) == 2026


@pytest.mark.parametrize("text", ["", "８年度", "X8", "令和", "20266"])
def test_what_is_no_year_is_none(text):
    assert parse_fiscal_year(text) is None


def test_the_first_year_of_an_era_is_gannen():
    assert parse_fiscal_year("令和元年度") == parse_fiscal_year("平成31年度") == 2019
    assert CALENDAR.fiscal_label(2019) == "令和元年度"
    assert CALENDAR.date_label(dt.date(2019, 4, 30)) == "平成31年4月30日"


def test_labels_of_a_year():
    assert CALENDAR.fiscal_label(2026) == "令和8年度"
    assert CALENDAR.fiscal_code(2026) == "R08"


@pytest.mark.parametrize("text", ["2026-04-24", "20260424", "2026/4/24", "R8.4.24", "令和8年4月24日", "Ｒ８．４．２４"])
def test_a_day_is_understood_as_people_write_it(text):
    assert parse_day(text, CALENDAR) == dt.date(2026, 4, 24)


@pytest.mark.parametrize("text", ["2026-02-30", "きのう", "4/24", ""])
def test_what_is_no_day_is_none(text):
    assert parse_day(text, CALENDAR) is None


@pytest.mark.parametrize("name", ["新", "C+"])
def test_an_era_of_the_table_is_understood_by_its_name_as_it_is_written(name):
    eras = (*CALENDAR.eras, Era(name, "X", dt.date(2030, 5, 1)))
    assert parse_fiscal_year(f"{name}2", eras) == 2031
    assert parse_day(f"{name}2.4.24", Calendar(eras)) == dt.date(2031, 4, 24)


def test_the_due_day_itself_is_in_time():
    round_ = Round("回", "様式", 2026, dt.date(2026, 4, 1), dt.date(2026, 4, 24))
    assert round_.days_late(dt.date(2026, 4, 24)) == 0
    assert round_.days_late(dt.date(2026, 4, 27)) == 3
