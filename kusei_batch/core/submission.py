"""提出: what one returned workbook holds, as typed, and the register entry it answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from kusei_batch.core.row_key import RowKey
from kusei_batch.core.values import BLANK, Cell, TypedValue


class Entry(NamedTuple):
    """One cell as typed and where it stands; a named tuple, as cells are."""

    cell: Cell
    sheet: str
    address: str


@dataclass(frozen=True, slots=True)
class Row:
    """Entries by field name: of one row of a table (`number` from 1, by its place), or of the form's head.

    `key` is what a row of a table is known by from here to the report: the key it was issued with, or one of the
    sheet's own; None of a row that does not exist, and of the head, which is no row.
    """

    table: str | None
    number: int | None
    entries: Mapping[str, Entry]
    key: RowKey | None = None

    def cell(self, name: str) -> Cell:
        """Return the cell of a field, BLANK where the row does not have it."""
        entry = self.entries.get(name)
        return entry.cell if entry else BLANK

    @property
    def is_blank(self) -> bool:
        """Whether nothing was entered in any of its cells."""
        return all(e.cell is BLANK or e.cell.is_blank for e in self.entries.values())


@dataclass(frozen=True, slots=True)
class Submission:
    """A returned workbook read whole: head and tables hold entry fields only; blank rows are kept in place.

    `shown` are the display cells as they came back, to be compared with what was stamped; `elsewhere` the 行ID and
    番号 of a table that stands on several sheets, by qualified name and sheet (as it was issued). `untold` stands in
    rows of which nothing tells what they are: it is filed nowhere and must not be lost.
    """

    sha256: str
    head: Row
    tables: Mapping[str, tuple[Row, ...]]
    shown: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    elsewhere: Mapping[tuple[str, str], tuple[Entry, ...]] = field(default_factory=dict)
    untold: tuple[Entry, ...] = ()

    def all_rows(self) -> Iterator[Row]:
        """Yield the head, then the rows of every table."""
        yield self.head
        for rows in self.tables.values():
            yield from rows

    def renditions(self) -> Iterator[tuple[str, bytes]]:
        """Yield, by the name of its file, what documents show of each picture."""
        for row in self.all_rows():
            for entry in row.entries.values():
                yield from ((p.picture.file, p.rendition) for p in entry.cell.pictures if p.picture)


@dataclass(frozen=True, slots=True)
class IssuedSheet:
    """One entry of the 発行台帳: a sheet that was issued, what was stamped on it, and the values that were.

    `stamped` maps a display field's qualified name to the texts it prints, top to bottom; `rows` a table to the keys of
    the rows it was issued with. `values` maps the qualified name of a field that begins with something, shown or to be
    entered (引継), to its typed values in the order of `rows` (of the head, one); what it does not name was blank.
    `origin` is the content (sha256) of the hand-up that a ward with a workspace of its own told of it in; blank: it was
    issued here. Then what was stamped is known to that ward alone. Of a sheet that stands for a part of a past list
    it is the content of that list.
    """

    sheet_id: str
    round: str
    form: str
    form_version: str
    fiscal_year: int
    ward_code: str
    department_code: str
    path: str
    issued_on: dt.date
    stamped: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rows: Mapping[str, tuple[RowKey, ...]] = field(default_factory=dict)
    values: Mapping[str, tuple[TypedValue, ...]] = field(default_factory=dict)
    origin: str = ""

    def value(self, name: str, index: int) -> TypedValue:
        """Return what a field was issued with in row `index` (from 0; of the head, 0); None when it was blank."""
        values = self.values.get(name, ())
        return values[index] if index < len(values) else None


class Verdict(StrEnum):
    """What became of one file found in the inbox."""

    ACCEPTED = "accepted"
    ACCEPTED_WITH_WARNINGS = "accepted_with_warnings"
    SENT_BACK = "sent_back"
    QUARANTINED = "quarantined"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """The Japanese word printed for it."""
        return _VERDICT_LABELS[self]

    @property
    def counts(self) -> bool:
        """Whether the file's records count."""
        return self in (Verdict.ACCEPTED, Verdict.ACCEPTED_WITH_WARNINGS)


_VERDICT_LABELS = {
    Verdict.ACCEPTED: "受理",
    Verdict.ACCEPTED_WITH_WARNINGS: "受理（確認事項あり）",
    Verdict.SENT_BACK: "差戻し",
    Verdict.QUARANTINED: "隔離",
    Verdict.UNCHANGED: "変更なし",
    Verdict.SKIPPED: "対象外",
    Verdict.FAILED: "処理失敗",
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """One file received: its content, where it lay, the day it came, its verdict, and the run that took it in.

    `origin` is the content (sha256) of the hand-up that names it: then it was received, and is kept, in its ward.
    A past list that was imported is its own.
    """

    sha256: str
    path: str
    received: dt.date
    verdict: Verdict
    sheet_id: str | None
    nothing_to_report: bool = False
    run: int = 0
    origin: str = ""

    @property
    def is_answer(self) -> bool:
        """Whether it says anything of its sheet; what was quarantined, skipped or failed does not."""
        return self.sheet_id is not None and (self.verdict.counts or self.verdict is Verdict.SENT_BACK)


class State(StrEnum):
    """提出状況 of one department for one round.

    NOT_TAKEN: it handed something in, but nothing that could be taken. UNCONFIRMED: what was accepted counts, and its
    部長 has not confirmed it.
    """

    NOT_ISSUED = "not_issued"
    MISSING = "missing"
    SENT_BACK = "sent_back"
    ACCEPTED = "accepted"
    UNCONFIRMED = "unconfirmed"
    NONE_TO_REPORT = "none_to_report"
    OVERDUE = "overdue"
    NOT_TAKEN = "not_taken"
    ABOLISHED = "abolished"

    @property
    def label(self) -> str:
        """The Japanese word printed for it."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    State.NOT_ISSUED: "未発行",
    State.MISSING: "未提出",
    State.SENT_BACK: "差戻し中",
    State.ACCEPTED: "受理",
    State.UNCONFIRMED: "部長確認待ち",
    State.NONE_TO_REPORT: "該当なし",
    State.OVERDUE: "期限超過",
    State.ABOLISHED: "廃止",
    State.NOT_TAKEN: "受け取れず",
}

ANSWERED = (State.ACCEPTED, State.UNCONFIRMED, State.NONE_TO_REPORT)
"""Where an answer was accepted: its records count."""
