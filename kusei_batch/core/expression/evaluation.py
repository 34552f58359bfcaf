"""What a value or a condition comes to, for the values of one row. Nothing here raises for bad data."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException
from functools import reduce

from kusei_batch.core.expression.nodes import (
    Arithmetic,
    Blank,
    Call,
    Choose,
    Condition,
    Day,
    Equal,
    Every,
    Name,
    Number,
    Order,
    OverRows,
    RowName,
    Some,
    Text,
    TextShape,
    ThisYear,
    Value,
    YearOf,
)
from kusei_batch.core.expression.operands import UNREAD, Lookup, Operand, Unread, is_number, keys_of, look_up, number_of
from kusei_batch.core.expression.sheet_values import SheetRows, SheetValues
from kusei_batch.core.expression.text_shapes import has_shape
from kusei_batch.core.period import Era
from kusei_batch.core.target_year import year_of
from kusei_batch.core.text.lengths import units
from kusei_batch.core.text.notation import fold

_MOST_PLACES = 15
_SPACES = re.compile("[ \u3000\r\n]+")
EXACT = Context(prec=34)
"""Digits of a calculation: sums and products of what fits a cell are exact."""
ROW_FUNCTIONS: Mapping[str, Callable[[list[list[Decimal]]], Decimal]] = {
    "合計": lambda rows: _sum(n for (n,) in rows),
    "平均": lambda rows: EXACT.divide(_sum(n for (n,) in rows), Decimal(len(rows))),
    "最大": lambda rows: max(n for (n,) in rows),
    "最小": lambda rows: min(n for (n,) in rows),
    "比率": lambda rows: EXACT.divide(_sum(n for n, _ in rows) * 100, _sum(n for _, n in rows)),
}


def operand_of(node: Value, lookup: Lookup) -> Operand:
    """Return the value of a node: None where it is blank or unknown, UNREAD where an unread entry is the reason."""
    match node:
        case Name() | RowName() | OverRows():
            return _looked_up(node, lookup)
        case Number() | Text() | TextShape() | Day() | ThisYear():
            return node.value
        case YearOf(value, eras):
            return _year_of(operand_of(value, lookup), eras)
        case Arithmetic():
            return _calculate(node.sign, operand_of(node.left, lookup), operand_of(node.right, lookup))
        case Call(function, arguments):
            return _FUNCTIONS[function]([operand_of(a, lookup) for a in arguments])
        case Choose(condition, then, otherwise):
            chosen = truth_of(condition, lookup)
            return None if chosen is None else operand_of(then if chosen else otherwise, lookup)


def _looked_up(node: Name | RowName | OverRows, lookup: Lookup) -> Operand:
    if isinstance(node, Name):
        return look_up(lookup, node.name)
    if not isinstance(lookup, SheetValues):
        return UNREAD
    return look_up(lookup.row, node.name) if isinstance(node, RowName) else _over_rows(node, lookup)


def _over_rows(node: OverRows, sheet: SheetValues) -> Operand:
    """Return what is taken of the rows for which the condition is known to hold.

    Rows that are looked at again and again are asked for it once for all rows that would come to the same.
    """
    rows = sheet.rows
    if not isinstance(rows, SheetRows):
        return _taken(node, sheet, rows(node.table))
    total = rows.total(node)
    same = total.same_for(sheet)
    if same not in total.found:
        asked = [] if total.equal is None else [(right, operand_of(right, sheet)) for right in total.equal.rights]
        total.found[same] = _taken(node, sheet, rows.which_may_hold(node.table, total.equal, asked))
    return total.found[same]


def _taken(node: OverRows, sheet: SheetValues, rows: Iterable[Lookup]) -> Operand:
    within = (SheetValues(sheet.own, sheet.rows, row) for row in rows)
    held = [row for row in within if node.condition is None or truth_of(node.condition, row) is True]
    taken = [[operand_of(value, row) for value in node.values] for row in held]
    if node.function == "件数":
        return Decimal(sum(None not in values for values in taken))
    if node.function == "値":
        return taken[0][0] if taken else None
    if any(UNREAD in values for values in taken):
        return UNREAD
    numbered = [[number for value in values if (number := number_of(value)) is not None] for values in taken]
    whole = [numbers for numbers in numbered if len(numbers) == len(node.values)]
    return _bounded(lambda: ROW_FUNCTIONS[node.function](whole)) if whole else None


def truth_of(node: Condition, lookup: Lookup) -> bool | None:
    """Return whether a condition holds; None where that is unknown."""
    match node:
        case Blank(value, negated):
            found = operand_of(value, lookup)
            return None if found is UNREAD else (found is None) is not negated
        case Equal(left, rights, negated):
            same = _some(_equal(operand_of(left, lookup), r, lookup) for r in rights)
            return None if same is None else same is not negated
        case Order(sign, left, right):
            return _ordered(sign, operand_of(left, lookup), operand_of(right, lookup))
        case Some(parts):
            return _some(truth_of(part, lookup) for part in parts)
        case Every(parts):
            failed = _some(_opposite(truth_of(part, lookup)) for part in parts)
            return _opposite(failed)


def _some(truths: Iterable[bool | None]) -> bool | None:
    known = list(truths)
    if True in known:
        return True
    return None if None in known else False


def _opposite(truth: bool | None) -> bool | None:  # noqa: FBT001 - a truth is what it takes
    return None if truth is None else not truth


def _equal(left: Operand, node: Value, lookup: Lookup) -> bool | None:
    right = operand_of(node, lookup)
    if left is None or right is None or isinstance(left, Unread) or isinstance(right, Unread):
        return None
    if isinstance(node, TextShape):
        return any(has_shape(text, node.value) for text in (left if isinstance(left, tuple) else (str(left),)))
    if is_number(left) and is_number(right):
        return left == right
    written = {fold(node.written)} if isinstance(node, Number) else set()
    return bool(keys_of(left) & (keys_of(right) | written))


def _ordered(sign: str, left: Operand, right: Operand) -> bool | None:
    if isinstance(left, dt.date) and isinstance(right, dt.date):
        return _compare(sign, left.toordinal(), right.toordinal())
    one, other = number_of(left), number_of(right)
    return None if one is None or other is None else _compare(sign, one, other)


def _compare(sign: str, left: Decimal | int, right: Decimal | int) -> bool:
    match sign:
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case _:
            return left >= right


def _calculate(sign: str, left: Operand, right: Operand) -> Operand:
    if UNREAD in (left, right):
        return UNREAD
    if isinstance(left, dt.date):
        return _moved_day(sign, left, right)
    one, other = number_of(left), number_of(right)
    return None if one is None or other is None else _bounded(lambda: _OPERATIONS[sign](one, other))


def _moved_day(sign: str, day: dt.date, other: Operand) -> Operand:
    """Return the number of days between two dates, or a date that many days away."""
    if isinstance(other, dt.date):
        return Decimal((day - other).days) if sign == "-" else None
    days = number_of(other)
    if days is None or sign not in "+-" or days != days.to_integral_value() or abs(days) > dt.date.max.toordinal():
        return None
    try:
        return day + dt.timedelta(days=int(days) * (1 if sign == "+" else -1))
    except OverflowError:
        return None


def _total(operands: list[Operand]) -> Operand:
    if UNREAD in operands:
        return UNREAD
    filled = [operand for operand in operands if operand is not None]
    numbers = [n for n in map(number_of, filled) if n is not None]
    if not numbers or len(numbers) < len(filled):
        return None
    return _bounded(lambda: reduce(EXACT.add, numbers))


def _year_of(operand: Operand, eras: tuple[Era, ...]) -> Operand:
    if operand is UNREAD:
        return operand
    year = year_of(operand, eras)
    return None if year is None else Decimal(year)


def _magnitude(operands: list[Operand]) -> Operand:
    return UNREAD if UNREAD in operands else _bounded(lambda: _of(operands[0], EXACT.abs))


def _length(operands: list[Operand]) -> Operand:
    (value,) = operands
    if value is None or isinstance(value, Unread):
        return value
    text = "・".join(value) if isinstance(value, tuple) else str(value)
    # As the formula on the sheet counts, which TRIMs: a run of white space is one letter, 𠮷 is two.
    return Decimal(units(_SPACES.sub(" ", text).strip(" ")))


def _rounded(operands: list[Operand]) -> Operand:
    if UNREAD in operands:
        return UNREAD
    number, places = number_of(operands[0]), number_of(operands[1]) if len(operands) > 1 else Decimal(0)
    if number is None or places is None or places != int(places) or abs(places) > _MOST_PLACES:
        return None
    step = Decimal(1).scaleb(-int(places))
    return _bounded(lambda: EXACT.plus(number.quantize(step, ROUND_HALF_UP, EXACT)))


def _of(operand: Operand, function: Callable[[Decimal], Decimal]) -> Decimal | None:
    number = number_of(operand)
    return None if number is None else function(number)


def _bounded(calculation: Callable[[], Decimal | None]) -> Decimal | None:
    """Return the result, None where there is none: division by zero, more digits than can be kept."""
    try:
        return calculation()
    except DecimalException:
        return None


_OPERATIONS: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": EXACT.add,
    "-": EXACT.subtract,
    "*": EXACT.multiply,
    "/": EXACT.divide,
}
_FUNCTIONS: Mapping[str, Callable[[list[Operand]], Operand]] = {
    "絶対値": _magnitude,
    "合計": _total,
    "四捨五入": _rounded,
    "文字数": _length,
}


def _sum(numbers: Iterable[Decimal]) -> Decimal:
    return reduce(EXACT.add, numbers)
