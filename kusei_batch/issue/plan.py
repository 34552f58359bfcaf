"""What is to be issued: one sheet for every department of a round, with everything the program writes on it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kusei_batch.core.identity import make_sheet_id
from kusei_batch.core.submission import IssuedSheet

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from kusei_batch.core.form import Form
    from kusei_batch.core.period import Calendar, Round
    from kusei_batch.core.ward import Department, Master

WEEKDAYS = "月火水木金土日"
ROW_NUMBER = "番号"
OFFERED = (
    "年度",
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
    "方針",
)
"""The names a form may show outside its tables; `_offered` fills them."""


@dataclass(frozen=True)
class RoundFacts:
    """What every sheet of a round has in common."""

    round: Round
    form: Form
    master: Master
    calendar: Calendar
    submit_to: str
    contact: str


def plan_sheets(
    facts: RoundFacts,
    departments: Iterable[Department],
    register: Mapping[str, IssuedSheet],
    issued_on: dt.date,
) -> list[IssuedSheet]:
    """An entry for each department: its sheet id kept where the round was issued before, the next one where not."""
    year = facts.round.fiscal_year
    before = {
        s.department_code: s.sheet_id
        for s in register.values()
        if s.round == facts.round.name and s.fiscal_year == year
    }
    serials = Counter(s.department_code for s in register.values() if s.fiscal_year == year)
    code = facts.calendar.fiscal_code(year)
    return [
        _plan(facts, d, before.get(d.code) or make_sheet_id(code, d.code, serials[d.code] + 1), issued_on)
        for d in departments
    ]


def _plan(facts: RoundFacts, department: Department, sheet_id: str, issued_on: dt.date) -> IssuedSheet:
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
        stamped=build_display(facts, department, sheet_id),
    )


def sheet_name(facts: RoundFacts, department: Department, suffix: str = "") -> str:
    """`<区>/R08_目標設定_1303_区民課.xlsx`, below the folder of the round."""
    code = facts.calendar.fiscal_code(facts.round.fiscal_year)
    name = f"{code}_{facts.round.name}_{department.code}_{department.name}"
    return f"{department.ward.name}/{name}{suffix}.xlsx"


def build_display(facts: RoundFacts, department: Department, sheet_id: str) -> dict[str, tuple[str, ...]]:
    """The texts of every display field of the form, by qualified name, top to bottom."""
    offered = _offered(facts, department, sheet_id)
    shown: dict[str, tuple[str, ...]] = {}
    for field in facts.form.fields:
        if field.is_entry or field.is_computed:
            continue
        if field.table is None:
            shown[field.qualified] = (offered.get(field.name, ""),)
        elif field.name == ROW_NUMBER:
            shown[field.qualified] = tuple(str(n + 1) for n in range(len(field.cells)))
    return shown


def _offered(facts: RoundFacts, department: Department, sheet_id: str) -> dict[str, str]:
    """Every value a form may show outside its tables, by the name the form asks for it."""
    round_, calendar = facts.round, facts.calendar
    year = round_.fiscal_year
    policies = facts.master.policy_of(department.ward, year)
    return {
        "年度": f"{calendar.fiscal_label(year)}（{year}年度）",
        "区名": department.ward.name,
        "部名": department.division,
        "部署名": department.name,
        "管理番号": sheet_id,
        "様式番号": facts.form.number,
        "様式名": facts.form.title,
        "版": facts.form.version,
        "提出期限": f"{calendar.date_label(round_.due)}（{WEEKDAYS[round_.due.weekday()]}）",
        "提出先": facts.submit_to,
        "問合せ先": facts.contact,
        "方針": "\n".join(f"{p.number}　{p.text}" for p in policies),
    }


def select_new(
    sheets: Sequence[IssuedSheet], register: Mapping[str, IssuedSheet], *, again: bool
) -> tuple[list[IssuedSheet], list[IssuedSheet]]:
    """The sheets to issue, and those left alone because they were issued already (none when `again`)."""
    if again:
        return list(sheets), []
    left = [register[s.sheet_id] for s in sheets if s.sheet_id in register]
    return [s for s in sheets if s.sheet_id not in register], left
