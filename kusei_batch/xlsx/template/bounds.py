"""Values written in definition sheets: numbers, whole numbers of rows or characters."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from kusei_batch.core.text.notation import close_up

_MINUS = str.maketrans(dict.fromkeys("▲△−‐–", "-"))


def parse_number(text: str) -> Decimal | None:
    """Return `1,200`, `▲３`, `0.5` as a number, None when the text is not a number."""
    plain = close_up(text).translate(_MINUS)
    if not re.fullmatch(r"[-+]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)?(\.[0-9]*)?", plain):
        return None
    try:
        return Decimal(plain.replace(",", ""))
    except InvalidOperation:
        return None


def parse_count(text: str, most: int) -> int | None:
    """Return a whole number from 0 to `most`, None when the text is not a number."""
    number = parse_number(text)
    if number is None or number != number.to_integral_value() or not 0 <= number <= most:
        return None
    return int(number)
