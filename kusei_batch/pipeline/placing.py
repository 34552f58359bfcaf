"""Where what came back stands in a freshly stamped sheet: every row by its ID, the department's own after them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kusei_batch.core.rows import identify_rows, is_own, name_rows
from kusei_batch.core.values import BLANK, text_cell
from kusei_batch.issue.prefill import entry_cell
from kusei_batch.validate.parse import without_format
from kusei_batch.validate.privacy import MASK, mask_individual_numbers, mask_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kusei_batch.core.form import Field, Form, Table
    from kusei_batch.core.problem import Problem
    from kusei_batch.core.submission import IssuedSheet, Row, Submission
    from kusei_batch.core.values import Cell


@dataclass(frozen=True)
class Returned:
    """A submission, the entry of the register it answers, and what was found in it."""

    sheet: IssuedSheet
    submission: Submission
    problems: Sequence[Problem]

    def rows(self, table: str) -> list[tuple[str, Row]]:
        """The rows of a table with the IDs they have, or would have if accepted."""
        found = identify_rows(table, self.submission, self.sheet)
        rows = self.submission.tables.get(table, ())
        named = name_rows(table, [(row.number or 1, i) for row, i in zip(rows, found, strict=True)], self.sheet)
        return [(row_id, row) for (_, row_id), row in zip(named, rows, strict=True)]

    def own_rows(self, form: Form) -> dict[str, tuple[str, ...]]:
        """The IDs of the rows the department added, of every table that begins with others'."""
        tables = [t.name for t in form.tables if t.sources and t.growable]
        return {
            table: tuple(i for i, row in self.rows(table) if is_own(i, table, self.sheet) and not row.is_blank)
            for table in tables
        }


@dataclass(frozen=True)
class Placement:
    """The rows of one sheet from the top down: those that came back (None: none did), and those without room."""

    head: Row
    tables: Mapping[str, Sequence[Row | None]]
    without_room: Mapping[str, Sequence[Row]]

    def rows_of(self, field: Field) -> Sequence[Row | None]:
        """The rows a field stands in."""
        return self.tables.get(field.table, ()) if field.table else (self.head,)


def place_rows(form: Form, sheet: IssuedSheet, returned: Returned, *, anew: bool = False) -> Placement:
    """Where the rows of a submission stand in a copy of `sheet`.

    In a sheet issued `anew`, a table that has no rows but those issued has no room for any other; in one that is
    sent back they are shown, to be seen to.
    """
    placed: dict[str, list[Row | None]] = {}
    without: dict[str, list[Row]] = {}
    for table in form.tables:
        rows = _placed(table, sheet, returned)
        room = len(sheet.rows.get(table.name, ())) if anew and table.is_fixed else table.max_rows
        placed[table.name] = rows[:room]
        without[table.name] = [row for row in rows[room:] if row and not row.is_blank]
    return Placement(returned.submission.head, placed, without)


def _placed(table: Table, sheet: IssuedSheet, returned: Returned) -> list[Row | None]:
    ids = sheet.rows.get(table.name, ())
    if not table.sources and not ids:
        rows = returned.submission.tables.get(table.name, ())
        # Blank rows are dropped only when more came back than the form has room for.
        return list(rows if len(rows) <= table.max_rows else [row for row in rows if not row.is_blank])
    named = returned.rows(table.name)
    known = dict(named)
    others = [row for row_id, row in named if row_id not in ids and not row.is_blank]
    return [*(known.get(row_id) for row_id in ids), *others]


def build_entries(
    form: Form, sheet: IssuedSheet, placement: Placement, problems: Sequence[Problem]
) -> dict[str, list[Cell]]:
    """The cells of every entry field, top to bottom, by qualified name: as typed, else as the sheet begins.

    Only the digits of a 個人番号 are not sent round again.
    """
    private = _private_cells(problems)
    return {
        field.qualified: list(_cells(field, sheet, placement.rows_of(field), private))
        for field in form.fields
        if field.is_entry
    }


def _cells(
    field: Field, sheet: IssuedSheet, rows: Sequence[Row | None], private: set[tuple[str, str]]
) -> Iterator[Cell]:
    for index, row in enumerate(rows):
        if row is not None and field.name in row.entries:
            yield sendable(row, field, private)
        else:
            text = sheet.carried_text(field.qualified, index)
            yield entry_cell(text, field) if text else BLANK


def sendable(row: Row, field: Field, private: set[tuple[str, str]]) -> Cell:
    """A cell as it was typed and read, without the digits of a 個人番号.

    Nothing of it where only its value as understood is one.
    """
    entry = row.entries.get(field.name)
    masked = mask_individual_numbers(row.cell(field.name))
    if entry and masked is entry.cell and (mask_text(entry.sheet), entry.address) in private:
        return text_cell(MASK)
    return without_format(masked, field)


def _private_cells(problems: Sequence[Problem]) -> set[tuple[str, str]]:
    places = [p.location for p in problems if p.code == "individual-number"]
    return {(place.sheet or "", cell) for place in places for cell in place.cells}


def words_without_room(
    form: Form, placement: Placement, problems: Sequence[Problem]
) -> Iterator[tuple[Table, Row, str]]:
    """The rows a sheet has no room for, each with all its words, so that nothing typed is lost.

    The words go back to the department that typed them, and nowhere else: they may hold personal data.
    """
    private = _private_cells(problems)
    for table in form.tables:
        for row in placement.without_room.get(table.name, ()):
            typed = {f.name: sendable(row, f, private).text for f in form.entries_of(table.name)}
            yield table, row, "　".join(f"{name}: {text}" for name, text in typed.items() if text)


def row_counts(sheet: IssuedSheet, placement: Placement | None = None) -> dict[str, int]:
    """How many rows of each table a copy shows: those it was issued with, and whatever else stands there."""
    counts = {table: len(rows) for table, rows in sheet.rows.items()}
    for table, rows in placement.tables.items() if placement else ():
        if table in counts:
            counts[table] = max(counts[table], len(rows))
    return counts
