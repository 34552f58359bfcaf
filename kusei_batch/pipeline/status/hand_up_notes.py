"""What is to be reported of the hand-ups that count, the last one of each ward and year, and of those not there yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kusei_batch.config import Workspace
from kusei_batch.config.lines import FILE
from kusei_batch.core.hand_up import HandUp, newest_of_each
from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.core.submission import ANSWERED, Receipt, State
from kusei_batch.core.ward import Ward
from kusei_batch.ledger import Ledger

if TYPE_CHECKING:
    from kusei_batch.pipeline.status.round_status import RoundStatus, YearStatus

_SETTLED = (*ANSWERED, State.NOT_ISSUED, State.ABOLISHED)


def counting_hand_ups(
    ledger: Ledger, status: YearStatus, year: int | None = None
) -> list[tuple[Receipt, Sequence[Problem]]]:
    """Return the last hand-up of each ward and year, or of this `year` alone, with all that was found in it."""
    newest = _newest(ledger, status.as_of)
    counting = {one.sha256 for (_, of_year), one in newest.items() if year in (None, of_year)}
    found = {receipt.sha256: (receipt, problems) for receipt, problems in status.receipts if receipt.verdict.counts}
    return [entry for sha256, entry in found.items() if sha256 in counting]


def find_hand_up_warnings(workspace: Workspace, ledger: Ledger, status: YearStatus) -> list[Problem]:
    """Return what somebody has to see to in this year's hand-ups, told until better ones come.

    What was found in those of earlier years was reported in the night that took them.
    """
    counting = counting_hand_ups(ledger, status, workspace.fiscal_year)
    found = (problem for _, problems in counting for problem in problems)
    own = [problem for problem in found if problem.severity is Severity.WARNING]
    return [*own, *status.missing_hand_ups]


def find_missing_hand_ups(workspace: Workspace, ledger: Ledger, status: YearStatus) -> Iterator[Problem]:
    """Report wards that have not handed up since a due day, while departments of theirs are waited for."""
    newest = _newest(ledger, status.as_of)
    label = workspace.calendar.date_label
    for ward in filter(workspace.settings.hand_up.is_awaited_from, workspace.master.units):
        codes = workspace.master.codes_below(ward)
        days = [one.made.date() for (code, of), one in newest.items() if code in codes and of == workspace.fiscal_year]
        last = max(days, default=dt.date.min)
        asked = [
            found
            for found in status.rounds
            if any(workspace.awaits(found.round, c.department) for c in found.coverage_of(ward))
        ]
        due = [found for found in asked if found.round.due < status.as_of and _waited_for(found, ward)]
        behind = [found for found in due if last < found.round.due]
        if behind:
            rounds = "、".join(f"{found.round.name}（期限 {label(found.round.due)}）" for found in behind)
            words = {"ward": ward.name, "rounds": rounds}
            words |= {"count": str(sum(_waited_for(found, ward) for found in behind))}
            place = Location(file=FILE)
            if days:
                yield Problem.of("hand-up-behind", place, day=label(last), **words)
            else:
                yield Problem.of("hand-up-missing", place, **words)


def days_of_hand_ups(ledger: Ledger, as_of: dt.date) -> dict[tuple[str, int], dt.date]:
    """Return the day on which each ward last handed up for a year, by its code and that year."""
    return {key: one.made.date() for key, one in _newest(ledger, as_of).items()}


def _waited_for(found: RoundStatus, ward: Ward) -> int:
    return sum(covered.state not in _SETTLED for covered in found.coverage_of(ward))


def _newest(ledger: Ledger, as_of: dt.date) -> dict[tuple[str, int], HandUp]:
    return newest_of_each([one for one in ledger.hand_ups.all() if one.made.date() <= as_of])
