"""Cells as typed and values as understood. The stages between them never lose the former."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from kusei_batch.core.picture import InsertedPicture, Picture
from kusei_batch.core.text.characters import shows_nothing

TypedValue = str | int | Decimal | dt.date | bool | tuple[str, ...] | Picture | None


class CellKind(Enum):
    """What Excel stored in a cell."""

    BLANK = "blank"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    ERROR = "error"
    UNCOMPUTED = "uncomputed"
    PICTURE = "picture"


class Look(NamedTuple):
    """What a cell's format makes of what is stored in it.

    `shown` is the text it shows where that is another than the cell's (nothing at all where it hides it), None
    where it is the same; `known` is False where nobody can say. `thousands` is how many times the format
    divides the number by a thousand, `letters` are those of a date (`y`, `m`, `d`, …); `struck` tells that the
    content is struck through, wholly or in part, `raised` that digits above or below the line follow others,
    `unseen` that its letters, wholly or in part, have the colour of what lies behind them, or are too small. `inks` are
    the colours (`FFFFFF`) that parts of a text or the number format ask for instead of the font's.
    """

    shown: str | None = None
    known: bool = True
    thousands: int = 0
    letters: frozenset[str] = frozenset()
    struck: bool = False
    raised: bool = False
    unseen: bool = False
    inks: frozenset[str] = frozenset()


class Cell(NamedTuple):
    """One cell as typed; a named tuple, because a night makes hundreds of each workbook.

    `text` is the text exactly as typed; of a number its shortest decimal form (`98`, `0.5`; `98%` where
    the cell is formatted as a percentage), of a date ISO 8601 (with the time when there is one), of an
    error its name (`#N/A`), of a formula without a value the formula. `number` is the stored number of
    NUMBER and DATE cells. `formula` tells that the value was computed. `look` is there where the cell shows
    another text than that. `pictures` lie over or in a PICTURE cell, whose text is what was typed beside them.
    """

    kind: CellKind
    text: str = ""
    number: Decimal | None = None
    formula: bool = False
    look: Look | None = None
    pictures: tuple[InsertedPicture, ...] = ()

    @property
    def shown(self) -> str:
        """What the cell shows, without blanks that only align it."""
        return self.text if self.look is None or self.look.shown is None else self.look.shown.strip()

    @property
    def is_struck(self) -> bool:
        """Whether it is struck through, wholly or in part (取り消し線)."""
        return self.look is not None and self.look.struck

    @property
    def is_raised(self) -> bool:
        """Whether digits above or below the line (上付き、下付き) follow others, with which they read as one number."""
        return self.look is not None and self.look.raised

    @property
    def is_unseen(self) -> bool:
        """Whether its letters, wholly or in part, have the colour of what lies behind them, or are too small."""
        return self.look is not None and self.look.unseen

    @property
    def is_blank(self) -> bool:
        """Nothing was entered, or only white space and characters nobody sees."""
        return self.kind in _MAY_BE_BLANK and (not self.text or shows_nothing(self.text))


_MAY_BE_BLANK = (CellKind.BLANK, CellKind.TEXT)
BLANK = Cell(CellKind.BLANK)


def text_cell(text: str) -> Cell:
    """Return a cell holding that text, blank when it is empty."""
    return Cell(CellKind.TEXT, text) if text else BLANK
