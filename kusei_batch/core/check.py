"""検査: what contradicts what in a form."""

from __future__ import annotations

from dataclasses import dataclass

from kusei_batch.core.expression import Expression
from kusei_batch.core.problem import Severity


@dataclass(frozen=True, slots=True)
class Check:
    """検査: one row of `_検査`. Rows of `table` (None: the head) where `condition` holds are contradictory.

    It stands at the cell of the field `marked`, in `message` and `remedy`. `reason` names the entry that answers it,
    `explanation` is what 記入要領 says of the check; without one it says the condition in words.
    """

    name: str
    table: str | None
    condition: Expression
    marked: str
    message: str
    remedy: str
    severity: Severity
    reason: str | None = None
    explanation: str = ""
