"""Letters nobody sees: those in the colour of what lies behind them.

Colours are told by rgb, by place in the palette, or by the theme (0 is its light ground, 1 its dark letters); a tint or
another colour of the theme depends on other parts and is taken for one that is seen.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
_PALETTE = {0: _BLACK, 1: _WHITE, 8: _BLACK, 9: _WHITE, 64: _BLACK, 65: _WHITE}
_THEME = {0: _WHITE, 1: _BLACK}
_RGB = re.compile("(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})")
_LEAST_CONTRAST = 1.3
"""WCAG's ratio; white on the pale yellow of an entry cell has 1.1, the palest letters people choose to read have 2."""

Colour = tuple[int, int, int]


def is_unseen(font: etree._Element | None, fill: etree._Element | None) -> bool:
    """Whether letters of that font are not seen on that fill."""
    letters, ground = _letters(font), _ground(fill)
    return letters is not None and ground is not None and _contrast(letters, ground) < _LEAST_CONTRAST


def _letters(font: etree._Element | None) -> Colour | None:
    colour = None if font is None else font.find("{*}color")
    return _BLACK if colour is None else _colour(colour)


def _ground(fill: etree._Element | None) -> Colour | None:
    pattern = None if fill is None else fill.find("{*}patternFill")
    kind = "none" if pattern is None else pattern.get("patternType", "none")
    if fill is not None and pattern is None:
        return None  # a gradient
    if pattern is None or kind == "none":
        return _WHITE
    colour = pattern.find("{*}fgColor")
    return None if kind != "solid" or colour is None else _colour(colour)


def _colour(colour: etree._Element) -> Colour | None:
    if colour.get("tint", "").strip("0.+-"):
        return None
    found = _RGB.fullmatch(colour.get("rgb", ""))
    if found:
        return int(found[1], 16), int(found[2], 16), int(found[3], 16)
    for key, known in (("theme", _THEME), ("indexed", _PALETTE)):
        number = colour.get(key, "")
        if number.isdecimal():
            return known.get(int(number))
    return None


def _contrast(one: Colour, other: Colour) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2, 1.4.3)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB's definition
