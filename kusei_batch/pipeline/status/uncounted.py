"""Sheets of this year that nothing counts any more: their department left the master, or their round config.toml."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from kusei_batch.config import Workspace
from kusei_batch.config.master_sheet import FILE as MASTER_FILE
from kusei_batch.core.confirmation import is_confirmation
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.submission import IssuedSheet


def find_uncounted(workspace: Workspace, register: Iterable[IssuedSheet]) -> list[Problem]:
    """Return a warning for each department and each round that is gone, so that nothing vanishes in silence."""
    # Whether the head of a 部 is asked any more is no department's loss.
    of_year = (sheet for sheet in register if sheet.fiscal_year == workspace.fiscal_year)
    ours = [sheet for sheet in of_year if not is_confirmation(sheet.round)]
    departments = {d.code for d in workspace.master.departments}
    rounds = {r.name for r in workspace.rounds} | set(workspace.left_out)
    return [
        *_tell(
            "department-gone", Location(sheet="部署", file=MASTER_FILE), (s.department_code for s in ours), departments
        ),
        *_tell("round-gone", Location(file="config.toml"), (s.round for s in ours), rounds),
    ]


def _tell(code: str, place: Location, names: Iterable[str], known: set[str]) -> Iterator[Problem]:
    for name, count in Counter(name for name in names if name not in known).items():
        yield Problem.of(code, place, name=name, count=str(count))
