"""Checks of `_項目` beside one another: 単位, 続きの元, and what 式, 条件 and _検査 take of the rows of tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kusei_batch.core.check import Check
from kusei_batch.core.expression import PLACE
from kusei_batch.core.expression.nodes import RowName, walk
from kusei_batch.core.form import Field, FieldType
from kusei_batch.core.text.placeholder import find_malformed, find_placeholders
from kusei_batch.xlsx.template.definitions import Rows
from kusei_batch.xlsx.template.draft_fields import DraftField
from kusei_batch.xlsx.template.expressions import Items
from kusei_batch.xlsx.template.layout import LayoutSheet
from kusei_batch.xlsx.template.lint import Lint, hint

_NAMING = (FieldType.TEXT, FieldType.CHOICE)
_TEXTS = (FieldType.TEXT, FieldType.LONG_TEXT)


def check_units(items: Mapping[str, DraftField], lint: Lint) -> None:
    """Report every 単位 that leads nowhere: to no item of the same table, to itself, or to one that holds no words."""
    for item in items.values():
        text, place = item.row.text("単位"), item.row.place("単位", item.field.qualified)
        for wrong in find_malformed(text):
            lint.report("placeholder-malformed", place, text=wrong.text, reason=wrong.reason)
        if find_placeholders(text) and not item.field.unit_from and item.certain:
            lint.report("unit-mixed", place, value=text)
        for code, words in _unit_faults(item.field, items) if item.field.unit_from else ():
            lint.report(code, place, **words)


def _unit_faults(field: Field, items: Mapping[str, DraftField]) -> Iterator[tuple[str, dict[str, str]]]:
    known = {i.field.name: i for i in items.values() if i.field.table == field.table and i.field.name != field.name}
    named = known.get(field.unit_from)
    fit = [name for name, item in known.items() if _can_name(item.field)]
    if not field.type.is_number:
        yield "rule-unused", {"heading": "単位", "type": str(field.type)}
    elif named is None:
        yield "unit-unknown-item", {"name": field.unit_from, "hint": hint(field.unit_from, fit)}
    elif named.certain and not _can_name(named.field):
        yield "unit-not-words", {"name": field.unit_from}


def _can_name(field: Field) -> bool:
    """Return whether a field's cell may hold the word for a unit: a short text that is entered or brought along."""
    return field.type in _NAMING and field.is_recorded and not field.is_computed


def check_continued(items: Mapping[str, DraftField], lint: Lint) -> None:
    """Report every 続きの元 that leads to no text of the same table, or back to where it began."""
    for item in (item for item in items.values() if item.certain and item.field.goes_on_from):
        field, place = item.field, item.row.place("続きの元", item.field.qualified)
        if field.type not in _TEXTS or not field.is_entry:
            lint.report("rule-unused", place, heading="続きの元", type=str(field.type))
            continue
        alike = {i.field.name: i.field for i in items.values() if i.field.table == field.table}
        texts = [f.name for f in alike.values() if f.type in _TEXTS and f.is_recorded and f.name != field.name]
        before, seen = alike.get(field.goes_on_from), list[Field]()
        while before is not None and before not in seen:
            seen.append(before)
            before = alike.get(before.goes_on_from)
        if field.goes_on_from not in texts or field in seen:
            words = {"name": field.goes_on_from, "hint": hint(field.goes_on_from, texts)}
            lint.report("continued-from-nothing", place, **words)


def check_rows_taken(
    items: Items, checks: Sequence[Check], rows: Rows, sheets: Sequence[LayoutSheet], lint: Lint
) -> None:
    """Report what a formula in the sheet could not take: items without cells, and records of unequal heights."""
    heights = {spot.placeholder.qualified: sheet.block_of(spot).height for sheet in sheets for spot in sheet.spots}
    places = {row.text("検査名"): row.place("条件") for row in rows}
    asking = [
        (item.row.place(heading, item.field.qualified), expression)
        for item in items.values()
        for heading, expression in (("条件", item.field.condition), ("式", item.field.formula))
        if expression is not None
    ]
    for place, expression in [*asking, *((places[check.name], check.condition) for check in checks)]:
        for node in expression.over_rows:
            taken = [inner for inner in walk(node) if isinstance(inner, RowName) and inner.table == node.table]
            asked = [f"{value.table}.{value.name}" for value in taken if value.name != PLACE]
            for name in dict.fromkeys(name for name in asked if name not in heights):
                lint.report("rows-item-without-cell", place, name=name)
            if len({heights[name] for name in asked if name in heights}) > 1:
                lint.report("rows-of-unequal-height", place, names="、".join(dict.fromkeys(asked)))
