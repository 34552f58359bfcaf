"""What `import` is asked for, the map it goes by, and what it tells of each department's part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from kusei_batch.collect.past_groups import PastPlace
from kusei_batch.collect.past_submission import past_rule_fault
from kusei_batch.config import Workspace
from kusei_batch.core.import_rule import PAST_TAKINGS, ImportRule, read_import_rules
from kusei_batch.core.problem import Location, Problem, SettingsError, Severity
from kusei_batch.core.text.hint import suggest
from kusei_batch.core.ward import Department
from kusei_batch.errors import UsageError
from kusei_batch.issue.kept_forms import OpenForm, open_form

Rules = Mapping[str, Sequence[ImportRule]]


class Fate(StrEnum):
    """What becomes of a department's part of a list."""

    NEW = "取り込む"
    REPLACED = "替わる"
    UNCHANGED = "変わらない"
    LEFT_OUT = "取り込まない"


@dataclass(frozen=True)
class ImportOrder:
    """What is asked for: files, the list of the master they are read by, the day, and the hour by the clock."""

    files: Sequence[Path]
    list_name: str
    as_of: dt.date
    now: dt.datetime


@dataclass(frozen=True)
class ImportedPart:
    """One department's part: what becomes of it, how many rows it has, what changes, and what was found in it."""

    file: str
    place: PastPlace
    department: Department
    sheet_id: str
    fate: Fate
    rows: int
    changes: str = ""
    problems: Sequence[Problem] = ()


@dataclass
class ImportReport:
    """What was imported, or would be; `problems` are those of no department's part alone."""

    parts: list[ImportedPart] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether everything could be taken in."""
        return all(p.severity is not Severity.ERROR for p in self.problems) and all(
            part.fate is not Fate.LEFT_OUT for part in self.parts
        )


def read_map(workspace: Workspace, list_name: str) -> Rules:
    """Return the rules of a list of the master by form.

    Raise UsageError where there is no such list, SettingsError with every row of it that says nothing that can be done.
    """
    lists = workspace.master.in_force(workspace.fiscal_year)
    if list_name not in lists:
        hint = suggest(list_name, lists)
        remedy = f"マスタ.xlsx に、「取込」と同じ見出しのシートを作ってください。{hint}"
        raise UsageError(f"マスタ.xlsx に「{list_name}」というシートがありません。", remedy)
    rules, faults = read_import_rules(lists[list_name], list_name, PAST_TAKINGS)
    for name, own in rules.items():
        if not workspace.template(name).is_file():
            known = [r.form for r in workspace.rounds]
            unknown = Problem.of("import-unknown-form", own[0].place, name=name, hint=suggest(name, known))
            faults.append(replace(unknown, severity=Severity.ERROR))
            continue
        form = open_past_form(workspace, name, workspace.fiscal_year - 1).form
        for rule in own:
            if fault := past_rule_fault(rule, form):
                faults.append(Problem.of("import-unknown-name", rule.place, name=fault, heading=rule.heading))
    if faults or not rules:
        raise SettingsError(faults or [Problem.of("past-nothing-found", Location(list_name), map=list_name)])
    return rules


def open_past_form(workspace: Workspace, form: str, year: int) -> OpenForm:
    """Return a form as its template would be issued in an earlier year. Raise SettingsError for a faulty one."""
    return open_form(workspace.template(form), workspace.master.lists(year), workspace.form_year(year))
