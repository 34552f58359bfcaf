"""Open the ledger: for a run, which may write in it, or for reading, which never makes or changes anything."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kusei_batch.disk import replace_atomic, scratch_folder, write_atomic
from kusei_batch.ledger.damage import ledger_damaged, translated
from kusei_batch.ledger.schema import check_version, make_tables
from kusei_batch.ledger.sealed_entries import Entries
from kusei_batch.ledger.store import Ledger
from kusei_batch.system import database_address

FILE = "ledger.sqlite"
DAMAGED_FILE = "ledger-damaged.sqlite"
_WAIT_SECONDS = 30


@contextmanager
def open_ledger(state: Path, key: bytes) -> Iterator[Ledger]:
    """Give the ledger in the state folder for writing; where there is none, it is made whole at once.

    Raise CannotRunError when it is damaged, was begun with another key, or cannot be used.
    """
    path = state / FILE
    if not path.exists():
        with translated(path):
            replace_atomic(path, lambda temporary: _make(temporary, key))
    with translated(path), _connection(path, "rw") as connection:
        # In a journal beside it, unlike a write-ahead log, those may look who cannot write in the folder.
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA synchronous = EXTRA")
        yield Ledger(path, connection, key)


@contextmanager
def read_ledger(state: Path, key: bytes | None = None) -> Iterator[Ledger]:
    """Give the ledger for reading only; where there is none, an empty one in memory.

    Without the key its seals cannot be verified. Raise CannotRunError when it is damaged or cannot be read.
    """
    path = state / FILE
    if not path.exists():
        with translated(path), closing(sqlite3.connect(":memory:")) as connection:
            make_tables(connection)
            yield Ledger(path, connection, key)
        return
    with translated(path), _readable(path) as connection:
        yield Ledger(path, connection, key)


def mend_ledger(state: Path, key: bytes, mend: Callable[[Ledger], None]) -> None:
    """Let `mend` work on a copy of the ledger, which then takes its place; the damaged one is kept beside it.

    Raise CannotRunError when it cannot be read at all, or the disk refuses; the ledger is unchanged then.
    """
    path = state / FILE

    def _mend(temporary: Path) -> None:
        shutil.copyfile(path, temporary)
        with translated(path), _connection(temporary, "rw") as connection:
            connection.execute("REINDEX")
            mend(Ledger(path, connection, key))

    # What a killed run had begun is played back first: it belongs to the file that goes.
    with translated(path), _connection(path, "rw") as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    write_atomic(state / DAMAGED_FILE, path.read_bytes())
    replace_atomic(path, _mend)


@contextmanager
def _readable(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection that only reads: to a copy where a killed run left a journal to be played back."""
    with contextlib.ExitStack() as stack:
        try:
            connection = stack.enter_context(_connection(path, "ro"))
        except sqlite3.OperationalError:
            journal = path.with_name(f"{path.name}-journal")
            if not journal.exists():
                raise
            folder = stack.enter_context(scratch_folder(path.parent))
            for file in (path, journal):
                shutil.copyfile(file, folder / file.name)
            connection = stack.enter_context(_connection(folder / path.name, "rw"))
        yield connection


@contextmanager
def _connection(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    if path.stat().st_size == 0:
        raise ledger_damaged(path, "中身が空です")
    address = f"{database_address(path.absolute())}?mode={mode}"
    with closing(sqlite3.connect(address, uri=True, isolation_level=None, timeout=_WAIT_SECONDS)) as connection:
        check_version(connection, path)
        yield connection


def _make(path: Path, key: bytes) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        make_tables(connection)
        Entries(connection, key).begin()


__all__ = ["FILE", "mend_ledger", "open_ledger", "read_ledger"]
