"""Which picture of a returned workbook belongs to which cell of a 写真 field."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kusei_batch.collect.field_cells import address_at
from kusei_batch.collect.form_layout import FormLayout
from kusei_batch.collect.rendition import render_picture
from kusei_batch.core.form import FieldType
from kusei_batch.core.picture import InsertedPicture
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.values import BLANK, Cell, CellKind
from kusei_batch.xlsx.package import UnreadableError
from kusei_batch.xlsx.pictures import SheetPicture, read_pictures
from kusei_batch.xlsx.reader import Sheet, Workbook
from kusei_batch.xlsx.reader.plain_cells import Position
from kusei_batch.xlsx.reference import Area, parse_address

_OVER_A_CELL = 0.3
"""So much of a picture, or of the cell under it, must be shared for the picture to be the cell's."""

_LOST = InsertedPicture(b"", "", fault="picture-lost")


@dataclass(frozen=True, slots=True)
class PictureMark:
    """By what a picture is known among what stands beside the cells: sheet, cell of its corner, hash of its file."""

    sheet: str
    cell: str
    content: str

    @classmethod
    def of(cls, sheet: str, found: SheetPicture) -> PictureMark:
        """Return the mark of a picture on a sheet."""
        return cls(sheet, found.cell, hashlib.sha256(found.data).hexdigest() if found.data else "")


@dataclass(frozen=True, slots=True)
class FieldPictures:
    """The cells of 写真 fields that hold pictures, by sheet and place, and the marks of these pictures.

    `astray` are the pictures on the same sheets that lie over none of these cells, with the cells they may be meant
    for.
    """

    cells: Mapping[str, Mapping[Position, Cell]] = field(default_factory=dict)
    marks: frozenset[PictureMark] = frozenset()
    astray: tuple[tuple[PictureMark, tuple[str, ...]], ...] = ()


def find_field_pictures(workbook: Workbook, layout: FormLayout) -> FieldPictures:
    """Return the pictures over and in the cells of 写真 fields; nothing is looked at where a form has none."""
    places: dict[str, list[Position]] = {}
    for one in layout.form.fields:
        if one.type is not FieldType.PICTURE or one.qualified not in layout.field_cells:
            continue
        name, cells = layout.field_cells[one.qualified]
        places.setdefault(name, []).extend(cells)
    gathered = {name: _Gathered.on(workbook, name, positions) for name, positions in places.items()}
    return FieldPictures(
        {name: found.cells for name, found in gathered.items()},
        frozenset(mark for found in gathered.values() for mark in found.marks),
        tuple(astray for found in gathered.values() for astray in found.astray),
    )


@dataclass(slots=True)
class _Gathered:
    """The same of one sheet, while its pictures are looked at one by one."""

    cells: dict[Position, Cell]
    marks: list[PictureMark] = field(default_factory=list)
    astray: list[tuple[PictureMark, tuple[str, ...]]] = field(default_factory=list)

    @classmethod
    def on(cls, workbook: Workbook, name: str, positions: list[Position]) -> _Gathered:
        sheet = workbook.sheets[name]
        gathered = cls(
            {p: Cell(CellKind.PICTURE, pictures=(_LOST,)) for p in positions if sheet.cell(*p).kind is CellKind.ERROR}
        )
        for found, position in _assigned(workbook, sheet, positions):
            mark = PictureMark.of(name, found)
            if position is None:
                gathered.astray.append((mark, tuple(map(address_at, positions))))
            else:
                gathered.marks.append(mark)
                gathered.add(position, sheet.cell(*position), render_picture(found.data, found.framing))
        return gathered

    def add(self, position: Position, typed: Cell, added: InsertedPicture) -> None:
        others = self.cells.get(position, BLANK).pictures
        text = typed.text if typed.kind is not CellKind.ERROR else ""
        pictures = (*(one for one in others if one != _LOST), added)
        self.cells[position] = Cell(CellKind.PICTURE, text, pictures=pictures)


def _assigned(
    workbook: Workbook, sheet: Sheet, positions: list[Position]
) -> Iterator[tuple[SheetPicture, Position | None]]:
    """Yield every picture of a sheet with the cell that it belongs to, None where it lies over none of them."""
    try:
        found = read_pictures(workbook.opened, sheet.name)
    except UnreadableError:
        return
    areas = {position: _area(sheet, position) for position in positions}
    boxes = {position: found.places.box(area) for position, area in areas.items()}
    for picture in found.pictures:
        if picture.is_in_cell:
            yield picture, next((p for p, area in areas.items() if area.holds(*parse_address(picture.cell))), None)
            continue
        over = [p for p, box in boxes.items() if picture.box.shared(box) >= _OVER_A_CELL]
        # One that covers several cells was put in where its corner is.
        over.sort(key=lambda p: (-round(picture.box.shared(boxes[p]), 1), picture.box.distance(boxes[p])))
        yield picture, next(iter(over), None)


def _area(sheet: Sheet, position: Position) -> Area:
    row, column = position
    return next((a for a in sheet.merged if a.holds(row, column)), Area(row, column, row, column))


def check_astray(found: FieldPictures, known: frozenset[str]) -> Iterator[Problem]:
    """Report pictures beside the cells of 写真 fields; those whose content is `known` are the form's own."""
    for mark, cells in found.astray:
        if mark.content not in known:
            told = "・".join(cells[:3]) + ("など" if len(cells) > 3 else "")  # noqa: PLR2004 - enough to find them by
            place = Location(sheet=mark.sheet, cells=(mark.cell,) if mark.cell else ())
            yield Problem.of("picture-astray", place, cells=told)
