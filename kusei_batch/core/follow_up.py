"""追跡: matters that are followed up until they are done, and are late after their day.

A matter is a decided row of a sheet of 決定.xlsx, or a row of a form's table of which `_設定` says so.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kusei_batch.core.expression import Expression
from kusei_batch.core.expression.operands import Lookup

STATE, DAYS_LATE = "状況", "遅れ"
"""Under which names a list shows how a matter stands, and how many days it is late."""

OPEN, OVERDUE, DONE = "未完了", "期限超過", "完了"
"""The words of 状況."""


def find_state(*, is_done: bool, due: dt.date | None, as_of: dt.date | None) -> str:
    """Return 状況 of a matter: without a day nothing is overdue."""
    if is_done:
        return DONE
    return OVERDUE if as_of and due and due < as_of else OPEN


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Rows of `table` that meet `condition` are followed up until `done` holds.

    `due` names the field with the day by which it is to hold, `owner` the one that says who sees to it; both may be
    blank. The day counts as long as `due_condition` holds; without one always.
    """

    table: str
    condition: Expression
    done: Expression
    due: str = ""
    owner: str = ""
    due_condition: Expression | None = None

    def is_open(self, lookup: Lookup) -> bool:
        """Return whether a row is followed up and something is left to do; what is not known is not done."""
        return self.condition.holds(lookup) is True and self.done.holds(lookup) is not True

    def counts_due(self, lookup: Lookup) -> bool:
        """Return whether a row may be late: its day is that of what is left to do."""
        return bool(self.due) and (self.due_condition is None or self.due_condition.holds(lookup) is True)
