"""Names that are taken: each item of a table, and each table, has one of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kusei_batch.core.form_year import parse_year_word
from kusei_batch.core.text.notation import comparable
from kusei_batch.xlsx.draft.printed_years import PrintedYear, relative_words


@dataclass
class Names:
    """The names given so far; `titles` are those of the form itself, which no table takes.

    `reserved` are the names of what the program writes, which no entry outside tables takes. `year` is the
    fiscal year the form was made for, to which the years in names are said.
    """

    titles: frozenset[str] = frozenset()
    reserved: frozenset[str] = frozenset()
    year: PrintedYear | None = None
    _taken: set[tuple[str | None, str]] = field(default_factory=set)
    _tables: set[str] = field(default_factory=set)

    def is_free(self, name: str, table: str | None) -> bool:
        """Return whether a name is not taken in a table (None: outside tables)."""
        is_kept = table is None and (name in self.reserved or parse_year_word(name) is not None)
        return (table, comparable(name)) not in self._taken and not is_kept

    def take(self, name: str, table: str | None) -> str:
        """Note that a name is taken, and return it."""
        self._taken.add((table, comparable(name)))
        return name

    def field(self, name: str, table: str | None, others: Iterable[str] = ()) -> str:
        """Return a free name: the name itself, one of the `others`, or the name with a number."""
        name, *others = (relative_words(one, self.year) for one in (name, *others))
        numbered = (f"{name}{number}" for number in range(2, 1000))
        return self.take(next(n for n in (name, *others, *numbered) if self.is_free(n, table)), table)

    def table(self, name: str) -> str:
        """Return a free name for a table."""
        free = next(n for n in (name, *(f"{name}{number}" for number in range(2, 1000))) if n not in self._tables)
        self._tables.add(free)
        return free
