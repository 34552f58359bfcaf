"""続きの元 of `_項目`: the item whose text goes on where an entry says 「→」."""

from __future__ import annotations

from collections.abc import Mapping

from kusei_batch.core.form import Field, FieldType
from kusei_batch.xlsx.template.draft_fields import DraftField
from kusei_batch.xlsx.template.lint import Lint, hint

_TEXTS = (FieldType.TEXT, FieldType.LONG_TEXT)


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
