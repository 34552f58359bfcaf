"""Work in processes of its own: a file that kills, hangs or starves its reader costs itself alone."""

from __future__ import annotations

import gc
import multiprocessing
import pickle
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

_MOST_IN_CHUNK = 32
_CHUNKS_PER_WORKER = 4
_GIBI = 1 << 30
MEMORY_LIMIT = 2 * _GIBI
"""What a worker may use beyond what it began with, where the system can tell."""

J = TypeVar("J")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Failure:
    """What stands in place of a result: `code` is of the catalog, `story` what the log should keep."""

    code: str
    story: str


def read_all(
    jobs: Sequence[J],
    work: Callable[[J], R],
    *,
    workers: int,
    timeout: float,
    memory: int = MEMORY_LIMIT,
    on_done: Callable[[int], None] | None = None,
) -> list[R | Failure]:
    """The result of `work` for every job, in their order, or the Failure of that one job.

    `work` is sent to each worker once, jobs and results in chunks: all must be picklable. A chunk whose
    worker dies, or is not done within `timeout` seconds, is tried again one by one, each job with the same
    limit, but for the job that took the greater part of the time: it is not tried twice. `memory` is what a worker
    may use beyond what it began with, in bytes. `on_done` is told the number of jobs done so far.
    """
    if not jobs:
        return []
    with _Crew(jobs, work, max(1, min(workers, len(jobs))), timeout, memory) as crew:
        return crew.run(on_done or (lambda _: None))


class _Crew(Generic[J, R]):
    """A pool of workers that know the work."""

    def __init__(self, jobs: Sequence[J], work: Callable[[J], R], workers: int, timeout: float, memory: int) -> None:
        self._jobs, self._workers, self._timeout = jobs, workers, timeout
        context = multiprocessing.get_context()
        # When each job was begun, by the worker that has it in hand.
        self._begun = context.Array("d", len(jobs), lock=False)
        self._pool = ProcessPool(
            max_workers=workers,
            initializer=_prepare,
            initargs=[work, memory, self._begun],
            context=context,
        )

    def __enter__(self) -> _Crew[J, R]:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._pool.close()  # type: ignore[no-untyped-call]
        else:
            self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    def run(self, on_done: Callable[[int], None]) -> list[R | Failure]:
        results: dict[int, R | Failure] = {}
        waiting = {self._schedule(chunk): chunk for chunk in _chunks(len(self._jobs), self._workers)}
        while waiting:
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                chunk = waiting.pop(future)
                outcome = _outcome(future, self._timeout)
                if not isinstance(outcome, Failure):
                    results.update(zip(chunk, outcome, strict=True))
                    continue
                culprit = self._culprit(chunk, outcome)
                if culprit is not None:
                    results[culprit] = outcome
                waiting |= {self._schedule(range(i, i + 1)): range(i, i + 1) for i in chunk if i != culprit}
            on_done(len(results))
        return [results[index] for index in range(len(self._jobs))]

    def _culprit(self, chunk: range, failure: Failure) -> int | None:
        """The job a chunk failed for, where it is known: it is alone, or took the greater part of the time."""
        if len(chunk) == 1:
            return chunk[0]
        last = max(chunk, key=lambda index: self._begun[index])
        took = time.monotonic() - self._begun[last]
        return last if failure.code == "reader-too-slow" and took > self._timeout / 2 else None

    def _schedule(self, chunk: range) -> Future[list[bytes | Failure]]:
        future: Future[list[bytes | Failure]] = self._pool.schedule(
            _work_on, args=[chunk, [self._jobs[i] for i in chunk]], timeout=self._timeout
        )
        return future


def _chunks(number: int, workers: int) -> Iterator[range]:
    size = max(1, min(_MOST_IN_CHUNK, number // (workers * _CHUNKS_PER_WORKER)))
    return (range(start, min(start + size, number)) for start in range(0, number, size))


def _outcome(future: Future[list[bytes | Failure]], timeout: float) -> list[Any] | Failure:
    try:
        packed = future.result()
    except FutureTimeoutError:
        return Failure("reader-too-slow", f"not done within {timeout:g} seconds")
    except ProcessExpired as error:
        return Failure("reader-died", f"the worker ended unexpectedly: {error} (exit code {error.exitcode})")
    except Exception:  # noqa: BLE001 -- whatever it is, the night goes on
        return Failure("reader-failed", traceback.format_exc())
    return [result if isinstance(result, Failure) else pickle.loads(result) for result in packed]  # noqa: S301 -- ours


_knowledge: dict[str, Any] = {}


def _prepare(work: Callable[[Any], Any], memory: int, begun: Any) -> None:  # noqa: ANN401 -- a shared array
    _knowledge.update(work=work, begun=begun)
    _settle(memory)


def _settle(memory: int) -> None:
    """Begin as a worker that may use so many bytes beyond what it begins with, where the system can tell."""
    # What is known lives as long as the worker: looking through it for rubbish again and again costs a tenth.
    gc.freeze()
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 -- a path of the system
            held = int(statm.read().split()[0]) * resource.getpagesize()
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (held + memory, hard))
    except (OSError, ValueError):
        return


def _work_on(chunk: range, jobs: Sequence[Any]) -> list[bytes | Failure]:
    results = []
    for index, job in zip(chunk, jobs, strict=True):
        _knowledge["begun"][index] = time.monotonic()
        results.append(_attempt(_knowledge["work"], job))
    return results


def _attempt(work: Callable[..., Any], *args: Any) -> bytes | Failure:  # noqa: ANN401 -- whatever the work takes
    """The result packed here, where one that cannot be packed harms its own job alone."""
    try:
        return pickle.dumps(work(*args))
    except MemoryError:
        return Failure("reader-died", traceback.format_exc())
    except Exception:  # noqa: BLE001 -- a bug in one file is told of that file
        return Failure("reader-failed", traceback.format_exc())


class Workshop:
    """Workers that are asked one thing after the other, under limits; they are started when the first one is asked."""

    def __init__(self, seconds: float, memory: int = MEMORY_LIMIT, workers: int = 1) -> None:
        self.seconds = seconds
        self.in_hand = 2 * workers - 1
        """How much to ask for at a time, so that no worker waits; a single one takes turns with who asks."""
        self._memory = memory
        self._workers = workers
        self._pool: ProcessPool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()

    def ask(self, work: Callable[..., R], *args: object) -> Future[list[bytes | Failure]]:
        """Have `work` done as soon as a worker is free: work, arguments and result must be picklable."""
        if self._pool is None:
            context, limit = multiprocessing.get_context(), [self._memory]
            self._pool = ProcessPool(self._workers, initializer=_settle, initargs=limit, context=context)
        asked: Future[list[bytes | Failure]] = self._pool.schedule(
            _attempt_alone, args=[work, *args], timeout=self.seconds
        )
        return asked

    def answer(self, asked: Future[list[bytes | Failure]]) -> Any | Failure:  # noqa: ANN401 -- whatever the work gives
        """Return what was asked for, or the Failure of this one thing: it takes too long, too much memory, or fails."""
        outcome = _outcome(asked, self.seconds)
        return outcome if isinstance(outcome, Failure) else outcome[0]

    def do(self, work: Callable[..., R], *args: object) -> R | Failure:
        """Ask, and wait for the answer."""
        done: R | Failure = self.answer(self.ask(work, *args))
        return done


def _attempt_alone(work: Callable[..., Any], *args: Any) -> list[bytes | Failure]:  # noqa: ANN401 -- as _attempt
    return [_attempt(work, *args)]
