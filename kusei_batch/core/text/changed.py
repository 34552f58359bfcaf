"""What has changed between two wordings of a sentence: the parts of each that the other does not have."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

# A number with its unit sign, a word of one script or a run of kanji changes as a whole; of kana, each sign by itself.
_TOKEN = re.compile(
    r"[0-9０-９]+(?:[.,．，][0-9０-９]+)*[%％]?|[A-Za-zＡ-Ｚａ-ｚ]+|[ァ-ヺーｦ-ﾟ]+|[一-鿿々〆\uf900-\ufaff]+|.", re.DOTALL
)
_SHORT = 1

Part = tuple[str, bool]
"""A piece of a text, and whether it is changed."""


def changed_parts(text: str, other: str) -> list[Part]:
    """Return the pieces of `text` in order, each with whether the other wording lacks it.

    What is unchanged is the same in both wordings, whichever is asked for. A single sign left between two changes
    belongs to them: it would tell a reader nothing.
    """
    # Which pieces are matched hangs on which wording comes first.
    first, second = sorted((text, other))
    tokens = _TOKEN.findall(first), _TOKEN.findall(second)
    matcher = SequenceMatcher(None, *tokens, autojunk=False)
    own = tokens[0] if text == first else tokens[1]
    parts: list[Part] = []
    steps = matcher.get_opcodes()
    for n, (step, *places) in enumerate(steps):
        start, end = places[:2] if text == first else places[2:]
        piece = "".join(own[start:end])
        is_between = 0 < n < len(steps) - 1 and len(piece) <= _SHORT
        is_changed = step != "equal" or is_between
        if parts and parts[-1][1] == is_changed:
            parts[-1] = (parts[-1][0] + piece, is_changed)
        elif piece:
            parts.append((piece, is_changed))
    return parts
