"""What was found of one row of a year when somebody asked for words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kusei_batch.core.record import Source
from kusei_batch.core.text.notation import comparable
from kusei_batch.core.ward import Department


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A text a department wrote: under which item, in which round, and where it stands."""

    field: str
    text: str
    round: str
    source: Source
    cell: str

    @property
    def place(self) -> str:
        """The cell as people find it: `シート!C6`."""
        return self.cell if "!" in self.cell else f"{self.source.sheet}!{self.cell}"

    def has(self, words: str) -> bool:
        """Return whether any of the words stands in it."""
        text = comparable(self.text)
        return any(comparable(word) in text for word in words.split())


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A row with all that was written of it in one year, the latest of each item, and the choices made.

    `nearness` is 1 where it has every word that was asked for, else how near it is.
    """

    fiscal_year: int
    department: Department
    row_id: str
    passages: tuple[FoundPassage, ...]
    answers: Mapping[str, str]
    nearness: float = 1.0

    @property
    def has_words(self) -> bool:
        """Whether it has every word that was asked for."""
        return self.nearness >= 1

    def with_nearness(self, nearness: float) -> FoundRow:
        """Return it as one that is near, but does not have every word."""
        return replace(self, nearness=min(nearness, 0.999))

    def telling(self, words: str) -> tuple[FoundPassage, ...]:
        """Return what the row is about, its first passage, and those in which a word stands, else the longest one."""
        having = [passage for passage in self.passages if passage.has(words)]
        shown = [self.passages[0], *(having or [max(self.passages, key=lambda passage: len(passage.text))])]
        return tuple(passage for passage in self.passages if passage in shown)
