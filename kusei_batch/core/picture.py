"""写真: a picture as it was inserted into a cell of a form, and what a record keeps of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

PICTURE_WORDS = "写真あり"
"""What stands for a picture where only words can stand."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a record keeps it; what documents show of it is in the archive.

    `content` is the SHA-256 of the file that was inserted, `kind` its format (`JPEG`). `shown` is the SHA-256 of what
    documents show, turned and cut as in the sheet and without what a camera writes beside it; `ending` (`jpg` or
    `png`), `width` and `height` in pixels are of that.
    """

    content: str
    kind: str
    shown: str
    ending: str
    width: int
    height: int

    @property
    def file(self) -> str:
        """The name of the file with what is shown."""
        return f"{self.shown}.{self.ending}"


@dataclass(frozen=True, slots=True)
class Framing:
    """What a sheet shows of a picture.

    `cut` are the thousandths of a percent cut off at left, top, right and bottom, `turned` the degrees by which it is
    turned clockwise; `mirrored` tells whether left and right, then whether top and bottom, are exchanged.
    """

    cut: tuple[int, int, int, int] = (0, 0, 0, 0)
    turned: float = 0.0
    mirrored: tuple[bool, bool] = (False, False)


PLAIN = Framing()


class InsertedPicture(NamedTuple):
    """One picture as it lies over or in a cell: its file, and how it is shown.

    `fault` is the code of the problem that keeps it from being used, with its `words`; else `picture` is what a record
    keeps and `rendition` the file that documents show.
    """

    data: bytes
    kind: str
    framing: Framing = PLAIN
    picture: Picture | None = None
    rendition: bytes = b""
    fault: str = ""
    words: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """A picture to be put over a cell of a fresh copy: its file, with its ending and size in pixels."""

    sheet: str
    cell: str
    name: str
    ending: str
    width: int
    height: int
    data: bytes = field(repr=False)

    @classmethod
    def of(cls, found: InsertedPicture, sheet: str, cell: str, name: str) -> PlacedPicture | None:
        """Return an inserted picture for a cell of another copy; None of one that cannot be used.

        Of what the sheet shows otherwise than the file says, the part that is shown.
        """
        kept = found.picture
        if kept is None:
            return None
        as_it_is = found.framing == PLAIN
        ending = _ENDINGS[found.kind] if as_it_is else kept.ending
        data = found.data if as_it_is else found.rendition
        return cls(sheet, cell, name, ending, kept.width, kept.height, data)


_ENDINGS = {"JPEG": "jpg", "PNG": "png", "GIF": "gif", "BMP": "bmp"}
