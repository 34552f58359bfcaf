"""Where work is done apart from this process: `local` in processes of this machine, `cluster` on Dask workers."""

from kusei_batch.engine.local import LocalEngine
from kusei_batch.engine.model import MEMORY_LIMIT, Crew, Engine, Failure, Task, WorkLimits
from kusei_batch.engine.tasks import Tasks, do_all, do_one, pack, unpack

__all__ = [
    "MEMORY_LIMIT",
    "Crew",
    "Engine",
    "Failure",
    "LocalEngine",
    "Task",
    "Tasks",
    "WorkLimits",
    "do_all",
    "do_one",
    "pack",
    "unpack",
]
