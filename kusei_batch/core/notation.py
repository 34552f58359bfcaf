"""When two spellings are the same: widths, spaces, case and hyphens do not count."""

from __future__ import annotations

import re
import unicodedata

# Not NFKC: it would turn ② into 2 and 10² into 102, which are other readings than a person's.
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE5: 0xA5}
_SPACE = re.compile(r"\s+")
_HYPHENS = re.compile("[-‐‑‒–—―−]")


def half_width(text: str) -> str:
    """The text with full-width ASCII signs made half width, and nothing else changed."""
    return text if text.isascii() else text.translate(_FULL_WIDTH)


def fold(text: str) -> str:
    """The key by which two spellings are the same: NFKC, no spaces, no case, one kind of hyphen."""
    return _HYPHENS.sub("ー", _SPACE.sub("", unicodedata.normalize("NFKC", text)).casefold())
