"""Whole nights over many wards: what a first one costs, one in which nothing changed, and one with one answer more."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.filled import fill_inbox, make_workspace

DEPARTMENTS = 14
FEW, MANY = 20, 80
DAY = "2026-04-20"


@dataclass(frozen=True)
class Night:
    """What one `kusei nightly` cost: seconds of processor time, seconds by the clock, peak memory in MiB."""

    cpu: float
    wall: float
    memory: int


def run(few: int = FEW, many: int = MANY) -> list[str]:
    """Return the printed rows: costs of whole nights, each a process of its own, and their ratios."""
    rows, full = [], {}
    for wards in (few, many):
        with tempfile.TemporaryDirectory() as folder:
            full[wards], unchanged, one = _nights(Path(folder) / "w", wards)
        rows += [
            f"whole night: {wards} wards, {wards * DEPARTMENTS} sheets: {_said(full[wards])}",
            f"  nothing changed / full: {unchanged.cpu / full[wards].cpu:.3f} ({unchanged.cpu:.2f} s; at most 0.03)",
            f"  one ward changed / full: {one.cpu / full[wards].cpu:.3f} ({one.cpu:.2f} s; at most 0.05)",
        ]
    ratio = (full[many].cpu / many) / (full[few].cpu / few)
    return [*rows, f"  cost of a ward at {many} wards / at {few}: {ratio:.2f} (at most 1.1)"]


def _nights(folder: Path, wards: int) -> tuple[Night, Night, Night]:
    workspace = make_workspace(folder, wards, wards * DEPARTMENTS)
    fill_inbox(workspace)
    late = min(workspace.inbox.rglob("*.xlsx"))
    kept = shutil.move(late, folder.with_name("late.xlsx"))
    full, unchanged = _nightly(folder), _nightly(folder)
    shutil.move(kept, late)
    return full, unchanged, _nightly(folder)


def _nightly(folder: Path) -> Night:
    """Run one night in a process of its own and return what it and its workers cost."""
    before, started = _cpu(), time.perf_counter()
    command = [sys.executable, "-m", "kusei_batch", "-w", str(folder), "nightly", "--as-of", DAY]
    # As on a user's machine, where the modules are compiled once and not on every start.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, check=False, capture_output=True, env=kept)
    if done.returncode:
        raise SystemExit(done.stderr.decode())
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return Night(_cpu() - before, time.perf_counter() - started, peak)


def _said(night: Night) -> str:
    return f"{night.cpu:.2f} s of processor time, {night.wall:.1f} s by the clock, {night.memory} MiB"


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    print("\n".join(run(*map(int, sys.argv[1:]))))
