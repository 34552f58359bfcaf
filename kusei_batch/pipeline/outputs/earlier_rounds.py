"""What a round is set beside: the same round in earlier years, and the rounds of the same form before it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from kusei_batch.config import Workspace
from kusei_batch.core.axes import Collected, PeriodUnit, YearSpan, periods_to_come, split_axis
from kusei_batch.core.form import Form
from kusei_batch.core.open_matter import OpenMatter
from kusei_batch.core.period import Round
from kusei_batch.core.record import Record
from kusei_batch.core.submission import ANSWERED, IssuedSheet
from kusei_batch.core.succession import Succession
from kusei_batch.core.totals_reading import compares_rounds, crosstab_specs, spans_years
from kusei_batch.core.ward import Ward
from kusei_batch.ledger import Ledger
from kusei_batch.pipeline.status.forms_as_issued import FormOf
from kusei_batch.pipeline.status.history import History, YearRound
from kusei_batch.pipeline.status.open_matters import find_open_matters
from kusei_batch.pipeline.status.past_rounds import never_issued, past_round
from kusei_batch.pipeline.status.round_status import RoundStatus, YearStatus, compute_round_status

_IN_BRACKETS = re.compile(r"(.*)[（(]([^（）()]+)[）)]")


@dataclass
class EarlierRounds:
    """The rounds of this year and of earlier ones; where an earlier one stands is looked up once."""

    workspace: Workspace
    ledger: Ledger
    status: YearStatus
    _rounds: dict[YearRound, RoundStatus] = field(default_factory=dict)
    _matters: dict[YearRound, list[OpenMatter]] = field(default_factory=dict)
    _before: dict[YearRound, list[RoundStatus]] = field(default_factory=dict)
    _to_come: dict[YearRound, list[frozenset[str]]] = field(default_factory=dict)
    _successions: dict[YearRound, Succession] = field(default_factory=dict)

    @cached_property
    def register(self) -> Mapping[str, IssuedSheet]:
        """The register: of every sheet, by its id, the edition issued last."""
        return self.ledger.issued()

    @cached_property
    def _history(self) -> History:
        return History(self.workspace, self.ledger, self.status.as_of)

    @cached_property
    def _years_issued(self) -> Mapping[tuple[str, str], set[int]]:
        """The years for which any sheet was issued, by round and ward."""
        years: dict[tuple[str, str], set[int]] = defaultdict(set)
        for sheet in self.register.values():
            years[sheet.round, sheet.ward_code].add(sheet.fiscal_year)
        return years

    def status_of(self, round_name: str, years_ago: int) -> RoundStatus:
        """Return where one of this year's rounds stands, or stood in an earlier year."""
        now = next(s for s in self.status.rounds if s.round.name == round_name)
        return now if years_ago == 0 else self._earlier(now.round, now.round.fiscal_year - years_ago)

    def _earlier(self, round_: Round, year: int) -> RoundStatus:
        key = year, round_.name
        if key not in self._rounds:
            sheets = [s for s in self.register.values() if (s.fiscal_year, s.round) == key]
            past = past_round(self.ledger, sheets) if sheets else never_issued(round_, year)
            self._rounds[key] = compute_round_status(self.workspace, self.ledger, past, sheets, self.status)
        return self._rounds[key]

    def matters_of(self, status: RoundStatus, form_of: FormOf) -> list[OpenMatter]:
        """Return what was open in a round of an earlier year."""
        key = status.round.fiscal_year, status.round.name
        if key not in self._matters:
            own = list(status.sheets.values()), status.records
            self._matters[key] = find_open_matters(self.workspace, self._history, key, own, form_of)
        return self._matters[key]

    def span(self, status: RoundStatus, ward: Ward, form: Form) -> YearSpan:
        """Return what a ward's round is set beside; looked up only where something shows it."""
        round_ = status.round
        earlier = self._years_before(round_, ward) if spans_years(form) else {}
        lacking = {year: self._lacking(self._earlier(round_, year), ward) for year in earlier}
        *rounds, here = self._beside(round_, ward, form) if compares_rounds(form) else [Collected("", 0)]
        calendar, succession = self.workspace.calendar, self._succession(status)
        return YearSpan(round_.fiscal_year, calendar, earlier, succession, lacking, rounds, here.label)

    def before(self, round_: Round, form: Form) -> list[RoundStatus]:
        """Return this year's rounds of the form before this one, the first one first, where something shows them."""
        key = round_.fiscal_year, round_.name
        if key not in self._before:
            shown = self._rounds_before(round_, form) if compares_rounds(form) else []
            self._before[key] = [status for status in shown if status.round.fiscal_year == round_.fiscal_year]
        return self._before[key]

    def to_come(self, round_: Round, form: Form | None) -> list[frozenset[str]]:
        """Return the quarters and months that have not begun, where a cross-tab of a round has any."""
        key = round_.fiscal_year, round_.name
        if key not in self._to_come:
            axes = [axis for spec in crosstab_specs(form) for axis in (spec.row, spec.column)] if form else []
            units = {split_axis(axis)[1] for axis in axes if axis}
            day, year = self.status.as_of, round_.fiscal_year
            self._to_come[key] = [periods_to_come(unit, day, year) for unit in PeriodUnit if unit in units]
        return self._to_come[key]

    def _rounds_before(self, round_: Round, form: Form) -> list[RoundStatus]:
        """Return the rounds of the form before this one, of this year and the last, the first one first."""
        this_year = {status.round.name: status for status in self.status.rounds}
        found = []
        for year, name in reversed(self._history.earlier_rounds_of_form(form.id, round_)):
            if year == round_.fiscal_year and name in this_year:
                found.append(this_year[name])
            elif year == round_.fiscal_year - 1:
                found.append(self._earlier(replace(round_, name=name), year))
        return found

    def _beside(self, round_: Round, ward: Ward, form: Form) -> list[Collected]:
        """Return the rounds of the form that the ward had, as they are called beside one another, this one last."""
        statuses = [s for s in self._rounds_before(round_, form) if s.coverage_of(ward)]
        keys = [*((s.round.fiscal_year, s.round.name) for s in statuses), (round_.fiscal_year, round_.name)]
        labels = self._labels(keys)
        earlier = [
            Collected(label, status.round.fiscal_year, status.records_of(ward), self._lacking(status, ward))
            for label, status in zip(labels, statuses, strict=False)
        ]
        return [*earlier, Collected(labels[-1], round_.fiscal_year)]

    def _labels(self, keys: Sequence[YearRound]) -> list[str]:
        """Return names of rounds: what is in brackets where all else is the same, with the year where years differ.

        来庁者アンケート（前期） and 来庁者アンケート（後期） become 前期 and 後期.
        """
        parted = [_IN_BRACKETS.fullmatch(name) for _, name in keys]
        alike = len({found and found[1] for found in parted}) == 1
        names = [found[2] if found and alike else name for found, (_, name) in zip(parted, keys, strict=True)]
        if len({year for year, _ in keys}) == 1:
            return names
        return [f"{self.workspace.calendar.fiscal_label(year)} {n}" for (year, _), n in zip(keys, names, strict=True)]

    def _succession(self, status: RoundStatus) -> Succession:
        """Return whose work the departments of a round carry on."""
        key = status.round.fiscal_year, status.round.name
        if key not in self._successions:
            departments = self.workspace.master.departments
            self._successions[key] = Succession.of((c.department for c in status.coverage), departments)
        return self._successions[key]

    def _years_before(self, round_: Round, ward: Ward) -> dict[int, Sequence[Record]]:
        """Return the records of the ward's same round in earlier years."""
        codes = self.workspace.master.codes_below(ward.body)
        issued = (self._years_issued.get((round_.name, code), ()) for code in codes)
        years = sorted({y for years in issued for y in years if y < round_.fiscal_year})
        return {year: self._earlier(round_, year).records_of(ward) for year in years}

    def _lacking(self, status: RoundStatus, ward: Ward) -> list[str]:
        """Return the departments that had a sheet of a round and no answer that counts."""
        known = {c.department.code: c for c in status.coverage_of(ward)}
        silent = [c.department.named_in(ward) for c in known.values() if c.state not in ANSWERED]
        codes = self.workspace.master.codes_below(ward)
        sheets = (sheet for sheet in status.sheets.values() if sheet.ward_code in codes)
        gone = [f"マスタにない {s.department_code}" for s in sheets if s.department_code not in known]
        return [*silent, *gone]
