"""状況.html, 状況.xlsx and the day's log: what every night leaves for people to see, also one that failed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from pydantic import TypeAdapter, ValidationError

from kusei_batch.config import Workspace
from kusei_batch.config.lines import FILE
from kusei_batch.config.remains import read_city, read_folder
from kusei_batch.config.settings_reading import read_eras
from kusei_batch.core.period import Calendar
from kusei_batch.core.problem import PartFailedError, SettingsError
from kusei_batch.core.run import Outcome
from kusei_batch.disk import write_atomic
from kusei_batch.errors import CannotRunError, KuseiError, refused
from kusei_batch.manual import FIRST
from kusei_batch.manual import FOLDER as MANUAL
from kusei_batch.pipeline.failure_log import keep_story, part_failed
from kusei_batch.pipeline.outputs.day_log import append_log
from kusei_batch.pipeline.outputs.night_report import NightReport
from kusei_batch.pipeline.outputs.status_view import build_status, local_time, notes_of
from kusei_batch.pipeline.session import BusyError
from kusei_batch.pipeline.status.round_status import YearStatus
from kusei_batch.report.status_book import make_status_book
from kusei_batch.report.status_page import render_log_entry, render_status_page
from kusei_batch.report.views.status_board import Note, RunLine, StatusView
from kusei_batch.system import remove_file

PAGE, BOOK = "状況.html", "状況.xlsx"
LAST_VIEW = "status.json"
"""The view of the last night that came to its end, in the state folder."""

Clock = Callable[[], float]
_VIEW = TypeAdapter(StatusView)


@dataclass(frozen=True)
class Moments:
    """When a run began and ended, in seconds since the epoch."""

    started: float
    ended: float


@dataclass(frozen=True)
class NightPlaces:
    """Where a night tells what it did, where it remembers that, by which calendar it dates it, and whose it is."""

    outbox: Path
    state: Path
    calendar: Calendar
    root: Path

    def write(self, view: StatusView, day: dt.date, *, page: bool = True) -> None:
        """Append to the log of a day and write the page, which tells where the log could not be written.

        Where the outbox takes neither, they are put beside config.toml, until it takes them again. Raise CannotRunError
        when the disk refuses either.
        """
        untold = None
        try:
            append_log(self.outbox, day, render_log_entry(view, self.calendar))
        except CannotRunError as error:
            untold = error
            view = with_failure(view, error)
        if page:
            try:
                write_atomic(self.outbox / PAGE, render_status_page(view, self.calendar, self.manual))
            except CannotRunError:
                if untold and self.outbox != self.root:
                    replace(self, outbox=self.root).write(view, day)
                raise
            if self.outbox != self.root:
                with suppress(OSError):
                    remove_file(self.root / PAGE)
        if untold:
            raise untold

    @property
    def manual(self) -> str:
        """The link from the page to the manual; blank where the outbox lies elsewhere, since others read it there."""
        outbox, root = self.outbox.resolve(), self.root.resolve()
        if not outbox.is_relative_to(root) or not (root / MANUAL / FIRST).is_file():
            return ""
        return quote("/".join((*(".." for _ in outbox.relative_to(root).parts), MANUAL)))

    def last_view(self) -> StatusView | None:
        """Return the view of the last night that came to its end; None where there is none that can be read."""
        try:
            return _VIEW.validate_json((self.state / LAST_VIEW).read_bytes())
        except (OSError, ValidationError):
            return None


def find_last_view(workspace: Workspace) -> StatusView | None:
    """Return the view of the last night that came to its end; None where there is none that can be read."""
    return _places_of(workspace).last_view()


def tell_night(
    workspace: Workspace, report: NightReport, status: YearStatus, before: StatusView | None
) -> list[PartFailedError]:
    """Write page, book and log of a night that came to its end, and return what could not be; not in a rehearsal.

    `before` is the view of the last night, to tell what changed since. The book comes first: somebody may hold it
    open, and the page tells so.
    """
    if workspace.is_rehearsal:
        return []
    places = _places_of(workspace)
    untold = []
    try:
        view = build_status(workspace, report, status, before)
        write_atomic(workspace.state / LAST_VIEW, _VIEW.dump_json(view))
        if failure := _write_book(workspace, view):
            untold.append(failure)
            view = with_failure(view, failure)
        places.write(view, local_time(report.ended).date())
    except Exception as error:  # noqa: BLE001 -- the night itself is done and must not be called a failure
        untold.append(part_failed(PAGE, error, workspace.state))
    return untold


def _places_of(workspace: Workspace) -> NightPlaces:
    return NightPlaces(workspace.outbox, workspace.state, workspace.calendar, workspace.root)


def with_failure(view: StatusView, failure: KuseiError) -> StatusView:
    """Return the view with one thing more that could not be done; a run that came to its end did not do all then."""
    run = view.run if view.run.outcome is Outcome.FAILED else replace(view.run, outcome=Outcome.PARTLY)
    return replace(view, run=run, failures=[*view.failures, Note("", failure.message, failure.remedy)])


def _write_book(workspace: Workspace, view: StatusView) -> PartFailedError | None:
    """Write the book, and return what there is to tell where that fails."""
    try:
        content = make_status_book(view, workspace.calendar, workspace.settings.font)
        write_atomic(workspace.outbox / BOOK, content)
    except Exception as error:  # noqa: BLE001 -- it costs itself alone
        return part_failed(BOOK, error, workspace.state)
    return None


@contextmanager
def told_when_it_fails(folder: Path, as_of: dt.date, clock: Clock) -> Iterator[None]:
    """Write whatever stops a night of the workspace in `folder` where people look, and raise it all the same.

    A run that found another one at work leaves the page to that one.
    """
    started = clock()
    try:
        yield
    except BaseException as error:
        if (folder / FILE).is_file():
            _tell_failure(folder, error, as_of, Moments(started, clock()))
        raise


def _tell_failure(folder: Path, error: BaseException, as_of: dt.date, moments: Moments) -> None:
    places = _places(folder)
    last = places.last_view()
    run = RunLine(local_time(moments.started), local_time(moments.ended), as_of, Outcome.FAILED)
    view = replace(
        last or StatusView(read_city(folder / FILE), run),
        run=run,
        before=last.run if last else None,
        reasons=_reasons(error, places.state),
        failures=(),
        faults=(),
    )
    try:
        places.write(view, local_time(moments.ended).date(), page=not isinstance(error, BusyError))
    except (KuseiError, OSError):  # what stopped the night is reported on the screen, and counts more than this
        return


def _places(folder: Path) -> NightPlaces:
    """Return the folders of config.toml, however faulty it is; without the outbox, config.toml's own folder."""
    config = folder / FILE
    outbox = folder / read_folder(config, "outbox")
    return NightPlaces(
        outbox if outbox.is_dir() else folder,
        folder / read_folder(config, "state"),
        Calendar(read_eras(config)),
        folder,
    )


def _reasons(error: BaseException, state: Path) -> list[Note]:
    if isinstance(error, SettingsError):
        return [Note("", error.message, error.remedy), *notes_of(error.problems)]
    if isinstance(error, KuseiError):
        return [Note("", error.message, error.remedy)]
    if isinstance(error, KeyboardInterrupt):
        return [Note("", "途中で止められました。", "もう一度実行すれば、続きから始まります。")]
    refusal = refused(error) if isinstance(error, OSError) else None
    if refusal:
        return [Note("", refusal.message, refusal.remedy)]
    log = keep_story(state, "夜間処理", error) if state.is_dir() else "なし"
    text = f"プログラムの不具合のため、処理を続けられませんでした（記録 {log}）。受け取ったものは失われていません。"
    return [Note("", text, "記録を添えて、情報システムの担当に連絡してください。")]
