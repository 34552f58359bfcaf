"""比率: a rate of several rows is a sum divided by a sum, never the mean of their rates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from kusei_batch.core.expression import Expression, ExpressionError, Lookup, parse_formula
from kusei_batch.core.expression.nodes import Arithmetic, Call, Choose, Name, Node, Number, walk
from kusei_batch.core.form import Field
from kusei_batch.core.form_year import FormYear
from kusei_batch.core.text.notation import comparable
from kusei_batch.core.values import TypedValue

_PERCENT = Decimal(100)
_MOST_PLACES = 6
_NO_RATIO = "分子と分母の割り算一つになっていません。「満足 ÷ 回答数」のように書いてください"


@dataclass(frozen=True, slots=True)
class RatioPart:
    """What one row adds to a figure: its number, and what that is a part of (1 where it is a part of nothing).

    `unit` is that of its number where every row says its own, as it is compared.
    """

    number: Decimal
    base: Decimal = Decimal(1)
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Ratio:
    """分子 ÷ 分母 of a row, times `scale`; `digits` are the decimals shown, `unit` what it is in.

    `name` is the 計算 field that says it; blank where it is written out. `condition` is what a 該当率 is the share of:
    then a row counts 1 where it holds, of 1.
    """

    numerator: Expression
    denominator: Expression
    scale: Decimal = Decimal(1)
    digits: int = 1
    unit: str = ""
    name: str = ""
    condition: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The fields it is made of, each once."""
        return tuple(dict.fromkeys((*self.numerator.names, *self.denominator.names)))

    def part(self, lookup: Lookup) -> RatioPart | None:
        """Return what a row adds; None where 分子 or 分母 is not known."""
        above, below = _number(self.numerator.evaluate(lookup)), _number(self.denominator.evaluate(lookup))
        return None if above is None or below is None else RatioPart(above * self.scale, below)


def are_mixed(parts: Iterable[RatioPart]) -> bool:
    """Return whether parts are in different units, so that they cannot be taken together."""
    return len({part.unit for part in parts}) > 1


def unit_of_row(units: Iterable[str], look_up: Callable[[str], TypedValue]) -> str:
    """Return the unit of a row's number as it is compared, from the fields that say it."""
    return "、".join(comparable(str(look_up(name) or "")) for name in units)


def units_of(names: Iterable[str], known: Mapping[str, Field]) -> tuple[str, ...]:
    """Return the fields in which a row says the units of these fields, or of what a 計算 without a unit is made of."""
    found: dict[str, None] = {}
    for name in names:
        field = known.get(name)
        if field is None or field.unit:
            continue
        if field.unit_from:
            found[field.unit_from] = None
        elif field.formula is not None:
            found |= dict.fromkeys(units_of(field.formula.names, {n: f for n, f in known.items() if n != name}))
    return tuple(found)


def _number(value: TypedValue) -> Decimal | None:
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def parse_ratio(text: str, known: Mapping[str, Field], year: FormYear) -> Ratio:
    """Return the ratio that a text says over these fields: a 計算 field that divides, or `分子 ÷ 分母`.

    A division that is written out is shown in ％; a 計算 field in its own unit, with the decimals it is rounded to.
    Raise ExpressionError.
    """
    root = parse_formula(text, known, year).root
    field = known.get(root.name) if isinstance(root, Name) else None
    if field is None:
        ratio = _divided(root, known)
        scale = _PERCENT if ratio.scale == 1 else ratio.scale
        return replace(ratio, scale=scale, unit="％" if scale == _PERCENT else "")
    return replace(_divided(root, known), unit=field.unit, name=field.name)


def parse_share(condition: str, known: Mapping[str, Field], year: FormYear) -> Ratio:
    """Return the share of the rows for which a condition holds, in ％ of those of which it is known.

    Raise ExpressionError.
    """
    holds, one = parse_formula(f"もし({condition}, 1, 0)", known, year), parse_formula("1", known, year)
    return Ratio(holds, one, _PERCENT, 1, "％", condition=condition)


def is_rate(field: Field, known: Mapping[str, Field]) -> bool:
    """Return whether a field tells a share, so that neither its sum nor its mean over rows says anything."""
    if field.unit.strip() in ("%", "％", "パーセント"):
        return True
    try:
        _divided(Name(field.name), known)
    except ExpressionError:
        return False
    return True


def _divided(node: Node, known: Mapping[str, Field]) -> Ratio:
    """Return the ratio a node comes to. Raise ExpressionError where it is no single division."""
    match node:
        case Name(name) if (field := known.get(name)) is not None and field.formula is not None:
            return _divided(field.formula.root, {n: f for n, f in known.items() if n != name})
        case Call("四捨五入", (inner, *places)):
            digits = places[0].value if places and isinstance(places[0], Number) else Decimal(0)
            return replace(_divided(inner, known), digits=max(0, min(_MOST_PLACES, int(digits))))
        case Choose(_, then, otherwise):
            return _either(then, otherwise, known)
        case Arithmetic("*", left, right):
            factor, inner = (left, right) if isinstance(left, Number) else (right, left)
            if isinstance(factor, Number):
                ratio = _divided(inner, known)
                return replace(ratio, scale=ratio.scale * factor.value)
        case Arithmetic("/", left, right) if not _divides(left) and not _divides(right):
            if (
                isinstance(left, Arithmetic) and left.sign == "*" and isinstance(left.left, Number)
            ):  # 100 × 満足 ÷ 回答数
                return replace(_divided(Arithmetic("/", left.right, right), known), scale=left.left.value)
            if not isinstance(right, Number):
                return Ratio(Expression(left, ""), Expression(right, ""))
    raise ExpressionError(_NO_RATIO)


def _divides(node: Node) -> bool:
    return any(isinstance(inner, Arithmetic) and inner.sign == "/" for inner in walk(node))


def _either(then: Node, otherwise: Node, known: Mapping[str, Field]) -> Ratio:
    """Return the branch of もし that divides: the other one tells what stands where nothing can be divided."""
    found = []
    for branch in (then, otherwise):
        try:
            found.append(_divided(branch, known))
        except ExpressionError:
            continue
    if len(found) != 1:
        raise ExpressionError(_NO_RATIO)
    return found[0]
