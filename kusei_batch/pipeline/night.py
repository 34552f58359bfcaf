"""The night on one screen: collect, validate, consolidate, report, publish. The only module that joins these stages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kusei_batch.config import Workspace
from kusei_batch.core.decision_book import FILE as DECISIONS_FILE
from kusei_batch.core.period import Calendar
from kusei_batch.core.problem import PartFailedError, Problem
from kusei_batch.core.run import Outcome, Run
from kusei_batch.engine import Engine
from kusei_batch.ledger import Ledger
from kusei_batch.pipeline.confirming import ConfirmationDesk
from kusei_batch.pipeline.engines import open_engine
from kusei_batch.pipeline.intake.arrivals import refuse_earlier_day
from kusei_batch.pipeline.intake.editions import IssuedEditions, open_editions
from kusei_batch.pipeline.intake.examined_files import DayOf, FileResult, Intake, as_entered
from kusei_batch.pipeline.intake.handed_lists import with_handed_lists
from kusei_batch.pipeline.intake.inbox_run import day_of_arrival, has_taken, take_in
from kusei_batch.pipeline.intake.worker_context import ExaminationContext, open_context
from kusei_batch.pipeline.outputs.calendars import CALENDAR_FOLDER, plan_calendars
from kusei_batch.pipeline.outputs.deciding import Questions, find_questions, plan_questions
from kusei_batch.pipeline.outputs.decision_figures import RowFigures
from kusei_batch.pipeline.outputs.documents import plan_documents
from kusei_batch.pipeline.outputs.done_folder import DONE_FOLDER
from kusei_batch.pipeline.outputs.left_behind import plan_left_behind
from kusei_batch.pipeline.outputs.letters import plan_letters
from kusei_batch.pipeline.outputs.night_report import NightReport
from kusei_batch.pipeline.outputs.notices import plan_notices
from kusei_batch.pipeline.outputs.pages import plan_pages
from kusei_batch.pipeline.outputs.putting_away import put_away, tell_in_log
from kusei_batch.pipeline.outputs.remaking import Documents, Sources, ground_of, look_at_sources
from kusei_batch.pipeline.outputs.rendering import Renderer, document_limits, hire_writers
from kusei_batch.pipeline.outputs.returned import SENT_BACK_FOLDER, is_answered, plan_returned
from kusei_batch.pipeline.outputs.round_facts import NightResults, WardFacts
from kusei_batch.pipeline.outputs.status_view import local_time
from kusei_batch.pipeline.outputs.stray_files import find_stray_files
from kusei_batch.pipeline.outputs.telling import Clock, find_last_view, tell_night
from kusei_batch.pipeline.outputs.writing import Output, plan_each, write_outputs
from kusei_batch.pipeline.session import Progress, check_leftovers, open_session, silent
from kusei_batch.pipeline.status.admissions import check_withdrawn
from kusei_batch.pipeline.status.answers import find_row_answers, with_answers
from kusei_batch.pipeline.status.decisions import find_unfinished
from kusei_batch.pipeline.status.hand_up_notes import find_hand_up_warnings
from kusei_batch.pipeline.status.proposals import find_proposals
from kusei_batch.pipeline.status.round_status import YearStatus, compute_year_status, files_to_see_to
from kusei_batch.pipeline.status.uncounted import find_uncounted
from kusei_batch.pipeline.workspace.verifying import remember_outputs

_ANSWERS = Output("sent_back", None, Path(SENT_BACK_FOLDER))
_NOTICES = Output("notice", None, Path(SENT_BACK_FOLDER))
_CALENDARS = Output("calendar", None, Path(CALENDAR_FOLDER))
_LEFT_BEHIND = Output("left_behind", None, Path(DONE_FOLDER))
_DECISIONS = Output("decisions", None, Path(DECISIONS_FILE))


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
    time it is at the end (None: `now`). What the night did is written to 状況.html and the day's log. Raise
    CannotRunError when the surroundings fail; what was taken in until then is kept, and the next run goes on there.
    """
    with open_session(workspace) as ledger, open_engine(workspace) as engine:
        course = Course(workspace, as_of, now, progress, day_of, clock or (lambda: now), engine)
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
    engine: Engine


def _check_last(calendar: Calendar, as_of: dt.date, last: Sequence[Run]) -> Iterator[Problem]:
    """Return whether the last run came to its end, and whether the documents go back to a day before it."""
    for run in last:
        if run.ended is None:
            started = calendar.clock_label(run.started.astimezone())
            yield Problem.of("last-run-unfinished", started=started)
        if as_of < run.as_of:
            days = {"day": calendar.date_label(as_of), "last": calendar.date_label(run.as_of)}
            yield Problem.of("as-of-before-last-run", **days)


@dataclass(frozen=True)
class Arrived:
    """What came in tonight, where the rounds stand with it, and the sheets the heads of the 部 were issued."""

    files: Sequence[FileResult]
    context: ExaminationContext
    editions: IssuedEditions
    status: YearStatus
    desk: ConfirmationDesk


def _take_in(course: Course, ledger: Ledger, run: int) -> Arrived:
    workspace, as_of = course.workspace, course.as_of
    editions = open_editions(workspace, ledger)
    context = open_context(workspace, editions)
    intake = Intake(workspace, ledger, context, run, as_of, course.day_of)
    files = take_in(intake, course.engine, course.now, course.progress)
    if has_taken(files):
        editions = open_editions(workspace, ledger)
        context = open_context(workspace, editions)
    status = compute_year_status(workspace, ledger, as_of, editions.form_of)
    desk = ConfirmationDesk(workspace, ledger, as_of)
    desk.issue(status)
    if desk.written:
        editions = open_editions(workspace, ledger)
        status = compute_year_status(workspace, ledger, as_of, editions.form_of)
    return Arrived(as_entered(files, status.receipts), context, editions, status, desk)


@dataclass(frozen=True)
class WrittenOut:
    """What a night wrote and could not write, what it asks, and the faults that showed while it was at it.

    `workspace` is the one it was all written from, in which the lists that are defined know their answers.
    """

    workspace: Workspace
    outputs: Sequence[Output]
    failures: Sequence[PartFailedError]
    questions: Questions
    faults: Sequence[Problem]


def _run(course: Course, ledger: Ledger, run: int, faults: Sequence[Problem]) -> NightReport:
    sources = look_at_sources(course.workspace)  # before anything of them is used
    before = find_last_view(course.workspace)  # at once: reading it takes much memory, which all that follows can have
    arrived = _take_in(course, ledger, run)
    # What documents are made of is given back with this: telling needs none of it, and takes much memory itself.
    written = _write(course, ledger, run, arrived, sources)
    workspace, status, desk = written.workspace, arrived.status, arrived.desk
    failures = [*arrived.editions.lost.values(), *desk.failures, *written.failures]
    report = NightReport(
        run_id=run,
        as_of=course.as_of,
        files=arrived.files,
        coverage=status.coverage,
        outputs=[*desk.written, *written.outputs],
        failures=list({failure.message: failure for failure in failures}.values()),
        unidentified=files_to_see_to(status),
        changed=status.changed,
        uncounted=find_uncounted(workspace, ledger.issued().values()),
        decisions=written.questions.decisions,
        unfinished=find_unfinished(workspace, status),
        replaced=[found for found in status.replaced if found.new.run == run],
        faults=[*faults, *written.faults],
        started=course.now,
        ended=course.clock(),
    )
    ledger.finish_run(run, local_time(report.ended), report.outcome, report.counts)
    untold = tell_night(workspace, report, status, before)
    return replace(report, failures=[*report.failures, *untold])


def _write(course: Course, ledger: Ledger, run: int, arrived: Arrived, sources: Sources) -> WrittenOut:
    workspace, as_of, progress = course.workspace, course.as_of, course.progress
    files, editions, status = arrived.files, arrived.editions, arrived.status
    sent_back_tonight = {f.sha256 for f in files if f.sha256 and is_answered(f.verdict, f.problems)}
    inbox_paths = {f.sha256: f.path for f in files if f.sha256}
    # What is decided in a ward is not for the city to decide: its questions are those of its own lists.
    answers = find_row_answers(workspace, status, editions.form_of)
    own = with_answers(workspace, answers, as_of)
    workspace = with_answers(with_handed_lists(workspace, ledger), answers, as_of)
    proposed = find_proposals(workspace, ledger, editions, status)
    documents = Documents(workspace.outbox, ledger.made(), ledger.written, ledger.add_written)
    ground = ground_of(workspace, sources)
    renderer = Renderer(document_limits(workspace), workspace.state)
    wards = WardFacts(
        NightResults(workspace, ledger, editions, status, inbox_paths, proposed, renderer, documents, ground)
    )
    to_decide = [one for one in proposed if not one.is_of_ward]
    questions = find_questions(own, status, RowFigures(wards).fill(to_decide), as_of)
    plans = [
        plan_each(
            _ANSWERS,
            lambda: plan_returned(workspace, arrived.context, editions, status, sent_back_tonight, documents),
        ),
        plan_each(_NOTICES, lambda: plan_notices(workspace, status)),
        *plan_documents(wards),
        *plan_pages(wards, run),
        *plan_letters(wards.night),
        plan_each(_CALENDARS, lambda: plan_calendars(wards.night)),
        plan_each(_LEFT_BEHIND, lambda: plan_left_behind(wards)),
        [(None, lambda: _put_away(course, ledger))],
        plan_each(_DECISIONS, lambda: plan_questions(questions, renderer)),
    ]
    with hire_writers(course.engine, workspace) as crew:
        outputs, failures = write_outputs(plans, crew, progress, workspace.state)
    remember_outputs(ledger, workspace.outbox, documents.fresh(outputs), as_of)
    ledger.add_made(documents.now)
    faults = [
        *find_hand_up_warnings(workspace, ledger, status),
        *check_withdrawn(workspace.master.choices, status.receipts),
        *questions.told_gone(),
        *wards.pictures_gone.values(),
        *find_stray_files(documents, f"{workspace.calendar.fiscal_code(workspace.fiscal_year)}/"),
    ]
    return WrittenOut(workspace, outputs, failures, questions, faults)


def _put_away(course: Course, ledger: Ledger) -> None:
    """Keep 01_配布 to what is still to be handed out."""
    moved = put_away(course.workspace, ledger, course.as_of)
    tell_in_log(course.workspace, moved, local_time(course.now).date())
