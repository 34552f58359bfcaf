"""The lists of the master with what wards say of themselves in what they hand up."""

from __future__ import annotations

from dataclasses import replace

from kusei_batch.config import Workspace
from kusei_batch.core.hand_up import HandUp, newest_of_each
from kusei_batch.core.ward import Master, MasterListRow
from kusei_batch.ledger import Ledger


def with_handed_lists(workspace: Workspace, ledger: Ledger, *more: HandUp) -> Workspace:
    """Return the workspace whose master has the rows and policies that wards handed up last, behind its own.

    `more` are those that are about to be entered.
    What the city's own lists say of a ward goes before what the ward says: the same row is not added, nor are policies
    of a ward and year that the city has some of. A list that the city does not have is left out.
    """
    master = workspace.master
    newest = sorted(newest_of_each([*ledger.hand_ups.all(), *more]).items())
    lists = dict(master.free_lists)
    policies = list(master.policies)
    for (ward_code, year), handed in newest:
        if not master_has_policy(master, ward_code, year):
            policies += handed.policies
        for name, row in handed.rows:
            headings = _headings(master, name)
            if headings and not _is_known(lists.get(name, ()), row):
                texts = {heading: row.texts.get(heading, "") for heading in headings}
                lists[name] = (*lists.get(name, ()), replace(row, texts=texts))
    if not newest:
        return workspace
    return replace(workspace, master=replace(master, free_lists=lists, policies=tuple(policies)))


def master_has_policy(master: Master, ward_code: str, year: int) -> bool:
    """Return whether the city itself states a ward's policy of a year."""
    return any((policy.ward_code, policy.fiscal_year) == (ward_code, year) for policy in master.policies)


def _headings(master: Master, name: str) -> tuple[str, ...]:
    """Return the headings of a list; of one that is defined, its own, where the city has no row of it yet."""
    return master.columns().get(name, ()) or (master.typed[name].headings if name in master.typed else ())


def _is_known(rows: tuple[MasterListRow, ...], row: MasterListRow) -> bool:
    return any(own.id == row.id and own.ward_code in (None, row.ward_code) for own in rows)
