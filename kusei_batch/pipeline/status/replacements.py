"""Answers that took the place of others, and what is reported of a department's answers as a whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kusei_batch.config import Workspace
from kusei_batch.core.inbox_file import InboxFile
from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.core.record import Coverage
from kusei_batch.core.replacement import (
    Replacement,
    changes_between,
    entries_of,
    told_changes,
)
from kusei_batch.core.submission import Receipt
from kusei_batch.core.submission_decision import mark_of
from kusei_batch.ledger import Ledger
from kusei_batch.pipeline.intake.arrivals import still_lies
from kusei_batch.pipeline.status.personal_data import withhold
from kusei_batch.pipeline.status.rivals import find_rivals
from kusei_batch.validate.personal import mask_private

if TYPE_CHECKING:
    from kusei_batch.core.replacement import Entries
    from kusei_batch.pipeline.status.round_status import YearStatus

_NEWS_DAYS = 7
"""So many days an older answer that came back is asked about; after that it is taken as meant."""


@dataclass(frozen=True)
class Answered:
    """One department's sheet and everything that answered it, oldest first."""

    covered: Coverage
    answers: Sequence[Receipt]

    @property
    def counting(self) -> list[Receipt]:
        """The answers that were accepted, oldest first: the last one counts."""
        return [answer for answer in self.answers if answer.verdict.counts]


class Entered:
    """What accepted answers say, as anybody may see it; looked up only where there is something to compare."""

    def __init__(self, workspace: Workspace, ledger: Ledger) -> None:
        self._workspace = workspace
        self._ledger = ledger
        self._departments = {d.code: d for d in workspace.master.departments}

    def of(self, receipt: Receipt) -> Entries:
        """Return the entries of one accepted answer."""
        found = self._ledger.records({receipt.sheet_id or "": receipt.sha256}, self._departments)
        return entries_of(withhold(self._workspace, found)[0])


def tell_answers(
    workspace: Workspace, ledger: Ledger, inbox: Mapping[str, InboxFile], status: YearStatus
) -> YearStatus:
    """Return the status with what is to be reported of answers as a whole, each with its department.

    `inbox` is what lay there on the last night.
    """
    entered, paths = Entered(workspace, ledger), _paths_by_content(workspace, inbox)
    choices = workspace.master.choices
    answers: dict[str, list[Receipt]] = {}
    for receipt in sorted((r for r, _ in status.receipts if r.is_answer), key=lambda r: r.received):
        answers.setdefault(receipt.sheet_id or "", []).append(receipt)
    # Of a question asked without a day, the last day on which anything was received.
    latest = min(status.as_of, max((r.received for r, _ in status.receipts), default=status.as_of))
    rounds, replaced, rivals = [], [], []
    for round_ in status.rounds:
        coverage = []
        for covered in round_.coverage:
            answered = Answered(covered, answers.get(covered.sheet_id or "", ()))
            found = _find_replacement(answered, entered)
            told = [_tell_replacement(found, workspace, latest)] if found else []
            rival = find_rivals(answered, entered, paths, choices)
            replaced += [found] if found else []
            rivals += [rival] if rival else []
            notices = (*covered.notices, *told, *([rival.problem()] if rival else ()))
            warned = sum(problem.severity is Severity.WARNING for problem in notices)
            warnings = covered.warnings + warned
            coverage.append(replace(covered, notices=notices, warnings=warnings) if notices else covered)
        rounds.append(replace(round_, coverage=coverage))
    return replace(status, rounds=rounds, replaced=replaced, rivals=rivals)


def _paths_by_content(workspace: Workspace, inbox: Mapping[str, InboxFile]) -> dict[str, list[str]]:
    """Return content -> the paths where it lies in the inbox."""
    found: dict[str, list[str]] = {}
    for file in inbox.values():
        if file.is_taken_in and file.sha256 and still_lies(workspace, file):
            found.setdefault(file.sha256, []).append(file.path)
    return found


def _find_replacement(answered: Answered, entered: Entered) -> Replacement | None:
    """Return how the answer that counts took the place of another; None where it is the first."""
    if not answered.counting:
        return None
    *earlier, new = answered.counting
    others = [answer for answer in earlier if answer.sha256 != new.sha256]
    if not others:
        return None
    says = entered.of(new)
    same = (answer for answer in reversed(earlier) if answer.sha256 == new.sha256 or entered.of(answer) == says)
    changes = changes_between(new.sheet_id or "", entered.of(others[-1]), says)
    covered = answered.covered
    return Replacement(
        new.sheet_id or "", covered.round, covered.department, others[-1], new, changes, next(same, None)
    )


def _tell_replacement(found: Replacement, workspace: Workspace, latest: dt.date) -> Problem:
    """Tell that an older answer came back, that one says the same again, or what one changed."""
    label = workspace.calendar.date_label
    words = {
        "old": mask_private(found.old.path),
        "day": label(found.new.received),
        "old_day": label(found.old.received),
    }
    words |= {"changes": told_changes(found.changes), "count": str(len(found.changes))}
    place = Location(file=mask_private(found.new.path))
    if not found.changes:
        return Problem.of("answer-repeated", place, **words)
    if found.same_as is None:
        return Problem.of("answer-replaced", place, **words)
    chosen = workspace.master.choices.chosen(found.sheet_id, [found.old.sha256, found.new.sha256])
    if chosen == mark_of(found.new.sha256):
        return Problem.of("answer-chosen", place, **words)
    is_news = (latest - found.new.received).days <= _NEWS_DAYS
    words["same_day"] = label(found.same_as.received)
    return Problem("answer-came-back", Severity.WARNING if is_news else Severity.INFO, place, words)
