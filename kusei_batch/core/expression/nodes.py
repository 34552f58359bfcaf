"""What an expression is made of. Every node is frozen; conditions and values are two families."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from decimal import Decimal

from kusei_batch.core.period import Era


@dataclass(frozen=True, slots=True)
class Name:
    """The value of a field: of this row, or outside tables. `is_own` where この行 is written before it."""

    name: str
    is_own: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Number:
    """A number, and how it was written: a text `03` equals 03, not 3."""

    value: Decimal
    written: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text in 「」, or bare where a choice is meant."""

    value: str


@dataclass(frozen=True, slots=True)
class TextShape:
    """形「####-##」, right of = and ≠: how a text looks.

    `#` is a digit, `@` a letter from A to Z, `?` any sign, `*` at the end whatever follows.
    """

    value: str


@dataclass(frozen=True, slots=True)
class Day:
    """A date, written `2026/10/1` or `2026年10月1日`."""

    value: dt.date


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`sign` is one of + - * /."""

    sign: str
    left: Value
    right: Value


@dataclass(frozen=True, slots=True)
class Call:
    """絶対値, 合計, 四捨五入 or 文字数 of some values."""

    function: str
    arguments: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class ThisYear:
    """当年度: 西暦 of the fiscal year the form is read for, None where it is read for none."""

    value: Decimal | None

    @property
    def written(self) -> str:
        """What it is called where it stands in a sentence."""
        return "今年度"


@dataclass(frozen=True, slots=True)
class YearOf:
    """年度(x): 西暦 of the fiscal year a text (`令和9年度`) or a date says, by the eras of the city."""

    value: Value
    eras: tuple[Era, ...]


@dataclass(frozen=True, slots=True)
class RowName:
    """The value of a field in the row that is looked at, among those of a table that are taken together."""

    table: str
    name: str


@dataclass(frozen=True, slots=True)
class OverRows:
    """件数, 合計, 平均, 最大, 最小, 比率 or 値 of the rows of a table for which the condition holds.

    `values` are what is taken of each row: of 件数 none or one, of 比率 分子 and 分母, of the others one.
    """

    function: str
    table: str
    values: tuple[RowName, ...]
    condition: Condition | None = None

    @property
    def parts(self) -> tuple[Node, ...]:
        """The nodes inside, from left to right."""
        return self.values if self.condition is None else (*self.values, self.condition)


@dataclass(frozen=True, slots=True)
class Choose:
    """もし(condition、then、otherwise)."""

    condition: Condition
    then: Value
    otherwise: Value

    @property
    def parts(self) -> tuple[Node, ...]:
        """The nodes inside, from left to right."""
        return (self.condition, self.then, self.otherwise)


@dataclass(frozen=True, slots=True)
class Blank:
    """`x = 空欄`, or when negated `x ≠ 空欄`."""

    value: Value
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Equal:
    """`left` is one of `rights`, or when negated none of them."""

    left: Value
    rights: tuple[Value, ...]
    negated: bool = False

    @property
    def parts(self) -> tuple[Node, ...]:
        """The nodes inside, from left to right."""
        return (self.left, *self.rights)


@dataclass(frozen=True, slots=True)
class Order:
    """`sign` is one of < <= > >=."""

    sign: str
    left: Value
    right: Value


@dataclass(frozen=True, slots=True)
class Every:
    """かつ."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """または."""

    parts: tuple[Condition, ...]


Value = Name | Number | Text | TextShape | Day | ThisYear | YearOf | Arithmetic | Call | Choose | RowName | OverRows
Condition = Blank | Equal | Order | Every | Some
Node = Value | Condition

_OPPOSITE = {"<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def is_condition(node: Node) -> bool:
    """Return whether the node is true or false rather than a value."""
    return isinstance(node, Condition)


def negate(condition: Condition) -> Condition:
    """Return the condition that is true where this one is false, and unknown where it is unknown."""
    match condition:
        case Blank() | Equal():
            return replace(condition, negated=not condition.negated)
        case Order():
            return replace(condition, sign=_OPPOSITE[condition.sign])
        case Every(parts):
            return Some(tuple(map(negate, parts)))
        case Some(parts):
            return Every(tuple(map(negate, parts)))


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly inside a node, from left to right."""
    match node:
        case Arithmetic(_, left, right) | Order(_, left, right):
            return (left, right)
        case Call(_, parts) | Every(parts) | Some(parts):
            return parts
        case Choose() | Equal() | OverRows():
            return node.parts
        case Blank(value) | YearOf(value):
            return (value,)
        case _:
            return ()


def walk(node: Node) -> tuple[Node, ...]:
    """Return the node and all nodes inside it, from left to right."""
    return (node, *(inner for child in children(node) for inner in walk(child)))
