"""追跡: rows of forms that are followed up and not done, this year's and those that last year left open.

A row of last year is one of this year's as soon as its department has handed it in again; until then, what was said
last holds, whether the sheet has not come back or came back without the row. Where a form has several rounds, what a
department says of a row in a later one takes the place of what it said before.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from kusei_batch.config import Workspace
from kusei_batch.core.follow_up import OVERDUE
from kusei_batch.core.form import Form
from kusei_batch.core.open_matter import OpenMatter
from kusei_batch.core.record import Record
from kusei_batch.core.row_filter import heads_of, value_of
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.core.text.label import value_text
from kusei_batch.core.ward import Master
from kusei_batch.pipeline.status.forms_as_issued import FormOf
from kusei_batch.pipeline.status.history import History
from kusei_batch.pipeline.status.personal_data import withhold


def find_open_matters(
    workspace: Workspace,
    history: History,
    year_round: tuple[int, str],
    own: tuple[Sequence[IssuedSheet], Iterable[Record]],
    form_of: FormOf,
) -> list[OpenMatter]:
    """Return what is open in a round of a year, overdue ones first, then by their day and by department.

    `own` are the sheets of the round and the records in them that count, as they may be shown.
    """
    (year, name), (sheets, records) = year_round, own
    followed = _followed(sheets, form_of)
    before = _followed(history.sheets(year - 1, name), form_of)
    if not followed and not before:
        return []
    records = list(records)
    found = list(_open(records, followed, history.as_of))
    if before:
        said = _said(workspace.master, records)
        heirs: dict[str, list[str]] = defaultdict(list)
        for sheet in sheets:
            for key in (key for keys in sheet.rows.values() for key in keys):
                heirs[key.row_id].append(sheet.department_code)
        left = [r for r in history.records(year - 1, name) if r.table is None or _place(r) not in said]
        shown, _ = withhold(workspace, left)
        departments = {d.code: d for d in workspace.master.departments}
        for one in _open(shown, before, history.as_of):
            code, row_id = _place(one.record)
            new = code if code in heirs[row_id] else next(iter(heirs[row_id]), code)
            found.append(replace(one, record=replace(one.record, department=departments[new])))
    later = _said_later(workspace, history, year_round, {**before, **followed}.values()) if found else set()
    found = [one for one in found if _place(one.record) not in later]
    places = {d.code: place for place, d in enumerate(workspace.master.departments)}
    return sorted(
        found, key=lambda one: (one.state != OVERDUE, one.due or dt.date.max, places[one.record.department.code])
    )


def _place(record: Record) -> tuple[str, str]:
    """Return whose row it is, and its ID: several departments may have been asked the same."""
    return record.department.code, record.key.row_id


def _said(master: Master, records: Iterable[Record]) -> set[tuple[str, str]]:
    """Return the rows that departments speak of, also for those whose work they carry on."""
    rows = [record for record in records if record.table]
    return {(d.code, r.key.row_id) for r in rows for d in (r.department, *master.predecessors_of(r.department))}


def _said_later(
    workspace: Workspace, history: History, year_round: tuple[int, str], forms: Iterable[Form]
) -> set[tuple[str, str]]:
    """Return the rows of which something is said in later rounds of the forms that follow them up."""
    ids = {form.id for form in forms}
    rounds = {key for form in ids for key in history.later_rounds_of_form(form, year_round)}
    return {place for key in rounds for place in _said(workspace.master, history.records(*key))}


def _followed(sheets: Iterable[IssuedSheet], form_of: FormOf) -> dict[str, Form]:
    """Return, by sheet, the forms that follow rows up."""
    forms = ((sheet.sheet_id, form_of(sheet)) for sheet in sheets)
    return {sheet_id: form for sheet_id, form in forms if form and form.follow_ups}


def _open(records: Sequence[Record], forms: Mapping[str, Form], as_of: dt.date) -> Iterator[OpenMatter]:
    heads = heads_of(records)
    for record in records:
        for rule in forms[record.sheet_id].follow_ups if record.sheet_id in forms else ():
            value = partial(value_of, record, heads.get(record.sheet_id))
            if rule.table == record.table and rule.is_open(value):
                due = value(rule.due) if rule.counts_due(value) else None
                owner = value_text(value(rule.owner)) if rule.owner else ""
                yield OpenMatter(record, due if isinstance(due, dt.date) else None, owner, as_of)
