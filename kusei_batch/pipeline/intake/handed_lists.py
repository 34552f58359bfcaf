"""The lists of the master with what wards say of themselves in what they hand up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from kusei_batch.config import Workspace
from kusei_batch.core.hand_up import HandUp, newest_of_each
from kusei_batch.core.ward import Master, MasterListRow
from kusei_batch.ledger import Ledger


def with_handed_lists(workspace: Workspace, ledger: Ledger, *more: HandUp) -> Workspace:
    """Return the workspace whose master has the rows and policies that wards handed up last, behind its own.

    `more` are those that are about to be entered.
    What the city's own lists say of a ward goes before what the ward says: the same row is not added, nor are policies
    of a ward and year that the city has some of. What a ward says beside a row of the city's that is for others too is
    that row's in the ward. A list that the city does not have is left out.
    """
    master = workspace.master
    newest = sorted(newest_of_each([*ledger.hand_ups.all(), *more]).items())
    lists = dict(master.free_lists)
    policies = list(master.policies)
    for (ward_code, year), handed in newest:
        if not master_has_policy(master, ward_code, year):
            policies += handed.policies
    for _, of_ward in groupby(newest, key=lambda entry: entry[0][0]):
        for name, row in rows_over_years([handed for _, handed in of_ward]):
            headings = master.columns().get(name, ()) or (master.typed[name].headings if name in master.typed else ())
            if headings:
                told = replace(row, texts={heading: row.texts.get(heading, "") for heading in headings})
                lists[name] = _with_told(master, master.free_lists.get(name, ()), lists.get(name, ()), told)
    if not newest:
        return workspace
    return replace(workspace, master=replace(master, free_lists=lists, policies=tuple(policies)))


def rows_over_years(hand_ups: Sequence[HandUp]) -> list[tuple[str, MasterListRow]]:
    """Return the rows of a ward's lists, each with the years in which it counts; those handed up last come first.

    `hand_ups` are the ward's last ones of each year, the earliest year first. What one says counts until the ward
    hands up for a later year: a row that is not there any more has ended, one with another text has taken its place.
    """
    found: list[tuple[str, MasterListRow]] = []
    until: int | None = None
    for nth, handed in reversed(list(enumerate(hand_ups))):
        year, next_year = handed.fiscal_year, (until or 0) + 1
        going_on = {_said(*one): place for place, one in enumerate(found) if one[1].first_year == next_year}
        for name, row in handed.rows:
            first = max(row.first_year or year, year) if nth else row.first_year
            last = row.last_year if until is None else min(row.last_year or until, until)
            place = going_on.get(_said(name, row)) if last == until else None
            if place is None:
                found.append((name, replace(row, first_year=first, last_year=last)))
            else:
                found[place] = name, replace(found[place][1], first_year=first)
        until = year - 1
    return found


def _said(name: str, row: MasterListRow) -> tuple[object, ...]:
    return (name, tuple(row.texts.items()), row.department_codes)


def master_has_policy(master: Master, ward_code: str, year: int) -> bool:
    """Return whether the city itself states a ward's policy of a year."""
    return any((policy.ward_code, policy.fiscal_year) == (ward_code, year) for policy in master.policies)


def _with_told(
    master: Master, own: tuple[MasterListRow, ...], rows: tuple[MasterListRow, ...], told: MasterListRow
) -> tuple[MasterListRow, ...]:
    """Return the rows of a list with what a ward says in one of its own, unless the list itself (`own`) says it."""
    alike = [row for row in own if row.id == told.id and row.ward_code in (None, told.ward_code)]
    if not alike:
        return (*rows, told)
    here = {d.code for d in master.departments if told.ward_code in {unit.code for unit in d.ward.line}}
    if any(_is_of_ward_alone(row, told.ward_code, here) for row in alike):
        return rows
    return tuple(
        replace(row, of_wards=(*row.of_wards, told)) if row.id == told.id and row.ward_code is None else row
        for row in rows
    )


def _is_of_ward_alone(row: MasterListRow, ward_code: str | None, here: set[str]) -> bool:
    """Return whether a row of the city speaks of that ward, of the departments `here`, and of no other."""
    says_itself = any(one.ward_code == ward_code for one in (row, *row.of_wards))
    return says_itself or (bool(row.department_codes) and row.department_codes <= here)
