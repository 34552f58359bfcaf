"""The most memory a night held at a time: its coordinator's process, and the largest of those that worked for it.

getrusage cannot tell: of a child it also counts what its parent held when it was started, of all children together
the most that any of them ever held.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen

_LOOK_SECONDS = 0.05
_LOOKS = 10
"""So many looks at the coordinator come to one at its workers, who end later: to look takes time from both."""


@dataclass(frozen=True)
class Held:
    """MiB of the process that was started, and of the largest one below it, with what it shares with that."""

    coordinator: int
    worker: int


def wait_and_watch(process: Popen[bytes]) -> Held:
    """Wait until a process has ended and return the most that it and each of those below it held at a time."""
    looks, coordinator, worker = 0, 0, 0
    while process.poll() is None:
        coordinator = max(coordinator, most_held(process.pid))
        if looks % _LOOKS == 0:
            worker = max([worker, *map(most_held, _below(process.pid))])
        looks += 1
        time.sleep(_LOOK_SECONDS)
    return Held(coordinator, worker)


def most_held(pid: int) -> int:
    """Return the most MiB a process has held since it was started; 0 of one that has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text("utf-8", "replace").splitlines()
    except OSError:
        return 0
    return max((int(line.split()[1]) >> 10 for line in lines if line.startswith("VmHWM:")), default=0)


def _below(pid: int) -> list[int]:
    """Return the processes that a process or one of those below it has started and that have not ended."""
    own: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):  # a thread that has ended meanwhile
            own += map(int, path.read_text().split())
    return [*own, *(further for one in own for further in _below(one))]
