"""Typed values in print."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from decimal import Decimal

from kusei_batch.core.period import Calendar
from kusei_batch.core.picture import PICTURE_WORDS, Picture
from kusei_batch.core.values import TypedValue


def plain_number(value: int | Decimal) -> str:
    """Return the digits without grouping or exponent: `1200`, `97.5`."""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def grouped_number(value: int | Decimal) -> str:
    """Return the digits grouped by three, without an exponent: `1,200`, `97.5`."""
    return f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"


def date_label(day: dt.date, calendar: Calendar) -> str:
    """Return `令和8年4月1日`, or 西暦 for a day before the first era of the table."""
    try:
        return calendar.date_label(day)
    except ValueError:
        return f"{day.year}年{day.month}月{day.day}日"


def western_day(day: dt.date) -> str:
    """Return `2026/4/1`."""
    return f"{day.year}/{day.month}/{day.day}"


def value_text(  # noqa: PLR0911 - one for each kind of value
    value: TypedValue,
    *,
    day: Callable[[dt.date], str] = dt.date.isoformat,
    number: Callable[[int | Decimal], str] = plain_number,
    choices: Callable[[Iterable[str]], str] = "、".join,
) -> str:
    """Return a value in print: はい or いいえ, choices joined by 、, dates in ISO 8601; nothing for None.

    `day`, `number` and `choices` print those otherwise.
    """
    match value:
        case None:
            return ""
        case bool():
            return "はい" if value else "いいえ"
        case int() | Decimal():
            return number(value)
        case tuple():
            return choices(value)
        case dt.date():
            return day(value)
        case Picture():
            return PICTURE_WORDS
        case _:
            return value
