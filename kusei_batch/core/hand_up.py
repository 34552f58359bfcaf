"""市への提出: what a ward with a workspace of its own hands up to the city, as the city's ledger knows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kusei_batch.core.policy import Policy
from kusei_batch.core.problem import Problem
from kusei_batch.core.submission import IssuedSheet, Receipt, State
from kusei_batch.core.ward import MasterListRow


@dataclass(frozen=True, slots=True)
class HandUp:
    """One file that was handed up: its content, where it lay, whose it is, of which year, and when it was made.

    `states` tells where each sheet of the ward stood then, by its id. `policies` and `rows` (of a list, by its name)
    are what the ward's master and its decisions say of the ward itself.
    """

    sha256: str
    path: str
    ward_code: str
    fiscal_year: int
    made: dt.datetime
    states: Mapping[str, State] = field(default_factory=dict)
    policies: tuple[Policy, ...] = ()
    rows: tuple[tuple[str, MasterListRow], ...] = ()


@dataclass(frozen=True, slots=True)
class HandedAnswer:
    """An answer that a ward received: its receipt, what was found in it, and its records as the ledger packs them."""

    receipt: Receipt
    problems: Sequence[Problem]
    records: str

    @property
    def says(self) -> tuple[object, ...]:
        """What is the same of an answer that is reported again."""
        one = self.receipt
        return (*(one.sha256, one.path, one.received, one.verdict, one.nothing_to_report), self.problems, self.records)


@dataclass(frozen=True, slots=True)
class News:
    """What a hand-up tells that the ledger does not know: sheets with their kept forms, and answers, oldest first."""

    sheets: Sequence[tuple[IssuedSheet, str]]
    answers: Sequence[HandedAnswer]


def newest_of_each(hand_ups: Sequence[HandUp]) -> dict[tuple[str, int], HandUp]:
    """Return the last hand-up of each ward and year; `hand_ups` stand in the order in which they were taken."""
    return {(one.ward_code, one.fiscal_year): one for one in hand_ups}


def answers_to_add(known: Sequence[HandedAnswer], told: Sequence[HandedAnswer]) -> tuple[list[HandedAnswer], bool]:
    """Return the answers to a sheet that are to be entered after the known ones, and whether some are lost.

    A ward's ledger only ever grows: what it tells now goes on from the last answer that is known, and what comes after
    that is added. Where it does not, the ledger was set back, or a text was cleared meanwhile: then all from where the
    two part is entered again, and known answers of which it tells nothing any more are lost. They stay, and count
    until a newer one comes. Told the same again, it goes on from what was added then.
    """
    if same := _told_before(known, told):
        return list(told[same:]), False
    while same < min(len(known), len(told)) and known[same].says == told[same].says:
        same += 1
    contents = {one.receipt.sha256 for one in told}
    lost = any(one.receipt.sha256 not in contents for one in known)
    return list(told[same:]), lost


def _told_before(known: Sequence[HandedAnswer], told: Sequence[HandedAnswer]) -> int:
    """Return how many told answers are known in that order, the last of them as the last known one; 0: none is."""
    if not known:
        return 0
    ends = (number for number in range(len(told), 0, -1) if told[number - 1].says == known[-1].says)
    return next((number for number in ends if _is_among(told[: number - 1], known[:-1])), 0)


def _is_among(told: Sequence[HandedAnswer], known: Sequence[HandedAnswer]) -> bool:
    rest = (one.says for one in known)
    return all(one.says in rest for one in told)
