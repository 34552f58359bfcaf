"""引継書: what whoever takes over from the coordinator needs to know of a workspace, on one page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from kusei_batch.core.own_words import STANDARD_WORDS, OwnWords
from kusei_batch.core.text.notation import one_line
from kusei_batch.core.text.width import text_width

_WIDTH = 94
"""Half-width characters on a line of the page, beside the label."""
_ROUND_NAME = 12
_MOST_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class RoundStanding:
    """Where a round of the year stands: of how many departments something is asked, and how many did what."""

    name: str
    opens: dt.date
    due: dt.date
    asked: int
    issued: int
    settled: int
    overdue: int
    sent_back: int

    def told(self, as_of: dt.date) -> str:
        """Return how many have answered, and how many have to act; of one that is not issued yet, from when it is."""
        if not self.issued:
            return f"{self.opens.month}月{self.opens.day}日から" if as_of < self.opens else "まだ配っていません"
        late = "".join(f" {word}{n}" for word, n in (("超過", self.overdue), ("差戻", self.sent_back)) if n)
        return f"{self.settled}/{self.asked}{late}"


@dataclass(frozen=True, slots=True)
class RoundCell:
    """A round as the page shows it."""

    name: str = ""
    due: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A text with what it is called."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class HandoverFacts:
    """Everything the page tells.

    `coming` are the next days of the year; `link` leads to 決定.xlsx; `year_at` is where fiscal year and days stand.
    """

    city: str
    year: str
    as_of: str
    committee: str
    about: str
    places: Sequence[Named]
    computer: str
    night: Sequence[str]
    rounds: Sequence[tuple[RoundCell, RoundCell]]
    more_rounds: int
    waiting: Sequence[str]
    link: str
    settings: Sequence[str]
    contacts: Sequence[Named]
    backup: Sequence[str]
    coming: Sequence[Named]
    year_at: str = "config.toml "
    words: OwnWords = STANDARD_WORDS


def lay_out_rounds(rounds: Iterable[RoundStanding], as_of: dt.date) -> tuple[list[tuple[RoundCell, RoundCell]], int]:
    """Return the rounds by due day, two beside one another, and how many the page has no room for.

    Where there are too many, those stay that are not over and whose due day is nearest.
    """
    by_need = sorted(rounds, key=lambda one: (one.issued and one.settled == one.asked, one.due < as_of, one.due))
    shown = sorted(by_need[:_MOST_ROUNDS], key=lambda one: (one.due, one.opens))
    names = [n if len(n) <= _ROUND_NAME else one_line(n, _ROUND_NAME - 1) for n in (one.name for one in shown)]
    cells = [
        RoundCell(name, f"{one.due.month}月{one.due.day}日", one.told(as_of))
        for name, one in zip(names, shown, strict=True)
    ]
    half = (len(cells) + 1) // 2
    return list(zip_longest(cells[:half], cells[half:], fillvalue=RoundCell())), len(by_need) - len(shown)


def fit_lines(texts: Sequence[str], room: int, where: str) -> list[str]:
    """Return as many texts as `room` lines hold, and, where that is not all, how many others there are and `where`."""
    needed = [max(1, -(-text_width(text) // _WIDTH)) for text in texts]
    if sum(needed) <= room:
        return list(texts)
    kept = 0
    while kept < len(texts) and sum(needed[: kept + 1]) < room:
        kept += 1
    return [*texts[:kept], f"ほか{len(texts) - kept}件（{where}）"]
