"""Dates as people type them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kusei_batch.core.dates import DateReader
from kusei_batch.core.period import DEFAULT_ERAS, Calendar, Era
from kusei_batch.core.values import Cell, CellKind, text_cell
from kusei_batch.validate.parse import parse_date
from tests.validate.builders import cell

READER = DateReader(Calendar(), 2026)
FULL_DIGITS = str.maketrans("0123456789/.-R", "０１２３４５６７８９／．－Ｒ")


def read(text: str) -> tuple[dt.date | None, str | None]:
    value, note = parse_date(text_cell(text), READER)
    return value, note.code if note else None


APRIL_1 = dt.date(2026, 4, 1)


@pytest.mark.parametrize(
    "text",
    [
        "R8.4.1",
        "r8.4.1",
        "R8/4/1",
        "R8-4-1",
        "R08.04.01",
        "R.8.4.1",
        "R080401",
        "令和8年4月1日",
        "令和８年４月１日",
        "令８．４．１",
        "令和 8 年 4 月 1 日",
        "令和8年4月1日(水)",
        "令和8年4月1日（水曜日）",
        "令和8年4月1日まで",
        "２０２６／４／１",
        "2026年4月1日",
        "2026.4.1",
        "20260401",
        "２０２６０４０１",
        "8.4.1",
        "26/4/1",
        "'2026/4/1",
        "2026/4/1 9:30",
        "2026-04-01T09:30:00",
        "令和8年\n4月1日",
        "2026 / 4 / 1",
        "R8.4.1\u200b",
        "R8\u2060.4.1\n(水)",
        "\ufeff2026年4月1日\u3164",
    ],
)
def test_a_date_is_read_and_told(text):
    assert read(text) == (APRIL_1, "date-read")


@pytest.mark.parametrize("text", ["2026/4/1", "2026/04/01", "2026-04-01"])
def test_a_plain_date_is_not_worth_telling(text):
    assert read(text) == (APRIL_1, None)


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("4月1日", APRIL_1, "date-year-assumed"),
        ("4/1", APRIL_1, "date-year-assumed"),
        ("３月３１日", dt.date(2027, 3, 31), "date-year-assumed"),
        ("9月末", dt.date(2026, 9, 30), "date-year-assumed"),
        ("2月末日", dt.date(2027, 2, 28), "date-year-assumed"),
        ("令和8年9月末", dt.date(2026, 9, 30), "date-read"),
        ("令和9年2月末まで", dt.date(2027, 2, 28), "date-read"),
        ("年度末", dt.date(2027, 3, 31), "fiscal-year-end-read"),
        ("今年度末", dt.date(2027, 3, 31), "fiscal-year-end-read"),
        ("令和8年度末", dt.date(2027, 3, 31), "fiscal-year-end-read"),
        ("R8年度末まで", dt.date(2027, 3, 31), "fiscal-year-end-read"),
        ("８年度末", dt.date(2027, 3, 31), "fiscal-year-end-read"),
        ("2026年度末", dt.date(2027, 3, 31), "fiscal-year-end-read"),
        ("来年度末", dt.date(2028, 3, 31), "fiscal-year-end-read"),
        ("平成38年4月1日", APRIL_1, "era-mismatch"),
        ("令和元年4月1日", dt.date(2019, 4, 1), "era-mismatch"),
        ("令和元年5月1日", dt.date(2019, 5, 1), "date-read"),
        ("H31.4.30", dt.date(2019, 4, 30), "date-read"),
        ("昭和64年1月7日", dt.date(1989, 1, 7), "date-read"),
        ("㋿8年4月1日", APRIL_1, "date-read"),
        ("㍻31.4.30", dt.date(2019, 4, 30), "date-read"),
        ("令和8年（2026年）4月1日", APRIL_1, "date-read"),
        ("2026（R8）年4月1日（水）", APRIL_1, "date-read"),
        ("2026年4月1日（令和8年）", APRIL_1, "date-read"),
        ("5月5日（火・祝）", dt.date(2026, 5, 5), "date-year-assumed"),
        ("4月29日（祝）迄", dt.date(2026, 4, 29), "date-year-assumed"),
        ("2026/4/1（火）", APRIL_1, "weekday-mismatch"),
        ("4月1日(月曜)", APRIL_1, "weekday-mismatch"),
        ("令和8年4月1日木曜日まで", APRIL_1, "weekday-mismatch"),
    ],
)
def test_what_was_assumed_is_told(text, value, code):
    assert read(text) == (value, code)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("年度内", "date-not-exact"),
        ("令和8年度内", "date-not-exact"),
        ("令和8年度中", "date-not-exact"),
        ("令和8年度", "date-not-exact"),
        ("9月", "date-not-exact"),
        ("令和8年9月", "date-not-exact"),
        ("10月上旬", "date-not-exact"),
        ("第2四半期", "date-not-exact"),
        ("4/1～4/30", "date-not-exact"),
        ("12/4/1", "date-not-exact"),
        ("来年3月末", "date-not-exact"),
        ("令和9年（2026年）4月1日", "date-not-exact"),
        ("2026年4月1日（予定）", "date-not-exact"),
        ("随時", "not-a-date"),
        ("②", "not-a-date"),
        ("-", "not-a-date"),
        ("令和8年2月30日", "impossible-date"),
        ("2026/2/29", "impossible-date"),
        ("2月30日", "impossible-date"),
        ("13月1日", "impossible-date"),
        ("20261301", "impossible-date"),
        ("令和0年4月1日", "impossible-date"),
        ("0001/1/1", "impossible-date"),
        ("13月末", "impossible-date"),
    ],
)
def test_what_is_no_single_day_is_told_so(text, code):
    assert read(text) == (None, code)


def test_stored_dates_lose_their_time_of_day():
    assert parse_date(Cell(CellKind.DATE, "2026-04-01T13:00:00"), READER) == (APRIL_1, None)
    assert parse_date(Cell(CellKind.DATE, "13:00:00"), READER)[1].code == "not-a-date"


def test_numbers_that_can_only_be_dates_are_read():
    assert parse_date(cell(20260401), READER)[0] == APRIL_1
    value, note = parse_date(cell(46113), READER)
    assert value == APRIL_1
    assert note.code == "date-serial-read"
    assert parse_date(cell(8), READER)[1].code == "not-a-date"
    assert parse_date(cell(20261301), READER)[1].code == "impossible-date"


def test_the_note_shows_both_reckonings():
    assert parse_date(text_cell("R8.4.1"), READER)[1].params["value"] == "2026年4月1日（令和8年）"


def test_a_new_era_needs_only_the_table():
    calendar = Calendar((*DEFAULT_ERAS, Era("光文", "K", dt.date(2026, 7, 1))))
    reader = DateReader(calendar, 2026)
    assert parse_date(text_cell("光文元年8月1日"), reader)[0] == dt.date(2026, 8, 1)
    assert parse_date(text_cell("K1.8.1"), reader)[1].code == "date-read"
    assert parse_date(text_cell("R8.8.1"), reader)[1].code == "era-mismatch"


@given(st.text())
def test_nothing_typed_raises(text):
    value, note = parse_date(text_cell(text), READER)
    assert value is not None or note is not None


@given(st.text(alphabet="0123456789年度月日末内元令和平成RH./-今来 　０８(水)まで", max_size=14))
def test_nothing_like_a_date_raises(text):
    parse_date(text_cell(text), READER)


@given(
    st.builds(
        Cell,
        st.sampled_from(CellKind),
        st.text(max_size=20),
        st.none() | st.decimals(allow_nan=False, allow_infinity=False),
    )
)
def test_no_cell_raises(any_cell):
    parse_date(any_cell, READER)


DAYS = st.dates(dt.date(1912, 8, 1), dt.date(2099, 12, 31))


def notations(day: dt.date) -> list[str]:
    era = READER.calendar.era_of(day)
    number = day.year - era.start.year + 1
    return [
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{era.letter}{number}.{day.month}.{day.day}",
        f"{era.letter}{number}/{day.month}/{day.day}",
        f"{era.letter}{number:02d}{day:%m%d}",
        f"{era.name[0]}{number}.{day.month}.{day.day}",
        READER.calendar.date_label(day),
    ]


@given(DAYS, st.booleans(), st.sampled_from(["", "まで", "（火）"]))
def test_every_notation_of_a_day_is_read_back(day, full_width, after):
    for text in notations(day):
        typed = (text.translate(FULL_DIGITS) if full_width else text) + after
        assert read(typed)[0] == day, typed


@given(st.dates(dt.date(2026, 4, 1), dt.date(2027, 3, 31)))
def test_a_day_without_its_year_belongs_to_the_fiscal_year(day):
    assert read(f"{day.month}月{day.day}日") == (day, "date-year-assumed")
