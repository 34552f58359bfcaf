"""もしかして: what was perhaps meant by a word that does not exist."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from kusei_batch.core.text.notation import comparable

_LIKE = 0.5
_SHOWN = 20
_LONGEST = 500
# 末 for 未 and the like: one stroke apart, and mistaken for each other by those who write, retype and scan.
_LOOK_ALIKE = str.maketrans("末", "未")
_CODE = re.compile(r"[0-9a-z.-]*[0-9][0-9a-z.-]*", re.IGNORECASE)
_REMARK = re.compile(r"[(\[{【〔〈<※:]")
_NEGATION = re.compile("[未不非無否×✕✖☓]|な[いし]|ません|せず|以外|除[くきい外]")


def nearest(word: str, known: Iterable[str], like: float = _LIKE) -> str | None:
    """Return the known word most like `word`, None when none is; widths, case and what nobody sees do not count.

    `like` is how much must be alike, from 0 to 1. 達成 is never taken for what was meant by 未達成, nor the other
    way round: a word that says no more often or less often than another is not like it. Nor is a code like another
    code: 1303 and 1304 differ by as much as 1303 and 9999.
    """
    meant = _key(word)
    if _CODE.fullmatch(meant):
        return None
    plain = {key: name for name in known for key in [_key(name)] if _negations(key) == _negations(meant)}
    near = difflib.get_close_matches(meant, plain, n=1, cutoff=like)
    return plain[near[0]] if near else None


def all_like(word: str, known: Iterable[str], most: int) -> list[str]:
    """Return the known words most like `word`, nearest first, at most `most`; none where none is like it."""
    return difflib.get_close_matches(word[:_LONGEST], list(known), n=most, cutoff=_LIKE)


def nearest_heading(word: str, known: Iterable[str], like: float = _LIKE) -> str | None:
    """Return as `nearest` does, for a heading: brackets and notes behind it do not make it another."""
    names = list(known)
    bare = _REMARK.split(comparable(word[:_LONGEST]))[0]
    return next((name for name in names if comparable(name) == bare), None) or nearest(word, names, like)


def suggest(word: str, known: Iterable[str]) -> str:
    """Return `もしかして: X`, or, when nothing is like the word, what exists; empty when nothing exists."""
    names = list(dict.fromkeys(known))
    near = nearest(word, names)
    if near:
        return f"もしかして：{near}"
    rest = f" ほか{len(names) - _SHOWN}件" if len(names) > _SHOWN else ""
    return f"指定できるもの：{'、'.join(names[:_SHOWN])}{rest}" if names else ""


def _key(word: str) -> str:
    return comparable(word[:_LONGEST]).translate(_LOOK_ALIKE)


def _negations(key: str) -> int:
    return len(_NEGATION.findall(key))
