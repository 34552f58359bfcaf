"""状況: the last night and every round at a glance, in words ready to be printed; kept for the nights that fail."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

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
    """One round: its name, its due day, a line for each department, and the fiscal year it is of.

    Before any sheet went out, lines would say nothing: `not_issued` tells then how many departments it is for.
    """

    name: str
    due: dt.date
    lines: Sequence[DepartmentLine]
    year: int = 0
    not_issued: int = 0

    @property
    def departments(self) -> int:
        """How many departments it is for."""
        return self.not_issued or len(self.lines)

    def days_left(self, line: DepartmentLine, as_of: dt.date) -> int | None:
        """Return how many days a department still has (below 0: since its due day); None where nothing is expected."""
        return None if line.is_settled else (self.due - as_of).days

    @property
    def by_ward(self) -> Mapping[str, WardCounts]:
        """How the departments of each ward stand, by its code."""
        wards: dict[str, list[DepartmentLine]] = {}
        for line in self.lines:
            wards.setdefault(line.ward_code, []).append(line)
        return {
            code: WardCounts(len(own), sum(one.is_settled for one in own), sum(one.state in LATE for one in own))
            for code, own in wards.items()
        }

    @property
    def counts(self) -> str:
        """How many departments are in each state: `受理 12、未提出 2`."""
        found = Counter({State.NOT_ISSUED: self.not_issued}) + Counter(line.state for line in self.lines)
        return "、".join(f"{state.label} {found[state]}" for state in State if found[state])

    @property
    def is_untouched(self) -> bool:
        """Whether nothing was issued yet."""
        return all(line.state is State.NOT_ISSUED for line in self.lines)


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one department's sheet since the last night: its state before and now.

    What became alike of many is said at once: how many of which ward, and `departments` are these.
    """

    round: str
    department: str
    before: str
    now: str
    departments: Sequence[str] = ()


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
    `names` are those of the wards by code, in the order of the master.
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
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The heading of page and book: whose state it is, and of what work."""
        return "　".join(("状況", " ".join(word for word in (self.city, self.words.work) if word)))

    @property
    def wards(self) -> Mapping[str, str]:
        """The names of the wards in the rounds, by code, in the order of the master."""
        return {**self.names, **{line.ward_code: line.ward for round_ in self.rounds for line in round_.lines}}


_SENT_OUT = f"{State.MISSING.label}（様式を配りました）"
_MANY = 30  # departments that are named one by one: two wards on the morning after a day that is due


def find_changes(before: StatusView, rounds: Sequence[RoundLines], section: str = SECTION) -> list[Change]:
    """Return each department whose state or answered file is another than in an earlier view.

    A round of the new fiscal year has changed nothing in last year's round of its name. Sheets that went out and did
    not come back yet are one change of their round, and what became alike of more departments than a list is read for
    is one of each ward; `section` is what the office calls a department.
    """
    known = {(r.year, r.name): r for r in before.rounds}
    changes = []
    for round_ in rounds:
        pairs = list(_with_last(round_, known.get((round_.year, round_.name))))
        sent = sum(_is_sent_out(line, was) for line, was in pairs)
        if sent > 1:
            changes.append(Change(round_.name, f"{sent}{section}", State.NOT_ISSUED.label, _SENT_OUT))
            pairs = [(line, was) for line, was in pairs if not _is_sent_out(line, was)]
        told = [(line.ward, change) for line, was in pairs for change in _changes_of(round_.name, line, was)]
        changes += _by_wards(told, section)
    return changes


def _by_wards(told: Sequence[tuple[str, Change]], section: str) -> Iterator[Change]:
    """Yield the changes of a round: of what became alike of many, in the place of the first one of each ward."""
    alike: dict[tuple[str, str], dict[str, list[Change]]] = {}
    for ward, change in told:
        alike.setdefault((change.before, change.now), {}).setdefault(ward, []).append(change)
    for ward, change in told:
        wards = alike[change.before, change.now]
        if sum(map(len, wards.values())) <= _MANY:
            yield change
        elif wards[ward][0] is change:
            names = tuple(one.department for one in wards[ward])
            yield replace(change, department=f"{ward}　{len(names)}{section}", departments=names)


def _with_last(round_: RoundLines, before: RoundLines | None) -> Iterator[tuple[DepartmentLine, DepartmentLine | None]]:
    """Yield each department's line with the one it had before, also where either night had nothing issued."""
    lines = {line.code: line for line in before.lines} if before else {}
    for line in round_.lines:
        yield line, lines.get(line.code, _not_issued(line) if before and before.not_issued else None)
    for was in lines.values() if round_.not_issued else ():
        yield _not_issued(was), was


def _not_issued(line: DepartmentLine) -> DepartmentLine:
    return replace(line, state=State.NOT_ISSUED, content="")


def _is_sent_out(line: DepartmentLine, was: DepartmentLine | None) -> bool:
    return line.state is State.MISSING and (was is None or was.state is State.NOT_ISSUED)


def _changes_of(name: str, line: DepartmentLine, was: DepartmentLine | None) -> Iterator[Change]:
    """Yield how a department's line of a round is another than it was."""
    about = f"{line.ward}　{line.department}"
    if _is_sent_out(line, was):
        yield Change(name, about, State.NOT_ISSUED.label, _SENT_OUT)
    elif was is None:
        if line.state is not State.NOT_ISSUED:
            yield Change(name, about, "―", line.state.label)
    elif was.state is not line.state:
        yield Change(name, about, was.state.label, line.state.label)
    elif was.content != line.content:
        yield Change(name, about, was.state.label, f"{line.state.label}（別のファイルに替わりました）")
