"""Cells of 写真 fields: one picture a cell, of a kind that documents can show."""

from __future__ import annotations

from kusei_batch.core.picture import PLAIN, Picture
from kusei_batch.core.values import Cell
from kusei_batch.validate.reading_notes import ReadingNote, quote

_REDRAWN = ("GIF", "BMP")


def parse_picture(cell: Cell) -> tuple[Picture | None, ReadingNote | None]:
    """Return the picture that lies over a cell or in it; a cell in which words stand alone holds none."""
    if not cell.pictures:
        return None, ReadingNote("words-for-picture", {"text": quote(cell.text)})
    if len(cell.pictures) > 1:
        return None, ReadingNote("several-pictures", {"count": str(len(cell.pictures))})
    (found,) = cell.pictures
    if found.picture is None:
        return None, ReadingNote(found.fault, dict(found.words))
    if found.framing.cut != PLAIN.cut:
        return found.picture, ReadingNote("picture-cropped")
    if found.kind in _REDRAWN:
        return found.picture, ReadingNote("picture-redrawn", {"kind": found.kind})
    return found.picture, ReadingNote("words-beside-picture", {"text": quote(cell.text)}) if cell.text.strip() else None
