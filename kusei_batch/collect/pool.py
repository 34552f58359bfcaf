"""Work in processes of its own: a file that kills, hangs or starves its reader costs itself alone."""

from __future__ import annotations

import gc
import multiprocessing
import pickle
import traceback
from concurrent.futures import FIRST_COMPLETED, wait
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pebble import ProcessExpired, ProcessPool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future

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
    on_done: Callable[[int], None] | None = None,
) -> list[R | Failure]:
    """The result of `work` for every job, in their order, or the Failure of that one job.

    `work` is sent to each worker once, jobs and results in chunks: all must be picklable. A chunk whose
    worker dies, or is not done within `timeout` seconds, is tried again one by one, each job with the same
    limit. `on_done` is told the number of jobs done so far.
    """
    if not jobs:
        return []
    with _Crew(work, min(workers, len(jobs)), timeout) as crew:
        return crew.run(jobs, on_done or (lambda _: None))


class _Crew(Generic[J, R]):
    """A pool of workers that know the work."""

    def __init__(self, work: Callable[[J], R], workers: int, timeout: float) -> None:
        self._workers = max(1, workers)
        self._timeout = timeout
        self._pool = ProcessPool(
            max_workers=self._workers,
            initializer=_prepare,
            initargs=[work],
            context=multiprocessing.get_context(),
        )

    def __enter__(self) -> _Crew[J, R]:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._pool.close()  # type: ignore[no-untyped-call]
        else:
            self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    def run(self, jobs: Sequence[J], on_done: Callable[[int], None]) -> list[R | Failure]:
        results: dict[int, R | Failure] = {}
        waiting = {self._schedule(jobs, chunk): chunk for chunk in _chunks(len(jobs), self._workers)}
        while waiting:
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                chunk = waiting.pop(future)
                outcome = _outcome(future, self._timeout)
                if not isinstance(outcome, Failure):
                    results.update(zip(chunk, outcome, strict=True))
                elif len(chunk) == 1:
                    results[chunk[0]] = outcome
                else:
                    waiting |= {self._schedule(jobs, range(i, i + 1)): range(i, i + 1) for i in chunk}
            on_done(len(results))
        return [results[index] for index in range(len(jobs))]

    def _schedule(self, jobs: Sequence[J], chunk: range) -> Future[list[bytes | Failure]]:
        future: Future[list[bytes | Failure]] = self._pool.schedule(
            _work_on, args=[[jobs[i] for i in chunk]], timeout=self._timeout
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


_knowledge: dict[str, Callable[[Any], Any]] = {}


def _prepare(work: Callable[[Any], Any]) -> None:
    _knowledge["work"] = work
    # What is known lives as long as the worker: looking through it for rubbish again and again costs a tenth.
    gc.freeze()
    _limit_memory()


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 -- a path of the system
            held = int(statm.read().split()[0]) * resource.getpagesize()
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (held + MEMORY_LIMIT, hard))
    except (OSError, ValueError):
        return


def _work_on(jobs: Sequence[Any]) -> list[bytes | Failure]:
    return [_attempt(job) for job in jobs]


def _attempt(job: Any) -> bytes | Failure:  # noqa: ANN401 -- whatever the work takes
    """The result packed here, where one that cannot be packed harms its own job alone."""
    try:
        return pickle.dumps(_knowledge["work"](job))
    except Exception:  # noqa: BLE001 -- a bug in one file is told of that file
        return Failure("reader-failed", traceback.format_exc())
