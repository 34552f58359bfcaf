"""What is to be told of the hand-ups that count: the last one of each ward and year."""

from __future__ import annotations

from collections.abc import Sequence

from kusei_batch.core.problem import Problem, Severity
from kusei_batch.core.submission import Receipt
from kusei_batch.pipeline.status.round_status import YearStatus

_TAKEN = "hand-up-taken"


def counting_hand_ups(status: YearStatus) -> list[tuple[Receipt, Sequence[Problem]]]:
    """Return the last hand-up of each ward and year, with all that was found in it."""
    newest: dict[tuple[str, str], tuple[Receipt, Sequence[Problem]]] = {}
    for receipt, problems in status.receipts:
        for taken in (problem for problem in problems if problem.code == _TAKEN):
            newest[taken.params["name"], taken.params["year"]] = receipt, problems
    return list(newest.values())


def find_hand_up_warnings(status: YearStatus) -> list[Problem]:
    """Return what somebody has to see to in the hand-ups that count, told until a better one comes."""
    found = (problem for _, problems in counting_hand_ups(status) for problem in problems)
    return [problem for problem in found if problem.severity is Severity.WARNING]
