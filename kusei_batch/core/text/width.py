"""How wide a text is where a Japanese character takes the room of two Latin ones."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Of the classes of UAX #11: ambiguous characters are wide, as Japanese fonts draw them.
_COLUMNS = {"W": 2, "F": 2, "A": 2, "H": 1, "Na": 1, "N": 1}


def text_width(text: str) -> int:
    """Return the width in half-width characters."""
    return len(text) if text.isascii() else _sum_of_widths(text)


@lru_cache(maxsize=4096)
def _sum_of_widths(text: str) -> int:
    # A sheet measures a text for its column, its row and its page.
    return sum(map(_width_of, text))


@lru_cache(maxsize=8192)
def _width_of(sign: str) -> int:
    return _COLUMNS[unicodedata.east_asian_width(sign)]
