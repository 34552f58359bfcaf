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
        """What is the same of an answer that is told of again."""
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

    A ward's ledger only ever grows: what it told before stands at the beginning of what it tells now. Where that is
    not so, it was set back, or a text was cleared meanwhile: then all from there on is entered again. Known answers
    of which it tells nothing any more are lost; they stay, and count until a newer one comes.
    """
    same = 0
    while same < min(len(known), len(told)) and known[same].says == told[same].says:
        same += 1
    contents = {one.receipt.sha256 for one in told}
    lost = any(one.receipt.sha256 not in contents for one in known)
    return list(told[same:]), lost
