"""単位 of `_項目`: a word, or `{{単位}}`, the item of the same table in which every row says its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kusei_batch.core.form import Field, FieldType
from kusei_batch.core.text.placeholder import find_malformed, find_placeholders, is_only_placeholder
from kusei_batch.xlsx.template.lint import Lint, hint

if TYPE_CHECKING:
    from kusei_batch.xlsx.template.draft_fields import DraftField

_NAMING = (FieldType.TEXT, FieldType.CHOICE)


def read_unit_field(text: str, table: str | None) -> str:
    """Return the item that a 単位 leads to, by its bare name where it stands in `table`; empty where it is a word."""
    if not is_only_placeholder(text):
        return ""
    (found,) = find_placeholders(text)
    return found.name if found.table in (None, table) else found.qualified


def check_units(items: Mapping[str, DraftField], lint: Lint) -> None:
    """Report every 単位 that leads nowhere: to no item of the same table, to itself, or to one that holds no words."""
    for item in items.values():
        text, place = item.row.text("単位"), item.row.place("単位", item.field.qualified)
        for wrong in find_malformed(text):
            lint.report("placeholder-malformed", place, text=wrong.text, reason=wrong.reason)
        if find_placeholders(text) and not item.field.unit_from and item.certain:
            lint.report("unit-mixed", place, value=text)
        for code, words in _faults(item.field, items) if item.field.unit_from else ():
            lint.report(code, place, **words)


def _faults(field: Field, items: Mapping[str, DraftField]) -> Iterator[tuple[str, dict[str, str]]]:
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
