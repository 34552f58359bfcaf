"""The night on one screen: collect, validate, consolidate, report, publish. The only module that joins these stages."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kusei_batch.config import Workspace
from kusei_batch.config.sheets import FILE as MASTER_FILE
from kusei_batch.core import choice
from kusei_batch.core.decision import Decision
from kusei_batch.core.period import Calendar
from kusei_batch.core.problem import Problem, Severity
from kusei_batch.core.record import Coverage
from kusei_batch.core.replacement import Replacement
from kusei_batch.core.run import Outcome, Run
from kusei_batch.core.submission import IssuedSheet, Receipt, Verdict
from kusei_batch.errors import KuseiError
from kusei_batch.ledger import Ledger
from kusei_batch.pipeline.additions import Addition, plan_additions
from kusei_batch.pipeline.admissions import admission_rows, check_withdrawn
from kusei_batch.pipeline.arrivals import refuse_earlier_day
from kusei_batch.pipeline.clearance import HEADINGS, LOOK, SHEET, clearance_rows
from kusei_batch.pipeline.decisions import find_decisions
from kusei_batch.pipeline.intake import DayOf, FileResult, Intake, day_of_arrival, take_in
from kusei_batch.pipeline.made import Documents, ground_of
from kusei_batch.pipeline.notices import plan_notices
from kusei_batch.pipeline.orphans import find_orphans
from kusei_batch.pipeline.proposals import Proposed, additions_of, find_proposals
from kusei_batch.pipeline.publishing import plan_pages
from kusei_batch.pipeline.putting_away import put_away, tell_in_log
from kusei_batch.pipeline.rendering import Renderer, open_workshop
from kusei_batch.pipeline.reporting import plan_documents
from kusei_batch.pipeline.returning import SENT_BACK_FOLDER, plan_answers
from kusei_batch.pipeline.rivals import LOOK as CHOICE_LOOK
from kusei_batch.pipeline.rivals import rival_rows
from kusei_batch.pipeline.rooms import open_library, open_room
from kusei_batch.pipeline.session import Progress, check_leftovers, open_session, silent
from kusei_batch.pipeline.standing import Standing, build_standing, open_strays
from kusei_batch.pipeline.status_view import clock_label, local_time
from kusei_batch.pipeline.telling import Clock, tell_night
from kusei_batch.pipeline.verifying import remember_outputs
from kusei_batch.pipeline.ward_views import Night, WardViews
from kusei_batch.pipeline.writing import Output, plan_each, write_outputs

_ANSWERS = Output("sent_back", None, Path(SENT_BACK_FOLDER))
_NOTICES = Output("notice", None, Path(SENT_BACK_FOLDER))
_MASTER = Output("master", None, Path(MASTER_FILE))


@dataclass(frozen=True)
class NightReport:
    """Everything one night did.

    `failures` tell which outputs could not be written, and why; `strays` are the files that answer no sheet and still
    lie in the inbox, tonight's and older ones; `changed` the sheets that would be issued differently now; `orphans`
    tell of sheets that nothing counts any more; `decisions` wait for the coordinator's word in the master; `replaced`
    are tonight's answers that took the place of accepted ones. `faults` tell of what the night had to
    do without; it ran from `started` to `ended`, in seconds since the epoch.
    """

    run_id: int
    as_of: dt.date
    files: Sequence[FileResult]
    coverage: Sequence[Coverage]
    outputs: Sequence[Output]
    failures: Sequence[KuseiError] = ()
    strays: Sequence[tuple[Receipt, Sequence[Problem]]] = ()
    changed: Sequence[tuple[IssuedSheet, Problem]] = ()
    orphans: Sequence[Problem] = ()
    decisions: Sequence[Decision] = ()
    replaced: Sequence[Replacement] = ()
    faults: Sequence[Problem] = ()
    started: float = 0.0
    ended: float = 0.0

    @property
    def outcome(self) -> Outcome:
        """Whether all was done, or some part could not be."""
        bugs = any(file.verdict is Verdict.FAILED for file in self.files)
        faults = any(problem.severity is Severity.ERROR for problem in self.faults)
        return Outcome.PARTLY if self.failures or bugs or faults else Outcome.DONE

    @property
    def counts(self) -> dict[str, int]:
        """How many files had each verdict, how many departments are in each state, and what was made and was not."""
        return {
            **{verdict.value: number for verdict, number in Counter(file.verdict for file in self.files).items()},
            **{f"state_{state.value}": n for state, n in Counter(c.state for c in self.coverage).items()},
            "outputs": len(self.outputs),
            "failures": len(self.failures),
            "faults": len(self.faults),
        }


def run_night(
    workspace: Workspace,
    as_of: dt.date,
    now: float,
    progress: Progress = silent,
    day_of: DayOf = day_of_arrival,
    clock: Clock | None = None,
) -> NightReport:
    """Take in what is new in the inbox, then write everything that follows from all that was ever taken in.

    `now` (seconds since the epoch) tells which files are still being written, `day_of` when a file came, `clock` what
    time it is at the end (None: `now`). What the night did is written to 状況.html and the day's log. Raises
    CannotRunError when the surroundings fail; what was taken in until then is kept, and the next run goes on there.
    """
    workers = workspace.settings.worker_count
    with open_session(workspace) as ledger, open_workshop(workspace, workers) as workshop:
        renderer = Renderer(workshop, workspace.state)
        course = Course(workspace, as_of, now, progress, day_of, clock or (lambda: now), renderer)
        refuse_earlier_day(workspace, ledger, as_of)
        last = ledger.last_runs(1)
        run = ledger.start_run(as_of, local_time(now))
        try:
            faults = [*workspace.faults, *_check_last(workspace.calendar, as_of, last), *check_leftovers(workspace)]
            report = _run(course, ledger, run, faults)
        except Exception:
            ledger.finish_run(run, local_time(course.clock()), Outcome.FAILED, {})
            raise
    return report


@dataclass(frozen=True)
class Course:
    """What a night was asked for, see run_night."""

    workspace: Workspace
    as_of: dt.date
    now: float
    progress: Progress
    day_of: DayOf
    clock: Clock
    renderer: Renderer


def _check_last(calendar: Calendar, as_of: dt.date, last: Sequence[Run]) -> Iterator[Problem]:
    """Whether the last run came to its end, and whether the documents go back to a day before it."""
    for run in last:
        if run.ended is None:
            started = clock_label(calendar, run.started.timestamp())
            yield Problem("last-run-unfinished", Severity.WARNING, params={"started": started})
        if as_of < run.as_of:
            days = {"day": calendar.date_label(as_of), "last": calendar.date_label(run.as_of)}
            yield Problem("as-of-before-last-run", Severity.WARNING, params=days)


def _run(course: Course, ledger: Ledger, run: int, faults: Sequence[Problem]) -> NightReport:
    workspace, as_of, progress = course.workspace, course.as_of, course.progress
    library = open_library(workspace, ledger)
    room = open_room(workspace, library)
    files = take_in(Intake(workspace, ledger, room, run, as_of, course.day_of), course.now, progress)
    standing = build_standing(workspace, ledger, as_of, library.form_of)
    fresh = {f.sha256 for f in files if f.verdict is Verdict.SENT_BACK and f.sha256}
    lying = {f.sha256: f.path for f in files if f.sha256}
    proposed = find_proposals(workspace, library, standing)
    documents = Documents(workspace.outbox, ledger.made())
    ground = ground_of(workspace)
    views = WardViews(Night(workspace, ledger, library, standing, lying, proposed, course.renderer, documents, ground))
    plans = [
        *plan_each(_ANSWERS, lambda: plan_answers(workspace, room, library, standing, fresh)),
        *plan_each(_NOTICES, lambda: plan_notices(workspace, standing)),
        *plan_documents(views),
        *plan_pages(views, run),
        (None, lambda: _put_away(course, ledger)),
        *plan_each(_MASTER, lambda: plan_additions(workspace, _additions(workspace, standing, proposed))),
    ]
    outputs, failures = write_outputs(plans, course.renderer.workshop, progress, workspace.state)
    remember_outputs(ledger, workspace.outbox, documents.fresh(outputs), as_of)
    ledger.add_made(documents.now)
    report = NightReport(
        run_id=run,
        as_of=as_of,
        files=files,
        coverage=standing.coverage,
        outputs=outputs,
        failures=list({failure.message: failure for failure in (*library.lost.values(), *failures)}.values()),
        strays=open_strays(standing),
        changed=standing.changed,
        orphans=find_orphans(workspace, ledger.issued().values()),
        decisions=find_decisions(workspace, standing, proposed),
        replaced=[found for found in standing.replaced if found.new.run == run],
        faults=[*faults, *check_withdrawn(workspace.master.choices, standing.receipts)],
        started=course.now,
        ended=course.clock(),
    )
    ledger.finish_run(run, local_time(report.ended), report.outcome, report.counts)
    untold = tell_night(workspace, report, standing)
    return replace(report, failures=[*report.failures, *untold])


def _put_away(course: Course, ledger: Ledger) -> None:
    """Keep 01_配布 to what is still to be handed out."""
    moved = put_away(course.workspace, ledger, course.as_of)
    tell_in_log(course.workspace, moved, local_time(course.now).date())


def _additions(workspace: Workspace, standing: Standing, proposed: Sequence[Proposed]) -> list[Addition]:
    """What the master's sheets do not know yet and the coordinator is to decide on."""
    choices = workspace.master.choices
    rows = [*rival_rows(standing.rivals, choices), *admission_rows(standing.admissions, choices)]
    return [_to_clear(standing), Addition(choice.SHEET, choice.HEADINGS, rows, CHOICE_LOOK), *additions_of(proposed)]


def _to_clear(standing: Standing) -> Addition:
    """The texts the master's sheet 個人情報の確認 does not know yet."""
    received = {c.sheet_id or "": c.received for c in standing.coverage}
    withheld = [one for round_ in standing.rounds for one in round_.withheld]
    return Addition(SHEET, HEADINGS, clearance_rows(withheld, received), LOOK)
