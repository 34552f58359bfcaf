"""What a row was issued with, as a value of the field that shows it: stored with its type at its issue.

Only a value of another type, such as a text of a list, is read as if it were typed.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from kusei_batch.core.form import Field, FieldType
from kusei_batch.core.picture import Picture
from kusei_batch.core.text.choice_text import split_choices
from kusei_batch.core.values import Cell, TypedValue
from kusei_batch.validate.parse import CellReader, parse_cell

_KINDS: dict[FieldType, type | tuple[type, ...]] = {
    FieldType.TEXT: str,
    FieldType.LONG_TEXT: str,
    FieldType.INTEGER: int,
    FieldType.NUMBER: (int, Decimal),
    FieldType.DATE: dt.date,
    FieldType.CHOICE: str,
    FieldType.CHOICES: tuple,
    FieldType.YES_NO: bool,
    FieldType.PICTURE: Picture,
}


def previous_value(value: TypedValue, printed: Cell, field: Field, reader: CellReader) -> TypedValue:
    """Return `value` as one of the field's 型: choices by their names now, those no longer offered as they were.

    `printed` is the cell it was stamped as, which speaks where the value is of another type.
    """
    if value is None:
        return None
    if field.type is FieldType.CHOICES:
        return _choices(value, printed, field, reader)
    if field.type is FieldType.CHOICE and isinstance(value, str):
        return reader.choices.find(value) or value
    if isinstance(value, Decimal) and field.type is FieldType.INTEGER and value == int(value):
        return int(value)
    if is_of_type(value, field):
        return value
    read, _ = parse_cell(printed, field, reader)
    return printed.text if read is None and field.type is FieldType.CHOICE else read


def is_of_type(value: TypedValue, field: Field) -> bool:
    """Return whether a value is one of the field's 型."""
    return isinstance(value, _KINDS[field.type]) and isinstance(value, bool) is (field.type is FieldType.YES_NO)


def _choices(value: TypedValue, printed: Cell, field: Field, reader: CellReader) -> TypedValue:
    if not isinstance(value, tuple):
        read, _ = parse_cell(printed, field, reader)
        value = read if isinstance(read, tuple) else split_choices(printed.text)
    return tuple(reader.choices.find(one) or one for one in value)
