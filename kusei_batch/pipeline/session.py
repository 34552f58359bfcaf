"""One run's hold on a workspace: its lock, its ledger and its key."""

from __future__ import annotations

import itertools
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from filelock import BaseFileLock, FileLock, Timeout

from kusei_batch.config import Workspace
from kusei_batch.core.problem import Problem
from kusei_batch.disk import cannot_write, make_folder, sweep
from kusei_batch.errors import CannotRunError, reason_of
from kusei_batch.issue.kept_forms import FOLDER as FORMS_FOLDER
from kusei_batch.ledger import FILE as LEDGER_FILE
from kusei_batch.ledger import Ledger, ledger_damaged, open_ledger, read_ledger
from kusei_batch.publish.release import find_leftovers
from kusei_batch.system import allows, remove_file, replace_file, sync_folder

KEY_BYTES = 32
KEY_FILE = "key"
LOCK_FILE = "lock"
ARCHIVE_FOLDER = "archive"
ISSUED_FOLDER = "01_配布"


class BusyError(CannotRunError):
    """Another run is at work in the same workspace."""


class Progress(Protocol):
    """Told how far a stage has come; the command line draws it, everything else ignores it."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """`done` of `total` things of that stage are finished."""


def silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


@contextmanager
def open_session(workspace: Workspace) -> Iterator[Ledger]:
    """Open the ledger, held by this run alone.

    Raise CannotRunError when another run holds it, the disk refuses, or key and ledger are not as they were left.
    """
    state = workspace.state
    with hold(workspace):
        for folder in _written_folders(workspace):
            sweep(folder)
        # The key first: whatever a killed run leaves behind, what was sealed can be verified.
        key = read_key(state) if (state / KEY_FILE).exists() else _make_key(state)
        with open_ledger(state, key) as ledger:
            _require_whole(state, ledger)
            yield ledger


@contextmanager
def hold(workspace: Workspace) -> Iterator[None]:
    """Keep every other run out. Raise CannotRunError when one is at work, or a part of the state folder is gone."""
    lock = lock_state(workspace.state)
    try:
        check_state(workspace.state, workspace.outbox)
        yield
    finally:
        lock.release()


@contextmanager
def look_into(workspace: Workspace) -> Iterator[Ledger]:
    """Open the ledger to look at, and make or change nothing; an empty one where nothing was ever issued.

    Whoever may not read the key can look as well, but cannot verify the seals. Raise CannotRunError as a run does.
    """
    state = workspace.state
    check_state(state, workspace.outbox)
    key = readable_key(state)
    with read_ledger(state, key) as ledger:
        if key and (state / LEDGER_FILE).exists():
            _require_whole(state, ledger)
        yield ledger


def check_leftovers(workspace: Workspace) -> Iterator[Problem]:
    """Report what killed runs left half written and cannot be removed; to be called under the lock alone."""
    half_written = [left for folder in _written_folders(workspace) for left in sweep(folder)]
    for left in (*half_written, *find_leftovers(workspace.outbox)):
        yield Problem.of_file("leftover-kept", left.name)


def _written_folders(workspace: Workspace) -> list[Path]:
    """Return where the program writes; 決定.xlsx lies among the templates, which a rehearsal leaves alone."""
    beside = [] if workspace.is_rehearsal else [workspace.decisions_path.parent]
    return [workspace.outbox, workspace.state, *beside]


def check_state(state: Path, outbox: Path) -> None:
    """Raise CannotRunError when a part of the state folder is gone that its other parts, or the outbox, say was there.

    With a new ledger or key, no sheet that is out would be recognised.
    """
    ledger, key = state / LEDGER_FILE, state / KEY_FILE
    was_used = any((state / name).is_dir() for name in (FORMS_FOLDER, ARCHIVE_FOLDER))
    if not ledger.exists() and (was_used or any(outbox.glob(f"*/*/{ISSUED_FOLDER}/*/*.xlsx"))):
        raise _lost("台帳", ledger)
    if not key.exists() and ledger.exists():
        raise _lost("鍵", key)


def _require_whole(state: Path, ledger: Ledger) -> None:
    """Raise CannotRunError when the ledger was begun with another key, or entries are not as they were made."""
    if not ledger.entries.knows_key():
        raise CannotRunError(
            f"鍵のファイル「{state / KEY_FILE}」が、台帳を作ったときの鍵ではありません。"
            "提出された様式の認証ができなくなるため、処理を始めませんでした。",
            f"バックアップから {KEY_FILE} を戻してください。inbox のファイルはそのまま残っています。",
        )
    found = list(itertools.islice(ledger.entries.damages(), 1))
    if found:
        raise ledger_damaged(state / LEDGER_FILE, "内容が、記録したときと違います")


def _lost(what: str, path: Path) -> CannotRunError:
    return CannotRunError(
        f"{what}のファイル「{path}」がありません。発行済みの様式を見分けられなくなるため、処理を始めませんでした。",
        "config.toml の state の場所を確かめ、バックアップから .kusei フォルダを戻してください。"
        "inbox のファイルはそのまま残っています。はじめからやり直すときは、outbox の中身もよそへ移します。",
    )


def lock_state(state: Path) -> BaseFileLock:
    """Return the lock of a state folder, held, which need not be whole. Raise CannotRunError as a run does."""
    lock = FileLock(state / LOCK_FILE, timeout=0)
    try:
        make_folder(state)
        lock.acquire()
    except Timeout as error:
        raise BusyError(
            "このフォルダでは、別の処理が実行中です。",
            "終わるのを待って、もう一度実行してください。",
        ) from error
    except OSError as error:
        raise cannot_write(state, error) from error
    return lock


def read_key(state: Path) -> bytes:
    """Read the workspace's secret. Raise CannotRunError when it cannot be read or is not a key."""
    path = state / KEY_FILE
    try:
        key = path.read_bytes()
    except OSError as error:
        raise CannotRunError(
            f"鍵のファイル「{path}」を読めません（{reason_of(error)}）。",
            "ファイルの有無と読取り権限を確かめて、もう一度実行してください。",
        ) from error
    if len(key) != KEY_BYTES:
        raise CannotRunError(
            f"鍵のファイル「{path}」の中身が、空になっているか書き換えられています。",
            f"バックアップから {KEY_FILE} を戻してください。inbox のファイルはそのまま残っています。",
        )
    return key


def readable_key(state: Path) -> bytes | None:
    """Return the workspace's secret; None where it is not there, or not for the one who looks."""
    path = state / KEY_FILE
    return read_key(state) if path.exists() and allows(path) else None


def _make_key(state: Path) -> bytes:
    """Make the workspace's secret, readable by its owner alone."""
    path, key = state / KEY_FILE, secrets.token_bytes(KEY_BYTES)
    temporary = path.with_name(".key.new")
    try:
        remove_file(temporary)
        descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        replace_file(temporary, path)
        sync_folder(path.parent)
    except OSError as error:
        raise cannot_write(path, error) from error
    return key
