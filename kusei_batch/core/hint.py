"""もしかして: what was perhaps meant by a word that does not exist."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

_LIKE = 0.5
_SHOWN = 20


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`, None when none is like it; widths and case do not count."""
    plain = {_comparable(name): name for name in known}
    near = difflib.get_close_matches(_comparable(word), plain, n=1, cutoff=_LIKE)
    return plain[near[0]] if near else None


def suggest(word: str, known: Iterable[str]) -> str:
    """`もしかして: X`, or, when nothing is like the word, what exists; empty when nothing exists."""
    names = list(dict.fromkeys(known))
    near = nearest(word, names)
    if near:
        return f"もしかして: {near}"
    rest = f" ほか{len(names) - _SHOWN}件" if len(names) > _SHOWN else ""
    return f"指定できるもの: {'、'.join(names[:_SHOWN])}{rest}" if names else ""


def _comparable(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()
