"""When two spellings are the same: widths, spaces, case, hyphens and what nobody sees do not count."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from kusei_batch.core.text.characters import seen_only, tidied

# Not NFKC: it would turn ② into 2 and 10² into 102, which are other readings than a person's.
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE5: 0xA5}
_SPACE = re.compile(r"\s+")
# Two digits with a blank or a line break between them are not one number, nor one day.
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])\s+(?=[0-9])")
_HYPHENS = re.compile("[-‐‑‒–—―−]")


def half_width(text: str) -> str:
    """Return the text with full-width ASCII signs made half width, and nothing else changed."""
    return text if text.isascii() else text.translate(_FULL_WIDTH)


@lru_cache(maxsize=4096)  # the same headings and labels come with every copy
def comparable(text: str) -> str:
    """Return the key by which names are compared: NFKC, no spaces, no case, nothing that nobody sees."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", seen_only(text)).casefold())


def fold(text: str) -> str:
    """Return the key by which two spellings are the same: comparable, and one kind of hyphen."""
    return _HYPHENS.sub("ー", comparable(text))


def one_line(text: str, longest: int) -> str:
    """Return the text as a message repeats it: on one line, cut after so many characters.

    Without what has no width, which could turn round the rest of the message (U+202E).
    """
    line = tidied(" ".join(text.split()))
    return line if len(line) <= longest else f"{line[:longest]}…"


def close_up(text: str) -> str:
    """Return what a code or a day is read from: half width, without spaces and what nobody sees.

    Between two digits a space stays: `4/1` and a `5` below it are not the fifteenth.
    """
    return " ".join("".join(part.split()) for part in _BETWEEN_DIGITS.split(half_width(seen_only(text))))
