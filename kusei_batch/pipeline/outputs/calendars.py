"""年間予定表: the year's rounds of a ward, to be handed out; written when a round is issued and by every night."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kusei_batch.config import Workspace
from kusei_batch.core.made import RoundRequest
from kusei_batch.core.period import Round
from kusei_batch.core.ward import Ward
from kusei_batch.ledger import Ledger
from kusei_batch.pipeline.outputs.drafts import write_drafts
from kusei_batch.pipeline.outputs.remaking import MakingResult, inputs_alone
from kusei_batch.pipeline.outputs.rendering import Renderer
from kusei_batch.pipeline.outputs.round_facts import NightResults
from kusei_batch.pipeline.outputs.writing import Making, Output, Plan
from kusei_batch.pipeline.status.letters_due import letter_days
from kusei_batch.pipeline.status.open_days import closed_because
from kusei_batch.report.views.year_plan import PlanKind, PlannedDay, PlannedRound, YearPlan
from kusei_batch.report.ward_report import WardReport
from kusei_batch.report.year_plan_book import make_plan_book, make_plan_events

CALENDAR_FOLDER = "年間予定表"


@dataclass(frozen=True)
class CalendarDraft:
    """The year's plan of a ward in one of its forms, and where it is written."""

    ward: Ward
    outbox: Path
    path: Path
    as_of: dt.date
    make: Callable[[], Making[WardReport]]
    kind: str = "calendar"
    is_held: bool = False
    looked_into: tuple[RoundRequest, ...] = ()

    def date_label(self, day: dt.date) -> str:
        """Return a day as it is told apart from others; a plan prints none."""
        return day.isoformat()

    def on(self, day: dt.date) -> Making[WardReport]:  # noqa: ARG002 -- a draft's interface
        """Return the plan, which is the same on any day."""
        return self.make()


@dataclass(frozen=True)
class CalendarWriter:
    """What writes the plans of a day."""

    workspace: Workspace
    ledger: Ledger
    renderer: Renderer
    day: dt.date

    def paths(self, ward: Ward) -> tuple[Path, Path]:
        """Return where a ward's plan lies as a workbook, and as a file for calendar programs."""
        year, calendar = self.workspace.fiscal_year, self.workspace.calendar
        stem = f"{calendar.fiscal_code(year)}_{CALENDAR_FOLDER}_{ward.name}"
        path = self.workspace.year_folder(year, CALENDAR_FOLDER) / f"{stem}.xlsx"
        return path, path.with_suffix(".ics")

    def write(self, ward: Ward) -> Making[MakingResult]:
        """Write a ward's plan; the workbook is the one to be read."""
        plan, make = build_year_plan(self.workspace, ward), self.renderer.make
        works = (
            partial(make, None, make_plan_book, plan, self.workspace.settings.font),
            partial(make, None, make_plan_events, plan),
        )
        drafts = [
            CalendarDraft(ward, self.workspace.outbox, path, self.day, work)
            for path, work in zip(self.paths(ward), works, strict=True)
        ]
        return (yield from write_drafts(drafts, self.ledger))[0]


def plan_calendars(night: NightResults) -> Iterator[Plan]:
    """Yield the year's plan of every ward; it follows from the settings and the master alone."""
    writer = CalendarWriter(night.workspace, night.ledger, night.renderer, night.status.as_of)
    for ward in night.workspace.master.bodies:
        output = Output("calendar", ward, writer.paths(ward)[0])
        told, write = inputs_alone(night.ground.common), partial(writer.write, ward)
        yield night.documents.unless_made([output], told, write, partial(writer.paths, ward))


def build_year_plan(workspace: Workspace, ward: Ward) -> YearPlan:
    """Return the days of this year's rounds, as far as they concern a ward."""
    concerned = [r for r in workspace.rounds if any(r.is_for(d.code) for d in workspace.master.departments_of(ward))]
    year = workspace.fiscal_year
    return YearPlan(
        workspace.settings.city,
        ward.name,
        year,
        workspace.calendar.fiscal_label(year),
        workspace.office_of(ward).contact,
        [_planned(workspace, ward, round_) for round_ in sorted(concerned, key=lambda r: (r.opens, r.due))],
    )


def _planned(workspace: Workspace, ward: Ward, round_: Round) -> PlannedRound:
    days = letter_days(workspace, round_, round_.opens)
    opens = (round_.opens + dt.timedelta(n) for n in range((round_.due - round_.opens).days + 1))
    told = [(round_.opens, PlanKind.ISSUE, ""), (round_.due, PlanKind.DUE, "")]
    if workspace.letters(round_).before:
        told.insert(1, (days.reminded_on(), PlanKind.REMINDER, ""))
    dated = [
        (paper.date, PlanKind.MEETING, paper.meeting or paper.name)
        for paper in workspace.papers(round_)
        if not paper.each
    ]
    dated += [(page.date, PlanKind.PUBLICATION, f"公表（{page.name}）") for page in workspace.pages(round_)]
    told += [(day, kind, about) for day, kind, about in dict.fromkeys(dated) if day]
    own = workspace.master.holidays
    return PlannedRound(
        round_.name,
        _concerned(workspace, ward, round_),
        [PlannedDay(day, kind, round_.name, about, closed_because(day, own) or "") for day, kind, about in told],
        sum(map(days.is_open, opens)),
        list(dict.fromkeys(about for day, _, about in dated if not day)),
    )


def _concerned(workspace: Workspace, ward: Ward, round_: Round) -> str:
    """Return whom a round is for: those left out are named where they are fewer, so that the rows stay low."""
    own = workspace.master.departments_of(ward)
    names, others = ([d.name for d in own if round_.is_for(d.code) is asked] for asked in (True, False))
    if len(others) >= len(names):
        return "、".join(names)
    left_out = f"（{'、'.join(others)}を除く）" if others else ""
    return f"全{workspace.settings.words.section}{left_out}"
