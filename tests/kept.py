"""What many tests need alike is made once a run: by whichever worker comes to it first, and for all of them.

What is made follows from who makes it, from what that is given, and from the files of this program and its tests, which
stay as they are while a run lasts. Nothing of it is left after a run that comes to its end; of one that is killed a
folder `kusei_kept_…` stays among the system's temporary files.
"""

from __future__ import annotations

import atexit
import os
import pickle
import shutil
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from filelock import FileLock

_FOLDER = "KUSEI_TESTS_KEPT"


def folder_of_run() -> Path:
    """Return where this run keeps things: a folder of whoever asks first, told to all processes that this one starts."""
    if _FOLDER not in os.environ:
        made = tempfile.TemporaryDirectory(prefix="kusei_kept_")
        atexit.register(made.cleanup)
        os.environ[_FOLDER] = made.name
    return Path(os.environ[_FOLDER])


def keep(key: object, work: Callable[[], Any]) -> Any:
    """Return what `work` gives, which is done once a run; its result is pickled, and each who asks gets one of his own.

    `key` says by its `repr` all that the result follows from and that is not the same throughout a run. What raises is
    not kept.
    """
    path = folder_of_run() / sha256(repr(key).encode()).hexdigest()
    if not path.exists():
        with FileLock(f"{path}.lock"):
            if not path.exists():
                written = Path(f"{path}.new")
                written.write_bytes(pickle.dumps(work()))
                written.rename(path)
    return pickle.loads(path.read_bytes())  # noqa: S301 -- written by a process of this run


def copy_kept(folder: Path, make: Callable[..., Any], *given: object) -> Any:
    """Have in `folder` a copy of what `make(kept folder, *given)` makes once a run, and return what that returned.

    Only copies are given out: what one test does to its own reaches no other.
    """
    key = (make.__module__, make.__qualname__, given)
    made = folder_of_run() / f"{sha256(repr(key).encode()).hexdigest()}.made" / "作業"

    def begin() -> Any:
        shutil.rmtree(made, ignore_errors=True)  # of one that broke off
        return make(made, *given)

    returned = keep(key, begin)
    shutil.copytree(made, folder, dirs_exist_ok=True)
    return returned
