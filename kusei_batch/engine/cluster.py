"""The workers of a Dask cluster. Only what is on them is read from here; the ledger stays with who asks."""

from __future__ import annotations

import hashlib
import pickle
import queue
import time
import uuid
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kusei_batch.engine.interface import Answer, Broken, Failure, Task, WorkLimits
from kusei_batch.engine.program import name_differences, program_parts
from kusei_batch.errors import CannotRunError

if TYPE_CHECKING:
    from distributed import Client, Future

EXTRA = "kusei_batch[dask]"
CONNECT_SECONDS = 10.0
LOOK_SECONDS = 5.0
"""How often to look whether there are workers still, while nothing comes back."""
PATIENCE_SECONDS = 60.0
"""How long to wait for a worker where there is none: a nanny takes some seconds to start one again."""
_HOW = "docs/scale.md に、スケジューラとワーカーの始め方があります。"
_AT_ONCE = 'この1台だけで動かすには、config.toml の [engine] の kind を "local" にします。'


@contextmanager
def connect(address: str) -> Iterator[DaskEngine]:
    """Give the workers of the cluster whose scheduler is at `address` (`tcp://host:port`, or `tls://`).

    Raise CannotRunError where Dask is not installed, the scheduler does not answer, or no worker can be used.
    """
    client = _open_client(address)
    try:
        yield DaskEngine(client, address, check_workers(client, address))
    finally:
        with suppress(OSError, TimeoutError):
            client.close(timeout=CONNECT_SECONDS)


def _open_client(address: str) -> Client:
    try:
        import dask

        # What Dask says in English of connections and versions is said here in Japanese.
        dask.config.set({"logging": dict.fromkeys(("distributed", "distributed.client"), "critical")})
        from distributed import Client
    except ImportError as error:
        raise CannotRunError(
            f'config.toml の [engine] の kind は "dask" ですが、Dask が入っていません（{error.name}）。',
            f"pip install '{EXTRA}' で入れてください。{_AT_ONCE}",
        ) from error
    dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 GiB"})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise CannotRunError(
            f"Dask のスケジューラ「{address}」が応答しません。処理を始めませんでした。",
            f"スケジューラが動いているか、config.toml の [engine] の scheduler の番地と、通信の許可を確かめてください。"
            f"{_HOW}{_AT_ONCE}",
        ) from error


def check_workers(client: Client, address: str) -> int:
    """Return how many tasks the workers do at a time.

    Raise CannotRunError where there is no worker, or one runs another program than this one.
    """
    with _told_when_lost(address):
        with suppress(TimeoutError):
            client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        found = client.run(program_parts, on_error="return")
    if not found:
        raise _no_workers(address)
    different = {
        worker: f"kusei_batch を使えません（{parts}）" if isinstance(parts, Exception) else said
        for worker, parts in found.items()
        if isinstance(parts, Exception) or (said := name_differences(program_parts(), parts))
    }
    if different:
        raise other_program("\n".join(f"{worker}: {said}" for worker, said in sorted(different.items())))
    return sum(client.nthreads().values())


def _no_workers(address: str) -> CannotRunError:
    return CannotRunError(
        f"Dask のスケジューラ「{address}」に、ワーカーが1つもつながっていません。",
        f"ワーカーを始めてから、もう一度実行してください。{_HOW}{_AT_ONCE}",
    )


def other_program(said: str) -> CannotRunError:
    """Return what is reported of workers whose program is another one."""
    return CannotRunError(
        f"Dask のワーカーのプログラムが、こちらと違います。同じ結果にならないので、処理をやめました。\n{said}",
        f"ワーカーの機械に、こちらと同じ版を入れて（pip install '{EXTRA}' に -c constraints.txt を付けます）、"
        "ワーカーを始め直してください。",
    )


@contextmanager
def _told_when_lost(address: str, *but: type[Exception]) -> Iterator[None]:
    """Raise CannotRunError for whatever Dask raises where the scheduler is gone, whatever that is, `but` for these."""
    try:
        yield
    except but:
        raise
    except Exception as error:
        raise CannotRunError(
            f"Dask のスケジューラ「{address}」かワーカーとの間で、処理を続けられなくなりました"
            f"（{type(error).__name__}: {error}）。",
            "ここまでに受け取ったものは残っています。スケジューラとワーカーを確かめてから、もう一度実行してください。"
            f"{_AT_ONCE}",
        ) from error


@dataclass(frozen=True)
class DaskEngine:
    """The workers of a cluster, and how many tasks they do at a time."""

    client: Client
    address: str
    workers: int

    @contextmanager
    def hire(
        self,
        work: Callable[[Any], object],
        limits: WorkLimits,
        jobs: int | None = None,  # noqa: ARG002 -- see Engine
        libraries: Sequence[str] = (),  # noqa: ARG002 -- workers have them from the start
    ) -> Iterator[DaskCrew]:
        """Give the workers, each of which is sent `work` once, by the hash of what it holds."""
        from kusei_batch.engine.worker import Knowledge, WorkOrder

        packed = pickle.dumps(work)
        name = f"kusei-{self.client.id}-{hashlib.sha256(packed).hexdigest()}"
        with _told_when_lost(self.address):
            self.client.register_plugin(Knowledge(WorkOrder(name, packed, limits, program_parts())))
        crew = DaskCrew(self, name)
        try:
            yield crew
        finally:
            with suppress(Exception):  # whatever has become of the cluster, the run has ended
                crew.cancel()
                self.client.unregister_worker_plugin(name)


class DaskCrew:
    """The workers of a cluster that know one piece of work.

    A worker has its jobs done by a process of its own, so that a hostile file ends or hangs that one. Where a worker
    ends all the same, its nanny starts another, and Dask gives up a task that has cost several.
    """

    least = most = 50

    def __init__(self, engine: DaskEngine, name: str) -> None:
        self.workers = engine.workers
        self._engine, self._name = engine, name
        self._out: dict[str, tuple[Task, Future[bytes]]] = {}
        self._ended: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._alone_since: float | None = None

    @property
    def in_hand(self) -> int:
        """One task that is worked on and one that waits, for each worker."""
        return 2 * self.workers

    def submit(self, task: Task) -> None:
        """Give a task to the first worker that is free."""
        from kusei_batch.engine.worker import work_on

        key = f"kusei-{uuid.uuid4()}"
        with _told_when_lost(self._engine.address):
            future = self._engine.client.submit(work_on, self._name, pickle.dumps(task.jobs), key=key, pure=False)
        self._out[key] = task, future
        future.add_done_callback(lambda done: self._ended.put(done.key))

    def next_end(self) -> tuple[Task, Sequence[Answer] | Broken]:
        """Wait until a task has ended, and return it with its answers."""
        while True:
            try:
                key = self._ended.get(timeout=LOOK_SECONDS)
                break
            except queue.Empty:
                self._look()
        self._alone_since = None
        task, future = self._out.pop(key)
        return task, self._end(future)

    def cancel(self) -> None:
        """Give up what has not ended."""
        self._engine.client.cancel([future for _, future in self._out.values()])

    def _end(self, future: Future[bytes]) -> list[Answer] | Broken:
        from distributed import KilledWorker

        from kusei_batch.engine.worker import OtherProgramError

        try:
            with _told_when_lost(self._engine.address, KilledWorker, OtherProgramError):
                answers: list[Answer] = pickle.loads(future.result())  # noqa: S301 -- packed by our own workers
        except KilledWorker as error:
            return Broken(Failure("reader-died", f"the worker ended unexpectedly: {error}"), is_shared=True)
        except OtherProgramError as error:
            raise other_program(str(error)) from error
        return answers

    def _look(self) -> None:
        """Raise CannotRunError where the scheduler is gone, or all workers have been for a while."""
        with _told_when_lost(self._engine.address):
            threads = self._engine.client.nthreads()
        self.workers = sum(threads.values()) or self.workers
        now = time.monotonic()
        self._alone_since = None if threads else self._alone_since or now
        if self._alone_since and now - self._alone_since > PATIENCE_SECONDS:
            raise _no_workers(self._engine.address)
