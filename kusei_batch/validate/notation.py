"""What keyboards and habits do to letters and digits, and how a reading is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from kusei_batch.core.notation import half_width

QUOTED = 30
"""Most characters of a typed text that a message repeats."""

_SPACE = re.compile(r"\s+")
_ORNAMENT = re.compile(r"[・、。,.「」『』\"'“”]")
_APOSTROPHES = "'‘’"


@dataclass(frozen=True, slots=True)
class Note:
    """What is told of a reading: a code of the catalog and the words for it.

    Beside a value it tells how the value was understood; beside None, why there is none.
    """

    code: str
    params: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def compact(text: str) -> str:
    """Half width, without white space and without the apostrophe that marks text in Excel."""
    return _SPACE.sub("", half_width(text)).lstrip(_APOSTROPHES)


def loosen(key: str) -> str:
    """A folded key without ornaments such as ・ and 。."""
    return _ORNAMENT.sub("", key)


def quote(text: str) -> str:
    """The text as a message repeats it: on one line, cut after QUOTED characters."""
    line = _SPACE.sub(" ", text).strip()
    return line if len(line) <= QUOTED else line[:QUOTED] + "…"
