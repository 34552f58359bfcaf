"""Who has answered, on the screen: counts of each round, and the departments that somebody has to think of."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kusei_batch.cli.screen import say
from kusei_batch.core.submission import State
from kusei_batch.core.text.width import text_width
from kusei_batch.core.ward import SECTION

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from kusei_batch.core.record import Coverage
    from kusei_batch.pipeline.status.round_status import RoundStatus

_SETTLED = (State.ACCEPTED, State.NONE_TO_REPORT, State.NOT_ISSUED, State.ABOLISHED)
_NAMED_FROM = 30
"""Days before a round is due from which on those are named who have not answered: before, it is no news."""
_WIDTH = 100
_FURTHER = " " * 8
_ORDER = tuple(State)


def tell_counts(coverage: Sequence[Coverage], section: str, aside: str = "") -> None:
    """Print a line for each round: how many departments, which the office calls `section`, are in each state."""
    rounds: dict[str, list[Coverage]] = {}
    for item in coverage:
        rounds.setdefault(item.round, []).append(item)
    for name, items in rounds.items():
        states = Counter(item.state for item in items)
        counts = "、".join(f"{s.label} {states[s]}" for s in State if states[s])
        say(f"{name}　全{len(items)}{section}: {counts}", aside=aside)


def tell_open(rounds: Iterable[RoundStatus], as_of: dt.date, section: str = SECTION) -> None:
    """Print each round's counts, and below them the departments that are open, by state and 部."""
    for status in rounds:
        left = (status.round.due - as_of).days
        waiting = left > _NAMED_FROM
        unnamed = waiting and any(item.state is State.MISSING for item in status.coverage)
        aside = f"（期限まで{left}日。名前は{_NAMED_FROM}日前から出します）" if unnamed else ""
        tell_counts(status.coverage, section, aside)
        groups: dict[tuple[int, str], list[str]] = {}
        for item in status.coverage:
            if item.state in _SETTLED or (waiting and item.state is State.MISSING):
                continue
            place = f"{item.department.ward.name} {item.department.division}".rstrip()
            head = _ORDER.index(item.state), f"{item.state.label}　{place}"
            groups.setdefault(head, []).append(item.department.name + _remark(item))
        for head, names in sorted(groups.items(), key=lambda group: group[0][0]):
            say_names(f"  {head[1]}: ", names)
        changed = [item.department.name for item in status.coverage if item.changed]
        if changed:
            say_names(f"  写したもとが変わりました（{len(changed)}{section}）: ", changed)


def _remark(item: Coverage) -> str:
    """Return how late a department is, what its 部長 asks for, and whom to call."""
    late = f"{item.days_late}日超過" if item.days_late and item.state is not State.UNCONFIRMED else ""
    said = item.confirmation
    wish = f"部長の回答は「{said.answer}」" if said and not said.is_given else ""
    told = "、".join(word for word in (late, wish, item.department.contact) if word)
    return f"（{told}）" if told else ""


def say_names(head: str, names: Sequence[str]) -> None:
    """Print names one after the other, going on below one another where a line is full."""
    line = head
    for position, name in enumerate(names):
        word = name if position == len(names) - 1 else f"{name}、"
        if line not in (head, _FURTHER) and text_width(line + word) > _WIDTH:
            say(line)
            line = _FURTHER
        line += word
    say(line)
