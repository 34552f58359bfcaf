"""区 and 課: who fills in the sheets, and the other lists people keep in the master workbook."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from kusei_batch.core.clearance import Clearance
from kusei_batch.core.decision_book import TypedSheet
from kusei_batch.core.decision_list import DecisionList
from kusei_batch.core.office import Office
from kusei_batch.core.policy import Policy
from kusei_batch.core.submission_decision import SubmissionDecisions
from kusei_batch.core.unit_lists import unit_lists

WARD_LEVEL, DIVISION_LEVEL = "区", "部"
"""What the units of the list 区, and the 部 of 部署, are called where the list does not say so itself."""


@dataclass(frozen=True, slots=True, order=True)
class Ward:
    """区, or another unit that departments stand below: a code and a name, never a bare string.

    `level` is what units of its kind are called (区, 局, 市), `above` the unit it belongs to; None at the top.
    One that `is_part` is a 部 of the unit above: documents may be made for it, and departments are that unit's.
    """

    code: str
    name: str
    office: Office = field(default=Office(), compare=False)
    level: str = field(default=WARD_LEVEL, compare=False)
    above: Ward | None = field(default=None, compare=False)
    is_part: bool = field(default=False, compare=False)

    def part(self, name: str, level: str) -> Ward:
        """Return one of its 部."""
        return Ward(f"{self.code}-{name}", f"{self.name}　{name}", self.office, level, self, is_part=True)

    @property
    def body(self) -> Ward:
        """The unit that looks after its departments: itself, or the one it is a part of."""
        return self.above if self.is_part and self.above else self

    @property
    def line(self) -> tuple[Ward, ...]:
        """The unit and all those above it, the nearest first."""
        return (self, *self.above.line) if self.above else (self,)


SECTION = "部署"
"""The 種別 of a department, which a blank one means."""


@dataclass(frozen=True, slots=True)
class Department:
    """部署 (課・所): `division` is its 部 or centre and may be empty; `order` is the 表示順.

    `ends` is the last day of one that was abolished, `successors` are the codes of those that carry on its work.
    `head` is the title of who heads it (blank: as its name says), `superior` that of who heads its 部, with
    `superior_contact`. `kind` is the 種別: 部署, or what else fills in sheets, such as 委員会 or 部会・WG.
    `division_level` is what its 部 is one of: a 部, a センター.
    """

    code: str
    ward: Ward
    division: str
    name: str
    order: int
    contact: str
    ends: dt.date | None = None
    successors: tuple[str, ...] = ()
    head: str = ""
    superior: str = ""
    superior_contact: str = ""
    kind: str = SECTION
    division_level: str = DIVISION_LEVEL

    @property
    def line(self) -> tuple[Ward, ...]:
        """The units it stands below, the nearest first: its 部, its ward, and those above."""
        own = (self.ward.part(self.division, self.division_level),) if self.division else ()
        return (*own, *self.ward.line)

    @property
    def names(self) -> tuple[str, ...]:
        """What it may be called by in a workbook or in config.toml."""
        return (self.code, self.name, self.full_name)

    def exists_on(self, day: dt.date) -> bool:
        """Return whether it has not been abolished before that day."""
        return self.ends is None or day <= self.ends

    @property
    def full_name(self) -> str:
        """部名 and 課名 as printed on a sheet, joined by an ideographic space."""
        return f"{self.division}　{self.name}" if self.division else self.name

    def named_in(self, unit: Ward, *, full: bool = False) -> str:
        """Return its name (in `full` with its 部), after that of its ward where it is not the unit's own."""
        name = self.full_name if full else self.name
        return name if self.ward == unit.body else f"{self.ward.name}　{name}"

    @property
    def head_title(self) -> str:
        """所属長 by title, as a letter is addressed: `区民課長`."""
        return self.head or _title_of(self.name)

    @property
    def superior_title(self) -> str:
        """部長 by title; blank for a department that belongs to no 部."""
        return self.superior or (_title_of(self.division) if self.division else "")


def _title_of(unit: str) -> str:
    """Return what the head of a unit is called: 課長 of a 課; of others, whose titles differ, `…の長`."""
    return f"{unit}長" if unit.endswith(("部", "課", "室", "係", "所")) else f"{unit}の長"


@dataclass(frozen=True, slots=True)
class MasterListRow:
    """One row of a free list: texts by heading, the ID's first; for whom and in which years it counts.

    No ward means any, no departments mean all; a year that is None is an open end. A row is `adopted` unless the
    list has 採否 and that says otherwise. `cells` are the addresses of its texts, by heading, in the workbook `file`.
    `of_wards` are the rows of the same ID that single wards have beside one that is for all, see `in_unit`.
    """

    texts: Mapping[str, str]
    ward_code: str | None = None
    department_codes: frozenset[str] = frozenset()
    first_year: int | None = None
    last_year: int | None = None
    adopted: bool = True
    cells: Mapping[str, str] = field(default_factory=dict, compare=False)
    file: str = field(default="", compare=False)
    of_wards: tuple[MasterListRow, ...] = ()

    @property
    def id(self) -> str:
        """The ID."""
        return next(iter(self.texts.values()))

    def in_force(self, fiscal_year: int) -> bool:
        """Return whether the row counts in that fiscal year."""
        begun = self.first_year is None or self.first_year <= fiscal_year
        return self.adopted and begun and (self.last_year is None or fiscal_year <= self.last_year)

    def is_for(self, department: Department) -> bool:
        """Return whether the row concerns a department."""
        named = not self.department_codes or department.code in self.department_codes
        return named and (self.ward_code is None or any(self.ward_code == unit.code for unit in department.ward.line))

    def in_unit(self, unit: Ward, fiscal_year: int) -> MasterListRow:
        """Return the row as a unit has it that year: what the nearest of its line says itself, else what is for all."""
        own = [row for one in unit.line for row in self.of_wards if row.ward_code == one.code]
        nearest = next((row for row in own if row.in_force(fiscal_year)), None)
        if nearest is None:
            return self
        said = {heading: text for heading, text in nearest.texts.items() if text}
        asked = nearest.department_codes or self.department_codes
        return replace(self, texts={**self.texts, **said}, department_codes=asked)


def former_name(name: str) -> str:
    """Return under which name what a list said in earlier years is kept beside it; no list has such a name."""
    return f"_{name}の以前の文"


@dataclass(frozen=True)
class Master:
    """The lists of マスタ.xlsx and what 決定.xlsx says of them, checked and frozen.

    `departments` go by 区, then 表示順. `free_lists` are those with years of validity, 基準 among them. `above` are the
    units of the list 組織: those the wards belong to, and others beside the wards; the first is the top of all.
    `typed` are the free lists of マスタ.xlsx as they stand there, and sheets of decisions from before 決定.xlsx;
    `decided_lists` are those that `_決定` defines, whose rows stand in 決定.xlsx and are among the free lists.
    """

    wards: tuple[Ward, ...]
    departments: tuple[Department, ...]
    policies: tuple[Policy, ...]
    holidays: Mapping[dt.date, str]
    free_lists: Mapping[str, tuple[MasterListRow, ...]] = field(default_factory=dict)
    clearances: tuple[Clearance, ...] = ()
    choices: SubmissionDecisions = field(default_factory=SubmissionDecisions)
    typed: Mapping[str, TypedSheet] = field(default_factory=dict)
    decided_lists: Mapping[str, DecisionList] = field(default_factory=dict)
    above: tuple[Ward, ...] = ()
    _in_force: dict[int, dict[str, tuple[MasterListRow, ...]]] = field(default_factory=dict, init=False, compare=False)

    @property
    def units(self) -> tuple[Ward, ...]:
        """Every unit that departments may stand below: the wards, then those of the list 組織."""
        return (*self.wards, *self.above)

    @cached_property
    def parts(self) -> tuple[Ward, ...]:
        """The 部 of the units that look after departments, in the order of these."""
        return tuple(dict.fromkeys(d.line[0] for d in self.departments if d.division))

    @cached_property
    def bodies(self) -> tuple[Ward, ...]:
        """The units that look after departments themselves: the wards, and others that have some directly below."""
        owners = {department.ward.code for department in self.departments}
        return (*self.wards, *(unit for unit in self.above if unit.code in owners))

    def concerns(self, code: str | None, unit: Ward) -> bool:
        """Return whether what is said of a unit by its code (None: of all) is said of another, or of one below it."""
        return code is None or any(code == one.code for one in unit.line) or code in self.codes_below(unit)

    def receives(self, code: str | None, department_code: str | None, unit: Ward) -> bool:
        """Return whether what lies in the folder of a ward, and maybe of a department, is for a unit to see to."""
        if unit.is_part:
            return any(department_code == department.code for department in self.departments_of(unit))
        return self.concerns(code, unit)

    def codes_below(self, unit: Ward) -> frozenset[str]:
        """Return the codes of a unit and of all those below it."""
        return frozenset(one.code for one in self.units if unit in one.line)

    def policy_of(self, ward: Ward, fiscal_year: int) -> tuple[Policy, ...]:
        """Return the clauses of one ward and year, in the order of the master."""
        return tuple(p for p in self.policies if p.ward_code == ward.body.code and p.fiscal_year == fiscal_year)

    def departments_of(self, ward: Ward) -> tuple[Department, ...]:
        """Return the departments below a unit, ward by ward in 表示順."""
        return self._by_ward.get(ward.code, ())

    @cached_property
    def _by_ward(self) -> dict[str, tuple[Department, ...]]:
        found: dict[str, list[Department]] = defaultdict(list)
        for department in self.departments:
            for unit in department.line:
                found[unit.code].append(department)
        return {code: tuple(here) for code, here in found.items()}

    def predecessors_of(self, department: Department) -> tuple[Department, ...]:
        """Return the departments whose work it carries on, those before them too, the nearest first."""
        found = [department]
        for known in found:
            found += [d for d in self._handing_on.get(known.code, ()) if d not in found]
        return tuple(found[1:])

    @cached_property
    def _handing_on(self) -> dict[str, list[Department]]:
        """By code, the departments that hand their work on to it."""
        found: dict[str, list[Department]] = defaultdict(list)
        for department in self.departments:
            for code in department.successors:
                found[code].append(department)
        return found

    def lists(self, fiscal_year: int) -> dict[str, tuple[Mapping[str, str], ...]]:
        """Return the rows in force that year a choice list may draw on: sheet name -> rows of heading -> text.

        What rows in force said in earlier years stands under `former_name`.
        """
        free = {name: tuple(row.texts for row in rows) for name, rows in self.in_force(fiscal_year).items()}
        return (
            unit_lists([(unit.code, unit.name, unit.level) for unit in self.above])
            | {former_name(name): rows for name in free if (rows := self._former(name, fiscal_year))}
            | free
            | {
                "区": tuple({"区コード": w.code, "区名": w.name} for w in self.wards),
                "部署": tuple(
                    {"部署コード": d.code, "区コード": d.ward.code, "部名": d.division, "課名": d.name, "種別": d.kind}
                    for d in self.departments
                    if d.exists_on(dt.date(fiscal_year, 4, 1))
                ),
            }
        )

    def _former(self, name: str, fiscal_year: int) -> tuple[Mapping[str, str], ...]:
        present = {row.id for row in self.in_force(fiscal_year)[name]}
        ended = (row for row in self.free_lists[name] if row.adopted and (row.last_year or fiscal_year) < fiscal_year)
        return tuple(row.texts for row in ended if row.id in present)

    def in_force(self, fiscal_year: int) -> dict[str, tuple[MasterListRow, ...]]:
        """Return the rows of each list rows may come from, in force that year, whomever they concern."""
        if (year := fiscal_year) not in self._in_force:
            lists = self.free_lists.items()
            self._in_force[year] = {name: tuple(r for r in rows if r.in_force(year)) for name, rows in lists}
        return self._in_force[year]

    def rows(self, list_name: str, fiscal_year: int, department: Department) -> tuple[Mapping[str, str], ...]:
        """Return the rows of a list that count for a department in that year: heading -> text, the ID first.

        Raise KeyError for a list the master does not have.
        """
        concerned = (department, *self.predecessors_of(department))
        rows = (row.in_unit(department.ward, fiscal_year) for row in self.in_force(fiscal_year)[list_name])
        return tuple(row.texts for row in rows if any(map(row.is_for, concerned)))

    def columns(self) -> dict[str, tuple[str, ...]]:
        """Return the headings of each list rows may come from; of a list without rows, none are known."""
        known = {name: tuple(rows[0].texts) if rows else () for name, rows in self.free_lists.items()}
        return known | {name: known[name] or defined.headings for name, defined in self.decided_lists.items()}
