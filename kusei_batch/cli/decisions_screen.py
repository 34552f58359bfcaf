"""What is reported of decisions: what waits for the coordinator's word, and what is decided and not yet done."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kusei_batch.cli.screen import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kusei_batch.core.decision import Unfinished, Waiting


def tell_decisions(decisions: Sequence[Waiting], unfinished: Sequence[Unfinished] = ()) -> None:
    """Tell what waits for the coordinator's word, and what was decided and is not yet done."""
    for told in (decisions, unfinished):
        if told:
            say()
        for one in told:
            say(one.text, colour="yellow")


def decisions_json(decisions: Sequence[Waiting], unfinished: Sequence[Unfinished] = ()) -> dict[str, Any]:
    """Return what waits and what is not yet done; without a key for what there is nothing of."""
    waiting = [{"sheet": d.sheet, "column": d.column, "waiting": d.count} for d in decisions]
    open_ = [
        {
            "sheet" if one.is_decided else "round": one.sheet,
            "open": one.count,
            "overdue": len(one.late),
            **({"late": [asdict(late) for late in one.late]} if one.late else {}),
        }
        for one in unfinished
    ]
    return {**({"decisions": waiting} if waiting else {}), **({"unfinished": open_} if open_ else {})}
