"""What keyboards and habits do to letters and digits, and the notes on a reading."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from kusei_batch.core.text.characters import seen_only
from kusei_batch.core.text.notation import half_width, one_line

QUOTED = 30
"""Most characters of a typed text that a message repeats."""

_SPACE = re.compile(r"\s+")
_ORNAMENT = re.compile(r"[・、。,.「」『』\"'“”]")
APOSTROPHES = "'‘’"
"""What marks a text as text in Excel, where it is left standing."""

_DASHES = frozenset("ーｰ〃々〆")  # letters by Unicode
_SHORT = 20  # with all ornaments and white space
_NOTHING = frozenset(
    ("なし", "無し", "無", "特になし", "特に無し", "とくになし", "該当なし", "ありません", "特にありません")
)


@dataclass(frozen=True, slots=True)
class ReadingNote:
    """A note on a reading: a code of the catalog and the words for it.

    Beside a value it says how the value was understood; beside None, why there is no value.
    """

    code: str
    params: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def compact(text: str) -> str:
    """Return a text in half width, without spaces, unseen characters and the apostrophe that marks text in Excel."""
    return _SPACE.sub("", half_width(seen_only(text))).lstrip(APOSTROPHES)


def loosen(key: str) -> str:
    """Return a folded key without ornaments such as ・ and 。."""
    return _ORNAMENT.sub("", key)


def quote(text: str) -> str:
    """Return the text as a message repeats it: on one line, cut after QUOTED characters."""
    return one_line(text, QUOTED)


def is_mere_sign(text: str) -> bool:
    """Return whether a text holds no letter and no digit (`－`, `ー`, `…`)."""
    return not any(sign.isalnum() and sign not in _DASHES for sign in seen_only(text))


def says_nothing(text: str) -> bool:
    """Return whether a text is a mere sign or says that there is nothing (`なし`, `特に無し。`)."""
    return is_mere_sign(text) or (len(text) <= _SHORT and loosen(compact(text)) in _NOTHING)
