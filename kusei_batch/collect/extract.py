"""From a returned workbook to a submission: every entry as typed, where it stands, and what was changed around it."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

from kusei_batch.collect.inserted import drop_inserted
from kusei_batch.collect.outside import Printed, build_printed, check_outside
from kusei_batch.collect.places import Place, address_at, locate_fields
from kusei_batch.core.form import FieldType
from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.core.submission import Entry, Row, Submission
from kusei_batch.core.values import BLANK, Cell, CellKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kusei_batch.core.form import Field, Form
    from kusei_batch.core.submission import IssuedSheet
    from kusei_batch.xlsx.cells_xml import Position
    from kusei_batch.xlsx.reader import Sheet, Workbook
    from kusei_batch.xlsx.reference import Area

_QUOTED_LENGTH = 30

__all__ = ["Printed", "build_printed", "check_stamped", "extract_submission"]


def extract_submission(
    workbook: Workbook, form: Form, sha256: str, printed: Printed | None = None
) -> tuple[Submission, list[Problem]]:
    """The entries of a workbook, and what had to be overcome to read them.

    With `printed` (see build_printed) what was typed outside the entry cells is told too.
    """
    places, problems = locate_fields(workbook, form)
    places = drop_inserted(form, places)
    entries = _Entries(form, places)
    submission = Submission(
        sha256=sha256,
        head=Row(None, None, entries.of_row(form.entries_of(None), 0)),
        tables={table.name: tuple(entries.rows(table.name)) for table in form.tables},
        shown={f.qualified: entries.shown(f) for f in form.fields if not f.is_entry and f.qualified in places},
    )
    problems += [*_check_heights(form, places), *_check_merged(form, places)]
    if printed is not None:
        problems += check_outside(form, places, printed)
    return submission, problems


class _Entries:
    """The entries at the places of a form's fields."""

    def __init__(self, form: Form, places: Mapping[str, Place]) -> None:
        self._form = form
        self._places = places
        self._moved = dict(_moved_by_merging(form, places))

    def rows(self, table: str) -> Iterator[Row]:
        fields = self._form.entries_of(table)
        height = max(
            (len(self._places[f.qualified].positions) for f in fields if f.qualified in self._places), default=0
        )
        for index in range(height):
            yield Row(table, index + 1, self.of_row(fields, index))

    def of_row(self, fields: Iterable[Field], index: int) -> dict[str, Entry]:
        found = ((f.name, self._places.get(f.qualified)) for f in fields)
        return {
            name: self._entry(place.sheet, place.positions[index])
            for name, place in found
            if place and index < len(place.positions)
        }

    def shown(self, field: Field) -> tuple[Entry, ...]:
        place = self._places[field.qualified]
        return tuple(Entry(place.sheet.cell(*p), place.sheet.name, address_at(p)) for p in place.positions)

    def _entry(self, sheet: Sheet, position: Position) -> Entry:
        cell = sheet.cells.get(position)
        if cell is None and self._moved:
            position = self._moved.get((sheet.name, position), position)
            cell = sheet.cells.get(position)
        return Entry(cell, sheet.name, address_at(position)) if cell else _blank_entry(sheet.name, position)


# Most entry cells of a form stay blank, the same ones in copy after copy.
@lru_cache(maxsize=16_384)
def _blank_entry(sheet: str, position: Position) -> Entry:
    return Entry(BLANK, sheet, address_at(position))


def _moved_by_merging(form: Form, places: Mapping[str, Place]) -> Iterator[tuple[tuple[str, Position], Position]]:
    """Entry cells merged into a cell that is nobody's: what is typed there stands in that cell.

    It is given once, to the first of the entry cells under the merge.
    """
    headings = {f.heading for f in form.fields}
    own = _cells_by_sheet(places.values())
    for sheet, cells in own.values():
        for area in sheet.merged:
            corner = (area.top, area.left)
            covered = () if area.is_cell or corner in cells else _covered(area, cells)
            if covered and sheet.cell(*corner).text not in headings:
                yield (sheet.name, min(covered)), corner


def _cells_by_sheet(places: Iterable[Place]) -> dict[str, tuple[Sheet, set[Position]]]:
    found: dict[str, tuple[Sheet, set[Position]]] = {}
    for place in places:
        found.setdefault(place.sheet.name, (place.sheet, set()))[1].update(place.positions)
    return found


def _covered(area: Area, cells: set[Position]) -> list[Position]:
    """Those of the cells that lie in an area."""
    height, width = area.bottom - area.top + 1, area.right - area.left + 1
    if height * width > len(cells):
        return [p for p in cells if area.holds(*p)]
    inside = product(range(area.top, area.bottom + 1), range(area.left, area.right + 1))
    return [p for p in inside if p in cells]


def _check_heights(form: Form, places: Mapping[str, Place]) -> Iterator[Problem]:
    for table in form.tables:
        found = [places[f.qualified] for f in form.fields_of(table.name) if f.qualified in places]
        if len({len(place.positions) for place in found}) > 1:
            location = Location(sheet=found[0].sheet.name, cells=(found[0].addresses[0],))
            yield Problem("rows-differ", Severity.WARNING, location, {"table": table.name})


def _check_merged(form: Form, places: Mapping[str, Place]) -> Iterator[Problem]:
    """Tell of merges over several entry cells; a template's own merges never hold more than one."""
    entries = [places[f.qualified] for f in form.fields if f.is_entry and f.qualified in places]
    for sheet, cells in _cells_by_sheet(entries).values():
        merges = [a for a in sheet.merged if not a.is_cell and len(_covered(a, cells)) > 1]
        corners = tuple(address_at((area.top, area.left)) for area in merges)
        if corners:
            yield Problem("merged-entry", Severity.INFO, Location(sheet=sheet.name, cells=corners))


def check_stamped(form: Form, submission: Submission, issued: IssuedSheet) -> list[Problem]:
    """Warnings for display cells that no longer show what was stamped; the stamped value is what counts."""
    fields = (f for f in form.fields if not f.is_entry and f.qualified in issued.stamped)
    return [
        problem
        for f in fields
        for problem in _check_shown(f, submission.shown.get(f.qualified, ()), issued.stamped[f.qualified])
    ]


def _check_shown(field: Field, shown: Sequence[Entry], stamped: Sequence[str]) -> Iterator[Problem]:
    # Rows that were inserted show nothing, rows that were deleted are missed by other checks.
    filled = [entry for entry in shown if not entry.cell.is_blank]
    wanted = [text for text in stamped if text.strip()]
    changed = [(e, t) for e, t in _pairs(filled, wanted) if not _still_shows(e.cell, t, field)]
    if not filled and wanted and shown:
        changed = [(shown[0], wanted[0])]
    if changed:
        place = Location(sheet=changed[0][0].sheet, cells=tuple(e.address for e, _ in changed), field=field.name)
        yield Problem("shown-changed", Severity.WARNING, place, {"stamped": _quoted(changed[0][1])})


def _pairs(filled: Sequence[Entry], wanted: Sequence[str]) -> Iterator[tuple[Entry, str]]:
    """Each shown cell with the stamped text it should show: the next one it does show, or the next in order."""
    left = list(wanted)
    for entry in filled:
        text = _comparable(entry.cell.text)
        match = next((i for i, t in enumerate(left) if _comparable(t) in text), 0)
        if left:
            yield entry, left[match]
            del left[: match + 1]


def _still_shows(cell: Cell, stamped: str, field: Field) -> bool:
    if field.type is FieldType.DATE and cell.kind is CellKind.DATE:
        return True
    # A cell may hold the values of several fields with text between them.
    return _comparable(stamped) in _comparable(cell.text)


def _comparable(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _QUOTED_LENGTH else line[:_QUOTED_LENGTH] + "…"
