"""Find where a key of config.toml stands, and report a fault of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kusei_batch.core.problem import Location, Problem

FILE = "config.toml"

Place = tuple[int | str, ...]
"""Keys and list positions (from 0) from the top of the file down: `("rounds", 0, "due")`."""

_HEADING = re.compile(r"\s*\[")


def config_problem(code: str, text: str = "", place: Place = (), **params: str) -> Problem:
    """Return the problem of that code at a key of config.toml, which holds `text`; as grave as the catalog says."""
    if not place:
        return line_problem(code, None, **params)
    return line_problem(code, find_line(text, place), key=dotted(place), **params)


def line_problem(code: str, line: int | None, **params: str) -> Problem:
    """Return the problem of that code in a line of config.toml."""
    file = f"{FILE}（{line}行目）" if line else FILE
    place = Location(file=file, field=params.get("key"))
    return Problem.of(code, place, **params)


def dotted(place: Place) -> str:
    """Return the key as a coordinator finds it: `rounds[1].due`, counted from 1."""
    key = ""
    for part in place:
        key += f"[{part + 1}]" if isinstance(part, int) else f"{'.' if key else ''}{part}"
    return key


def find_line(text: str, place: Place) -> int | None:
    """Return the line a key stands on, or that of the table it is missing from; None for a key at the top.

    tomllib itself keeps no lines: the table headings are followed down to the key.
    """
    lines = text.splitlines()
    first, end, path = -1, len(lines), ""
    parts = list(place)
    while parts:
        name = str(parts.pop(0))
        nth = int(parts.pop(0)) if parts and isinstance(parts[0], int) else 0
        path = f"{path}.{name}" if path else name
        own_end = _first(lines, range(first + 1, end), _HEADING) or end
        key = _first(lines, range(first + 1, own_end), re.compile(rf"\s*[\"']?{re.escape(name)}[\"']?\s*[=.]"))
        if key is not None:
            return key + 1
        heading = re.compile(rf"\s*\[+\s*{re.escape(path)}\s*\]")
        found = [n for n in range(first + 1, end) if heading.match(lines[n])]
        if not found:
            break
        first = found[min(nth, len(found) - 1)]
        other = re.compile(rf"\s*\[+\s*(?![\[\s]|{re.escape(path)}\.)")
        end = _first(lines, range(first + 1, end), other) or end
    return first + 1 if first >= 0 else None


def _first(lines: Sequence[str], numbers: Iterable[int], wanted: re.Pattern[str]) -> int | None:
    return next((n for n in numbers if wanted.match(lines[n])), None)
