"""改正: what was decided to be changed in a list of the master: from its year on the list says it, until then the old.

The master stays the people's alone: rows are revised when it is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from kusei_batch.core.decision_list import DecisionList, Role
from kusei_batch.core.text.notation import comparable
from kusei_batch.core.ward import MasterListRow

FIRST_YEAR, LAST_YEAR = "適用開始年度", "適用終了年度"
"""Headings of any list that say when a row is in force."""


class Step(StrEnum):
    """The words of a decision that take effect on a list."""

    ADDED = "新設"
    CHANGED = "改正"
    ABOLISHED = "廃止"


WORDS = {**{str(step): step for step in Step}, "採用": Step.ADDED, "統合": Step.CHANGED}
"""What each word of a decision makes of a list: a new rule that is adopted, or merged into one there is."""


class RevisionError(Exception):
    """The list has no row, or already has one, that the revision is about; `code` is the problem to tell."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Revision:
    """What is decided about the row `id`, from `first_year` on: new texts by the list's heading, blank ones left out.

    `cells` are the addresses of those texts, by heading, in the workbook `file`.
    """

    step: Step
    id: str
    first_year: int
    texts: Mapping[str, str]
    cells: Mapping[str, str] = field(default_factory=dict)
    file: str = ""


def said_for(defined: DecisionList, heading: str, texts: Mapping[str, str]) -> str:
    """Return the text that a row of a sheet gives below a heading of the list it revises."""
    return next((text for column in defined.revising(heading) if (text := texts.get(column.name, ""))), "")


def revised_id(defined: DecisionList, texts: Mapping[str, str], rows: Sequence[MasterListRow]) -> str:
    """Return the ID in the list that a row of a sheet names; what a choice of a form says behind it is left out."""
    ids = {comparable(row.id): row.id for row in rows}
    whole = next((said_for(defined, heading, texts) for row in rows for heading in list(row.texts)[:1]), "")
    found = (ids.get(comparable(said)) for said in (whole, *whole.split()[:1]))
    return next(filter(None, found), whole)


def current_texts(
    defined: DecisionList, texts: Mapping[str, str], rows: Sequence[MasterListRow], year: int
) -> dict[str, str]:
    """Return what the list says in a year of the row that a row of a sheet names, by the heading of 現行."""
    row_id = revised_id(defined, texts, rows)
    present = next((row.texts for row in rows if row.id == row_id and row.in_force(year)), {})
    return {column.name: present.get(column.source.rpartition(".")[2], "") for column in defined.of_role(Role.CURRENT)}


def revise(rows: Sequence[MasterListRow], headings: Sequence[str], revision: Revision) -> tuple[MasterListRow, ...]:
    """Return a list with a revision; raise RevisionError where it cannot be.

    A row of the list that begins in that very year was written there since: it counts as it stands.
    """
    year = revision.first_year
    known = [row for row in rows if comparable(row.id) == comparable(revision.id) and row.adopted]
    present = [row for row in known if row.in_force(year)]
    if any(row.first_year == year for row in present):
        return tuple(rows)
    if revision.step is Step.ADDED:
        if present:
            raise RevisionError("revision-id-taken")
        return _with_new(rows, _new_row(headings, revision))
    if revision.step is Step.ABOLISHED and known and not present:
        return tuple(rows)  # ended in the master as well
    if not present:
        raise RevisionError("revision-unknown-id")
    revised: list[MasterListRow] = []
    for row in rows:
        if row in present:
            revised += [_ended(row, year - 1), *([_changed(row, revision)] if revision.step is Step.CHANGED else [])]
        else:
            revised.append(row)
    return tuple(revised)


def _ended(row: MasterListRow, last: int) -> MasterListRow:
    texts = {**row.texts, LAST_YEAR: str(last)} if LAST_YEAR in row.texts else row.texts
    return replace(row, texts=texts, last_year=last)


def _changed(row: MasterListRow, revision: Revision) -> MasterListRow:
    years = {FIRST_YEAR: str(revision.first_year), LAST_YEAR: ""}
    texts = {heading: {**row.texts, **revision.texts, **years}[heading] for heading in row.texts}
    dated = replace(row, texts=texts, first_year=revision.first_year, last_year=None)
    return replace(dated, cells=revision.cells, file=revision.file)


def _new_row(headings: Sequence[str], revision: Revision) -> MasterListRow:
    known = {headings[0]: revision.id, FIRST_YEAR: str(revision.first_year)}
    texts = {heading: {**revision.texts, **known}.get(heading, "") for heading in headings}
    return MasterListRow(texts, first_year=revision.first_year, cells=revision.cells, file=revision.file)


def _with_new(rows: Sequence[MasterListRow], new: MasterListRow) -> tuple[MasterListRow, ...]:
    """Return the rows with a new one: in its place where they go by ID, else below the last."""
    orders = [_order(row.id) for row in rows]
    place = next((n for n, order in enumerate(orders) if order > _order(new.id)), len(rows))
    if orders != sorted(orders):
        place = len(rows)
    return (*rows[:place], new, *rows[place:])


def _order(row_id: str) -> list[tuple[int, int, str]]:
    """Return by what IDs go in order: A-2 before A-10."""
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"(\d+)", row_id) if part]
