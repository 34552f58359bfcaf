"""What runs on a Dask worker: the same crew as on one machine, in processes of its own."""

from __future__ import annotations

import multiprocessing
import pickle
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from distributed.diagnostics.plugin import WorkerPlugin

from kusei_batch.engine.dispatch import Dispatcher
from kusei_batch.engine.interface import LIBRARIES, Answer, PackedJob, Task, WorkLimits
from kusei_batch.engine.local import LocalCrew, LocalEngine
from kusei_batch.engine.program import name_differences, program_parts
from kusei_batch.system import SAFE_METHOD

if TYPE_CHECKING:
    from distributed import Worker


_MODULES = ("kusei_batch.pipeline.night", *LIBRARIES)
"""What any work needs: a process that is begun from one that has it starts at once."""


def get_ready() -> None:
    """Name what the process has loaded from which those are begun that work for this worker: it starts but once."""
    # The nanny starts its worker as one that may have no processes of its own, for they would outlive it.
    # Ours do not: they end when the pipe to the worker closes.
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]  # noqa: SLF001
    multiprocessing.get_context(SAFE_METHOD).set_forkserver_preload(["__main__", *_MODULES])


def dask_setup(_worker: Worker) -> None:
    """Read, before its first work, what a worker needs all its life: Dask calls this as it starts one (dask.yaml)."""
    get_ready()
    first = multiprocessing.get_context(SAFE_METHOD).Process(target=int)  # type: ignore[attr-defined]
    first.start()
    first.join()
    program_parts()


class OtherProgramError(Exception):
    """A worker that joined later runs another program than the coordinator; the argument says what differs."""


@dataclass(frozen=True)
class WorkOrder:
    """What a worker is to know beforehand: the work with all it knows, packed, its limits, and by what program."""

    name: str
    work: bytes
    limits: WorkLimits
    program: dict[str, str]


class Knowledge(WorkerPlugin):
    """An order, which the scheduler sends once to each worker, those included that start later."""

    idempotent = True

    def __init__(self, order: WorkOrder) -> None:
        self.name = order.name
        self._order = order
        self._crews: dict[int, LocalCrew] = {}

    def setup(self, worker: Worker) -> None:  # noqa: ARG002 -- Dask's interface
        """Keep the order from now on."""
        _known[self.name] = self

    def teardown(self, worker: Worker) -> None:  # noqa: ARG002 -- Dask's interface
        """Forget the order, and end the processes that worked on it."""
        _known.pop(self.name, None)
        for crew in self._crews.values():
            crew.close()

    def crew(self) -> LocalCrew:
        """Return the process that works for this thread."""
        thread = threading.get_ident()
        if thread not in self._crews:
            different = name_differences(self._order.program, program_parts())
            if different:
                raise OtherProgramError(different)
            get_ready()
            self._crews[thread] = LocalEngine(1, SAFE_METHOD).hire(self._order.work, self._order.limits)
        return self._crews[thread]


_known: dict[str, Knowledge] = {}


def work_on(name: str, packed: bytes) -> bytes:
    """Return the packed answers to packed jobs, in their order; `name` is that of the order they belong to."""
    jobs: list[PackedJob] = pickle.loads(packed)  # noqa: S301 -- packed by the coordinator
    tasks = Dispatcher(_known[name].crew())
    tasks.submit(Task(range(len(jobs)), jobs))
    answers: dict[int, Answer] = {}
    while tasks.out:
        answers.update(tasks.answers())
    return pickle.dumps([answers[number] for number in range(len(jobs))])
