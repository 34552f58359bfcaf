"""What documents show of an inserted picture: its visible part, upright, no larger than needed, without 撮影情報.

The same picture always gives the same bytes (with the same Pillow), so that nothing is published again for nothing.
"""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
import zlib
from typing import TYPE_CHECKING

from kusei_batch.core.picture import PLAIN, Framing, InsertedPicture, Picture

if TYPE_CHECKING:
    from PIL import Image

MOST_PIXELS = 64_000_000
"""Above that a picture is not opened: a few kilobytes can say that they are a picture of gigabytes."""

_LONGEST = 1600
_QUALITY = 85
_MOST_PNG = 600_000
_WHOLE = 100_000  # thousandths of a percent
_RIGHT_ANGLE = 90
_MEGA = 1_000_000

_SIGNS = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II\xbc\x01", "JPEG XR"),
    (b"\xd7\xcd\xc6\x9a", "WMF"),
    (b"\x01\0\x09\0", "WMF"),
    (b"%PDF", "PDF"),
)
_BY_BRAND = {b"heic": "HEIC", b"heix": "HEIC", b"mif1": "HEIC", b"msf1": "HEIC", b"avif": "AVIF"}
_USED = ("PNG", "JPEG", "GIF", "BMP")
_FAILURES = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, struct.error, zlib.error)


def kind_of_picture(data: bytes) -> str:
    """Return the format of a picture by how it begins (`PNG`), empty where that is not known."""
    if data[4:8] == b"ftyp":
        return _BY_BRAND.get(data[8:12], "HEIC")
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WebP"
    if data.startswith(b"\x01\0\0\0") and data[40:44] == b" EMF":
        return "EMF"
    kind = next((kind for sign, kind in _SIGNS if data.startswith(sign)), "")
    return kind or ("SVG" if b"<svg" in data[:1000].lower() else "")


def render_picture(data: bytes | None, framing: Framing) -> InsertedPicture:
    """Return a picture with what documents show of it, or with what keeps it from being shown.

    `data` is None of one that lies outside the workbook.
    """
    if not data:
        return InsertedPicture(b"", "", framing, fault="picture-linked" if data is None else "picture-unreadable")
    kind = kind_of_picture(data)
    if kind not in _USED:
        return InsertedPicture(data, kind, framing, fault="picture-kind", words=(("kind", kind or "不明の形式"),))
    from PIL import Image  # only workers that meet a picture need it

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(data), formats=(kind,))
        width, height = opened.size
        if width * height > MOST_PIXELS:
            return _too_many(data, kind, framing, width * height)
        image = _framed(opened, framing)
        rendition, ending = _encoded(image, kind)
    except Image.DecompressionBombError:
        return _too_many(data, kind, framing, None)
    except _FAILURES:
        return InsertedPicture(data, kind, framing, fault="picture-unreadable")
    content, shown = (hashlib.sha256(one).hexdigest() for one in (data, rendition))
    kept = Picture(content, kind, shown, ending, *image.size)
    return InsertedPicture(data, kind, framing, kept, rendition)


def _too_many(data: bytes, kind: str, framing: Framing, pixels: int | None) -> InsertedPicture:
    told = f"約{pixels / _MEGA:,.0f}00万".replace(",", "") if pixels and pixels < 100 * _MEGA else "1億以上"
    words = (("pixels", told), ("limit", f"{MOST_PIXELS // _MEGA}00万"))
    return InsertedPicture(data, kind, framing, fault="picture-too-many-pixels", words=words)


def _framed(opened: Image.Image, framing: Framing) -> Image.Image:
    """Return the part of a picture that a sheet shows, as it shows it, upright and no larger than needed."""
    from PIL import Image, ImageOps

    if framing.cut == PLAIN.cut:
        opened.draft("RGB", (2 * _LONGEST, 2 * _LONGEST))  # a large JPEG is not unpacked to all its pixels
    image: Image.Image = opened
    if framing.turned == 0 and framing.mirrored == (False, False):
        # Where the sheet turns it, it stands as people saw it; else as the camera was held.
        image = ImageOps.exif_transpose(opened)
    has_gaps = "A" in image.getbands() or "transparency" in image.info
    image = image.convert("RGBA" if has_gaps else "RGB")
    image = image.crop(_visible(image.size, framing.cut))
    image.thumbnail((_LONGEST, _LONGEST), Image.Resampling.LANCZOS)
    across, down = framing.mirrored
    image = ImageOps.mirror(image) if across else image
    image = ImageOps.flip(image) if down else image
    if framing.turned:
        by = Image.Resampling.BICUBIC if framing.turned % _RIGHT_ANGLE else Image.Resampling.NEAREST
        white = (255,) * len(image.getbands())
        image = image.rotate(-framing.turned, by, expand=True, fillcolor=white)
    return image


def _visible(size: tuple[int, int], cut: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom in pixels of what is left, at least one each way."""
    (width, height), (left, top, right, bottom) = size, cut
    x, y = min(width - 1, width * left // _WHOLE), min(height - 1, height * top // _WHOLE)
    return x, y, max(x + 1, width - width * right // _WHOLE), max(y + 1, height - height * bottom // _WHOLE)


def _encoded(image: Image.Image, kind: str) -> tuple[bytes, str]:
    """Return the file and its ending: photographs as JPEG, drawings as PNG as long as that is small."""
    from PIL import Image

    if kind != "JPEG":
        written = io.BytesIO()
        _bare(image, Image.new(image.mode, image.size)).save(written, "PNG", compress_level=9)
        if written.tell() <= _MOST_PNG:
            return written.getvalue(), "png"
    written = io.BytesIO()
    _bare(image, Image.new("RGB", image.size, "white")).save(written, "JPEG", quality=_QUALITY, optimize=True)
    return written.getvalue(), "jpg"


def _bare(image: Image.Image, fresh: Image.Image) -> Image.Image:
    """Return the pixels alone, on `fresh`: where a photograph was taken, when and with what, is nobody's affair."""
    fresh.paste(image, mask=image if fresh.mode != image.mode else None)
    return fresh
