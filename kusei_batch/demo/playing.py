"""The play: every day on which somebody does something, in order, on a workspace of its own."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kusei_batch.config import Workspace, read_workspace
from kusei_batch.core.period import APRIL, fiscal_year_of
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.demo.coordinator import decide, turn_year
from kusei_batch.demo.filling import age, fill_sheet
from kusei_batch.disk import write_atomic
from kusei_batch.ledger import read_ledger
from kusei_batch.pipeline.issuing import issue_round, order_round
from kusei_batch.pipeline.night import run_night
from kusei_batch.pipeline.outputs.night_report import NightReport
from kusei_batch.pipeline.outputs.putting_away import issued_path
from kusei_batch.pipeline.outputs.returned import returned_path
from kusei_batch.pipeline.outputs.writing import Output
from kusei_batch.pipeline.session import Progress, silent
from kusei_batch.pipeline.workspace.form_check import read_form
from kusei_batch.pipeline.workspace.init import init_workspace
from kusei_batch.sample.year import HandIn, Reissue, SampleDecision, Year, read_year

HOUR = 3600
# What people do to a name: it must never matter.
_NAME_ENDINGS = ("", "", "（記入済）", " - コピー", "", "_最新版", "")
_PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@dataclass(frozen=True)
class DemoNight:
    """One night of the play."""

    day: dt.date
    report: NightReport


@dataclass(frozen=True)
class Story:
    """What was played: the workspace as it stands at the end, the sheets issued, and every night."""

    workspace: Workspace
    issued: Sequence[IssuedSheet]
    nights: Sequence[DemoNight]

    def outputs(self, kind: str) -> list[Output]:
        """Return what the nights wrote of one kind and still lies there, oldest first."""
        written = {o.path: o for night in self.nights for o in night.report.outputs if o.kind == kind}
        return [output for path, output in written.items() if path.exists()]


@dataclass
class _Stage:
    """The play so far."""

    workspace: Workspace
    year: Year
    issued: list[IssuedSheet] = field(default_factory=list)
    nights: list[DemoNight] = field(default_factory=list)
    copies: dict[str, Path] = field(default_factory=dict)
    handed: int = 0

    def copy_of(self, issued: IssuedSheet) -> Path:
        """Return the copy a department has in hand: the one sent back, else its own of last time, else as issued."""
        back = returned_path(self.workspace, issued)
        return back if back.exists() else self.copies.get(issued.sheet_id, issued_path(self.workspace, issued))

    def sheet_of(self, hand_in: HandIn) -> IssuedSheet:
        """Return the register's entry of the sheet that is handed in."""
        with read_ledger(self.workspace.state) as ledger:
            return next(
                s
                for s in reversed(ledger.issued().values())
                if (s.round, s.department_code, s.fiscal_year)
                == (hand_in.round, hand_in.department, self.workspace.fiscal_year)
            )


Act = tuple[dt.date, int, Callable[[_Stage], None]]
"""A day, what comes first on it, and what is done."""


def play(directory: Path, progress: Progress = silent) -> Story:
    """Make the sample workspace in `directory` and play its year in it. Raise UsageError where one already is."""
    init_workspace(directory, dry_run=False)
    stage = _Stage(read_workspace(directory), read_year())
    last = max(stage.year.nights)
    acts = [*_dated_acts(stage.year), *_yearly_acts(stage.workspace, fiscal_year_of(last))]
    acts = sorted((act for act in acts if act[0] <= last), key=lambda act: act[:2])
    for done, (_, _, act) in enumerate(acts, 1):
        act(stage)
        progress("見本の一年", done, len(acts))
    return Story(stage.workspace, stage.issued, stage.nights)


def _yearly_acts(workspace: Workspace, last_year: int) -> Iterator[Act]:
    """Yield the acts of every year: turn the year, issue its rounds; the next year has this year's rounds moved on."""
    for moved in range(last_year - workspace.fiscal_year + 1):
        year = workspace.fiscal_year + moved
        if moved:
            yield dt.date(year, APRIL, 1), 0, _turning(year)
        for round_ in workspace.rounds:
            yield round_.opens.replace(year=round_.opens.year + moved), 2, _issuing(round_.name)


def _dated_acts(year: Year) -> Iterator[Act]:
    """Yield what people do on days of their own."""
    yield from ((decision.day, 1, _deciding(decision)) for decision in year.decisions)
    yield from ((order.day, 2, _reissuing(order)) for order in year.reissues)
    yield from ((hand_in.day, 3, _handing_in(hand_in)) for hand_in in year.hand_ins)
    yield from ((night, 4, _night(night)) for night in year.nights)


def _turning(fiscal_year: int) -> Callable[[_Stage], None]:
    def act(stage: _Stage) -> None:
        turn_year(stage.workspace, fiscal_year)
        stage.workspace = read_workspace(stage.workspace.root)

    return act


def _deciding(decision: SampleDecision) -> Callable[[_Stage], None]:
    def act(stage: _Stage) -> None:
        decide(stage.workspace, decision)
        stage.workspace = read_workspace(stage.workspace.root)

    return act


def _issuing(name: str) -> Callable[[_Stage], None]:
    def act(stage: _Stage) -> None:
        order = order_round(stage.workspace, name)
        stage.issued += issue_round(stage.workspace, order, order.round.opens).issued

    return act


def _reissuing(again: Reissue) -> Callable[[_Stage], None]:
    def act(stage: _Stage) -> None:
        order = order_round(stage.workspace, again.round, department=again.department, again=True)
        for sheet in issue_round(stage.workspace, order, again.day).issued:
            stage.copies.pop(sheet.sheet_id, None)

    return act


def _handing_in(hand_in: HandIn) -> Callable[[_Stage], None]:
    def act(stage: _Stage) -> None:
        # A department fills in the copy it has in hand and saves it in its folder, under whatever name.
        workspace, issued = stage.workspace, stage.sheet_of(hand_in)
        form = read_form(workspace, workspace.round(hand_in.round).form)
        stage.handed += 1
        ending = _NAME_ENDINGS[stage.handed % len(_NAME_ENDINGS)] if hand_in.ending is None else hand_in.ending
        found = next(d for d in workspace.master.departments if d.code == hand_in.department)
        folder = workspace.inbox / found.ward.name / found.name
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{issued_path(workspace, issued).stem}{ending}.xlsx"
        fill_sheet(form, issued, hand_in, stage.copy_of(issued), target)
        age(target, HOUR * 2 - stage.handed)  # in the order they were saved, and long enough ago
        stage.copies[issued.sheet_id] = target

    return act


def _night(day: dt.date) -> Callable[[_Stage], None]:
    def act(stage: _Stage) -> None:
        if not stage.nights:
            # What else lies in an inbox: the owner file of an open workbook, and a picture called a workbook.
            folders = sorted(p for p in stage.workspace.inbox.glob("*/*") if p.is_dir())
            write_atomic(folders[0] / f"~${next(folders[0].glob('*.xlsx')).name}", b"\x06sample" + bytes(158))
            write_atomic(folders[-1] / "現況写真.xlsx", _PICTURE)
        report = run_night(stage.workspace, day, time.time() + HOUR, day_of=lambda _: day)
        stage.nights.append(DemoNight(day, report))
        stage.workspace = read_workspace(stage.workspace.root)

    return act
