"""A Dask cluster on this machine: a scheduler and workers with nannies, which nobody else reaches."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = {"DASK_CONFIG": str(ROOT / "kusei_batch" / "engine" / "dask.yaml")}
NOTHING_BEFOREHAND = {"DASK_DISTRIBUTED__WORKER__PRELOAD": "[]"}
SECONDS_TO_START = 240


@dataclass
class Loopback:
    """A scheduler and the workers that were started for it; `folder` takes their logs."""

    folder: Path
    address: str = ""
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start_scheduler(self) -> None:
        """Start the scheduler and wait until it can be reached."""
        told = self.folder / "scheduler.json"
        options = ["--host", "127.0.0.1", "--port", "0", "--dashboard-address", "127.0.0.1:0"]
        self._start("scheduler", [*options, "--scheduler-file", str(told)])
        for _ in range(SECONDS_TO_START * 10):
            with contextlib.suppress(OSError, ValueError):
                self.address = json.loads(told.read_text("utf-8"))["address"]
                return
            time.sleep(0.1)
        raise SystemExit("the scheduler did not start: " + (self.folder / "scheduler.log").read_text())

    def start_workers(self, number: int, environment: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Start so many workers with one thread and a nanny each; they connect by and by.

        Those with an environment of their own learn nothing beforehand: their program may be another one.
        """
        options = ["--nworkers", str(number), "--nthreads", "1", "--local-directory", str(self.folder)]
        own = {**environment, **NOTHING_BEFOREHAND} if environment else None
        return self._start("worker", [self.address, *options, "--no-dashboard"], own)

    def wait_for_workers(self, number: int) -> None:
        """Wait until so many workers are connected."""
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(number, timeout=SECONDS_TO_START)

    def stop(self) -> None:
        """End everything that was started."""
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()
            process.wait()

    def _start(self, what: str, options: list[str], own: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        environment = {**os.environ, "PYTHONPATH": path, **SETTINGS, **(own or {})}
        with (self.folder / f"{what}.log").open("ab") as log:
            command = [sys.executable, "-m", "dask", what, *options]
            process = subprocess.Popen(command, stdout=log, stderr=log, env=environment, cwd=self.folder)
        self.processes.append(process)
        return process


@contextlib.contextmanager
def open_loopback(folder: Path, workers: int) -> Iterator[Loopback]:
    """Give a cluster of so many workers, which is ended afterwards."""
    cluster = Loopback(folder)
    try:
        cluster.start_scheduler()
        if workers:
            cluster.start_workers(workers)
            cluster.wait_for_workers(workers)
        yield cluster
    finally:
        cluster.stop()
