"""Arithmetic in tags: exact, with numbers as they are printed, and 「－」 wherever a figure is missing."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal, DecimalException
from typing import Any

from kusei_batch.core.text.notation import half_width
from kusei_batch.core.totals import NO_FIGURE

_NUMBER = re.compile(r"[-+]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", re.ASCII)
_LONGEST = 30  # signs of a number: the digits of a telephone book are none


class NoFigure(str):
    """「－」, which stands where a figure is missing: printed as text, and neither more nor less than any number."""

    __slots__ = ()

    def __lt__(self, other: object) -> bool:
        """Return whether it comes first, which only another text can tell."""
        return isinstance(other, str) and str.__lt__(self, other)

    def __le__(self, other: object) -> bool:
        """Return whether it does not come behind."""
        return isinstance(other, str) and str.__le__(self, other)

    def __gt__(self, other: object) -> bool:
        """Return whether it comes behind."""
        return isinstance(other, str) and str.__gt__(self, other)

    def __ge__(self, other: object) -> bool:
        """Return whether it does not come first."""
        return isinstance(other, str) and str.__ge__(self, other)


MISSING = NoFigure(NO_FIGURE)
Reckoned = int | Decimal | NoFigure


def number_of(value: object) -> Decimal | None:
    """Return a number, also one that is printed (`1,200`, `９７.５`); None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float | Decimal):
        return Decimal(str(value))
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    plain = half_width(value).strip()
    return Decimal(plain.replace(",", "")) if _NUMBER.fullmatch(plain) else None


def plain(number: Decimal) -> int | Decimal:
    """Return a whole number as such, any other with the digits it has."""
    return int(number) if number == number.to_integral_value() else number


def as_number(value: object) -> Reckoned:
    """Return, for 行.実績値|数, the number that a text is; 「－」 where it is no number."""
    number = number_of(value)
    return MISSING if number is None else plain(number)


def round_half_up(value: object, digits: int = 0) -> Reckoned:
    """Return, for 数|四捨五入(1), the number with so many decimals."""
    number = number_of(value)
    if number is None:
        return MISSING
    rounded = number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) + 0  # which is never -0.0
    return rounded if digits > 0 else int(rounded)


def ratio(part: object, whole: object, digits: int = 1) -> Reckoned:
    """Return, for 比率(3, 8), 37.5: the percentage; 「－」 where there is nothing to divide by."""
    return round_half_up(compute("*", compute("/", part, whole), 100), digits)


def compute(sign: str, left: object, right: object) -> object:
    """Return what a tag computes with two values; with texts or lists that are no numbers, what Python does."""
    first, second = _figure(left), _figure(right)
    if first is None or second is None:
        return _SIGNS[sign](left, right)
    if isinstance(first, NoFigure) or isinstance(second, NoFigure):
        return MISSING
    try:
        reckoned = _SIGNS[sign](first, second)
    except DecimalException:  # by zero, or without end
        return MISSING
    return plain(reckoned) if reckoned.adjusted() < _LONGEST else MISSING


def negate(sign: str, value: object) -> object:
    """Return a value with its sign."""
    if _figure(value) is None:
        raise TypeError
    return compute(sign, 0, value)


def _figure(value: object) -> Decimal | NoFigure | None:
    """Return a number, 「－」 for what is missing, None for what is no figure at all."""
    if value is None or value in ("", NO_FIGURE):
        return MISSING
    return number_of(value)


_SIGNS: Mapping[str, Callable[..., Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
    "//": operator.floordiv,
    "%": operator.mod,
}
SIGNS = frozenset(_SIGNS)
