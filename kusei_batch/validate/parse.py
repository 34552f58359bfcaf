"""Text and cells to values: every parser gives (value, note).

A note beside a value tells how it was understood, a note beside None why it was not, and neither means
that nothing was entered. Nothing here raises.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from kusei_batch.core.dates import DateReader, read_day
from kusei_batch.core.form import Field, FieldType
from kusei_batch.core.form_year import FormYear
from kusei_batch.core.period import weekday_of
from kusei_batch.core.picture import PLAIN, Picture
from kusei_batch.core.text.label import western_day
from kusei_batch.core.values import Cell, CellKind, TypedValue, text_cell
from kusei_batch.validate.numbers import number_text, parse_integer, parse_number
from kusei_batch.validate.reading_notes import ReadingNote, quote
from kusei_batch.validate.shown_rules import shown_text, tell_hidden, tell_partial_date
from kusei_batch.validate.written_choices import ChoiceIndex, parse_choice, parse_choices, parse_nothing, parse_yes_no

_REDRAWN = ("GIF", "BMP")


@dataclass(frozen=True, slots=True)
class CellReader:
    """What a cell needs beside itself to be read: the calendar and the choices."""

    dates: DateReader
    choices: ChoiceIndex


def parse_text(cell: Cell) -> tuple[str | None, ReadingNote | None]:
    """Return the text exactly as typed; of a number or a date what the cell shows."""
    if cell.kind is CellKind.DATE and cell.look is None:
        try:
            day = dt.date.fromisoformat(cell.text[:10])
        except ValueError:
            return cell.text, ReadingNote("date-in-text", {"value": quote(cell.text)})
        shown = western_day(day)
        return shown, ReadingNote("date-in-text", {"value": shown})
    if cell.kind is CellKind.DATE:
        return shown_text(cell), ReadingNote("date-in-text", {"value": quote(shown_text(cell))})
    return cell.text, ReadingNote("formula-in-text", {"text": quote(cell.text)}) if cell.formula else None


def parse_cell(cell: Cell, field: Field, reader: CellReader) -> tuple[TypedValue, ReadingNote | None]:
    """Return the value of a field's cell by its 型; blank is (None, None)."""
    if cell.look is not None and field.type not in _BY_NUMBER:
        # As parse_cell, of a cell whose format shows another text than the one stored.
        unparsed = _unparsed(cell)
        if unparsed:
            return unparsed
        # That a date was typed is said by parse_text itself.
        dated = cell.kind is CellKind.DATE and field.type in (FieldType.TEXT, FieldType.LONG_TEXT)
        text = cell if dated else cell._replace(text=shown_text(cell))
        value, note = _BY_TYPE[field.type](text, field, reader)
        told = tell_hidden(cell)
        return value, told if told and value is not None else note
    # Most cells hold a text, and are asked here only when they do.
    if cell.kind is CellKind.TEXT and not cell.is_blank:
        found = _BY_TYPE[field.type](cell, field, reader)
    else:
        found = _unparsed(cell) or _BY_TYPE[field.type](cell, field, reader)
    return _kept(cell, found) if field.takes_words else found


def _kept(cell: Cell, found: tuple[TypedValue, ReadingNote | None]) -> tuple[TypedValue, ReadingNote | None]:
    """Return what was found, and instead of no number the words that stand there."""
    value, note = found
    if value is not None or note is None or note.code not in _KEPT:
        return found
    code = "words-for-number" if note.code == "not-a-number" else note.code
    return shown_text(cell), ReadingNote(code, {**note.params, "text": quote(shown_text(cell))})


def parse_nothing_cell(cell: Cell) -> tuple[TypedValue, ReadingNote | None]:
    """Parse as parse_cell does, for the cell that confirms 該当なし."""
    return _unparsed(cell) or parse_nothing(cell._replace(text=shown_text(cell)))


def without_format(cell: Cell, field: Field) -> Cell:
    """Return the cell that says in a field's own format what this one says in the format it came back in.

    A fresh copy does not have that format: what it showed is written out, and a number that was shown divided by
    thousands, and so read, is that number.
    """
    look = cell.look
    if look is None:
        return cell
    if field.type not in _BY_NUMBER:
        text = shown_text(cell)
        return text_cell(text) if text != cell.text and cell.kind in _FORMATTED else cell._replace(look=None)
    if look.thousands and field.type is not FieldType.DATE:
        value, _ = parse_number(cell, field.unit)
        if value is not None and value != cell.number:
            return Cell(CellKind.NUMBER, number_text(value), value)
    return cell._replace(look=None)


_KEPT = ("not-a-number", "number-with-words", "wrong-unit", "not-an-integer")
"""What is said of words in a field of numbers; an error of a formula or a date says nothing that could be kept."""
_FORMATTED = (CellKind.NUMBER, CellKind.DATE)
_BY_NUMBER = (FieldType.INTEGER, FieldType.NUMBER, FieldType.DATE)
"""The types whose value is what is stored, whatever of it is shown."""


def _unparsed(cell: Cell) -> tuple[None, ReadingNote | None] | None:
    """Return what is said of a cell before its text is looked at, None when there is a text to parse."""
    if cell.is_blank:
        return None, None
    if cell.kind is CellKind.ERROR:
        return None, ReadingNote("error-value", {"text": quote(cell.text)})
    if cell.kind is CellKind.UNCOMPUTED:
        return None, ReadingNote("uncomputed-formula")
    return None


_BY_TYPE: dict[FieldType, Callable[[Cell, Field, CellReader], tuple[TypedValue, ReadingNote | None]]] = {
    FieldType.TEXT: lambda cell, _field, _reader: parse_text(cell),
    FieldType.LONG_TEXT: lambda cell, _field, _reader: parse_text(cell),
    FieldType.INTEGER: lambda cell, field, _reader: parse_integer(cell, field.unit),
    FieldType.NUMBER: lambda cell, field, _reader: parse_number(cell, field.unit),
    FieldType.DATE: lambda cell, _field, reader: parse_date(cell, reader.dates),
    FieldType.CHOICE: lambda cell, _field, reader: parse_choice(cell, reader.choices),
    FieldType.CHOICES: lambda cell, _field, reader: parse_choices(cell, reader.choices),
    FieldType.YES_NO: lambda cell, _field, _reader: parse_yes_no(cell),
    FieldType.PICTURE: lambda cell, _field, _reader: parse_picture(cell),
}


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


def parse_picture(cell: Cell) -> tuple[Picture | None, ReadingNote | None]:
    """Return the picture that lies over a cell or in it; a cell in which words stand alone holds none."""
    if not cell.pictures:
        return None, ReadingNote("words-for-picture", {"text": quote(cell.text)})
    if len(cell.pictures) > 1:
        return None, ReadingNote("several-pictures", {"count": str(len(cell.pictures))})
    (found,) = cell.pictures
    if found.picture is None:
        return None, ReadingNote(found.fault, dict(found.words))
    if found.framing.cut != PLAIN.cut:
        return found.picture, ReadingNote("picture-cropped")
    if found.kind in _REDRAWN:
        return found.picture, ReadingNote("picture-redrawn", {"kind": found.kind})
    return found.picture, ReadingNote("words-beside-picture", {"text": quote(cell.text)}) if cell.text.strip() else None


__all__ = [
    "CellReader",
    "ChoiceIndex",
    "ReadingNote",
    "number_text",
    "parse_cell",
    "parse_choice",
    "parse_choices",
    "parse_date",
    "parse_integer",
    "parse_nothing_cell",
    "parse_number",
    "parse_text",
    "parse_yes_no",
]
