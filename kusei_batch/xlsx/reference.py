"""Addresses and the references inside formulas, moved row by row."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from kusei_batch.core.text.columns import column_letters, column_number

_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_SHEET = r"(?P<sheet>(?:'(?:[^']|'')+'|(?:\[[^\]]*\])?[^\W\d][\w.]*)!)?"
_CELL = r"\$?[A-Za-z]{1,3}\$?\d{1,7}"
_TOKENS = re.compile(
    rf'"(?:[^"]|"")*"|{_SHEET}(?P<ref>{_CELL}(?::{_CELL})?|\$?\d{{1,7}}:\$?\d{{1,7}})(?![\w.(!\[])'
    r"|'(?:[^']|'')+'!?|\[(?:[^\[\]]|\[[^\[\]]*\])*\]|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|[^\W\d][\w.]*!?"
)
# In Sheet1:Sheet3!A1, which spans sheets, what stands before the last one.
_FIRST_SHEET = re.compile(r"(?<![\w.!'])[^\W\d][\w.]*:$")
_PARTS = re.compile(r"(\$?)([A-Za-z]{0,3})(\$?)(\d+)")
LAST_ROW = 1_048_576


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells; rows and columns from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        first = address(self.top, self.left)
        return first if self.is_cell else f"{first}:{address(self.bottom, self.right)}"

    @property
    def is_cell(self) -> bool:
        """Whether it is one cell."""
        return self.top == self.bottom and self.left == self.right

    def holds(self, row: int, column: int) -> bool:
        """Return whether a cell lies in it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


def address(row: int, column: int) -> str:
    """Return `B3` for row 3, column 2."""
    return f"{column_letters(column)}{row}"


def read_address(text: str) -> tuple[int, int]:
    """Return row and column of `B3` or `$B$3`; raise ValueError for any other text."""
    found = _ADDRESS.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return int(found[2]), column_number(found[1])


# Those of a form's fields are asked for again and again.
parse_address = lru_cache(maxsize=16_384)(read_address)


def parse_area(text: str) -> Area:
    """Return the rectangle of `B3` or `B3:D5`; raise ValueError for any other text."""
    first, _, last = text.partition(":")
    top, left = parse_address(first)
    bottom, right = parse_address(last or first)
    return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def parse_areas(sqref: str) -> list[Area]:
    """Return the rectangles of a list such as `B3 D5:E9`; whole columns are as high as a sheet."""
    return [parse_area(_bounded(part)) for part in sqref.split()]


def quote_sheet(name: str) -> str:
    """Return a sheet's name as formulas write it."""
    return "'" + name.replace("'", "''") + "'"


def absolute(area: Area) -> str:
    """Return `$B$3:$B$12`, or `$B$3` of one cell."""
    first = f"${column_letters(area.left)}${area.top}"
    return first if area.is_cell else f"{first}:${column_letters(area.right)}${area.bottom}"


def rewrite_references(formula: str, sheet: str, change: Callable[[str, str], str]) -> str:
    """Return a formula with each reference passed through `change(sheet name, reference)`.

    `sheet` is where the formula stands. References to other workbooks and over several sheets are left as they are.
    """

    def replace(found: re.Match[str]) -> str:
        reference = found["ref"]
        if reference is None or (found["sheet"] and _FIRST_SHEET.search(formula, 0, found.start())):
            return found[0]
        prefix = found["sheet"] or ""
        name = prefix[:-1] if prefix else sheet
        if prefix.startswith("'"):
            name = name[1:-1].replace("''", "'")
        if "[" in name or ":" in name:
            return found[0]
        return prefix + change(name, reference)

    return _TOKENS.sub(replace, formula)


def map_rows(reference: str, first: Callable[[int], int], last: Callable[[int], int]) -> str:
    """Return `B3`, `B3:D5` or `3:5` with its rows passed through `first` and, of a range's end, `last`."""
    start, colon, end = reference.partition(":")
    if not colon:
        return _with_row(start, first)
    return f"{_with_row(start, first)}:{_with_row(end, last)}"


def translate(formula: str, rows: int, columns: int = 0) -> str:
    """Return a formula as Excel's fill handle would carry it: relative references move, `$` ones stay."""

    def move(_: str, reference: str) -> str:
        return ":".join(_moved(part, rows, columns) for part in reference.split(":"))

    return rewrite_references(formula, "", move) if rows or columns else formula


def _with_row(text: str, change: Callable[[int], int]) -> str:
    found = _PARTS.fullmatch(text)
    return text if found is None else f"{found[1]}{found[2]}{found[3]}{change(int(found[4]))}"


def _moved(text: str, rows: int, columns: int) -> str:
    found = _PARTS.fullmatch(text)
    if found is None:
        return text
    if not found[2]:
        return text if found[1] else str(int(found[4]) + rows)
    letters = found[2] if found[1] else column_letters(column_number(found[2]) + columns)
    return f"{found[1]}{letters}{found[3]}{found[4] if found[3] else int(found[4]) + rows}"


def _bounded(part: str) -> str:
    if re.fullmatch(r"\$?[A-Za-z]+:\$?[A-Za-z]+", part):
        first, last = part.split(":")
        return f"{first}1:{last}{LAST_ROW}"
    if re.fullmatch(r"\$?\d+:\$?\d+", part):
        first, last = part.split(":")
        return f"A{first}:XFD{last}"
    return part
