"""Dates as people write them: R8.4.1, 令和8年4月1日, ２０２６／４／１, 4/1, 年度末. Cells, lists and settings ask here.

A reading is the day and a note on it, a code of the catalog; where there is no day, the code says why.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from kusei_batch.core.period import APRIL, WEEKDAYS, Calendar, Era, weekday_of
from kusei_batch.core.text.characters import seen_only
from kusei_batch.core.text.notation import close_up, half_width
from kusei_batch.core.values import Cell, CellKind, text_cell

_EPOCH = dt.date(1899, 12, 30)  # day 0 of Excel's serials from March 1900 on
_SERIALS = range(25569, 73051)  # 1970 to 2099: below, a number is rather a number
_COMPACT_YEARS = range(1900, 2100)
_APOSTROPHES = "'‘’"  # the mark of text in Excel
_LONGEST = 100  # characters; more is a sentence
_NEAR = 1  # a two-digit year is read only when it falls within so many years of the fiscal year

_CLOCK = re.compile(r"[T\s]+\d{1,2}:\d\d(:\d\d)?\s*$", re.ASCII)
_TAIL = re.compile(
    rf"(?:\((?P<short>[{WEEKDAYS}])(?:曜日?)?(?:[・、]?[祝休]日?)?\)|\([祝休]日?\)|(?P<long>[{WEEKDAYS}])曜日?)?(?:まで|迄)?$"
)
_OTHER_YEAR = re.compile(r"\((?:西暦)?([^()]{1,6}?)年?\)")  # 令和9年（2027年）3月31日, 2027年3月31日（令和9年）
_SQUARED = re.compile("[㋿㍻-㍾]")  # an era's name in one character
_SEP = r"[/.\-‐−年月]"
_FULL = re.compile(rf"([0-9]{{4}}){_SEP}([0-9]{{1,2}}){_SEP}([0-9]{{1,2}})日?")
_DIGITS8 = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_SHORT = re.compile(rf"([0-9]{{1,2}}){_SEP}([0-9]{{1,2}}){_SEP}([0-9]{{1,2}})日?")
_MONTH_DAY = re.compile(r"([0-9]{1,2})[月/-]([0-9]{1,2})日?")  # 4-1 is a date to Excel too
_MONTH_END = re.compile(r"(?:(.+?)[年/.])?([0-9]{1,2})月末日?")
_FISCAL_END = re.compile(r"(.*?)年度末日?")
_INEXACT = re.compile(r"[0-9]{1,2}月|年度|四半期|半期|上旬|中旬|下旬|頃|ごろ|初旬|[春夏秋冬]|[0-9]{4}年|[~〜]")
_THIS_YEAR = {"": 0, "今": 0, "本": 0, "当": 0, "来": 1, "翌": 1}


@dataclass(frozen=True, slots=True)
class DateReader:
    """Reads dates by an era table, for a fiscal year (西暦 of its April); without one the year has to be written."""

    calendar: Calendar
    fiscal_year: int | None = None

    def label(self, day: dt.date) -> str:
        """Return `2026年4月1日（令和8年）`; without the era before the first one."""
        western = f"{day.year}年{day.month}月{day.day}日"
        if day < self.calendar.eras[0].start:
            return western
        return f"{western}（{self.calendar.year_label(day)}）"


Reading = tuple[dt.date | None, str | None]


def parse_day(text: str, calendar: Calendar, fiscal_year: int | None = None) -> dt.date | None:
    """Return the day a date is written for (`2026-04-24`, `R8.4.24`, `令和8年4月24日（金）`), None for other texts.

    Without a fiscal year its year has to be written. With a weekday that is not the day's, one of the two is wrong.
    """
    return sure_day(text_cell(text), DateReader(calendar, fiscal_year))


def sure_day(cell: Cell, reader: DateReader) -> dt.date | None:
    """Return the day in a cell, None where there is none or its weekday contradicts it (nobody is warned)."""
    day, code = read_day(cell, reader)
    return None if code == "weekday-mismatch" else day


def read_day(cell: Cell, reader: DateReader) -> Reading:
    """Return the day in a cell; the time of day, if any, is dropped."""
    if cell.kind is CellKind.DATE:
        return _stored(cell)
    if cell.kind is CellKind.NUMBER:
        found = _DIGITS8.fullmatch(cell.text)
        if found and int(found[1]) in _COMPACT_YEARS:
            return _western(found, reader)
        if cell.number is not None and int(cell.number) in _SERIALS:
            return _EPOCH + dt.timedelta(days=int(cell.number)), "date-serial-read"
        return None, "not-a-date"
    text = seen_only(cell.text).strip()
    if cell.kind is not CellKind.TEXT or len(text) > _LONGEST:
        return None, "not-a-date"
    typed = close_up(_CLOCK.sub("", half_width(text))).lstrip(_APOSTROPHES)
    day, code = _on_weekday(_SQUARED.sub(lambda era: unicodedata.normalize("NFKC", era[0]), typed), reader)
    plain = day is not None and text in (day.isoformat(), f"{day:%Y/%m/%d}", f"{day.year}/{day.month}/{day.day}")
    return day, None if plain else code


def _stored(cell: Cell) -> Reading:
    try:
        return dt.date.fromisoformat(cell.text[:10]), None
    except ValueError:
        return None, "not-a-date"


def _on_weekday(typed: str, reader: DateReader) -> Reading:
    """Return the day of a text that may say its weekday as well.

    Where they differ, one of them is wrong, or the year is.
    """
    tail = _TAIL.search(typed)
    weekday = tail and (tail["short"] or tail["long"])
    day, code = _of_both_years(_TAIL.sub("", typed), reader)
    if day is not None and weekday and weekday_of(day) != weekday:
        return day, "weekday-mismatch"
    return day, code


def _of_both_years(typed: str, reader: DateReader) -> Reading:
    """Return the day of a text that may give its year in both reckonings, which have to agree."""
    other = _OTHER_YEAR.search(typed)
    if other is None:
        return _typed(typed, reader)
    day, code = _typed(typed[: other.start()] + typed[other.end() :], reader)
    agree = day is None or _year(other[1], reader) == day.year
    return (day, code) if agree else (None, "date-not-exact")


def _typed(typed: str, reader: DateReader) -> Reading:
    if found := _era_pattern(reader.calendar.eras).fullmatch(typed):
        era = _era_named(found["era"], reader.calendar.eras)
        year, month, day = (part for part in found.groups()[1:] if part is not None)
        number = 1 if year == "元" else int(year)
        value = _day(era.start.year + number - 1, int(month), int(day)) if era and number else None
        if era is None or value is None:
            return None, "impossible-date"
        fits = value >= era.start and reader.calendar.era_of(value) == era
        return value, "date-read" if fits else "era-mismatch"
    for pattern, read in _WRITTEN:
        if found := pattern.fullmatch(typed):
            return read(found, reader)
    code = "date-not-exact" if _INEXACT.search(typed) else "not-a-date"
    return None, code


def _western(found: re.Match[str], _reader: DateReader) -> Reading:
    year, month, day = (int(part) for part in found.groups()[:3])
    value = _day(year, month, day) if year in _COMPACT_YEARS else None
    return _read(value)


@lru_cache(maxsize=8)
def _era_pattern(eras: tuple[Era, ...]) -> re.Pattern[str]:
    names = "|".join(f"{re.escape(e.name)}|{re.escape(e.name[0])}|{re.escape(e.letter)}" for e in eras)
    rest = rf"([0-9]{{1,2}}|元){_SEP}([0-9]{{1,2}}){_SEP}([0-9]{{1,2}})日?|([0-9]{{2}})([0-9]{{2}})([0-9]{{2}})"
    return re.compile(rf"(?:(?P<era>{names})\.?)(?:{rest})", re.IGNORECASE)


def _era_named(name: str, eras: tuple[Era, ...]) -> Era | None:
    for era in reversed(eras):
        if name in (era.name, era.name[0]) or name.upper() == era.letter.upper():
            return era
    return None


def _short_year(found: re.Match[str], reader: DateReader) -> Reading:
    """Read 8.4.1 or 26/4/1, only when one of the two reckonings is near the fiscal year."""
    number = int(found[1])
    if reader.fiscal_year is None:
        return None, "date-not-exact"
    current = reader.calendar.era_of(dt.date(reader.fiscal_year, 12, 31))
    years = {current.start.year + number - 1, 2000 + number}
    near = [y for y in years if abs(y - reader.fiscal_year) <= _NEAR] if number else []
    if len(near) != 1:
        return None, "date-not-exact"
    return _read(_day(near[0], int(found[2]), int(found[3])))


def _this_year(found: re.Match[str], reader: DateReader) -> Reading:
    month = int(found[1])
    year = _calendar_year(month, reader)
    if year is None:
        return None, "date-not-exact"
    return _read(_day(year, month, int(found[2])), "date-year-assumed")


def _month_end(found: re.Match[str], reader: DateReader) -> Reading:
    month = int(found[2])
    year = _year(found[1], reader) if found[1] else _calendar_year(month, reader)
    if year is None:
        return None, "date-not-exact"
    last = _day(year, month, monthrange(year, month)[1]) if 1 <= month <= 12 else None  # noqa: PLR2004 - months
    return _read(last, "date-read" if found[1] else "date-year-assumed")


def _fiscal_end(found: re.Match[str], reader: DateReader) -> Reading:
    spoken = found[1]
    this_year = reader.fiscal_year
    year = this_year and this_year + _THIS_YEAR[spoken] if spoken in _THIS_YEAR else _year(spoken, reader)
    if year is None or year + 1 not in _COMPACT_YEARS:
        return None, "date-not-exact"
    return dt.date(year + 1, APRIL - 1, 31), "fiscal-year-end-read"


def _year(spoken: str, reader: DateReader) -> int | None:
    """Return 西暦 of `2026`, `令和8`, `R8`, or of `8` when that is near the fiscal year."""
    found = re.fullmatch(r"(?P<era>\D*?)\.?(?P<number>[0-9]{1,4}|元)", spoken)
    if found is None:
        return None
    number = 1 if found["number"] == "元" else int(found["number"])
    if number in _COMPACT_YEARS and not found["era"]:
        return number
    era = _era_named(found["era"], reader.calendar.eras)
    if not found["era"] and reader.fiscal_year is not None:
        era = reader.calendar.era_of(dt.date(reader.fiscal_year, 12, 31))
    return era.start.year + number - 1 if era and 0 < number < 100 else None  # noqa: PLR2004 - two digits


def _calendar_year(month: int, reader: DateReader) -> int | None:
    year = reader.fiscal_year
    return year if year is None or month >= APRIL else year + 1


def _read(day: dt.date | None, code: str = "date-read") -> Reading:
    return (None, "impossible-date") if day is None else (day, code)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


_WRITTEN: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], DateReader], Reading]], ...] = (
    (_FULL, _western),
    (_DIGITS8, _western),
    (_SHORT, _short_year),
    (_MONTH_DAY, _this_year),
    (_MONTH_END, _month_end),
    (_FISCAL_END, _fiscal_end),
)
