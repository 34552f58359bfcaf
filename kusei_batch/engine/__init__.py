"""Where work is done apart from this process: `local` in processes of this machine, `cluster` on Dask workers."""

from kusei_batch.engine.dispatch import Dispatcher, do_all, do_one, pack, unpack
from kusei_batch.engine.interface import MEMORY_LIMIT, Answer, Crew, Engine, Failure, Task, WorkLimits
from kusei_batch.engine.local import LocalCrew, LocalEngine
from kusei_batch.engine.parcel import Parcel

__all__ = [
    "MEMORY_LIMIT",
    "Answer",
    "Crew",
    "Dispatcher",
    "Engine",
    "Failure",
    "LocalCrew",
    "LocalEngine",
    "Parcel",
    "Task",
    "WorkLimits",
    "do_all",
    "do_one",
    "pack",
    "unpack",
]
