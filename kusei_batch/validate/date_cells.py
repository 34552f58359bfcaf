"""Dates in the cells of a sheet, with the note that tells how each was read."""

from __future__ import annotations

import datetime as dt

from kusei_batch.core.dates import DateReader, read_day
from kusei_batch.core.form_year import FormYear
from kusei_batch.core.period import weekday_of
from kusei_batch.core.values import Cell, text_cell
from kusei_batch.validate.reading_notes import ReadingNote, quote
from kusei_batch.validate.shown_rules import tell_partial_date


def parse_date(cell: Cell, reader: DateReader) -> tuple[dt.date | None, ReadingNote | None]:
    """Return the day in a cell; the time of day, if any, is dropped."""
    day, code = read_day(cell, reader)
    if code is None:
        return day, _tell_shown(cell, day, reader) if day and cell.look else None
    told = {"value": reader.label(day), "year": str(reader.fiscal_year), "weekday": weekday_of(day)} if day else {}
    short, western = FormYear(reader.calendar, reader.fiscal_year).examples
    return day, ReadingNote(code, {"text": quote(cell.text), "short": short, "western": western, **told})


def _tell_shown(cell: Cell, day: dt.date, reader: DateReader) -> ReadingNote | None:
    """Return the note on a day whose cell shows a part of it, or another one (`"令和"yy"年"m"月"d"日"`)."""
    partial = tell_partial_date(cell, reader.label(day))
    shown = None if partial else read_day(text_cell(cell.shown), reader)[0]
    if shown is None or shown == day:
        return partial
    return ReadingNote("shown-otherwise", {"shown": quote(cell.shown), "value": reader.label(day)})
