"""The records of a round that count, as anybody may see them: read from the ledger when they are asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TypeVar

from kusei_batch.config import Workspace
from kusei_batch.consolidate import merge_records
from kusei_batch.core.record import Coverage, Record
from kusei_batch.core.submission import ANSWERED
from kusei_batch.core.ward import Department, Ward
from kusei_batch.ledger import Ledger, Unpack, unpack_records, unpack_rows_of, unpack_withheld
from kusei_batch.pipeline.status.personal_data import Withheld, find_marked, withhold

_Located = TypeVar("_Located", Coverage, Record)
_PORTION = 200
"""Sheets whose records are there together while those of all wards are gone through."""


@dataclass(frozen=True)
class CountingRecords:
    """The records that count by `coverage`, while the ledger is open; those of all wards are never there together.

    They come by department, the head first, then by table and row number. What looks like personal data is not in them.
    """

    workspace: Workspace
    ledger: Ledger
    coverage: Sequence[Coverage]

    def __iter__(self) -> Iterator[Record]:
        return self._in_portions(unpack_records)

    def of_tables(self, tables: Collection[str]) -> Iterator[Record]:
        """Yield the rows of these tables alone."""
        return self._in_portions(partial(unpack_rows_of, tables=tables))

    def of(self, unit: Ward) -> list[Record]:
        """Return the records of the departments below a ward, or another unit."""
        return self._read(self._by_unit.get(unit.code, ()))

    def find_marked(self) -> list[Withheld]:
        """Return what looks like personal data: in the records stands of it what is cleared alone."""
        coverage = self._counting
        records = self.ledger.records(_contents(coverage), _owners(coverage), unpack_withheld)
        return find_marked(self.workspace, merge_records(records, coverage))

    def _in_portions(self, unpack: Unpack) -> Iterator[Record]:
        for first in range(0, len(self._counting), _PORTION):
            yield from self._read(self._counting[first : first + _PORTION], unpack)

    def _read(self, coverage: Sequence[Coverage], unpack: Unpack = unpack_records) -> list[Record]:
        records = self.ledger.records(_contents(coverage), _owners(coverage), unpack)
        return withhold(self.workspace, merge_records(records, coverage))[0]

    @cached_property
    def _counting(self) -> Sequence[Coverage]:
        return [c for c in self.coverage if c.state in ANSWERED and c.sheet_id and c.sha256]

    @cached_property
    def _by_unit(self) -> Mapping[str, Sequence[Coverage]]:
        return by_unit(self._counting)


def _contents(coverage: Sequence[Coverage]) -> dict[str, str]:
    return {c.sheet_id: c.sha256 for c in coverage if c.sheet_id and c.sha256}


def _owners(coverage: Sequence[Coverage]) -> dict[str, Department]:
    return {c.department.code: c.department for c in coverage}


def by_unit(found: Sequence[_Located]) -> Mapping[str, Sequence[_Located]]:
    """Return what belongs to departments by the code of every unit above these."""
    units: dict[str, list[_Located]] = defaultdict(list)
    for one in found:
        for unit in one.department.line:
            units[unit.code].append(one)
    return units
