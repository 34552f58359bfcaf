"""What was typed where nothing is collected, so that it is not lost in silence."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kusei_batch.collect.headings import heading_key
from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.xlsx.reference import address, parse_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kusei_batch.collect.places import Place
    from kusei_batch.core.form import Form
    from kusei_batch.xlsx.cells_xml import Position
    from kusei_batch.xlsx.reader import Sheet, Workbook

_MOST_CELLS = 20
_QUOTED_LENGTH = 30

Printed = Mapping[str, Mapping[tuple[int, int], str]]
"""What a blank copy prints: sheet -> (row, column) -> text, without the fields' own cells."""


def read_printed(blank: Workbook, form: Form) -> dict[str, dict[Position, str]]:
    """What stands on the sheets of a blank copy besides its fields: titles, headings, units, notes."""
    printed = {}
    for name in dict.fromkeys(f.sheet for f in form.fields):
        own = {parse_address(a) for f in form.fields if f.sheet == name for a in f.cells}
        cells = blank.sheets[name].cells
        printed[name] = {position: cell.text for position, cell in cells.items() if position not in own}
    return printed


def check_outside(form: Form, places: Mapping[str, Place], printed: Printed) -> Iterator[Problem]:
    """Warnings for cells that are neither a field's nor as printed: labels changed, and words written elsewhere."""
    for issued_as, texts in printed.items():
        located = {
            f.qualified: places[f.qualified] for f in form.fields if f.sheet == issued_as and f.qualified in places
        }
        for sheet in {p.sheet.name: p.sheet for p in located.values()}.values():
            shifts = _Shifts(form, located)
            yield from _check_sheet(sheet, located.values(), texts, shifts)


def _check_sheet(
    sheet: Sheet, places: Iterable[Place], texts: Mapping[Position, str], shifts: _Shifts
) -> Iterator[Problem]:
    own = {position for place in places for position in place.positions}
    known = {heading_key(text) for text in texts.values()}
    strange = sorted(
        position
        for position, cell in sheet.cells.items()
        if position not in own and not cell.is_blank and heading_key(cell.text) not in known
    )
    outside = []
    for position in strange:
        was = texts.get(shifts.issued(position))
        if was is None:
            outside.append(address(*position))
        else:
            place = Location(sheet=sheet.name, cells=(address(*position),))
            yield Problem("label-changed", Severity.WARNING, place, {"stamped": _quoted(was)})
    if outside:
        yield Problem("typed-outside", Severity.WARNING, Location(sheet=sheet.name, cells=tuple(outside[:_MOST_CELLS])))


class _Shifts:
    """Where a cell stood before rows and columns were inserted or deleted, told by the fields around it."""

    def __init__(self, form: Form, places: Mapping[str, Place]) -> None:
        rows, columns = {}, {}
        for field in form.fields:
            place = places.get(field.qualified)
            if place:
                for cell, position in ((field.cells[0], place.positions[0]), (field.cells[-1], place.positions[-1])):
                    row, column = parse_address(cell)
                    rows[position[0]] = row
                    columns[position[1]] = column
        self._rows, self._columns = sorted(rows.items()), sorted(columns.items())

    def issued(self, position: Position) -> Position:
        """The position in the issued copy."""
        return _back(self._rows, position[0]), _back(self._columns, position[1])


def _back(anchors: list[tuple[int, int]], now: int) -> int:
    index = bisect_right(anchors, (now, 1 << 30)) - 1
    if index < 0:
        return now
    at, was = anchors[index]
    return was + now - at


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _QUOTED_LENGTH else line[:_QUOTED_LENGTH] + "…"
