"""年間予定: the days of a ward's rounds over a fiscal year, as they are handed out at its beginning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kusei_batch.core.period import APRIL, weekday_of

MONTHS = 12


class PlanKind(StrEnum):
    """What happens on a day, in the order of a round."""

    ISSUE = "配布"
    REMINDER = "督促"
    DUE = "期限"
    MEETING = "会議"
    PUBLICATION = "公表"


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """One day of a round: what happens, at which meeting, and what is to be thought of (the offices are closed)."""

    day: dt.date
    kind: PlanKind
    round: str
    about: str = ""
    note: str = ""

    @property
    def label(self) -> str:
        """What happens, in full: the meeting by its name."""
        return self.about or ("提出期限" if self.kind is PlanKind.DUE else self.kind.value)

    @property
    def in_month(self) -> str:
        """The day and what happens, as it stands below its month: `24(金)期限`."""
        return f"{self.day.day}({weekday_of(self.day)}){self.kind}"


@dataclass(frozen=True, slots=True)
class PlannedRound:
    """One round of the year: for whom it is, its days, and what has no day yet."""

    name: str
    departments: str
    days: Sequence[PlannedDay]
    working_days: int
    undated: Sequence[str] = ()

    def in_month(self, year: int, month: int) -> list[PlannedDay]:
        """Return its days in a month."""
        return [one for one in self.days if (one.day.year, one.day.month) == (year, month)]


@dataclass(frozen=True, slots=True)
class YearPlan:
    """The rounds of one ward and fiscal year."""

    city: str
    ward: str
    fiscal_year: int
    label: str
    contact: str
    rounds: Sequence[PlannedRound]

    @property
    def title(self) -> str:
        """What stands at its head."""
        return f"{self.label}　年間予定表（{self.ward}）"

    @property
    def months(self) -> list[tuple[int, int]]:
        """The months from April on, each as year and month."""
        numbers = range(APRIL - 1, APRIL - 1 + MONTHS)
        return [(self.fiscal_year + number // MONTHS, number % MONTHS + 1) for number in numbers]

    @property
    def days(self) -> list[PlannedDay]:
        """The days of all rounds, the earliest first."""
        return sorted((one for round_ in self.rounds for one in round_.days), key=lambda one: one.day)
