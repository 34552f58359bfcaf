"""The fiscal year a form is issued for: the days its bounds, hints and examples name go by it.

A template writes 年度4月1日 for a day of that year (年度3月31日 is its last), 前年度4月1日 and 翌年度4月1日 for those
beside it. In texts such a day stands in braces, with how it is to be written: `{{年度12月28日:略}}` is R8.12.28.
So do other fiscal years: `{{次年度}}`, `{{前年度}}`, `{{年度+2}}`, `{{次年度:西暦}}`.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kusei_batch.core.period import APRIL, Calendar, fiscal_year_of
from kusei_batch.core.text.label import western_day
from kusei_batch.core.text.notation import close_up

_DAY = re.compile(r"(前|翌|来)?年度([0-9]{1,2})月(?:([0-9]{1,2})日|末日?)(?::(.*))?")
_YEAR = re.compile(r"(?:(前々|前|翌々|翌|次|来)年度|年度([-+][0-9]{1,2})?)(?::(.*))?")
_BESIDE = {None: 0, "前々": -2, "前": -1, "次": 1, "翌": 1, "来": 1, "翌々": 2}
_ANY_YEAR = 2026  # an example needs some year where a form is read for none

_STYLES: Mapping[str, Callable[[Calendar, dt.date], str]] = {
    "": lambda calendar, day: calendar.date_label(day),
    "略": lambda calendar, day: calendar.short_label(day),
    "西暦": lambda _, day: western_day(day),
    "年月": lambda calendar, day: f"{calendar.year_label(day)}{day.month}月",
    "年度": lambda calendar, day: calendar.fiscal_label(fiscal_year_of(day)),
}
STYLES = tuple(style for style in _STYLES if style)
"""How a day may be written in a text."""

_YEAR_STYLES: Mapping[str, Callable[[Calendar, int], str]] = {
    "": lambda calendar, year: calendar.fiscal_label(year),
    "略": lambda calendar, year: calendar.short_label(dt.date(year, 12, 31)).partition(".")[0],
    "西暦": lambda _, year: f"{year}年度",
}


@dataclass(frozen=True, slots=True)
class DayOfYear:
    """A day as a template names it; `day` None is the month's last, `years` how many fiscal years on."""

    month: int
    day: int | None
    years: int
    style: str = ""


@dataclass(frozen=True, slots=True)
class RelativeYear:
    """A fiscal year as a template names it, `years` after that of the form."""

    years: int
    style: str = ""


def parse_day_of_year(text: str) -> DayOfYear | None:
    """Parse `年度12月28日`, `翌年度5月末日`, `年度12月28日:略`; return None for other texts and impossible days."""
    found = _DAY.fullmatch(close_up(text))
    if found is None or (found[4] or "") not in _STYLES:
        return None
    written = DayOfYear(int(found[2]), int(found[3]) if found[3] else None, _BESIDE[found[1]], found[4] or "")
    leap = monthrange(2024, written.month)[1] if 1 <= written.month <= 12 else 0  # noqa: PLR2004 - months
    return written if 1 <= (written.day or 1) <= leap else None


def parse_year_word(text: str) -> DayOfYear | RelativeYear | None:
    """Parse what a text may name by the year of the form: a day, or `次年度`, `前年度:略`, `年度+2`.

    `年度` alone is the form's own year, which is an item of its own.
    """
    plain = close_up(text)
    found = _YEAR.fullmatch(plain)
    if found is None or plain == "年度" or (found[3] or "") not in _YEAR_STYLES:
        return parse_day_of_year(text)
    return RelativeYear(int(found[2] or _BESIDE[found[1]]), found[3] or "")


def is_meant_as_day_of_year(text: str) -> bool:
    """Return whether a text begins as a day of the year does, or as a year with its style, right or wrong."""
    return re.match(r"(前|翌|来|次)?年度[-+0-9]|(前々|前|翌々|翌|次|来)?年度:", close_up(text)) is not None


@dataclass(frozen=True, slots=True)
class FormYear:
    """The calendar of a city, and the fiscal year (西暦 of its April) a form is read for; None: for no year."""

    calendar: Calendar = field(default_factory=Calendar)
    fiscal_year: int | None = None

    def day(self, written: DayOfYear) -> dt.date | None:
        """Return the day meant, None where no year is known. 29 February is the 28th in most years."""
        return None if self.fiscal_year is None else self._day(written, self.fiscal_year)

    def word(self, written: DayOfYear | RelativeYear) -> str:
        """Return the day or the fiscal year as a text has it."""
        if isinstance(written, RelativeYear):
            year = (self.fiscal_year or _ANY_YEAR) + written.years
            return _YEAR_STYLES[written.style](self.calendar, year)
        return _STYLES[written.style](self.calendar, self._day(written, self.fiscal_year or _ANY_YEAR))

    @property
    def examples(self) -> tuple[str, str]:
        """The first day of the year as people type it: `R8.4.1` and `2026/4/1`."""
        first = DayOfYear(APRIL, 1, 0)
        day = self._day(first, self.fiscal_year or _ANY_YEAR)
        return _STYLES["略"](self.calendar, day), _STYLES["西暦"](self.calendar, day)

    def _day(self, written: DayOfYear, fiscal_year: int) -> dt.date:
        year = fiscal_year + written.years + (written.month < APRIL)
        last = monthrange(year, written.month)[1]
        return dt.date(year, written.month, min(written.day or last, last))
