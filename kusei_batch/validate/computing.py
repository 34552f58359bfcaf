"""計算: values that follow from other fields, calculated from what was entered and not from what the sheet shows."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Context, Decimal

from kusei_batch.core.expression import Lookup, Operand, Unread
from kusei_batch.core.form import Field, FieldType, Form
from kusei_batch.core.text.label import value_text, western_day
from kusei_batch.core.values import BLANK, Cell, CellKind, TypedValue, text_cell

_SHOWN_DIGITS = Context(prec=15)  # as many as Excel shows of the same calculation
UNKNOWN = Cell(CellKind.UNCOMPUTED)
"""The cell of a calculation that has not been made, or cannot be."""


def in_order(form: Form) -> tuple[Field, ...]:
    """Return calculated fields so that each stands behind those it is calculated from; a form has no circles."""
    known = {f.qualified for f in form.fields}
    uses = {f.qualified: f.formula.uses(f.table, known) for f in form.fields if f.formula is not None}
    left = {f.qualified: f for f in form.fields if f.qualified in uses}
    done: list[Field] = []
    while left:
        ready = [f for f in left.values() if not any(used in left for used in uses[f.qualified])]
        done += [left.pop(field.qualified) for field in ready or list(left.values())]
    return tuple(done)


def compute(field: Field, lookup: Lookup) -> tuple[TypedValue, Cell]:
    """Return the value of a field by its 式, and the cell that would show it; an unread entry leaves it uncomputed."""
    found = field.formula.operand(lookup) if field.formula else None
    if isinstance(found, Unread):
        return None, UNKNOWN
    value = _typed(found, field.type)
    return value, BLANK if value is None else _shown(value)


def _typed(value: Operand, type_: FieldType) -> TypedValue:
    """Return the value as the field's 型 has it, None where it does not fit."""
    if value is None or isinstance(value, Unread):
        return None
    if type_.is_number:
        if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
            return None
        if type_ is FieldType.INTEGER:
            return int(Decimal(value).to_integral_value(ROUND_HALF_UP))
        return Decimal(format(_SHOWN_DIGITS.plus(Decimal(value)).normalize(), "f"))
    if type_ is FieldType.DATE:
        return value if isinstance(value, dt.date) else None
    return value_text(value, day=western_day)


def _shown(value: TypedValue) -> Cell:
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return Cell(CellKind.NUMBER, value_text(value), Decimal(value))
    return text_cell(value_text(value))
