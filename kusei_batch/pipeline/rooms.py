"""What examining and answering need to know of everything issued so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kusei_batch.collect.extract import Printed, build_printed
from kusei_batch.collect.identify import name_folders
from kusei_batch.issue.forms import FOLDER, OpenForm, open_form
from kusei_batch.pipeline.examining import Room
from kusei_batch.pipeline.session import read_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kusei_batch.config import Workspace
    from kusei_batch.ledger import Ledger


@dataclass(frozen=True)
class Library:
    """The forms as they were issued and what a blank copy prints, by sheet id; sheets of one template share both."""

    opened: Mapping[str, OpenForm]
    printed: Mapping[str, Printed]

    def of(self, sheet_id: str) -> OpenForm:
        """The form a sheet was stamped from."""
        return self.opened[sheet_id]


def open_library(workspace: Workspace, ledger: Ledger) -> Library:
    """Every form of which a sheet is out, read from the template kept at its issue."""
    register = ledger.issued()
    by_template: dict[tuple[str, int], tuple[OpenForm, Printed]] = {}
    found = {}
    for sheet_id, template in ledger.templates().items():
        key = (template, register[sheet_id].fiscal_year)
        if key not in by_template:
            opened = open_form(workspace.state / FOLDER / f"{template}.xlsx", workspace.master.lists(key[1]))
            by_template[key] = opened, build_printed(opened.compiled, opened.form)
        found[sheet_id] = by_template[key]
    return Library({k: o for k, (o, _) in found.items()}, {k: p for k, (_, p) in found.items()})


def open_room(workspace: Workspace, ledger: Ledger, library: Library) -> Room:
    """What a worker must know. Sheets of departments no longer in the master are not known any more."""
    departments = {d.code: d for d in workspace.master.departments}
    register = {k: s for k, s in ledger.issued().items() if s.department_code in departments}
    forms = {sheet_id: library.of(sheet_id).form for sheet_id in register}
    folders = name_folders(departments.values())
    return Room(register, forms, library.printed, departments, folders, workspace.calendar, read_key(workspace.state))
