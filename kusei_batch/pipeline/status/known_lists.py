"""The lists of マスタ.xlsx and 決定.xlsx that papers and pages may show, as they concern a ward."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import lru_cache

from kusei_batch.config import Workspace
from kusei_batch.config.master_sheet import WARD
from kusei_batch.core import clearance, submission_decision
from kusei_batch.core.dates import parse_day
from kusei_batch.core.decision_book import FIXED, REMARK, TypedSheet, list_kind, text_of
from kusei_batch.core.decision_list import DecisionList
from kusei_batch.core.form import FieldType
from kusei_batch.core.identity import department_in
from kusei_batch.core.proposal import ADOPTION
from kusei_batch.core.shown_lists import KnownLists, ListedRows
from kusei_batch.core.text.notation import comparable
from kusei_batch.core.unit_lists import LEVEL, UNIT_CODE, UNIT_NAME, UNITS
from kusei_batch.core.ward import Department, MasterListRow, Ward
from kusei_batch.pipeline.status.decisions import rows_of_ward

_CODE, _NAME = "部署コード", "部署名"
_HIDDEN = (clearance.FINGERPRINT, submission_decision.MARK)
"""Columns by which the program knows a row again, and which tell a reader nothing."""


def known_lists(workspace: Workspace, ward: Ward, fiscal_year: int) -> KnownLists:
    """Return the lists as they concern a ward: those of the master as they are in force in a year."""
    return KnownLists(master_lists(workspace, ward, fiscal_year), decision_lists(workspace, ward))


def master_lists(workspace: Workspace, ward: Ward, fiscal_year: int) -> dict[str, ListedRows]:
    """Return every list of マスタ.xlsx by the name of its sheet."""
    master = workspace.master
    departments = master.departments_of(ward)
    headings = {name: sheet.headings for name, sheet in master.typed.items()}
    free = {
        name: _listed(
            [row.in_unit(ward, fiscal_year) for row in rows if master.concerns(row.ward_code, ward)],
            headings.get(name, ()),
            departments,
        )
        for name, rows in master.in_force(fiscal_year).items()
    }
    days = tuple((workspace.calendar.date_label(day), name) for day, name in master.holidays.items())
    units = _table((UNIT_CODE, UNIT_NAME, LEVEL), [(one.code, one.name, one.level) for one in master.above])
    return (
        ({UNITS: units} if master.above else {})
        | free
        | {
            "区": _all_wards(master.wards),
            "部署": _table(
                (_CODE, "部名", _NAME, "連絡先"), [(d.code, d.division, d.name, d.contact) for d in departments]
            ),
            "方針": _table(
                ("番号", "本文", "組織目標"), [(p.number, p.text, p.goal) for p in master.policy_of(ward, fiscal_year)]
            ),
            "休業日": _table(("日付", "名称"), days),
        }
    )


@lru_cache(maxsize=1)
def _all_wards(wards: tuple[Ward, ...]) -> ListedRows:
    """Return the list 区, which the views of all wards show: a city's is made once."""
    return _table(("区コード", "区名"), [(one.code, one.name) for one in wards])


def _table(headings: tuple[str, ...], rows: Sequence[Sequence[str]]) -> ListedRows:
    return ListedRows(headings, tuple(dict(zip(headings, row, strict=True)) for row in rows))


def _listed(rows: Sequence[MasterListRow], headings: Sequence[str], departments: Sequence[Department]) -> ListedRows:
    """Return a free list, in which a row that is for some departments alone names them."""
    names = {department.code: department.name for department in departments}
    known = dict.fromkeys((*(rows[0].texts if rows else headings), _NAME))
    here = [row for row in rows if not row.department_codes or row.department_codes & names.keys()]
    told = tuple({**row.texts, _NAME: _names(row.department_codes, names)} for row in here)
    return ListedRows(tuple(known), told)


def _names(codes: Container[str], names: Mapping[str, str]) -> str:
    return "、".join(name for code, name in names.items() if code in codes)


def decision_lists(workspace: Workspace, ward: Ward) -> dict[str, ListedRows]:
    """Return every sheet of 決定.xlsx as it was when the night began, by name."""
    names = {department.code: department.name for department in workspace.master.departments_of(ward)}
    codes = {comparable(unit.code) for unit in ward.line} | set(map(comparable, workspace.master.codes_below(ward)))
    defined = {name: _defined(workspace, one, ward) for name, one in workspace.master.decided_lists.items()}
    return defined | {
        name: _decided(workspace.decisions.found.get(name, TypedSheet(headings)), headings, codes, names)
        for name, headings in _sheets(workspace)
        if name not in defined
    }


def _defined(workspace: Workspace, defined: DecisionList, ward: Ward) -> ListedRows:
    """Return a list that is defined as it stands tonight, its days in words, with what became of each row."""
    rows = [row.texts for row in rows_of_ward(workspace, defined.name, ward)]
    days = [column.name for column in defined.columns if column.type is FieldType.DATE]
    told = [{**row, **{name: _day_label(workspace, row.get(name, "")) for name in days}} for row in rows]
    known = dict.fromkeys((*defined.headings, REMARK, *(heading for row in told for heading in row)))
    return ListedRows(tuple(known), tuple({heading: row.get(heading, "") for heading in known} for row in told))


def _day_label(workspace: Workspace, text: str) -> str:
    day = parse_day(text, workspace.calendar)
    return workspace.calendar.date_label(day) if day else text


def _sheets(workspace: Workspace) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the name and headings of every sheet there is or may come to be."""
    found = workspace.decisions.found
    for name, kind in FIXED.items():
        yield name, kind.headings
    for name, sheet in workspace.master.typed.items():
        if name not in found and ADOPTION in sheet.headings:
            yield name, list_kind(name, sheet.headings).headings
    for name, sheet in found.items():
        yield name, tuple(dict.fromkeys((*workspace.decisions.kind_of(name, sheet.headings).headings, *sheet.headings)))


def _decided(sheet: TypedSheet, headings: Sequence[str], wards: Container[str], names: Mapping[str, str]) -> ListedRows:
    shown = tuple(heading for heading in headings if heading not in _HIDDEN)
    rows = [{heading: text_of(row.get(heading)) for heading in shown} for row in sheet.rows]
    in_ward = [row for row in rows if (code := comparable(row.get(WARD, ""))) == "" or code in wards]
    here = [row for row in in_ward if not _codes(row) or _codes(row) & names.keys()]
    told = tuple({**row, _NAME: _names(_codes(row), names)} for row in here)
    return ListedRows((*shown, _NAME), told)


def _codes(row: Mapping[str, str]) -> set[str]:
    """Return the departments a row is about: by their codes, or by the 管理番号 of their sheet."""
    of_sheet = department_in(row.get(submission_decision.SHEET_ID, ""))
    return {code for code in (*re.split(r"[、,，\s]+", row.get(_CODE, "")), of_sheet) if code}
