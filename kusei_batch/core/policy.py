"""方針: what a ward sets out to do in a year, clause by clause."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """方針: one numbered clause of a ward's policy for one fiscal year (西暦 of its April).

    `decided_on` is the day it was decided, `goal` the ward's 組織目標 it goes with. Where the master has 決定日, a
    clause without a day is a draft.
    """

    fiscal_year: int
    ward_code: str
    number: str
    text: str
    decided_on: dt.date | None = None
    goal: str = ""
    is_draft: bool = False

    @property
    def line(self) -> str:
        """The clause as sheets and lists print it, a draft called one."""
        return f"{self.number}　{self.text}{'（案）' if self.is_draft else ''}"
