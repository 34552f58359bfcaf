"""A formula over the cells of one record, said with the names of its items: `=D7*E7` is 「数量 × 単価」."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kusei_batch.xlsx.reader.plain_cells import Position
from kusei_batch.xlsx.reference import parse_area

_TOKEN = re.compile(r"\s*(?:(SUM\()|(\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)|(\d+(?:\.\d+)?)|([-+*/(),]))")
_SIGNS = {"*": " × ", "/": " ÷ ", "+": " + ", "-": " - ", ",": "、"}


_GUARDED = re.compile(r'=?\s*(?:IF\(\s*\$?[A-Z]{1,3}\$?\d+\s*=\s*"",\s*"",(.+)\)|IFERROR\((.+),\s*""\))\s*', re.DOTALL)
"""A calculation that shows nothing where a cell is blank or nothing can be calculated, as that of a field does too."""


def in_words(formula: str, names: Mapping[Position, str]) -> str:
    """Return a formula in the words of 式; empty where it has anything but sums and calculations of known cells."""
    guarded = _GUARDED.fullmatch(formula)
    if guarded:
        return in_words(guarded[1] or guarded[2], names)
    rest, words = formula.removeprefix("="), ""
    while rest.strip():
        found = _TOKEN.match(rest)
        said = _said(found, names) if found else ""
        if found is None or not said:
            return ""
        words, rest = words + said, rest[found.end() :]
    return words.strip()


def _said(found: re.Match[str], names: Mapping[Position, str]) -> str:
    total, reference, number, sign = found.groups()
    if total:
        return "合計("
    if not reference:
        return number or _SIGNS.get(sign, sign)
    area = parse_area(reference.replace("$", ""))
    cells = [
        names.get((row, column), "")
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
    ]
    inside = [name for name in cells if name]
    return "、".join(inside) if inside and (len(inside) == len(cells) or ":" in reference) else ""
