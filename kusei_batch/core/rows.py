"""Which issued row each row of a returned table is: by the 行ID it shows, else by its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kusei_batch.core.form import ROW_ID
from kusei_batch.core.notation import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kusei_batch.core.submission import IssuedSheet, Submission


def identify_rows(table: str, submission: Submission, issued: IssuedSheet) -> tuple[str | None, ...]:
    """For each row of a table as it came back, the ID of the row it was issued as; None for any other row.

    Rows that were moved or sorted are known by the 行ID they show. Where two rows show the same, the one in its
    own place is meant; a row that shows none of the sheet's is taken for the one issued in its place, unless that
    one is known to be elsewhere.
    """
    ids = issued.rows.get(table, ())
    found: list[str | None] = [None] * len(submission.tables.get(table, ()))
    if not ids:
        return tuple(found)
    shown = _shown_ids(table, submission, ids)
    in_place = range(min(len(ids), len(found)))
    for index in in_place:
        if shown.get(index) == ids[index]:
            found[index] = ids[index]
    for index, row_id in shown.items():
        if index < len(found) and found[index] is None and row_id not in found:
            found[index] = row_id
    for index in in_place:
        if found[index] is None and ids[index] not in found:
            found[index] = ids[index]
    return tuple(found)


def own_row_id(sheet_id: str, table: str, number: int) -> str:
    """The ID of a row the department adds to a sheet: `R08-1303-1-42-目標2`."""
    return f"{own_prefix(sheet_id, table)}{number}"


def own_prefix(sheet_id: str, table: str) -> str:
    """What the IDs of a sheet's own rows begin with."""
    return f"{sheet_id}-{table}"


def _shown_ids(table: str, submission: Submission, ids: Sequence[str]) -> Mapping[int, str]:
    """Index -> the ID a row shows, of those the sheet was issued with."""
    known = {fold(row_id): row_id for row_id in ids}
    entries = submission.shown.get(f"{table}.{ROW_ID}", ())
    texts = ((index, fold(entry.cell.text)) for index, entry in enumerate(entries))
    return {index: known[text] for index, text in texts if text in known}
