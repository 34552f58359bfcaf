"""形「####-##」: how a text looks, sign by sign, without regard to width, case, spaces and the kind of a hyphen.

The cell of the sheet says the same by a formula (xlsx/compile/excel_shape.py). So nothing is folded here that Excel
cannot: ① is no digit, ㈱ is one sign, and 𠮷 is two, as it is by 文字数 and where 最大文字数 is counted.
"""

from __future__ import annotations

import re
import unicodedata

from kusei_batch.core.text.characters import seen_only

DIGIT, LETTER, ANY, REST = "#", "@", "?", "*"
HYPHENS = "-‐‑‒–—―−－ーｰ"
_MEANS = {DIGIT: "[0-9]", LETTER: "[a-z]", ANY: ".", REST: ".*"}
_SPACE = re.compile(r"\s+")


def has_shape(text: str, shape: str) -> bool:
    """Return whether a text looks as the shape says."""
    pattern = "".join(_MEANS.get(sign) or re.escape(sign) for sign in _signs(shape))
    return re.fullmatch(pattern, _signs(text), re.DOTALL) is not None


def _signs(text: str) -> str:
    """Return what Excel counts as the signs of a text, each in one width, case and hyphen."""
    seen = _SPACE.sub("", seen_only(text))
    plain = "".join(unicodedata.normalize("NFKC", c) if "\uff00" <= c <= "\uffef" else c for c in seen).lower()
    folded = "".join("-" if c in HYPHENS else c for c in plain)
    units = folded.encode("utf-16-le", "surrogatepass")
    return "".join(chr(int.from_bytes(units[i : i + 2], "little")) for i in range(0, len(units), 2))
