"""Every round of the year at a glance: one line each, in columns."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kusei_batch.core.submission import State
from kusei_batch.core.text.width import text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kusei_batch.core.period import Calendar
    from kusei_batch.pipeline.status.round_status import RoundStatus

_STATES = (
    State.ACCEPTED,
    State.UNCONFIRMED,
    State.NONE_TO_REPORT,
    State.SENT_BACK,
    State.NOT_TAKEN,
    State.MISSING,
    State.OVERDUE,
    State.NOT_ISSUED,
)
_TEXT_COLUMNS = 2


def lines_of_rounds(calendar: Calendar, rounds: Sequence[RoundStatus]) -> list[str]:
    """Return a line of headings and one for each round: when it is due, for whom it is, how many are in each state."""
    waits = any(c.state is State.UNCONFIRMED for status in rounds for c in status.coverage)
    shown = [state for state in _STATES if state is not State.UNCONFIRMED or waits]
    table = [["回", "期限", "対象", *(state.label for state in shown)]]
    for status in rounds:
        states: Counter[State] = Counter(c.state for c in status.coverage if c.state is not State.ABOLISHED)
        counts = (states.total(), *(states[state] for state in shown))
        table.append([status.round.name, calendar.date_label(status.round.due), *map(str, counts)])
    widths = [max(text_width(row[column]) for row in table) for column in range(len(table[0]))]
    return ["  ".join(_cells(row, widths)).rstrip() for row in table]


def _cells(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    """Return the texts of a row, padded with blanks to the widths; numbers to the right."""
    blanks = [" " * (width - text_width(text)) for text, width in zip(row, widths, strict=True)]
    return [
        text + blank if column < _TEXT_COLUMNS else blank + text
        for column, (text, blank) in enumerate(zip(row, blanks, strict=True))
    ]
