"""What a unit's documents are made from beside its own sheets of the year, and those of other units are not.

That is what was decided of its departments or told of them in lists and policies, and the register's entries of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from kusei_batch.config import Workspace
from kusei_batch.core.confirmation import is_confirmation
from kusei_batch.core.identity import department_in
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.core.ward import MasterListRow, Ward
from kusei_batch.pipeline.intake.editions import Edition, edition
from kusei_batch.pipeline.outputs.remaking import digest_of
from kusei_batch.pipeline.status.round_status import RoundStatus, YearStatus

_DEPARTMENT, _UNIT, _ALL = "部署", "区", ("", "")
_About = tuple[str, str]
"""Whom a fact is about: a department or a unit, by its code, or all."""


@dataclass(frozen=True)
class WardGround:
    """The facts of a night by whom they are about.

    `register` holds the newest edition of every sheet of all years by its id, `keys` by what the forms of editions
    are kept.
    """

    workspace: Workspace
    status: YearStatus
    register: Mapping[str, IssuedSheet]
    keys: Mapping[Edition, str]
    _forms: dict[str, str] = field(default_factory=dict)

    def of(self, unit: Ward) -> str:
        """Return the digest of the facts that concern a unit, its departments, and whose work goes over to whom.

        They stand in the order in which they were given: rows that changed places are shown so.
        """
        facts, places = self._facts
        return digest_of([facts[place] for place in sorted({n for about in self._whose(unit) for n in places[about]})])

    def _whose(self, unit: Ward) -> Iterator[_About]:
        master = self.workspace.master
        yield _ALL
        yield from ((_UNIT, one.code) for one in unit.line)
        yield from ((_UNIT, code) for code in master.codes_below(unit.body))
        for department in master.departments_of(unit):
            yield _DEPARTMENT, department.code
            yield from ((_DEPARTMENT, code) for code in self._kin[department.code])

    @cached_property
    def _kin(self) -> Mapping[str, set[str]]:
        """By code, the departments whose work a department carries on, and those that carry on its work."""
        kin: dict[str, set[str]] = defaultdict(set)
        for heir in self.workspace.master.departments:
            for gone in self.workspace.master.predecessors_of(heir):
                kin[heir.code].add(gone.code)
                kin[gone.code].add(heir.code)
        return kin

    def form(self, status: RoundStatus) -> str:
        """Return the digest of what the form that speaks for a round of this year is made from, beside its template.

        That are the editions of the sheets that are out; where none is, the master's lists in full.
        """
        name = status.round.name
        if name not in self._forms:
            sheets = list(status.sheets.values())
            by_code = sorted(sheets, key=lambda one: one.department_code)
            editions = dict.fromkeys((self.keys.get(edition(one)), bool(one.origin)) for one in by_code)
            last = sheets or [one for one in self.register.values() if one.round == name]
            self._forms[name] = digest_of(list(editions), [self.keys.get(edition(one)) for one in last[-1:]])
            if not sheets:
                self._forms[name] += self._every_list
        return self._forms[name]

    @cached_property
    def _every_list(self) -> str:
        return digest_of([fact for _, fact in self._rows()])

    @cached_property
    def _facts(self) -> tuple[Sequence[object], Mapping[_About, Sequence[int]]]:
        """All facts, and the places of those about each."""
        facts: list[object] = []
        places: dict[_About, list[int]] = defaultdict(list)
        for abouts, fact in (*self._rows(), *self._decided(), *self._issued()):
            for about in abouts:
                places[about].append(len(facts))
            facts.append(fact)
        return facts, places

    def _rows(self) -> Iterator[tuple[Iterable[_About], object]]:
        """Yield the rows of all lists, of whatever year; where in its workbook one stands changes no document."""
        for name, rows in self.workspace.master.free_lists.items():
            for row in rows:
                if row.adopted:
                    yield _concerned(row), (name, _told(row))
                    yield from ((_concerned(own), (name, row.id, _told(own))) for own in row.of_wards)

    def _decided(self) -> Iterator[tuple[Iterable[_About], object]]:
        master = self.workspace.master
        yield from (([(_DEPARTMENT, one.department_code)], one) for one in master.clearances if one.judgment)
        for row in master.choices.rows:
            if row.word:
                yield [(_DEPARTMENT, department_in(row.sheet_id))], row
        yield from (([(_UNIT, policy.ward_code)], policy) for policy in master.policies)

    def _issued(self) -> Iterator[tuple[Iterable[_About], object]]:
        """Yield the sheets with the forms they were stamped from, and what was handed in for earlier years.

        What the heads of the 部 are asked this year is in no document.
        """
        year, past = self.workspace.fiscal_year, dict[str, list[_About]]()
        rounds = set()
        for sheet_id, sheet in self.register.items():
            abouts = [(_DEPARTMENT, sheet.department_code), (_UNIT, sheet.ward_code)]
            if not is_confirmation(sheet.round):
                yield abouts, (sheet_id, self.keys[edition(sheet)])
            if sheet.fiscal_year < year:
                past[sheet_id] = abouts
                rounds.add((sheet.fiscal_year, sheet.round))
        # One that was never issued has other days than one in which anybody had a sheet.
        yield [_ALL], sorted(rounds)
        for receipt, _ in self.status.receipts:
            if receipt.sheet_id in past:
                yield past[receipt.sheet_id], (receipt.sheet_id, receipt.sha256, receipt.verdict)


def _concerned(row: MasterListRow) -> Iterable[_About]:
    """Return whom a row is for: the departments it names, else its unit, else all."""
    if row.department_codes:
        return [(_DEPARTMENT, code) for code in row.department_codes]
    return [(_UNIT, row.ward_code)] if row.ward_code else [_ALL]


def _told(row: MasterListRow) -> tuple[object, ...]:
    return (row.texts, row.ward_code, row.department_codes, row.first_year, row.last_year)
