"""Faults of the sheet as a whole, from which others would only follow."""

from __future__ import annotations

from collections.abc import Iterator

from kusei_batch.core.form import Table
from kusei_batch.core.problem import Location, Problem
from kusei_batch.validate.draft_record import DraftRecord, ReadSheet
from kusei_batch.validate.issued_rules import is_as_issued
from kusei_batch.validate.problem_location import place_name


def check_untouched(sheet: ReadSheet) -> Iterator[Problem]:
    """Report a sheet on which nothing was entered at all beyond what it was issued with."""
    rows = (*sheet.all_rows(), *sheet.unissued)
    if any(not item.is_blank and not is_as_issued(item, row, sheet) for row in rows for item in row.items.values()):
        return
    field = next((f for f in sheet.form.fields if f.is_entry), None)
    if field is not None:
        yield Problem.of("sheet-untouched", Location(field.sheet, field.cells[:1]))


def check_row_count(sheet: ReadSheet) -> Iterator[Problem]:
    """Report fewer rows than must be, more than are expected, or more than the form has room for."""
    for table in sheet.form.tables:
        rows = sheet.rows.get(table.name, ())
        if table.name not in sheet.rows or (table.is_fixed and not sheet.issued.rows.get(table.name)):
            continue
        words = {"table": table.name, "count": str(len(rows)), "minimum": str(table.min_rows)}
        if len(rows) < table.min_rows and not sheet.confirms_nothing:
            yield _missing_rows(sheet, table, words)
        elif len(rows) > table.max_rows:
            place = _place_of(rows[table.max_rows :])
            yield Problem.of("too-many-rows", place, **words, limit=str(table.max_rows))
        elif len(rows) > table.usual_rows and not table.is_fixed:
            place = _place_of(rows[table.usual_rows :])
            yield Problem.of("unusually-many-rows", place, **words, usual=str(table.usual_rows))


def check_gaps(sheet: ReadSheet) -> Iterator[Problem]:
    """Report blank rows between filled ones, since rows keep their numbers."""
    fixed = {table.name for table in sheet.form.tables if table.is_fixed}
    for name, rows in sheet.submission.tables.items():
        if name in fixed:
            continue
        filled = [i for i, row in enumerate(rows) if not row.is_blank]
        gaps = [row for i, row in enumerate(rows[: filled[-1]]) if i not in filled] if filled else []
        if gaps:
            words = {"place": place_name(name, [row.number or 0 for row in gaps], "")}
            entries = [entry for row in gaps for entry in [next(iter(row.entries.values()), None)] if entry]
            yield Problem.of(
                "blank-row-between",
                Location(entries[0].sheet, tuple(e.address for e in entries)) if entries else Location(),
                **words,
            )


def _missing_rows(sheet: ReadSheet, table: Table, words: dict[str, str]) -> Problem:
    field = next(iter(sheet.form.entries_of(table.name)), None)
    place = Location(field.sheet, field.cells[: table.min_rows][-1:], field.name) if field else Location()
    if sheet.rows.get(table.name):
        return Problem.of("too-few-rows", place, **words)
    nothing = sheet.form.nothing_field
    code = "no-rows-nor-nothing" if nothing else "no-rows"
    return Problem.of(code, place, **words, nothing=nothing or "")


def _place_of(rows: tuple[DraftRecord, ...]) -> Location:
    """Return the first cell of every row."""
    items = [item for row in rows for item in list(row.items.values())[:1]]
    if not items:
        return Location()
    return Location(items[0].sheet, tuple(i.address for i in items if i.address))
