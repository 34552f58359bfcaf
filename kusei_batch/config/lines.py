"""Where a key of config.toml stands, and how a fault of it is told."""

from __future__ import annotations

import re

from kusei_batch.core.catalog import lookup
from kusei_batch.core.problem import Location, Problem, Severity

FILE = "config.toml"

Place = tuple[int | str, ...]
"""Keys and list positions (from 0) from the top of the file down: `("rounds", 0, "due")`."""


def config_problem(code: str, text: str = "", place: Place = (), **params: str) -> Problem:
    """The problem of that code at a key of config.toml, whose content is `text`; as grave as the catalog says."""
    if not place:
        return line_problem(code, None, **params)
    return line_problem(code, find_line(text, place), key=dotted(place), **params)


def line_problem(code: str, line: int | None, **params: str) -> Problem:
    """The problem of that code in a line of config.toml."""
    file = f"{FILE}（{line}行目）" if line else FILE
    place = Location(file=file, field=params.get("key"))
    return Problem(code, Severity(lookup(code).severity), place, params)


def dotted(place: Place) -> str:
    """The key as a coordinator finds it: `rounds[1].due`, counted from 1."""
    key = ""
    for part in place:
        key += f"[{part + 1}]" if isinstance(part, int) else f"{'.' if key else ''}{part}"
    return key


def find_line(text: str, place: Place) -> int | None:
    """The line a key stands on, by following the table headings; tomllib itself keeps no lines."""
    names = [p for p in place if isinstance(p, str)]
    nths = iter([p for p in place if isinstance(p, int)])
    lines = text.splitlines()
    start = 0
    for depth in range(1, len(names)):
        heading = re.compile(rf"\s*\[+\s*{re.escape('.'.join(names[:depth]))}\s*\]")
        found = [n for n in range(start, len(lines)) if heading.match(lines[n])]
        start = found[min(next(nths, 0), len(found) - 1)] if found else start
    own = re.compile(rf"\s*(\[+\s*(\w+\.)*)?{re.escape(names[-1])}\s*[=\].]")
    hit = next((n for n in range(start, len(lines)) if own.match(lines[n])), start)
    return hit + 1 if hit or (len(names) == 1 and own.match(lines[0] if lines else "")) else None
