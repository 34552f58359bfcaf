"""Writing without ever leaving half a file: temporary file beside it, fsync, rename."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from kusei_batch.errors import CannotRunError

if TYPE_CHECKING:
    from collections.abc import Callable


TEMPORARY = ".~kusei"
"""How the names of files begin that are not whole yet; a killed run leaves them behind."""


def sweep(folder: Path) -> None:
    """Remove what killed runs left half written below a folder; to be called under the lock alone."""
    for left in folder.rglob(f"{TEMPORARY}*"):
        left.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make a rename durable; Windows has no such thing and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_atomic(path: Path, data: bytes) -> None:
    """Put `data` at `path`, whole or not at all; folders are made. Raises CannotRunError when the disk refuses."""
    replace_atomic(path, lambda temporary: _write(temporary, data))


def replace_atomic(path: Path, write: Callable[[Path], None]) -> None:
    """Let `write` make a temporary file beside `path`, then fsync and rename it into place.

    Raises CannotRunError when the disk refuses; what stood at `path` before then stands there still.
    """
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # The suffix stays the target's: XlsxWriter and python-docx look at it.
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=TEMPORARY, suffix=path.suffix)
        os.close(descriptor)
        temporary = Path(name)
        write(temporary)
        _sync(temporary)
        temporary.chmod(0o644)
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def cannot_write(path: Path, error: OSError) -> CannotRunError:
    """The error told to the user when a file could not be written."""
    return CannotRunError(
        f"「{path}」に書き込めませんでした（{error.strerror or error}）。",
        "空き容量、フォルダの有無と書込み権限、ファイルを誰かが開いていないかを確かめて、もう一度実行してください。"
        "それまでに受け取ったものは失われていません。",
    )


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _sync(path: Path) -> None:
    # Windows' fsync needs a descriptor opened for writing.
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
