"""An expression in plain Japanese, as it stands before とき or 場合."""

from __future__ import annotations

from enum import IntEnum

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
from kusei_batch.core.text.label import western_day


class _Place(IntEnum):
    """What follows a clause: a noun, another clause that holds too, or one that may hold instead."""

    BEFORE_NOUN = 0
    GOING_ON = 1
    OR = 2


_NOUN, _ADJECTIVE, _VERB = ("の", "で", "か"), ("い", "く", "いか"), ("る", "り", "るか")
_SIGNS = {"+": "＋", "-": "－", "*": "×", "/": "÷"}
_ORDERS = {
    "<": ("より小さ", _ADJECTIVE),
    ">": ("より大き", _ADJECTIVE),
    "<=": ("以下", _NOUN),
    ">=": ("以上", _NOUN),
}
_DAY_ORDERS = {"<": ("より前", _NOUN), ">": ("より後", _NOUN), "<=": ("以前", _NOUN), ">=": ("以後", _NOUN)}


def condition_in_japanese(node: Condition) -> str:
    """Return a condition in Japanese, to go on with ときは: `「達成度」が「未達成」の`."""
    return _clause(node, _Place.BEFORE_NOUN)


def say_value(node: Value) -> str:
    """Return a value in Japanese: `「満足」＋「やや満足」`, `10`, `「達成」`."""
    match node:
        case Name(words) | Text(words) | TextShape(words) | RowName(_, words):
            whose = "この行の" if isinstance(node, Name) and node.is_own else ""
            return f"{whose}「{words}」{'の形' if isinstance(node, TextShape) else ''}"
        case Number() | ThisYear():
            return node.written
        case Day(day):
            return western_day(day)
        case Arithmetic(sign, left, right):
            first = "" if sign == "-" and _is_nothing(left) else _factor(left) if sign in "*/" else say_value(left)
            return f"{first}{_SIGNS[sign]}{_factor(right)}"
        case Call() | YearOf() | OverRows():
            return _call(node)
        case Choose(condition, then, otherwise):
            words = f"{condition_in_japanese(condition)}ときは{say_value(then)}、それ以外のときは{say_value(otherwise)}"
            return f"（{words}）"


def _over_rows(node: OverRows) -> str:
    """Return 「採否」が「採用」の「事業」の行の「予算額」の合計."""
    of_rows = f"{condition_in_japanese(node.condition) if node.condition else ''}「{node.table}」の行"
    values = [say_value(value) for value in node.values]
    match node.function:
        case "件数":
            return f"{of_rows}{''.join(f'で{value}のあるもの' for value in values)}の数"
        case "比率":
            return f"{of_rows}の{values[0]}の合計の、{values[1]}の合計に対する割合（％）"
        case "値":
            return f"{of_rows}の{values[0]}"
        case _:
            return f"{of_rows}の{values[0]}の{node.function}"


def _call(node: Call | YearOf | OverRows) -> str:
    match node:
        case OverRows():
            return _over_rows(node)
        case YearOf(value):
            return f"{_factor(value)}の年度"
        case Call("絶対値", arguments):
            return f"{_factor(arguments[0])}の大きさ"
        case Call("文字数", arguments):
            return f"{_factor(arguments[0])}の文字数"
        case Call("合計", arguments):
            return f"{'と'.join(map(_factor, arguments))}の合計"
        case Call(_, arguments):
            return f"{_factor(arguments[0])}を四捨五入した数"


def _is_nothing(node: Value) -> bool:
    """Return whether the node is the 0 before a sign that stands alone."""
    return isinstance(node, Number) and not node.value


def _factor(node: Value) -> str:
    return f"（{say_value(node)}）" if isinstance(node, Arithmetic) else say_value(node)


def _clause(node: Condition, place: _Place) -> str:
    match node:
        case Blank(value, negated):
            words, endings = ("空欄でな", _ADJECTIVE) if negated else ("空欄", _NOUN)
            return f"{say_value(value)}が{words}{endings[place]}"
        case Equal(left):
            return f"{say_value(left)}が{_same(node, place)}"
        case Order(sign, left, right):
            words, endings = (_DAY_ORDERS if isinstance(right, Day) else _ORDERS)[sign]
            return f"{say_value(left)}が{say_value(right)}{words}{endings[place]}"
        case Every(parts):
            inner = [_clause(part, _Place.GOING_ON) for part in parts[:-1]]
            return "、".join([*inner, _clause(parts[-1], place)])
        case Some(parts):
            return "、".join(_clause(part, _Place.OR) for part in parts) + f"のいずれか{_NOUN[place]}"


def _same(node: Equal, place: _Place) -> str:
    values = "か".join(map(say_value, node.rights))
    if len(node.rights) == 1 and not isinstance(node.rights[0], (Text, TextShape, Number, Day)):
        words, endings = ("と異な", _VERB) if node.negated else ("と等し", _ADJECTIVE)
        return f"{values}{words}{endings[place]}"
    return f"{values}{'以外' if node.negated else ''}{_NOUN[place]}"
