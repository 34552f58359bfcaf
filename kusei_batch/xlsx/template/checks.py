"""`_検査`: what contradicts what in a form, and how that is reported."""

from __future__ import annotations

from collections.abc import Sequence

from kusei_batch.core.check import Check
from kusei_batch.core.expression import Expression
from kusei_batch.core.form import Field
from kusei_batch.core.problem import Severity
from kusei_batch.core.text.placeholder import find_malformed, find_placeholders
from kusei_batch.xlsx.template.choice_lists import ChoiceLists
from kusei_batch.xlsx.template.definitions import DefinitionRow, Rows
from kusei_batch.xlsx.template.draft_fields import SEVERITIES, read_word
from kusei_batch.xlsx.template.expressions import Items, Reader
from kusei_batch.xlsx.template.layout import LayoutSheet
from kusei_batch.xlsx.template.lint import Lint, hint

_ROW_NUMBER = "番号"


def read_checks(rows: Rows, items: Items, lists: ChoiceLists | None, lint: Lint) -> tuple[Check, ...]:
    """Return the checks of a form whose fields are known; a faulty one is reported and left out.

    A blank 項目 means the first entry the condition names; a blank 重要度 means a warning.
    """
    reader = Reader(items, lists, lint)
    checks: list[Check] = []
    first: dict[str, DefinitionRow] = {}
    for row in rows:
        check = _read_check(row, reader, items, lint)
        name = row.text("検査名")
        if name and name in first:
            lint.report("check-twice", row.place("検査名"), name=name, first=first[name].place("検査名").cells[0])
        first.setdefault(name, row)
        if check is not None:
            checks.append(check)
    return tuple(checks)


def check_marked(rows: Rows, items: Items, sheets: Sequence[LayoutSheet], lint: Lint) -> None:
    """Report each calculation that a check marks and that stands nowhere on the layout."""
    placed = {spot.placeholder.qualified for sheet in sheets for spot in sheet.spots}
    for row in rows:
        name, table = row.text("項目"), row.text("表")
        item = items.get(f"{table}.{name}") or items.get(name)
        if item is not None and item.field.is_computed and item.field.qualified not in placed:
            lint.report("check-without-cell", row.place("項目"), name=name)


def _read_check(row: DefinitionRow, reader: Reader, items: Items, lint: Lint) -> Check | None:
    missing = [heading for heading in ("検査名", "条件", "文") if not row.text(heading)]
    for heading in missing:
        lint.report("check-incomplete", row.place(heading), heading=heading)
    table = row.text("表") or None
    tables = list(dict.fromkeys(i.field.table for i in items.values() if i.field.table))
    if table and table not in tables:
        lint.report("check-unknown-table", row.place("表"), name=table, hint=hint(table, tables))
        return None
    condition = reader.condition(row, "条件", table, None) if row.text("条件") else None
    marked = _read_marked(row, condition, reader.seen(table), lint)
    reason = None
    if row.text("理由欄"):
        field = _known(row, "理由欄", reader.seen(table), lint)
        if field is not None and not field.is_entry:
            lint.report("check-reason-not-entry", row.place("理由欄"), name=field.name)
        reason = field.name if field else None
    message, remedy = (_read_text(row, heading, table, reader, lint) for heading in ("文", "対処"))
    severity = read_word(row, "重要度", SEVERITIES, Severity.WARNING, lint) or Severity.WARNING
    if condition is None or marked is None or missing:
        return None
    explanation = _read_text(row, "説明", table, reader, lint)
    return Check(row.text("検査名"), table, condition, marked, message, remedy, severity, reason, explanation)


def _read_marked(row: DefinitionRow, condition: Expression | None, seen: dict[str, Field], lint: Lint) -> str | None:
    """Return the name of the field whose cell is marked."""
    if row.text("項目"):
        field = _known(row, "項目", seen, lint)
        return field.name if field else None
    used = [n for n in (condition.names if condition else ()) if seen[n].is_entry]
    if condition and not used:
        lint.report("check-incomplete", row.place("項目"), heading="項目")
    return used[0] if used else None


def _known(row: DefinitionRow, heading: str, seen: dict[str, Field], lint: Lint) -> Field | None:
    name = row.text(heading)
    if name not in seen:
        lint.report("check-unknown-item", row.place(heading), heading=heading, name=name, hint=hint(name, seen))
    return seen.get(name)


def _read_text(row: DefinitionRow, heading: str, table: str | None, reader: Reader, lint: Lint) -> str:
    """Return a text, its placeholders written with the bare names of the fields the check sees."""
    text, known = row.text(heading), [*reader.seen(table), *([_ROW_NUMBER] if table else [])]
    for wrong in find_malformed(text):
        lint.report("placeholder-malformed", row.place(heading), text=wrong.text, reason=wrong.reason)
    for found in reversed(find_placeholders(text)):
        name = found.qualified.removeprefix(f"{table}.")
        if name not in known:
            words = {"heading": heading, "name": name, "hint": hint(name, known)}
            lint.report("check-unknown-item", row.place(heading), **words)
        text = f"{text[: found.start]}{{{{{name}}}}}{text[found.end :]}"
    return text
