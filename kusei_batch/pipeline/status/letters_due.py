"""Which letters lie ready on a day, and for which departments; derived from where the rounds stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kusei_batch.config import Workspace
from kusei_batch.core.confirmation import is_confirmation
from kusei_batch.core.letter_days import LetterDays, LetterKind
from kusei_batch.core.period import Round
from kusei_batch.core.record import Coverage
from kusei_batch.core.submission import ANSWERED, State
from kusei_batch.core.ward import Ward
from kusei_batch.pipeline.status.open_days import closed_because
from kusei_batch.pipeline.status.round_status import RoundStatus, YearStatus

REMINDERS = (LetterKind.BEFORE, LetterKind.AFTER)
_WAITED_FOR = (State.MISSING, State.OVERDUE, State.SENT_BACK, State.NOT_TAKEN)
_NO_SHEET = (State.NOT_ISSUED, State.ABOLISHED)


@dataclass(frozen=True)
class DueLetter:
    """A letter that lies ready: of which round and ward, to whom, and whether it is to be sent (`is_open`)."""

    kind: LetterKind
    status: RoundStatus
    ward: Ward
    coverage: Sequence[Coverage]
    is_open: bool


def find_letters(workspace: Workspace, status: YearStatus) -> list[DueLetter]:
    """Return the letters of every round of this year that somebody is to get."""
    known = {(round_.name, round_.fiscal_year) for round_ in workspace.rounds}
    rounds = [found for found in status.rounds if (found.round.name, found.round.fiscal_year) in known]
    return [
        letter
        for round_ in (*rounds, *status.confirmations)
        for ward in workspace.master.bodies
        for letter in letters_of(workspace, round_, ward, status.as_of)
    ]


def letters_of(workspace: Workspace, status: RoundStatus, ward: Ward, day: dt.date) -> Iterator[DueLetter]:
    """Yield the letters of one ward's round that its settings ask for and that somebody is to get."""
    templates = workspace.letters(status.round)
    if is_confirmation(status.round.name):
        asked = [c for c in status.own_coverage_of(ward) if not _is_of_ward(status, c)]
        waiting = [c for c in asked if c.state in (*_WAITED_FOR, State.UNCONFIRMED)]
        if waiting and templates.confirmation:
            yield DueLetter(LetterKind.CONFIRMATION, status, ward, waiting, is_open=True)
        return
    if not status.sheets:
        return
    coverage = [c for c in status.own_coverage_of(ward) if not _is_of_ward(status, c)]
    issued = [status.sheets[c.department.code].issued_on for c in coverage if c.department.code in status.sheets]
    if not issued:
        return
    days = letter_days(workspace, status.round, min(issued))
    for kind in (*days.kinds_on(day), LetterKind.RECEIPT):
        if templates.of(kind):
            concerned = [covered for covered in coverage if _concerns(kind, covered, day)]
            is_open = kind in REMINDERS or (kind is LetterKind.REQUEST and days.is_request_new(day))
            if concerned:
                yield DueLetter(kind, status, ward, concerned, is_open)


def _is_of_ward(status: RoundStatus, covered: Coverage) -> bool:
    """Return whether a ward with a workspace of its own issued the sheet: it writes to its departments itself.

    Before such a ward has handed up, its departments are waited for without a sheet.
    """
    sheet = status.sheets.get(covered.department.code)
    return bool(sheet.origin) if sheet else covered.state in _WAITED_FOR


def letter_days(workspace: Workspace, round_: Round, issued: dt.date) -> LetterDays:
    """Return the days that the letters of a round go by.

    It is over on the day after its last meeting, where config.toml tells the days of all of them.
    """
    dates = [paper.date for paper in workspace.papers(round_) if not paper.each]
    told = [date for date in dates if date]
    over = max(told) + dt.timedelta(days=1) if told and len(told) == len(dates) else None
    own = workspace.master.holidays
    return LetterDays(round_, issued, over, own, lambda one: closed_because(one, own) is None)


def _concerns(kind: LetterKind, covered: Coverage, day: dt.date) -> bool:
    """Return whether a letter goes to a department: a request to all, a reminder to those of which a sheet is due."""
    if kind is LetterKind.RECEIPT:
        return covered.state in ANSWERED
    if kind is LetterKind.REQUEST:
        return covered.state not in _NO_SHEET and covered.department.exists_on(day)
    return covered.state in _WAITED_FOR and covered.department.exists_on(day)
