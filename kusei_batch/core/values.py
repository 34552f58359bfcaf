"""Cells as typed and values as understood. The stages between them never lose the former."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from kusei_batch.core.characters import shows_nothing

TypedValue = str | int | Decimal | dt.date | bool | tuple[str, ...] | None


class CellKind(Enum):
    """What Excel stored in a cell."""

    BLANK = "blank"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    ERROR = "error"
    UNCOMPUTED = "uncomputed"


class Cell(NamedTuple):
    """One cell as typed; a named tuple, because a night makes hundreds of each workbook.

    `text` is the text exactly as typed; of a number its shortest decimal form (`98`, `0.5`; `98%` where
    the cell is formatted as a percentage), of a date ISO 8601 (with the time when there is one), of an
    error its name (`#N/A`), of a formula without a value the formula. `number` is the stored number of
    NUMBER and DATE cells. `formula` tells that the value was computed.
    """

    kind: CellKind
    text: str = ""
    number: Decimal | None = None
    formula: bool = False

    @property
    def is_blank(self) -> bool:
        """Nothing was entered, or only white space and characters nobody sees."""
        return self.kind in _MAY_BE_BLANK and (not self.text or shows_nothing(self.text))


_MAY_BE_BLANK = (CellKind.BLANK, CellKind.TEXT)
BLANK = Cell(CellKind.BLANK)


def text_cell(text: str) -> Cell:
    """A cell holding that text, blank when it is empty."""
    return Cell(CellKind.TEXT, text) if text else BLANK
