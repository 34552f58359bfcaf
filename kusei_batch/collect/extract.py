"""From a returned workbook to a submission: every entry as typed, where it stands, and what was changed around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import product

from kusei_batch.collect.appearance import check_appearance, check_rules
from kusei_batch.collect.block_rows import UNTOLD_ROWS, labels_of
from kusei_batch.collect.field_cells import address_at
from kusei_batch.collect.field_pictures import FieldPictures, find_field_pictures
from kusei_batch.collect.form_layout import CellSlot, DisplayColumn, FormLayout, RowSlots, lay_out
from kusei_batch.collect.typed_outside import Printed, build_printed, check_outside
from kusei_batch.core.form import ROW_ID, ROW_NUMBER, Field, FieldType, Form
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.submission import Entry, IssuedSheet, Row, Submission
from kusei_batch.core.text.notation import comparable, one_line
from kusei_batch.core.values import BLANK, Cell, CellKind
from kusei_batch.xlsx.reader import Workbook
from kusei_batch.xlsx.reader.plain_cells import Position
from kusei_batch.xlsx.reference import Area, parse_address

_QUOTED_LENGTH = 30
_KEPT_MERGES = 500

__all__ = ["Printed", "build_printed", "check_stamped", "extract_submission"]


def extract_submission(
    workbook: Workbook, form: Form, sha256: str, printed: Printed | None = None
) -> tuple[Submission, list[Problem]]:
    """Return the entries of a workbook, and what had to be overcome to read them.

    With `printed` (see build_printed), what was typed outside the entry cells is reported too.
    """
    layout, problems = lay_out(workbook, form)
    pictures = find_field_pictures(workbook, layout)
    typed = _Typed(workbook, layout, pictures)
    submission = Submission(
        sha256=sha256,
        head=typed.row(layout.head),
        tables={table: tuple([typed.row(row) for row in rows]) for table, rows in layout.tables.items()},
        shown={name: typed.column(column) for name, column in layout.shown.items()},
        elsewhere={place: typed.column(column) for place, column in layout.elsewhere.items()},
        untold=tuple(_untold(workbook, form, problems)),
    )
    problems += [*_check_merged(workbook, layout), *check_appearance(workbook, layout)]
    if printed is not None:
        problems += check_outside(workbook, layout, printed, pictures, submission.untold)
        problems += check_rules(workbook, layout, printed.veiled)
    return submission, problems


def _untold(workbook: Workbook, form: Form, problems: Sequence[Problem]) -> Iterator[Entry]:
    """Yield what stands in rows that no record has, but for the labels that every record bears."""
    places = [p.location for p in problems if p.code in UNTOLD_ROWS]
    labels = labels_of(form.fields) if places else set()
    for place in places:
        cells = workbook.sheets[place.sheet or ""].cells
        for address in place.cells:
            cell = cells[parse_address(address)]
            if not cell.is_blank and comparable(cell.text) not in labels:
                yield Entry(cell, place.sheet or "", address)


class _Typed:
    """What is typed in the cells of a layout."""

    def __init__(self, workbook: Workbook, layout: FormLayout, pictures: FieldPictures) -> None:
        self._cells = {sheet: workbook.sheets[sheet].cells for sheet in layout.own}
        self._cells |= {sheet: {**self._cells[sheet], **found} for sheet, found in pictures.cells.items() if found}
        self._moved = dict(_moved_by_merging(workbook, layout))

    def row(self, row: RowSlots) -> Row:
        """Return the row; where nothing is typed, the one that all such copies share."""
        if not self._moved and all(
            self._cells[sheet].keys().isdisjoint(places) for sheet, places in row.places.items()
        ):
            return row.blank
        typed = {s.field: entry for s in row.slots if (entry := self.entry(s))}
        return Row(row.blank.table, row.blank.number, {**row.blank.entries, **typed}) if typed else row.blank

    def column(self, column: DisplayColumn) -> tuple[Entry, ...]:
        """Return what stands in the cells of a display field."""
        if not self._moved and column.places.isdisjoint(self._cells[column.sheet]):
            return column.blank
        return tuple([self.entry(slot) or slot.blank for slot in column.slots])

    def entry(self, slot: CellSlot) -> Entry | None:
        """Return the entry of a cell that holds something, or that was merged into a cell of no field; else None."""
        position, cells = slot.position, self._cells[slot.sheet]
        if position not in cells:
            corner = self._moved.get((slot.sheet, position))
            if corner is None:
                return None
            position = corner
        return Entry(cells.get(position, BLANK), slot.sheet, address_at(position))


def _moved_by_merging(workbook: Workbook, layout: FormLayout) -> Iterator[tuple[tuple[str, Position], Position]]:
    """Yield entry cells merged into a cell of no field, each with that cell, in which its words stand now.

    Only the first entry cell under a merge is given.
    """
    headings = {f.heading for f in layout.form.fields}
    for name, cells in layout.own.items():
        sheet = workbook.sheets[name]
        for area, covered in _merged_over(sheet.merged, cells):
            corner = (area.top, area.left)
            if corner not in cells and sheet.cell(*corner).text not in headings:
                yield (name, min(covered)), corner


def _check_merged(workbook: Workbook, layout: FormLayout) -> Iterator[Problem]:
    """Report merges over several entry cells; a template's own merges never hold more than one.

    A merge over several rows in use may be meant for each of them, and hides what lies under it.
    """
    for name, cells in layout.entries.items():
        sheet = workbook.sheets[name]
        merges = {(a.top, a.left): covered for a, covered in _merged_over(sheet.merged, cells) if len(covered) > 1}
        filled = {place for place in cells if not sheet.cell(*place).is_blank} if merges else set()
        # Merges whose rows below the first hold entries beside them.
        over_rows = [
            corner
            for corner, covered in merges.items()
            if ({row for row, _ in covered} & {place[0] for place in filled - set(covered)}) - {corner[0]}
        ]
        under = sorted(p for corner, covered in merges.items() for p in covered if p in filled and p != corner)
        yield from _told("merged-entry", name, [c for c in merges if c not in over_rows])
        yield from _told("merged-rows", name, [c for c in over_rows if c in filled])
        yield from _told("under-merge", name, under)


def _told(code: str, sheet: str, places: Sequence[Position]) -> Iterator[Problem]:
    if places:
        yield Problem.of(code, Location(sheet=sheet, cells=tuple(map(address_at, places))))


def _merged_over(merged: tuple[Area, ...], cells: frozenset[Position]) -> tuple[tuple[Area, list[Position]], ...]:
    """Return the merged areas that lie over any of the cells, with those they cover.

    Remembered, since the copies of one form share their merges.
    """
    return _remembered_merges(merged, cells) if len(merged) <= _KEPT_MERGES else _find_merges(merged, cells)


def _find_merges(merged: tuple[Area, ...], cells: frozenset[Position]) -> tuple[tuple[Area, list[Position]], ...]:
    covered = ((area, _covered(area, cells)) for area in merged if not area.is_cell)
    return tuple((area, found) for area, found in covered if found)


_remembered_merges = lru_cache(maxsize=64)(_find_merges)


def _covered(area: Area, cells: frozenset[Position]) -> list[Position]:
    """Return the cells that lie in an area."""
    height, width = area.bottom - area.top + 1, area.right - area.left + 1
    if height * width > len(cells):
        return [p for p in cells if area.holds(*p)]
    inside = product(range(area.top, area.bottom + 1), range(area.left, area.right + 1))
    return [p for p in inside if p in cells]


def check_stamped(
    form: Form, submission: Submission, issued: IssuedSheet, printed: Printed | None = None
) -> list[Problem]:
    """Warn of display cells that no longer show what was stamped; the stamped value is what counts.

    With `printed`, what was typed into those left blank outside tables is reported too.
    """
    rows = {table: [row.key for row in submission.tables.get(table, ())] for table, keys in issued.rows.items() if keys}
    problems: list[Problem] = []
    for field in form.fields:
        if not field.is_entry and field.qualified in issued.stamped:
            shown, stamped = submission.shown.get(field.qualified, ()), issued.stamped[field.qualified]
            if field.table in rows:
                # Of a row that was moved the number need not have come along.
                if field.name != ROW_NUMBER:
                    pairs = zip(shown, _moved(stamped, rows[field.table], issued.rows[field.table]), strict=False)
                    problems.extend(
                        _tell_changed(
                            field, [(e, t) for e, t in pairs if t.strip() and not _still_shows(e.cell, t, field)]
                        )
                    )
            else:
                problems += _check_shown(field, shown, stamped)
    problems = [*_told_once(problems), *_check_typed_over(form, submission, issued)]
    return [*problems, *_check_heads(form, submission, issued, printed)] if printed else problems


def _check_heads(form: Form, submission: Submission, issued: IssuedSheet, printed: Printed) -> Iterator[Problem]:
    """Warn of what was typed into display cells outside tables in which the program had nothing to show."""
    stamped_in: dict[tuple[str, str], str] = {}
    for field in form.fields:
        if field.qualified in printed.bare:
            place = field.sheet, field.cells[0]
            stamped_in[place] = stamped_in.get(place, "") + "".join(issued.stamped.get(field.qualified, ())).strip()
    for field in form.fields:
        if field.qualified in printed.bare and not stamped_in.pop((field.sheet, field.cells[0]), "told"):
            bare = _comparable(printed.bare[field.qualified])
            typed = [e for e in submission.shown.get(field.qualified, ()) if _comparable(e.cell.text) not in ("", bare)]
            if typed:
                yield Problem.of("typed-in-shown", Location(typed[0].sheet, (typed[0].address,), field.name))


def _check_typed_over(form: Form, submission: Submission, issued: IssuedSheet) -> Iterator[Problem]:
    """Warn of what was typed into cells of a table that the program left blank: it belongs to no entry."""
    for field in form.fields:
        known_by_id = bool(issued.rows.get(field.table or "")) and field.name == ROW_ID
        if field.table is None or field.is_entry or field.is_computed or field.name == ROW_NUMBER or known_by_id:
            continue
        stamped = {text for text in issued.stamped.get(field.qualified, ()) if text.strip()}
        filled = [e for e in _left_blank(field, submission, issued) if e.cell is not BLANK]
        typed = [e for e in filled if not (e.cell.is_blank or e.cell.formula or e.cell.text in stamped)]
        if typed:
            place = Location(typed[0].sheet, tuple(entry.address for entry in typed), field.name)
            yield Problem.of("typed-in-shown", place)


def _left_blank(field: Field, submission: Submission, issued: IssuedSheet) -> list[Entry]:
    """Return the cells of a display field in which nothing was stamped."""
    shown, stamped = submission.shown.get(field.qualified, ()), issued.stamped.get(field.qualified, ())
    keys = issued.rows.get(field.table or "", ())
    if keys:
        stamped = tuple(_moved(stamped, [row.key for row in submission.tables.get(field.table or "", ())], keys))
    return [e for i, e in enumerate(shown) if i >= len(stamped) or not stamped[i].strip()]


def _moved(stamped: Sequence[str], found: Sequence[RowKey | None], issued: Sequence[RowKey]) -> list[str]:
    """Return the texts that issued rows should show, in the order they came back in."""
    texts: dict[RowKey | None, str] = dict(zip(issued, stamped, strict=False))
    return [texts.get(key, "") for key in found]


def _check_shown(field: Field, shown: Sequence[Entry], stamped: Sequence[str]) -> Iterator[Problem]:
    # Rows that were inserted show nothing, rows that were deleted are missed by other checks.
    filled = [entry for entry in shown if entry.cell is not BLANK and not entry.cell.is_blank]
    wanted = [text for text in stamped if text.strip()]
    if [entry.cell.text for entry in filled] == wanted:
        return
    changed = [(e, t) for e, t in _pairs(filled, wanted) if not _still_shows(e.cell, t, field)]
    if not filled and wanted and shown:
        changed = [(shown[0], wanted[0])]
    yield from _tell_changed(field, changed)


def _tell_changed(field: Field, changed: Sequence[tuple[Entry, str]]) -> Iterator[Problem]:
    if changed:
        place = Location(sheet=changed[0][0].sheet, cells=tuple(e.address for e, _ in changed), field=field.name)
        words = {"stamped": changed[0][1], "typed": changed[0][0].cell.text}
        yield Problem.of("shown-changed", place, **{name: one_line(t, _QUOTED_LENGTH) for name, t in words.items()})


def _told_once(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Yield what shows something else, several values of one cell as one: they were written over together."""
    at_place: dict[object, list[Problem]] = {}
    for problem in problems:
        at_place.setdefault((problem.location.sheet, problem.location.cells), []).append(problem)
    for together in at_place.values():
        first = together[0]
        names = "」「".join(dict.fromkeys(p.location.field or "" for p in together))
        stamped = "」「".join(dict.fromkeys(p.params["stamped"] for p in together))
        yield replace(first, location=replace(first.location, field=names), params={**first.params, "stamped": stamped})


def _pairs(filled: Sequence[Entry], wanted: Sequence[str]) -> Iterator[tuple[Entry, str]]:
    """Yield each shown cell with the stamped text it should show: the next one it does show, or the next in order."""
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
    if cell.number is not None and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", stamped):
        return cell.number == Decimal(stamped)
    # A cell may hold the values of several fields with text between them.
    return _comparable(stamped) in _comparable(cell.text)


# Titles and row numbers are shown by every copy.
_comparable = lru_cache(maxsize=4096)(comparable)
