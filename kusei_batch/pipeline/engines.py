"""The engine that config.toml names: the only place that knows which there are."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

from kusei_batch.config import Workspace
from kusei_batch.engine import Engine, LocalEngine
from kusei_batch.engine.cluster import connect


def open_engine(workspace: Workspace) -> AbstractContextManager[Engine]:
    """Return the processes of this machine, or the Dask cluster that config.toml names.

    Raise CannotRunError, when entered, where the cluster cannot be used.
    """
    settings = workspace.settings
    if settings.engine.kind == "dask" and settings.engine.scheduler:
        return connect(settings.engine.scheduler)
    return nullcontext(LocalEngine(settings.worker_count))
