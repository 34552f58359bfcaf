"""条件 and 式: expressions in definition sheets, read once all items and their choices are known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from kusei_batch.core.expression import (
    PLACE,
    Expression,
    ExpressionError,
    SeenRows,
    UnknownFieldError,
    parse_condition,
    parse_formula,
)
from kusei_batch.core.expression.nodes import (
    Call,
    Choose,
    Equal,
    Name,
    Node,
    Number,
    Order,
    OverRows,
    RowName,
    Text,
    TextShape,
    Value,
    walk,
)
from kusei_batch.core.expression.signs import LENGTH
from kusei_batch.core.form import Field, FieldType, Necessity
from kusei_batch.xlsx.template.choice_lists import ChoiceLists, choices_of
from kusei_batch.xlsx.template.definitions import DefinitionRow
from kusei_batch.xlsx.template.draft_fields import DraftField
from kusei_batch.xlsx.template.lint import Lint, hint

Items = Mapping[str, DraftField]
_TEXTS = (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.CHOICE, FieldType.CHOICES, FieldType.YES_NO, FieldType.PICTURE)

_OF_TEXTS = (LENGTH, "件数", "値")
_SHAPED = (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.CHOICE)
_COMPUTED_TYPES = (
    FieldType.INTEGER,
    FieldType.NUMBER,
    FieldType.DATE,
    FieldType.TEXT,
    FieldType.LONG_TEXT,
    FieldType.CHOICE,
)


class Reader:
    """Reads expressions over the fields one table sees, and reports what is wrong with them."""

    def __init__(self, items: Items, lists: ChoiceLists | None, lint: Lint) -> None:
        self._items = items
        self._lists = lists
        self._lint = lint

    def seen(self, table: str | None) -> dict[str, Field]:
        """Return the fields an expression on a table may name, by bare name: its own, and those outside tables."""
        fields = [i.field for i in self._items.values()]
        return {f.name: f for wanted in (None, table) for f in fields if f.table == wanted}

    def rows(self, table: str | None) -> SeenRows:
        """Return the tables whose rows an expression on a table may take together."""
        fields = [i.field for i in self._items.values() if i.field.table]
        tables = dict.fromkeys(f.table for f in fields if f.table)
        return SeenRows({name: tuple(f.name for f in fields if f.table == name) for name in tables}, table)

    def choices(self, field: Field) -> list[str]:
        """Return what a field offers to choose from."""
        return [choice.value for choice in choices_of(field, self._lists)]

    def condition(self, row: DefinitionRow, heading: str, table: str | None, owner: str | None) -> Expression | None:
        """Return the condition below a heading; None, and a report, where it cannot be understood."""
        return self._read(row, heading, table, owner, formula=False)

    def formula(self, row: DefinitionRow, heading: str, table: str | None, owner: str | None) -> Expression | None:
        """Return the formula below a heading; None, and a report, where it cannot be understood."""
        return self._read(row, heading, table, owner, formula=True)

    def _read(
        self, row: DefinitionRow, heading: str, table: str | None, owner: str | None, *, formula: bool
    ) -> Expression | None:
        text, place, seen = row.text(heading), row.place(heading, owner), self.seen(table)
        try:
            expression = (parse_formula if formula else parse_condition)(text, seen, self._lint.year, self.rows(table))
        except UnknownFieldError as wrong:
            known = [*seen, *self._items] if "." in wrong.name else seen
            words = {"heading": heading, "name": wrong.name, "hint": hint(wrong.name, known)}
            self._lint.report("expression-unknown-item", place, **words)
            return None
        except ExpressionError as wrong:
            self._lint.report("expression-malformed", place, heading=heading, value=text, reason=str(wrong))
            return None
        for code, params in self._faults(expression.root, seen):
            self._lint.report(code, place, heading=heading, **params)
        named = [field for node in walk(expression.root) if (field := self._field(node, seen))]
        pictures = [field.name for field in named if field.type is FieldType.PICTURE]
        if formula and pictures:
            # Excel cannot tell whether a picture lies over a cell.
            self._lint.report("formula-of-picture", place, heading=heading, name=pictures[0])
        return expression

    def _faults(self, root: Node, seen: Mapping[str, Field]) -> Iterator[tuple[str, dict[str, str]]]:
        for node in walk(root):
            if isinstance(node, Equal):
                for right in node.rights:
                    yield from self._compared(node.left, right, seen)
            elif isinstance(node, Order):
                yield from self._misfits((node.left, node.right), seen, ordered=True)
            elif isinstance(node, Call | OverRows) and node.function not in _OF_TEXTS:
                yield from self._misfits(node.arguments if isinstance(node, Call) else node.values, seen)

    def _compared(self, left: Value, right: Value, seen: Mapping[str, Field]) -> Iterator[tuple[str, dict[str, str]]]:
        field = self._field(left, seen)
        if field is None:
            return
        known = self.choices(field)
        if field.type is FieldType.PICTURE:
            yield "expression-of-picture", {"name": field.name}
        elif isinstance(right, (Name, RowName)) and right.name in known:
            yield "expression-name-is-choice", {"name": right.name, "owner": field.name}
        elif known and isinstance(right, (Text, Number)):
            value = right.written if isinstance(right, Number) else right.value
            if value not in known:
                yield "expression-unknown-value", {"value": value, "name": field.name, "hint": hint(value, known)}
        elif isinstance(right, TextShape) and field.type not in _SHAPED:
            yield "expression-mixed", {"name": field.name, "type": str(field.type), "value": f"形「{right.value}」"}
        elif isinstance(right, Text) and field.type.is_stored_as_number:
            yield "expression-mixed", {"name": field.name, "type": str(field.type), "value": right.value}

    def _misfits(
        self, values: tuple[Value, ...], seen: Mapping[str, Field], *, ordered: bool = False
    ) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield the fields that hold texts where numbers or dates are compared or added up."""
        for value in values:
            field = self._field(value, seen)
            is_day = isinstance(value, RowName) and field is not None and field.type is FieldType.DATE and not ordered
            if field is not None and (field.type in _TEXTS or is_day):
                yield "expression-no-number", {"name": field.name, "type": str(field.type)}

    def _field(self, node: Node, seen: Mapping[str, Field]) -> Field | None:
        """Return the field a name means, None of anything else and of the number of a row."""
        if isinstance(node, RowName):
            item = self._items.get(f"{node.table}.{node.name}")
            return item.field if item and node.name != PLACE else None
        return seen.get(node.name) if isinstance(node, Name) and node.name != PLACE else None


def read_expressions(items: Items, lists: ChoiceLists | None, lint: Lint) -> dict[str, DraftField]:
    """Return the items with their 条件 and 式; report what is wrong with these."""
    reader = Reader(items, lists, lint)
    read = {name: _with_expressions(item, reader, lint) for name, item in items.items()}
    # Report every calculation that needs its own value, once a circle.
    told: set[str] = set()
    for name, item in read.items():
        path = _circle(name, (), read) if item.field.formula and name not in told else ()
        if path and path[0] == name:
            told.update(path)
            lint.report("formula-circular", item.row.place("式", name), path=" → ".join(path))
    return read


def _with_expressions(item: DraftField, reader: Reader, lint: Lint) -> DraftField:
    if not item.certain:
        return item
    condition, formula = _condition(item, reader, lint), _formula(item, reader, lint)
    return replace(item, field=replace(item.field, condition=condition, formula=formula))


def _condition(item: DraftField, reader: Reader, lint: Lint) -> Expression | None:
    row, field = item.row, item.field
    place = row.place("条件", field.name)
    if field.necessity is not Necessity.CONDITIONAL:
        if row.text("条件"):
            lint.report("condition-unused", row.place("必須", field.name), value=str(field.necessity))
        return None
    if not row.text("条件"):
        lint.report("condition-missing", place)
        return None
    condition = reader.condition(row, "条件", field.table, field.qualified)
    if condition and reader.seen(field.table).get(field.name) == field and field.name in condition.names:
        lint.report("condition-on-itself", row.place("条件", field.qualified))
    return condition


def _formula(item: DraftField, reader: Reader, lint: Lint) -> Expression | None:
    row, field = item.row, item.field
    if not field.is_computed:
        if row.text("式"):
            lint.report("formula-unused", row.place("式", field.qualified), value=str(field.kind))
        return None
    if field.type not in _COMPUTED_TYPES:
        lint.report("formula-bad-type", row.place("型", field.qualified), type=str(field.type))
    if not row.text("式"):
        lint.report("formula-missing", row.place("式", field.qualified))
        return None
    formula = reader.formula(row, "式", field.table, field.qualified)
    if formula:
        place = row.place("式", field.qualified)
        seen, known = reader.seen(field.table), reader.choices(field)
        for node in _results(formula.root):
            says_text = isinstance(node, Text) or (isinstance(node, Name) and seen[node.name].type in _TEXTS)
            if says_text and field.type.is_stored_as_number:
                lint.report("formula-not-of-type", place, type=str(field.type))
            elif isinstance(node, Text) and known and node.value not in known:
                words = {"value": node.value, "name": field.name, "hint": hint(node.value, known)}
                lint.report("expression-unknown-value", place, heading="式", **words)
    return formula


def _results(node: Node) -> Iterator[Node]:
    """Yield what a value may come to: of もし, each of the two."""
    if isinstance(node, Choose):
        yield from _results(node.then)
        yield from _results(node.otherwise)
    else:
        yield node


def _circle(name: str, path: tuple[str, ...], items: Items) -> tuple[str, ...]:
    """Return the names from the first one round to itself; empty where there is no way back."""
    if name in path:
        return (*path[path.index(name) :], name)
    field = items[name].field
    for qualified in field.formula.uses(field.table, items) if field.formula else ():
        found = _circle(qualified, (*path, name), items)
        if found:
            return found
    return ()
