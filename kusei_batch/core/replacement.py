"""An accepted answer that took the place of another: what it changes, and which earlier one it says again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kusei_batch.core.record import Record
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.submission import Receipt
from kusei_batch.core.text.notation import one_line
from kusei_batch.core.ward import Department

if TYPE_CHECKING:
    Entries = dict[tuple[RowKey, str], str]
    """What was entered, by the row's key and field: two tables may show one row, and have fields of one name."""


_LONGEST = 40


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One entry of a row of a sheet before and now; blank where it did not exist."""

    sheet_id: str
    key: RowKey
    field: str
    old: str
    new: str

    @property
    def row(self) -> str:
        """The row as people read it: `目標1`, `基準 1303-A-1` of one from elsewhere, blank of the form's head."""
        table, row_id = self.key
        if table is None:
            return ""
        is_own = self.key.own_number(self.sheet_id) is not None
        return row_id.removeprefix(self.sheet_id).lstrip("-") if is_own else f"{table} {row_id}"


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
    return {(record.key, name): text for record in records for name, text in record.typed.items() if text}


def changes_between(sheet_id: str, old: Entries, new: Entries) -> tuple[FieldChange, ...]:
    """Return every entry of a sheet that differs, in the order of the rows."""
    places = list(dict.fromkeys([*old, *new]))
    return tuple(
        FieldChange(sheet_id, *place, old.get(place, ""), new.get(place, ""))
        for place in places
        if old.get(place, "") != new.get(place, "")
    )


def entries_dropped(sheet_id: str, other: Entries, counting: Entries) -> Iterator[FieldChange]:
    """Yield what one answer says and the counting one says nowhere in that field of that table, whatever the row."""
    said = {(key.table, name, text) for (key, name), text in counting.items()}
    for (key, name), text in other.items():
        if (key.table, name, text) not in said:
            yield FieldChange(sheet_id, key, name, text, "")


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
