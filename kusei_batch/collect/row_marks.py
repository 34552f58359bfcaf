"""Which of the issued rows each row of one sheet is: by the 行ID it shows, what is printed in it, its 番号."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

Mark = str | int | None
"""The ID a row was issued with, empty where that is not known; of a row that was not, its number, if it has one."""


@dataclass(frozen=True, slots=True)
class IssuedRows:
    """The rows a table was issued with: their IDs, and by column the text each shows.

    `height` counts all rows of a copy; `growable` says that the department may use those not issued.
    """

    ids: Sequence[str]
    texts: Mapping[str, Sequence[str]]
    height: int
    growable: bool


@dataclass(frozen=True, slots=True)
class TablePart:
    """The rows of a table on one sheet as they came back: what each shows, and whether anything is entered in it.

    `ids` are those of the sheet, folded or not as they were issued; `strange` the rows that show any other.
    """

    ids: Sequence[str]
    strange: frozenset[int]
    numbers: Sequence[int | None]
    texts: Mapping[str, Sequence[str]]
    filled: Sequence[bool]

    @property
    def shows_something(self) -> bool:
        """Whether any row shows anything to be known by."""
        printed = any(text for texts in self.texts.values() for text in texts)
        return printed or any(self.ids) or bool(self.strange) or any(n is not None for n in self.numbers)


@dataclass(frozen=True, slots=True)
class Marks:
    """What the rows of a part are, from the top down; `unclear` are filled rows that cannot be recognised."""

    rows: Sequence[Mark]
    unclear: AbstractSet[int]


def mark_rows(part: TablePart, issued: IssuedRows) -> Marks:
    """Recognise the rows of a part.

    A row is what its 行ID says, unless what is printed in it is another row's. One without an ID is known by what is
    printed in it, then by its 番号, and by its place only where nothing says that rows were moved or deleted.
    """
    marking = _Marking(part, issued)
    marking.by_ids()
    if issued.ids:
        marking.by_texts()
    marking.by_numbers()
    marking.by_place()
    return Marks(tuple("" if i in marking.unclear else mark for i, mark in enumerate(marking.rows)), marking.unclear)


class _Marking:
    def __init__(self, part: TablePart, issued: IssuedRows) -> None:
        self.part = part
        self.issued = issued
        self.rows: list[Mark] = [None] * len(part.filled)
        self.unclear: set[int] = set()
        self._owners: dict[str, dict[str, list[str]]] = {}
        for column, texts in issued.texts.items():
            owners = self._owners.setdefault(column, defaultdict(list))
            for row_id, text in zip(issued.ids, texts, strict=False):
                owners[text].append(row_id)

    def by_ids(self) -> None:
        claims: dict[str, list[int]] = defaultdict(list)
        for index, row_id in enumerate(self.part.ids):
            if row_id:
                claims[row_id].append(index)
        for row_id, indexes in claims.items():
            self._claim(row_id, indexes)

    def _claim(self, row_id: str, indexes: Sequence[int]) -> None:
        """Give the ID to the one row that asks for it; of several, those left blank ask for nothing."""
        filled = [i for i in indexes if self.part.filled[i]]
        asking = filled or indexes[:1]
        if len(asking) == 1 and not self._is_printed_as_another(asking[0], row_id):
            self.rows[asking[0]] = row_id
        else:
            self.unclear.update(filled)

    def _is_printed_as_another(self, index: int, row_id: str) -> bool:
        votes = self._votes(index)
        return bool(votes) and max(votes.values()) > votes[row_id]

    def _votes(self, index: int) -> Counter[str]:
        """Return how many of the texts printed in a row are each issued row's."""
        votes: Counter[str] = Counter()
        for column, owners in self._owners.items():
            texts = self.part.texts.get(column, ())
            if index < len(texts) and texts[index]:
                votes.update(owners.get(texts[index], ()))
        return votes

    def by_texts(self) -> None:
        claims: dict[str, list[int]] = defaultdict(list)
        for index in self._open():
            best = self._votes(index).most_common(2)
            if best and (len(best) == 1 or best[0][1] > best[1][1]):
                claims[best[0][0]].append(index)
        for row_id, indexes in claims.items():
            if row_id not in self.rows:
                self._claim(row_id, indexes)

    def by_numbers(self) -> None:
        ids, numbers = self.issued.ids, self.part.numbers
        known = {row_id: place for place, row_id in enumerate(ids, start=1)}
        hold = all(n is None or known.get(str(m), n) == n for m, n in zip(self.rows, numbers, strict=False))
        for index in sorted(self._open(), key=lambda i: not self.part.filled[i]):
            number = numbers[index] if index < len(numbers) else None
            if number is None or number < 1:
                continue
            if number > len(ids):
                self.rows[index] = number if number not in self.rows else None
            elif ids[number - 1] not in self.rows:
                if hold:
                    self.rows[index] = ids[number - 1]
                elif self.part.filled[index]:
                    self.unclear.add(index)

    def by_place(self) -> None:
        ids = self.issued.ids
        whole = len(self.rows) == self.issued.height
        if not self.part.shows_something and (whole or not ids):
            self.rows = [ids[i] if i < len(ids) else i + 1 for i in range(len(self.rows))]
            return
        in_place = whole and all(m is None or _at(ids, i) in (m, "") for i, m in enumerate(self.rows))
        for index in [i for i in self._open() if self.part.filled[i]]:
            missing = [row_id for row_id in ids if row_id not in self.rows]
            if in_place and _at(ids, index) in missing:
                self.rows[index] = ids[index]
            elif missing and not self.issued.growable:
                self.unclear.add(index)

    def _open(self) -> list[int]:
        """Return the rows that are not told yet."""
        closed = self.unclear | self.part.strange
        return [i for i, mark in enumerate(self.rows) if mark is None and i not in closed]


def _at(ids: Sequence[str], index: int) -> str:
    return ids[index] if index < len(ids) else ""
