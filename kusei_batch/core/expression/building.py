"""Nodes that can be written wrongly though their signs are right."""

from __future__ import annotations

import datetime as dt
import re

from kusei_batch.core.expression.expression_errors import ExpressionError
from kusei_batch.core.expression.nodes import Call, Choose, Condition, Day, Node, YearOf
from kusei_batch.core.expression.signs import FUNCTIONS, IF, YEAR
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


def make_day(found: re.Match[str]) -> Day:
    """Return the day that DAY found in a text; raise ExpressionError where there is no such day."""
    try:
        return Day(dt.date(int(found[1]), int(found[3] or found[4]), int(found[5])))
    except ValueError:
        raise ExpressionError(f"「{found[0]}」という日はありません") from None
