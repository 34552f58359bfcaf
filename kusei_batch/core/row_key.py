"""What a row of a table is known by, from its collection to the report, and the text it is printed as."""

from __future__ import annotations

import itertools
import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import NamedTuple, Self

from kusei_batch.core.form import Form


class RowKey(NamedTuple):
    """The table of a row and the ID it keeps for its life.

    A head is no row: as long as it is read it has no key, and its record bears None and the ID of its sheet.
    `row_id` is its one text: the ledger keeps it, sheets and documents show it as 行ID. There are two kinds. A row that
    a department added has the ID of its sheet, the table and a number (`R08-1303-1-42-目標2`); a row from a list has
    its department's code and the list's ID (`1303-A-1`). A row that goes on in another round or table keeps its ID.
    """

    table: str | None
    row_id: str

    @classmethod
    def of_list(cls, table: str, department: str, list_id: str) -> Self:
        """Return the key of a list's row in the sheet of a department, given by its code."""
        return cls(table, f"{department}-{list_id}")

    def list_id(self, departments: Container[str]) -> str | None:
        """Return the ID in the list the row is from, None of a row from none.

        `departments` are the codes of those it may have been issued to: one that is known, or all there are.
        """
        code, dash, own = self.row_id.partition("-")
        return own if dash and code in departments else None

    def own_number(self, sheet_id: str) -> int | None:
        """Return the row's number among those its department added to that sheet, None of any other row."""
        begin = f"{sheet_id}-{self.table}"
        number = self.row_id.removeprefix(begin).removeprefix("-")
        is_own = self.row_id.startswith(begin) and number.isascii() and number.isdigit()
        return int(number) if is_own else None


@dataclass(frozen=True, slots=True)
class OwnKeys:
    """The keys of the rows a department adds to a table of its sheet; `begin` is what their IDs begin with."""

    table: str
    begin: str

    @classmethod
    def of(cls, sheet_id: str, table: str, form: Form) -> Self:
        """Return those of a table; a hyphen keeps 目標2's first row apart from 目標's twenty-first."""
        # Its name may go on like a row of another table.
        apart = any(
            table != other.name and re.fullmatch(rf"{re.escape(other.name)}[\d-]+", table) is not None
            for other in form.tables
        )
        return cls(table, f"{sheet_id}-{table}{'-' if apart else ''}")

    def numbered(self, number: int) -> RowKey:
        """Return the key of the row of that number."""
        return RowKey(self.table, f"{self.begin}{number}")

    def free(self, number: int, taken: Iterable[str]) -> RowKey:
        """Return the first key from that number on whose ID is not taken: an ID given once is not given again."""
        used = set(taken)
        return next(key for n in itertools.count(number) if (key := self.numbered(n)).row_id not in used)
