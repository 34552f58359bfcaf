"""Work that is done in the process of the test, at once, where to start a worker for it is not what the test asks.

A night hires workers twice, and to fork one from a process that holds much takes as long as what it is hired for.
What reaches the work and what comes back is packed and opened as on the way to a worker that begins with nothing, so
that neither side holds what is the other's. A limit of time holds here too; one of memory, and an end by a signal, do
not: `in_processes`, a mark of a module and a fixture of a test, is for those who ask for them.
"""

from __future__ import annotations

import importlib
import math
import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, Self

import pytest

from kusei_batch.engine import Answer, LocalCrew, LocalEngine, PackedJob, Task, WorkLimits
from kusei_batch.engine.dispatch import attempt
from kusei_batch.engine.interface import Broken
from tests.known_documents import KNOWN

HIRE = LocalEngine.hire


@contextmanager
def work_done_here(module: pytest.Item | pytest.Collector) -> Iterator[None]:
    """Have what a module's tests give to workers of this machine done so, unless it is marked `in_processes`."""
    with pytest.MonkeyPatch.context() as patch:
        # Windows has no signal for a limit of time.
        if os.name != "nt" and not module.get_closest_marker("in_processes"):
            patch.setattr(LocalEngine, "hire", hire_here)
        yield


def hire_here(
    engine: LocalEngine,
    work: Callable[[Any], object] | bytes,
    limits: WorkLimits,
    jobs: int | None = None,
    libraries: Sequence[str] = (),
) -> CrewHere | LocalCrew:
    """Return what does the work in this process; of an engine that is told how to start workers, those."""
    if engine.method is not None:
        return HIRE(engine, work, limits, jobs, libraries)
    return CrewHere(work, limits, max(1, min(engine.processes, jobs or engine.processes)), libraries)


class CrewHere:
    """Takes tasks as so many workers would, and has done each when it has taken it."""

    least, most = LocalCrew.least, LocalCrew.most

    def __init__(
        self, work: Callable[[Any], object] | bytes, limits: WorkLimits, workers: int, libraries: Sequence[str]
    ) -> None:
        """Keep what is to be done; it is packed with the first task, as it is for a worker."""
        self.workers = workers
        self.in_hand = 2 * workers - 1
        self._given, self._limits, self._libraries = work, limits, libraries
        self._work: Callable[[Any], object] | None = None
        self._mark: bytes | None = None
        self._ended: deque[tuple[Task, Sequence[Answer] | Broken]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def submit(self, task: Task) -> None:
        """Do what a task asks for."""
        if self._work is None:
            for name in self._libraries:
                importlib.import_module(name)
            self._work, self._mark = _as_sent(self._given)
        with _at_most(self._limits.seconds):
            self._ended.append((task, [self._answer(job) for job in task.jobs]))

    def _answer(self, job: PackedJob) -> Answer:
        return KNOWN.answer(self._mark, job, partial(attempt, self._work, job))

    def next_end(self) -> tuple[Task, Sequence[Answer] | Broken]:
        """Return the next task that has been done, with its answers."""
        return self._ended.popleft()


def _as_sent(work: Callable[[Any], object] | bytes) -> tuple[Any, bytes | None]:
    """Return work as who begins with nothing is sent it, and what marks it where its answers may be known.

    What a test put in its place may be for forked ones alone.
    """
    try:
        packed = work if isinstance(work, bytes) else pickle.dumps(work)
    except (pickle.PicklingError, AttributeError, TypeError):
        return work, None
    return pickle.loads(packed), KNOWN.mark_of(work, packed)  # noqa: S301 -- packed by this process


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():  # no other may be told of a signal
        yield
        return
    before = signal.signal(signal.SIGALRM, _tell_late)
    signal.alarm(math.ceil(seconds))
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _tell_late(*_: object) -> None:
    raise TimeoutError("too slow, and not in a process that could be ended: the test wants `in_processes`")
