"""Letters nobody sees: those in the colour of what lies behind them.

Colours stand as rgb, by place in the palette, or by the theme (0 is its light ground, 1 its dark letters); a tint or
another colour of the theme depends on other parts, has no code here, and is taken for one that is seen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

WHITE, BLACK = "FFFFFF", "000000"
_PALETTE = {0: BLACK, 1: WHITE, 8: BLACK, 9: WHITE, 64: BLACK, 65: WHITE}
_THEME = {0: WHITE, 1: BLACK}
_RGB = re.compile("(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")
_LEAST_CONTRAST = 1.3
"""WCAG's ratio; white on the pale yellow of an entry cell has 1.1, the palest letters people choose to read have 2."""


def is_lost(ink: str, ground: str) -> bool:
    """Return whether letters of one colour are not seen on another; "" is a colour that is not known."""
    return bool(ink and ground) and _contrast(ink, ground) < _LEAST_CONTRAST


def ink_of(font: etree._Element | None) -> str:
    """Return the colour of a font's letters."""
    colour = None if font is None else font.find("{*}color")
    return BLACK if colour is None else colour_of(colour)


def ground_of(fill: etree._Element | None) -> str:
    """Return the colour of a cell's fill."""
    pattern = None if fill is None else fill.find("{*}patternFill")
    kind = "none" if pattern is None else pattern.get("patternType", "none")
    if fill is not None and pattern is None:
        return ""  # a gradient
    if pattern is None or kind == "none":
        return WHITE
    colour = pattern.find("{*}fgColor")
    return "" if kind != "solid" or colour is None else colour_of(colour)


def colour_of(element: etree._Element) -> str:
    """Return the code of a colour element."""
    return code_of({name: element.get(name, "") for name in ("rgb", "theme", "indexed", "tint")})


def code_of(colour: Mapping[str, str]) -> str:
    """Return the code, `FFFFFF`, of what a colour element's attributes name."""
    if colour.get("tint", "").strip("0.+-"):
        return ""
    found = _RGB.fullmatch(colour.get("rgb", ""))
    if found:
        return found[1].upper()
    for key, known in (("theme", _THEME), ("indexed", _PALETTE)):
        number = colour.get(key, "")
        if number.isdecimal():
            return known.get(int(number), "")
    return ""


def _contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2, 1.4.3)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in bytes.fromhex(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB's definition
