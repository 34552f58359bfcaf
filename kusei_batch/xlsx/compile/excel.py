"""Expressions as Excel formulas. A formula of a condition is TRUE exactly where the condition is known to hold.

What is blank or not understood makes a condition FALSE and a value "", never an error. (Only `= 空欄` of a calculation
is TRUE also where an entry that is no number keeps it from being calculated.) Texts are compared as Excel
does it, without regard to case; choices also by what people write instead of them (別名).
"""

from __future__ import annotations

import copy
from abc import abstractmethod
from collections.abc import Iterable
from functools import partial

from kusei_batch.core.expression import PLACE
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
    Some,
    Text,
    TextShape,
    ThisYear,
    Value,
    YearOf,
    negate,
)
from kusei_batch.core.form import Field, FieldType, Form
from kusei_batch.xlsx.compile.excel_rows import Scalars, Spans, fields_of_record, over_rows
from kusei_batch.xlsx.compile.excel_shape import has_shape
from kusei_batch.xlsx.compile.excel_texts import quoted, sought
from kusei_batch.xlsx.compile.excel_year import year_of_date, year_of_text
from kusei_batch.xlsx.reference import absolute, parse_area, quote_sheet

_FUNCTIONS = {"絶対値": "ABS", "四捨五入": "ROUND"}
_EQUAL_PLACES = 9  # decimals by which numbers are told apart; what Excel adds up in binary differs beyond


class RowCells(Spans):
    """The fields a formula may name, and how it refers to their cells from where it stands."""

    def __init__(self, form: Form, table: str | None) -> None:
        self.form = form
        self.seen = form.seen_from(table)

    @abstractmethod
    def cell(self, field: Field) -> str:
        """Return the reference to a field's cell in the row concerned."""

    def reference(self, name: str) -> str:
        """Return the cell of a field; of a calculation without one, its formula; of a field without either, ""."""
        if name == PLACE:
            return self.place()
        field = self.seen.get(name)
        if field is not None and field.cells:
            return self.cell(field)
        if field is not None and field.formula is not None and not isinstance(field.formula.root, Condition):
            return excel_value(field.formula.root, self._seen_by(field))
        return '""'

    def place(self) -> str:
        """Return the number of the row in its table."""
        field = next((f for f in self.seen.values() if f.table is not None and f.cells), None)
        if field is None:
            return '""'
        rows = f"(ROW({self.cell(field)})-ROW(INDEX({self.span(field)},1,1)))"
        return f"({rows}/{field.block_height}+1)" if field.block_height > 1 else f"({rows}+1)"

    def _seen_by(self, field: Field) -> RowCells:
        """Return the same for the formula of a field outside tables, which means no field of this row."""
        if field.table is not None:
            return self
        outside = copy.copy(self)
        outside.seen = self.form.seen_from(None)
        return outside

    def field(self, name: str) -> Field | None:
        """Return the field of that name, None when there is none."""
        return self.seen.get(name)

    def spellings(self, name: str, text: str) -> tuple[str, ...]:
        """Return a value of a field and what people write instead of it."""
        field = self.seen.get(name)
        return self.spellings_of(field, text) if field else (text,)


class CopyCells(RowCells):
    """The fields as a formula in one row of the copy refers to them: `sheet` is where it stands, `index` its row."""

    def __init__(self, form: Form, table: str | None, sheet: str, index: int) -> None:
        super().__init__(form, table)
        self._sheet = sheet
        self._index = index

    def cell(self, field: Field) -> str:
        """Return the address, with the sheet where it is another."""
        address = field.cells[self._index if field.table else 0]
        return address if field.sheet == self._sheet else f"{quote_sheet(field.sheet)}!{address}"

    def span(self, field: Field) -> str:
        """Return the range, with the sheet where it is another."""
        span = absolute(parse_area(f"{field.cells[0]}:{field.cells[-1]}"))
        return span if field.sheet == self._sheet else f"{quote_sheet(field.sheet)}!{span}"


def excel_formula(field: Field, cells: RowCells) -> str:
    """Return what stands in the cell of a calculation; a whole number is rounded as the record rounds it."""
    if field.formula is None or isinstance(field.formula.root, Condition):
        raise ValueError(f"{field.qualified} has no formula")
    value = excel_value(field.formula.root, cells)
    if field.table is not None and field.formula.over_rows:
        # What is taken of all rows is no value of a row that is not there.
        own = fields_of_record(cells.form, field.table, cells.form.fields_of(field.table))
        value = f'IF(LEN(TRIM({"&".join(map(cells.cell, own))}))>0,{value},"")' if own else value
    return f'IFERROR(ROUND({value},0),"")' if field.type is FieldType.INTEGER else value


def excel_condition(node: Condition, cells: RowCells) -> str:
    """Return a formula that is TRUE where the condition holds, FALSE where it does not or nobody knows."""
    match node:
        case Blank(value, negated):
            return f"LEN({_text(value, cells)}){'>' if negated else '='}0"
        case Every(parts):
            return f"AND({','.join(excel_condition(part, cells) for part in parts)})"
        case Some(parts):
            return f"OR({','.join(excel_condition(part, cells) for part in parts)})"
        case Order(sign, left, right):
            compared = f"{_number(left, cells)}{sign}{_number(right, cells)}"
            return _guarded([*_guards(left, cells), *_guards(right, cells)], compared, "FALSE")
        case Equal():
            held = f"OR({','.join(same for right in node.rights for same in _same(node.left, right, cells))})"
            if not node.negated:
                return held
            known = [test for value in (node.left, *node.rights) for test in _known(value, cells)]
            return f"AND({','.join(dict.fromkeys(known))},NOT({held}))"


def excel_value(node: Value, cells: RowCells) -> str:
    """Return a formula for the value, "" where it is blank or unknown."""
    match node:
        case Name(name):
            cell = cells.reference(name)
            return cell if name == PLACE else f'IF(LEN(TRIM({cell}))=0,"",{cell})'
        case Text(text):
            return quoted(text)
        case YearOf():
            return f'IFERROR({_year(node, cells)},"")'
        case OverRows():
            numeric, written = partial(_is_numeric, cells=cells), partial(excel_value, cells=cells)
            return over_rows(node, cells, Scalars(written, numeric))
        case Choose(condition, then, otherwise):
            unless = f'IF({excel_condition(negate(condition), cells)},{excel_value(otherwise, cells)},"")'
            return f"IF({excel_condition(condition, cells)},{excel_value(then, cells)},{unless})"
        case _:
            return _guarded(_guards(node, cells), _number(node, cells), '""')


def _guarded(guards: Iterable[str], formula: str, otherwise: str) -> str:
    """Return the formula where all guards hold; IF keeps what they guard against from being calculated at all."""
    tests = list(dict.fromkeys(guards))
    if not tests:
        return formula
    asked = tests[0] if len(tests) == 1 else f"AND({','.join(tests)})"
    return f"IFERROR(IF({asked},{formula},{otherwise}),{otherwise})"


def _number(node: Value, cells: RowCells) -> str:
    """Return the value as a number, right where its guards hold."""
    match node:
        case Name(name):
            return cells.reference(name)
        case Number(value) | ThisYear(value):
            return "NA()" if value is None else (f"({value:f})" if value < 0 else f"{value:f}")
        case Day(day):
            return f"DATE({day.year},{day.month},{day.day})"
        case Arithmetic(sign, left, right):
            return f"({_number(left, cells)}{sign}{_number(right, cells)})"
        case Call() | YearOf():
            return _call(node, cells)
        case _:
            return excel_value(node, cells)


def _call(node: Call | YearOf, cells: RowCells) -> str:
    if isinstance(node, YearOf):
        return _year(node, cells)
    if node.function == "文字数":
        return _length(node.arguments[0], cells)
    if node.function == "合計":
        return f"SUM({','.join(_summand(a, cells) for a in node.arguments)})"
    values = [_number(a, cells) for a in node.arguments]
    places = ["0"] if node.function == "四捨五入" and len(values) == 1 else []
    return f"{_FUNCTIONS[node.function]}({','.join([*values, *places])})"


def _year(node: YearOf, cells: RowCells) -> str:
    """Return the fiscal year a value says, an error where it says none."""
    field = cells.field(node.value.name) if isinstance(node.value, Name) else None
    if isinstance(node.value, Day) or (field is not None and field.type is FieldType.DATE):
        day = _number(node.value, cells)
        # A blank cell is a day of 1899 to YEAR.
        return f"IF(ISNUMBER({day}),{year_of_date(day)},NA())"
    return year_of_text(_text(node.value, cells), node.eras)


def _summand(node: Value, cells: RowCells) -> str:
    """Return a cell as it is, since SUM passes over its text; of anything else, nothing where it is unknown."""
    field = cells.field(node.name) if isinstance(node, Name) else None
    return cells.cell(field) if field is not None and field.cells else f"N({excel_value(node, cells)})"


def _guards(node: Value, cells: RowCells) -> list[str]:
    """Return what must hold for the value to be a number."""
    match node:
        case Number() | Day():
            return []
        case Text():
            return ["FALSE"]
        case Arithmetic(sign, left, right):
            return [
                *_guards(left, cells),
                *_guards(right, cells),
                *([f"{_number(right, cells)}<>0"] if sign == "/" else []),
            ]
        case Call("合計", arguments):
            # At least one is a number, and whatever is filled in is one.
            values = [
                cells.reference(argument.name) if isinstance(argument, Name) else excel_value(argument, cells)
                for argument in arguments
            ]
            counted = f"COUNT({','.join(values)})"
            return [f"{counted}>0", f"{counted}={'+'.join(f'(LEN({value})>0)' for value in values)}"]
        case Call(function, arguments):
            filled = [f"{_length(arguments[0], cells)}>0"]
            inner = [guard for argument in arguments for guard in _guards(argument, cells)]
            return filled if function == "文字数" else inner
        case _:
            return [f"ISNUMBER({_number(node, cells)})"]


def _known(node: Value, cells: RowCells) -> list[str]:
    if isinstance(node, (Number, Day, Text, TextShape)):
        return []
    return _guards(node, cells) if _is_numeric(node, cells) else [f"LEN({_text(node, cells)})>0"]


def _same(left: Value, right: Value, cells: RowCells) -> list[str]:
    """Return formulas of which one is TRUE where both values are the same."""
    if isinstance(right, TextShape):
        return [has_shape(_text(left, cells), right.value)]
    if _is_numeric(left, cells) and _is_numeric(right, cells):
        difference = f"ROUND({_number(left, cells)}-{_number(right, cells)},{_EQUAL_PLACES})=0"
        return [_guarded([*_guards(left, cells), *_guards(right, cells)], difference, "FALSE")]
    if not isinstance(right, (Text, Number)):
        known = "".join(f"{test}," for test in _known(left, cells) + _known(right, cells))
        return [f"AND({known}{_text(left, cells)}={_text(right, cells)})"]
    text = right.written if isinstance(right, Number) else right.value
    if not isinstance(left, Name):
        return [f"{_text(left, cells)}={quoted(text)}"]
    field, cell = cells.field(left.name), _text(left, cells)
    if field is not None and field.type is FieldType.CHOICES:
        return [f"ISNUMBER(SEARCH({sought(t)},{cell}))" for t in cells.spellings(left.name, text)]
    return [f"{cell}={quoted(t)}" for t in cells.spellings(left.name, text)]


def _is_numeric(node: Value, cells: RowCells) -> bool:
    match node:
        case Name(name):
            field = cells.field(name)
            return name == PLACE or (field is not None and field.type.is_stored_as_number)
        case Text():
            return False
        case OverRows("値", table, (value, *_)):
            found = next((f for f in cells.form.fields_of(table) if f.name == value.name), None)
            return value.name == PLACE or (found is not None and found.type.is_stored_as_number)
        case Choose(_, then, otherwise):
            return _is_numeric(then, cells) and _is_numeric(otherwise, cells)
        case _:
            return True


def _text(node: Value, cells: RowCells) -> str:
    """Return the value as text, without white space around it."""
    return f"TRIM({cells.reference(node.name) if isinstance(node, Name) else excel_value(node, cells)})"


def _length(node: Value, cells: RowCells) -> str:
    return f'LEN(TRIM(SUBSTITUTE(SUBSTITUTE({_text(node, cells)},"　"," "),CHAR(10)," ")))'
