"""提出状況: per department, which file counts and what state that makes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from kusei_batch.core.period import Round
from kusei_batch.core.problem import Problem, Severity
from kusei_batch.core.record import Coverage
from kusei_batch.core.submission import IssuedSheet, Receipt, State
from kusei_batch.core.ward import Department

Problems = Mapping[str, Sequence[Problem]]


def build_coverage(
    departments: Sequence[Department],
    round_: Round,
    issued: Mapping[str, IssuedSheet],
    receipts: Sequence[Receipt],
    problems: Problems,
    as_of: dt.date,
    of_sheets: Mapping[tuple[str, str], Sequence[Problem]] = MappingProxyType({}),
) -> list[Coverage]:
    """Return one Coverage a department, in the order given.

    `issued` maps a department's code to its sheet of this round; `receipts` stand oldest first, also within a day;
    `problems` maps a sha256 to what was found in that file, `of_sheets` a sheet and a sha256 to what was found in its
    part where a file answers several sheets. Files that came after `as_of` are left out.
    A department that was abolished by then owes nothing, but what was accepted of it still counts.
    """
    by_sheet = _group_by_sheet(receipts, as_of)
    covered = []
    for department in departments:
        sheet = issued.get(department.code)
        if sheet is None:
            covered.append(Coverage(department, round_.name, State.NOT_ISSUED, None))
            continue
        received = by_sheet.get(sheet.sheet_id, [])
        if not department.exists_on(as_of) and not any(r.verdict.counts for r in received):
            covered.append(Coverage(department, round_.name, State.ABOLISHED, sheet.sheet_id))
            continue
        usual = {r.sha256: problems.get(r.sha256, ()) for r in received}
        found = {one: of_sheets.get((sheet.sheet_id, one), known) for one, known in usual.items()}
        covered.append(_cover(department, round_, sheet.sheet_id, received, found, as_of))
    return covered


def newest_answers(receipts: Iterable[Receipt], as_of: dt.date) -> dict[str, Receipt]:
    """Return, for every sheet, the last file received that says anything about it, whether it counts or not."""
    return {sheet_id: group[-1] for sheet_id, group in _group_by_sheet(receipts, as_of).items()}


def counting_contents(receipts: Iterable[Receipt], as_of: dt.date) -> dict[str, str]:
    """Return, for every sheet, the content (sha256) that counts: that of the last file accepted."""
    groups = _group_by_sheet((r for r in receipts if r.verdict.counts), as_of)
    return {sheet_id: group[-1].sha256 for sheet_id, group in groups.items()}


def _group_by_sheet(receipts: Iterable[Receipt], as_of: dt.date) -> dict[str, list[Receipt]]:
    grouped: dict[str, list[Receipt]] = {}
    for receipt in receipts:
        if receipt.sheet_id is not None and receipt.received <= as_of and receipt.is_answer:
            grouped.setdefault(receipt.sheet_id, []).append(receipt)
    for group in grouped.values():
        group.sort(key=lambda r: r.received)  # stable: the order of one day stays
    return grouped


def _cover(
    department: Department,
    round_: Round,
    sheet_id: str,
    received: list[Receipt],
    problems: Problems,
    as_of: dt.date,
) -> Coverage:
    if not received:
        state = State.OVERDUE if as_of > round_.due else State.MISSING
        return Coverage(department, round_.name, state, sheet_id, days_late=round_.days_late(as_of))
    newest = received[-1]
    accepted = [r for r in received if r.verdict.counts]
    counting = accepted[-1] if accepted else None
    shown = counting or newest
    found = problems.get(shown.sha256, ())
    # The same content again corrects nothing, and of several files of the first day the last is the first answer.
    replaced = [later.received for earlier, later in pairwise(accepted) if later.sha256 != earlier.sha256]
    return Coverage(
        department,
        round_.name,
        _state(counting),
        sheet_id,
        sha256=shown.sha256,
        path=shown.path,
        received=shown.received,
        days_late=round_.days_late(accepted[0].received if accepted else as_of),
        errors=_count(found, Severity.ERROR),
        warnings=_count(found, Severity.WARNING),
        pending_sha256=newest.sha256 if counting and not newest.verdict.counts else None,
        first_accepted=accepted[0].received if accepted else None,
        is_nothing=bool(counting and counting.nothing_to_report),
        corrected=replaced[-1] if replaced and replaced[-1] > accepted[0].received else None,
    )


def _state(counting: Receipt | None) -> State:
    if counting is None:
        return State.SENT_BACK
    return State.NONE_TO_REPORT if counting.nothing_to_report else State.ACCEPTED


def _count(problems: Iterable[Problem], severity: Severity) -> int:
    return sum(problem.severity is severity for problem in problems)
