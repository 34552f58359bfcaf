"""開庁日: the days an office is open, by weekends, national holidays and the master's 休業日."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache

_WEEKEND = {5: "土曜日", 6: "日曜日"}


def closed_because(day: dt.date, own: Mapping[dt.date, str]) -> str | None:
    """Return why the offices are closed on a day, None when they are open; `own` are the master's 休業日."""
    if day in own:
        return f"休業日（{own[day]}）"
    national = _national_holidays(day.year).get(day)
    return f"祝日（{national}）" if national else _WEEKEND.get(day.weekday())


def next_open_day(day: dt.date, own: Mapping[dt.date, str]) -> dt.date:
    """Return the first day after `day` on which the offices are open."""
    day += dt.timedelta(days=1)
    while closed_because(day, own):
        day += dt.timedelta(days=1)
    return day


@cache
def _national_holidays(year: int) -> Mapping[dt.date, str]:
    # Imported when asked for: the library is large, and most nights need no holidays.
    from holidays import country_holidays

    # Its own kind of dict takes ten times as long to be asked, and the plan of a year asks of every day.
    return dict(country_holidays("JP", years=year, language="ja"))
