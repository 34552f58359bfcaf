"""Where rows and values come from: 参照 of `_項目`, 行の元 and what goes with it of `_設定`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from kusei_batch.core.expression import Expression, ExpressionError
from kusei_batch.core.form import ROW_ID, FieldKind, Table, shown_texts
from kusei_batch.core.sources import (
    NEAREST,
    Origin,
    Reference,
    RowSource,
    parse_reference,
    parse_row_condition,
    parse_source,
)
from kusei_batch.xlsx.template.definitions import DefinitionRow
from kusei_batch.xlsx.template.lint import Lint, TemplatePlace, hint

if TYPE_CHECKING:
    from kusei_batch.xlsx.template.draft_fields import DraftField

SOURCES, CONDITION, GROWABLE, EMPTY_TEXT = "行の元", "行の条件", "行の追加", "空のときの文"
ORDER, AT_MOST = "行の並び", "行の上限"
SOURCE_KEYS = (SOURCES, CONDITION, GROWABLE, EMPTY_TEXT, ORDER, AT_MOST)
REFERRING = (FieldKind.PREVIOUS, FieldKind.CARRIED)
_YES, _NO = "はい", "いいえ"


@dataclass(frozen=True, slots=True)
class Said:
    """The value of one setting and where it stands."""

    text: str
    place: TemplatePlace


class RowRules(TypedDict):
    """What is known of a table's rows beside their number."""

    sources: tuple[RowSource, ...]
    row_condition: Expression | None
    growable: bool
    empty_text: str
    order: tuple[str, ...]
    at_most: int


def read_reference(row: DefinitionRow, kind: FieldKind, lint: Lint) -> Reference | None:
    """Return 参照 of a 前回値 or 引継 item, where it must be stated; report it on any other item."""
    text, place = row.text("参照"), row.place("参照", row.text("項目名"))
    if kind not in REFERRING:
        if text:
            lint.report("reference-unused", place, kind=str(kind))
        return None
    if not text:
        lint.report("reference-missing", place, kind=str(kind))
        return None
    try:
        reference = parse_reference(text)
    except ExpressionError as error:
        lint.report("reference-bad-condition", place, value=text, reason=f"{error}。")
        return None
    if reference is None:
        lint.report("reference-malformed", place, value=text)
    return reference


def read_row_rules(table: str, said: Mapping[str, Said], items: Mapping[str, DraftField], lint: Lint) -> RowRules:
    """Return where a table's rows come from; report settings that need 行の元 where it is missing."""
    sources = _read_sources(said[SOURCES], lint) if SOURCES in said else ()
    if SOURCES not in said:
        for key in SOURCE_KEYS[1:]:
            if key in said:
                lint.report("row-setting-unused", said[key].place, name=f"{table}.{key}", table=table)
    growable = _read_yes_no(said[GROWABLE], lint) if GROWABLE in said else SOURCES not in said
    if EMPTY_TEXT in said and SOURCES in said and not shown_texts(table, [i.field for i in items.values()]):
        lint.report("empty-text-without-place", said[EMPTY_TEXT].place, table=table)
    if sources and f"{table}.{ROW_ID}" not in items:
        lint.report("row-id-not-shown", said[SOURCES].place, table=table, name=ROW_ID)
    if sources and not any(item.field.table == table and item.field.reference for item in items.values()):
        lint.report("row-source-shows-nothing", said[SOURCES].place, table=table, value=said[SOURCES].text)
    return RowRules(
        sources=sources,
        row_condition=_read_condition(table, said[CONDITION], items, lint) if CONDITION in said and sources else None,
        growable=growable,
        empty_text=said[EMPTY_TEXT].text if EMPTY_TEXT in said else "",
        order=_read_order(table, said[ORDER], items, lint) if ORDER in said and sources else (),
        at_most=_read_at_most(said[AT_MOST], lint) if AT_MOST in said and sources else 0,
    )


def check_references(tables: Mapping[str, Table], items: Mapping[str, DraftField], lint: Lint) -> None:
    """Report each 参照 without an earlier row: in a table without 行の元, or to its own row outside tables."""
    for item in items.values():
        reference, table = item.field.reference, item.field.table
        if reference is None:
            continue
        place = item.row.place("参照", item.field.qualified)
        if table is None:
            for one in reference.chain:
                if one.origin is Origin.OWN or one.where:
                    lint.report("reference-without-row", place, value=one.text)
        elif table in tables and not tables[table].sources:
            lint.report("reference-without-source", place, value=reference.text, table=table)


def _read_sources(said: Said, lint: Lint) -> tuple[RowSource, ...]:
    sources = []
    for word in re.split(r"[、\n]", said.text):
        source = parse_source(word) if word.strip() else None
        if source:
            sources.append(source)
        elif word.strip():
            lint.report("row-source-malformed", said.place, value=word.strip())
    return tuple(sources)


def _read_order(table: str, said: Said, items: Mapping[str, DraftField], lint: Lint) -> tuple[str, ...]:
    names = tuple(word.strip() for word in re.split(r"[、\n]", said.text) if word.strip())
    known = [item.field.name for item in items.values() if item.field.table == table]
    for name in (name for name in names if name != NEAREST):
        if name not in known:
            lint.report("row-order-unknown-field", said.place, value=name, table=table, hint=hint(name, known))
    return names


def _read_at_most(said: Said, lint: Lint) -> int:
    if not said.text.strip().isdecimal() or not int(said.text):
        lint.report("row-at-most-malformed", said.place, value=said.text)
        return 0
    return int(said.text)


def _read_condition(table: str, said: Said, items: Mapping[str, DraftField], lint: Lint) -> Expression | None:
    fields = [item.field for item in items.values()]
    shown = [f.name for f in fields if f.kind is FieldKind.PREVIOUS and f.table in (None, table)]
    try:
        return parse_row_condition(said.text, lint.year, shown)
    except ExpressionError as error:
        lint.report("row-condition-malformed", said.place, value=said.text, reason=f"{error}。")
        return None


def _read_yes_no(said: Said, lint: Lint) -> bool:
    if said.text not in (_YES, _NO):
        lint.report("setting-not-yes-no", said.place, value=said.text)
    return said.text == _YES
