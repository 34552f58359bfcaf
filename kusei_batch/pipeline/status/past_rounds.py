"""A round of an earlier year, as its sheets tell of it: config.toml knows this year's alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from kusei_batch.core.dates import parse_day
from kusei_batch.core.period import Calendar, Round
from kusei_batch.core.submission import IssuedSheet

_DUE = "提出期限"  # as it is printed on a sheet


def past_round(calendar: Calendar, round_: Round, year: int, sheets: Sequence[IssuedSheet]) -> Round:
    """Return the round as it was in `year`: due on the day printed on its sheets, else the same days as `round_`.

    It was for those who had a sheet; this year it may be for others.
    """
    back = round_.fiscal_year - year
    printed = [text for sheet in sheets for text in sheet.stamped.get(_DUE, ())]
    days = [parse_day(text, calendar) for text in printed]
    opens = min((sheet.issued_on for sheet in sheets), default=_same_day(round_.opens, back))
    due = max((day for day in days if day), default=_same_day(round_.due, back))
    took_part = frozenset(sheet.department_code for sheet in sheets)
    return replace(round_, fiscal_year=year, opens=opens, due=due, departments=took_part)


def _same_day(day: dt.date, years: int) -> dt.date:
    """Return the day that many years before."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year - years, day=28)
