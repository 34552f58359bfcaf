"""What departments answered to the rows of 決定.xlsx: the newest answer of any sheet that shows the row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from kusei_batch.config import Workspace
from kusei_batch.core.decision_list import DecisionList, Role
from kusei_batch.core.follow_up import STATE
from kusei_batch.core.form import Form
from kusei_batch.core.record import WITHHELD
from kusei_batch.core.sources import LISTS
from kusei_batch.core.text.label import value_text
from kusei_batch.core.values import TypedValue
from kusei_batch.core.ward import MasterListRow
from kusei_batch.pipeline.status.forms_as_issued import FormOf
from kusei_batch.pipeline.status.round_status import YearStatus

Answers = Mapping[str, Mapping[str, str]]
"""What was answered by heading, for each row by its ID."""


def find_row_answers(workspace: Workspace, status: YearStatus, form_of: FormOf) -> Mapping[str, Answers]:
    """Return, by list, what was answered to its rows: in a later round instead of in an earlier one.

    A round's records are gone through once for all lists that are shown in it.
    """
    lists = workspace.master.decided_lists
    asked = {name: columns for name, one in lists.items() if (columns := one.of_role(Role.ANSWER))}
    found: dict[str, dict[str, Mapping[str, str]]] = {name: {} for name in asked}
    for round_ in sorted(status.rounds, key=lambda one: one.round.opens) if asked else ():
        forms = {code: form for code, sheet in round_.sheets.items() if (form := form_of(sheet))}
        shown = {code: {name: _tables_of(form, name) for name in asked} for code, form in forms.items()}
        tables_shown = frozenset(name for tables in shown.values() for names in tables.values() for name in names)
        for record in round_.records.of_tables(tables_shown) if tables_shown else ():
            code = record.department.code
            row_id = record.key.list_id((code,)) if record.table else None
            for name, tables in shown.get(code, {}).items() if row_id else ():
                if row_id and record.table in tables:
                    entries = {field.name for field in forms[code].entries_of(record.table)}
                    texts = {c.name: _text(record.fields.get(c.source)) for c in asked[name] if c.source in entries}
                    if any(texts.values()):
                        found[name][row_id] = texts
    return found


def with_answers(workspace: Workspace, answers: Mapping[str, Answers], as_of: dt.date) -> Workspace:
    """Return the workspace in which the lists that are defined know the newest answers and what is overdue."""
    master = workspace.master
    lists = {
        name: tuple(_answered(row, defined, answers.get(name, {}), as_of) for row in rows)
        for name, defined in master.decided_lists.items()
        if (rows := master.free_lists.get(name))
    }
    return replace(workspace, master=replace(master, free_lists={**master.free_lists, **lists})) if lists else workspace


def _answered(row: MasterListRow, defined: DecisionList, answers: Answers, as_of: dt.date) -> MasterListRow:
    texts = {**row.texts, **answers.get(row.id, {})}
    if defined.done is None:
        return replace(row, texts=texts)
    texts[STATE] = defined.state(texts, as_of)
    last_year = row.first_year if defined.is_done(texts) else None
    return replace(row, texts=texts, last_year=last_year)


def _tables_of(form: Form, name: str) -> frozenset[str]:
    return frozenset(
        table.name
        for table in form.tables
        if any(source.origin in LISTS and source.name == name for source in table.sources)
    )


def _text(value: TypedValue) -> str:
    return "" if value == WITHHELD else value_text(value)
