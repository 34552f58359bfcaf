"""The IDs of a list: each stands once in a year, and once more for every ward that has a row of its own beside it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from kusei_batch.core.proposal import ADOPTION
from kusei_batch.core.ward import MasterListRow


@dataclass(frozen=True)
class ListedIds:
    """The rows of a list in its order, faulty ones among them; `unsure` are those whose ward is not known."""

    rows: Sequence[MasterListRow]
    unsure: Container[int] = ()

    @cached_property
    def _alike(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for nth, row in enumerate(self.rows):
            if row.id and row.adopted and nth not in self.unsure:
                found.setdefault(row.id, []).append(nth)
        return found

    @cached_property
    def _of_wards(self) -> frozenset[int]:
        """Which rows are a ward's own beside one that is for all; what is yet to be adopted has none."""
        return frozenset(
            nth
            for group in self._alike.values()
            for nth in group
            if self.rows[nth].ward_code and ADOPTION not in self.rows[nth].texts and self._general(nth)
        )

    def _general(self, nth: int) -> list[MasterListRow]:
        """Return the rows of the same ID that are for all in a year in which this one counts."""
        rows = (self.rows[other] for other in self._alike[self.rows[nth].id])
        return [row for row in rows if row.ward_code is None and overlap(row, self.rows[nth])]

    def clashes(self) -> Iterator[tuple[int, int, str]]:
        """Yield which row has the ID of which earlier one in one and the same year, and the code of that fault."""
        for group in self._alike.values():
            for place, nth in enumerate(group):
                code = ((first, self._clash(nth, first)) for first in group[:place])
                yield from [(nth, first, fault) for first, fault in code if fault][:1]

    def _clash(self, nth: int, first: int) -> str:
        row, other = self.rows[nth], self.rows[first]
        if not overlap(row, other):
            return ""
        if row.ward_code == other.ward_code:
            return "master-duplicate"
        return "" if {nth, first} & self._of_wards else "master-ward-row-alone"

    def joined(self, is_sound: Sequence[bool]) -> tuple[MasterListRow, ...]:
        """Return the sound rows, those of wards below the one that is for all."""
        return tuple(
            replace(row, of_wards=tuple(self._below(nth, is_sound))) if row.ward_code is None else row
            for nth, row in enumerate(self.rows)
            if is_sound[nth] and nth not in self._of_wards
        )

    def _below(self, nth: int, is_sound: Sequence[bool]) -> Iterator[MasterListRow]:
        for other in self._alike.get(self.rows[nth].id, ()):
            if other in self._of_wards and is_sound[other] and overlap(self.rows[other], self.rows[nth]):
                yield self.rows[other]


def overlap(one: MasterListRow, other: MasterListRow) -> bool:
    """Return whether two rows may be in force in one and the same year."""
    starts = [year for year in (one.first_year, other.first_year) if year is not None]
    ends = [year for year in (one.last_year, other.last_year) if year is not None]
    return not starts or not ends or max(starts) <= min(ends)
