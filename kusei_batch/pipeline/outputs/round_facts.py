"""What is known of a ward's rounds, this year's and earlier ones: put together when asked for, the last ones kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path

from kusei_batch.collect.archive import read_pictures
from kusei_batch.config import Workspace
from kusei_batch.core.form import Form
from kusei_batch.core.form_levels import UnitForms
from kusei_batch.core.made import DECISIONS, RoundRequest
from kusei_batch.core.open_matter import OpenMatter
from kusei_batch.core.period import Round
from kusei_batch.core.problem import Location, Problem, SettingsError
from kusei_batch.core.shown_lists import ListedRows
from kusei_batch.core.ward import Ward
from kusei_batch.issue.kept_forms import open_form
from kusei_batch.ledger import Ledger
from kusei_batch.pipeline.intake.editions import IssuedEditions
from kusei_batch.pipeline.outputs.earlier_rounds import EarlierRounds
from kusei_batch.pipeline.outputs.file_links import FileLinks
from kusei_batch.pipeline.outputs.joined_forms import with_joined_lists
from kusei_batch.pipeline.outputs.last_asked import LastAsked
from kusei_batch.pipeline.outputs.remaking import Documents, Ground, digest_of
from kusei_batch.pipeline.outputs.rendering import OtherFacts, Renderer
from kusei_batch.pipeline.outputs.ward_ground import WardGround
from kusei_batch.pipeline.status.current_totals import with_current_totals
from kusei_batch.pipeline.status.decisions import OpenQuestions, find_decision_faults
from kusei_batch.pipeline.status.hand_up_notes import days_of_hand_ups
from kusei_batch.pipeline.status.known_lists import decision_lists, master_lists
from kusei_batch.pipeline.status.proposals import Proposed
from kusei_batch.pipeline.status.round_status import RoundStatus, YearStatus
from kusei_batch.report.views import Newer, RoundFacts
from kusei_batch.validate.personal import mask_private

SUMMARY_FOLDER = "03_集計"
MOST_KEPT = 16  # that are kept: those of the rounds of the wards whose documents are in hand


@dataclass(frozen=True)
class NightResults:
    """What all documents of a night are written from.

    `inbox_paths` tells where in the inbox a content lies tonight, `proposed` what is proposed to the master's lists.
    """

    workspace: Workspace
    ledger: Ledger
    editions: IssuedEditions
    status: YearStatus
    inbox_paths: Mapping[str, str]
    proposed: Sequence[Proposed]
    renderer: Renderer
    documents: Documents
    ground: Ground


@dataclass
class WardFacts:
    """The facts of every ward's rounds; those asked for last are remembered, so that they are never all there."""

    night: NightResults
    _facts: LastAsked[tuple[int, str, str], RoundFacts] = field(default_factory=lambda: LastAsked(MOST_KEPT))
    _lists: LastAsked[str, Mapping[str, ListedRows]] = field(default_factory=lambda: LastAsked(MOST_KEPT))
    _forms: dict[str, Form | None] = field(default_factory=dict)
    _unit_forms: UnitForms = field(default_factory=UnitForms)
    _newer: dict[str, Newer | None] = field(default_factory=dict)
    _inputs: dict[tuple[str, str], str] = field(default_factory=dict)
    _ward_inputs: dict[str, str] = field(default_factory=dict)
    _pictures_gone: dict[tuple[int, str, str], Sequence[str]] = field(default_factory=dict)
    pictures_gone: dict[str, Problem] = field(default_factory=dict)
    """By their files, the pictures that documents made tonight had to do without."""
    misfits: dict[str, list[Problem]] = field(default_factory=dict)
    """By round, what the current template's `_集計` asks for and the sheets that are out do not have."""

    @cached_property
    def _past(self) -> EarlierRounds:
        return EarlierRounds(self.night.workspace, self.night.ledger, self.night.status)

    @cached_property
    def _links(self) -> FileLinks:
        return FileLinks(self.night.workspace, self.night.status, self.night.inbox_paths)

    @cached_property
    def _open(self) -> OpenQuestions:
        return OpenQuestions(self.night.workspace, self.night.status, self.night.proposed)

    def facts(self, status: RoundStatus, ward: Ward, form: Form) -> RoundFacts:
        """Return all that is known of one ward's round, of which every document of it is made, nothing counted yet."""
        key = status.round.fiscal_year, status.round.name, ward.code
        return self._facts.get(key, lambda: self._gather(status, ward, form))

    def inputs(self, status: RoundStatus, ward: Ward, asked: Iterable[RoundRequest]) -> str:
        """Return the digest of what a document of one ward's round is made from that looks into others besides."""
        asked, units = tuple(asked), {"": ward, **self.night.workspace.above(ward)}
        sheets = {one.sheet for one in asked if not one.name}
        others = [
            self.round_inputs(other, units[level])
            for other in self.night.status.rounds
            for level in sorted({one.level for one in asked if one.name == other.round.name} & units.keys())
        ]
        lists = self._decided(ward) if sheets else {}
        shown = {name: rows for name, rows in lists.items() if name in sheets or DECISIONS.sheet in sheets}
        year = status.round.fiscal_year
        seen = [(year, status.round.name, ward.code)]
        seen += [(year - one.years_ago, one.name, units[one.level].code) for one in asked if one.level in units]
        names = {other.round.name for other in self.night.status.rounds}
        past = [one for one in asked if one.years_ago and one.name in names and one.level in units]
        days = [self._days_of(self._past.status_of(one.name, one.years_ago), units[one.level]) for one in past]
        # Known once they were looked for: what was made without them is made again until they are there.
        gone = [file for key in seen for file in self._pictures_gone.get(key, ())]
        return digest_of(self.round_inputs(status, ward), others, days, gone, *([shown] if sheets else []))

    def _days_of(self, status: RoundStatus, ward: Ward) -> list[object]:
        """Return what the day alone changes in a ward's round, of this year or an earlier one.

        What has not come back, or is not done, is late by a day more each day.
        """
        open_ = [(one.record.key, one.state, one.days_late) for one in self._matters(status, ward)]
        return [status.coverage_of(ward), open_]

    def _decided(self, ward: Ward) -> Mapping[str, ListedRows]:
        """Return the sheets of 決定.xlsx as they concern a ward."""
        return self._lists.get(ward.code, lambda: decision_lists(self.night.workspace, ward))

    def round_inputs(self, status: RoundStatus, ward: Ward) -> str:
        """Return the digest of everything the documents of one ward's round are made from.

        Records and findings go by the contents they were read from. The day is left out: a document that says the same
        keeps its date. The quarters and months that have not begun count where figures go by them, and by how
        many days what is open is late.
        """
        key = status.round.name, ward.code
        if key not in self._inputs:
            night, coverage = self.night, status.coverage_of(ward)
            contents = [sha256 for c in coverage for sha256 in c.contents]
            self._inputs[key] = digest_of(
                night.ground.common,
                self._ground.form(status),
                status.round,
                [(c, self._links.path_of(c), night.status.problems.get(c)) for c in contents],
                self._of_ward(ward),
                self._past.to_come(status.round, self.form(status.round.name)),
                self._days_of(status, ward),
                [self.round_inputs(other, ward) for other in self._rounds_before(status.round)],
            )
        return self._inputs[key]

    def _rounds_before(self, round_: Round) -> list[RoundStatus]:
        """Return this year's rounds of the same form that the documents of a round show beside it."""
        form = self.form(round_.name)
        return self._past.before(round_, form) if form else []

    def _of_ward(self, ward: Ward) -> str:
        """Return the digest of what stands in the documents of all rounds of a ward.

        That are strange files, open decisions, and what was decided and issued of its departments.
        """
        if ward.code not in self._ward_inputs:
            night, status = self.night, self.night.status
            receives = night.workspace.master.receives
            strange = [f for f in status.unidentified if receives(f.ward_code, f.department_code, ward)]
            decisions = self._open.of(ward)
            self._ward_inputs[ward.code] = digest_of(strange, decisions, self._ground.of(ward))
        return self._ward_inputs[ward.code]

    @cached_property
    def _ground(self) -> WardGround:
        night = self.night
        return WardGround(night.workspace, night.status, self._past.register, night.editions.keys)

    def others(self, ward: Ward) -> OtherFacts:
        """Return the rounds a document of the ward may ask for."""
        above = self.night.workspace.above(ward)
        units = {"": ward, **above}

        def find(asked: RoundRequest) -> RoundFacts | None:
            form, unit = self.form(asked.name), units.get(asked.level)
            if form is None or unit is None:
                return None
            return self.facts(self._past.status_of(asked.name, asked.years_ago), unit, form)

        names = tuple(status.round.name for status in self.night.status.rounds)
        return OtherFacts(names, tuple(above), find, partial(self._decided, ward))

    def form(self, round_name: str) -> Form | None:
        """Return the form that speaks for a round: of its newest edition, else of the template, else as last issued.

        A sheet of an older edition was read by its own. None where the template is faulty and was never issued.
        """
        if round_name not in self._forms:
            self._forms[round_name] = self._find_form(round_name)
        return self._forms[round_name]

    def _find_form(self, round_name: str) -> Form | None:
        night, status = self.night, self._past.status_of(round_name, 0)
        workspace, year = night.workspace, status.round.fiscal_year
        if status.sheets:
            opened = with_joined_lists(night.editions, list(status.sheets.values()), workspace.form_year(year))
            template = workspace.template(status.round.form)
            current = with_current_totals(opened, template, workspace.form_year(year))
            self.misfits[round_name] = current.problems(template.name)
            self._newer[round_name] = current.newer
            return current.form
        try:
            template = workspace.template(status.round.form)
            return open_form(template, workspace.master.lists(year), workspace.form_year(year)).form
        except SettingsError:
            issued = [sheet for sheet in self._past.register.values() if sheet.round == round_name]
            return night.editions.of(issued[-1]).form if issued else None

    def _gather(self, status: RoundStatus, ward: Ward, form: Form) -> RoundFacts:
        workspace, round_ = self.night.workspace, status.round
        form = self._unit_forms.of(form, ward, workspace.master)
        records, coverage = status.records_of(ward), status.coverage_of(ward)
        shown = [replace(covered, path=covered.path and mask_private(covered.path)) for covered in coverage]
        span, base = self._past.span(status, ward, form), summary_folder(workspace, round_, ward)
        pictures, gone = read_pictures(workspace.archive, records)
        if gone:
            self._pictures_gone[round_.fiscal_year, round_.name, ward.code] = list(gone)
            paths = {c.sha256: c.path or "" for c in shown}
            for file, workbook in gone.items():
                place = Location(file=paths.get(workbook, ""))
                self.pictures_gone[file] = Problem.of("picture-gone", place, sha256=file[:12])
        # Of the ward alone: facts are sent to workers.
        contents = {sha256 for c in coverage for sha256 in c.contents}
        return RoundFacts(
            city=workspace.settings.city,
            ward=ward,
            round=round_,
            form=form,
            as_of=self.night.status.as_of,
            coverage=shown,
            records=records,
            crosstabs=(),
            policies=workspace.master.policy_of(ward, round_.fiscal_year),
            problems={sha256: self.night.status.problems_in(status, sha256) for sha256 in contents},
            links=self._links.of(base, contents),
            unidentified=self._links.unidentified(base, ward),
            calendar=workspace.calendar,
            earlier=span.earlier,
            succession=span.succession.within(c.department.code for c in coverage),
            lacking=span.lacking,
            rounds=span.rounds,
            round_label=span.round_label,
            newer=self._newer.get(round_.name),
            decisions=self._open.of(ward),
            decision_faults=find_decision_faults(workspace),
            office=workspace.office_of(ward),
            words=workspace.settings.words.own(),
            master=master_lists(workspace, ward, round_.fiscal_year),
            pictures=pictures,
            matters=self._matters(status, ward),
            handed=self._handed(status, ward),
        )

    def _handed(self, status: RoundStatus, ward: Ward) -> Mapping[str, dt.date]:
        """Return the day as of which the wards of departments handed up last, by the code of a department.

        A document keeps the day it was made with until something else in it changes.
        """
        days, sheets = self._days_handed, status.sheets
        own = [sheet for c in status.coverage_of(ward) if (sheet := sheets.get(c.department.code)) and sheet.origin]
        found = {s.department_code: days.get((s.ward_code, s.fiscal_year)) for s in own}
        return {code: day for code, day in found.items() if day}

    @cached_property
    def _days_handed(self) -> Mapping[tuple[str, int], dt.date]:
        return days_of_hand_ups(self.night.ledger, self.night.status.as_of)

    def _matters(self, status: RoundStatus, ward: Ward) -> list[OpenMatter]:
        """Return what was open in a ward's round, of this year or an earlier one."""
        round_ = status.round
        if round_.fiscal_year == self.night.workspace.fiscal_year:
            matters = self.night.status.matters.get(round_.name, ())
        else:
            matters = self._past.matters_of(status, self.night.editions.form_of)
        return [one for one in matters if ward in one.record.department.line]


def summary_folder(workspace: Workspace, round_: Round, ward: Ward) -> Path:
    """Return where the summary workbook of a ward's round is put."""
    return workspace.folder_of(workspace.year_folder(round_.fiscal_year, round_.name) / SUMMARY_FOLDER, ward)
