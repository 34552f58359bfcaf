"""What an expression takes of the rows of a table, as a formula over their cells: a number or a text, "" if unknown.

Cells are taken as arrays by SUMPRODUCT, which every Excel and LibreOffice does without being told to.
AND, OR, NOT and IF would not take them one by one, so that conditions are products and sums of 0 and 1.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kusei_batch.core.expression import PLACE
from kusei_batch.core.expression.nodes import (
    Blank,
    Condition,
    Equal,
    Every,
    Name,
    Number,
    Order,
    OverRows,
    RowName,
    Some,
    Text,
    Value,
    walk,
)
from kusei_batch.core.form import Field, FieldKind, FieldType, Form
from kusei_batch.xlsx.compile.excel_texts import quoted, sought

_BEYOND = "1E+15"  # more than any number a form holds
_AS_NUMBER = "0.###############;-0.###############;0;\\0"  # of a text, 0
_NAMES = (Name, RowName)


class Spans(ABC):
    """How a formula refers to all the cells of a field."""

    form: Form

    @abstractmethod
    def span(self, field: Field) -> str:
        """Return the range from a field's first cell to its last."""

    def spellings_of(self, field: Field, text: str) -> tuple[str, ...]:
        """Return a value of a field and what people write instead of it."""
        aliases = {c.value: c.aliases for c in self.form.choices_of(field)}
        return (text, *aliases.get(text, ()))


@dataclass(frozen=True)
class Scalars:
    """How a value that is the same for all rows is written, and whether it is a number."""

    write: Callable[[Value], str]
    is_numeric: Callable[[Value], bool]


def over_rows(node: OverRows, spans: Spans, scalars: Scalars) -> str:
    """Return the formula for what is taken of the rows of a table."""
    rows = _Rows(node, spans, scalars)
    made = rows.count() if node.function == "件数" else rows.found() if node.function == "値" else rows.figure()
    return f'IFERROR({made},"")'


def fields_of_record(form: Form, table: str, fields: Sequence[Field]) -> list[Field]:
    """Return those of which one is filled in, or was brought along, where a row of a table is there."""
    carries = any(f.kind is FieldKind.CARRIED for f in fields)
    brings = bool(form.table(table).sources) and not carries
    return [f for f in fields if f.cells and (f.is_entry or (brings and f.is_previous))]


class _Rows:
    """The rows of one table for which a condition holds, as arrays with an element for each row of the sheet."""

    def __init__(self, node: OverRows, spans: Spans, scalars: Scalars) -> None:
        self._node, self._spans, self._scalars = node, spans, scalars
        fields = {f.name: f for f in spans.form.fields_of(node.table) if f.cells}
        asked = [n.name for n in walk(node) if isinstance(n, RowName) and n.table == node.table and n.name in fields]
        entries = [f.name for f in fields.values() if f.is_entry]
        self._fields = fields
        self._first = next((fields[name] for name in (*asked, *entries, *fields)), None)

    def count(self) -> str:
        filled = [f"(LEN(TRIM({self._array(value)}))>0)" for value in self._node.values]
        return f"SUMPRODUCT({self._chosen(*filled)}*1)"

    def found(self) -> str:
        """Return the value of the first row: the one with the most rows from it to the end."""
        cells = self._array(self._node.values[0])
        left = f"SUMPRODUCT(MAX({self._chosen()}*(ROW({cells})-ROW({self._start}))*-1+{self._chosen()}*ROWS({cells})))"
        value = f"INDEX({cells},ROWS({cells})+1-{left})"
        return f'IF(OR({left}=0,LEN(TRIM({value}))=0),"",{value})'

    def figure(self) -> str:
        values = [self._array(value) for value in self._node.values]
        known = [f"ISNUMBER({cells})" for cells in values]
        chosen = self._chosen(*known)
        sums = [f"SUMPRODUCT({chosen}*1,{cells})" for cells in values]
        number = f"SUMPRODUCT({chosen}*1)"
        unread = [
            f"SUMPRODUCT({self._chosen()}*(LEN(TRIM({cells}))>0)*(1-ISNUMBER({cells})))=0"
            for value, cells in zip(self._node.values, values, strict=True)
            if value.name in self._fields and not self._fields[value.name].takes_words
        ]
        made = {
            "合計": sums[0],
            "平均": f"{sums[0]}/{number}",
            "最大": _outermost("MAX", chosen, values[0], f"-{_BEYOND}"),
            "最小": _outermost("MIN", chosen, values[0], f"+{_BEYOND}"),
            "比率": f"{sums[0]}*100/{sums[-1]}",
        }[self._node.function]
        return f'IF(AND({",".join([f"{number}>0", *unread])}),{made},"")'

    @property
    def _start(self) -> str:
        """The first row of the table, as the cells of it stand in the array."""
        return f"INDEX({self._spans.span(self._first)},1,1)" if self._first else '""'

    def _place(self) -> str:
        """Return the rows of the sheet, from 0; a record begins where it is a whole number of records."""
        return f"(ROW({self._spans.span(self._first)})-ROW({self._start}))" if self._first else "0"

    def _chosen(self, *tests: str) -> str:
        """Return 1 for each row that is meant, 0 for the others and what lies between records."""
        node, first = self._node, self._first
        between = [f"(MOD({self._place()},{first.block_height})=0)"] if first and first.block_height > 1 else []
        condition = [self._held(node.condition)] if node.condition else []
        if node.values and all(v.name in self._fields and self._fields[v.name].is_entry for v in node.values):
            return "*".join([*between, *condition, *tests]) or "1"
        # A row is there where something is filled in or was brought along.
        alike = [f for f in self._fields.values() if first and f.block_height == first.block_height]
        cells = [self._spans.span(f) for f in fields_of_record(self._spans.form, node.table, alike)] or ['""']
        return "*".join([f"(LEN(TRIM({'&'.join(cells)}))>0)", *between, *condition, *tests])

    def _held(self, node: Condition) -> str:
        match node:
            case Every(parts):
                return f"({'*'.join(map(self._held, parts))})"
            case Some(parts):
                return f"SIGN({'+'.join(map(self._held, parts))})"
            case Blank(value, negated):
                return f"(LEN(TRIM({self._array(value)})){'>' if negated else '='}0)"
            case Order(sign, left, right):
                one, other = self._array(left), self._array(right)
                return f"({self._numbers(left, right)}({one}{sign}{other}))"
            case Equal():
                sides, same = (node.left, *node.rights), "+".join(self._same(node.left, r) for r in node.rights)
                known = dict.fromkeys(f"(LEN(TRIM({self._array(v)}))>0)" for v in sides if not isinstance(v, Text))
                return f"({'*'.join(known)}*(1-SIGN({same})))" if node.negated else f"SIGN({same})"

    def _same(self, left: Value, right: Value) -> str:
        one, other = self._array(left), self._array(right)
        if self._is_numeric(left) and self._is_numeric(right):
            return f"({self._numbers(left, right)}({one}={other}))"
        if not isinstance(right, Text | Number):
            return f"((LEN(TRIM({one}))>0)*(TRIM({one})=TRIM({other})))"
        field = self._fields.get(left.name) if isinstance(left, RowName) else None
        text = right.written if isinstance(right, Number) else right.value
        spelt = self._spans.spellings_of(field, text) if field else (text,)
        if field and field.type is FieldType.CHOICES:
            return f"SIGN({'+'.join(f'ISNUMBER(SEARCH({sought(t)},{one}))' for t in spelt)})"
        return f"SIGN({'+'.join(f'(TRIM({one})={quoted(t)})' for t in spelt)})"

    def _numbers(self, *values: Value) -> str:
        """Return the tests that values are numbers, which the number of a row always is."""
        asked = [v for v in values if not isinstance(v, Number) and not (isinstance(v, _NAMES) and v.name == PLACE)]
        return "".join(f"ISNUMBER({self._array(value)})*" for value in asked)

    def _is_numeric(self, node: Value) -> bool:
        if not isinstance(node, RowName):
            return self._scalars.is_numeric(node)
        return node.name == PLACE or (node.name in self._fields and self._fields[node.name].type.is_stored_as_number)

    def _array(self, node: Value) -> str:
        """Return the cells of a field in all rows, or one value for all of them."""
        if not isinstance(node, RowName):
            return self._scalars.write(node)
        if node.name == PLACE and self._first:
            height = self._first.block_height
            return f"({self._place()}/{height}+1)" if height > 1 else f"({self._place()}+1)"
        return self._spans.span(self._fields[node.name]) if node.name in self._fields else '""'


def _outermost(function: str, chosen: str, cells: str, beyond: str) -> str:
    """Return the greatest or least of the chosen cells; the others are farther out the other way."""
    return f'SUMPRODUCT({function}(({chosen})*TEXT({cells},"{_AS_NUMBER}"){beyond}*(1-{chosen})))'
