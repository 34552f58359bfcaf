"""Texts and numbers as a paper prints them."""

from __future__ import annotations

import re
from decimal import Decimal

from kusei_batch.report.views.wording import number_label

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")


def printable(text: str) -> str:
    """The text without control characters, which a Word document cannot hold; line ends as line feeds."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def printed(value: object) -> object:
    """A value as a tag prints it: numbers grouped by three, nothing for a missing one."""
    if value is None:
        return ""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return number_label(value)
    return value
