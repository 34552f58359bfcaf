"""What is to be issued: one sheet for every department of a round, with everything the program writes on it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from kusei_batch.core.form import ROW_NUMBER, Form
from kusei_batch.core.identity import make_sheet_id, next_serial
from kusei_batch.core.office import Office
from kusei_batch.core.period import Calendar, Round
from kusei_batch.core.problem import Location, Problem, SettingsError
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.core.ward import Department, Master
from kusei_batch.issue.prefill import Prefiller
from kusei_batch.issue.referred import Nothing, Past

OFFERED = (
    "年度",
    "回",
    "区名",
    "部名",
    "部署名",
    "管理番号",
    "様式番号",
    "様式名",
    "版",
    "提出期限",
    "提出先",
    "問合せ先",
    "委員会",
    "方針",
)
"""The names a form may show outside its tables; `offered_values` fills them."""


@dataclass(frozen=True)
class IssueFacts:
    """What every sheet of a round has in common; `apart`: they are numbered for themselves."""

    round: Round
    form: Form
    master: Master
    calendar: Calendar
    office: Office = field(default_factory=Office)
    past: Past = field(default_factory=Nothing)
    apart: bool = False

    @cached_property
    def prefiller(self) -> Prefiller:
        """What fills the round's sheets beforehand."""
        return Prefiller(self.form, self.round.fiscal_year, self.master, self.calendar, self.past)


OwnRows = Mapping[str, Mapping[str, Sequence[RowKey]]]
"""Sheet id -> table -> the keys of rows its department added itself."""


def plan_sheets(
    facts: IssueFacts,
    departments: Iterable[Department],
    register: Mapping[str, IssuedSheet],
    issued_on: dt.date,
    own_rows: OwnRows = MappingProxyType({}),
) -> list[IssuedSheet]:
    """Return an entry for each department.

    A department keeps the sheet id of an earlier issue of the round; another gets the next one.
    Raise SettingsError when a table begins with more rows than it has room for.
    """
    year = facts.round.fiscal_year
    before = {
        s.department_code: s.sheet_id
        for s in register.values()
        if s.round == facts.round.name and s.fiscal_year == year
    }
    known = defaultdict[str, list[str]](list)
    for sheet in register.values():
        known[sheet.department_code] += [sheet.sheet_id] if sheet.fiscal_year == year else []
    code = facts.calendar.fiscal_code(year)
    sheets = []
    for d in departments:
        sheet_id = before.get(d.code) or make_sheet_id(code, d.code, next_serial(known[d.code], apart=facts.apart))
        sheets.append(plan_sheet(facts, d, sheet_id, issued_on, own_rows.get(sheet_id, {})))
    check_room(facts, sheets)
    return sheets


def check_room(facts: IssueFacts, sheets: Iterable[IssuedSheet]) -> None:
    """Raise SettingsError when a table begins with more rows than it has room for."""
    names = {d.code: f"{d.ward.name}　{d.full_name}" for d in facts.master.departments}
    file = f"{facts.form.id}.xlsx"
    problems = []
    for table in facts.form.tables:
        fullest = max(sheets, key=lambda s: len(s.rows.get(table.name, ())), default=None)
        count = len(fullest.rows.get(table.name, ())) if fullest else 0
        if fullest and count > table.max_rows:
            words = {"table": table.name, "count": str(count), "limit": str(table.max_rows)}
            words["department"] = names[fullest.department_code]
            problems.append(Problem.of("rows-do-not-fit", Location("_設定", file=file), **words))
    if problems:
        raise SettingsError(problems)


def plan_sheet(
    facts: IssueFacts,
    department: Department,
    sheet_id: str,
    issued_on: dt.date,
    own_rows: Mapping[str, Sequence[RowKey]] = MappingProxyType({}),
) -> IssuedSheet:
    """Return the entry of one department's sheet, with everything that is stamped on it."""
    before = facts.prefiller.fill(department, own_rows)
    return IssuedSheet(
        sheet_id=sheet_id,
        round=facts.round.name,
        form=facts.form.id,
        form_version=facts.form.version,
        fiscal_year=facts.round.fiscal_year,
        ward_code=department.ward.code,
        department_code=department.code,
        path=sheet_name(facts, department),
        issued_on=issued_on,
        stamped=build_display(facts, department, sheet_id, before.rows) | dict(before.stamped),
        rows=before.rows,
        values=before.values,
    )


def sheet_name(facts: IssueFacts, department: Department, suffix: str = "") -> str:
    """Return `<区>/R08_目標設定_1303_区民課.xlsx`, below the folder of the round."""
    return department_file(facts.calendar, facts.round, department, suffix)


def department_file(calendar: Calendar, round_: Round, department: Department, suffix: str = "") -> str:
    """Return `R08_目標設定_1303_区民課.xlsx` by the round alone; `suffix` stands at the end of the name."""
    name = f"{calendar.fiscal_code(round_.fiscal_year)}_{round_.name}_{department.code}_{department.name}"
    return f"{department.ward.name}/{name}{suffix}.xlsx"


def build_display(
    facts: IssueFacts, department: Department, sheet_id: str, rows: Mapping[str, Sequence[RowKey]]
) -> dict[str, tuple[str, ...]]:
    """Return the texts of the display fields that the round itself fills, by qualified name, top to bottom.

    `rows` are the rows each table with sources begins with; where there can be no others, only they are numbered.
    """
    offered = offered_values(facts, department, sheet_id)
    fixed = {table.name for table in facts.form.tables if table.is_fixed}
    shown: dict[str, tuple[str, ...]] = {}
    for known in facts.form.fields:
        if known.is_entry or known.is_computed or known.reference:
            continue
        if known.table is None:
            shown[known.qualified] = (offered.get(known.name, ""),)
        elif known.name == ROW_NUMBER:
            count = len(rows.get(known.table, ())) if known.table in fixed else len(known.cells)
            shown[known.qualified] = tuple(str(n + 1) for n in range(count))
    return shown


def offered_values(facts: IssueFacts, department: Department, sheet_id: str) -> dict[str, str]:
    """Return every value that a form may show outside its tables, by the name the form asks for it with."""
    round_, calendar = facts.round, facts.calendar
    year = round_.fiscal_year
    office = department.ward.office.over(facts.office)
    policies = facts.master.policy_of(department.ward, year)
    return {
        "年度": f"{calendar.fiscal_label(year)}（{year}年度）",
        "回": round_.name,
        "区名": department.ward.name,
        "部名": department.division,
        "部署名": department.name,
        "管理番号": sheet_id,
        "様式番号": facts.form.number,
        "様式名": facts.form.title,
        "版": facts.form.version,
        "提出期限": calendar.day_label(round_.due),
        "提出先": office.submit_to,
        "問合せ先": office.contact,
        "委員会": office.committee,
        "方針": "\n".join(policy.line for policy in policies),
    }


def select_new(
    sheets: Sequence[IssuedSheet], register: Mapping[str, IssuedSheet], *, again: bool
) -> tuple[list[IssuedSheet], list[IssuedSheet]]:
    """Return the sheets to issue, and those left alone because they were issued already (none if `again`).

    What a ward with a workspace of its own has issued is left alone in any case.
    """
    known = {s.sheet_id: register[s.sheet_id] for s in sheets if s.sheet_id in register}
    left = [sheet for sheet in known.values() if sheet.origin or not again]
    ids = {sheet.sheet_id for sheet in left}
    return [s for s in sheets if s.sheet_id not in ids], left
