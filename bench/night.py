"""A night over many filled workbooks, per workbook on one core, beside bare reads by two libraries."""

from __future__ import annotations

import datetime as dt
import gc
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import openpyxl
from python_calamine import CalamineWorkbook

from bench.filled import fill_inbox, make_workspace
from kusei_batch.config import Workspace, read_workspace
from kusei_batch.consolidate import total_crosstabs
from kusei_batch.core.axes import YearSpan
from kusei_batch.engine import LocalEngine
from kusei_batch.pipeline.intake.editions import open_editions
from kusei_batch.pipeline.intake.examined_files import Intake
from kusei_batch.pipeline.intake.inbox_run import day_of_arrival, take_in
from kusei_batch.pipeline.intake.worker_context import open_context
from kusei_batch.pipeline.session import open_session, silent
from kusei_batch.pipeline.status.round_status import compute_year_status

SHEETS = 1000
NIGHTS = 3
OPENPYXL_SAMPLE = 60
OPENING, NIGHT = dt.date(2026, 4, 1), dt.date(2026, 4, 20)


@dataclass(frozen=True)
class Measured:
    """Seconds of processor time per workbook: one night, and the bare reads taken right before and after it."""

    night: float
    calamine: float
    openpyxl: float


def run(sheets: int = SHEETS) -> list[str]:
    """The printed rows: times per workbook and their ratios.

    Other work on the machine slows both sides of a ratio only when they are measured together: every night has its
    own bare reads of the same files before and after it, and the medians are of such ratios.
    """
    with tempfile.TemporaryDirectory() as folder:
        workspace = make_workspace(Path(folder) / "w", 10, sheets)
        fill_inbox(workspace)
        measured = [_measure(workspace.root, Path(folder) / f"night{n}", n) for n in range(NIGHTS)]
    ours, calamine, bare = (
        statistics.median(getattr(m, name) for m in measured) for name in ("night", "calamine", "openpyxl")
    )
    slower = statistics.median(m.night / m.calamine for m in measured)
    faster = statistics.median(m.openpyxl / m.night for m in measured)
    return [
        f"night: collect + validate + consolidate, {sheets} workbooks, one worker: {ours * 1000:.2f} ms each (cpu)",
        f"  python-calamine, bare read of all sheets: {calamine * 1000:.2f} ms each",
        f"  night / python-calamine: {slower:.2f} times as long (at most 2.5)",
        f"  openpyxl, bare read: {bare * 1000:.1f} ms each",
        f"  openpyxl / night: {faster:.1f} times as fast (at least 8)",
        f"  peak memory of the process that measures, bare reads included: {_peak()} MiB",
    ]


def _measure(filled: Path, folder: Path, number: int) -> Measured:
    """One night on a fresh copy of the filled workspace, between two bare reads of the same files."""
    shutil.copytree(filled, folder)
    workspace = read_workspace(folder)
    paths = sorted(workspace.inbox.rglob("*.xlsx"))
    some = paths[number :: max(1, len(paths) * NIGHTS // OPENPYXL_SAMPLE)]
    calamine, bare = [_seconds(lambda: _read_calamine(paths))], [_seconds(lambda: _read_openpyxl(some))]
    ours = _seconds(lambda: _night(workspace))
    bare.append(_seconds(lambda: _read_openpyxl(some)))
    calamine.append(_seconds(lambda: _read_calamine(paths)))
    shutil.rmtree(folder)
    return Measured(ours / len(paths), statistics.fmean(calamine) / len(paths), statistics.fmean(bare) / len(some))


def _night(workspace: Workspace) -> None:
    alone = replace(workspace, settings=workspace.settings.model_copy(update={"workers": 1}))
    with open_session(alone) as ledger:
        run_id = ledger.start_run(NIGHT, dt.datetime.now(dt.UTC))
        editions = open_editions(alone, ledger)
        room = open_context(alone, editions)
        intake = Intake(alone, ledger, room, run_id, NIGHT, day_of_arrival)
        results = take_in(intake, LocalEngine(1), 2e9, silent)
        status = compute_year_status(alone, ledger, NIGHT, lambda sheet: editions.of(sheet).form)
        for round_ in (r for r in status.rounds if r.sheets):
            form = editions.of(next(iter(round_.sheets.values()))).form
            for ward in alone.master.wards:
                departments = alone.master.departments_of(ward)
                total_crosstabs(form, round_.records_of(ward), departments, YearSpan(round_.round.fiscal_year))
    if not all(r.verdict.counts for r in results):
        raise SystemExit("the measurement is void: a workbook was not accepted")


def _read_calamine(paths: list[Path]) -> None:
    for path in paths:
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()


def _read_openpyxl(paths: list[Path]) -> None:
    for path in paths:
        for sheet in openpyxl.load_workbook(path, data_only=True).worksheets:
            for _row in sheet.iter_rows(values_only=True):
                pass


def _seconds(work: Callable[[], None]) -> float:
    """Processor time of this process and its finished children, the disk's share left out.

    What the measurement before has left is swept first and then left alone: a night has a process of its own, without
    the leavings of another library.
    """
    gc.collect()
    gc.freeze()
    before = _cpu()
    work()
    return _cpu() - before


def _cpu() -> float:
    parts = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(p.ru_utime + p.ru_stime for p in parts)


def _peak() -> int:
    return max(resource.getrusage(w).ru_maxrss for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024


if __name__ == "__main__":
    started = time.perf_counter()
    print("\n".join(run()))
    print(f"  ({time.perf_counter() - started:.0f} s in all)")
