"""When answers of a web form came: days and times as web forms write them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import lru_cache

from kusei_batch.collect.web_answers import WebAnswers, find_columns
from kusei_batch.core.dates import DateReader, read_day
from kusei_batch.core.import_rule import ImportRule, Taking
from kusei_batch.core.values import text_cell

_DAY_AND_TIME = re.compile(r"\s*([^\sT]+?日?)(?:[\sT]+(.*))?", re.DOTALL)


def last_day(answers: WebAnswers, rules: Sequence[ImportRule], dates: DateReader) -> dt.date | None:
    """Return the day of the last answer, None where no heading tells days."""
    rule = next((r for r in rules if r.taking is Taking.MOMENT), None)
    column = find_columns(answers.headings, [rule]).get(rule.heading) if rule else None
    texts = (fields[column] for _, fields in answers.lines if column is not None and column < len(fields))
    return max((day for text in texts if (day := split_moment(text, dates)[0])), default=None)


def split_moment(text: str, dates: DateReader) -> tuple[dt.date | None, str]:
    """Return the day and the time, as written, of `2026/09/07 10:23:45` and the like."""
    found = _DAY_AND_TIME.fullmatch(text.strip())
    if found is None or not found[1]:
        return None, ""
    return _day_of(found[1], dates), found[2] or ""


@lru_cache(maxsize=1024)  # many answers come on one day
def _day_of(text: str, dates: DateReader) -> dt.date | None:
    return read_day(text_cell(text), dates)[0]
