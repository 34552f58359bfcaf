"""状況: the last night and every round at a glance, in words ready to be printed; kept for the nights that fail."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kusei_batch.core.own_words import OwnWords
from kusei_batch.core.run import Outcome
from kusei_batch.core.submission import State
from kusei_batch.core.ward import SECTION

LATE = (State.OVERDUE, State.SENT_BACK, State.NOT_TAKEN)
"""Where a department has to act once the due day is over."""

SETTLED = (State.ACCEPTED, State.UNCONFIRMED, State.NONE_TO_REPORT, State.ABOLISHED)


SENTENCES = {
    Outcome.DONE: "夜間処理は、最後まで終わりました。",
    Outcome.PARTLY: "夜間処理は終わりましたが、できなかったものがあります。",
    Outcome.FAILED: "夜間処理は、できませんでした。",
}


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run: when it began and ended by the local clock, as of which day, and how it ended."""

    started: dt.datetime
    ended: dt.datetime
    as_of: dt.date
    outcome: Outcome

    @property
    def sentence(self) -> str:
        """How it ended, in a sentence."""
        return SENTENCES[self.outcome]


@dataclass(frozen=True, slots=True)
class Note:
    """Something to be looked at: what it is about (a file, a place, a document), what is said, and what to do.

    `code` is the problem's, by which the manual tells more; blank where there is none.
    """

    about: str
    text: str
    remedy: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    """One department of a round: its state and days; `code` and `ward_code` tell which it is.

    `accepted` is the day of its first accepted file, `corrected` the day on which what counts replaced another one,
    `sent_back` how many of its files were sent back. `content` is the mark of what counts.
    """

    ward_code: str
    code: str
    ward: str
    department: str
    state: State
    accepted: dt.date | None
    corrected: dt.date | None
    days_late: int
    contact: str
    content: str = ""
    sent_back: int = 0

    @property
    def is_settled(self) -> bool:
        """Whether nothing is expected of the department any more."""
        return self.state in SETTLED


@dataclass(frozen=True, slots=True)
class WardCounts:
    """How many departments of a ward a round is for, how many are settled, and how many have to act."""

    departments: int
    settled: int
    late: int


@dataclass(frozen=True, slots=True)
class RoundLines:
    """One round: its name, its due day, a line for each department, and the fiscal year it is of."""

    name: str
    due: dt.date
    lines: Sequence[DepartmentLine]
    year: int = 0

    def days_left(self, line: DepartmentLine, as_of: dt.date) -> int | None:
        """Return how many days a department still has (below 0: since its due day); None where nothing is expected."""
        return None if line.is_settled else (self.due - as_of).days

    def ward_counts(self, ward_code: str) -> WardCounts:
        """Return how a ward's departments stand."""
        lines = [line for line in self.lines if line.ward_code == ward_code]
        late = sum(line.state in LATE for line in lines)
        return WardCounts(len(lines), sum(line.is_settled for line in lines), late)

    @property
    def counts(self) -> str:
        """How many departments are in each state: `受理 12、未提出 2`."""
        found = Counter(line.state for line in self.lines)
        return "、".join(f"{state.label} {found[state]}" for state in State if found[state])

    @property
    def is_untouched(self) -> bool:
        """Whether nothing was issued yet, so that a line for each department would say nothing."""
        return all(line.state is State.NOT_ISSUED for line in self.lines)


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one department's sheet since the last night: its state before and now."""

    round: str
    department: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class LetterText:
    """The text of a letter to one department, to be pasted into a mail."""

    department: str
    contact: str
    text: str


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter that is to be sent: what it is, where its Word draft lies (from the page on), and its texts."""

    title: str
    place: str
    texts: Sequence[LetterText] = ()


@dataclass(frozen=True, slots=True)
class StatusView:
    """Everything the page 状況.html and the log of a night tell.

    `run` is the last run, `table` the one the rounds were last seen in: another one only where the last run failed.
    `reasons` tell why it failed; `before` is the last run before it. `decisions`
    tell what waits for the coordinator's word, each how much of a kind; `waiting` is how much that is in all.
    """

    city: str
    run: RunLine
    table: RunLine | None = None
    before: RunLine | None = None
    reasons: Sequence[Note] = ()
    rounds: Sequence[RoundLines] = ()
    changes: Sequence[Change] | None = None
    replaced: Sequence[Note] = ()
    decisions: Sequence[str] = ()
    waiting: int = 0
    unfinished: Sequence[str] = ()
    faults: Sequence[Note] = ()
    failures: Sequence[Note] = ()
    unread: Sequence[Note] = ()
    dues: Sequence[str] = ()
    letters: Sequence[LetterLine] = ()
    words: OwnWords = field(default_factory=OwnWords)

    @property
    def title(self) -> str:
        """The heading of page and book: whose state it is, and of what work."""
        return "　".join(("状況", " ".join(word for word in (self.city, self.words.work) if word)))

    @property
    def wards(self) -> Mapping[str, str]:
        """The names of the wards in the rounds, by code, in the order of the master."""
        return {line.ward_code: line.ward for round_ in self.rounds for line in round_.lines}


_SENT_OUT = f"{State.MISSING.label}（様式を配りました）"


def find_changes(before: StatusView, rounds: Sequence[RoundLines], section: str = SECTION) -> list[Change]:
    """Return each department whose state or answered file is another than in an earlier view.

    A round of the new fiscal year has changed nothing in last year's round of its name. Sheets that went out and did
    not come back yet are one change of their round; `section` is what the office calls a department.
    """
    known = {(r.year, r.name, line.code): line for r in before.rounds for line in r.lines}
    changes = []
    for round_ in rounds:
        pairs = [(line, known.get((round_.year, round_.name, line.code))) for line in round_.lines]
        sent = [line for line, was in pairs if line.state is State.MISSING and _was_not_issued(was)]
        if len(sent) > 1:
            changes.append(Change(round_.name, f"{len(sent)}{section}", State.NOT_ISSUED.label, _SENT_OUT))
            pairs = [(line, was) for line, was in pairs if line not in sent]
        changes += [change for line, was in pairs for change in _changes_of(round_.name, line, was)]
    return changes


def _was_not_issued(was: DepartmentLine | None) -> bool:
    return was is None or was.state is State.NOT_ISSUED


def _changes_of(name: str, line: DepartmentLine, was: DepartmentLine | None) -> Iterator[Change]:
    """Yield how a department's line of a round is another than it was."""
    about = f"{line.ward}　{line.department}"
    if line.state is State.MISSING and _was_not_issued(was):
        yield Change(name, about, State.NOT_ISSUED.label, _SENT_OUT)
    elif was is None:
        if line.state is not State.NOT_ISSUED:
            yield Change(name, about, "―", line.state.label)
    elif was.state is not line.state:
        yield Change(name, about, was.state.label, line.state.label)
    elif was.content != line.content:
        yield Change(name, about, was.state.label, f"{line.state.label}（別のファイルに替わりました）")
