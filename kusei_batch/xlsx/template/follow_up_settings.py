"""追跡 of `_設定`: which rows of a table are followed up until they are done, by when, and who sees to them."""

from __future__ import annotations

from collections.abc import Mapping

from kusei_batch.core.expression import Expression, ExpressionError, parse_condition
from kusei_batch.core.follow_up import DAYS_LATE, STATE, FollowUp
from kusei_batch.core.form import FieldKind, FieldType
from kusei_batch.xlsx.template.draft_fields import DraftField
from kusei_batch.xlsx.template.lint import Lint, hint
from kusei_batch.xlsx.template.row_sources import Said

CONDITION, DONE, DUE, OWNER, DUE_CONDITION = "追跡の条件", "完了の条件", "追跡の期限", "追跡の担当", "追跡の期限の条件"
FOLLOW_UP_KEYS = (CONDITION, DONE, DUE, OWNER, DUE_CONDITION)


def read_follow_up(
    table: str, said: Mapping[str, Said], items: Mapping[str, DraftField], lint: Lint
) -> FollowUp | None:
    """Return how the rows of a table are followed up; None where they are not, or where it cannot be understood."""
    if not said:
        return None
    missing = [key for key in (CONDITION, DONE) if key not in said]
    for key in missing:
        first = next(iter(said.values()))
        lint.report("follow-up-incomplete", first.place, table=table, key=f"{table}.{key}")
    # What is merely shown on the sheet stands in no record.
    known = {i.field.name: i for i in items.values() if i.field.kind is not FieldKind.DISPLAY}
    known = {name: item for name, item in known.items() if item.field.table in (table, None)}
    for name in (STATE, DAYS_LATE):
        if f"{table}.{name}" in items:
            lint.report("follow-up-name-taken", next(iter(said.values())).place, table=table, name=name)
    due, owner = (_read_name(table, key, said, known, lint) for key in (DUE, OWNER))
    if due and known[due].certain and known[due].field.type is not FieldType.DATE:
        lint.report("follow-up-due-not-date", said[DUE].place, name=due, type=str(known[due].field.type))
    asked = (CONDITION, DONE, DUE_CONDITION)
    condition, done, counts = (_read_condition(key, said, list(known), lint) for key in asked)
    return FollowUp(table, condition, done, due, owner, counts) if condition and done else None


def _read_condition(key: str, said: Mapping[str, Said], names: list[str], lint: Lint) -> Expression | None:
    if key not in said:
        return None
    try:
        return parse_condition(said[key].text, names, lint.year)
    except ExpressionError as wrong:
        lint.report("follow-up-condition-malformed", said[key].place, key=key, reason=str(wrong))
        return None


def _read_name(table: str, key: str, said: Mapping[str, Said], known: Mapping[str, DraftField], lint: Lint) -> str:
    name = said[key].text.removeprefix(f"{table}.") if key in said else ""
    if name and name not in known:
        lint.report("setting-unknown-item", said[key].place, key=f"{table}.{key}", name=name, hint=hint(name, known))
        return ""
    return name
