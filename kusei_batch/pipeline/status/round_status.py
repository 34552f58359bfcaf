"""Where every round of the year stands, as the ledger has it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from kusei_batch.config import Workspace
from kusei_batch.consolidate import build_coverage, newest_answers
from kusei_batch.core.addressees import find_addressees
from kusei_batch.core.clearance import Judgment
from kusei_batch.core.hand_up import newest_of_each
from kusei_batch.core.open_matter import OpenMatter
from kusei_batch.core.period import Round
from kusei_batch.core.problem import Problem
from kusei_batch.core.record import Coverage, Record
from kusei_batch.core.replacement import Replacement
from kusei_batch.core.submission import ANSWERED, IssuedSheet, Receipt, State
from kusei_batch.core.ward import Ward
from kusei_batch.ledger import Ledger
from kusei_batch.pipeline.status.admissions import Admission, find_admissions
from kusei_batch.pipeline.status.changes import find_changes
from kusei_batch.pipeline.status.confirmations import confirm, find_confirmations, members_of, waiting_for
from kusei_batch.pipeline.status.counting_records import CountingRecords, by_unit
from kusei_batch.pipeline.status.forms_as_issued import FormOf, kept_forms
from kusei_batch.pipeline.status.hand_up_notes import find_missing_hand_ups
from kusei_batch.pipeline.status.history import History
from kusei_batch.pipeline.status.open_matters import find_open_matters
from kusei_batch.pipeline.status.personal_data import Withheld, still_asked
from kusei_batch.pipeline.status.replacements import tell_answers
from kusei_batch.pipeline.status.rivals import Rivals
from kusei_batch.pipeline.status.unidentified import UnidentifiedFile, find_owners, find_unidentified, mark_not_taken


@dataclass(frozen=True)
class RoundStatus:
    """One round: its sheets by department code, its coverage and the records that count, read while the ledger is open.

    What looks like personal data is not in the records: `withheld` tells of it. `decided` are, by content, the places
    of texts that look like it and about which somebody has decided.
    """

    round: Round
    sheets: Mapping[str, IssuedSheet]
    coverage: Sequence[Coverage]
    records: CountingRecords
    withheld: Sequence[Withheld] = ()
    decided: Mapping[str, Collection[str]] = field(default_factory=dict)

    def coverage_of(self, ward: Ward) -> Sequence[Coverage]:
        """Return the coverage of the departments below a ward, or another unit."""
        return self._coverage_by_ward.get(ward.code, ())

    def own_coverage_of(self, ward: Ward) -> Sequence[Coverage]:
        """Return the coverage of the departments that no unit below this one looks after."""
        return [covered for covered in self.coverage_of(ward) if covered.department.ward.code == ward.code]

    def records_of(self, ward: Ward) -> Sequence[Record]:
        """Return the records of the departments below a ward, or another unit."""
        return self.records.of(ward)

    @cached_property
    def _coverage_by_ward(self) -> Mapping[str, Sequence[Coverage]]:
        return by_unit(self.coverage)


@dataclass(frozen=True)
class YearStatus:
    """Every round as of one day.

    `newest` is, per sheet, the last answer received, whether it counts or not; `unidentified` are the files in the
    inbox that answer no sheet, `replaced` the answers that took the place of others, `rivals` files that answer one
    sheet and are not decided on, `admissions` files of which it is not proven whose they are. `confirmations` are the
    rounds in which the heads of the 部 confirm what came in for others: their sheets are those of the heads. `matters`
    are, by round, what its forms follow up and is not done; `missing_hand_ups` tell of wards that have not handed up.
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
    confirmations: Sequence[RoundStatus] = ()
    matters: Mapping[str, Sequence[OpenMatter]] = field(default_factory=dict)
    missing_hand_ups: Sequence[Problem] = ()

    @cached_property
    def rivals_told(self) -> Mapping[str, Problem]:
        """What is reported of sheets that several files answer, by sheet id."""
        return {found.sheet_id: found.problem() for found in self.rivals}

    def problems_in(self, found: RoundStatus, sha256: str) -> Sequence[Problem]:
        """Return what was found in a content of a round, but for what a decision has answered."""
        return still_asked(self.problems.get(sha256, ()), found.decided.get(sha256, ()))

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
    form_of = form_of or kept_forms(workspace, ledger)
    changes = find_changes(workspace, history, form_of)
    rounds, matters = [], {}
    status = YearStatus(as_of, [], problems, newest_answers(receipts, as_of), known)
    for round_ in workspace.rounds:
        sheets = [s for s in issued.values() if s.round == round_.name and s.fiscal_year == round_.fiscal_year]
        found = compute_round_status(workspace, ledger, round_, sheets, status)
        coverage = [
            replace(c, changed=change) if (change := changes.get(c.sheet_id or "")) else c for c in found.coverage
        ]
        rounds.append(replace(found, coverage=coverage))
        own = list(found.sheets.values()), found.records
        matters[round_.name] = find_open_matters(workspace, history, (round_.fiscal_year, round_.name), own, form_of)
    rounds, asked = _confirm_rounds(workspace, ledger, rounds, issued.values(), status)
    owners = find_owners(workspace, ledger, [c for found in (*rounds, *asked) for c in found.coverage])
    inbox = ledger.inbox_files()
    unidentified = [owners.own(file) for file in find_unidentified(workspace, inbox, status)]
    lost = [*(sheet_id for file in unidentified for sheet_id in file.sheets), *_not_taken_by_wards(ledger, as_of)]
    rounds = [replace(found, coverage=mark_not_taken(found.coverage, lost)) for found in rounds]
    asked = [replace(found, coverage=mark_not_taken(found.coverage, lost)) for found in asked]
    admissions = find_admissions(workspace, issued, unidentified)
    whole = replace(status, rounds=rounds, unidentified=unidentified, admissions=admissions, confirmations=asked)
    whole = replace(whole, matters={name: found for name, found in matters.items() if found})
    whole = replace(whole, missing_hand_ups=list(find_missing_hand_ups(workspace, ledger, whole)))
    return tell_answers(workspace, ledger, inbox, whole)


def _not_taken_by_wards(ledger: Ledger, as_of: dt.date) -> list[str]:
    """Return the sheets of which wards handed up that nothing that came could be taken."""
    newest = newest_of_each([one for one in ledger.hand_ups.all() if one.made.date() <= as_of])
    return [i for one in newest.values() for i, state in one.states.items() if state is State.NOT_TAKEN]


def _confirm_rounds(
    workspace: Workspace,
    ledger: Ledger,
    rounds: Sequence[RoundStatus],
    register: Collection[IssuedSheet],
    status: YearStatus,
) -> tuple[list[RoundStatus], list[RoundStatus]]:
    """Return the rounds with what is not confirmed yet, and those in which the heads of the 部 confirm it."""
    superiors = find_addressees(workspace.master, register).heads
    confirmed, asked = [], []
    for found in rounds:
        round_ = workspace.confirmation_round(found.round, superiors)
        if round_ is None:
            confirmed.append(found)
            continue
        sheets = [s for s in register if s.round == round_.name and s.fiscal_year == round_.fiscal_year]
        own = {sheet.sheet_id for sheet in sheets}
        receipts = [receipt for receipt, _ in status.receipts if receipt.sheet_id in own]
        said = find_confirmations(ledger, receipts, sheets)
        found = replace(found, coverage=confirm(found.coverage, said))  # noqa: PLW2901 - the same round, further on
        # Of a 部 that has several sheets, the newest is asked for.
        by_code = {sheet.department_code: sheet for sheet in sheets}
        heads = [head for head in superiors if members_of(found, head)]
        coverage = build_coverage(heads, round_, by_code, receipts, status.problems, status.as_of)
        coverage = [_still_waiting(head, found) for head in coverage]
        confirmed.append(found)
        asked.append(RoundStatus(round_, by_code, coverage, CountingRecords(workspace, ledger, ())))
    return confirmed, asked


def _still_waiting(head: Coverage, confirmed: RoundStatus) -> Coverage:
    """Return where the head of a 部 stands: whose sheet came back with something left blank is waited for."""
    is_waited_for = head.state in ANSWERED and waiting_for(members_of(confirmed, head.department))
    return replace(head, state=State.UNCONFIRMED) if is_waited_for else head


def compute_round_status(
    workspace: Workspace, ledger: Ledger, round_: Round, sheets: Sequence[IssuedSheet], status: YearStatus
) -> RoundStatus:
    """Return where a round of this or an earlier year stands, by what had been received on the day of `status`."""
    by_code = {sheet.department_code: sheet for sheet in sheets}
    own = {sheet.sheet_id for sheet in sheets}
    told = [(receipt, found) for receipt, found in status.receipts if receipt.sheet_id in own]
    receipts = [receipt for receipt, _ in told]
    # A list of an earlier year answers many sheets, each with what was found in its part.
    parts = {(r.sheet_id or "", r.sha256): found for r, found in told if r.origin == r.sha256}
    known = [d for d in workspace.master.departments if round_.is_for(d.code)]
    departments = [d for d in known if d.exists_on(round_.opens) or d.code in by_code]
    coverage = build_coverage(departments, round_, by_code, receipts, status.problems, status.as_of, parts)
    coverage = [_await_hand_up(workspace, round_, covered, status.as_of) for covered in coverage]
    records = CountingRecords(workspace, ledger, coverage)
    marked = records.find_marked()
    withheld = [one for one in marked if one.judgment is not Judgment.SHOWN]
    decided = _decided_places(marked, coverage)
    found = RoundStatus(round_, by_code, coverage, records, withheld, decided)
    return replace(found, coverage=[_without_settled(c, found, status, parts) for c in coverage]) if decided else found


def _decided_places(marked: Iterable[Withheld], coverage: Iterable[Coverage]) -> Mapping[str, Collection[str]]:
    """Return, by content, the places of texts about which somebody has decided."""
    contents, places = {c.sheet_id: c.sha256 or "" for c in coverage}, defaultdict[str, set[str]](set)
    for one in marked:
        if not one.is_open:
            places[contents[one.sheet_id]].add(one.place)
    return places


def _without_settled(
    covered: Coverage, found: RoundStatus, status: YearStatus, parts: Mapping[tuple[str, str], Sequence[Problem]]
) -> Coverage:
    """Return where a department stands without the warnings that a decision has answered."""
    sha256 = covered.sha256 or ""
    problems = parts.get((covered.sheet_id or "", sha256), status.problems.get(sha256, ()))
    settled = len(problems) - len(still_asked(problems, found.decided.get(sha256, ())))
    return replace(covered, warnings=covered.warnings - settled) if settled else covered


def _await_hand_up(workspace: Workspace, round_: Round, covered: Coverage, as_of: dt.date) -> Coverage:
    """Return where a department stands whose ward hands up: from the first day of a round of this year it is asked.

    Its sheet is issued by the ward, and is not known here before the ward hands up.
    """
    is_on = round_.fiscal_year == workspace.fiscal_year and as_of >= round_.opens
    department = covered.department
    is_asked = is_on and department.exists_on(as_of) and workspace.awaits(round_, department)
    if covered.state is not State.NOT_ISSUED or not is_asked:
        return covered
    state = State.OVERDUE if as_of > round_.due else State.MISSING
    return replace(covered, state=state, days_late=round_.days_late(as_of))


def files_to_see_to(status: YearStatus) -> list[tuple[Receipt, Sequence[Problem]]]:
    """Return the unidentified files, with what was found in each: somebody has to see to them."""
    return [(file.receipt, file.problems) for file in status.unidentified]
