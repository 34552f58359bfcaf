"""開庁日: which days offices are closed, by hand from the calendar of 2026."""

import datetime as dt

import pytest

from kusei_batch.pipeline.status.open_days import closed_because, next_open_day

OWN = {dt.date(2026, 12, 29): "年末年始の休業日", dt.date(2026, 4, 30): "開庁記念日"}


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2026-04-24", None),
        ("2026-04-25", "土曜日"),
        ("2026-04-26", "日曜日"),
        ("2026-04-29", "祝日（昭和の日）"),
        ("2026-05-06", "祝日（振替休日）"),
        ("2026-09-22", "祝日（国民の休日）"),
        ("2026-12-29", "休業日（年末年始の休業日）"),
    ],
)
def test_a_closed_day_is_told_with_its_name(day, reason):
    assert closed_because(dt.date.fromisoformat(day), OWN) == reason


@pytest.mark.parametrize(
    ("day", "following"),
    [
        ("2026-04-23", "2026-04-24"),
        ("2026-04-25", "2026-04-27"),
        ("2026-05-02", "2026-05-07"),
        ("2026-04-29", "2026-05-01"),
    ],
)
def test_the_next_open_day_leaps_over_all_that_is_closed(day, following):
    assert next_open_day(dt.date.fromisoformat(day), OWN) == dt.date.fromisoformat(following)
