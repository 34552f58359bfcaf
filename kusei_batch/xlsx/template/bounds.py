"""Values written in definition sheets: numbers, dates in 西暦 or 和暦, whole numbers of rows or characters."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal, InvalidOperation

from kusei_batch.core.period import DEFAULT_ERAS, Era

_WESTERN = re.compile(r"(\d{4})(?:[-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MINUS = str.maketrans(dict.fromkeys("▲△−‐–", "-"))


def parse_number(text: str) -> Decimal | None:
    """`1,200`, `▲３`, `0.5` as a number, None when it is none."""
    plain = unicodedata.normalize("NFKC", text.strip()).translate(_MINUS).replace(",", "")
    if not re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)", plain):
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def parse_count(text: str, most: int) -> int | None:
    """A whole number from 0 to `most`, None when it is none."""
    number = parse_number(text)
    if number is None or number != number.to_integral_value() or not 0 <= number <= most:
        return None
    return int(number)


def parse_day(text: str, eras: tuple[Era, ...] = DEFAULT_ERAS) -> dt.date | None:
    """`2026-04-01`, `2026/4/1`, `20260401`, `令和8年4月1日` or `R8.4.1` as a day, None when it is none."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    found = _WESTERN.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if found:
        return _day(int(found[1]), found[2], found[3])
    for era in eras:
        found = re.fullmatch(rf"(?:{era.name}|{era.letter})(\d+|元)[年./-](\d{{1,2}})[月./-](\d{{1,2}})日?", plain)
        if found:
            return _day(era.start.year - 1 + (1 if found[1] == "元" else int(found[1])), found[2], found[3])
    return None


def _day(year: int, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(year, int(month), int(day))
    except ValueError:
        return None
