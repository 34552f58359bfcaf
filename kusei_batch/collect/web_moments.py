"""When answers of a web form came: days and times as web forms write them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from kusei_batch.collect.web_answers import WebAnswers, find_columns
from kusei_batch.core.dates import DateReader, read_day
from kusei_batch.core.import_rule import ImportRule, Taking
from kusei_batch.core.values import text_cell

_HALF_DAY, _NOON = r"午前|午後|am|pm", 12
_TIME = re.compile(
    rf"[\s,t]*(?:(?P<before>{_HALF_DAY})\s*)?(?<![0-9])(?P<hour>[0-9]{{1,2}})(?::|時)\s*(?:(?P<minute>[0-9]{{1,2}})分?)?"
    rf"(?::?\s*(?P<second>[0-9]{{1,2}})(?:\.[0-9]+)?秒?)?\s*(?P<after>{_HALF_DAY})?"
    r"\s*(?P<zone>z|utc|gmt|jst)?\s*(?P<offset>[+-][0-9]{1,2})?(?::?(?P<rest>[0-9]{2}))?$"
)
_DIGITS = re.compile(r"([0-9]{8})[\st]?([0-9]{2})([0-9]{2})([0-9]{2})?$")
_YEAR_ANYWHERE = re.compile(r"(?:0?[1-9]|1[0-2])/[0-9]{1,2}/[0-9]{2}")
"""9/7/26 is the 7th of September 2026 to Microsoft Forms, and the 26th of July of the ninth year to others."""
_HERE = 9  # hours before UTC; all of the country


def last_day(answers: WebAnswers, rules: Sequence[ImportRule], dates: DateReader) -> dt.date | None:
    """Return the day of the last answer, None where no heading tells days."""
    rule = next((r for r in rules if r.taking is Taking.MOMENT), None)
    column = find_columns(answers.headings, [rule]).get(rule.heading) if rule else None
    texts = (fields[column] for _, fields in answers.lines if column is not None and column < len(fields))
    return max((moment.date() for text in texts if (moment := read_moment(text, dates))), default=None)


def read_moment(text: str, dates: DateReader) -> dt.datetime | None:
    """Return the moment, in this country's time, of `2026/09/07 3:11:45 午後 GMT+9` and the like; None where unsure.

    Without a time it is the beginning of the day.
    """
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    if found := _DIGITS.match(plain):
        plain = f"{found[1]} {found[2]}:{found[3]}:{found[4] or '00'}"
    time = _TIME.search(plain)
    day = _day_of(plain[: time.start()] if time else plain, dates)
    if day is None:
        return None
    if time is None:
        return dt.datetime.combine(day, dt.time())
    hour, minute, second = (int(time[name] or 0) for name in ("hour", "minute", "second"))
    half = time["before"] or time["after"]
    if half:
        hour = hour % _NOON + (_NOON if half in ("午後", "pm") else 0)
    ahead = dt.timedelta(hours=_HERE)
    if time["offset"] or time["zone"] in ("z", "utc", "gmt"):
        ahead = dt.timedelta(hours=int(time["offset"] or 0), minutes=int(time["rest"] or 0))
    since = dt.timedelta(hours=hour + _HERE, minutes=minute, seconds=second) - ahead
    return dt.datetime.combine(day, dt.time()) + since


@lru_cache(maxsize=1024)  # many answers come on one day
def _day_of(text: str, dates: DateReader) -> dt.date | None:
    day = text.strip(" ,")
    if _YEAR_ANYWHERE.fullmatch(day):
        return None
    return read_day(text_cell(day.upper()), dates)[0]
