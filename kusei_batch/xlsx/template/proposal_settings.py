"""提案先 of `_設定`: which rows of a table are proposed to which lists of the master and of 決定.xlsx.

A table proposes to several lists where the keys of the second go by 提案2 (目標.提案2先, 目標.提案2の条件,
目標.提案2.本文), those of the third by 提案3, and so on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kusei_batch.core.expression import ExpressionError, parse_condition
from kusei_batch.core.form import Field, FieldKind, FieldType
from kusei_batch.core.proposal import ADOPTION, BUILT_INS, SPREAD, Joining, Proposal
from kusei_batch.core.text.lengths import is_sheet_name
from kusei_batch.core.text.placeholder import find_malformed, find_placeholders
from kusei_batch.xlsx.template.draft_fields import DraftField
from kusei_batch.xlsx.template.lint import Lint, hint
from kusei_batch.xlsx.template.row_sources import Said

TARGET, CONDITION, ALIKE, WITHIN, WARDS, COLUMN = "先", "の条件", "のまとめ", "の組", "の区数", "."
"""What follows 提案 and its number; the name of a column follows the last."""
PROPOSAL_KEYS = tuple(f"提案{end}" for end in (TARGET, CONDITION, ALIKE, WITHIN, WARDS))
_KEY = re.compile(r"(提案(?:[2-9]|[1-9]\d)?)(先|の条件|のまとめ|の組|の区数|\.(?=.))(.*)", re.DOTALL)


def proposal_key(written: str) -> str | None:
    """Return a key of a proposal as settings are known by it (`提案.本文`); None where it is not one."""
    found = _KEY.fullmatch(written)
    if found is None or (found[2] != COLUMN and found[3].strip()):
        return None
    return f"{found[1]}{found[2]}{found[3].strip()}"


def read_proposals(
    table: str, said: Mapping[str, Said], items: Mapping[str, DraftField], lint: Lint
) -> Iterator[Proposal]:
    """Yield what a table proposes, by the keys of its settings; what is faulty is left out."""
    numbered: dict[str, dict[str, Said]] = {}
    for key, told in said.items():
        found = _KEY.fullmatch(key)
        if found:
            numbered.setdefault(found[1], {})[f"{found[2]}{found[3]}"] = told
    for number, own in numbered.items():
        proposal = _read_proposal(table, f"{table}.{number}", own, items, lint)
        if proposal:
            yield proposal


def _read_proposal(
    table: str, prefix: str, said: Mapping[str, Said], items: Mapping[str, DraftField], lint: Lint
) -> Proposal | None:
    columns = {k.removeprefix(COLUMN): told for k, told in said.items() if k.startswith(COLUMN)}
    if TARGET not in said:
        for key, told in said.items():
            lint.report("proposal-without-target", told.place, name=f"{prefix}{key}", table=table, prefix=prefix)
        return None
    target = said[TARGET]
    if not is_sheet_name(target.text):
        lint.report("proposal-bad-target", target.place, value=target.text)
    if not columns:
        lint.report("proposal-without-columns", target.place, table=table, prefix=prefix)
    # What is merely shown on the sheet stands in no record.
    kept = [i.field for i in items.values() if i.field.kind is not FieldKind.DISPLAY]
    names = [field.name for field in kept if field.table in (None, table)]
    joining = _read_joining(table, said, kept, lint)
    for column, told in columns.items():
        _check_column(column, told, [*names, *BUILT_INS, *(SPREAD if joining else ())], table, lint)
    if CONDITION not in said:
        lint.report("proposal-without-condition", target.place, table=table, prefix=prefix)
        return None
    try:
        condition = parse_condition(said[CONDITION].text, names, lint.year)
    except ExpressionError as wrong:
        lint.report("proposal-condition-malformed", said[CONDITION].place, reason=str(wrong))
        return None
    return Proposal(table, target.text, condition, {column: told.text for column, told in columns.items()}, joining)


def _read_joining(table: str, said: Mapping[str, Said], fields: list[Field], lint: Lint) -> Joining | None:
    """Return by what rows are put together; None where they are not, or that is not known."""
    if ALIKE not in said:
        for key in (WITHIN, WARDS):
            if key in said:
                lint.report("proposal-joining-nothing", said[key].place, key=f"提案{key}", joining=f"提案{ALIKE}")
        return None
    asked = [name.strip() for name in re.split("[、,]", said[ALIKE].text) if name.strip()]
    within = said[WITHIN].text.strip() if WITHIN in said else ""
    texts = [f.name for f in fields if f.table == table and f.type in (FieldType.TEXT, FieldType.LONG_TEXT)]
    choices = [f.name for f in fields if f.table == table and f.type in (FieldType.CHOICE, FieldType.CHOICES)]
    wrong = [(ALIKE, name, texts) for name in asked if name not in texts]
    wrong += [(WITHIN, within, choices)] if within and within not in choices else []
    for key, name, known in wrong:
        lint.report("proposal-joining-unknown", said[key].place, name=name, table=table, hint=hint(name, known))
    wards = said[WARDS].text.strip() if WARDS in said else "2"
    if not wards.isdecimal():
        lint.report("proposal-joining-wards", said[WARDS].place, value=wards)
        return None
    return None if wrong else Joining(tuple(asked), within, int(wards))


def _check_column(column: str, told: Said, names: list[str], table: str, lint: Lint) -> None:
    if column == ADOPTION:
        lint.report("proposal-decides-itself", told.place, column=column)
    for wrong in find_malformed(told.text):
        lint.report("placeholder-malformed", told.place, text=wrong.text, reason=wrong.reason)
    for asked in find_placeholders(told.text):
        if asked.name not in names or asked.table not in (None, table):
            lint.report("proposal-unknown-item", told.place, name=asked.qualified, hint=hint(asked.name, names))
