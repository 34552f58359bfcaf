"""Cells of lists and definitions: what is shown is meant, and a number whose format shows another is no number."""

from __future__ import annotations

import re
from decimal import Decimal

from kusei_batch.core.values import Cell, CellKind

_FIGURE = re.compile(r"[-+△▲]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)", re.ASCII)
_MINUS = str.maketrans("△▲", "--")


def shows_itself(cell: Cell) -> bool:
    """Return whether a number is shown as it is: not rounded, divided, hidden or in signs that are not known here."""
    if cell.kind is not CellKind.NUMBER or cell.look is None or cell.number is None:
        return True
    number = cell.number * 100 if cell.text.endswith("%") else cell.number
    return cell.look.known and cell.shown != "" and _figure(cell.shown) in (None, number)


def listed_text(cell: Cell) -> str:
    """Return what a cell of a list says: what it shows (`0130`), a date in ISO 8601, a number without grouping."""
    if cell.kind is CellKind.DATE or not cell.shown or _ungrouped(cell.shown) == cell.text:
        return cell.text
    return cell.shown


def _figure(shown: str) -> Decimal | None:
    """Return the number a text shows, None where it is more than a number (`130円`)."""
    plain = _ungrouped(shown).rstrip("%％")
    return Decimal(plain.translate(_MINUS)) if _FIGURE.fullmatch(plain) else None


def _ungrouped(shown: str) -> str:
    return shown.replace(",", "").replace(" ", "")
