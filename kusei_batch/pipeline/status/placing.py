"""Where what came back stands in a freshly stamped sheet: every row by its ID, the department's own after them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kusei_batch.core.form import Field, Form, Table
from kusei_batch.core.picture import PlacedPicture
from kusei_batch.core.problem import Problem
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.submission import Entry, IssuedSheet, Row, Submission
from kusei_batch.core.values import Cell, text_cell
from kusei_batch.issue.kept_forms import OpenForm
from kusei_batch.issue.prefill import entry_cell
from kusei_batch.validate.other_edition import Carried
from kusei_batch.validate.parse import without_format
from kusei_batch.validate.privacy import MASK, mask_individual_numbers, mask_text
from kusei_batch.validate.row_units import field_in_row
from kusei_batch.xlsx.pictures.anchoring import place_pictures
from kusei_batch.xlsx.stamp import Stamp, stamp_sheet


@dataclass(frozen=True)
class ReadSubmission:
    """A submission, the entry of the register it answers, what was found in it, and the form it was read by."""

    sheet: IssuedSheet
    submission: Submission
    problems: Sequence[Problem]
    form: Form

    def rows(self, table: str) -> list[Row]:
        """Return the rows of a table that have a key or hold something."""
        return [row for row in self.submission.tables.get(table, ()) if row.key or not row.is_blank]

    def own_rows(self, form: Form) -> dict[str, tuple[RowKey, ...]]:
        """Return the keys of the rows the department added, of every table that begins with others' rows."""
        tables = [t.name for t in form.tables if t.sources and t.growable]
        return {
            table: tuple(row.key for row in self.rows(table) if row.key and self.is_own(row.key) and not row.is_blank)
            for table in tables
        }

    def is_own(self, key: RowKey) -> bool:
        """Return whether a row was added by the department, to this very sheet."""
        return key.own_number(self.sheet.sheet_id) is not None


@dataclass(frozen=True)
class Placement:
    """The rows of one sheet from the top down: those that came back (None: none did), and those without room."""

    head: Row
    tables: Mapping[str, Sequence[Row | None]]
    without_room: Mapping[str, Sequence[Row]]

    def rows_of(self, field: Field) -> Sequence[Row | None]:
        """Return the rows a field stands in."""
        return self.tables.get(field.table, ()) if field.table else (self.head,)


def place_rows(form: Form, sheet: IssuedSheet, returned: ReadSubmission, *, again: bool = False) -> Placement:
    """Return where the rows of a submission stand in a copy of `sheet`.

    In a sheet issued `again`, a table that takes no rows but those issued has no room for others; a sheet that is
    sent back shows them, so that somebody looks at them.
    """
    placed: dict[str, list[Row | None]] = {}
    without: dict[str, list[Row]] = {}
    for table in form.tables:
        rows = _placed(table, sheet, returned)
        room = len(sheet.rows.get(table.name, ())) if again and table.is_fixed else table.max_rows
        placed[table.name] = rows[:room]
        without[table.name] = [row for row in rows[room:] if row and not row.is_blank]
    return Placement(returned.submission.head, placed, without)


def _placed(table: Table, sheet: IssuedSheet, returned: ReadSubmission) -> list[Row | None]:
    """Return the issued rows in order, then the others: each at the 番号 its key says, so that it keeps that key."""
    keys = sheet.rows.get(table.name, ())
    rows = returned.rows(table.name)
    by_key = {row.key: row for row in rows}
    placed = [by_key.get(key) for key in keys]
    homeless = []
    for row in rows:
        if row.key in keys or row.is_blank:
            continue
        number = (row.key.own_number(returned.sheet.sheet_id) if row.key else None) or 0
        is_at_home = not table.is_fixed and len(keys) < number <= table.max_rows
        placed += [None] * (number - len(placed) if is_at_home else 0)
        if is_at_home and placed[number - 1] is None:
            placed[number - 1] = row
        else:
            homeless.append(row)
    free = [i for i, row in enumerate(placed) if i >= len(keys) and row is None]
    room = table.max_rows - len(placed)
    for row in homeless:
        if room <= 0 and free:
            placed[free.pop(0)] = row
        else:
            placed.append(row)
            room -= 1
    return placed


def build_entries(
    form: Form, sheet: IssuedSheet, placement: Placement, problems: Sequence[Problem]
) -> dict[str, list[Cell]]:
    """Return the cells of every entry field, top to bottom, by qualified name: as typed, else as issued.

    Only the digits of a 個人番号 are not sent round again.
    """
    private = _private_cells(problems)
    return {
        field.qualified: list(_cells(field, _Copy(form, sheet, private), placement.rows_of(field)))
        for field in form.fields
        if field.is_entry
    }


def stamp_entries(opened: OpenForm, stamp: Stamp) -> bytes:
    """Return a copy with its entries, the pictures among them over their cells."""
    return place_pictures(stamp_sheet(opened.compiled, stamp), list(_pictures(opened.form, stamp.entries)))


def _pictures(form: Form, entries: Mapping[str, Sequence[Cell]]) -> Iterator[PlacedPicture]:
    for field in form.fields:
        for address, cell in zip(field.cells, entries.get(field.qualified, ()), strict=False):
            for found in cell.pictures:
                placed = PlacedPicture.of(found, field.sheet, address, field.name)
                if placed:
                    yield placed


@dataclass(frozen=True)
class _Copy:
    """What the cells of a fresh copy go by: the cells of `private` are not sent round again."""

    form: Form
    sheet: IssuedSheet
    private: set[tuple[str, str]]


def _cells(field: Field, copy: _Copy, rows: Sequence[Row | None]) -> Iterator[Cell]:
    for index, row in enumerate(rows):
        if row is not None and field.name in row.entries:
            yield _sendable(row, field, copy)
        else:
            yield entry_cell(copy.sheet.value(field.qualified, index), field, copy.form)


def _sendable(row: Row, field: Field, copy: _Copy) -> Cell:
    """Return a cell as it was typed and read, without the digits of a 個人番号.

    The cell is blank where only its value as understood is such a number.
    """
    entry = row.entries.get(field.name)
    masked = mask_individual_numbers(row.cell(field.name))
    if entry and masked is entry.cell and (mask_text(entry.sheet), entry.address) in copy.private:
        return text_cell(MASK)
    return without_format(masked, field_in_row(field, row, copy.form, copy.sheet))


def _private_cells(problems: Sequence[Problem]) -> set[tuple[str, str]]:
    places = [p.location for p in problems if p.code == "individual-number"]
    return {(place.sheet or "", cell) for place in places for cell in place.cells}


def words_without_room(
    form: Form, sheet: IssuedSheet, placement: Placement, problems: Sequence[Problem]
) -> Iterator[tuple[Table, Row, str]]:
    """Yield the rows a sheet has no room for, each with all its words, so that nothing typed is lost.

    The words go back to the department that typed them, and nowhere else: they may hold personal data.
    """
    copy = _Copy(form, sheet, _private_cells(problems))
    for table in form.tables:
        for row in placement.without_room.get(table.name, ()):
            typed = {f.name: _sendable(row, f, copy).text for f in form.entries_of(table.name)}
            yield table, row, "　".join(f"{name}: {text}" for name, text in typed.items() if text)


def words_untold(submission: Submission, problems: Sequence[Problem]) -> Iterator[tuple[Entry, str]]:
    """Yield what no row of a fresh copy bears, because nothing tells whose it is, without the digits of a 個人番号."""
    private = _private_cells(problems)
    for entry in submission.untold:
        is_private = (mask_text(entry.sheet), entry.address) in private
        yield entry, MASK if is_private else mask_individual_numbers(entry.cell).text


def words_of_dropped(carried: Carried, problems: Sequence[Problem]) -> Iterator[tuple[str, str]]:
    """Yield each field that another edition has no place for, with what was typed in it, row by row.

    The digits of a 個人番号 are left out.
    """
    private = _private_cells(problems)
    for name, entries in carried.lost.items():
        words = [
            MASK if (mask_text(e.sheet), e.address) in private else mask_individual_numbers(e.cell).text
            for e in entries
        ]
        cells = [f"{entry.address}: {text}" for entry, text in zip(entries, words, strict=True)]
        yield name, "　".join(cells)


def row_counts(sheet: IssuedSheet, placement: Placement | None = None) -> dict[str, int]:
    """Return how many rows of each table a copy shows: those it was issued with, and whatever else stands there."""
    counts = {table: len(rows) for table, rows in sheet.rows.items()}
    for table, rows in placement.tables.items() if placement else ():
        if table in counts:
            counts[table] = max(counts[table], len(rows))
    return counts
