"""Exports of web forms in the inbox: by which rules of the master they are read, and what of them may be kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kusei_batch.collect.identify import FolderNames, folder_owner
from kusei_batch.collect.web_answers import kept_copy
from kusei_batch.config import Workspace
from kusei_batch.core.import_rule import LIST, ImportRule, read_import_rules
from kusei_batch.core.ward import Department, MasterListRow
from kusei_batch.xlsx.package import UnreadableError

NO_FOLDER, NO_RULES = "web-form-no-folder", "other-kind-of-file"


@dataclass(frozen=True)
class WebForms:
    """The list 取込 as it is in force, and the days on which this year's rounds open, by name."""

    rows: Sequence[MasterListRow] = ()
    opens: Mapping[str, dt.date] = field(default_factory=dict)
    fiscal_year: int = 0

    @classmethod
    def of(cls, workspace: Workspace) -> WebForms:
        """Return those of a workspace."""
        rows = workspace.master.in_force(workspace.fiscal_year).get(LIST, ())
        return cls(rows, {round_.name: round_.opens for round_ in workspace.rounds}, workspace.fiscal_year)

    def rules(self, department: Department) -> dict[str, list[ImportRule]]:
        """Return a department's rules by form; rows that say nothing that can be done are reported by doctor."""
        rows = (row.in_unit(department.ward, self.fiscal_year) for row in self.rows)
        return read_import_rules(row for row in rows if row.is_for(department))[0]

    def kept(self, path: str, data: bytes, folders: FolderNames) -> bytes:
        """Return what may be kept of an export that lies at `path` below the inbox. Raise UnreadableError."""
        if not self.rows:
            raise UnreadableError(NO_RULES, "取込の表なし")
        _, code = folder_owner(path, folders)
        if code is None:
            raise UnreadableError(NO_FOLDER)
        rules = self.rules(folders.departments[code])
        if not rules:
            raise UnreadableError(NO_RULES, "取込の表なし")
        return kept_copy(data, rules, code)
