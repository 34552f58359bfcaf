"""Stored numbers as cells: what is stored, and what the cell's number format shows of it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache

from kusei_batch.core.values import Cell, CellKind, Look
from kusei_batch.xlsx.formats import GENERAL, Meaning, NumberFormat, parse_stored, plain
from kusei_batch.xlsx.formats.moments import date_text, elapsed_text, serial_of_iso


@lru_cache(maxsize=8192)
def number_cell(stored: str, form: NumberFormat, *, date1904: bool, formula: bool = False) -> Cell:
    """Return the cell of a stored number; what is not a number is kept as the text it is."""
    number = parse_stored(stored.strip())
    if number is None:
        return Cell(CellKind.TEXT, stored, None, formula)
    if form is GENERAL:
        return Cell(CellKind.NUMBER, plain(number), number, formula)
    kind, text = _typed(number, form, date1904=date1904)
    return Cell(kind, text, number, formula, _look(number, text, form, date1904=date1904))


def _typed(number: Decimal, form: NumberFormat, *, date1904: bool) -> tuple[CellKind, str]:
    meaning = form.meaning_of(number)
    if meaning is Meaning.QUANTITY:
        return CellKind.NUMBER, plain(number)
    if meaning is Meaning.PERCENTAGE:
        return CellKind.NUMBER, plain(number * 100) + "%"
    text = elapsed_text(number) if meaning is Meaning.ELAPSED else date_text(number, date1904=date1904)
    # A negative or impossible date is shown as ##### by Excel: only the number is left to tell.
    return (CellKind.NUMBER, plain(number)) if text is None else (CellKind.DATE, text)


def _look(number: Decimal, text: str, form: NumberFormat, *, date1904: bool) -> Look | None:
    shown, inks = form.show(number, date1904=date1904), form.inks_of(number)
    if shown is not None and shown.strip() == text:
        return Look(inks=inks) if inks else None
    thousands, letters = form.thousands_of(number), form.letters_of(number)
    return Look(shown, known=shown is not None, thousands=thousands, letters=letters, inks=inks)


def iso_cell(text: str, form: NumberFormat, *, date1904: bool, formula: bool = False) -> Cell:
    """Return the cell of a date stored as ISO 8601 (Strict workbooks); what is no date is kept as text."""
    try:
        moment = dt.datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        return Cell(CellKind.TEXT, text, None, formula)
    serial = serial_of_iso(moment, date1904=date1904)
    iso = moment.date().isoformat() if moment.time() == dt.time() else moment.isoformat()
    look = None if form is GENERAL else _look(serial, iso, form, date1904=date1904)
    return Cell(CellKind.DATE, iso, serial, formula, look)
