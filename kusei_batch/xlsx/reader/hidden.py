"""Rows and columns nobody sees: hidden by hand, by a filter, in a closed group, or drawn to nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_KEPT_BYTES = 64 * 1024
_HINTS = re.compile(rb"""\s(?:hidden=["'](?:1|true)|(?:ht|width)=["'][0-3]?(?:\.[0-9]*)?["'])""")
_USUAL = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?sheetFormatPr(\s[^<>]*)>")
_LEAST = {b"ht": 4.0, b"width": 0.6}
"""Points of a row and letters of a column below which nothing in it can be read."""
_LINE = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?(row|col)(\s[^<>]*)?>")
_ATTRIBUTE = re.compile(rb"""\s([A-Za-z]+)\s*=\s*["']([^"']*)["']""")
_SIZE = re.compile(rb"[0-9]+(?:\.[0-9]*)?|\.[0-9]+")
_TRUE = (b"1", b"true")
_LAST_COLUMN = 16_384


@dataclass(frozen=True, slots=True)
class Hidden:
    """The hidden rows and columns of a sheet, from 1."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()

    def holds(self, row: int, column: int) -> bool:
        """Return whether a cell lies in one of them."""
        return row in self.rows or column in self.columns


NOTHING_HIDDEN = Hidden()


def find_hidden(content: bytes) -> Hidden:
    """Return what is hidden in a sheet's part, with or without its cells.

    Remembered, since the sheets of one form have the same rows and columns in most copies.
    """
    return _remembered(content) if len(content) <= _KEPT_BYTES else _hidden(content)


def _hidden(content: bytes) -> Hidden:
    usual = _usual_sizes(content)
    if not (_HINTS.search(content) or any(_is_drawn_to_nothing(drawn, size) for size, drawn in usual.items())):
        return NOTHING_HIDDEN
    rows: set[int] = set()
    stated: list[range] = []
    columns: set[int] = set()
    row = 0
    for kind, written in _LINE.findall(content):
        attributes = dict(_ATTRIBUTE.findall(written))
        if kind == b"row":
            row = _whole(attributes.get(b"r", b""), row + 1)
            if _is_hidden(attributes, b"ht", usual):
                rows.add(row)
        else:
            last = min(_whole(attributes.get(b"max", b""), 0), _LAST_COLUMN)
            meant = range(_whole(attributes.get(b"min", b""), 1), last + 1)
            stated.append(meant)
            columns.update(meant if _is_hidden(attributes, b"width", usual) else ())
    if _is_drawn_to_nothing(usual[b"width"], b"width"):
        columns.update(set(range(1, _LAST_COLUMN + 1)).difference(*stated))
    return Hidden(frozenset(rows), frozenset(columns))


_remembered = lru_cache(maxsize=64)(_hidden)


def _usual_sizes(content: bytes) -> dict[bytes, bytes]:
    """Return the height of rows and width of columns that state none; zeroHeight is for rows without cells."""
    found = _USUAL.search(content)
    stated = dict(_ATTRIBUTE.findall(found[1])) if found else {}
    height = stated.get(b"defaultRowHeight", b"") if stated.get(b"customHeight") in _TRUE else b""
    return {b"ht": height, b"width": stated.get(b"defaultColWidth", b"")}


def _is_hidden(attributes: dict[bytes, bytes], size: bytes, usual: dict[bytes, bytes]) -> bool:
    drawn = attributes.get(size, usual[size])
    return attributes.get(b"hidden") in _TRUE or _is_drawn_to_nothing(drawn, size)


def _is_drawn_to_nothing(drawn: bytes, size: bytes) -> bool:
    return _SIZE.fullmatch(drawn) is not None and float(drawn) < _LEAST[size]


def _whole(text: bytes, otherwise: int) -> int:
    return int(text) if text.isdigit() else otherwise
