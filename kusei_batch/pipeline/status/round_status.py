"""Where every round of the year stands, as the ledger has it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from kusei_batch.config import Workspace
from kusei_batch.consolidate import build_coverage, merge_records, newest_answers
from kusei_batch.core.period import Round
from kusei_batch.core.problem import Problem
from kusei_batch.core.record import Coverage, Record
from kusei_batch.core.replacement import Replacement
from kusei_batch.core.submission import IssuedSheet, Receipt, State
from kusei_batch.core.ward import Ward
from kusei_batch.ledger import Ledger
from kusei_batch.pipeline.status.admissions import Admission, find_admissions
from kusei_batch.pipeline.status.changes import FormOf, find_changes, kept_forms
from kusei_batch.pipeline.status.history import History
from kusei_batch.pipeline.status.personal_data import Withheld, withhold
from kusei_batch.pipeline.status.replacements import tell_answers
from kusei_batch.pipeline.status.rivals import Rivals
from kusei_batch.pipeline.status.unidentified import UnidentifiedFile, find_owners, find_unidentified, mark_not_taken

_Located = TypeVar("_Located", Coverage, Record)

COUNTING = (State.ACCEPTED, State.NONE_TO_REPORT)


@dataclass(frozen=True)
class RoundStatus:
    """One round: its sheets by department code, its coverage and the records that count.

    What looks like personal data is not in the records: `withheld` tells of it.
    """

    round: Round
    sheets: Mapping[str, IssuedSheet]
    coverage: Sequence[Coverage]
    records: Sequence[Record]
    withheld: Sequence[Withheld] = ()

    def coverage_of(self, ward: Ward) -> Sequence[Coverage]:
        """Return the coverage of one ward's departments."""
        return self._coverage_by_ward.get(ward.code, ())

    def records_of(self, ward: Ward) -> Sequence[Record]:
        """Return the records of one ward's departments."""
        return self._records_by_ward.get(ward.code, ())

    @cached_property
    def _coverage_by_ward(self) -> Mapping[str, Sequence[Coverage]]:
        return _by_ward(self.coverage)

    @cached_property
    def _records_by_ward(self) -> Mapping[str, Sequence[Record]]:
        return _by_ward(self.records)


@dataclass(frozen=True)
class YearStatus:
    """Every round as of one day.

    `newest` is, per sheet, the last answer received, whether it counts or not; `unidentified` are the files in the
    inbox that answer no sheet, `replaced` the answers that took the place of others, `rivals` files that answer one
    sheet and are not decided on, `admissions` files of which it is not proven whose they are.
    """

    as_of: dt.date
    rounds: Sequence[RoundStatus]
    problems: Mapping[str, Sequence[Problem]]
    newest: Mapping[str, Receipt]
    receipts: Sequence[tuple[Receipt, Sequence[Problem]]]
    unidentified: Sequence[UnidentifiedFile] = ()
    replaced: Sequence[Replacement] = ()
    rivals: Sequence[Rivals] = ()
    admissions: Sequence[Admission] = ()

    @property
    def changed(self) -> list[tuple[IssuedSheet, Problem]]:
        """The sheets that would be issued with other rows or values now."""
        return [
            (status.sheets[c.department.code], c.changed)
            for status in self.rounds
            for c in status.coverage
            if c.changed
        ]

    @property
    def coverage(self) -> list[Coverage]:
        """The coverage of all rounds, one after the other."""
        return [c for status in self.rounds for c in status.coverage]


def compute_year_status(
    workspace: Workspace, ledger: Ledger, as_of: dt.date, form_of: FormOf | None = None
) -> YearStatus:
    """Return where things stand; what came in after `as_of` is left out.

    `form_of` gives the form a sheet was issued in, where they are open already.
    """
    known = [(r, p) for r, p in ledger.receipts() if r.received <= as_of]
    receipts = [r for r, _ in known]
    problems = {r.sha256: p for r, p in sorted(known, key=lambda entry: entry[0].sheet_id is not None)}
    history = History(workspace, ledger, as_of)
    issued = history.register
    changes = find_changes(workspace, history, form_of or kept_forms(workspace, ledger))
    rounds = []
    status = YearStatus(as_of, [], problems, newest_answers(receipts, as_of), known)
    for round_ in workspace.rounds:
        sheets = [s for s in issued.values() if s.round == round_.name and s.fiscal_year == round_.fiscal_year]
        found = compute_round_status(workspace, ledger, round_, sheets, status)
        coverage = [
            replace(c, changed=change) if (change := changes.get(c.sheet_id or "")) else c for c in found.coverage
        ]
        rounds.append(replace(found, coverage=coverage))
    owners = find_owners(workspace, ledger, [c for found in rounds for c in found.coverage])
    unidentified = [owners.own(file) for file in find_unidentified(workspace, ledger, status)]
    rounds = [replace(found, coverage=mark_not_taken(found.coverage, unidentified)) for found in rounds]
    admissions = find_admissions(workspace, issued, unidentified)
    return tell_answers(
        workspace, ledger, replace(status, rounds=rounds, unidentified=unidentified, admissions=admissions)
    )


def compute_round_status(
    workspace: Workspace, ledger: Ledger, round_: Round, sheets: Sequence[IssuedSheet], status: YearStatus
) -> RoundStatus:
    """Return where a round of this or an earlier year stands, by what had been received on the day of `status`."""
    by_code = {sheet.department_code: sheet for sheet in sheets}
    own = {sheet.sheet_id for sheet in sheets}
    receipts = [receipt for receipt, _ in status.receipts if receipt.sheet_id in own]
    known = [d for d in workspace.master.departments if round_.is_for(d.code)]
    departments = [d for d in known if d.exists_on(round_.opens) or d.code in by_code]
    coverage = build_coverage(departments, round_, by_code, receipts, status.problems, status.as_of)
    contents = {c.sheet_id: c.sha256 for c in coverage if c.state in COUNTING and c.sheet_id and c.sha256}
    owners = {d.code: d for d in workspace.master.departments}
    records, withheld = withhold(workspace, merge_records(ledger.records(contents, owners), coverage))
    return RoundStatus(round_, by_code, coverage, records, withheld)


def _by_ward(found: Sequence[_Located]) -> Mapping[str, Sequence[_Located]]:
    wards: dict[str, list[_Located]] = defaultdict(list)
    for one in found:
        wards[one.department.ward.code].append(one)
    return wards


def files_to_see_to(status: YearStatus) -> list[tuple[Receipt, Sequence[Problem]]]:
    """Return the unidentified files, with what was found in each: somebody has to see to them."""
    return [(file.receipt, file.problems) for file in status.unidentified]
