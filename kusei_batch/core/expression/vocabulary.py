"""The names that may stand at a place in an expression, and what each of them means there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from kusei_batch.core.expression.nodes import Arithmetic, Equal, Name, Number, OverRows, RowName, Value
from kusei_batch.core.expression.signs import ENDS_NAME, ONE_FOR_ONE, OWN_ROW, ROW_BEFORE
from kusei_batch.core.text.notation import half_width

PLACE = "番号"
"""The number of a row in its table, from 1, which every row has."""

_SPACES = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class SeenRows:
    """The tables whose rows an expression may take together, with their fields, and its own table."""

    tables: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    own: str | None = None


@dataclass(frozen=True, slots=True)
class _Spelling:
    """A name as the plain text has it, and what it means; of a table alone, no value."""

    plain: str
    value: Value | None
    table: str = ""


class Vocabulary:
    """Finds names, the longest first, since a name may begin with another one."""

    def __init__(self, names: Iterable[str], rows: SeenRows) -> None:
        """Know the fields of `names`, and what is said of the rows of tables."""
        self._rows = rows
        known = dict.fromkeys(name for name in names if name)
        own = dict.fromkeys((*known, PLACE)) if rows.own else known
        spelt: dict[str, Value] = {f"{OWN_ROW}{name}": Name(name, is_own=True) for name in own}
        if rows.own:
            before = Arithmetic("-", Name(PLACE, is_own=True), Number(Decimal(1), "1"))
            above = Equal(RowName(rows.own, PLACE), (before,))
            for name in rows.tables.get(rows.own, ()):
                spelt[f"{ROW_BEFORE}{name}"] = OverRows("値", rows.own, (RowName(rows.own, name),), above)
        self._own = [_spelling(text, value) for text, value in ({name: Name(name) for name in own} | spelt).items()]
        self._own.sort(key=_length, reverse=True)
        self._words = self._own
        self._of_rows = sorted(
            (
                _spelling(f"{table}.{name}" if name else table, RowName(table, name) if name else None, table)
                for table, fields in rows.tables.items()
                for name in ("", *fields)
            ),
            key=_length,
            reverse=True,
        )

    @contextmanager
    def within(self, table: str) -> Iterator[None]:
        """Let names mean those of the rows of a table meanwhile, where it has them."""
        before, fields = self._words, (*self._rows.tables[table], PLACE)
        inside = [_spelling(text, RowName(table, name)) for name in fields for text in (name, f"{table}.{name}")]
        covered = {word.plain for word in inside}
        self._words = sorted([*inside, *(w for w in self._own if w.plain not in covered)], key=_length, reverse=True)
        try:
            yield
        finally:
            self._words = before

    def value_at(self, plain: str, at: int) -> tuple[Value, int] | None:
        """Return what the name at a place means, and where it ends."""
        for word, end in _found(self._words, plain, at):
            if word.value is not None and not plain.startswith("(", end):
                return word.value, end
        return None

    def rows_at(self, plain: str, at: int) -> tuple[str, RowName | None, int] | None:
        """Return the table that is named at a place, the field of it if one is, and where that ends."""
        for word, end in _found(self._of_rows, plain, at):
            return word.table, word.value if isinstance(word.value, RowName) else None, end
        return None


def _found(words: Iterable[_Spelling], plain: str, at: int) -> Iterable[tuple[_Spelling, int]]:
    for word in words:
        if plain.startswith(word.plain, at):
            end = _SPACES.match(plain, at + len(word.plain))
            if end and ENDS_NAME.match(plain, end.end()):
                yield word, end.end()


def _spelling(text: str, value: Value | None, table: str = "") -> _Spelling:
    return _Spelling(half_width(text).translate(ONE_FOR_ONE), value, table)


def _length(word: _Spelling) -> int:
    return len(word.plain)
