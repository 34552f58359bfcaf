"""集計 works on records: accepted rows with typed values that know their cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kusei_batch.core.confirmation import Confirmation
from kusei_batch.core.problem import Problem
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.submission import State
from kusei_batch.core.values import TypedValue
from kusei_batch.core.ward import Department

WITHHELD = "（個人情報を確認中）"
"""What is shown instead of a text with what looks like personal data until somebody has decided on it."""

HIDDEN = "（個人情報のため非掲載）"
"""What is shown instead of a text that is withheld for good."""


PICTURE_KIND = "写真"
"""Why a picture is withheld: faces, number plates and names on desks are found by people alone."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a record came from: the archived file's content, the main sheet, and a cell per field.

    A cell on another sheet than `sheet` is written with it: `年間取組計画!C6`.
    """

    sha256: str
    sheet: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Record:
    """One accepted row (or, with table None, a form's head): values typed, and as typed by the department.

    `key` is fixed for the row's life; a head's is None and the ID of its sheet. `withheld` names the fields whose texts
    hold what looks like personal data, each with its kinds (`電話番号、住所`), and those that hold a picture: nobody
    is shown them until they are cleared.
    """

    sheet_id: str
    department: Department
    form: str
    key: RowKey
    number: int | None
    fields: Mapping[str, TypedValue]
    typed: Mapping[str, str]
    source: Source
    withheld: Mapping[str, str] = field(default_factory=dict)

    @property
    def table(self) -> str | None:
        """The table of its row, None of a head."""
        return self.key.table


def rows_of(records: Sequence[Record]) -> list[tuple[Record, Record | None]]:
    """Return every record of a table with the head of its sheet (or None), and every head that has no rows."""
    heads = {record.sheet_id: record for record in records if record.table is None}
    with_rows = {record.sheet_id for record in records if record.table is not None}
    return [
        (record, heads.get(record.sheet_id))
        for record in records
        if record.table is not None or record.sheet_id not in with_rows
    ]


@dataclass(frozen=True, slots=True)
class Coverage:
    """提出状況 of one department for one round; `sha256` and `path` tell which file counts (or was sent back).

    `received` is the day that file came, `first_accepted` the day of the first one that was accepted, `corrected` the
    day on which what counts replaced another accepted content (None: it never did). `days_late` counts up to
    `first_accepted`; of a department without an accepted file, up to the day of the figures.
    `pending_sha256` is a later file that was sent back while an earlier one counts. `changed` tells that the sheet
    would be issued with other rows or values now; `notices` tell of the answer as a whole: that it took the place of
    another, or that others lie beside it. `is_nothing` tells that what counts says 該当なし,
    `confirmation` what the head of its 部 said of it.
    """

    department: Department
    round: str
    state: State
    sheet_id: str | None
    sha256: str | None = None
    path: str | None = None
    received: dt.date | None = None
    days_late: int = 0
    errors: int = 0
    warnings: int = 0
    pending_sha256: str | None = None
    changed: Problem | None = None
    first_accepted: dt.date | None = None
    corrected: dt.date | None = None
    notices: tuple[Problem, ...] = ()
    is_nothing: bool = False
    confirmation: Confirmation | None = None

    @property
    def contents(self) -> tuple[str, ...]:
        """The contents (sha256) it speaks of: of the file that counts or was sent back, and of the later one."""
        return tuple(sha256 for sha256 in (self.sha256, self.pending_sha256) if sha256)
