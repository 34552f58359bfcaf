"""From the text of one cell to nodes, by descent: または, かつ, でない, a comparison, a sum, a product, a factor."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal

from kusei_batch.core.expression import signs
from kusei_batch.core.expression.building import check_shapes, make_call, make_day, make_over_rows, make_quoted, no_rows
from kusei_batch.core.expression.expression_errors import ExpressionError, UnknownFieldError
from kusei_batch.core.expression.nodes import (
    Arithmetic,
    Blank,
    Condition,
    Equal,
    Every,
    Name,
    Node,
    Number,
    Order,
    OverRows,
    RowName,
    Some,
    Text,
    ThisYear,
    Value,
    negate,
)
from kusei_batch.core.expression.vocabulary import SeenRows, Vocabulary
from kusei_batch.core.form_year import FormYear
from kusei_batch.core.text.notation import half_width, one_line

_Part = Callable[[], Node]
LONGEST = 1000
"""Most characters of an expression."""

_DEEPEST = 30
_QUOTED = 20


def parse_node(text: str, names: Iterable[str], year: FormYear, rows: SeenRows) -> Node:
    """Return the condition or value a text says; raise ExpressionError."""
    if not text.strip():
        raise ExpressionError("式が空です")
    if len(text) > LONGEST:
        raise ExpressionError(f"式が長すぎます（{LONGEST}文字まで）")
    return check_shapes(_Parser(text, Vocabulary(names, rows), year).parse())


class _Parser:
    """A place in a text. `_plain` is the text with one sign for every variant, character for character."""

    def __init__(self, text: str, known: Vocabulary, year: FormYear) -> None:
        self._text = text
        self._year = year
        self._plain = half_width(text).translate(signs.ONE_FOR_ONE)
        self._known = known
        self._at = 0
        self._depth = 0
        self._surely_value = False

    def parse(self) -> Node:
        node = self._either()
        if self._at < len(self._plain):
            raise self._error("のところが読み取れません")
        return node

    def _either(self) -> Node:
        return self._joined(signs.OR, self._both, Some)

    def _both(self) -> Node:
        return self._joined(signs.AND, self._negation, Every)

    def _joined(self, word: str, part: _Part, join: type[Some | Every]) -> Node:
        first = part()
        if not self._peek(word):
            return first
        parts = [self._as_condition(first, word)]
        while self._take(word):
            parts.append(self._as_condition(part(), word))
        return join(tuple(parts))

    def _negation(self) -> Node:
        node = self._comparison()
        while self._take(signs.NOT):
            node = negate(self._as_condition(node, signs.NOT))
        return node

    def _comparison(self) -> Node:
        left = self._sum()
        sign = self._sign()
        if not sign:
            return left
        value = self._as_value(left)
        node = self._equality(value, sign) if sign in ("=", "!=") else Order(sign, value, self._as_value(self._sum()))
        if signs.SIGN.match(self._plain, self._at):
            raise self._error("の前に、かつ か または が要ります")
        return node

    def _equality(self, left: Value, sign: str) -> Condition:
        rights = [self._right_side()]
        while self._take("|"):
            rights.append(self._right_side())
        if None not in rights:
            return Equal(left, tuple(r for r in rights if r is not None), sign == "!=")
        if len(rights) > 1:
            raise ExpressionError(f"「{signs.BLANK}」は、ほかの値と | で並べられません")
        return Blank(left, sign == "!=")

    def _right_side(self) -> Value | None:
        """Return a value, or None for 空欄."""
        self._skip()
        found = re.compile(rf"{signs.BLANK}\s*").match(self._plain, self._at)
        if found and signs.ENDS.match(self._plain, found.end()):
            self._at = found.end()
            return None
        return self._value_or_words()

    def _value_or_words(self) -> Value:
        """Return a value; where none can be read, the words up to the next end are a text."""
        start, outer, self._surely_value = self._at, self._surely_value, False
        try:
            value = self._as_value(self._sum())
            if signs.ENDS.match(self._plain, self._at):
                return value
        except ExpressionError:
            if self._surely_value:
                raise
        finally:
            self._surely_value = outer
        self._at = start
        return Text(self._words())

    def _words(self) -> str:
        start, depth, at = self._at, 0, self._at
        while at < len(self._plain) and (depth or not signs.ENDS.match(self._plain, at)):
            if not depth and (signs.SIGN.match(self._plain, at) or self._plain[at] in "「」"):
                break
            depth += {"(": 1, ")": -1}.get(self._plain[at], 0)
            at += 1
        words = self._text[start:at].strip()
        if not words or depth:
            raise self._error("の前に、値がありません" if not words else "の「（」が閉じていません")
        self._at = at
        return words

    def _sum(self) -> Node:
        return self._chain("+-", lambda: self._chain("*/", self._factor))

    def _chain(self, signs: str, part: _Part) -> Node:
        node = part()
        self._skip()
        while self._plain[self._at : self._at + 1] and self._plain[self._at] in signs:
            sign = self._plain[self._at]
            self._at += 1
            self._surely_value |= isinstance(node, Name)
            node = Arithmetic(sign, self._as_value(node), self._as_value(part()))
            self._skip()
        return node

    def _factor(self) -> Node:
        self._skip()
        self._depth += 1
        try:
            if self._depth > _DEEPEST:
                raise ExpressionError(f"括弧が深すぎます（{_DEEPEST}重まで）")
            node = (
                self._name() or self._call() or self._this_year() or self._literal() or self._group() or self._signed()
            )
        finally:
            self._depth -= 1  # also where words are tried next
        if node is None:
            raise self._unknown()
        self._skip()
        return node

    def _name(self) -> Node | None:
        found = self._known.value_at(self._plain, self._at)
        if found:
            self._at = found[1]
        return found[0] if found else None

    def _call(self) -> Node | None:
        found = re.compile(rf"({signs.CALLED})\s*\(\s*").match(self._plain, self._at)
        if not found:
            return None
        self._at, self._surely_value, function = found.end(), True, found[1]
        rows = self._known.rows_at(self._plain, self._at) if function in signs.ROW_FUNCTIONS else None
        if rows is not None and (rows[1] or function not in signs.FUNCTIONS):
            return self._over_rows(function, rows[0])
        if function not in signs.FUNCTIONS:
            raise self._unknown() if "." in self._plain[self._at :].partition(")")[0] else no_rows(function)
        arguments: list[Node] = [self._either() if function == signs.IF else self._as_value(self._sum())]
        while self._take("、") or self._take(","):
            arguments.append(self._value_or_words() if function == signs.IF else self._as_value(self._sum()))
        self._close(f"{function}（")
        return make_call(function, arguments, self._year)

    def _over_rows(self, function: str, table: str) -> Node:
        """Return what a function comes to over the rows of a table: its items, then a condition on the rows."""
        values: list[RowName | None] = []
        condition, goes_on = None, True
        while goes_on and len(values) < max(signs.ROW_FUNCTIONS[function]):
            rows = self._known.rows_at(self._plain, self._at)
            if rows is None:
                break
            self._at = rows[2]
            values.append(rows[1])
            goes_on = self._take("、") or self._take(",")
        if goes_on:
            with self._known.within(table):
                condition = self._as_condition(self._either(), f"{function}（{table}、")
        self._close(f"{function}（")
        return make_over_rows(OverRows(function, table, tuple(v for v in values if v), condition))

    def _this_year(self) -> Node | None:
        found = re.compile(rf"{signs.THIS_YEAR}\s*").match(self._plain, self._at)
        if not found or not signs.ENDS_NAME.match(self._plain, found.end()):
            return None
        self._at = found.end()
        year = self._year.fiscal_year
        return ThisYear(None if year is None else Decimal(year))

    def _literal(self) -> Node | None:
        quoted = signs.QUOTED_TEXT.match(self._plain, self._at)
        day = signs.DAY.match(self._plain, self._at)
        number = signs.NUMBER.match(self._plain, self._at)
        found = quoted or day or number
        if not found:
            return None
        start, self._at = self._at, found.end()
        if quoted:
            self._surely_value |= not quoted[0].startswith("「")
            return make_quoted(self._text[start : self._at])
        return make_day(day) if day else Number(Decimal(found[0]), found[0])

    def _group(self) -> Node | None:
        if not self._take("("):
            return None
        node = self._either()
        self._close("（")
        return node

    def _signed(self) -> Node | None:
        if not self._take("-"):
            return None
        node = self._as_value(self._factor())
        if isinstance(node, Number):
            return Number(-node.value, f"-{node.written}")
        return Arithmetic("-", Number(Decimal(0), "0"), node)

    def _sign(self) -> str:
        self._skip()
        found = signs.SIGN.match(self._plain, self._at)
        self._at = found.end() if found else self._at
        return signs.SAME_SIGN.get(found[0], found[0]) if found else ""

    def _as_condition(self, node: Node, word: str) -> Condition:
        if isinstance(node, Condition):
            return node
        raise ExpressionError(f"「{word}」の前後には、「項目 = 値」のような条件が要ります")

    def _as_value(self, node: Node) -> Value:
        if not isinstance(node, Condition):
            return node
        raise self._error("の前に条件がありますが、ここには値（項目、数、計算）が要ります")

    def _close(self, opened: str) -> None:
        if not self._take(")"):
            raise ExpressionError(f"「{opened}」が閉じていません（{self._here()}）")

    def _peek(self, word: str) -> bool:
        self._skip()
        return self._plain.startswith(word, self._at)

    def _take(self, word: str) -> bool:
        found = self._peek(word)
        self._at += len(word) if found else 0
        self._skip()
        return found

    def _skip(self) -> None:
        while self._plain[self._at : self._at + 1] == " ":
            self._at += 1

    def _unknown(self) -> ExpressionError:
        end = signs.ENDS_NAME.search(self._plain, self._at)
        word = self._text[self._at : end.start() if end else None].strip()
        if word and not word[0].isdecimal() and word != signs.BLANK:
            return UnknownFieldError(word)
        return self._error("のところに、項目か値がありません")

    def _error(self, what: str) -> ExpressionError:
        return ExpressionError(f"{self._here()}{what}")

    def _here(self) -> str:
        rest = self._text[self._at :].strip()
        return f"「{one_line(rest, _QUOTED)}」" if rest else "式の終わり"
