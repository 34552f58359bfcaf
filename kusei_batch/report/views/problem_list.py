"""確認事項: every finding with its place, and findings of one kind together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from kusei_batch.core.catalog import lookup
from kusei_batch.core.own_words import STANDARD_WORDS, OwnWords
from kusei_batch.core.problem import Problem, Severity
from kusei_batch.core.record import Coverage
from kusei_batch.core.submission import State
from kusei_batch.report.views.facts import RoundFacts, UnidentifiedLine
from kusei_batch.report.views.model import ProblemGroup, ProblemRow, SourceRef
from kusei_batch.report.views.wording import file_name

_COUNTED = "集計済み"
_SENT_BACK = "差戻し中"
_PENDING = "差戻し中（前回の提出を集計）"
_ISSUED = "配布済み"
_GRAVEST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def build_problem_rows(facts: RoundFacts) -> tuple[ProblemRow, ...]:
    """Return every finding, the gravest first, by department: in its counting file, a later one, unidentified files."""
    names, words = facts.labels_of_departments(), facts.words
    rows = [
        _row(names[covered.department.code], found, words)
        for covered in facts.coverage
        for found in _findings(covered, facts)
    ]
    rows += [
        _row(names[covered.department.code], found, words)
        for covered in facts.coverage
        for found in (*_changed_findings(covered), *_notices(covered, facts))
    ]
    rows += [
        _row(names.get(unknown_file.department_code or "", f"（{words.section}不明）"), found, words)
        for unknown_file in unidentified_of(facts)
        for found in _unidentified_findings(unknown_file)
    ]
    places = {name: place for place, name in enumerate(names.values())}
    return tuple(sorted(rows, key=lambda r: (_GRAVEST_FIRST.index(r.severity), places.get(r.department, len(places)))))


def unidentified_of(facts: RoundFacts) -> list[UnidentifiedLine]:
    """Return the unidentified files that concern the ward: its own, and those of nobody known."""
    wards = {None, facts.ward.code, *(covered.department.ward.code for covered in facts.coverage)}
    return [unknown_file for unknown_file in facts.unidentified if unknown_file.ward_code in wards]


def is_sent_back(row: ProblemRow) -> bool:
    """Return whether the finding is in a sheet that its department has got back."""
    return row.file_status in (_SENT_BACK, _PENDING)


_Finding = tuple[Problem, SourceRef, str]


def _findings(covered: Coverage, facts: RoundFacts) -> Iterator[_Finding]:
    for sha256, counts in ((covered.sha256, True), (covered.pending_sha256, False)):
        for problem in facts.problems.get(sha256 or "", ()):
            place = problem.location
            link = facts.links.get(sha256 or "")
            file = place.file or (covered.path if counts else link) or ""
            source = SourceRef(file_name(file), link, place.sheet or "", place.cell or "")
            yield problem, source, _file_status(covered, counts=counts)


def _changed_findings(covered: Coverage) -> Iterator[_Finding]:
    if covered.changed:
        yield covered.changed, SourceRef(file_name(covered.changed.location.file or ""), None, "", ""), _ISSUED


def _notices(covered: Coverage, facts: RoundFacts) -> Iterator[_Finding]:
    link = facts.links.get(covered.sha256 or "")
    for problem in covered.notices:
        source = SourceRef(file_name(problem.location.file or ""), link, "", "")
        yield problem, source, _file_status(covered, counts=True)


def _unidentified_findings(unknown_file: UnidentifiedLine) -> Iterator[_Finding]:
    # The whole path where the folder does not tell whose it is: where it lies is then all there is to go by.
    file = file_name(unknown_file.path) if unknown_file.department_code else unknown_file.path
    for problem in unknown_file.problems:
        place = problem.location
        yield problem, SourceRef(file, unknown_file.link, place.sheet or "", place.cell or ""), unknown_file.verdict


def _file_status(covered: Coverage, *, counts: bool) -> str:
    if not counts:
        return _PENDING
    return _SENT_BACK if covered.state is State.SENT_BACK else _COUNTED


def _row(department: str, found: _Finding, words: OwnWords) -> ProblemRow:
    problem, source, status = found
    message, remedy = problem.told_in(words)
    # The field, or the fields, or the sheet; of what concerns none of them, 全体.
    place = problem.location
    return ProblemRow(
        department=department,
        severity=problem.severity,
        severity_label=problem.severity.label,
        code=problem.code,
        about=lookup(problem.code).about,
        field=(problem.params.get("fields") or place.field or place.sheet or "全体"),
        row=problem.params.get("place", ""),
        message=message,
        remedy=remedy,
        counts=status == _COUNTED,
        file_status=status,
        source=source,
    )


def build_problem_groups(rows: Sequence[ProblemRow], words: OwnWords = STANDARD_WORDS) -> tuple[ProblemGroup, ...]:
    """Return rows by severity and code, the gravest and most frequent first."""
    grouped: dict[tuple[Severity, str], list[ProblemRow]] = {}
    for row in rows:
        grouped.setdefault((row.severity, row.code), []).append(row)
    groups = [_group(found, words) for found in grouped.values()]
    return tuple(sorted(groups, key=lambda g: (_GRAVEST_FIRST.index(g.severity), -g.count)))


def _summary(rows: Sequence[ProblemRow], words: OwnWords) -> str:
    """Return the rows' message where all have the same and it is of no row in particular, else the common words."""
    if len(rows) == 1 or (len({row.message for row in rows}) == 1 and not rows[0].row):
        return rows[0].message
    entry = lookup(rows[0].code)
    return words.message(entry.summary or entry.message).format_map(_LeftOut())


class _LeftOut(Mapping[str, str]):
    """Every word of a message as an ellipsis."""

    def __getitem__(self, name: str) -> str:
        return "…"

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _group(rows: list[ProblemRow], words: OwnWords) -> ProblemGroup:
    first = rows[0]
    return ProblemGroup(
        code=first.code,
        about=first.about,
        severity=first.severity,
        severity_label=first.severity_label,
        summary=_summary(rows, words),
        count=len(rows),
        departments=tuple(Counter(row.department for row in rows).items()),
        rows=tuple(rows),
    )
