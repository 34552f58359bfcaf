"""通知: the letters of a round, when each is to be sent, and when it is no longer of use."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from kusei_batch.core.period import Round

WORKING_DAYS = 5
"""So many working days before the due day a reminder is sent, and so long after the issue the request."""

_MOST_HOLIDAYS = 7
"""No more national holidays fall on weekdays within the few weeks in question: until 2099 six do, in 2019."""
_SATURDAY = 5

IsOpen = Callable[[dt.date], bool]
"""Whether the offices are open on a day."""


class LetterKind(StrEnum):
    """What a letter asks for or tells: the key of config.toml that names its template."""

    REQUEST = "request"
    BEFORE = "before"
    AFTER = "after"
    RECEIPT = "receipt"
    CONFIRMATION = "confirmation"

    @property
    def label(self) -> str:
        """What it is called, and its template where config.toml names no other."""
        return _LABELS[self]


_LABELS = {
    LetterKind.REQUEST: "依頼文",
    LetterKind.BEFORE: "督促文（期限前）",
    LetterKind.AFTER: "督促文（期限後）",
    LetterKind.RECEIPT: "受付票",
    LetterKind.CONFIRMATION: "部長確認依頼",
}


@dataclass(frozen=True, slots=True)
class LetterDays:
    """The days of a round that its letters go by; `issued` is when its first sheet was.

    `over` is the day from which nothing is asked for any more (None: not this year), `closed` are the master's 休業日,
    on which the offices are not open (`is_open`) either.
    """

    round: Round
    issued: dt.date
    over: dt.date | None
    closed: Collection[dt.date]
    is_open: IsOpen

    def kinds_on(self, day: dt.date) -> list[LetterKind]:
        """Return the letters that lie ready on a day; receipts go by what came, not by the day."""
        if self.over is not None and day >= self.over:
            return []
        if day > self.round.due:
            return [LetterKind.AFTER]
        reminding = [LetterKind.BEFORE] if day > self.issued and self._is_near(day, self.round.due) else []
        return [LetterKind.REQUEST, *reminding]

    def reminded_on(self) -> dt.date:
        """Return the open day on which the reminder is first ready."""
        day = self.round.due
        left = WORKING_DAYS
        while left and day > self.issued + dt.timedelta(1):
            day -= dt.timedelta(1)
            left -= self.is_open(day)
        return day

    def is_request_new(self, day: dt.date) -> bool:
        """Return whether the sheets were issued so lately that the request may still have to be sent."""
        return self._is_near(self.issued, day)

    def _is_near(self, day: dt.date, later: dt.date) -> bool:
        """Return whether a day is at most WORKING_DAYS before a later one: with fewer open days between them.

        National holidays are looked up only where they may decide: what knows them takes long to load.
        """
        between = (day + dt.timedelta(number) for number in range(1, (later - day).days))
        workdays = list(itertools.islice(filter(self._is_workday, between), WORKING_DAYS + _MOST_HOLIDAYS))
        if WORKING_DAYS <= len(workdays) < WORKING_DAYS + _MOST_HOLIDAYS:
            return sum(map(self.is_open, workdays)) < WORKING_DAYS
        return len(workdays) < WORKING_DAYS

    def _is_workday(self, day: dt.date) -> bool:
        """Return whether the offices are open on a day that is no national holiday."""
        return day.weekday() < _SATURDAY and day not in self.closed
