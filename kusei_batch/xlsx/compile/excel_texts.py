"""Texts as formulas hold them."""

from __future__ import annotations


def quoted(text: str) -> str:
    """Return a text as a formula writes it."""
    return '"' + text.replace('"', '""') + '"'


def sought(text: str) -> str:
    """Return a text so written that SEARCH looks for it as it stands."""
    for sign in "~*?":
        text = text.replace(sign, f"~{sign}")
    return quoted(text)
