"""提案: records that meet a form's condition are put before the coordinator, as rows for a list of the master."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kusei_batch.config import Workspace
from kusei_batch.config.master import HEADINGS
from kusei_batch.config.master_lists import NOT_LISTS
from kusei_batch.core.decision_book import GUIDE, TypedSheet, Value, text_of
from kusei_batch.core.decision_list import DEPARTMENT, DEPARTMENT_NAME, ID, YEAR, Role
from kusei_batch.core.form import Form
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.proposal import BUILT_INS, DECLINED, Proposal
from kusei_batch.core.record import WITHHELD, Record
from kusei_batch.core.text.hint import suggest
from kusei_batch.core.text.placeholder import find_placeholders, is_only_placeholder
from kusei_batch.core.values import TypedValue
from kusei_batch.core.ward import Department
from kusei_batch.ledger import Ledger
from kusei_batch.pipeline.intake.editions import IssuedEditions
from kusei_batch.pipeline.status.history import History
from kusei_batch.pipeline.status.round_status import RoundStatus, YearStatus
from kusei_batch.pipeline.status.spread import Spread, find_spread
from kusei_batch.report.views.list_views import fill_text
from kusei_batch.report.views.wording import value_label

_RESERVED = (*HEADINGS, *NOT_LISTS, GUIDE)
_ROW_ID = "{{行ID}}"
_Met = tuple[Record, Mapping[str, TypedValue]]
"""A record that a proposal is made of, and its values with those of its sheet's head."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """One row for a list of the master, by heading, its ID first, and the department whose record it comes from.

    `is_listed` tells that it was put before the coordinator already, `is_of_ward` that it follows from what one ward
    handed up alone: that ward decides on it.
    """

    target: str
    department: Department
    cells: Mapping[str, Value]
    is_listed: bool = False
    is_of_ward: bool = False


def find_proposals(
    workspace: Workspace, ledger: Ledger, editions: IssuedEditions, status: YearStatus
) -> list[Proposed]:
    """Return every row to be proposed, adopted or not, but for those that people have in their own list.

    A record with a text that waits to be cleared waits with it.
    """
    found: dict[tuple[str, str], Proposed] = {}
    history = History(workspace, ledger, status.as_of)
    for round_, form, proposal, met in _asked(editions, status):
        heading, own, listed = _known_ids(workspace, proposal.target)
        for record, values in met:
            cells = _cells(workspace, proposal, heading, record, values, round_.round.fiscal_year)
            key = str(cells[heading])
            if key and key not in own:
                handed = bool(history.register[record.sheet_id].origin)
                one = Proposed(proposal.target, record.department, cells, key in listed, handed)
                found.setdefault((proposal.target, key), one)
        for spread in find_spread(workspace, history, form, proposal):
            known = _spread_cells(workspace, proposal, heading, spread, round_.round.fiscal_year)
            key = str(known[heading])
            if key not in own | _decided_before(workspace, proposal.target):
                first = spread.first.record
                handed = spread.wards == 1 and bool(history.register[first.sheet_id].origin)
                one = Proposed(proposal.target, first.department, known, key in listed, handed)
                found.setdefault((proposal.target, key), one)
    return list(found.values())


def check_proposals(workspace: Workspace, form: Form, name: str) -> Iterator[Problem]:
    """Report lists of the master that lack a column of what a form proposes; a list may still be missing."""
    for proposal in form.proposals:
        words = {"name": proposal.target, "table": proposal.table}
        own = workspace.master.typed.get(proposal.target)
        defined = workspace.master.decided_lists.get(proposal.target)
        if proposal.target in _RESERVED:
            yield _fault("proposal-target-reserved", name, words)
        elif defined:
            shown = [column.name for column in defined.of_role(Role.SHOWN)]
            for column in (c for c in proposal.columns if c not in (ID, *shown)):
                hint = suggest(column, shown)
                yield _fault("proposal-column-not-shown", name, {**words, "column": column, "hint": hint})
        elif own:
            for column in proposal.columns:
                if column not in own.headings:
                    hint = suggest(column, own.headings)
                    yield _fault("proposal-column-missing", name, {**words, "column": column, "hint": hint})


def _fault(code: str, name: str, words: Mapping[str, str]) -> Problem:
    return Problem.of(code, Location(sheet="_設定", file=f"{name}.xlsx"), **words)


def _asked(editions: IssuedEditions, status: YearStatus) -> Iterator[tuple[RoundStatus, Form, Proposal, list[_Met]]]:
    """Yield the proposals of every round with its newest form and the records that meet them."""
    for round_ in status.rounds:
        if round_.sheets:
            # The newest edition speaks for the round, as in its documents.
            form = editions.form_of(list(round_.sheets.values())[-1])
            proposals = [one for one in form.proposals if one.target not in _RESERVED] if form else []
            found = _find_met(round_, proposals)
            for proposal, met in zip(proposals, found, strict=True):
                if form:
                    yield round_, form, proposal, met


def _known_ids(workspace: Workspace, target: str) -> tuple[str, frozenset[str], frozenset[str]]:
    """Return the first heading of a list, the IDs people have in it, and those in 決定.xlsx.

    Until there is a sheet of it in 決定.xlsx, the master's rows are those that will be taken over.
    """
    if target in workspace.master.decided_lists:
        year = str(workspace.fiscal_year)
        rows = workspace.decisions.found.get(target, TypedSheet(())).rows
        return ID, frozenset(), frozenset(text_of(row.get(ID)) for row in rows if text_of(row.get(YEAR)) == year)
    own, decided = workspace.master.typed.get(target), workspace.decisions.sheets.get(target)
    theirs = frozenset(text_of(row.get(own.headings[0])) for row in own.rows) if own else frozenset()
    if decided is None:
        return (own.headings[0] if own else ID), frozenset(), theirs
    heading = decided.id_heading
    listed = frozenset(text_of(row.get(heading)) for row in workspace.decisions.found[target].rows)
    return heading, theirs - listed, listed


def _find_met(round_: RoundStatus, proposals: Sequence[Proposal]) -> list[list[_Met]]:
    """Return, for each proposal that joins no rows, the records it is made of."""
    found: list[list[_Met]] = [[] for _ in proposals]
    each = [(met, one, _needed(one)) for met, one in zip(found, proposals, strict=True) if one.joining is None]
    heads: dict[str, Mapping[str, TypedValue]] = {}  # a sheet's comes before its rows
    for record in round_.records if each else ():
        if record.table is None:
            heads[record.sheet_id] = record.fields
        for met, proposal, needed in each:
            if record.table == proposal.table:
                values = {**heads.get(record.sheet_id, {}), **record.fields}
                waits = any(values.get(name) == WITHHELD for name in needed)
                if not waits and proposal.condition.holds(values.get):
                    met.append((record, values))
    return found


def _needed(proposal: Proposal) -> set[str]:
    """Return the fields that a proposal shows or asks about."""
    shown = {p.name for text in proposal.columns.values() for p in find_placeholders(text)}
    return shown | set(proposal.condition.names)


def _decided_before(workspace: Workspace, target: str) -> frozenset[str]:
    """Return the IDs of what was adopted in an earlier year: it is a rule by now, and asked no more."""
    defined = workspace.master.decided_lists.get(target)
    if defined is None:
        return frozenset()
    rows = workspace.decisions.found.get(target, TypedSheet(())).rows
    word, year = defined.decision.name, str(workspace.fiscal_year)
    return frozenset(
        text_of(row.get(ID))
        for row in rows
        if text_of(row.get(YEAR)) != year and text_of(row.get(word)) not in ("", DECLINED)
    )


def _spread_cells(
    workspace: Workspace, proposal: Proposal, heading: str, spread: Spread, year: int
) -> dict[str, Value]:
    """Return the row of a kind: under the ID of the row that was first, in the words of the one that says it best."""
    best = {**spread.best.values, **spread.values}
    cells = _cells(workspace, proposal, heading, spread.best.record, best, year)
    whose = {DEPARTMENT, DEPARTMENT_NAME} if proposal.target in workspace.master.decided_lists else frozenset()
    shown = {column: "" if column in whose else value for column, value in cells.items()}
    if ID not in proposal.columns and heading not in proposal.columns:
        shown[heading] = spread.first.record.key.row_id
    return shown


def _cells(
    workspace: Workspace,
    proposal: Proposal,
    heading: str,
    record: Record,
    values: Mapping[str, TypedValue],
    year: int,
) -> dict[str, Value]:
    department = record.department
    row_id = record.key.row_id
    built_in: tuple[TypedValue, ...] = (
        *(row_id, record.key.list_id((department.code,)) or row_id, record.number, department.code, department.name),
        *(department.ward.code, department.ward.name, year + 1),
    )
    known = {**dict(zip(BUILT_INS, built_in, strict=True)), **values}
    labels = {name: value_label(value, workspace.calendar) for name, value in known.items()}
    labels |= {BUILT_INS[-1]: str(year + 1)}
    columns = {heading: proposal.columns.get(heading, _ROW_ID), **proposal.columns}
    cells = {column: _fill(text, known, labels) for column, text in columns.items()}
    if proposal.target not in workspace.master.decided_lists:
        return cells
    whose = {YEAR: year, DEPARTMENT: department.code, DEPARTMENT_NAME: department.name}
    return {ID: cells.pop(ID), **whose, **cells}


def _fill(text: str, values: Mapping[str, TypedValue], labels: Mapping[str, str]) -> Value:
    """Return the text with its items filled in; an item that stands alone and is a number stays a number."""
    if is_only_placeholder(text):
        value = values.get(find_placeholders(text)[0].name)
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return int(value) if value == int(value) else float(value)
    return fill_text(text, labels).strip()
