"""What a row of a table is known by, from its collection to the report."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RowKey:
    """The ID of one row of a table; `own` is its number among those the department added to this very sheet.

    It is made once, when a sheet is collected (`collect/row_keys.py`); a row issued from elsewhere has no `own`.
    """

    table: str
    row_id: str
    own: int | None = None
