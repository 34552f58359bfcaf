"""Putting pictures over cells of a workbook, each as large as its cell lets it be."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

from lxml import etree

from kusei_batch.core.picture import PlacedPicture
from kusei_batch.xlsx.book import Book
from kusei_batch.xlsx.markup import RELATION, RELATION_ID, escape_attribute, main, place_child
from kusei_batch.xlsx.pictures.geometry import EMU, Box, SheetPlaces
from kusei_batch.xlsx.reference import Area, parse_address, parse_area
from kusei_batch.xlsx.stamp.styles import Styles
from kusei_batch.xlsx.zipping import join, lay_out, pack

_SPREADSHEET_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.drawing+xml"
_EMPTY = f'<xdr:wsDr xmlns:xdr="{_SPREADSHEET_DRAWING}" xmlns:a="{_DRAWING}"/>'.encode()
_MARGIN, _APART = 2.0, 8.0  # points: around a picture, and between those that share a cell
_LEVEL = 6


def place_pictures(data: bytes, pictures: Sequence[PlacedPicture]) -> bytes:
    """Return the workbook with pictures over its cells; the same pictures give the same bytes.

    Raise UnreadableError for what is no workbook.
    """
    if not pictures:
        return data
    book = Book(data)
    styles = book.linked(book.workbook_part, "styles")
    font = Styles(book.tree(styles[0])).default_font if styles else ("", 11.0)
    parts = {sheet.name: sheet.part for sheet in book.sheets}
    for name, on_sheet in groupby(sorted(pictures, key=attrgetter("sheet")), attrgetter("sheet")):
        _place_on(book, parts[name], list(on_sheet), font)
    return join(lay_out(pack(name, content, _LEVEL) for name, content in book.parts().items()), ())


def _place_on(book: Book, part: str, pictures: Sequence[PlacedPicture], font: tuple[str, float]) -> None:
    root = book.tree(part)
    places = SheetPlaces(root, font)
    merged = [parse_area(e.get("ref", "A1")) for e in root.iter(main("mergeCell"))]
    drawing = next(iter(book.linked(part, "drawing")), None) or _add_drawing(book, part, root)
    holder = book.tree(drawing)
    taken = [int(e.get("id", "0")) for e in holder.iter("{*}cNvPr") if e.get("id", "").isdecimal()]
    number, shared = max(taken, default=0), dict.fromkeys((p.cell for p in pictures), 0)
    for picture in pictures:
        row, column = parse_address(picture.cell)
        area = next((a for a in merged if a.holds(row, column)), Area(row, column, row, column))
        box = _fitted(places.box(area), picture, shared[picture.cell] * _APART)
        shared[picture.cell] += 1
        number += 1
        link = book.relate(drawing, _media(book, picture), "image")
        holder.append(_anchor(area, box, picture, link, number))


def _add_drawing(book: Book, part: str, root: etree._Element) -> str:
    folder = posixpath.join(posixpath.dirname(book.workbook_part), "drawings")
    names = (f"{folder}/drawing{n}.xml" for n in range(1, len(book.names()) + 2))
    drawing = next(name for name in names if name not in book)
    book.add_part(drawing, _EMPTY, _DRAWING_TYPE)
    place_child(root, etree.Element(main("drawing"))).set(RELATION_ID, book.relate(part, drawing, "drawing"))
    return drawing


def _media(book: Book, picture: PlacedPicture) -> str:
    """Return the part with a picture's file, which stands in the workbook once."""
    digest = hashlib.sha256(picture.data).hexdigest()[:16]
    folder = posixpath.join(posixpath.dirname(book.workbook_part), "media")
    part = f"{folder}/picture-{digest}.{picture.ending}"
    if part not in book:
        book.add_part(part, picture.data, f"image/{'jpeg' if picture.ending == 'jpg' else picture.ending}")
    return part


def _fitted(cell: Box, picture: PlacedPicture, moved: float) -> Box:
    """Return the place of a picture in its cell, from the cell's corner: in the middle, in its own proportions."""
    width, height = max(1.0, cell.width - 2 * _MARGIN), max(1.0, cell.height - 2 * _MARGIN)
    scale = min(width / picture.width, height / picture.height)
    across, down = picture.width * scale, picture.height * scale
    return Box((cell.width - across) / 2 + moved, (cell.height - down) / 2 + moved, across, down)


def _anchor(area: Area, box: Box, picture: PlacedPicture, link: str, number: int) -> etree._Element:
    left, top, width, height = (round(max(0.0, v) * EMU) for v in (box.left, box.top, box.width, box.height))
    name = escape_attribute(picture.name)
    return etree.fromstring(
        f'<xdr:oneCellAnchor xmlns:xdr="{_SPREADSHEET_DRAWING}" xmlns:a="{_DRAWING}" xmlns:r="{RELATION}">'
        f"<xdr:from><xdr:col>{area.left - 1}</xdr:col><xdr:colOff>{left}</xdr:colOff>"
        f"<xdr:row>{area.top - 1}</xdr:row><xdr:rowOff>{top}</xdr:rowOff></xdr:from>"
        f'<xdr:ext cx="{width}" cy="{height}"/><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="{number}" name="{name}"/>'
        '<xdr:cNvPicPr><a:picLocks noChangeAspect="1"/></xdr:cNvPicPr></xdr:nvPicPr>'
        f'<xdr:blipFill><a:blip r:embed="{link}"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill>'
        f'<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/></xdr:oneCellAnchor>'
    )
