"""個人情報の確認: texts with what looks like personal data are shown to nobody before somebody has decided on them.

This is the one place where records that count are handed on to documents, pages, screens and JSON.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from kusei_batch.config import Workspace
from kusei_batch.core.clearance import HEADINGS, Judgment, judgments_of
from kusei_batch.core.decision_book import Value
from kusei_batch.core.identity import fingerprint
from kusei_batch.core.picture import Picture
from kusei_batch.core.record import HIDDEN, WITHHELD, Record
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.ward import Department
from kusei_batch.pipeline.session import readable_key


@dataclass(frozen=True, slots=True)
class Withheld:
    """One text that is withheld: its record's row and department, its field, `シート!セル`, kinds and fingerprint.

    A text that is `open` waits for its judgment.
    """

    key: RowKey
    sheet_id: str
    department: Department
    field: str
    place: str
    kinds: str
    fingerprint: str
    judgment: Judgment

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided on it yet."""
        return self.judgment is Judgment.OPEN


def withhold(workspace: Workspace, records: Iterable[Record]) -> tuple[list[Record], list[Withheld]]:
    """Return the records as anybody may see them, and every text in them that is withheld.

    A text is shown once it is cleared: that very text, wherever its department writes it.
    """
    judged = judgments_of(workspace.master.clearances)
    # Only where there is something to withhold is the key asked for.
    mark = partial(_mark, cache(partial(readable_key, workspace.state)))
    shown, withheld = [], []
    for record in records:
        kept = [_withheld(record, name, mark, judged) for name in record.withheld if record.fields.get(name)]
        kept = [one for one in kept if one.judgment is not Judgment.SHOWN]
        shown.append(_veiled(record, kept) if kept else record)
        withheld += kept
    return shown, withheld


def find_decided(workspace: Workspace, records: Iterable[Record]) -> frozenset[str]:
    """Return the places (`シート!セル`) of the texts in these records about which somebody has decided."""
    judged = judgments_of(workspace.master.clearances)
    mark = partial(_mark, cache(partial(readable_key, workspace.state)))
    marked = (
        _withheld(record, name, mark, judged)
        for record in records
        for name in record.withheld
        if record.fields.get(name)
    )
    return frozenset(one.place for one in marked if not one.is_open)


def _mark(key: Callable[[], bytes | None], text: str) -> str:
    """Return the text's fingerprint; empty, which no judgment is for, before somebody who may not read the key."""
    secret = key()
    return fingerprint(secret, text) if secret else ""


def _withheld(
    record: Record, name: str, mark: Callable[[str], str], judged: Mapping[tuple[str, str], Judgment]
) -> Withheld:
    value = record.fields[name]
    known = (record.department.code, mark(value.shown if isinstance(value, Picture) else str(value)))
    cell = record.source.cells.get(name, "")
    return Withheld(
        key=record.key,
        sheet_id=record.sheet_id,
        department=record.department,
        field=name,
        place=cell if "!" in cell else f"{record.source.sheet}!{cell}",
        kinds=record.withheld[name],
        fingerprint=known[1],
        judgment=judged.get(known, Judgment.OPEN),
    )


def _veiled(record: Record, withheld: Sequence[Withheld]) -> Record:
    words = {one.field: WITHHELD if one.is_open else HIDDEN for one in withheld}
    return replace(record, fields={**record.fields, **words}, typed={**record.typed, **words})


def clearance_rows(withheld: Iterable[Withheld], received: Mapping[str, dt.date | None]) -> list[dict[str, Value]]:
    """Return a row for each text that waits for its judgment; `received` goes by sheet id.

    A text that a department writes in several places is asked about once.
    """
    waiting: dict[tuple[str, str], Withheld] = {}
    for one in withheld:
        if one.is_open:
            waiting.setdefault((one.department.code, one.fingerprint), one)
    return [_row(one, received.get(one.sheet_id)) for one in waiting.values()]


def _row(one: Withheld, day: dt.date | None) -> dict[str, Value]:
    received = f"{day:%Y-%m-%d}" if day else ""
    cells = (one.key.row_id, one.department.code, one.field, one.place, one.kinds, received, one.fingerprint)
    return dict(zip(HEADINGS, cells, strict=False))
