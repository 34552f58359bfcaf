"""処理の記録: one run of the night as the ledger remembers it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """How a run ended; a run that was killed or is still at work has none."""

    DONE = "done"
    PARTLY = "partly"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """The Japanese word printed for it."""
        return {"done": "完了", "partly": "一部できず", "failed": "失敗"}[self.value]


@dataclass(frozen=True, slots=True)
class Run:
    """One run: the day it was for, its beginning and end by the clock, and what it counted (name -> number)."""

    id: int
    as_of: dt.date
    started: dt.datetime
    ended: dt.datetime | None = None
    outcome: Outcome | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
