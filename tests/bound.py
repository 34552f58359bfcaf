"""Commands of somebody whom the rights of files bind, as they do not bind the superuser of most systems."""

from __future__ import annotations

import ctypes
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.commands import Answer, run_command

_VERSION_3 = 0x20080522
_OVERRIDING = (1, 2)
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH of linux/capability.h."""


def run_bound(folder: Path | str, *words: object) -> Answer:
    """Run a command in a process that is forked from this one: what this one has imported it need not."""
    answer: Answer = in_bound_process(lambda: run_command(folder, *words))
    return answer


def can_bind(scratch: Path) -> bool:
    """Return whether a folder whose rights allow nobody anything is closed to whoever asks so."""
    locked = scratch / "閉じた"
    locked.mkdir(mode=0o000)
    try:
        return not in_bound_process(lambda: os.access(locked, os.R_OK))
    finally:
        locked.rmdir()


def in_bound_process(work: Callable[[], Any]) -> Any:
    """Return what `work` gives in a process of its own; what it raises there is raised here."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        told: tuple[Any, str | None]
        try:
            os.close(reading)
            _give_up_overriding()
            told = (work(), None)
        except BaseException as error:  # noqa: BLE001 -- whatever it is, the other process is to tell it
            told = (None, repr(error))
        try:
            with os.fdopen(writing, "wb") as file:
                pickle.dump(told, file)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as file:
        content = file.read()
    os.waitpid(pid, 0)
    given, raised = pickle.loads(content)  # noqa: S301 -- of a process of our own
    if raised:
        raise AssertionError(raised)
    return given


def _give_up_overriding() -> None:
    """Have the rights of files bind this process and those it forks; they bind everybody but the superuser already."""
    if os.geteuid():
        return
    system = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_VERSION_3, 0)
    # Two words for each set of 32: effective, permitted and inheritable.
    sets = (ctypes.c_uint32 * 6)()
    done = system.capget(header, sets)
    for one in _OVERRIDING:
        for word in range(3):
            sets[word] &= ~(1 << one)
    if done | system.capset(header, sets):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
