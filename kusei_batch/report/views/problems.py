"""確認事項: every finding with its place, and findings of one kind together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from kusei_batch.core.problem import Problem, Severity
from kusei_batch.core.record import Coverage
from kusei_batch.core.submission import State
from kusei_batch.report.views.model import ProblemGroup, ProblemRow, RoundFacts, SourceRef
from kusei_batch.report.views.wording import file_name

_COUNTED = "集計済み"
_GRAVEST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def build_problem_rows(facts: RoundFacts) -> tuple[ProblemRow, ...]:
    """Findings in the counting file of each department, then those in a later file that was sent back."""
    names = facts.labels_of_departments()
    return tuple(
        _row(names[covered.department.code], problem, source, standing)
        for covered in facts.coverage
        for problem, source, standing in _findings(covered, facts)
    )


def _findings(covered: Coverage, facts: RoundFacts) -> Iterator[tuple[Problem, SourceRef, str]]:
    for sha256, counts in ((covered.sha256, True), (covered.pending_sha256, False)):
        for problem in facts.problems.get(sha256 or "", ()):
            place = problem.location
            link = facts.links.get(sha256 or "")
            file = place.file or (covered.path if counts else link) or ""
            source = SourceRef(file_name(file), link, place.sheet or "", place.cell or "")
            yield problem, source, _standing(covered, counts=counts)


def _standing(covered: Coverage, *, counts: bool) -> str:
    if not counts:
        return "差戻し中（前回の提出を集計）"
    return "差戻し中" if covered.state is State.SENT_BACK else _COUNTED


def _row(department: str, problem: Problem, source: SourceRef, standing: str) -> ProblemRow:
    return ProblemRow(
        department=department,
        severity=problem.severity,
        severity_label=problem.severity.label,
        code=problem.code,
        field=problem.location.field or "",
        message=problem.message,
        remedy=problem.remedy,
        counts=standing == _COUNTED,
        standing=standing,
        source=source,
    )


def build_problem_groups(rows: Sequence[ProblemRow]) -> tuple[ProblemGroup, ...]:
    """Rows by severity and code, the gravest and most frequent first."""
    grouped: dict[tuple[Severity, str], list[ProblemRow]] = {}
    for row in rows:
        grouped.setdefault((row.severity, row.code), []).append(row)
    groups = [_group(found) for found in grouped.values()]
    return tuple(sorted(groups, key=lambda g: (_GRAVEST_FIRST.index(g.severity), -g.count)))


def _summary(rows: Sequence[ProblemRow]) -> str:
    """The message of the rows where it is one and the same, else the first as an example."""
    messages = {row.message for row in rows}
    return rows[0].message if len(messages) == 1 else f"{rows[0].message}ほか"


def _group(rows: list[ProblemRow]) -> ProblemGroup:
    first = rows[0]
    return ProblemGroup(
        code=first.code,
        severity=first.severity,
        severity_label=first.severity_label,
        summary=_summary(rows),
        count=len(rows),
        departments=tuple(Counter(row.department for row in rows).items()),
        rows=tuple(rows),
    )
