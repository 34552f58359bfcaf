"""The processes of this machine: a file that kills, hangs or starves its reader costs itself alone."""

from __future__ import annotations

import gc
import importlib
import multiprocessing
import pickle
import queue
import time
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from kusei_batch.engine.dispatch import attempt
from kusei_batch.engine.interface import Answer, Broken, Failure, PackedJob, Task, WorkLimits
from kusei_batch.system import limit_memory, starts_with_what_is_loaded

if TYPE_CHECKING:
    from pebble import ProcessPool

_SLOTS = 1 << 15
"""More jobs than are ever in the hands of workers at a time."""

_TASK_TIME = 1.5
"""How many times the time of one job a task of several has: what hangs behind quick ones is found at once."""

PATIENCE_SECONDS = 60.0
"""How much longer than a task may take any is waited for: a worker may have yet to start on a busy machine."""

_OBJECTS = 50_000
"""What a worker makes before it looks for rubbish: a few megabytes."""


@dataclass(frozen=True)
class _Ended:
    """A task whose future is done: where the beginnings of its jobs are noted, and when it ended."""

    task: Task
    first: int
    future: Future[list[Answer]]
    at: float


@dataclass(frozen=True)
class LocalEngine:
    """Up to so many processes of this machine at a time, started by `method` (None: the system's usual one)."""

    processes: int
    method: str | None = None

    def hire(
        self,
        work: Callable[[Any], object] | bytes,
        limits: WorkLimits,
        jobs: int | None = None,
        libraries: Sequence[str] = (),
    ) -> LocalCrew:
        """Return workers of this machine, started with the first task; `work` may come packed."""
        return LocalCrew(work, limits, max(1, min(self.processes, jobs or self.processes)), self.method, libraries)


class LocalCrew:
    """A pool of processes that know one piece of work.

    A task of several jobs has half as much time again as one of them may take; where it does not end within that, the
    job in hand was too slow if it had all of its own time. If not, they were too much together, and are tried in parts.
    Workers answer by one pipe: one that is ended while it answers leaves half an answer there and the pipe locked, so
    that no other is heard any more. Where nothing ends for longer than a task may take, all are replaced.
    """

    least = 8
    """The documents of a ward's round, about: a worker that is given them together opens what they show once."""
    most = 32

    def __init__(
        self,
        work: Callable[[Any], object] | bytes,
        limits: WorkLimits,
        workers: int,
        method: str | None = None,
        libraries: Sequence[str] = (),
    ) -> None:
        self.workers = workers
        self.in_hand = 2 * workers - 1
        """A single worker takes turns with who asks."""
        self._work, self._limits, self._libraries = work, limits, libraries
        self._context = multiprocessing.get_context(method)
        self._begins_loaded = starts_with_what_is_loaded(method)
        self._pool: ProcessPool | None = None
        self._ended: queue.SimpleQueue[_Ended | None] = queue.SimpleQueue()
        self._out: dict[int, Task] = {}
        self._unheard: list[Task] = []
        self._is_closed = False
        self._submitted = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the workers, whatever they have in hand; whoever waits for them gets a CancelledError."""
        self._is_closed = True
        self._end_pool()
        self._ended.put(None)

    def _end_pool(self) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()

    def submit(self, task: Task) -> None:
        """Give a task to the first worker that is free."""
        pool = self._pool if self._pool and self._pool.active else self._start()
        first, self._submitted = self._submitted, self._submitted + len(task.jobs)
        for position in range(len(task.jobs)):
            self._begun[(first + position) % _SLOTS] = 0.0
        self._out[first] = task
        seconds = self._limits.seconds * (_TASK_TIME if len(task.jobs) > 1 else 1)
        future: Future[list[Answer]] = pool.schedule(_work_on, args=[first, task.jobs], timeout=seconds)
        future.add_done_callback(lambda done: self._ended.put(_Ended(task, first, done, time.monotonic())))

    def next_end(self) -> tuple[Task, Sequence[Answer] | Broken]:
        """Wait until a task has ended, and return it with its answers."""
        while not self._unheard:
            try:
                ended = self._ended.get(timeout=self._limits.seconds * _TASK_TIME + PATIENCE_SECONDS)
            except queue.Empty:
                self._replace_all()
                continue
            if ended is None:
                raise CancelledError
            if self._out.pop(ended.first, None):
                return ended.task, self._end(ended)
        failure = Failure("reader-died", "the workers were not heard any more")
        return self._unheard.pop(), Broken(failure, is_shared=True)

    def _replace_all(self) -> None:
        """End the workers, and give up what they have in hand; others are started with the next task."""
        self._end_pool()
        self._pool = None
        self._unheard += self._out.values()
        self._out.clear()

    def _end(self, ended: _Ended) -> list[Answer] | Broken:
        from concurrent.futures.process import BrokenProcessPool

        from pebble import ProcessExpired

        try:
            return ended.future.result()
        except FutureTimeoutError:
            failure = Failure("reader-too-slow", f"not done within {self._limits.seconds:g} seconds")
            # What was begun last may have had little of the time: that says nothing of it.
            begun = [self._begun[(ended.first + position) % _SLOTS] for position in range(len(ended.task.jobs))]
            took = ended.at - max(begun)
            return Broken(failure, begun.index(max(begun)) if max(begun) and took > self._limits.seconds else None)
        except (ProcessExpired, BrokenProcessPool, CancelledError) as error:
            code = f" (exit code {error.exitcode})" if isinstance(error, ProcessExpired) else ""
            return Broken(Failure("reader-died", f"the worker ended unexpectedly: {error}{code}"))
        except Exception:  # noqa: BLE001 -- whatever it is, the night goes on
            return Broken(Failure("reader-failed", traceback.format_exc()))

    def _start(self) -> ProcessPool:
        # A night in which nothing changed gives nobody work, and does without the library.
        from pebble import ProcessPool

        self._end_pool()
        if self._is_closed:
            raise CancelledError
        if self._begins_loaded:
            for name in self._libraries:
                importlib.import_module(name)
        # When each job in hand was begun, by the worker that has it.
        self._begun = self._context.Array("d", _SLOTS, lock=False)
        self._pool = ProcessPool(
            max_workers=self.workers,
            initializer=_prepare,
            initargs=[self._work, self._limits.memory, self._begun],
            context=self._context,
        )
        return self._pool


_knowledge: dict[str, Any] = {}


def _prepare(work: Callable[[Any], object] | bytes, memory: int, begun: Any) -> None:  # noqa: ANN401 -- a shared array
    known = pickle.loads(work) if isinstance(work, bytes) else work  # noqa: S301 -- packed by the process that asks
    _knowledge.update(work=known, begun=begun)
    # What is known lives as long as the worker: looking through it for rubbish again and again costs a tenth.
    gc.freeze()
    # A document is some ten thousand objects: looking among them after every few hundred costs a quarter.
    gc.set_threshold(_OBJECTS)
    limit_memory(memory)


def _work_on(first: int, jobs: Sequence[PackedJob]) -> list[Answer]:
    answers = []
    for slot, job in enumerate(jobs, first):
        _knowledge["begun"][slot % _SLOTS] = time.monotonic()
        answers.append(attempt(_knowledge["work"], job))
    return answers
