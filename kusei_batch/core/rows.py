"""Which issued row each row of a returned table is: by the 行ID it shows, else by its place."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from kusei_batch.core.form import ROW_ID
from kusei_batch.core.notation import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from kusei_batch.core.submission import Entry, IssuedSheet, Submission


def identify_rows(table: str, submission: Submission, issued: IssuedSheet) -> tuple[str | None, ...]:
    """For each row of a table as it came back, the ID of the row it was issued as; None for any other row.

    Rows that were moved or sorted are known by the 行ID they show. Where two rows show the same, the one in its
    own place is meant; a row that shows none is taken for the one issued in its place, unless that one is known
    to be elsewhere. What shows an ID the sheet does not have is none of its rows.
    """
    ids = issued.rows.get(table, ())
    found: list[str | None] = [None] * len(submission.tables.get(table, ()))
    if not ids:
        return tuple(found)
    shown, strange = _shown_ids(table, submission, ids)
    in_place = range(min(len(ids), len(found)))
    for index in in_place:
        if shown.get(index) == ids[index]:
            found[index] = ids[index]
    for index, row_id in shown.items():
        if index < len(found) and found[index] is None and row_id not in found:
            found[index] = row_id
    for index in in_place:
        if found[index] is None and ids[index] not in found and index not in strange:
            found[index] = ids[index]
    return tuple(found)


def strange_ids(table: str, submission: Submission, issued: IssuedSheet) -> list[Entry]:
    """The 行ID cells that show something the sheet was not issued with."""
    ids = issued.rows.get(table, ())
    entries = submission.shown.get(f"{table}.{ROW_ID}", ())
    return [entries[index] for index in sorted(_shown_ids(table, submission, ids)[1])] if ids else []


def name_rows(table: str, rows: Iterable[tuple[int, str | None]], issued: IssuedSheet) -> Iterator[tuple[int, str]]:
    """Number and ID of every row: the ID it was issued with, else one of the sheet's own (`R08-1303-1-42-目標2`).

    `rows` are numbers (from 1, by place) with the ID known so far. An ID given once is not given again.
    """
    taken = set(issued.rows.get(table, ()))
    prefix = own_prefix(issued.sheet_id, table)
    for number, known in rows:
        free = next(n for n in itertools.count(number) if f"{prefix}{n}" not in taken) if known is None else 0
        row_id = known or f"{prefix}{free}"
        taken.add(row_id)
        yield number, row_id


def own_prefix(sheet_id: str, table: str) -> str:
    """What the IDs of the rows begin with that a department adds to its sheet."""
    return f"{sheet_id}-{table}"


def is_own(row_id: str, table: str, issued: IssuedSheet) -> bool:
    """Whether a row was added by the department, to this very sheet."""
    return row_id.startswith(own_prefix(issued.sheet_id, table))


def _shown_ids(table: str, submission: Submission, ids: Sequence[str]) -> tuple[Mapping[int, str], AbstractSet[int]]:
    """Index -> the ID a row shows, of those the sheet was issued with; and the rows that show anything else."""
    known = {fold(row_id): row_id for row_id in ids}
    entries = submission.shown.get(f"{table}.{ROW_ID}", ())
    texts = {index: fold(entry.cell.text) for index, entry in enumerate(entries) if not entry.cell.is_blank}
    shown = {index: known[text] for index, text in texts.items() if text in known}
    return shown, texts.keys() - shown.keys()
