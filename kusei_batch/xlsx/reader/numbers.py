"""Stored numbers and the formats that say what they mean: quantity, percentage, date or time of day.

Numbers are stored as binary fractions with up to 17 digits (63.8 becomes 63.799999999999997), but
Excel takes and shows 15. Fifteen digits therefore give back what was typed.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from enum import Enum
from functools import lru_cache

from kusei_batch.core.values import Cell, CellKind

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?", re.ASCII)
_PLAIN_DIGITS = 15
_EXACT_BELOW = 2**53
_HIGHEST_DIGIT = 308

_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]|E[+-]', re.IGNORECASE | re.DOTALL)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_DATE_LETTERS = frozenset("ymdhsegaYMDHSEGA")
_GENERAL = ("general", "g/標準", "標準", "standard")

_EPOCH_1904 = dt.datetime(1904, 1, 1)
_EPOCH_1900 = dt.datetime(1899, 12, 30)
_LEAP_BUG = 60  # Excel's 29 February 1900, a day that never was
_MILLISECONDS = 86_400_000
_LAST_SERIAL = 2_958_466  # the first day after 31 December 9999


class Meaning(Enum):
    """What a number format makes of a number."""

    QUANTITY = "quantity"
    PERCENTAGE = "percentage"
    DATE = "date"
    ELAPSED = "elapsed"


BUILT_IN: dict[int, Meaning] = {
    9: Meaning.PERCENTAGE,
    10: Meaning.PERCENTAGE,
    46: Meaning.ELAPSED,
    # 27 to 36 and 50 to 58 are 和暦 and Japanese dates, 71 to 81 the Thai ones (ECMA-376 Part 1, 18.8.30).
    **dict.fromkeys([*range(14, 23), *range(27, 37), 45, 47, *range(50, 59), *range(71, 82)], Meaning.DATE),
}


@lru_cache(maxsize=1024)
def meaning_of(code: str) -> Meaning:
    """What a custom format code means, such as `[$-411]ggge"年"m"月"d"日";@` or `0.0%`."""
    if code.lower().startswith(_GENERAL):
        return Meaning.QUANTITY
    bare = _LITERAL.sub("", code)
    if _ELAPSED.search(bare):
        return Meaning.ELAPSED
    if "%" in bare:
        return Meaning.PERCENTAGE
    return Meaning.DATE if _DATE_LETTERS.intersection(bare) else Meaning.QUANTITY


@lru_cache(maxsize=8192)
def number_cell(stored: str, meaning: Meaning, *, date1904: bool, formula: bool = False) -> Cell:
    """The cell of a stored number; what is not a number is kept as the text it is."""
    text = stored.strip()
    number = parse_stored(text)
    if number is None:
        return Cell(CellKind.TEXT, stored, None, formula)
    if meaning is Meaning.QUANTITY:
        return Cell(CellKind.NUMBER, plain(number), number, formula)
    if meaning is Meaning.PERCENTAGE:
        return Cell(CellKind.NUMBER, plain(number * 100) + "%", number, formula)
    shown = elapsed_text(number) if meaning is Meaning.ELAPSED else date_text(number, date1904=date1904)
    # A negative or impossible date is shown as ##### by Excel: only the number is left to tell.
    kind = CellKind.NUMBER if shown is None else CellKind.DATE
    return Cell(kind, shown or plain(number), number, formula)


def parse_stored(text: str) -> Decimal | None:
    """The number as typed, from its stored form; None when it is none (or infinite)."""
    if len(text) <= _PLAIN_DIGITS and text.isascii() and text.isdecimal():
        return Decimal(text)
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    if value.is_integer() and abs(value) < _EXACT_BELOW:
        return Decimal(int(value))
    number = Decimal(f"{value:.{_PLAIN_DIGITS}g}")
    return number if number.is_finite() else None


def plain(number: Decimal) -> str:
    """Without exponent or idle zeros: `98`, `0.5`, `-1200`."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def date_text(number: Decimal, *, date1904: bool) -> str | None:
    """ISO 8601 of a serial: a date, with its time when there is one, or a bare time below 1; None: no such day."""
    if not 0 <= number < _LAST_SERIAL:
        return None
    moment = _moment(number, date1904=date1904)
    if moment is None:
        return None
    if number < 1 and not (date1904 and number == 0):
        return moment.time().isoformat()
    return moment.isoformat() if moment.time() != dt.time() else moment.date().isoformat()


def _moment(number: Decimal, *, date1904: bool) -> dt.datetime | None:
    # Serials hold a time to a few microseconds only; Excel itself rounds to milliseconds.
    passed = dt.timedelta(milliseconds=round(number * _MILLISECONDS))
    day = int(number)
    if not date1904 and day == _LEAP_BUG:
        return None
    epoch = _EPOCH_1904 if date1904 else _EPOCH_1900
    if not date1904 and 0 < day < _LEAP_BUG:
        passed += dt.timedelta(days=1)
    try:
        return epoch + passed
    except OverflowError:
        return None


def elapsed_text(number: Decimal) -> str | None:
    """`25:30:00` of 1.0625 days; None when negative."""
    if number < 0 or number >= _LAST_SERIAL:
        return None
    minutes, seconds = divmod(round(number * _MILLISECONDS / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}"


def iso_cell(text: str, *, date1904: bool, formula: bool = False) -> Cell:
    """The cell of a date stored as ISO 8601 (Strict workbooks); what is no date is kept as text."""
    try:
        moment = dt.datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        return Cell(CellKind.TEXT, text, None, formula)
    serial = (moment - (_EPOCH_1904 if date1904 else _EPOCH_1900)) / dt.timedelta(days=1)
    whole = moment.time() == dt.time()
    shown = moment.date().isoformat() if whole else moment.isoformat()
    return Cell(CellKind.DATE, shown, Decimal(int(serial)) if whole else Decimal(f"{serial:.15g}"), formula)
