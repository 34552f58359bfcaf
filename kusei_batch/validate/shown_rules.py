"""Compare what a cell shows with what is stored in it: a value that the sheet shows otherwise is asked about.

The number stored is the number, whatever the format rounds or hides; only one that a format divides by thousands, in
a field counted in thousands, is the figure shown. Every difference is reported.
"""

from __future__ import annotations

import re
from decimal import Decimal

from kusei_batch.core.values import Cell, CellKind
from kusei_batch.validate.reading_notes import ReadingNote, is_mere_sign, quote

_THOUSANDS = {"千": 1, "百万": 2, "十億": 3}
_DECIMALS = re.compile(r"\.([0-9]+)")


def hides(cell: Cell) -> bool:
    """Return whether a cell holds something and shows nothing (`;;;`, a zero in `[=0]"";General`)."""
    return cell.look is not None and cell.look.known and not cell.shown and bool(cell.text.strip())


def shown_text(cell: Cell) -> str:
    """Return the text a cell stands for: what it shows, else what is stored."""
    return cell.text if hides(cell) or (cell.look is not None and not cell.look.known) else cell.shown


def tell_hidden(cell: Cell) -> ReadingNote | None:
    """Return the note on a cell whose look hides its content, None for any other."""
    if cell.look is not None and not cell.look.known:
        return ReadingNote("shown-unknown", {"value": quote(cell.text)})
    return ReadingNote("hidden-by-format", {"value": quote(cell.text)}) if hides(cell) else None


def compare_figures(
    cell: Cell, value: Decimal, figure: Decimal | None, unit: str
) -> tuple[Decimal, ReadingNote | None]:
    """Return the number read and the note on it.

    It is `value` or the `figure` shown (None: nothing shown reads as a number).
    """
    look = cell.look
    if look is None or look.shown is None:
        return value, tell_hidden(cell)
    words = {"shown": quote(cell.shown), "value": _digits(value)}
    if look.thousands and unit and figure == value:  # 1,200千円 in a field of 円
        return value, ReadingNote("number-read", {"text": quote(cell.shown), "value": _digits(value)})
    if figure is not None and look.thousands and look.thousands == _thousands_in(unit):
        words["stored"] = _digits(cell.number if cell.number is not None else value)
        return figure, ReadingNote("thousands-read", {**words, "value": _digits(figure)})
    # 1,200千円 is 1200000 in words, but where no unit is known, 千円 may stand beside the cell a second time.
    divided = look.thousands and not unit
    if (figure == value and not divided) or (value == 0 and cell.shown and is_mere_sign(cell.shown)):
        return value, None
    if not cell.shown:
        return value, tell_hidden(cell)
    rounded = not divided and figure is not None and abs(figure - value) <= _half_a_step(cell.shown)
    return value, ReadingNote("shown-rounded" if rounded else "shown-otherwise", words)


def tell_partial_date(cell: Cell, label: str) -> ReadingNote | None:
    """Return the note on a date whose format shows no year, month or day; `label` is the day in full."""
    letters = cell.look.letters if cell.look else frozenset()
    if cell.kind is not CellKind.DATE or not letters or (letters & {"y", "e"} and {"m", "d"} <= letters):
        return None
    return ReadingNote("date-shown-partly", {"shown": quote(cell.shown), "value": label})


def _thousands_in(unit: str) -> int:
    return next((n for word, n in _THOUSANDS.items() if unit.startswith(word)), 0)


def _half_a_step(shown: str) -> Decimal:
    decimals = _DECIMALS.search(shown)
    return Decimal(5).scaleb(-len(decimals[1]) - 1 if decimals else -1)


def _digits(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
