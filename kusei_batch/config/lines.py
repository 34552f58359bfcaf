"""Find where a key of config.toml stands, and report a fault of it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kusei_batch.core.problem import Location, Problem

FILE = "config.toml"

Place = tuple[int | str, ...]
"""Keys and list positions (from 0) from the top of the file down: `("rounds", 0, "due")`."""

_THINGS = {"rounds": "回", "papers": "会議資料", "pages": "公表ページ", "eras": "元号", "wards": "区"}
_HEADING = re.compile(r"\s*\[")


def config_problem(code: str, text: str = "", place: Place = (), **params: str) -> Problem:
    """Return the problem of that code at a key of config.toml, which holds `text`; as grave as the catalog says."""
    if not place:
        return line_problem(code, None, **params)
    found = line_problem(code, find_line(text, place), key=spoken(text, place), **params)
    return replace(found, location=replace(found.location, field=dotted(place)))


def line_problem(code: str, line: int | None, **params: str) -> Problem:
    """Return the problem of that code in a line of config.toml."""
    return Problem.of(code, Location(file=f"{FILE}（{line}行目）" if line else FILE), **params)


def spoken(text: str, place: Place) -> str:
    """Return the key in words: `回「目標設定」の「due」`; what has no name is counted, from 1."""
    try:
        found: object = tomllib.loads(text)
    except (ValueError, RecursionError):
        found = {}
    words, parts = [], list(place)
    while parts:
        key = str(parts.pop(0))
        found = found.get(key) if isinstance(found, dict) else None
        if not parts or not isinstance(parts[0], int):
            words.append(f"「{key}」")
            continue
        nth = int(parts.pop(0))
        found = found[nth] if isinstance(found, list) and nth < len(found) else None
        name, thing = found.get("name") if isinstance(found, dict) else None, _THINGS.get(key, key)
        words.append(
            f"{thing}「{name}」" if isinstance(name, str) and name and name.isprintable() else f"{nth + 1}番目の{thing}"
        )
    return "の".join(words)


def dotted(place: Place) -> str:
    """Return the key as programs name it: `rounds[1].due`, counted from 1."""
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
