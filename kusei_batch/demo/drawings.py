"""The pictures of the sample year, drawn by the program: no photograph, and nobody is in them."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

_WIDTH, _HEIGHT = 960, 720
_WALL, _CEILING, _FLOOR, _EDGE = "#F3EFE6", "#FBFAF7", "#D9D2C5", "#B4AB9B"
_COLOURS = ("#C8372D", "#1F6FB2", "#2E8B57", "#D9A300")


def draw_picture(name: str) -> bytes:
    """Return a picture of the sample as PNG; raise KeyError for a name it does not have."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (_WIDTH, _HEIGHT), _CEILING)
    _PICTURES[name](ImageDraw.Draw(image))
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


def _corridor(draw: ImageDraw) -> None:
    """Put in a corridor with coloured lines on its floor and plates of the same colours on its pillars."""
    draw.polygon([(0, 130), (360, 280), (600, 280), (960, 130), (960, 620), (600, 420), (360, 420), (0, 620)], _WALL)
    draw.rectangle([360, 280, 600, 420], _EDGE)
    draw.rectangle([372, 292, 588, 420], "#E9E3D6")
    draw.polygon([(360, 420), (600, 420), (960, 620), (960, 720), (0, 720), (0, 620)], _FLOOR)
    for number, colour in enumerate(_COLOURS):
        far, near = 418 + 34 * number, 190 + 160 * number
        draw.polygon([(far, 420), (far + 14, 420), (near + 70, 720), (near, 720)], colour)
    for number, colour in enumerate(_COLOURS):
        left, top, wide = 308 - 92 * number, 248 - 46 * number, 30 + 12 * number
        draw.rectangle([left, top, left + wide, 452 + 58 * number], _EDGE)
        draw.rectangle([left + 4, top + 60, left + wide - 4, top + 112 + 18 * number], colour)
        right = _WIDTH - left - wide
        draw.rectangle([right, top, right + wide, 452 + 58 * number], _EDGE)
        draw.rectangle([right + 4, top + 60, right + wide - 4, top + 112 + 18 * number], colour)


_PICTURES: Mapping[str, Callable[[ImageDraw], None]] = {"床の線": _corridor}
