"""式: conditions and calculations as coordinators write them into one cell.

`達成度 = 一部達成|未達成`, `予算措置 ≠ 不要`, `目標値 = 空欄`: a value is one of the choices, or blank.
`実績値 < 目標値`, also > ≦ ≧ <= >=: numbers or dates. `かつ` binds closer than `または`; `でない` stands behind
what it turns round. `＋ － × ÷ + - * /`, `絶対値(x)`, `合計(a、b)`, `四捨五入(x、1)`, `もし(条件、値、値)`.
`文字数(x)` is how long a text is, `x = 形「AB-####」` how it looks.
`年度(x)` is the fiscal year a text or date says and `当年度` that of the sheet, as numbers: `年度(目標年度) > 当年度`.
Over the rows of a table: `合計(事業.予算額)`, 平均, 最大, 最小 likewise, `件数(事業)`, in ％
`比率(事業.決算額、事業.予算額)` and `値(事業.状態)` of the first row; each with a condition, in which names mean
those of the rows: `件数(事業、採否 = 採用)`, `合計(事業.予算額、番号 ≦ この行.番号)`. `前の行.残高` is the value in
the row before.
Texts stand in 「」, or bare to the right of = and ≠ and as the values of もし.

What is not known is neither true nor false: a comparison with a blank or an unread entry is unknown, and so is a
calculation with a blank, with a text, or by zero. 合計 counts a blank as nothing and is unknown only when all are.
A bare word that is the name of a field means the field.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from kusei_batch.core.expression.evaluation import operand_of, truth_of
from kusei_batch.core.expression.expression_errors import ExpressionError, UnknownFieldError
from kusei_batch.core.expression.japanese import condition_in_japanese, say_value
from kusei_batch.core.expression.nodes import Call, Condition, Name, Node, Number, OverRows, RowName, is_condition, walk
from kusei_batch.core.expression.operands import UNREAD, Lookup, Operand, Unread
from kusei_batch.core.expression.parsing import parse_node
from kusei_batch.core.expression.sheet_values import SheetRows, SheetValues
from kusei_batch.core.expression.vocabulary import PLACE, SeenRows
from kusei_batch.core.form_year import FormYear
from kusei_batch.core.values import TypedValue

_NO_YEAR = FormYear()
_NO_ROWS = SeenRows()
_REMEMBERED = 512
"""Expressions over one row that a process keeps: a night asks for those of 集計 and of pages ward by ward."""
_NO_CONDITION = "値だけで、条件になっていません。「項目 = 値」のように書いてください"


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression. Two that mean the same tree are equal, however they are written.

    `text` is the expression as written; `root` is for those who turn it into another language.
    """

    root: Node
    text: str = field(compare=False)

    @property
    def places(self) -> int:
        """How many decimals its result is rounded to; 0 where it is not, or to a whole number."""
        rounds = isinstance(self.root, Call) and self.root.function == "四捨五入" and len(self.root.arguments) > 1
        places = self.root.arguments[1] if rounds and isinstance(self.root, Call) else None
        return max(0, int(places.value)) if isinstance(places, Number) else 0

    @property
    def names(self) -> tuple[str, ...]:
        """The fields it uses, each once, from left to right."""
        return tuple(
            dict.fromkeys(node.name for node in walk(self.root) if isinstance(node, Name) and not _is_place(node))
        )

    @property
    def row_names(self) -> tuple[RowName, ...]:
        """The fields of rows that are taken together, each once; the rows' numbers are no field."""
        return tuple(
            dict.fromkeys(node for node in walk(self.root) if isinstance(node, RowName) and not _is_place(node))
        )

    def uses(self, table: str | None, known: Container[str]) -> tuple[str, ...]:
        """Return the fields it is made of where it stands in a table, by qualified name; its own row's come first."""
        own = (f"{table}.{name}" if table and f"{table}.{name}" in known else name for name in self.names)
        return tuple(dict.fromkeys((*own, *(f"{node.table}.{node.name}" for node in self.row_names))))

    @property
    def over_rows(self) -> tuple[OverRows, ...]:
        """What it takes of the rows of tables."""
        return tuple(node for node in walk(self.root) if isinstance(node, OverRows))

    @property
    def is_condition(self) -> bool:
        """Whether it is true or false, rather than a value."""
        return is_condition(self.root)

    def operand(self, lookup: Lookup) -> Operand:
        """Return the value for the values of one row: None where blank or unknown, UNREAD where an unread entry is why.

        `lookup` gives the value of a field by its name: None (or nothing) for a blank, UNREAD for what was entered
        but not understood. A condition comes to True, False or None. Numbers are exact to 34 digits; a date less a
        date is days, a date and a number of days is a date.
        """
        if isinstance(self.root, Condition):
            return truth_of(self.root, lookup)
        return operand_of(self.root, lookup)

    def evaluate(self, lookup: Lookup) -> TypedValue:
        """Return what `operand` returns, but None for whatever is not known."""
        value = self.operand(lookup)
        return None if isinstance(value, Unread) else value

    def holds(self, lookup: Lookup) -> bool | None:
        """Return whether the condition is true; None where that is unknown, and for what is no condition.

        `=` compares texts without regard to width, case and spaces; 複数選択 equals any of its choices; はい・いいえ
        equals はい or いいえ. A comparison of a number with a text, or a date with a number, is unknown by < and
        false by =.
        """
        return truth_of(self.root, lookup) if isinstance(self.root, Condition) else None

    def in_japanese(self) -> str:
        """Return it in plain Japanese: of a condition the words that stand before とき or 場合, of a value a noun."""
        return condition_in_japanese(self.root) if isinstance(self.root, Condition) else say_value(self.root)


def _is_place(node: Name | RowName) -> bool:
    return node.name == PLACE


def parse_expression(
    text: str, names: Iterable[str], year: FormYear = _NO_YEAR, rows: SeenRows = _NO_ROWS
) -> Expression:
    """Return the expression a text says over fields of these names; names are matched longest first.

    `year` is the one 当年度 means, with the eras of the city; `rows` are the tables whose rows may be taken together.
    Full-width signs are understood.
    Raise ExpressionError (UnknownFieldError for a name that does not exist), which says in Japanese what is wrong
    and where.
    """
    if rows is _NO_ROWS:
        return _parsed_over_one_row(text, tuple(names), year)
    return Expression(parse_node(text, names, year, rows), text.strip())


@lru_cache(maxsize=_REMEMBERED)
def _parsed_over_one_row(text: str, names: tuple[str, ...], year: FormYear) -> Expression:
    return Expression(parse_node(text, names, year, _NO_ROWS), text.strip())


def parse_condition(
    text: str, names: Iterable[str], year: FormYear = _NO_YEAR, rows: SeenRows = _NO_ROWS
) -> Expression:
    """Parse as parse_expression does, a text that has to be a condition."""
    try:
        expression = parse_expression(text, names, year, rows)
    except UnknownFieldError as wrong:
        if wrong.name == text.strip():
            raise ExpressionError(_NO_CONDITION) from None
        raise
    if not expression.is_condition:
        raise ExpressionError(_NO_CONDITION)
    return expression


def parse_formula(text: str, names: Iterable[str], year: FormYear = _NO_YEAR, rows: SeenRows = _NO_ROWS) -> Expression:
    """Parse as parse_expression does, a text that has to be a value."""
    expression = parse_expression(text, names, year, rows)
    if expression.is_condition:
        raise ExpressionError("条件になっていて、値ではありません。「もし(条件、値、値)」のように書いてください")
    return expression


__all__ = [
    "PLACE",
    "UNREAD",
    "Expression",
    "ExpressionError",
    "Lookup",
    "Operand",
    "SeenRows",
    "SheetRows",
    "SheetValues",
    "UnknownFieldError",
    "Unread",
    "parse_condition",
    "parse_expression",
    "parse_formula",
]
