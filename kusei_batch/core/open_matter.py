"""A row of a form that is followed up and not done yet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kusei_batch.core.follow_up import find_state
from kusei_batch.core.record import Record


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """A row of a form that is followed up and not done, as of one day; `owner` is blank where nobody is named."""

    record: Record
    due: dt.date | None
    owner: str
    as_of: dt.date

    @property
    def state(self) -> str:
        """未完了 or 期限超過."""
        return find_state(is_done=False, due=self.due, as_of=self.as_of)

    @property
    def days_late(self) -> int:
        """How many days have passed since its day; 0 before."""
        return max(0, (self.as_of - self.due).days) if self.due else 0
