"""Jobs on their way to workers and back; the same for every engine."""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from kusei_batch.engine.interface import Answer, Broken, Crew, Engine, Failure, PackedJob, Task, WorkLimits

J = TypeVar("J")

_TASKS_PER_WORKER = 4
_MOST_BYTES = 8 << 20
"""A task is kept in memory on every machine it passes through."""


class Dispatcher:
    """Tasks in the hands of a crew: one that breaks is halved until the job it breaks for is found.

    No job is given up for the first worker that ended over it: the second one tells whether it was the job.
    """

    def __init__(self, crew: Crew) -> None:
        self._crew = crew
        self._submitted = 0
        # Single jobs that may have broken for another's sake.
        self._suspects: list[Task] = []
        # Whether the last one is being tried while no other is with a worker.
        self._alone = False
        # Jobs whose worker has ended once: the system may have ended it for want of memory, or somebody by hand.
        self._tried: set[int] = set()

    @property
    def out(self) -> int:
        """How many tasks have not come to their end."""
        return self._submitted + len(self._suspects)

    def submit(self, task: Task) -> None:
        """Give a task to the workers; its answers come later."""
        self._crew.submit(task)
        self._submitted += 1

    def answers(self) -> Iterator[tuple[int, Answer]]:
        """Wait for a task to end, and yield its answers, each with its job's key; none yet for jobs tried again."""
        self._alone = not self._submitted
        if self._alone:
            self.submit(self._suspects.pop(0))
        task, end = self._crew.next_end()
        self._submitted -= 1
        if isinstance(end, Broken):
            yield from self._try_again(task, end)
        else:
            yield from zip(task.keys, end, strict=True)

    def _try_again(self, task: Task, end: Broken) -> Iterator[tuple[int, Answer]]:
        number = len(task.keys)
        if number == 1 and end.is_shared and not self._alone:
            self._suspects.append(task)
            return
        if number == 1 and end.failure.code == "reader-died" and not end.is_shared and task.keys[0] not in self._tried:
            self._tried.add(task.keys[0])
            self.submit(task)
            return
        self._tried.update(task.keys)
        culprit = 0 if number == 1 else end.culprit
        if culprit is None:
            parts = [task.part(0, number // 2), task.part(number // 2, number)]
        else:
            yield task.keys[culprit], end.failure
            parts = [task.part(0, culprit), task.part(culprit + 1, number)]
        for part in parts:
            if part.keys:
                self.submit(part)


def pack(job: object) -> PackedJob:
    """Return a job as it is sent to a worker, with the parcels in it beside it."""
    parcels: list[pickle.PickleBuffer] = []
    packed = pickle.dumps(job, 5, buffer_callback=parcels.append)
    return packed, [one.raw().obj for one in parcels]  # type: ignore[misc]  # they are bytes


def unpack(answer: Answer) -> Any | Failure:  # noqa: ANN401 -- whatever the work gives
    """Return what a worker made of a job, or its Failure."""
    return answer if isinstance(answer, Failure) else pickle.loads(answer)  # noqa: S301 -- packed by our own workers


def open_job(job: PackedJob) -> Any:  # noqa: ANN401 -- whatever was packed
    """Return a job that was sent."""
    packed, parcels = job
    return pickle.loads(packed, buffers=parcels)  # noqa: S301 -- packed by the process that asks


def attempt(work: Callable[[Any], object], job: PackedJob) -> Answer:
    """Return the packed result of a packed job: one that fails, or cannot be packed, harms itself alone."""
    try:
        return pickle.dumps(work(open_job(job)))
    except MemoryError:
        return Failure("reader-died", traceback.format_exc())
    except Exception:  # noqa: BLE001 -- a bug in one file costs that file alone
        return Failure("reader-failed", traceback.format_exc())


def do_all(
    crew: Crew,
    jobs: Sequence[J],
    load: Callable[[J], object] = lambda job: job,
    on_done: Callable[[int], None] = lambda _: None,
) -> list[Any | Failure]:
    """Return what the crew's work makes of every job, in their order, or the Failure of that one job.

    `load` gives what is sent of a job when its turn has come, so that few files are in memory at a time; `on_done` is
    told the number of jobs done so far.
    """
    results: dict[int, Any] = {}
    tasks = Dispatcher(crew)
    # So many jobs make a task that all workers are busy to the end.
    size = max(crew.least, min(crew.most, len(jobs) // (crew.workers * _TASKS_PER_WORKER)))
    for task in _cut(jobs, load, size, results):
        _take(tasks, crew.in_hand, results, on_done)
        tasks.submit(task)
    _take(tasks, 1, results, on_done)
    return [results[number] for number in range(len(jobs))]


def do_one(engine: Engine, work: Callable[[Any], object], limits: WorkLimits, job: object) -> Any | Failure:  # noqa: ANN401 -- whatever the work gives
    """Return what `work` makes of a single job, or its Failure."""
    with engine.hire(work, limits, 1) as crew:
        return do_all(crew, [job])[0]


def _cut(jobs: Sequence[J], load: Callable[[J], object], size: int, results: dict[int, Any]) -> Iterator[Task]:
    """Return the jobs in tasks; what cannot even be sent has its Failure entered in `results`."""
    keys: list[int] = []
    packed: list[PackedJob] = []
    # What the task has beside its jobs, by identity: as it is sent once.
    beside: dict[int, bytes] = {}
    for number, job in enumerate(jobs):
        try:
            packed.append(pack(load(job)))
            keys.append(number)
            beside.update((id(parcel), parcel) for parcel in packed[-1][1])
        except Exception:  # noqa: BLE001 -- whatever it is, the other jobs are done
            results[number] = Failure("reader-failed", traceback.format_exc())
        if len(keys) == size or sum(map(len, (*(job for job, _ in packed), *beside.values()))) >= _MOST_BYTES:
            yield Task(keys, packed)
            keys, packed, beside = [], [], {}
    if keys:
        yield Task(keys, packed)


def _take(tasks: Dispatcher, most: int, results: dict[int, Any], on_done: Callable[[int], None]) -> None:
    """Enter what has come back, until fewer than `most` tasks are out."""
    while tasks.out >= most:
        results.update((key, unpack(answer)) for key, answer in tasks.answers())
        on_done(len(results))
