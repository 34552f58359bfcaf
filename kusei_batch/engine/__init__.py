"""Where work is done apart from this process: `local` in processes of this machine, `cluster` on Dask workers."""

from kusei_batch.engine.dispatch import Dispatcher, do_all, do_one, pack, unpack
from kusei_batch.engine.interface import (
    LIBRARIES,
    MEMORY_LIMIT,
    Answer,
    Crew,
    Engine,
    Failure,
    PackedJob,
    Task,
    WorkLimits,
)
from kusei_batch.engine.local import LocalCrew, LocalEngine
from kusei_batch.engine.parcel import Parcel

__all__ = [
    "LIBRARIES",
    "MEMORY_LIMIT",
    "Answer",
    "Crew",
    "Dispatcher",
    "Engine",
    "Failure",
    "LocalCrew",
    "LocalEngine",
    "PackedJob",
    "Parcel",
    "Task",
    "WorkLimits",
    "do_all",
    "do_one",
    "pack",
    "unpack",
]
