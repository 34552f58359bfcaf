"""The pictures of a sheet: those anchored over its cells, by themselves or in groups, and those placed in a cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from kusei_batch.core.picture import PLAIN, Framing
from kusei_batch.xlsx.links import Relationship, relationships
from kusei_batch.xlsx.markup import local
from kusei_batch.xlsx.package import MEBI, UnreadableError, broken, parse_xml
from kusei_batch.xlsx.pictures.geometry import EMU, Box, SheetPlaces
from kusei_batch.xlsx.pictures.in_cells import pictures_in_cells
from kusei_batch.xlsx.reader.workbook_reading import OpenedParts
from kusei_batch.xlsx.reference import Area, address, parse_address
from kusei_batch.xlsx.stamp.styles import Styles

_PART_BYTES = 8 * MEBI
_MOST = 200
_DEEPEST = 20
_ANCHORS = ("{*}twoCellAnchor", "{*}oneCellAnchor", "{*}absoluteAnchor")
_USUAL_FONT = ("", 11.0)
_TURN, _WHOLE = 60_000, 100_000  # of a degree; thousandths of a percent


@dataclass(frozen=True, slots=True)
class SheetPicture:
    """A picture over the cells (`box`), or placed in the cell it stands at.

    `cell` is the one that its upper left corner lies in. `data` is its file, None where it lies outside the workbook,
    empty where it cannot be read.
    """

    cell: str
    box: Box
    data: bytes | None
    framing: Framing = PLAIN
    is_in_cell: bool = False


@dataclass(frozen=True, slots=True)
class SheetPictures:
    """The pictures of a sheet, and the places of its cells."""

    pictures: tuple[SheetPicture, ...]
    places: SheetPlaces


def read_pictures(opened: OpenedParts, sheet: str) -> SheetPictures:
    """Return the pictures of a sheet. Raise UnreadableError where the sheet itself cannot be read."""
    parts, part = opened.parts, opened.sheets[sheet]
    font = Styles(parse_xml(parts[opened.styles])).default_font if opened.styles else _USUAL_FONT
    places = SheetPlaces(parse_xml(parts[part]), font)
    return SheetPictures(tuple(islice(_PictureSearch(parts).found(part, places), _MOST)), places)


class _PictureSearch:
    """What the parts of a workbook say of its pictures."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._parts = parts

    def found(self, part: str, places: SheetPlaces) -> Iterator[SheetPicture]:
        for link in relationships(self._parts, part):
            if link.is_a("drawing") and not link.external and link.target in self._parts:
                yield from self._anchored(link.target, places)
        try:
            for cell, target in pictures_in_cells(self._parts, part).items():
                row, column = parse_address(cell)
                box = places.box(Area(row, column, row, column))
                yield SheetPicture(cell, box, self._content(target), is_in_cell=True)
        except UnreadableError:
            pass  # the cell shows an error then, and is reported as such

    def _anchored(self, drawing: str, places: SheetPlaces) -> Iterator[SheetPicture]:
        try:
            if len(self._parts[drawing]) > _PART_BYTES:
                raise broken("図形の部品が大きすぎます")
            root = parse_xml(self._parts[drawing])
        except UnreadableError:
            return  # told of as what stands beside the cells and cannot be read
        links = {link.id: link for link in relationships(self._parts, drawing)}
        for anchor in root.iter(*_ANCHORS):
            if all(local(above) != "Fallback" for above in anchor.iterancestors()):
                box, cell = _anchor_box(anchor, places)
                for shape, place, turned in _shapes(anchor, box, 0.0, 0):
                    yield SheetPicture(cell, place, self._data(shape, links), _framing(shape, turned))

    def _data(self, shape: etree._Element, links: Mapping[str, Relationship]) -> bytes | None:
        blip = next(shape.iter("{*}blip"), None)
        attributes = blip.attrib.items() if blip is not None else ()
        told = {str(key).rpartition("}")[2]: str(value) for key, value in attributes}
        link = links.get(told.get("embed", "")) or links.get(told.get("link", ""))
        if link is None or link.external:
            return None if link is not None else b""
        return self._content(link.target)

    def _content(self, part: str | None) -> bytes | None:
        if part is None:
            return None
        try:
            return self._parts.get(part, b"")
        except UnreadableError:
            return b""


def _shapes(holder: etree._Element, box: Box, turned: float, depth: int) -> Iterator[tuple[etree._Element, Box, float]]:
    """Yield the pictures directly in an anchor or group, and those of groups in it: each with its place and turn."""
    inside = _inner_frame(holder)
    for child in holder if depth < _DEEPEST else ():
        name = local(child)
        if name == "AlternateContent":
            for choice in child.iterchildren("{*}Choice"):
                yield from _shapes(choice, box, turned, depth + 1)
        elif name in ("pic", "grpSp"):
            place = _placed(child, box, inside) if inside else box
            if name == "pic":
                yield child, place, turned
            else:
                yield from _shapes(child, place, turned + _turn(child), depth + 1)


def _inner_frame(group: etree._Element) -> Box | None:
    """Return the frame in whose units the shapes of a group say their places; None of an anchor."""
    frame = group.find("{*}grpSpPr/{*}xfrm")
    offset, extent = (frame.find("{*}chOff"), frame.find("{*}chExt")) if frame is not None else (None, None)
    if offset is None or extent is None:
        return None
    return Box(*_pair(offset, "x", "y"), *_pair(extent, "cx", "cy"))


def _placed(shape: etree._Element, box: Box, inside: Box) -> Box:
    frame = _frame(shape)
    offset, extent = (frame.find("{*}off"), frame.find("{*}ext")) if frame is not None else (None, None)
    if offset is None or extent is None or inside.width <= 0 or inside.height <= 0:
        return box
    (x, y), (cx, cy) = _pair(offset, "x", "y"), _pair(extent, "cx", "cy")
    across, down = box.width / inside.width, box.height / inside.height
    return Box(box.left + (x - inside.left) * across, box.top + (y - inside.top) * down, cx * across, cy * down)


def _frame(shape: etree._Element) -> etree._Element | None:
    found = shape.find("{*}spPr/{*}xfrm")
    return found if found is not None else shape.find("{*}grpSpPr/{*}xfrm")


def _turn(shape: etree._Element) -> float:
    frame = _frame(shape)
    return _number(frame.get("rot", "0")) / _TURN if frame is not None else 0.0


def _framing(shape: etree._Element, turned: float) -> Framing:
    cut = next(shape.iter("{*}srcRect"), None)
    told = [cut.get(side, "0") if cut is not None else "0" for side in "ltrb"]
    # Strict workbooks write a percentage.
    sides = [max(0, int(_number(text.rstrip("%")) * (1000 if text.endswith("%") else 1))) for text in told]
    left, top, right, bottom = sides if sides[0] + sides[2] < _WHOLE and sides[1] + sides[3] < _WHOLE else [0] * 4
    frame = _frame(shape)
    mirrored = [frame is not None and frame.get(name) in ("1", "true") for name in ("flipH", "flipV")]
    return Framing((left, top, right, bottom), (turned + _turn(shape)) % 360, (mirrored[0], mirrored[1]))


def _anchor_box(anchor: etree._Element, places: SheetPlaces) -> tuple[Box, str]:
    """Return where an anchor's shape lies, and the cell of its upper left corner ("" where none is said)."""
    start, end = anchor.find("{*}from"), anchor.find("{*}to")
    extent, spot = anchor.find("{*}ext"), anchor.find("{*}pos")
    left, top = _corner(start, places) if start is not None else _points(spot, "x", "y")
    if end is not None:
        right, bottom = _corner(end, places)
        width, height = right - left, bottom - top
    else:
        width, height = _points(extent, "cx", "cy")
    cell = address(_index(start, "row") + 1, _index(start, "col") + 1) if start is not None else ""
    return Box(left, top, width, height), cell


def _corner(marker: etree._Element, places: SheetPlaces) -> tuple[float, float]:
    row, column = _index(marker, "row") + 1, _index(marker, "col") + 1
    # What a marker says beyond its cell is drawn at the cell's end.
    left = min(places.left(column) + _index(marker, "colOff") / EMU, places.left(column + 1))
    return left, min(places.top(row) + _index(marker, "rowOff") / EMU, places.top(row + 1))


def _index(marker: etree._Element, name: str) -> int:
    return max(0, int(_number(marker.findtext(f"{{*}}{name}") or "0")))


def _points(element: etree._Element | None, *names: str) -> tuple[float, float]:
    across, down = _pair(element, *names) if element is not None else (0.0, 0.0)
    return across / EMU, down / EMU


def _pair(element: etree._Element, *names: str) -> tuple[float, float]:
    across, down = (_number(element.get(name, "0")) for name in names)
    return across, down


def _number(text: str) -> float:
    try:
        return max(-1e12, min(float(text), 1e12))
    except ValueError:
        return 0.0
