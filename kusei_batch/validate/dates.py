"""Dates as people type them: R8.4.1, 令和8年4月1日, ２０２６／４／１, 4/1, 年度末."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from kusei_batch.core.notation import half_width
from kusei_batch.core.period import APRIL, Calendar, Era
from kusei_batch.core.values import Cell, CellKind
from kusei_batch.validate.notation import Note, compact, quote

_EPOCH = dt.date(1899, 12, 30)  # day 0 of Excel's serials from March 1900 on
_SERIALS = range(25569, 73051)  # 1970 to 2099: below, a number is rather a number
_COMPACT_YEARS = range(1900, 2100)
_NEAR = 1  # a two-digit year is read only when it falls within so many years of the fiscal year

_CLOCK = re.compile(r"[T\s]+\d{1,2}:\d\d(:\d\d)?\s*$", re.ASCII)
_TAIL = re.compile(r"(\([日月火水木金土](曜日?)?\)|[日月火水木金土]曜日?)?(まで)?$")
_SEP = r"[/.\-‐−年月]"
_FULL = re.compile(rf"([0-9]{{4}}){_SEP}([0-9]{{1,2}}){_SEP}([0-9]{{1,2}})日?")
_DIGITS8 = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_SHORT = re.compile(rf"([0-9]{{1,2}}){_SEP}([0-9]{{1,2}}){_SEP}([0-9]{{1,2}})日?")
_MONTH_DAY = re.compile(r"([0-9]{1,2})[月/]([0-9]{1,2})日?")
_MONTH_END = re.compile(r"(?:(.+?)[年/.])?([0-9]{1,2})月末日?")
_FISCAL_END = re.compile(r"(.*?)年度末日?")
_INEXACT = re.compile(r"[0-9]{1,2}月|年度|四半期|半期|上旬|中旬|下旬|頃|ごろ|初旬|[春夏秋冬]|[0-9]{4}年|[~〜]")
_THIS_YEAR = {"": 0, "今": 0, "本": 0, "当": 0, "来": 1, "翌": 1}


@dataclass(frozen=True, slots=True)
class DateReader:
    """Reads dates by an era table, for a sheet of one fiscal year (西暦 of its April)."""

    calendar: Calendar
    fiscal_year: int

    def label(self, day: dt.date) -> str:
        """`2026年4月1日（令和8年）`; without the era before the first one."""
        western = f"{day.year}年{day.month}月{day.day}日"
        if day < self.calendar.eras[0].start:
            return western
        return f"{western}（{self.calendar.year_label(day)}）"

    def read(self, code: str, text: str, day: dt.date) -> tuple[dt.date, Note]:
        """The day with the note that it was so read."""
        return day, Note(code, {"text": quote(text), "value": self.label(day), "year": str(self.fiscal_year)})


Reading = tuple[dt.date | None, Note | None]


def parse_date(cell: Cell, reader: DateReader) -> Reading:
    """The day in a cell; the time of day, if any, is dropped."""
    if cell.kind is CellKind.DATE:
        return _stored(cell)
    if cell.kind is CellKind.NUMBER:
        return _numbered(cell, reader)
    if cell.kind is not CellKind.TEXT:
        return None, Note("not-a-date", {"text": quote(cell.text)})
    typed = _TAIL.sub("", compact(_CLOCK.sub("", half_width(cell.text).strip())))
    return _typed(typed, cell.text, reader)


def _stored(cell: Cell) -> Reading:
    try:
        return dt.date.fromisoformat(cell.text[:10]), None
    except ValueError:
        return None, Note("not-a-date", {"text": quote(cell.text)})


def _numbered(cell: Cell, reader: DateReader) -> Reading:
    found = _DIGITS8.fullmatch(cell.text)
    if found and int(found[1]) in _COMPACT_YEARS:
        return _western(found, cell.text, reader)
    if cell.number is not None and int(cell.number) in _SERIALS:
        return reader.read("date-serial-read", cell.text, _EPOCH + dt.timedelta(days=int(cell.number)))
    return None, Note("not-a-date", {"text": quote(cell.text)})


def _typed(typed: str, text: str, reader: DateReader) -> Reading:
    if found := _era_pattern(reader.calendar.eras).fullmatch(typed):
        return _japanese(found, text, reader)
    for pattern, read in _WRITTEN:
        if found := pattern.fullmatch(typed):
            return read(found, text, reader)
    code = "date-not-exact" if _INEXACT.search(typed) else "not-a-date"
    return None, Note(code, {"text": quote(text)})


def _western(found: re.Match[str], text: str, reader: DateReader) -> Reading:
    year, month, day = (int(part) for part in found.groups()[:3])
    value = _day(year, month, day) if year in _COMPACT_YEARS else None
    if value is None:
        return None, Note("impossible-date", {"text": quote(text)})
    if text.strip() in (value.isoformat(), f"{year}/{month}/{day}", f"{year}/{month:02d}/{day:02d}"):
        return value, None
    return reader.read("date-read", text, value)


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


def _japanese(found: re.Match[str], text: str, reader: DateReader) -> Reading:
    era = _era_named(found["era"], reader.calendar.eras)
    year, month, day = (part for part in found.groups()[1:] if part is not None)
    number = 1 if year == "元" else int(year)
    value = _day(era.start.year + number - 1, int(month), int(day)) if era and number else None
    if era is None or value is None:
        return None, Note("impossible-date", {"text": quote(text)})
    fits = value >= era.start and reader.calendar.era_of(value) == era
    return reader.read("date-read" if fits else "era-mismatch", text, value)


def _short_year(found: re.Match[str], text: str, reader: DateReader) -> Reading:
    """8.4.1 or 26/4/1: read only when one of the two reckonings is near the fiscal year."""
    number = int(found[1])
    current = reader.calendar.era_of(dt.date(reader.fiscal_year, 12, 31))
    years = {current.start.year + number - 1, 2000 + number}
    near = [y for y in years if abs(y - reader.fiscal_year) <= _NEAR] if number else []
    if len(near) != 1:
        return None, Note("date-not-exact", {"text": quote(text)})
    value = _day(near[0], int(found[2]), int(found[3]))
    if value is None:
        return None, Note("impossible-date", {"text": quote(text)})
    return reader.read("date-read", text, value)


def _this_year(found: re.Match[str], text: str, reader: DateReader) -> Reading:
    month = int(found[1])
    value = _day(_calendar_year(month, reader), month, int(found[2]))
    if value is None:
        return None, Note("impossible-date", {"text": quote(text)})
    return reader.read("date-year-assumed", text, value)


def _month_end(found: re.Match[str], text: str, reader: DateReader) -> Reading:
    month = int(found[2])
    year = _year(found[1], reader) if found[1] else _calendar_year(month, reader)
    first = _day(year, month, 1) if year else None
    if first is None or year is None:
        return None, Note("impossible-date", {"text": quote(text)})
    last = _last_of_month(first)
    return reader.read("date-read" if found[1] else "date-year-assumed", text, last)


def _fiscal_end(found: re.Match[str], text: str, reader: DateReader) -> Reading:
    spoken = found[1]
    year = reader.fiscal_year + _THIS_YEAR[spoken] if spoken in _THIS_YEAR else _year(spoken, reader)
    if year is None or year + 1 not in _COMPACT_YEARS:
        return None, Note("date-not-exact", {"text": quote(text)})
    return reader.read("fiscal-year-end-read", text, dt.date(year + 1, APRIL - 1, 31))


def _year(spoken: str, reader: DateReader) -> int | None:
    """西暦 of `2026`, `令和8`, `R8`, or of `8` when that is near the fiscal year."""
    found = re.fullmatch(r"(?P<era>\D*?)\.?(?P<number>[0-9]{1,4}|元)", spoken)
    if found is None:
        return None
    number = 1 if found["number"] == "元" else int(found["number"])
    if number in _COMPACT_YEARS and not found["era"]:
        return number
    current = reader.calendar.era_of(dt.date(reader.fiscal_year, 12, 31))
    era = _era_named(found["era"], reader.calendar.eras) if found["era"] else current
    return era.start.year + number - 1 if era and 0 < number < 100 else None  # noqa: PLR2004 - two digits


def _calendar_year(month: int, reader: DateReader) -> int:
    return reader.fiscal_year if month >= APRIL else reader.fiscal_year + 1


def _last_of_month(first: dt.date) -> dt.date:
    return (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


_WRITTEN: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str, DateReader], Reading]], ...] = (
    (_FULL, _western),
    (_DIGITS8, _western),
    (_SHORT, _short_year),
    (_MONTH_DAY, _this_year),
    (_MONTH_END, _month_end),
    (_FISCAL_END, _fiscal_end),
)
