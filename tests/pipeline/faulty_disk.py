"""A disk and a ledger that fail at the k-th operation: run a command on them in a process of its own.

Counted is what the command changes below its workspace: files opened to be written, written, flushed, renamed, removed,
folders made, and the ledger's statements. Nothing of the program is replaced: the faults come from where the system
would let them come.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from kusei_batch.cli.exits import DONE, IN_PART
from kusei_batch.cli.running import main
from kusei_batch.engine import LocalEngine
from tests.commands import run_command
from tests.done_here import hire_here

KILLED = 137
_CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.link", "os.truncate"}
_STATEMENTS = ("BEGIN", "INSERT", "REPLACE", "UPDATE", "DELETE", "COMMIT", "REINDEX", "PRAGMA JOURNAL_MODE")
_BUSY, _FULL = ("database is locked", "SQLITE_BUSY"), ("database or disk is full", "SQLITE_FULL")


@dataclass(frozen=True)
class Fault:
    """What goes wrong at the k-th operation (None: nothing): the process ends, or the system refuses with `number`.

    `stays` tells that every later operation is refused as well.
    """

    at: int | None = None
    number: int = 0
    stays: bool = False

    def __str__(self) -> str:
        what = errno.errorcode[self.number] if self.number else "killed"
        return f"{what}{'…' if self.stays else ''}@{self.at}"


@dataclass(frozen=True)
class Done:
    """How a command ended: its exit code, both outputs, and the operations it came to, in order."""

    code: int
    told: str
    operations: list[str]


@dataclass
class FaultyDisk:
    """Counts what this process changes below a folder, and fails at the operation asked for."""

    root: str
    fault: Fault
    trace: int
    seen: int = 0
    pid: int = field(default_factory=os.getpid)
    is_ours: bool = False

    def install(self) -> None:
        """Watch this process from now on; it cannot be undone."""
        sys.addaudithook(self._audit)
        fsync = os.fsync

        def flush(fd: Any) -> None:
            self.count("fsync", _path_of(fd))
            fsync(fd)

        os.fsync = flush
        io.open = builtins.open = self._opener(io.open)
        disk, connect = self, sqlite3.connect

        class Connection(sqlite3.Connection):
            def execute(self, sql: str, *args: object) -> sqlite3.Cursor:
                if sql.upper().startswith(_STATEMENTS):
                    disk.count(sql.partition(" (")[0][:40], "ledger", of_the_ledger=True)
                return super().execute(sql, *args)

        def connecting(*args: Any, **kwargs: Any) -> sqlite3.Connection:
            return connect(*args, **{"factory": Connection, **kwargs})

        sqlite3.connect = connecting  # type: ignore[assignment]

    def count(self, what: str, path: str, *, of_the_ledger: bool = False, before: Callable[[], object] | None = None):
        """One more operation; `before` is what is done of it before it fails."""
        if os.getpid() != self.pid or self.is_ours or not (of_the_ledger or path.startswith(self.root)):
            return
        self.seen += 1
        self.is_ours = True
        try:
            os.write(self.trace, f"{what} {path.removeprefix(self.root)}\n".encode())
            if self.fault.at is None or self.seen < self.fault.at:
                return
            if self.seen > self.fault.at and not self.fault.stays:
                return
            if before:
                before()
        finally:
            self.is_ours = False
        if not self.fault.number:
            os._exit(KILLED)
        raise _refusal(self.fault.number, path, of_the_ledger=of_the_ledger)

    def _audit(self, event: str, args: tuple[Any, ...]) -> None:
        if not args or not isinstance(args[0], str | os.PathLike):
            return
        changes = {
            "open": lambda: args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT),
            "os.mkdir": lambda: not os.path.lexists(args[0]),
        }
        if event in changes or event in _CHANGES:
            path = os.fspath(args[0])
            if changes.get(event, lambda: os.path.lexists(path))():
                self.count(event, path)

    def _opener(self, real: Callable[..., Any]):
        def opening(file, mode="r", *args, **kwargs):
            opened = real(file, mode, *args, **kwargs)
            path = _path_of(file) if isinstance(file, int) else os.fspath(file)
            if set(mode) & set("wax+") and isinstance(path, str) and path.startswith(self.root):
                return _Written(opened, path, self)
            return opened

        return opening


class _Written:
    """A file opened to be written whose writing may fail in the middle."""

    def __init__(self, file, path: str, disk: FaultyDisk) -> None:
        self._file, self._path, self._disk, self._is_begun = file, path, disk, False

    def write(self, data):
        # Libraries write in many small pieces; the first one of a file stands for all.
        if self._is_begun:
            return self._file.write(data)
        self._is_begun = True

        def half():
            self._file.write(data[: len(data) // 2])
            self._file.flush()

        self._disk.count("write", self._path, before=half)
        return self._file.write(data)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._file.close()

    def __getattr__(self, name):
        return getattr(self._file, name)


def _path_of(descriptor: int) -> str:
    return str(Path(f"/proc/self/fd/{descriptor}").readlink())


def _refusal(number: int, path: str, *, of_the_ledger: bool) -> Exception:
    if not of_the_ledger:
        return OSError(number, os.strerror(number), path)
    text, name = _FULL if number == errno.ENOSPC else _BUSY
    error = sqlite3.OperationalError(text)
    error.sqlite_errorname = name
    return error


def learn(root: Path, words: list[str], scratch: Path) -> None:
    """Run a command in this process on a copy of a workspace: each run that is forked begins with what was compiled.

    What fails is the disk, whatever the process has read before: a run that follows comes to the same operations.
    """
    assert run_command(shutil.copytree(root, scratch / "twin"), *words).code in (DONE, IN_PART)
    shutil.rmtree(scratch / "twin")


def run_on(root: Path, words: list[str], fault: Fault, scratch: Path) -> Done:
    """Run `kusei` in a process of its own on a workspace whose disk and ledger fail."""
    return _run(partial(_become, root, words, fault), scratch)


def run_again(root: Path, words: list[str], scratch: Path) -> Done:
    """Run `kusei` in a process of its own, which does its workers' work, on a workspace whose disk is whole.

    What it makes is compared with what a run with workers has made.
    """

    def become(files: tuple[Path, Path]) -> None:
        LocalEngine.hire = hire_here  # type: ignore[assignment,method-assign]
        _become(root, words, Fault(), files)

    return _run(become, scratch)


def _run(become: Callable[[tuple[Path, Path]], None], scratch: Path) -> Done:
    told, trace = scratch / "told", scratch / "trace"
    pid = os.fork()
    if not pid:
        become((told, trace))
    _, status = os.waitpid(pid, 0)
    return Done(os.waitstatus_to_exitcode(status), told.read_text(), trace.read_text().splitlines())


def _become(root: Path, words: list[str], fault: Fault, files: tuple[Path, Path]) -> None:
    code = 99
    try:
        told, trace = (os.open(file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC) for file in files)
        os.dup2(told, 1)
        os.dup2(told, 2)
        sys.stdout, sys.stderr = (open(n, "w", encoding="utf-8", closefd=False) for n in (1, 2))  # noqa: SIM115
        sys.argv = ["kusei", "-w", str(root), *words]
        FaultyDisk(str(root) + "/", fault, trace).install()
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else code
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
