"""Texts and numbers as a paper prints them."""

from __future__ import annotations

from decimal import Decimal

from markupsafe import Markup, escape

from kusei_batch.core.text.cleaning import clean_text, mark_braces
from kusei_batch.core.text.label import grouped_number


def printed(value: object) -> object:
    """Return a value as a tag prints it: numbers grouped by three, nothing for a missing one."""
    if value is None:
        return ""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return grouped_number(value)
    return value


def written(value: object) -> object:
    """Return what a tag writes: as printed, a text cleaned and escaped so that none of it is markup of any kind."""
    shown = printed(value)
    if isinstance(shown, str) and not hasattr(shown, "__html__"):
        return xml_text(shown)
    return shown


def xml_text(text: str) -> Markup:
    """Return a text for a paper or a page, cleaned and escaped; docxtpl finds none of its own marks in it."""
    return Markup(mark_braces(str(escape(clean_text(text)))))  # noqa: S704 - escaped right here
