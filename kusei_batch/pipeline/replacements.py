"""Answers that took the place of others, and files that lie side by side and answer one sheet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.core.replacement import (
    Replacement,
    changes_between,
    entries_dropped,
    entries_of,
    told_changes,
    told_entries,
)
from kusei_batch.core.submission import Verdict
from kusei_batch.pipeline.clearance import withhold
from kusei_batch.validate.personal import mask_personal
from kusei_batch.validate.privacy import mask_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from kusei_batch.config import Workspace
    from kusei_batch.core.period import Calendar
    from kusei_batch.core.record import Coverage
    from kusei_batch.core.replacement import Entries
    from kusei_batch.core.submission import Receipt
    from kusei_batch.ledger import Ledger
    from kusei_batch.pipeline.standing import Standing

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
        """The entries of one accepted answer."""
        found = self._ledger.records({receipt.sheet_id or "": receipt.sha256}, self._departments)
        return entries_of(withhold(self._workspace, found)[0])


def tell_answers(workspace: Workspace, ledger: Ledger, standing: Standing) -> Standing:
    """The standing with what is to be told of answers as a whole, each with its department."""
    entered, lying = Entered(workspace, ledger), _lying_contents(workspace, ledger)
    answers: dict[str, list[Receipt]] = {}
    for receipt in sorted((r for r, _ in standing.receipts if r.is_answer), key=lambda r: r.received):
        answers.setdefault(receipt.sheet_id or "", []).append(receipt)
    # Of a question asked without a day, the last day on which anything was received.
    latest = min(standing.as_of, max((r.received for r, _ in standing.receipts), default=standing.as_of))
    rounds, replaced = [], []
    for round_ in standing.rounds:
        coverage = []
        for covered in round_.coverage:
            answered = Answered(covered, answers.get(covered.sheet_id or "", ()))
            found = _find_replacement(answered, entered)
            told = [_tell_replacement(found, workspace.calendar, latest)] if found else []
            rivals = _find_rivals(answered, entered, lying)
            replaced += [found] if found else []
            coverage.append(replace(covered, notices=(*told, *([rivals] if rivals else ()))))
        rounds.append(replace(round_, coverage=coverage))
    return replace(standing, rounds=rounds, replaced=replaced)


def _lying_contents(workspace: Workspace, ledger: Ledger) -> dict[str, list[str]]:
    """Content -> the paths where it lies in the inbox."""
    found: dict[str, list[str]] = {}
    for lying in ledger.lying().values():
        if lying.sha256 and (workspace.inbox / lying.path).is_file():
            found.setdefault(lying.sha256, []).append(lying.path)
    return found


def _find_replacement(answered: Answered, entered: Entered) -> Replacement | None:
    """How the answer that counts took the place of another; None where it is the first."""
    if not answered.counting:
        return None
    *earlier, new = answered.counting
    others = [answer for answer in earlier if answer.sha256 != new.sha256]
    if not others:
        return None
    says = entered.of(new)
    same = (answer for answer in reversed(earlier) if answer.sha256 == new.sha256 or entered.of(answer) == says)
    changes = changes_between(entered.of(others[-1]), says)
    covered = answered.covered
    return Replacement(
        new.sheet_id or "", covered.round, covered.department, others[-1], new, changes, next(same, None)
    )


def _tell_replacement(found: Replacement, calendar: Calendar, latest: dt.date) -> Problem:
    """Tell that an older answer came back, that one says the same again, or what one changed."""
    label = calendar.date_label
    words = {"old": _printed(found.old.path), "day": label(found.new.received), "old_day": label(found.old.received)}
    words |= {"changes": told_changes(found.changes), "count": str(len(found.changes))}
    place = Location(file=_printed(found.new.path))
    if not found.changes:
        return Problem("answer-repeated", Severity.INFO, place, words)
    if found.same_as is None:
        return Problem("answer-replaced", Severity.INFO, place, words)
    is_news = (latest - found.new.received).days <= _NEWS_DAYS
    words["same_day"] = label(found.same_as.received)
    return Problem("answer-came-back", Severity.WARNING if is_news else Severity.INFO, place, words)


def _find_rivals(answered: Answered, entered: Entered, lying: Mapping[str, Sequence[str]]) -> Problem | None:
    """Tell of files that lie beside the one that counts, or was answered, and what of theirs drops out.

    `lying` maps a content to the paths where it lies. What an earlier file says and the later one too is no loss; a
    file that was sent back before the later one came was corrected by it.
    """
    if len({answer.sha256 for answer in answered.answers}) <= 1:
        return None
    main = [*answered.answers[-1:], *answered.counting][-1]
    last = {answer.sha256: (number, answer) for number, answer in enumerate(answered.answers)}
    if main.sha256 not in lying:
        return None
    dropped = {}
    for number, other in last.values():
        if other.sha256 == main.sha256 or other.sha256 not in lying:
            continue
        if other.verdict.counts and main.verdict.counts:
            lost = tuple(entries_dropped(entered.of(other), entered.of(main)))
            dropped.update({other: told_entries(lost)} if lost else {})
        elif other.verdict is Verdict.SENT_BACK and (number > last[main.sha256][0] or other.run == main.run):
            dropped[other] = "差し戻した記入のすべて"
    if not dropped:
        return None
    told = "。".join(
        f"「{_printed(path)}」の{words}" for other, words in dropped.items() for path in lying[other.sha256][:1]
    )
    files = [_printed(path) for content in (main, *dropped) for path in lying[content.sha256][:1]]
    words = {"count": str(len(files)), "files": "」「".join(files), "counting": files[0], "dropped": told}
    code = "rival-answers" if main.verdict.counts else "rival-answers-sent-back"
    return Problem(code, Severity.WARNING, Location(file=files[0]), words)


def _printed(path: str) -> str:
    """A path without 個人番号 and personal data."""
    return mask_personal(mask_text(path))
