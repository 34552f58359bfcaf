"""Rows that were inserted and left empty: without them row i is the same row on every sheet of a table again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kusei_batch.collect.field_cells import FieldCells
from kusei_batch.core.form import Field, Form


def drop_inserted(form: Form, places: Mapping[str, FieldCells]) -> dict[str, FieldCells]:
    """Return the places with no more rows than were issued, as far as the surplus rows hold nothing at all.

    An issued row holds at least its number, an inserted one nothing; where rows show nothing, the last empty ones
    go.
    """
    kept = dict(places)
    for field in form.fields:
        place = places.get(field.qualified)
        if field.table and place and field.block_height == 1:
            gone = _surplus(field, place)
            rows = tuple(p for p in place.positions if p[0] not in gone)
            kept[field.qualified] = replace(place, positions=rows)
    return kept


def _surplus(field: Field, place: FieldCells) -> set[int]:
    surplus = len(place.positions) - len(field.cells)
    if surplus <= 0:
        return set()
    filled = {row for (row, _), cell in place.sheet.cells.items() if not cell.is_blank}
    empty = [row for row, _ in place.positions if row not in filled]
    return set(empty[-surplus:])
