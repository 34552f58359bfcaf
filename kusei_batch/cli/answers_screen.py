"""What is reported of answers as a whole: which took the place of others, which lie side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kusei_batch.cli.screen import list_problems, say
from kusei_batch.core.problem import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kusei_batch.core.problem import Problem
    from kusei_batch.core.record import Coverage
    from kusei_batch.core.submission import Receipt
    from kusei_batch.pipeline.outputs.night_report import NightReport


def tell_answers(report: NightReport) -> None:
    """Tell which answers took the place of others tonight, and which of the others somebody has to ask about."""
    told = list(_notices(report))
    if told:
        say()
        say("受理したものの入れ替わりと重なり:", colour="yellow")
    for covered, problem in told:
        say(f"  {covered.round}　{covered.department.ward.name} {covered.department.full_name}　{covered.sheet_id}")
        list_problems([problem], indent="      ")


def answers_json(report: NightReport) -> dict[str, Any]:
    """Return the same for programs, with every changed field; an empty object where there is nothing to tell."""
    replaced = [
        {
            "sheet_id": found.sheet_id,
            "round": found.round,
            "department": found.department.code,
            "old": _receipt_json(found.old),
            "new": _receipt_json(found.new),
            "same_as": found.same_as and _receipt_json(found.same_as),
            "changes": [
                {"table": c.key.table, "row": c.row, "field": c.field, "old": c.old, "new": c.new}
                for c in found.changes
            ],
        }
        for found in report.replaced
    ]
    notices = [{"sheet_id": covered.sheet_id, **problem.as_json()} for covered, problem in _notices(report)]
    return {**({"replaced": replaced} if replaced else {}), **({"notices": notices} if notices else {})}


def _notices(report: NightReport) -> Iterator[tuple[Coverage, Problem]]:
    """Yield each warning, and each notice of what happened tonight, with the department it concerns."""
    tonight = {found.sheet_id for found in report.replaced}
    for covered in report.coverage:
        for problem in covered.notices:
            if problem.severity is not Severity.INFO or covered.sheet_id in tonight:
                yield covered, problem


def _receipt_json(receipt: Receipt) -> dict[str, str]:
    return {"path": receipt.path, "sha256": receipt.sha256, "received": receipt.received.isoformat()}
