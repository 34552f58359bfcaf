"""Finding cells by what is printed beside them, for sheets whose defined names are gone."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from kusei_batch.core.notation import comparable
from kusei_batch.xlsx.reference import Area, parse_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kusei_batch.core.form import Field
    from kusei_batch.xlsx.reader import Sheet
    from kusei_batch.xlsx.reader.cells_xml import Position

_BAND = 3
"""Headings of one table may stand on that many rows, when some of them are grouped."""


def heading_key(text: str) -> str:
    """A heading as it is compared: without white space and what nobody sees, widths and cases made one."""
    return comparable(text)


class HeadingMap:
    """The headings of one sheet: where each text stands, and the merged area around it."""

    def __init__(self, sheet: Sheet, known: Iterable[str]) -> None:
        self.sheet = sheet
        self._known = {heading_key(heading) for heading in known} - {""}
        self._places: dict[str, list[Position]] = defaultdict(list)
        for position, cell in sorted(sheet.cells.items()):
            key = heading_key(cell.text)
            if key in self._known:
                self._places[key].append(position)

    @property
    def score(self) -> int:
        """How many of the known headings the sheet has."""
        return len(self._places)

    def is_heading(self, position: Position) -> bool:
        """Whether a heading stands there."""
        cell = self.sheet.cells.get(position)
        return cell is not None and heading_key(cell.text) in self._known

    def places_of(self, field: Field) -> Sequence[Position]:
        """Where the heading of a field stands, top to bottom, left to right."""
        return self._places.get(heading_key(field.heading), ())

    def extent(self, position: Position) -> Area:
        """The merged area that begins there, or the cell alone."""
        row, column = position
        for area in self.sheet.merged:
            if (area.top, area.left) == position:
                return area
        return Area(row, column, row, column)

    def beside(self, field: Field) -> Position | None:
        """The cell of a field outside tables: right of the heading nearest to where it was issued."""
        row, column = parse_address(field.cells[0])
        places = sorted(self.places_of(field), key=lambda p: (abs(p[0] - row), abs(p[1] - column)))
        return self._first_right_of(places[0]) if places else None

    def _first_right_of(self, heading: Position) -> Position:
        row, first = heading[0], self.extent(heading).right + 1
        filled = sorted(c for r, c in self.sheet.cells if r == row and c >= first)
        # The entry need not touch its heading; a blank one is taken to stand right beside it.
        if filled and not self.is_heading((row, filled[0])):
            return row, filled[0]
        return row, first

    def columns(self, fields: Sequence[Field], above: int | None = None) -> dict[str, Position]:
        """Where the heading of each field of one table stands, by field name; `above` bounds the rows."""
        candidates = {f.name: [p for p in self.places_of(f) if above is None or p[0] < above] for f in fields}
        rows = Counter(row for places in candidates.values() for row in {p[0] for p in places})
        if not rows:
            return {}
        best = max(rows, key=lambda row: (rows[row], row if above else -row))
        return _share_out(fields, candidates, best)


def _share_out(fields: Sequence[Field], candidates: Mapping[str, list[Position]], row: int) -> dict[str, Position]:
    """Of each field one heading near that row; fields under one same heading take theirs from left to right."""
    groups: dict[str, list[Field]] = defaultdict(list)
    for field in sorted(fields, key=lambda f: parse_address(f.cells[0])[1]):
        groups[heading_key(field.heading)].append(field)
    chosen: dict[str, Position] = {}
    for group in groups.values():
        near = [p for p in candidates[group[0].name] if abs(p[0] - row) < _BAND]
        places = sorted(near, key=lambda p: (p[1], p[0]))
        chosen |= {field.name: place for field, place in zip(group, places, strict=False)}
    return chosen
