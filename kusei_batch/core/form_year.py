"""The fiscal year a form is issued for: the days its bounds, hints and examples name go by it.

A template writes 年度4月1日 for a day of that year (年度3月31日 is its last), 前年度4月1日 and 翌年度4月1日 for those
beside it. In texts such a day stands in braces, with how it is to be written: `{{年度12月28日:略}}` is R8.12.28.
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
_BESIDE = {None: 0, "前": -1, "翌": 1, "来": 1}
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


@dataclass(frozen=True, slots=True)
class DayOfYear:
    """A day as a template names it; `day` None is the month's last, `years` how many fiscal years on."""

    month: int
    day: int | None
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


def is_meant_as_day_of_year(text: str) -> bool:
    """Return whether a text begins as a day of the year does, right or wrong."""
    return re.match(r"(前|翌|来)?年度[0-9]", close_up(text)) is not None


@dataclass(frozen=True, slots=True)
class FormYear:
    """The calendar of a city, and the fiscal year (西暦 of its April) a form is read for; None: for no year."""

    calendar: Calendar = field(default_factory=Calendar)
    fiscal_year: int | None = None

    def day(self, written: DayOfYear) -> dt.date | None:
        """Return the day meant, None where no year is known. 29 February is the 28th in most years."""
        return None if self.fiscal_year is None else self._day(written, self.fiscal_year)

    def word(self, written: DayOfYear) -> str:
        """Return the day as a text has it."""
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
