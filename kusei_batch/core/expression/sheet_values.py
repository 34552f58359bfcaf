"""What an expression on a row looks at: the row's own values, and the rows of the tables of its sheet.

A check that counts rows is asked once for every row. The rows are therefore grouped by a field once, and of a condition
like `順位 = この行.順位` only the rows are looked at that may meet it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kusei_batch.core.expression.nodes import (
    Condition,
    Equal,
    Every,
    Name,
    Number,
    OverRows,
    RowName,
    TextShape,
    Value,
    walk,
)
from kusei_batch.core.expression.operands import Lookup, Operand, Unread, keys_of, look_up, number_of
from kusei_batch.core.text.notation import fold


@dataclass(frozen=True, slots=True)
class SheetValues:
    """The values of one row, and of the rows of each table of its sheet that are filled in, by the table's name."""

    own: Lookup
    rows: Callable[[str], Sequence[Lookup]]
    row: Lookup = field(default_factory=dict)
    """The row that is looked at, of those that are taken together."""

    def __call__(self, name: str) -> Operand:
        """Return the row's own value of a name."""
        return look_up(self.own, name)


@dataclass(frozen=True, slots=True)
class RowsEqual:
    """A part without which a condition cannot hold: a field of the rows equals one of what the row itself says."""

    name: str
    rights: tuple[Value, ...]


class RowTotal:
    """One total over rows, and what it came to by what the row that asks says."""

    def __init__(self, node: OverRows) -> None:
        self._names = tuple({part.name for part in walk(node) if isinstance(part, Name)})
        self.equal = next(_equalities(node.condition), None) if node.condition is not None else None
        self.found: dict[tuple[object, ...], Operand] = {}

    def same_for(self, sheet: SheetValues) -> tuple[object, ...]:
        """Return what is alike for two rows for which the total is the same: all values of their own it goes by."""
        return tuple(_exactly(sheet(name)) for name in self._names)


class SheetRows:
    """The rows of the tables of one sheet that do not change any more, each table read and grouped once."""

    def __init__(self, read: Callable[[str], Sequence[Lookup]]) -> None:
        self._read = read
        self._tables: dict[str, Sequence[Lookup]] = {}
        self._groups: dict[tuple[str, str], Mapping[object, list[int]]] = {}
        self._totals: dict[OverRows, RowTotal] = {}

    def __call__(self, table: str) -> Sequence[Lookup]:
        """Return the rows of a table, in their order."""
        if table not in self._tables:
            self._tables[table] = self._read(table)
        return self._tables[table]

    def total(self, node: OverRows) -> RowTotal:
        """Return what is known of a total."""
        if node not in self._totals:
            self._totals[node] = RowTotal(node)
        return self._totals[node]

    def which_may_hold(
        self, table: str, equal: RowsEqual | None, asked: Sequence[tuple[Value, Operand]]
    ) -> Sequence[Lookup]:
        """Return, in their order, the rows among which are all whose field equals one of the values asked for."""
        if equal is None:
            return self(table)
        place = table, equal.name
        if place not in self._groups:
            groups: dict[object, list[int]] = {}
            for number, row in enumerate(self(table)):
                for key in _alike(look_up(row, equal.name)):
                    groups.setdefault(key, []).append(number)
            self._groups[place] = groups
        groups_here = self._groups[place]
        keys = {key for node, value in asked for key in (*_alike(value), *_written(node))}
        found = {number for key in keys for number in groups_here.get(key, ())}
        return [self(table)[number] for number in sorted(found)]


def _equalities(condition: Condition) -> Iterator[RowsEqual]:
    """Yield the equalities that hold wherever the condition does, the field of the rows on either side."""
    match condition:
        case Every(parts):
            for part in parts:
                yield from _equalities(part)
        case Equal(RowName() as left, rights, negated=False) if all(map(_is_own, rights)):
            yield RowsEqual(left.name, rights)
        case Equal(left, (RowName() as right,), negated=False) if _is_own(left):
            yield RowsEqual(right.name, (left,))


def _is_own(value: Value) -> bool:
    """Return whether a value is the same whatever row is looked at, and more than how a text looks."""
    return not any(isinstance(part, RowName | TextShape) for part in walk(value))


def _alike(value: Operand) -> set[object]:
    """Return keys of which two values that are equal have one in common: their texts, and a number itself."""
    if value is None or isinstance(value, Unread):
        return set()
    number = number_of(value)
    return {*keys_of(value), *(() if number is None else (number,))}


def _written(node: Value) -> set[object]:
    return {fold(node.written)} if isinstance(node, Number) else set()


def _exactly(value: Operand) -> object:
    """Return a key that is equal for the very same values alone: 1 is neither はい nor 1.0."""
    return type(value), str(value) if isinstance(value, Decimal) else value
