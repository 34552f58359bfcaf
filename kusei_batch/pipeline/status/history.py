"""What was accepted in any round of any year the register knows, for whoever looks back."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from kusei_batch.config import Workspace
from kusei_batch.consolidate import counting_contents
from kusei_batch.consolidate.alike_texts import AlikeTexts, Statement
from kusei_batch.consolidate.usual_texts import read_usual_texts
from kusei_batch.core.form import Form
from kusei_batch.core.period import Round
from kusei_batch.core.record import Record
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.sources import OF_OTHERS, OF_WARDS, OTHERS_LAST, Origin
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.core.ward import Department, Master
from kusei_batch.ledger import Ledger
from kusei_batch.pipeline.status.forms_as_issued import FormOf, kept_forms
from kusei_batch.pipeline.status.personal_data import withhold

YearRound = tuple[int, str]
"""Fiscal year and the name of a round."""


@dataclass
class History:
    """The past as the ledger has it up to `as_of`; what was looked up once is remembered."""

    workspace: Workspace
    ledger: Ledger
    as_of: dt.date = dt.date.max
    _records: dict[YearRound, list[Record]] = field(default_factory=dict)
    _shown: dict[YearRound, list[Record]] = field(default_factory=dict)
    _by_department: dict[YearRound, Mapping[str, Sequence[Record]]] = field(default_factory=dict)

    @cached_property
    def register(self) -> Mapping[str, IssuedSheet]:
        """The register: of every sheet, by its id, the edition issued last."""
        return self.ledger.issued()

    @cached_property
    def _sheets(self) -> Mapping[YearRound, Sequence[IssuedSheet]]:
        sheets: dict[YearRound, list[IssuedSheet]] = defaultdict(list)
        for sheet in self.register.values():
            sheets[sheet.fiscal_year, sheet.round].append(sheet)
        return sheets

    @cached_property
    def _counting(self) -> Mapping[str, str]:
        return counting_contents(self.ledger.answers(), self.as_of)

    def sheets(self, fiscal_year: int, round_name: str) -> Sequence[IssuedSheet]:
        """Return the sheets issued of a round."""
        return self._sheets.get((fiscal_year, round_name), ())

    def records(self, fiscal_year: int, round_name: str) -> list[Record]:
        """Return the records that count of a round of any year, even one that has left config.toml.

        A round that was never issued has none. Departments are in the master's order; those that left it are left out.
        """
        key = fiscal_year, round_name
        if key not in self._records:
            departments = {d.code: d for d in self.workspace.master.departments}
            sheets = {s.department_code: s.sheet_id for s in self.sheets(*key)}
            ids = [sheets[code] for code in departments if code in sheets]
            contents = {i: self._counting[i] for i in ids if i in self._counting}
            self._records[key] = self.ledger.records(contents, departments) if contents else []
        return self._records[key]

    def shown_records(self, fiscal_year: int, round_name: str) -> list[Record]:
        """Return `records` as anybody may see them: without what waits to be cleared."""
        key = fiscal_year, round_name
        if key not in self._shown:
            self._shown[key] = withhold(self.workspace, self.records(*key))[0]
        return self._shown[key]

    def of_department(self, fiscal_year: int, round_name: str, department: Department) -> Sequence[Record]:
        """Return one department's `records`, then those of the departments whose work it carries on.

        Of a row or head that several of these had, the nearest ones speak; a field in which they differ is blank.
        """
        key = fiscal_year, round_name
        if key not in self._by_department:
            grouped: dict[str, list[Record]] = defaultdict(list)
            for record in self.records(*key):
                grouped[record.department.code].append(record)
            self._by_department[key] = grouped
        own = self._by_department[key]
        mine = own.get(department.code, ())
        master = self.workspace.master
        before: dict[RowKey | None, list[Record]] = defaultdict(list)
        for record in (r for d in master.predecessors_of(department) for r in own.get(d.code, ())):
            # A row of a list is named after the department it is for: after the successor, as that sees it.
            list_id = record.key.list_id((record.department.code,))
            if record.table is None or list_id is None:
                inherited = record
            else:
                inherited = replace(record, key=RowKey.of_list(record.table, department.code, list_id))
            before[_place(inherited)].append(inherited)
        had = set(map(_place, mine))
        return [*mine, *(_agreed(found, master) for place, found in before.items() if place not in had)]

    def rounds_of_form(self, form: str) -> list[YearRound]:
        """Return the rounds of all years in which sheets of a form were issued."""
        return [key for key, sheets in self._sheets.items() if any(s.form == form for s in sheets)]

    def earlier_rounds_of_form(self, form: str, round_: Round) -> list[YearRound]:
        """Return the rounds of a form before `round_`, this year's and earlier years', the last one first.

        This year's go by their opening days in config.toml, earlier ones by those they were issued with.
        """
        now = (round_.fiscal_year, round_.opens)
        known = self.ledger.rounds() | {(r.fiscal_year, r.name): r for r in self.workspace.rounds}
        found = []
        for key, sheets in self._sheets.items():
            began = key[0], known[key].opens
            if key != (round_.fiscal_year, round_.name) and began < now and any(s.form == form for s in sheets):
                found.append((began, key))
        return [key for _, key in sorted(found, reverse=True)]

    def later_rounds_of_form(self, form: str, year_round: YearRound) -> list[YearRound]:
        """Return the rounds of a form that began after one of them, but for next year's of the same name.

        Of those it is known what goes on from this year's.
        """
        known = self.ledger.rounds() | {(r.fiscal_year, r.name): r for r in self.workspace.rounds}
        began = (year_round[0], known[year_round].opens) if year_round in known else (year_round[0], dt.date.min)
        return [
            key
            for key in self.rounds_of_form(form)
            if key in known and key[1] != year_round[1] and (key[0], known[key].opens) > began
        ]

    def form(self, fiscal_year: int, round_name: str) -> Form | None:
        """Return the form that a round's sheets were issued in last; None where none was, or it cannot be opened."""
        sheets = self.sheets(fiscal_year, round_name)
        return self._form_of(sheets[-1]) if sheets else None

    @cached_property
    def _form_of(self) -> FormOf:
        return kept_forms(self.workspace, self.ledger)

    def seen_from(self, round_: Round, form: str) -> RoundPast:
        """Return the past as the sheets of one round draw on it."""
        return RoundPast(self, round_, form)


def _place(record: Record) -> RowKey | None:
    """Return the key that a row shares with those of other years and departments; None of the head, a form's one."""
    return record.key if record.table else None


def _agreed(records: Sequence[Record], master: Master) -> Record:
    """Return one row or head of several predecessors: the first of the nearest, blank where the nearest differ."""
    older = {d.code for record in records for d in master.predecessors_of(record.department)}
    nearest = [record for record in records if record.department.code not in older]
    fields = nearest[0].fields
    differ = {name for name, value in fields.items() if any(r.fields.get(name) != value for r in nearest[1:])}
    return replace(nearest[0], fields={**fields, **dict.fromkeys(differ)})


@dataclass
class RoundPast:
    """What 今年度, 前年度 and 直前 mean to one round of a form."""

    history: History
    round: Round
    form: str
    _alike: dict[tuple[str, ...], AlikeTexts] = field(default_factory=dict)

    def records(self, origin: Origin, round_name: str, department: Department) -> Sequence[Record]:
        """Return a department's records that count; of 直前, those of the last earlier round it had a sheet of."""
        year = self.round.fiscal_year
        if origin is Origin.LATEST:
            known = {department.code, *(d.code for d in self.history.workspace.master.predecessors_of(department))}
            key = next((k for k in self._earlier if known & {s.department_code for s in self.history.sheets(*k)}), None)
            return self.history.of_department(*key, department) if key else ()
        if origin is Origin.WARD:
            every, ward = self.history.records(year, round_name), department.ward.code
            return [record for record in every if record.department.ward.code == ward]
        if origin is Origin.ALL_WARDS:
            return self._of_all_wards(round_name)
        if origin in OF_OTHERS:
            own = {department.code, *(d.code for d in self.history.workspace.master.predecessors_of(department))}
            every = self.history.shown_records(year - (origin in OTHERS_LAST), round_name)
            here = department.ward.code
            if origin in OF_WARDS:
                return [r for r in every if r.department.ward.code != here]
            return [r for r in every if r.department.ward.code == here and r.department.code not in own]
        return self.history.of_department(year - (origin is Origin.LAST_YEAR), round_name, department)

    def _of_all_wards(self, round_name: str) -> Sequence[Record]:
        """Return the records of a round of all wards; nothing while one of them has none, or where nothing is above.

        A ward's own workspace knows its own alone.
        """
        workspace = self.history.workspace
        master, every = workspace.master, self.history.records(self.round.fiscal_year, round_name)
        missing = {ward.code for ward in master.wards} - {record.department.ward.code for record in every}
        return every if master.above and not missing and not workspace.settings.hand_up.ward else ()

    def nearness(self, own: Sequence[str], others: Mapping[str, str]) -> Mapping[str, float]:
        """Return how near each of some texts, by row ID, is to the one of a department's own that is nearest to it."""
        texts = tuple(others.values())
        if not own or not texts:
            return {}
        alike = self._alike.setdefault(texts, AlikeTexts([Statement(text) for text in texts], read_usual_texts()))
        near: dict[str, float] = {}
        ids = list(others)
        for asked in own:
            for place, value in alike.near(asked):
                near[ids[place]] = max(value, near.get(ids[place], 0.0))
        return near

    def form_of_round(self, round_name: str) -> Form | None:
        """Return the form in which a round of this year was issued; None where nothing was."""
        return self.history.form(self.round.fiscal_year, round_name)

    @cached_property
    def _earlier(self) -> Sequence[YearRound]:
        return self.history.earlier_rounds_of_form(self.form, self.round)
