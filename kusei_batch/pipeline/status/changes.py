"""What changed behind sheets that are out: rows and values they would be issued with differently now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kusei_batch.config import Workspace
from kusei_batch.core.form import Form
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.sources import OF_OTHERS, Origin, RowSource
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.core.values import TypedValue
from kusei_batch.core.ward import Master
from kusei_batch.issue.plan import OFFERED
from kusei_batch.issue.prefill import Prefill, Prefiller
from kusei_batch.pipeline.status.forms_as_issued import FormOf
from kusei_batch.pipeline.status.history import History

_MOST_TOLD, _ROWS_NAMED = 6, 2


def find_changes(workspace: Workspace, history: History, form_of: FormOf) -> dict[str, Problem]:
    """Return, by sheet id, what a sheet of this year's rounds would be issued with differently now.

    For sheets that draw on nothing, neither the form nor any record is read.
    """
    rounds = {r.name: r for r in workspace.rounds}
    departments = {d.code: d for d in workspace.master.departments}
    changes = {}
    prefillers: dict[tuple[str, int], Prefiller] = {}
    for sheet in history.register.values():
        department = departments.get(sheet.department_code)
        round_ = rounds.get(sheet.round) if sheet.fiscal_year == workspace.fiscal_year else None
        if department is None or round_ is None or sheet.origin or not _draws_on_others(sheet):
            continue
        form = form_of(sheet)
        if form is None:
            continue
        key = sheet.round, id(form)
        if key not in prefillers:
            past = history.seen_from(round_, form.id)
            prefillers[key] = Prefiller(form, sheet.fiscal_year, workspace.master, workspace.calendar, past)
        own = {t: [k for k in keys if k.own_number(sheet.sheet_id) is not None] for t, keys in sheet.rows.items()}
        try:
            now = prefillers[key].fill(department, own)
        except KeyError as missing:
            # A list that is gone from the master is no list with rows.
            words = [f"マスタの一覧「{missing.args[0]}」がなくなった"]
        else:
            words = list(_differences(sheet, now, _decided_later(form, workspace.master)))
        if words:
            changes[sheet.sheet_id] = _problem(sheet, words)
    return changes


def _draws_on_others(sheet: IssuedSheet) -> bool:
    """Return whether a sheet was issued with more than its round's own facts, or has a field that might have been."""
    return bool(sheet.rows or sheet.values) or any(n not in OFFERED and "." not in n for n in sheet.stamped)


def _decided_later(form: Form, master: Master) -> frozenset[str]:
    """Return the tables and fields that show decisions, or what other departments handed in.

    What came after a sheet went out is for the next sheet.
    """
    lists = master.decided_lists

    def is_read(source: RowSource) -> bool:
        return source.name in lists or source.origin in OF_OTHERS

    # What goes on from the last round stands beside what others hand in for reading.
    tables = {
        t.name
        for t in form.tables
        if any(map(is_read, t.sources)) and all(is_read(s) or s.origin is Origin.LATEST for s in t.sources)
    }
    fields = {f.qualified for f in form.fields if f.table in tables}
    asked = [(f.qualified, f.reference) for f in form.fields if f.reference]
    shown = {name for name, r in asked if r.round in lists or r.origin in OF_OTHERS}
    return frozenset(tables | fields | shown)


def _differences(sheet: IssuedSheet, now: Prefill, passed_over: frozenset[str]) -> Iterator[str]:
    """Yield in words what differs, but for the tables and fields that are passed over."""
    if (sheet.rows, sheet.values) == (now.rows, now.values):
        return
    for table, keys in now.rows.items():
        if table in passed_over:
            continue
        before = sheet.rows.get(table, ())
        added, gone = [key for key in keys if key not in before], [key for key in before if key not in keys]
        if added:
            yield f"「{table}」に{len(added)}行が加わった（{_some(added)}）"
        if gone:
            yield f"「{table}」の{len(gone)}行がなくなった（{_some(gone)}）"
    for name in (n for n in dict.fromkeys([*now.stamped, *sheet.values, *now.values]) if n not in passed_over):
        kept, fresh = sheet.values.get(name, ()), now.values.get(name, ())
        table, _, field = name.rpartition(".")
        if not table and _value(kept, 0) != _value(fresh, 0):
            yield f"「{field}」が変わった"
        changed = _changed_rows(sheet.rows.get(table, ()), kept, now.rows.get(table, ()), fresh) if table else []
        if changed:
            yield f"「{table}」の「{field}」が変わった（{_some(changed)}）"


def _changed_rows(
    before: Sequence[RowKey], kept: Sequence[TypedValue], keys: Sequence[RowKey], fresh: Sequence[TypedValue]
) -> list[RowKey]:
    """Return the rows that were issued with another value; those that came or went are reported by themselves."""
    values = {key: _value(kept, index) for index, key in enumerate(before)}
    return [key for index, key in enumerate(keys) if values.get(key, _value(fresh, index)) != _value(fresh, index)]


def _value(values: Sequence[TypedValue], index: int) -> TypedValue:
    return values[index] if index < len(values) else None


def _some(keys: Sequence[RowKey]) -> str:
    rest = len(keys) - _ROWS_NAMED
    return "、".join(key.row_id for key in keys[:_ROWS_NAMED]) + (f" ほか{rest}行" if rest > 0 else "")


def _problem(sheet: IssuedSheet, words: list[str]) -> Problem:
    more = f"、ほか{len(words) - _MOST_TOLD}件" if len(words) > _MOST_TOLD else ""
    params = {"round": sheet.round, "department": sheet.department_code}
    params["changes"] = "、".join(words[:_MOST_TOLD]) + more
    place = Location(file=sheet.path)
    return Problem.of("source-changed", place, **params)
