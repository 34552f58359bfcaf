"""年度, 和暦 and 回: the calendar by which the work is dated. Nothing here reads a clock."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from kusei_batch.core.text.notation import close_up

APRIL = 4
WEEKDAYS = "月火水木金土日"


@dataclass(frozen=True, slots=True)
class Era:
    """元号: its name, its letter and its first day, as kept in config.toml."""

    name: str
    letter: str
    start: dt.date


DEFAULT_ERAS: tuple[Era, ...] = (
    Era("明治", "M", dt.date(1868, 1, 25)),
    Era("大正", "T", dt.date(1912, 7, 30)),
    Era("昭和", "S", dt.date(1926, 12, 25)),
    Era("平成", "H", dt.date(1989, 1, 8)),
    Era("令和", "R", dt.date(2019, 5, 1)),
)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Japanese years by an era table, oldest era first."""

    eras: tuple[Era, ...] = DEFAULT_ERAS

    def era_of(self, day: dt.date) -> Era:
        """Return the era a day belongs to; raise ValueError before the first one."""
        for era in reversed(self.eras):
            if day >= era.start:
                return era
        msg = f"元号の表より前の日付です：{day}"
        raise ValueError(msg)

    def year_label(self, day: dt.date) -> str:
        """Return `令和8年`; the first year of an era is 元年."""
        era = self.era_of(day)
        number = day.year - era.start.year + 1
        return f"{era.name}{'元' if number == 1 else number}年"

    def date_label(self, day: dt.date) -> str:
        """Return `令和8年4月1日`."""
        return f"{self.year_label(day)}{day.month}月{day.day}日"

    def day_label(self, day: dt.date) -> str:
        """Return `令和8年4月1日（水）`."""
        return f"{self.date_label(day)}（{weekday_of(day)}）"

    def clock_label(self, when: dt.datetime) -> str:
        """Return `令和8年4月20日（月）2時05分`."""
        return f"{self.day_label(when.date())}{when.hour}時{when.minute:02d}分"

    def short_label(self, day: dt.date) -> str:
        """Return `R8.4.1`, as people type it."""
        era = self.era_of(day)
        return f"{era.letter}{day.year - era.start.year + 1}.{day.month}.{day.day}"

    def shortened(self, text: str) -> str:
        """Return `R8.4.1` for `令和8年4月1日`; any other text as it is."""
        eras = {era.name: era.letter for era in self.eras}
        found = re.fullmatch(rf"({'|'.join(map(re.escape, eras))})(元|\d+)年(\d+)月(\d+)日", text)
        return f"{eras[found[1]]}{found[2].replace('元', '1')}.{found[3]}.{found[4]}" if found else text

    def fiscal_label(self, fiscal_year: int) -> str:
        """Return `令和8年度`, by the era of the year's last day: 平成31年度 is printed 令和元年度."""
        return f"{self.year_label(dt.date(fiscal_year, 12, 31))}度"

    def fiscal_code(self, fiscal_year: int) -> str:
        """Return `R08`: the era's letter and two digits, for names of files and sheet ids."""
        era = self.era_of(dt.date(fiscal_year, 12, 31))
        return f"{era.letter}{fiscal_year - era.start.year + 1:02d}"


def weekday_of(day: dt.date) -> str:
    """Return the weekday in one letter: 月."""
    return WEEKDAYS[day.weekday()]


def fiscal_year_of(day: dt.date) -> int:
    """Return the 年度 a day lies in: 31 March 2027 is of 2026."""
    return day.year - (day.month < APRIL)


def parse_fiscal_year(text: str, eras: tuple[Era, ...] = DEFAULT_ERAS) -> int | None:
    """Return 西暦 of a 年度 as people write it (`2026`, `R8`, `令和8年度`, `令和元年度`), or None."""
    plain = re.sub(r"年度?$|年度", "", close_up(text)).upper()
    if re.fullmatch(r"(19|20)\d\d", plain):
        return int(plain)
    for era in eras:
        words = "|".join(re.escape(word) for word in (era.name, era.name[0], era.letter))
        found = re.fullmatch(rf"({words})(\d+|元)", plain)
        if found:
            return era.start.year - 1 + (1 if found[2] == "元" else int(found[2]))
    return None


@dataclass(frozen=True, slots=True)
class Round:
    """回: one form sent out once, from its opening day to its due day, both inclusive.

    `departments` are the codes of those it is for; none stated: all.
    """

    name: str
    form: str
    fiscal_year: int
    opens: dt.date
    due: dt.date
    departments: frozenset[str] = frozenset()

    def is_for(self, department_code: str) -> bool:
        """Return whether a department takes part."""
        return not self.departments or department_code in self.departments

    def days_late(self, received: dt.date) -> int:
        """Return the days after the due day, 0 when in time."""
        return max(0, (received - self.due).days)
