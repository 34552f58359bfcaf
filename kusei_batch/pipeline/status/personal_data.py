"""個人情報の確認: texts with what looks like personal data are shown to nobody before somebody has decided on them.

This is the one place where records that count are handed on to documents, pages, screens and JSON.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from kusei_batch.config import Workspace
from kusei_batch.core.clearance import HEADINGS, Judgment, judgments_of
from kusei_batch.core.decision_book import Value
from kusei_batch.core.identity import fingerprint
from kusei_batch.core.period import Calendar
from kusei_batch.core.picture import Picture
from kusei_batch.core.problem import Problem
from kusei_batch.core.record import HIDDEN, WITHHELD, Record
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.ward import Department
from kusei_batch.pipeline.session import readable_key
from kusei_batch.validate.problem_location import keep_cells


@dataclass(frozen=True, slots=True)
class Withheld:
    """One text that is withheld: its record's row and department, its field, `シート!セル`, kinds and fingerprint.

    A text that is `open` waits for its judgment; one that is cleared is withheld no more.
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
    shown, withheld = [], []
    for record, marked in _judge(workspace, records):
        kept = [one for one in marked if one.judgment is not Judgment.SHOWN]
        shown.append(_veiled(record, kept) if kept else record)
        withheld += kept
    return shown, withheld


def find_marked(workspace: Workspace, records: Iterable[Record]) -> list[Withheld]:
    """Return every text in these records that looks like personal data, also those that are cleared."""
    return [one for _, marked in _judge(workspace, records) for one in marked]


def _judge(workspace: Workspace, records: Iterable[Record]) -> Iterator[tuple[Record, list[Withheld]]]:
    judged = judgments_of(workspace.master.clearances)
    # Only where there is something to withhold is the key asked for.
    mark = partial(_mark, cache(partial(readable_key, workspace.state)))
    for record in records:
        yield record, [_withheld(record, name, mark, judged) for name in record.withheld if record.fields.get(name)]


def places_decided(marked: Iterable[Withheld]) -> frozenset[str]:
    """Return the places (`シート!セル`) of the texts about which somebody has decided."""
    return frozenset(one.place for one in marked if not one.is_open)


def still_asked(problems: Sequence[Problem], decided: Collection[str]) -> Sequence[Problem]:
    """Return what was found in a file without the questions on texts at places about which somebody has decided.

    A question on several cells goes on for those of them that wait.
    """
    if not decided:
        return problems
    return [left for problem in problems if (left := _waiting_part(problem, decided))]


def _waiting_part(problem: Problem, decided: Collection[str]) -> Problem | None:
    place = problem.location
    waiting = [cell for cell in place.cells if f"{place.sheet}!{cell}" not in decided]
    if problem.code != "personal-data" or len(waiting) == len(place.cells):
        return problem
    return keep_cells(problem, waiting) if waiting else None


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


def clearance_rows(
    withheld: Iterable[Withheld], received: Mapping[str, dt.date | None], calendar: Calendar
) -> list[dict[str, Value]]:
    """Return a row for each text that waits for its judgment; `received` goes by sheet id.

    A text that a department writes in several places is asked about once.
    """
    waiting: dict[tuple[str, str], Withheld] = {}
    for one in withheld:
        if one.is_open:
            waiting.setdefault((one.department.code, one.fingerprint), one)
    return [_row(one, received.get(one.sheet_id), calendar) for one in waiting.values()]


def _row(one: Withheld, day: dt.date | None, calendar: Calendar) -> dict[str, Value]:
    received = calendar.date_label(day) if day else ""
    cells = (one.key.row_id, one.department.code, one.field, one.place, one.kinds, received, one.fingerprint)
    return dict(zip(HEADINGS, cells, strict=False))
