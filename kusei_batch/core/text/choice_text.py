"""The choices of a 複数選択 in one text, to be read back whatever signs their names hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_SEPARATING = re.compile(r"[、。・･/,.:;&+，．：／；＆＋\s「」『』\"'“”と]|及び|および|並びに|ならびに")


def join_choices(values: Sequence[str], offered: Iterable[str] = ()) -> str:
    """Return the values joined by ・, or a line each where one of them or of those offered holds a separator.

    Every such line is ended: a line end tells that ・ separates nothing.
    """
    if any(_SEPARATING.search(name) for name in (*values, *offered)):
        return "".join(f"{value}\n" for value in values)
    return "・".join(values)


def split_choices(text: str) -> tuple[str, ...]:
    """Return the values that were joined."""
    return tuple(text.splitlines() if "\n" in text else text.split("・"))
