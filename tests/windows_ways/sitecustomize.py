"""Read by every Python that finds it on its path: what Windows and the kit lack is gone, and processes are spawned.

Workers inherit the path, and with it the lacks. Whoever opens a way to the network is stopped. A year of nights names
another way to start processes in START: from a server that has read the program and nothing else. They are handed what
spawned ones are handed, and begin with as little, but do not read the program anew, some eighty times.
"""

from __future__ import annotations

import multiprocessing
import os
import socket
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Never

import psutil  # noqa: F401 -- on Windows it asks for none of this


class DroppedFinder:
    """Finds none of the folders that the kit leaves out."""

    @staticmethod
    def find_spec(name: str, path: Iterable[str] | None = None, _target: object = None) -> None:
        """Refuse a folder of tests."""
        if name.endswith(".tests") and any(Path(home, "tests").is_dir() for home in path or ()):
            refuse(f"{name} is not in the kit")


def refuse(why: str) -> Never:
    """Stop what Windows or an office could not do."""
    raise ModuleNotFoundError(why)


def keep_off_the_network(event: str, args: tuple[Any, ...]) -> None:
    """Refuse sockets but those within the machine, by which processes may talk on Linux."""
    if event == "socket.__new__" and args[1] != socket.AF_UNIX:
        refuse("a socket was opened")


sys.modules["resource"] = None  # type: ignore[assignment]
for lacking in ("posix_fadvise", "O_NOFOLLOW", "O_DIRECTORY"):
    delattr(os, lacking)
os.supports_dir_fd.clear()
START = os.environ.get("KUSEI_TEST_START", "spawn")
multiprocessing.set_start_method(START)
if START == "forkserver":
    multiprocessing.set_forkserver_preload(["kusei_batch.pipeline.night", "docxtpl"])
sys.meta_path.insert(0, DroppedFinder())
sys.addaudithook(keep_off_the_network)
