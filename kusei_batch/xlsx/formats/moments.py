"""Dates, times and elapsed times written out by a section's letters: `ggge"年"m"月"d"日"`, `[h]:mm`."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from kusei_batch.core.period import DEFAULT_ERAS, Era
from kusei_batch.xlsx.formats.tokens import Section, Token, TokenKind

_EPOCH_1904 = dt.datetime(1904, 1, 1)
_EPOCH_1900 = dt.datetime(1899, 12, 30)
_LEAP_BUG = 60  # Excel's 29 February 1900, a day that never was
_MILLISECONDS = 86_400_000
_LAST_SERIAL = 2_958_466  # the first day after 31 December 9999
_WEEKDAYS = "月火水木金土日"
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NOON = 12
_HALVES = ("am/pm", "a/p")
_FIRST_YEARS = "x-gannen"
_LONG_DATE, _LONG_TIME = "f800", "f400"  # the system's own, as Windows in Japanese has them


def moment_of(number: Decimal, *, date1904: bool) -> dt.datetime | None:
    """Return the moment of a serial, None where there is no such day."""
    if not 0 <= number < _LAST_SERIAL:
        return None
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


def date_text(number: Decimal, *, date1904: bool) -> str | None:
    """Return a serial in ISO 8601: a date, with its time if any, or a bare time below 1; None: no such day."""
    moment = moment_of(number, date1904=date1904)
    if moment is None:
        return None
    if number < 1 and not (date1904 and number == 0):
        return moment.time().isoformat()
    return moment.isoformat() if moment.time() != dt.time() else moment.date().isoformat()


def elapsed_text(number: Decimal) -> str | None:
    """Return `25:30:00` for 1.0625 days; None when negative."""
    if number < 0 or number >= _LAST_SERIAL:
        return None
    minutes, seconds = divmod(round(number * _MILLISECONDS / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}"


def serial_of_iso(moment: dt.datetime, *, date1904: bool) -> Decimal:
    """Return the serial of a moment."""
    serial = (moment - (_EPOCH_1904 if date1904 else _EPOCH_1900)) / dt.timedelta(days=1)
    return Decimal(int(serial)) if moment.time() == dt.time() else Decimal(f"{serial:.15g}")


def show_elapsed(number: Decimal, section: Section) -> str | None:
    """Return the hours, minutes or seconds that have passed, beyond 24, 60 and 60; None when negative."""
    if not 0 <= number < _LAST_SERIAL:
        return None
    seconds = round(number * _MILLISECONDS) // 1000
    passed = {"h": seconds // 3600, "m": seconds // 60, "s": seconds}
    part = {"h": seconds // 3600 % 24, "m": seconds // 60 % 60, "s": seconds % 60}
    shown = []
    for token in section.tokens:
        if token.part is TokenKind.ELAPSED:
            shown.append(str(passed[token.text[0]]).zfill(len(token.text)))
        elif token.part is TokenKind.DATE and token.text[0] in part:
            shown.append(str(part[token.text[0]]).zfill(min(len(token.text), 2)))
        elif token.part is TokenKind.LITERAL:
            shown.append(token.text)
        else:
            return None
    return "".join(shown)


def show_moment(number: Decimal, section: Section, *, date1904: bool) -> str | None:
    """Return a date or time of day; None where there is no such day or its letters are not known."""
    moment = moment_of(number, date1904=date1904)
    if moment is None:
        return None
    if section.locale == _LONG_DATE:
        return f"{moment.year}年{moment.month}月{moment.day}日"
    if section.locale == _LONG_TIME:
        return f"{moment.hour}:{moment.minute:02d}:{moment.second:02d}"
    tokens = section.tokens
    halves = any(token.text in _HALVES for token in tokens if token.part is TokenKind.DATE)
    shown = [_piece(i, tokens, moment, section.locale, halves=halves) for i in range(len(tokens))]
    return None if None in shown else "".join(text for text in shown if text)


def _piece(index: int, tokens: tuple[Token, ...], moment: dt.datetime, locale: str, *, halves: bool) -> str | None:
    token = tokens[index]
    match token.part:
        case TokenKind.LITERAL | TokenKind.SLASH | TokenKind.COMMA | TokenKind.POINT:
            return token.text
        case TokenKind.DIGIT:
            # A digit of the seconds' fraction: those after the point.
            place = sum(token.part is TokenKind.DIGIT for token in tokens[:index])
            return f"{moment.microsecond:06d}"[place : place + 1] or "0"
        case TokenKind.DATE if token.text[0] in "hs" or _is_minute(index, tokens):
            hour = moment.hour % _NOON or _NOON if halves else moment.hour
            number = {"h": hour, "m": moment.minute, "s": moment.second}[token.text[0]]
            return str(number).zfill(min(len(token.text), 2))
        case TokenKind.DATE:
            halved = _half(token.text, moment, locale) if token.text in _HALVES else None
            piece = halved or _day_piece(token.text[0], len(token.text), moment)
            return "元" if piece == "1" and token.text == "e" and locale.endswith(_FIRST_YEARS) else piece
    return None


def _day_piece(letter: str, count: int, moment: dt.datetime) -> str | None:
    match letter:
        case "y":
            return f"{moment.year % 100:02d}" if count <= 2 else f"{moment.year:04d}"  # noqa: PLR2004 - yy
        case "m":
            return _named(count, moment.month, _MONTHS[moment.month - 1])
        case "d":
            return _named(count, moment.day, _DAYS[moment.weekday()])
        case "a":
            return _WEEKDAYS[moment.weekday()] + ("曜日" if count > len("aaa") else "")
        case "g" | "e":
            return _era_piece(letter, count, moment)
    return None


def _named(count: int, number: int, name: str) -> str:
    """Return a month or a day: in digits, short (mmm), in full (mmmm), or by its first letter (mmmmm)."""
    return {1: str(number), 2: f"{number:02d}", 3: name[:3], 5: name[:1]}.get(count, name)


def _era_piece(letter: str, count: int, moment: dt.datetime) -> str | None:
    era: Era | None = next((e for e in reversed(DEFAULT_ERAS) if moment.date() >= e.start), None)
    if era is None:
        return None
    if letter == "e":
        return str(moment.year - era.start.year + 1).zfill(min(count, 2))
    return {1: era.letter, 2: era.name[0]}.get(count, era.name)


def _half(letters: str, moment: dt.datetime, locale: str) -> str:
    late = moment.hour >= _NOON
    if locale.endswith("411"):
        return "午後" if late else "午前"
    return ("PM" if late else "AM") if letters == "am/pm" else ("P" if late else "A")


def _is_minute(index: int, tokens: tuple[Token, ...]) -> bool:
    """Return whether an m means minutes: with hours before it or seconds after it, whatever stands between."""
    if not tokens[index].text.startswith("m"):
        return False
    parts = [(i, t.text) for i, t in enumerate(tokens) if t.part in (TokenKind.DATE, TokenKind.ELAPSED)]
    place = next(n for n, (i, _) in enumerate(parts) if i == index)
    before = parts[place - 1][1] if place else ""
    after = parts[place + 1][1] if place + 1 < len(parts) else ""
    return before.startswith("h") or after.startswith("s")
