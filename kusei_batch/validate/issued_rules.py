"""Rules of rows and values a sheet was issued with: what may not be added, and what may not become another."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from decimal import Decimal

from kusei_batch.core.form import FieldKind
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.values import CellKind
from kusei_batch.validate.draft_record import DraftRecord, ReadEntry, ReadSheet
from kusei_batch.validate.problem_location import place_name, row_problem

ANOTHER = 0.3
"""Below this share of common text (difflib) a row speaks of something wholly different."""


def check_rows_issued(sheet: ReadSheet) -> Iterator[Problem]:
    """Report what was entered in a row that was not issued, of a table that has no others."""
    for table in dict.fromkeys(row.table for row in sheet.unissued):
        rows = [row for row in sheet.unissued if row.table == table]
        filled = [item for row in rows for item in row.items.values() if not item.is_blank]
        here = filled[0].sheet
        place = Location(here, tuple(i.address for i in filled if i.address and i.sheet == here))
        count = len(sheet.issued.rows.get(table or "", ()))
        words = {"place": place_name(table, [row.number or 0 for row in rows], ""), "table": table or ""}
        yield Problem.of("row-not-issued", place, **words, count=str(count))


def check_carried_replaced(sheet: ReadSheet) -> Iterator[Problem]:
    """Report a row that was carried over and now speaks of something else: its ID stands for the old one."""
    for table in sheet.form.tables:
        for row in sheet.rows.get(table.name, ()):
            carried = [i for i in row.some(table.distinct) if i.field.kind is FieldKind.CARRIED]
            if carried and row.index is not None and _is_another(carried, row, sheet):
                words = {"table": table.name, "row_id": row.key.row_id if row.key else ""}
                yield row_problem(row, carried, "carried-row-replaced", **words)


def is_as_issued(item: ReadEntry, row: DraftRecord, sheet: ReadSheet) -> bool:
    """Return whether an entry still holds exactly what it was issued with."""
    issued = _issued_text(item, row, sheet)
    if not issued:
        return False
    cell = item.cell
    if cell.kind is CellKind.NUMBER and re.fullmatch(r"-?[0-9.]+", issued):
        return cell.number == Decimal(issued)
    if cell.kind is CellKind.DATE:
        return cell.text[:10] == issued
    return _lines(cell.text) == _lines(issued)


def _is_another(carried: list[ReadEntry], row: DraftRecord, sheet: ReadSheet) -> bool:
    before = _lines("\n".join(_issued_text(item, row, sheet) for item in carried))
    now = _lines("\n".join(item.cell.text for item in carried if not item.private))
    return bool(before and now) and difflib.SequenceMatcher(None, before, now, autojunk=False).ratio() < ANOTHER


def _issued_text(item: ReadEntry, row: DraftRecord, sheet: ReadSheet) -> str:
    value = None if row.index is None else sheet.issued.value(item.field.qualified, row.index)
    return sheet.form.entered_text(value, item.field)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
