"""Dates in the cells of a sheet, with the note that tells how each was read."""

from __future__ import annotations

import datetime as dt

from kusei_batch.core.dates import DateReader, read_day
from kusei_batch.core.values import Cell
from kusei_batch.validate.notation import Note, quote


def parse_date(cell: Cell, reader: DateReader) -> tuple[dt.date | None, Note | None]:
    """The day in a cell; the time of day, if any, is dropped."""
    day, code = read_day(cell, reader)
    if code is None:
        return day, None
    told = {"value": reader.label(day), "year": str(reader.fiscal_year)} if day else {}
    return day, Note(code, {"text": quote(cell.text), **told})
