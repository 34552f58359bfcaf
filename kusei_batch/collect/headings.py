"""Find cells by where they were issued beside their headings, for sheets whose defined names are gone or wrong."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

from kusei_batch.core.form import Field
from kusei_batch.core.text.notation import comparable
from kusei_batch.xlsx.reader import Sheet
from kusei_batch.xlsx.reader.plain_cells import Position
from kusei_batch.xlsx.reference import parse_address


def count_headings(sheet: Sheet, fields: Iterable[Field]) -> int:
    """Return how many different headings of the fields a sheet has."""
    return len(
        {comparable(f.heading) for f in fields if f.heading} & {comparable(c.text) for c in sheet.cells.values()}
    )


class HeadingMap:
    """The headings of the fields issued on one sheet: where each was issued, and where it stands now."""

    def __init__(self, sheet: Sheet, fields: Sequence[Field]) -> None:
        self.sheet = sheet
        issued: dict[str, list[Position]] = defaultdict(list)
        for field in fields:
            if field.heading_cell and parse_address(field.heading_cell) not in issued[comparable(field.heading)]:
                issued[comparable(field.heading)].append(parse_address(field.heading_cell))
        found: dict[str, list[Position]] = defaultdict(list)
        for position, cell in sorted(sheet.cells.items()):
            key = comparable(cell.text)
            if key in issued:
                found[key].append(position)
        self._now: dict[Position, Position] = {}
        # Pair what there is as often as it was issued; of the rest, what stands where those say.
        for key, places in issued.items():
            if len(found.get(key, ())) == len(places):
                self._now |= dict(zip(sorted(places), found[key], strict=True))
        for key, places in issued.items():
            for place in sorted(places):
                expected = self._expected(place)
                if place not in self._now and expected in found.get(key, ()):
                    self._now[place] = expected
        self._headings = {position for places in found.values() for position in places}

    def _expected(self, place: Position) -> Position:
        """Return where a cell stands if all moved like the heading nearest to it."""
        if not self._now:
            return place
        near = min(self._now, key=lambda p: (abs(p[0] - place[0]), abs(p[1] - place[1])))
        now = self._now[near]
        return place[0] + now[0] - near[0], place[1] + now[1] - near[1]

    @property
    def is_moved(self) -> bool:
        """Whether any heading stands elsewhere than where it was issued."""
        return any(was != now for was, now in self._now.items())

    def is_heading(self, position: Position) -> bool:
        """Return whether a heading stands there."""
        return position in self._headings

    def heads(self, row: int, last_column: int, labels: Collection[str]) -> bool:
        """Return whether a heading stands in a row, up to a column, that is not a label of records."""
        texts = (
            comparable(self.sheet.cell(row, c).text) for c in range(1, last_column + 1) if self.is_heading((row, c))
        )
        return any(text not in labels for text in texts)

    def cell_of(self, field: Field) -> Position | None:
        """Return where the first cell of a field stands, its heading being there; None where that is not known."""
        heading = self._now.get(parse_address(field.heading_cell)) if field.heading_cell else None
        column = self._column(field) if heading else None
        if heading is None or column is None:
            return None
        was, cell = parse_address(field.heading_cell), parse_address(field.cells[0])
        return heading[0] + cell[0] - was[0], column

    def _column(self, field: Field) -> int | None:
        """Return the column of a field's cells.

        It is that of the headings over or in the same column, else where it is if both sides moved.
        """
        was, (_, column) = parse_address(field.heading_cell), parse_address(field.cells[0])
        now = self._now[was]
        if column == was[1]:
            return now[1]
        over = Counter(n[1] for w, n in self._now.items() if w[1] == column)
        if over:
            return over.most_common(1)[0][0]
        shift = now[1] - was[1]
        right = [(w[1], n[1] - w[1]) for w, n in self._now.items() if w[1] > column]
        # A column may have been inserted on either side of the cell: then nothing tells which it is.
        return column + shift if not right or min(right)[1] == shift else None

    def row_below(self, row: int) -> tuple[int, int] | None:
        """Return the next heading below a row of the issued sheet: its row there and its row now."""
        below = [(was[0], now[0]) for was, now in self._now.items() if was[0] > row]
        return min(below, default=None)
