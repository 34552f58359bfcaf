"""A sheet as it is drawn: texts, lines around boxes, colours and rules; what a proposal is made from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from kusei_batch.xlsx.reader.plain_cells import Position
from kusei_batch.xlsx.reference import Area


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """How a cell looks: the style of the line at each of its sides, "" without one; its number format.

    `size` is that of its font, `colour` what it is filled with, "" without one.
    `crossed` tells of a line across the cell, `open` that it may be written in when the sheet is protected.
    """

    top: str = ""
    bottom: str = ""
    left: str = ""
    right: str = ""
    crossed: bool = False
    open: bool = False
    number: str = ""
    size: float = 11.0
    colour: str = ""


@dataclass(frozen=True, slots=True)
class DrawnRule:
    """A data validation: its cells, its type, what a list offers, and both formulas."""

    areas: tuple[Area, ...]
    kind: str
    choices: tuple[str, ...] = ()
    operator: str = ""
    first: str = ""
    second: str = ""


_PLAIN = DrawnCell()


@dataclass(frozen=True)
class DrawnSheet:
    """One sheet: its texts and formulas by (row, column) from 1, how its cells look, its merged areas, its rules.

    `widths` are those of its columns in digits, `heights` those of its rows in points, where they are not the usual.
    `issued` tells that the program made the sheet: what is locked in a row was shown by it.
    """

    name: str
    texts: Mapping[Position, str]
    looks: Mapping[Position, DrawnCell]
    formulas: Mapping[Position, str] = field(default_factory=dict)
    merged: tuple[Area, ...] = ()
    rules: tuple[DrawnRule, ...] = ()
    widths: Mapping[int, float] = field(default_factory=dict)
    usual_width: float = 8.4
    heights: Mapping[int, float] = field(default_factory=dict)
    usual_height: float = 15.0
    protected: bool = False
    issued: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    @cached_property
    def _areas(self) -> Mapping[Position, Area]:
        return {
            (row, column): area
            for area in self.merged
            for row in range(area.top, area.bottom + 1)
            for column in range(area.left, area.right + 1)
        }

    @cached_property
    def last_row(self) -> int:
        """The last row with a text, a formula or a line."""
        drawn = (row for (row, _), look in self.looks.items() if look.top or look.bottom or look.left or look.right)
        return max((*drawn, *(row for row, _ in self.texts), *(row for row, _ in self.formulas)), default=0)

    @cached_property
    def last_column(self) -> int:
        """The last column with a text, a formula or a line."""
        drawn = (at[1] for at, look in self.looks.items() if look.top or look.bottom or look.left or look.right)
        texts = (self.area_at(*at).right for at in self.texts)
        return max((*drawn, *texts, *(column for _, column in self.formulas)), default=0)

    def area_at(self, row: int, column: int) -> Area:
        """Return the merged area around a cell, or the cell itself."""
        return self._areas.get((row, column)) or Area(row, column, row, column)

    def look_at(self, row: int, column: int) -> DrawnCell:
        """Return how a cell looks."""
        return self.looks.get((row, column), _PLAIN)

    def text_of(self, area: Area) -> str:
        """Return what is written in an area, as it is shown."""
        return self.texts.get((area.top, area.left), "")

    def has_formula(self, area: Area) -> bool:
        """Return whether an area shows what a formula gives."""
        return (area.top, area.left) in self.formulas

    def width_of(self, area: Area) -> float:
        """Return an area's width in digits."""
        return sum(self.widths.get(column, self.usual_width) for column in range(area.left, area.right + 1))

    def height_of(self, area: Area) -> float:
        """Return an area's height in points."""
        return sum(self.heights.get(row, self.usual_height) for row in range(area.top, area.bottom + 1))

    @cached_property
    def boxes(self) -> Collection[Area]:
        """The areas with a line at each side, row by row; quick to look up in."""
        found = dict.fromkeys(self.area_at(*at) for at in sorted(self.looks) if self.is_seen(*at))
        return dict.fromkeys(
            area
            for area in found
            if any(self.look_at(area.top, c).top or self.look_at(area.top - 1, c).bottom for c in _columns(area))
            and any(self.look_at(area.bottom, c).bottom or self.look_at(area.bottom + 1, c).top for c in _columns(area))
            and any(self.look_at(r, area.left).left or self.look_at(r, area.left - 1).right for r in _rows(area))
            and any(self.look_at(r, area.right).right or self.look_at(r, area.right + 1).left for r in _rows(area))
        )

    @cached_property
    def _boxes_by_row(self) -> Mapping[int, tuple[Area, ...]]:
        rows: dict[int, list[Area]] = {}
        for area in self.boxes:
            for row in range(area.top, area.bottom + 1):
                rows.setdefault(row, []).append(area)
        return {row: tuple(sorted(areas, key=lambda area: area.left)) for row, areas in rows.items()}

    def boxes_in(self, row: int) -> tuple[Area, ...]:
        """Return the boxes a row crosses, from the left."""
        return self._boxes_by_row.get(row, ())

    def is_seen(self, row: int, column: int) -> bool:
        """Return whether a cell is in no hidden row or column."""
        return row not in self.hidden_rows and column not in self.hidden_columns

    def line_below(self, row: int, left: int, right: int) -> str:
        """Return the style of the line between a row and the next, "" where there is none somewhere."""
        styles = {
            self.look_at(row, column).bottom or self.look_at(row + 1, column).top for column in range(left, right + 1)
        }
        return min(styles) if "" not in styles else ""

    def rules_at(self, area: Area) -> Iterator[DrawnRule]:
        """Yield the rules that hold in an area's first cell."""
        for rule in self.rules:
            if any(one.holds(area.top, area.left) for one in rule.areas):
                yield rule


def _columns(area: Area) -> range:
    return range(area.left, area.right + 1)


def _rows(area: Area) -> range:
    return range(area.top, area.bottom + 1)
