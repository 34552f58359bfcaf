"""What departments answered to the rows of 決定.xlsx: the newest answer of any sheet that shows the row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
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
from kusei_batch.pipeline.status.round_status import RoundStatus, YearStatus

Answers = Mapping[str, Mapping[str, str]]
"""What was answered by heading, for each row by its ID."""


def with_answers(workspace: Workspace, status: YearStatus, form_of: FormOf) -> Workspace:
    """Return the workspace in which the lists that are defined know the newest answers and what is overdue."""
    master = workspace.master
    lists = {
        name: tuple(_answered(row, defined, _answers(defined, status, form_of), status.as_of) for row in rows)
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


def _answers(defined: DecisionList, status: YearStatus, form_of: FormOf) -> Answers:
    """Return the answers of all rounds, those of a later round instead of an earlier one's."""
    found: dict[str, dict[str, str]] = {}
    columns = defined.of_role(Role.ANSWER)
    for round_ in sorted(status.rounds, key=lambda one: one.round.opens) if columns else ():
        for row_id, fields in _records(defined.name, round_, form_of):
            texts = {c.name: _text(fields.get(c.source)) for c in columns if c.source in fields}
            if any(texts.values()):
                found[row_id] = texts
    return found


def _records(name: str, round_: RoundStatus, form_of: FormOf) -> Iterator[tuple[str, Mapping[str, TypedValue]]]:
    """Yield the rows of a round that a list's rows were shown in, by the ID in the list, with what was answered."""
    forms = {code: form_of(sheet) for code, sheet in round_.sheets.items()}
    shown = {code: _tables_of(form, name) for code, form in forms.items() if form}
    for record in round_.records if any(shown.values()) else ():
        code = record.department.code
        form, row_id = forms.get(code), record.key.list_id((code,)) if record.table else None
        if form and row_id and record.table in shown.get(code, ()):
            entries = [field.name for field in form.entries_of(record.table)]
            yield row_id, {name: record.fields.get(name) for name in entries}


def _tables_of(form: Form, name: str) -> frozenset[str]:
    return frozenset(
        table.name
        for table in form.tables
        if any(source.origin in LISTS and source.name == name for source in table.sources)
    )


def _text(value: TypedValue) -> str:
    return "" if value == WITHHELD else value_text(value)
