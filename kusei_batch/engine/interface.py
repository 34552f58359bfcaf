"""What an engine is: where work is done apart from this process, so that one bad file costs itself alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

_GIBI = 1 << 30
MEMORY_LIMIT = 2 * _GIBI
"""Bytes a worker may use beyond what it began with, where the system can tell."""
LIBRARIES = ("docxtpl",)
"""What papers are made with, and nothing but documents needs."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What stands in place of a result: `code` is of the catalog, `story` what the log should keep."""

    code: str
    story: str


@dataclass(frozen=True, slots=True)
class WorkLimits:
    """What one job may cost: seconds by the clock, and bytes of memory beyond what its worker began with."""

    seconds: float
    memory: int = MEMORY_LIMIT


PackedJob = tuple[bytes, Sequence[bytes]]
"""A job as it is sent to a worker, and beside it what it has in common with others: a task has that once."""

Answer = bytes | Failure
"""What comes back for one job: its result, packed, or why there is none."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A task that came to no end: why, and for which of its jobs (by position), where that is known.

    `is_shared` tells that another task may have been to blame, for it was with the same worker.
    """

    failure: Failure
    culprit: int | None = None
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """Packed jobs that are done one after the other by one worker; `keys` name them to whoever asked."""

    keys: Sequence[int]
    jobs: Sequence[PackedJob]

    def part(self, start: int, end: int) -> Task:
        """Return the jobs from one position up to another as a task of their own."""
        return Task(self.keys[start:end], self.jobs[start:end])


class Crew(Protocol):
    """Workers that know one piece of work. A crew is used by one thread."""

    least: int
    """Jobs that make a task worth its while, where there are so many."""
    most: int
    """Jobs in one task: what is lost with a worker is done again."""

    @property
    def in_hand(self) -> int:
        """How many tasks to have with the workers at a time, so that none of them waits."""

    @property
    def workers(self) -> int:
        """How many tasks are worked on at a time."""

    def submit(self, task: Task) -> None:
        """Give a task to the first worker that is free."""

    def next_end(self) -> tuple[Task, Sequence[Answer] | Broken]:
        """Wait until a task has ended, and return it with its answers, in the order of its jobs.

        Raise CannotRunError where no worker is left that could do it.
        """


class Engine(Protocol):
    """The processes of this machine, or the workers of a cluster: whoever asks does not know which."""

    def hire(
        self,
        work: Callable[[Any], object],
        limits: WorkLimits,
        jobs: int | None = None,
        libraries: Sequence[str] = (),
    ) -> AbstractContextManager[Crew]:
        """Return workers that are sent `work` once each, with all it knows, then jobs: all must be picklable.

        `jobs` is how many there will be, where that is known; `libraries` are modules the work needs that nothing else
        does, so that no worker imports them again: that takes a second of processor time.
        """
