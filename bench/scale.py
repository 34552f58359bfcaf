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
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import psutil

from bench.filled import fill_inbox, make_workspace
from bench.held import most_held
from bench.loopback import open_loopback

FIRST, MOST = 1_000, 100_000
SIZES = 3
SLOWER = 1.2
"""How much more than the last one a larger night may take for each workbook."""
DEPARTMENTS = 50
WORKERS = 2
MINUTES = 30
DAY = "2026-04-20"
WORK = "reading and making"


@dataclass(frozen=True)
class Night:
    """What one night cost: seconds by the clock, and milliseconds of processor time by what used it.

    `coordinator` and `worker` are the MiB of the largest process of each kind.
    """

    wall: float
    used: Counter[str]
    coordinator: int
    worker: int

    @property
    def cpu(self) -> float:
        """Seconds of processor time of all processes."""
        return self.used.total() / 1000


@dataclass(frozen=True)
class Both:
    """The same night over so many workbooks on the processes of this machine and on the cluster."""

    sheets: int
    local: Night
    cluster: Night


def run(most: int = MOST, minutes: float = MINUTES) -> None:
    """Print what nights of three sizes cost, from 1,000 workbooks up to `most`, as large as the minutes allow."""
    print(f"Python {platform.python_version()} on {platform.machine()}, {os.cpu_count()} processors, {WORKERS} workers")
    print("load before: " + ", ".join(f"{load:.1f}" for load in os.getloadavg()))
    measured: list[Both] = []
    end, sheets = time.monotonic() + minutes * 60, min(FIRST, most)
    for further in reversed(range(SIZES)):
        began = time.monotonic()
        measured.append(_measure(sheets))
        print("\n".join(_rows(measured[-1], measured[0])), flush=True)
        now = time.monotonic()
        following = _following(sheets, (now - began) / sheets * SLOWER, end - now, further, most)
        if following <= sheets:
            break
        sheets = following
    said = ", ".join(f"{one.sheets:,}" for one in measured)
    least = "" if sheets == most else f"; {most:,} do not fit into {minutes:g} minutes"
    print(f"measured: nights over {said} workbooks, once each, a cluster started for each and ready before it{least}")
    print("load after: " + ", ".join(f"{load:.1f}" for load in os.getloadavg()))


def _following(sheets: int, seconds: float, left: float, further: int, most: int) -> int:
    """Return the next size of so many further ones that grow evenly, up to `most` and as far as the time that is left.

    `seconds` is what a workbook takes. Where there is no time for more, it is the same size.
    """
    if not further:
        return sheets
    times: float = (most / sheets) ** (1 / further)
    while times > 1 and seconds * sum(sheets * times**step for step in range(1, further + 1)) > left:
        times *= 0.98
    return most if further == 1 and sheets * times >= most else int(sheets * max(times, 1)) // DEPARTMENTS * DEPARTMENTS


def _rows(one: Both, first: Both) -> list[str]:
    rows = [
        f"{one.sheets:,} workbooks, {_wards(one.sheets)} wards",
        f"  local:   {_said(one.local)}",
        f"  cluster: {_said(one.cluster)}",
        f"  cluster / local: {_more(one.cluster.wall, one.local.wall)} by the clock (at most +5%)",
        f"  cluster / local: {_more(one.cluster.cpu, one.local.cpu)} of processor time, which is to say a core",
        *(
            f"    {what}: {one.cluster.used[what] / 1000:.1f} s, local {one.local.used[what] / 1000:.1f} s"
            for what in one.cluster.used | one.local.used
        ),
    ]
    if one.sheets > first.sheets:
        rows += [
            f"  {what}, workbooks {one.sheets / first.sheets:.2f} times the first: time {night.wall / before.wall:.2f} "
            f"times, processor time {night.cpu / before.cpu:.2f} times, memory of the coordinator "
            f"{night.coordinator / before.coordinator:.2f} times, of a worker {night.worker / before.worker:.2f} times"
            for what, night, before in (("local", one.local, first.local), ("cluster", one.cluster, first.cluster))
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
        local = _night(filled, "")
        logs = Path(folder) / "cluster"
        logs.mkdir()
        with open_loopback(logs, WORKERS) as loopback:
            engine = f'[engine]\nkind = "dask"\nscheduler = "{loopback.address}"\n\n'
            cluster = _night(twin, engine, *(process.pid for process in loopback.processes))
    return Both(sheets, local, cluster)


def _copy(source: str, target: str) -> None:
    """Copy a file; what nobody writes to is linked."""
    (os.link if "inbox" in Path(source).parts else shutil.copy2)(source, target)


def _night(folder: Path, engine: str, *helpers: int) -> Night:
    """Run one night, and return what it cost with its workers; `helpers` are the processes of a cluster's two parts."""
    config = folder / "config.toml"
    text = config.read_text("utf-8").replace("workers = 0 ", f"workers = {WORKERS} ")
    config.write_text(text.replace("[folders]", engine + "[folders]", 1), "utf-8")
    command = [sys.executable, "-m", "kusei_batch", "-w", str(folder), "nightly", "--as-of", DAY, "--json"]
    before, started = _used_by(helpers), time.perf_counter()
    with (folder.parent / "night.log").open("wb") as log:
        night = subprocess.Popen(command, stdout=log, stderr=log)
        watch = Watch(night.pid, helpers)
        watch.start()
        if night.wait():
            raise SystemExit((folder.parent / "night.log").read_text("utf-8", "replace"))
    wall = time.perf_counter() - started
    watch.join()
    used = _used_by(helpers)
    used.subtract(before)
    return Night(wall, used + watch.used, watch.coordinator, watch.worker)


class Watch(threading.Thread):
    """Looks at the night's processes until it ends: the time used last seen, and the most memory held at a time."""

    def __init__(self, night: int, helpers: Sequence[int]) -> None:
        super().__init__(daemon=True)
        self.night, self.helpers = night, helpers
        self.used: Counter[str] = Counter()
        self.coordinator, self.worker = 0, 0

    def run(self) -> None:
        """Look several times a second."""
        while own := _tree(self.night):
            self.used |= Counter({"coordinator": _used(own[0], 2), WORK: sum(map(_used, own)) - _used(own[0], 2)})
            self.coordinator = max(self.coordinator, most_held(own[0].pid))
            workers = [*own[1:], *(process for root in self.helpers for process in _tree(root))]
            self.worker = max([self.worker, *(most_held(process.pid) for process in workers)])
            time.sleep(0.2)


def _tree(root: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(root)
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return []


def _used_by(helpers: Sequence[int]) -> Counter[str]:
    """Return the processor time the scheduler, the nannies, the Dask workers and what works for them have used."""
    used: Counter[str] = Counter()
    for root in helpers:
        for process in _tree(root):
            used[_kind(process, helpers)] += _used(process)
    return used


def _kind(process: psutil.Process, helpers: Sequence[int]) -> str:
    if process.pid in helpers:
        return ("scheduler", "nannies")[helpers.index(process.pid)]
    try:
        return WORK if any("forkserver" in word for word in process.cmdline()) else "Dask workers"
    except psutil.Error:
        return WORK


def _used(process: psutil.Process, kinds: int = 4) -> int:
    """Return the milliseconds a process has used: its own, and of four kinds also its ended children's."""
    try:
        return int(1000 * sum(process.cpu_times()[:kinds]))
    except psutil.Error:
        return 0


if __name__ == "__main__":
    run(*(kind(word) for kind, word in zip((int, float), sys.argv[1:], strict=False)))
