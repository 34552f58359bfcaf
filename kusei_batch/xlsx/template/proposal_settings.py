"""提案先 of `_設定`: which rows of a table are proposed to which list of the master."""

from __future__ import annotations

from collections.abc import Mapping

from kusei_batch.core.expression import Expression, ExpressionError, parse_condition
from kusei_batch.core.form import FieldKind
from kusei_batch.core.proposal import ADOPTION, BUILT_INS, Proposal
from kusei_batch.core.text.lengths import is_sheet_name
from kusei_batch.core.text.placeholder import find_malformed, find_placeholders
from kusei_batch.xlsx.template.draft_fields import DraftField
from kusei_batch.xlsx.template.lint import Lint, hint
from kusei_batch.xlsx.template.row_sources import Said

TARGET, CONDITION = "提案先", "提案の条件"
PROPOSAL_KEYS = (TARGET, CONDITION)
COLUMN_PREFIX = "提案."
"""What the settings of single columns begin with: `目標.提案.本文`."""


def read_proposal(table: str, said: Mapping[str, Said], items: Mapping[str, DraftField], lint: Lint) -> Proposal | None:
    """Return what a table proposes, by the keys of its settings; None where it proposes nothing, or is faulty."""
    columns = {k.removeprefix(COLUMN_PREFIX): told for k, told in said.items() if k.startswith(COLUMN_PREFIX)}
    if TARGET not in said:
        for key, told in said.items():
            lint.report("proposal-without-target", told.place, name=f"{table}.{key}", table=table)
        return None
    target = said[TARGET]
    if not is_sheet_name(target.text):
        lint.report("proposal-bad-target", target.place, value=target.text)
    if not columns:
        lint.report("proposal-without-columns", target.place, table=table)
    # What is merely shown on the sheet stands in no record.
    kept = [i.field for i in items.values() if i.field.kind is not FieldKind.DISPLAY]
    names = [field.name for field in kept if field.table in (None, table)]
    for column, told in columns.items():
        _check_column(column, told, [*names, *BUILT_INS], table, lint)
    condition = _read_condition(table, said, names, lint)
    if condition is None:
        return None
    return Proposal(table, target.text, condition, {column: told.text for column, told in columns.items()})


def _read_condition(table: str, said: Mapping[str, Said], names: list[str], lint: Lint) -> Expression | None:
    if CONDITION not in said:
        lint.report("proposal-without-condition", said[TARGET].place, table=table)
        return None
    try:
        return parse_condition(said[CONDITION].text, names, lint.year)
    except ExpressionError as wrong:
        lint.report("proposal-condition-malformed", said[CONDITION].place, reason=str(wrong))
        return None


def _check_column(column: str, told: Said, names: list[str], table: str, lint: Lint) -> None:
    if column == ADOPTION:
        lint.report("proposal-decides-itself", told.place, column=column)
    for wrong in find_malformed(told.text):
        lint.report("placeholder-malformed", told.place, text=wrong.text, reason=wrong.reason)
    for asked in find_placeholders(told.text):
        if asked.name not in names or asked.table not in (None, table):
            lint.report("proposal-unknown-item", told.place, name=asked.qualified, hint=hint(asked.name, names))
