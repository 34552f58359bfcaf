"""Texts as a page writes them: line ends kept, one way of per cent."""

from __future__ import annotations

import re

from markupsafe import Markup

PER_CENT = re.compile(r"(?<=[0-9０-９])[ 　]?%(?![0-9A-Fa-f]{2})|\A%\Z")
"""A per cent after its figure, or alone as a unit: no part of an address."""


def broken(text: object) -> Markup:
    """Return the text with its line ends kept."""
    return Markup("<br>").join(str(text).split("\n"))


def with_one_per_cent(value: object) -> object:
    """Return a text in which every per cent is written 「％」, as official documents do; any other value as it is."""
    return PER_CENT.sub("％", value) if isinstance(value, str) and "%" in value else value
