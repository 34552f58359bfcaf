"""Texts as a page writes them: line ends kept, one way of per cent, values with their unit and which way they count."""

from __future__ import annotations

import re

from markupsafe import Markup

from kusei_batch.report.templating.arithmetic import number_of
from kusei_batch.report.templating.texts import printed

PER_CENT = re.compile(r"(?<=[0-9０-９])[ 　]?%(?![0-9A-Fa-f]{2})|\A%\Z")
"""A per cent after its figure, or alone as a unit: no part of an address."""


def broken(text: object) -> Markup:
    """Return the text with its line ends kept."""
    return Markup("<br>").join(str(text).split("\n"))


def with_one_per_cent(value: object) -> object:
    """Return a text in which every per cent is written 「％」, as official documents do; any other value as it is."""
    return PER_CENT.sub("％", value) if isinstance(value, str) else value


def value_label(value: object, unit: str = "", direction: str = "") -> object:
    """Return `80％以上`; words in place of a number stand alone, and nothing is said to be 0 or less."""
    number = number_of(value)
    if number is None:
        return value
    return f"{printed(value)}{unit}{'' if number == 0 and direction == '以下' else direction}"
