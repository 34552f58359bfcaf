"""What was changed after sheets went out and stands on them as it was: policy, due day, where to submit, template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kusei_batch.config import Workspace
from kusei_batch.core.period import Round
from kusei_batch.core.problem import Location, Problem, SettingsError
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.core.ward import Department
from kusei_batch.errors import CannotRunError
from kusei_batch.issue.kept_forms import OpenForm, open_form, open_kept_form
from kusei_batch.issue.plan import IssueFacts, offered_values
from kusei_batch.ledger import read_ledger

_NAMED = 20
_TEMPLATE, _LISTS = "様式のひな形", "マスタの一覧"
# What a template says of itself: named as the template where that changed.
_OF_TEMPLATE = ("様式番号", "様式名", "版")


@dataclass
class Outdated:
    """What sheets of a round are out with otherwise than they would be issued now: what changed -> their ids.

    `issued` are all that are out, by id, with the name of their department.
    """

    round: str
    issued: Mapping[str, str]
    changes: dict[str, set[str]] = field(default_factory=dict)

    def add(self, what: str, sheet: IssuedSheet) -> None:
        """Note that a sheet is out with something else."""
        self.changes.setdefault(what, set()).add(sheet.sheet_id)

    def as_problem(self) -> Problem:
        """Return the warning: how many sheets, what is different on how many of them, and whose these are."""
        every = set().union(*self.changes.values())
        told = "、".join(f"{what} {len(ids)}枚（{self._whose(ids)}）" for what, ids in self.changes.items())
        params = {"round": self.round, "count": str(len(every)), "changes": told}
        return Problem.of("issued-outdated", Location(), **params)

    def _whose(self, ids: set[str]) -> str:
        if len(ids) == len(self.issued):
            return "配った全部署"
        names = [name for sheet_id, name in self.issued.items() if sheet_id in ids]
        more = f"、ほか{len(names) - _NAMED}部署" if len(names) > _NAMED else ""
        return "、".join(names[:_NAMED]) + more


def find_outdated(workspace: Workspace) -> Iterator[Problem]:
    """Yield a warning for each round with sheets out that say something else than settings and template do now."""
    try:
        with read_ledger(workspace.state) as ledger:
            keys = {sheet.sheet_id: key for sheet, key in ledger.editions()}
            issued = [sheet for sheet in ledger.issued().values() if not sheet.origin]
    except CannotRunError:
        # Whoever looks after the ledger tells that.
        return
    for round_ in workspace.rounds:
        sheets = [s for s in issued if (s.round, s.fiscal_year) == (round_.name, round_.fiscal_year)]
        found = _compare(workspace, round_, {sheet.sheet_id: keys[sheet.sheet_id] for sheet in sheets}, sheets)
        if found.changes:
            yield found.as_problem()


def _compare(workspace: Workspace, round_: Round, keys: Mapping[str, str], sheets: list[IssuedSheet]) -> Outdated:
    departments = {d.code: d for d in workspace.master.departments}
    outdated = Outdated(round_.name, {sheet.sheet_id: _name_of(sheet, departments, workspace) for sheet in sheets})
    kept: dict[str, OpenForm] = {}
    year = workspace.form_year(round_.fiscal_year)
    try:
        now = open_form(workspace.template(round_.form), workspace.master.lists(round_.fiscal_year), year)
        for key in set(keys.values()):
            kept[key] = open_kept_form(workspace.state, key, year)
    except (SettingsError, CannotRunError):
        # A faulty template, or a kept one that is gone, is reported by itself.
        return outdated
    facts = IssueFacts(round_, now.form, workspace.master, workspace.calendar, workspace.settings.office)
    for sheet in sheets:
        before = kept[keys[sheet.sheet_id]]
        if before.content != now.content:
            outdated.add(_TEMPLATE, sheet)
        elif keys[sheet.sheet_id] != now.key:
            outdated.add(_LISTS, sheet)
        department = departments.get(sheet.department_code)
        offered = offered_values(facts, department, sheet.sheet_id) if department else {}
        for name, text in offered.items():
            if name not in _OF_TEMPLATE and sheet.stamped.get(name, (text,)) != (text,):
                outdated.add(name, sheet)
    return outdated


def _name_of(sheet: IssuedSheet, departments: Mapping[str, Department], workspace: Workspace) -> str:
    """Return what a sheet's department is called, with its ward where there are several."""
    known = departments.get(sheet.department_code)
    if known is None:
        return sheet.department_code
    return known.name if len(workspace.master.units) == 1 else f"{known.ward.name} {known.name}"
