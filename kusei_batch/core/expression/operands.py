"""What expressions are worked out from: values as they are looked up, and the texts and numbers they stand for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum

from kusei_batch.core.text.notation import fold
from kusei_batch.core.values import TypedValue


class Unread(Enum):
    """Stands for what was entered but could not be read: neither a value nor a blank."""

    UNREAD = "unread"


UNREAD = Unread.UNREAD
Operand = TypedValue | Unread
Lookup = Mapping[str, Operand] | Callable[[str], Operand]


def look_up(lookup: Lookup, name: str) -> Operand:
    """Return the value of a name, None where it is blank."""
    found = lookup.get(name) if isinstance(lookup, Mapping) else lookup(name)
    return None if found in ("", ()) else found


def keys_of(value: TypedValue) -> set[str]:
    """Return the texts by which an expression may name a value."""
    match value:
        case bool():
            return {fold("はい" if value else "いいえ")}
        case tuple():
            return {fold(v) for v in value}
        case Decimal():
            return {fold(format(value, "f")), fold(format(value.normalize(), "f"))}
        case _:
            return {fold(str(value))}


def is_number(operand: Operand) -> bool:
    """Return whether it is compared as a number: はい・いいえ is not."""
    return isinstance(operand, (int, Decimal)) and not isinstance(operand, bool)


def number_of(operand: Operand) -> Decimal | None:
    """Return the number to calculate with, None where it is not a number."""
    if isinstance(operand, bool) or not isinstance(operand, (int, Decimal)):
        return None
    number = Decimal(operand)
    return number if number.is_finite() else None
