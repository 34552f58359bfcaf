"""Nodes that can be written wrongly though their signs are right."""

from __future__ import annotations

import datetime as dt
import re

from kusei_batch.core.expression.expression_errors import ExpressionError
from kusei_batch.core.expression.nodes import (
    Blank,
    Call,
    Choose,
    Condition,
    Day,
    Equal,
    Node,
    Order,
    OverRows,
    RowName,
    Text,
    TextShape,
    YearOf,
    children,
    walk,
)
from kusei_batch.core.expression.signs import ANY_REST, FUNCTIONS, IF, ROW_FUNCTIONS, YEAR
from kusei_batch.core.form_year import FormYear


def make_call(function: str, arguments: list[Node], year: FormYear) -> Node:
    """Return a call of a function with as many values as it takes; raise ExpressionError."""
    fewest, most = FUNCTIONS[function]
    if not fewest <= len(arguments) <= most:
        counted = f"{fewest}個" if fewest == most else f"{fewest}個から{most}個"
        raise ExpressionError(f"「{function}」の括弧の中には、値が{counted}要ります（今は{len(arguments)}個）")
    values = tuple(a for a in arguments if not isinstance(a, Condition))
    if function == YEAR:
        return YearOf(values[0], year.calendar.eras)
    if function != IF:
        return Call(function, values)
    condition = arguments[0]
    if not isinstance(condition, Condition):
        raise ExpressionError(f"「{IF}」の括弧の中の一つ目には、「項目 = 値」のような条件が要ります")
    return Choose(condition, values[0], values[1])


def make_over_rows(made: OverRows) -> OverRows:
    """Return what is taken over the rows of a table; raise ExpressionError where that is no way to write it."""
    fewest, most = ROW_FUNCTIONS[made.function]
    if not fewest <= len(made.values) <= most or any(value.table != made.table for value in made.values):
        wanted = "、".join(f"{made.table}.項目" for _ in range(most))
        raise ExpressionError(f"「{made.function}」は「{made.function}({wanted})」か「…、条件)」のように書きます")
    for node in walk(made.condition) if made.condition else ():
        if isinstance(node, TextShape):
            raise ExpressionError(
                f"「{made.function}」の条件では、「形」を使えません。計算の項目にしてから比べてください"
            )
        sides = children(node) if isinstance(node, Equal | Order | Blank) else ()
        if any(len(walk(side)) > 1 and _names_a_row(side) for side in sides):
            raise ExpressionError(
                f"「{made.function}」の条件では、表の項目をそのまま比べます。計算は、計算の項目にしてください"
            )
    return made


def no_rows(function: str) -> ExpressionError:
    """Return what is wrong with a function over rows that names no table."""
    return ExpressionError(f"「{function}」の括弧の中の一つ目には、「表.項目」のように、表の名前から書きます")


def _names_a_row(node: Node) -> bool:
    """Return whether a node has the value of each row in it; what is taken over other rows is one value."""
    if isinstance(node, OverRows):
        return False
    return isinstance(node, RowName) or any(_names_a_row(inner) for inner in children(node))


def make_quoted(written: str) -> Text | TextShape:
    """Return what stands in 「」: a text, or behind 形 how one looks; raise ExpressionError where nothing could."""
    before, _, inside = written.rpartition("「")
    if not before:
        return Text(inside[:-1])
    shape = inside[:-1].strip()
    if not shape.rstrip("*＊") or ANY_REST.search(shape[:-1]):
        raise ExpressionError("形の「」の中は「AB-####」のように書きます（「*」は終わりに一つだけ置けます）")
    return TextShape(shape)


def check_shapes(root: Node) -> Node:
    """Return the node; raise ExpressionError where a shape stands elsewhere than to the right of = and ≠."""
    places = [(None, root), *((node, child) for node in walk(root) for child in children(node))]
    for node, child in places:
        if isinstance(child, TextShape) and not (isinstance(node, Equal) and child in node.rights):
            raise ExpressionError("「形」は「項目 = 形「####」」のように、= か ≠ の右に書きます")
    return root


def make_day(found: re.Match[str]) -> Day:
    """Return the day that DAY found in a text; raise ExpressionError where there is no such day."""
    try:
        return Day(dt.date(int(found[1]), int(found[3] or found[4]), int(found[5])))
    except ValueError:
        raise ExpressionError(f"「{found[0]}」という日はありません") from None
