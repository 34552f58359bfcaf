"""Whole nights over many wards: what a first one costs, one in which nothing changed, and one with one answer more."""

from __future__ import annotations

import itertools
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

from bench.filled import fill_inbox, make_workspace
from bench.held import Held, wait_and_watch

DEPARTMENTS = 14
FEW, MANY, MOST = 20, 80, 500
DAY = "2026-04-20"
_DOCUMENTS = ("03_集計", "04_会議資料", "05_公表")
_CHART_PART = re.compile(r"(?:xl|word)/charts/chart\d+\.xml")


@dataclass(frozen=True)
class Cost:
    """What one `kusei nightly` cost: seconds of processor time, seconds by the clock, and the most memory held."""

    cpu: float
    wall: float
    held: Held


@dataclass(frozen=True)
class Nights:
    """The nights over one city: the first, one in which nothing changed, one with an answer more, one for documents.

    In the last every document is made again and nothing else is new. `charts` are those of one ward's documents.
    """

    wards: int
    full: Cost
    unchanged: Cost
    one: Cost
    documents: Cost
    charts: int


def run(few: int = FEW, many: int = MANY, most: int = MOST) -> list[str]:
    """Return the printed rows: costs of whole nights, each a process of its own, and their ratios."""
    cities = [_measure(wards) for wards in (few, many, most) if wards]
    rows = [row for nights in cities for row in _told(nights)]
    for small, large in itertools.pairwise(cities):
        ratio = (large.full.cpu / large.wards) / (small.full.cpu / small.wards)
        rows.append(f"  cost of a ward at {large.wards} wards / at {small.wards}: {ratio:.2f} (at most 1.1)")
    before, last = cities[-2:]
    sheets = f"{last.wards * DEPARTMENTS:,} sheets / at {before.wards * DEPARTMENTS:,}"
    ratio = last.full.held.coordinator / before.full.held.coordinator
    rows.append(f"  the coordinator's peak memory at {sheets}: {ratio:.2f} (at most 1.1, and 300 MiB)")
    return [*rows, *_workers(few)]


def _told(nights: Nights) -> list[str]:
    full, unchanged, one = nights.full, nights.unchanged, nights.one
    ward = (nights.documents.cpu - unchanged.cpu) / nights.wards
    charts, most = nights.charts, 0.15 + 0.02 * nights.charts
    size = f"{nights.wards} wards, {nights.wards * DEPARTMENTS} sheets"
    return [
        f"whole night: {size}: {full.cpu:.2f} s of processor time, {full.wall:.1f} s by the clock",
        f"  most memory at a time: {full.held.coordinator} MiB, its largest worker {full.held.worker} MiB",
        f"  nothing changed / full: {unchanged.cpu / full.cpu:.3f} ({unchanged.cpu:.2f} s; at most 0.03 at {MANY})",
        f"  one ward changed / full: {one.cpu / full.cpu:.3f} ({one.cpu:.2f} s; at most 0.05 at {MANY})",
        f"  all documents of a ward's round, {charts} charts: {ward:.3f} s (at most {most:.2f}, 0.02 of it a chart)",
    ]


def _measure(wards: int) -> Nights:
    with tempfile.TemporaryDirectory() as there:
        folder = Path(there) / "w"
        late = _make(folder, wards)
        full, unchanged = nightly(folder), nightly(folder)
        shutil.move(late, folder / "inbox" / "0" / late.name)
        one = nightly(folder)
        charts = _charts(folder) // wards
        for path in [path for path in (folder / "outbox").glob("*/*/*") if path.name in _DOCUMENTS]:
            shutil.rmtree(path)
        return Nights(wards, full, unchanged, one, nightly(folder), charts)


def _charts(folder: Path) -> int:
    """Return how many charts the documents have: those drawn in workbooks and papers, and those in pages."""
    there = [path for name in _DOCUMENTS for path in (folder / "outbox").glob(f"*/*/{name}/**/*")]
    packed = [path for path in there if path.suffix in (".xlsx", ".docx")]
    parts = [name for path in packed for name in zipfile.ZipFile(path).namelist()]
    drawn = sum(path.read_text("utf-8").count("<svg") for path in there if path.suffix == ".html")
    return drawn + sum(bool(_CHART_PART.fullmatch(name)) for name in parts)


def _make(folder: Path, wards: int) -> Path:
    """Make a workspace whose departments have all handed in but one, and return that one's answer."""
    workspace = make_workspace(folder, wards, wards * DEPARTMENTS)
    fill_inbox(workspace)
    late = min(workspace.inbox.rglob("*.xlsx"))
    return Path(shutil.move(late, folder.with_name(late.name)))


def _workers(wards: int) -> list[str]:
    """Return how much sooner a first night is done, by the clock: with two workers, and with two processors.

    One worker has a second processor for what the night does beside it; on one processor both take turns.
    """
    seconds = {}
    with tempfile.TemporaryDirectory() as there:
        _make(Path(there) / "w", wards)
        for workers, processors in ((1, 1), (1, 2), (2, 2)):
            folder = Path(there) / f"w{workers}{processors}"
            shutil.copytree(Path(there) / "w", folder)
            config = folder / "config.toml"
            config.write_text(re.sub(r"(?m)^workers = \d+", f"workers = {workers}", config.read_text("utf-8")), "utf-8")
            every = os.sched_getaffinity(0)
            os.sched_setaffinity(0, sorted(every)[:processors])  # which the processes of the night take over
            try:
                seconds[workers, processors] = nightly(folder).wall
            finally:
                os.sched_setaffinity(0, every)
    both = seconds[2, 2]
    return [
        f"  one worker / two, by the clock, {wards} wards: {seconds[1, 2] / both:.2f} (at least 1.7)",
        f"  one worker on one processor / two on two: {seconds[1, 1] / both:.2f}",
    ]


def nightly(folder: Path, day: str = DAY) -> Cost:
    """Run one night in a process of its own and return what it and its workers cost."""
    return run_command(folder, "nightly", "--as-of", day)


def run_command(folder: Path, *words: str) -> Cost:
    """Run `kusei` on a workspace in a process of its own and return what it and its workers cost."""
    before, started = _cpu(), time.perf_counter()
    command = [sys.executable, "-m", "kusei_batch", "-w", str(folder), *words]
    # As on a user's machine, where the modules are compiled once and not on every start.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryFile() as told, subprocess.Popen(command, stdout=told, stderr=told, env=kept) as process:
        held = wait_and_watch(process)
        if process.returncode:
            told.seek(0)
            raise SystemExit(told.read().decode())
    return Cost(_cpu() - before, time.perf_counter() - started, held)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    print("\n".join(run(*map(int, sys.argv[1:]))))
