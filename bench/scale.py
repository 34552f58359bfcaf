"""make bench-scale: whole nights on this machine's processes and on a Dask cluster on loopback, side by side."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import psutil

from bench.filled import fill_inbox, make_workspace
from bench.loopback import open_loopback

FIRST, MOST = 1_000, 100_000
GROWTH = 4
DEPARTMENTS = 50
WORKERS = 2
MINUTES = 30
DAY = "2026-04-20"


@dataclass(frozen=True)
class Night:
    """What one night cost: seconds by the clock, seconds of processor time, MiB of the largest process of each kind."""

    wall: float
    cpu: float
    coordinator: int
    worker: int


@dataclass(frozen=True)
class Both:
    """The same night over so many workbooks on the processes of this machine and on the cluster."""

    sheets: int
    local: Night
    cluster: Night


def run(most: int = MOST, minutes: float = MINUTES) -> None:
    """Print what nights over 1,000 workbooks and ever more cost, up to `most`, as far as they fit into the minutes."""
    print(f"Python {platform.python_version()} on {platform.machine()}, {os.cpu_count()} processors, {WORKERS} workers")
    print("load before: " + ", ".join(f"{load:.1f}" for load in os.getloadavg()))
    measured: list[Both] = []
    started, took, sheets = time.monotonic(), 0.0, min(FIRST, most)
    while True:
        began = time.monotonic()
        measured.append(_measure(sheets))
        print("\n".join(_rows(measured[-1], measured[0])), flush=True)
        took = time.monotonic() - began
        if sheets == most:
            break
        following = min(sheets * GROWTH, most)
        if time.monotonic() - started + took * following / sheets > minutes * 60:
            print(f"{following:,} workbooks do not fit into {minutes:g} minutes: {sheets:,} are the most measured.")
            break
        sheets = following
    print("load after: " + ", ".join(f"{load:.1f}" for load in os.getloadavg()))


def _rows(one: Both, first: Both) -> list[str]:
    rows = [
        f"{one.sheets:,} workbooks, {_wards(one.sheets)} wards",
        f"  local:   {_said(one.local)}",
        f"  cluster: {_said(one.cluster)}",
        f"  cluster / local: {_more(one.cluster.wall, one.local.wall)} by the clock (at most +5%)",
        f"  cluster / local: {_more(one.cluster.cpu, one.local.cpu)} of processor time",
    ]
    if one.sheets > first.sheets:
        night, before = one.cluster, first.cluster
        rows += [
            f"  workbooks {one.sheets / first.sheets:g} times the first: time {night.wall / before.wall:.1f} times,",
            f"  memory of the coordinator {night.coordinator / before.coordinator:.1f} times,",
            f"  memory of a worker {night.worker / before.worker:.1f} times",
        ]
    return rows


def _more(one: float, other: float) -> str:
    return f"{one / other - 1:+.1%}"


def _said(night: Night) -> str:
    return (
        f"{night.wall:.1f} s by the clock, {night.cpu:.1f} s of processor time, "
        f"coordinator {night.coordinator} MiB, largest worker {night.worker} MiB"
    )


def _wards(sheets: int) -> int:
    return max(1, sheets // DEPARTMENTS)


def _measure(sheets: int) -> Both:
    with tempfile.TemporaryDirectory() as folder:
        filled, twin = Path(folder) / "w", Path(folder) / "twin"
        fill_inbox(make_workspace(filled, _wards(sheets), sheets))
        shutil.copytree(filled, twin, copy_function=_copy)
        local = _night(filled, "", [])
        logs = Path(folder) / "cluster"
        logs.mkdir()
        with open_loopback(logs, WORKERS) as loopback:
            engine = f'[engine]\nkind = "dask"\nscheduler = "{loopback.address}"\n\n'
            cluster = _night(twin, engine, [process.pid for process in loopback.processes])
    return Both(sheets, local, cluster)


def _copy(source: str, target: str) -> None:
    """Copy a file; what nobody writes to is linked."""
    (os.link if "inbox" in Path(source).parts else shutil.copy2)(source, target)


def _night(folder: Path, engine: str, helpers: list[int]) -> Night:
    """Run one night, and return what it cost with its workers and those of the `helpers`."""
    config = folder / "config.toml"
    text = config.read_text("utf-8").replace("workers = 0 ", f"workers = {WORKERS} ")
    config.write_text(text.replace("[folders]", engine + "[folders]", 1), "utf-8")
    command = [sys.executable, "-m", "kusei_batch", "-w", str(folder), "nightly", "--as-of", DAY, "--json"]
    before, started = _cpu(helpers), time.perf_counter()
    with (folder.parent / "night.log").open("wb") as log:
        night = subprocess.Popen(command, stdout=log, stderr=log)
        watch = Watch(night.pid, helpers)
        watch.start()
        if night.wait():
            raise SystemExit((folder.parent / "night.log").read_text("utf-8", "replace"))
    wall = time.perf_counter() - started
    watch.join()
    return Night(wall, watch.cpu + _cpu(helpers) - before, watch.coordinator, watch.worker)


class Watch(threading.Thread):
    """Looks at the night's processes until it ends: the time used last seen, and the most memory held at a time."""

    def __init__(self, night: int, helpers: list[int]) -> None:
        super().__init__(daemon=True)
        self.night, self.helpers = night, helpers
        self.cpu, self.coordinator, self.worker = 0.0, 0, 0

    def run(self) -> None:
        """Look several times a second."""
        while own := _tree(self.night):
            self.cpu = max(self.cpu, sum(map(_used, own)))
            self.coordinator = max(self.coordinator, _held(own[0]))
            workers = [*own[1:], *(process for root in self.helpers for process in _tree(root))]
            self.worker = max([self.worker, *map(_held, workers)])
            time.sleep(0.2)


def _tree(root: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(root)
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return []


def _cpu(roots: list[int]) -> float:
    """Return the processor time of processes, their children, and children that have ended."""
    return sum(_used(process) for root in roots for process in _tree(root))


def _used(process: psutil.Process) -> float:
    try:
        return float(sum(process.cpu_times()[:4]))
    except psutil.Error:
        return 0.0


def _held(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss) >> 20
    except psutil.Error:
        return 0


if __name__ == "__main__":
    run(*(kind(word) for kind, word in zip((int, float), sys.argv[1:], strict=False)))
