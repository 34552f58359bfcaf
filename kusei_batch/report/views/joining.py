"""Which rows of several years are one line of a 推移, also where their departments were merged, split or renamed."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from kusei_batch.core.items import item_key
from kusei_batch.core.record import Record
from kusei_batch.core.succession import Succession
from kusei_batch.core.totals import TrendSpec

LineKey = tuple[str, str]
"""The department a line stands for (blank: all of them) and what its rows are known by there."""


@dataclass(frozen=True, slots=True)
class LineJoiner:
    """Joins the rows of a year to the lines of the years after it; `departments` are the codes of this year's."""

    spec: TrendSpec
    succession: Succession
    departments: Mapping[str, str]

    def join(self, records: Iterable[Record], lines: Container[LineKey]) -> dict[LineKey, list[Record]]:
        """Return the rows of a year by the line they belong to; `lines` are those of later years.

        A row of a department that is gone goes on in the nearest successor's line, of one that was split in each of
        them that has it. Where departments were merged and their figures differ, each keeps a line of its own.
        """
        joined: dict[LineKey, list[Record]] = {}
        for record in records:
            for key in self._keys(record, lines):
                joined.setdefault(key, []).append(record)
        differing = [
            key
            for key, rows in joined.items()
            if not self.spec.ratio and len({record.fields.get(self.spec.value) for record in rows}) > 1
        ]
        for key in differing:
            for record in joined.pop(key):
                joined[record.department.code, self._own(record)] = [record]
        return joined

    def _keys(self, record: Record, lines: Container[LineKey]) -> list[LineKey]:
        own = self._own(record)
        if self.spec.ratio:
            return [("", own)]
        for generation in self.succession.generations(record.department.code):
            known = [(code, own) for code in generation if (code, own) in lines]
            if known:
                return known
        return [(record.department.code, own)]

    def _own(self, record: Record) -> str:
        return item_key(record, self.departments)
