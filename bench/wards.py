"""Whole nights over many wards: what a first one costs, one in which nothing changed, and one with one answer more."""

from __future__ import annotations

import itertools
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.filled import fill_inbox, make_workspace
from bench.held import Held, wait_and_watch

DEPARTMENTS = 14
FEW, MANY, MOST = 20, 80, 500
DAY = "2026-04-20"
REPEATS = 5
"""Nights of a kind that are short enough to be run again, and of which the middle one counts."""
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
        full = nightly(folder)
        unchanged = _middle([nightly(folder) for _ in late])
        one = _middle([_hand_in(folder, answer) for answer in late])
        charts = _charts(folder) // wards
        for path in [path for path in (folder / "outbox").glob("*/*/*") if path.name in _DOCUMENTS]:
            shutil.rmtree(path)
        return Nights(wards, full, unchanged, one, nightly(folder), charts)


def _middle(nights: list[Cost]) -> Cost:
    return sorted(nights, key=lambda night: night.cpu)[len(nights) // 2]


def _hand_in(folder: Path, answer: Path) -> Cost:
    """Put an answer into the inbox, and return what the night after it costs."""
    shutil.move(answer, folder / "inbox" / "0" / answer.name)
    return nightly(folder)


def _charts(folder: Path) -> int:
    """Return how many charts the documents have: those drawn in workbooks and papers, and those in pages."""
    there = [path for name in _DOCUMENTS for path in (folder / "outbox").glob(f"*/*/{name}/**/*")]
    packed = [path for path in there if path.suffix in (".xlsx", ".docx")]
    parts = [name for path in packed for name in zipfile.ZipFile(path).namelist()]
    drawn = sum(path.read_text("utf-8").count("<svg") for path in there if path.suffix == ".html")
    return drawn + sum(bool(_CHART_PART.fullmatch(name)) for name in parts)


def _make(folder: Path, wards: int) -> list[Path]:
    """Make a workspace whose departments have handed in but a few; return the answers of those, for a night each."""
    workspace = make_workspace(folder, wards, wards * DEPARTMENTS)
    fill_inbox(workspace)
    late = sorted(workspace.inbox.rglob("*.xlsx"))[:REPEATS]
    return [Path(shutil.move(one, folder.with_name(one.name))) for one in late]


def _workers(wards: int) -> list[str]:
    """Return how much sooner a first night is done, by the clock: with two workers, and with two processors.

    One worker has a second processor for what the night does beside it; on one processor both take turns. The nights
    of a ratio are run one right after the other, for a machine is not as quick at any time.
    """
    sooner = []
    with tempfile.TemporaryDirectory() as there:
        _make(Path(there) / "w", wards)
        for number in range(REPEATS):
            seconds = {}
            for workers, processors in ((1, 1), (1, 2), (2, 2)):
                folder = Path(there) / f"w{number}{workers}{processors}"
                shutil.copytree(Path(there) / "w", folder)
                seconds[workers, processors] = _with_workers(folder, workers, processors)
                shutil.rmtree(folder)
            sooner.append((seconds[1, 2] / seconds[2, 2], seconds[1, 1] / seconds[2, 2]))
    by_worker, by_processor = zip(*sooner, strict=True)
    return [
        f"  one worker / two, by the clock, {wards} wards: {_spread(by_worker)} (at least 1.7)",
        f"  one worker on one processor / two on two: {_spread(by_processor)}",
    ]


def _with_workers(folder: Path, workers: int, processors: int) -> float:
    """Return the seconds by the clock of a night with so many workers on so many processors."""
    config = folder / "config.toml"
    config.write_text(re.sub(r"(?m)^workers = \d+", f"workers = {workers}", config.read_text("utf-8")), "utf-8")
    every = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(every)[:processors])  # which the processes of the night take over
    try:
        return nightly(folder).wall
    finally:
        os.sched_setaffinity(0, every)


def _spread(ratios: Sequence[float]) -> str:
    return f"{statistics.median(ratios):.2f} (of {len(ratios)}: {min(ratios):.2f} to {max(ratios):.2f})"


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
