"""What keyboards and habits do to letters and digits, and how a reading is told."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

QUOTED = 30
"""Most characters of a typed text that a message repeats."""

# Not NFKC: it would turn ② into 2 and 10² into 102, which are other readings than a person's.
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE5: 0xA5}
_SPACE = re.compile(r"\s+")
_HYPHENS = re.compile("[-‐‑‒–—―−]")
_ORNAMENT = re.compile(r"[・、。,.「」『』\"'“”]")
_APOSTROPHES = "'‘’"


@dataclass(frozen=True, slots=True)
class Note:
    """What is told of a reading: a code of the catalog and the words for it.

    Beside a value it tells how the value was understood; beside None, why there is none.
    """

    code: str
    params: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def half_width(text: str) -> str:
    """The text with full-width ASCII signs made half width, and nothing else changed."""
    return text if text.isascii() else text.translate(_FULL_WIDTH)


def compact(text: str) -> str:
    """Half width, without white space and without the apostrophe that marks text in Excel."""
    return _SPACE.sub("", half_width(text)).lstrip(_APOSTROPHES)


def fold(text: str) -> str:
    """The key by which two spellings are the same: NFKC, no spaces, no case, one kind of hyphen."""
    return _HYPHENS.sub("ー", _SPACE.sub("", unicodedata.normalize("NFKC", text)).casefold())


def loosen(key: str) -> str:
    """A folded key without ornaments such as ・ and 。."""
    return _ORNAMENT.sub("", key)


def quote(text: str) -> str:
    """The text as a message repeats it: on one line, cut after QUOTED characters."""
    line = _SPACE.sub(" ", text).strip()
    return line if len(line) <= QUOTED else line[:QUOTED] + "…"
