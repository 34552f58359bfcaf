"""An accepted answer that took the place of another: what it changes, and which earlier one it says again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kusei_batch.core.record import Record
from kusei_batch.core.submission import Receipt
from kusei_batch.core.text.notation import one_line
from kusei_batch.core.ward import Department

if TYPE_CHECKING:
    Entries = dict[tuple[str, str], str]
    """What was entered, by row (`目標1`, blank: the form's head) and field."""


_LONGEST = 40


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One entry of a row before and now; blank where it did not exist."""

    row: str
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Replacement:
    """Of a sheet, the answer that counts (`new`), the one that counted before it (`old`), and what differs.

    `same_as` is the last earlier answer that says word for word the same, if any; it may be `old`.
    """

    sheet_id: str
    round: str
    department: Department
    old: Receipt
    new: Receipt
    changes: tuple[FieldChange, ...]
    same_as: Receipt | None = None


def entries_of(records: Iterable[Record]) -> Entries:
    """Return what was entered in the records of one sheet, as typed; blank cells are left out."""
    return {
        (record.key.row_id.removeprefix(record.sheet_id).lstrip("-"), name): text
        for record in records
        for name, text in record.typed.items()
        if text
    }


def changes_between(old: Entries, new: Entries) -> tuple[FieldChange, ...]:
    """Return every entry that differs, in the order of the rows."""
    places = list(dict.fromkeys([*old, *new]))
    return tuple(
        FieldChange(*place, old.get(place, ""), new.get(place, ""))
        for place in places
        if old.get(place, "") != new.get(place, "")
    )


def entries_dropped(other: Entries, counting: Entries) -> Iterator[FieldChange]:
    """Yield what one answer says and the counting one says nowhere in the same field, whatever the row."""
    said: dict[str, set[str]] = {}
    for (_, name), text in counting.items():
        said.setdefault(name, set()).add(text)
    for (row, name), text in other.items():
        if text not in said.get(name, ()):
            yield FieldChange(row, name, text, "")


def told_entries(entries: Sequence[FieldChange], most: int = 8) -> str:
    """Return what drops out in one line, the first entries quoted and long ones cut short."""
    told = [f"{entry.row}「{entry.field}」（{_cut(entry.old)}）" for entry in entries[:most]]
    return "、".join(told) + _rest(len(entries) - most)


def told_changes(changes: Sequence[FieldChange], most: int = 8) -> str:
    """Return the changes in one line, the first ones quoted and long texts cut short."""
    told = [f"{change.row}「{change.field}」 {_cut(change.old)}→{_cut(change.new)}" for change in changes[:most]]
    return "、".join(told) + _rest(len(changes) - most)


def _rest(number: int) -> str:
    return f"、ほか{number}か所" if number > 0 else ""


def _cut(text: str) -> str:
    return one_line(text, _LONGEST) or "空欄"
