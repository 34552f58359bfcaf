"""Items: rows that are one thing wherever they stand, such as a question of a survey, known by ID and not by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kusei_batch.core.form import ROW_ORIGIN, Field, FieldKind, FieldType, Form
from kusei_batch.core.record import Record
from kusei_batch.core.sources import Origin


@dataclass(frozen=True, slots=True)
class Item:
    """What an item is called, and what tells it from another of that name."""

    name: str
    origin: str
    place: str
    number: int | None

    @classmethod
    def of(cls, record: Record, name: str, place: str) -> Item:
        """Return the item a row stands for; `place` is its department as printed."""
        return cls(name, str(record.fields.get(ROW_ORIGIN) or ""), place, record.number)


def item_key(record: Record, departments: Iterable[str]) -> str:
    """Return what the row is known by in every department: of a row from a list the list's ID, else the row's own.

    `departments` are the codes of all of them: a row from a list bears that of the department it was issued to.
    """
    list_id = record.key.list_id({record.department.code, *departments})
    return record.key.row_id if list_id is None else list_id


def names_rows(field: Field, form: Form) -> bool:
    """Return whether a field tells what each row is, not of what kind: a 長文, or the first text of a list's row.

    Texts that are entered are what a row is called only where they are long: a 文字 may be a kind as well.
    """
    if field.table is None or field.type not in (FieldType.LONG_TEXT, FieldType.TEXT):
        return False
    if field.type is FieldType.LONG_TEXT:
        return True
    brought = [f for f in form.fields_of(field.table) if _is_from_list(f)]
    longer = any(f.type is FieldType.LONG_TEXT for f in brought)
    return not longer and brought[:1] == [field]


def _is_from_list(field: Field) -> bool:
    texts = (FieldType.LONG_TEXT, FieldType.TEXT)
    of_row = field.reference is not None and field.reference.origin is Origin.OWN
    return field.kind is FieldKind.PREVIOUS and of_row and field.type in texts


def tell_apart(items: Sequence[Item]) -> list[str]:
    """Return a label for each, no two alike: the name, with origin, number or department where names are the same.

    The row's ID is not used, since charts stand on public pages too.
    """
    ways = [_ways(item) for item in items]
    counts = [Counter(labels) for labels in zip(*ways, strict=True)]
    told: list[str] = []
    for labels in ways:
        label = next((label for label, count in zip(labels, counts, strict=True) if count[label] == 1), labels[-1])
        told.append(label if label not in told else f"{label}（{len(told) + 1}）")
    return told


def _ways(item: Item) -> tuple[str, ...]:
    number = f"番号{item.number}" if item.number is not None else item.place
    return (
        item.name,
        f"{item.name}（{item.origin or item.place}）",
        f"{item.name}（{number}）",
        f"{item.name}（{item.place} {number}）",
    )
