"""One run's hold on a workspace: its lock, its ledger and its key."""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from filelock import BaseFileLock, FileLock, Timeout

from kusei_batch.disk import cannot_write, sweep
from kusei_batch.errors import CannotRunError
from kusei_batch.issue.forms import FOLDER as FORMS_FOLDER
from kusei_batch.ledger import FILE as LEDGER_FILE
from kusei_batch.ledger import Ledger, open_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kusei_batch.config import Workspace

KEY_BYTES = 32
KEY_FILE = "key"
ARCHIVE_FOLDER = "archive"
ISSUED_FOLDER = "01_配布"


class Progress(Protocol):
    """Told how far a stage has come; the command line draws it, everything else ignores it."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """`done` of `total` things of that stage are finished."""


def silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


@contextmanager
def open_session(workspace: Workspace) -> Iterator[Ledger]:
    """The ledger, held by this run alone. Raises CannotRunError when another run holds it or the disk refuses."""
    lock = _acquire(workspace.state)
    try:
        check_state(workspace.state, workspace.outbox)
        sweep(workspace.outbox)
        sweep(workspace.state)
        with open_ledger(workspace.state) as ledger:
            yield ledger
    finally:
        lock.release()


def check_state(state: Path, outbox: Path) -> None:
    """Raise CannotRunError when a part of the state folder is gone that its other parts, or the outbox, say was there.

    Going on with a new ledger or key would turn every sheet that is out into a stranger.
    """
    ledger, key = state / LEDGER_FILE, state / KEY_FILE
    had_ledger = ledger.is_file() and ledger.stat().st_size > 0
    was_used = any((state / name).is_dir() for name in (FORMS_FOLDER, ARCHIVE_FOLDER))
    if not had_ledger and (was_used or any(outbox.glob(f"*/*/{ISSUED_FOLDER}/*/*.xlsx"))):
        raise _lost("台帳", ledger)
    if not key.is_file() and (state / FORMS_FOLDER).is_dir():
        raise _lost("鍵", key)


def _lost(what: str, path: Path) -> CannotRunError:
    return CannotRunError(
        f"{what}のファイル「{path}」がありません。発行済みの様式を見分けられなくなるため、処理を始めませんでした。",
        "config.toml の state の場所を確かめ、バックアップから .kusei フォルダを戻してください。"
        "inbox のファイルはそのまま残っています。はじめからやり直すときは、outbox の中身もよそへ移します。",
    )


def _acquire(state: Path) -> BaseFileLock:
    lock = FileLock(state / "lock", timeout=0)
    try:
        state.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise CannotRunError(
            "このフォルダでは、別の処理が実行中です。",
            "終わるのを待って、もう一度実行してください。",
        ) from error
    except OSError as error:
        raise cannot_write(state, error) from error
    return lock


def read_key(state: Path) -> bytes:
    """The workspace's secret, made on first use and readable by its owner alone."""
    path = state / KEY_FILE
    try:
        if not path.exists():
            _make_key(path)
        return path.read_bytes()
    except OSError as error:
        raise cannot_write(path, error) from error


def _make_key(path: Path) -> None:
    temporary = path.with_name(".key.new")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
