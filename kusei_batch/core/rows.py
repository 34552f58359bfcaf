"""What the rows of a table are known by: the ID they were issued with, or one of the sheet's own."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from kusei_batch.core.form import Form
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.submission import IssuedSheet


@dataclass(frozen=True, slots=True)
class OwnIds:
    """The IDs of the rows a department adds to a table of its sheet: `R08-1303-1-42-目標2`."""

    prefix: str

    def numbered(self, number: int) -> str:
        """The ID of the row of that number."""
        return f"{self.prefix}{number}"

    def free(self, number: int, taken: Iterable[str]) -> str:
        """The first ID from that number on that is not taken: an ID given once is not given again."""
        used = set(taken)
        return next(i for n in itertools.count(number) if (i := self.numbered(n)) not in used)


def own_ids(sheet_id: str, table: str, form: Form) -> OwnIds:
    """The IDs of a table's own rows; a hyphen keeps 目標2's first row apart from 目標's twenty-first."""
    apart = any(_runs_into(other.name, table) for other in form.tables)
    return OwnIds(f"{sheet_id}-{table}{'-' if apart else ''}")


def is_own(row_id: str, table: str, issued: IssuedSheet) -> bool:
    """Whether a row was added by the department, to this very sheet."""
    return row_key(row_id, table, issued).own is not None


def row_key(row_id: str, table: str, issued: IssuedSheet) -> RowKey:
    """The key of a row by its ID: one of the sheet's own says its number."""
    found = re.fullmatch(rf"{re.escape(f'{issued.sheet_id}-{table}')}-?(\d+)", row_id)
    return RowKey(table, row_id, int(found[1]) if found else None)


def _runs_into(shorter: str, name: str) -> bool:
    """Whether a table's name goes on like a row of another table."""
    return name != shorter and re.fullmatch(rf"{re.escape(shorter)}[\d-]+", name) is not None
