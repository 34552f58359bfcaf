"""How soon the command line answers, beside importing click alone."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

RUNS = 15


def run() -> list[str]:
    """The printed rows: two medians and their ratio, measured in turn."""
    ours, bare = [], []
    for _ in range(RUNS):
        ours.append(_seconds([str(Path(sys.executable).with_name("kusei")), "--help"]))
        bare.append(_seconds([sys.executable, "-c", "import click"]))
    a, b = statistics.median(ours), statistics.median(bare)
    return [f"start: kusei --help {a * 1000:.0f} ms, importing click {b * 1000:.0f} ms; ratio {a / b:.2f}"]


def _seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started
