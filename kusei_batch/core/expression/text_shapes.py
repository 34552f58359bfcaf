"""形「####-##」: how a text looks, sign by sign, without regard to width, case and spaces."""

from __future__ import annotations

import re

from kusei_batch.core.text.notation import fold

DIGIT, LETTER, ANY, REST = "#", "@", "?", "*"
_MEANS = {DIGIT: "[0-9]", LETTER: "[a-z]", ANY: ".", REST: ".*"}


def has_shape(key: str, shape: str) -> bool:
    """Return whether a folded text looks as the shape says."""
    pattern = "".join(_MEANS.get(sign) or re.escape(sign) for sign in fold(shape))
    return re.fullmatch(pattern, key, re.DOTALL) is not None
