"""Columns of a sheet by letters and by number."""

from __future__ import annotations


def column_letters(column: int) -> str:
    """Return `A` for 1, `AA` for 27."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Return 1 for `A`, 27 for `aa`."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
