"""済: where what is settled lies, whole and under a name of its own, whatever lies there already."""

from __future__ import annotations

from pathlib import Path

from kusei_batch.disk import cannot_write, free_path, move

DONE_FOLDER = "済"


def put_into_done(path: Path, folder: Path | None = None) -> None:
    """Move what is settled into 済 below `folder` (None: its own), so that what lies in the folder is still open.

    Raise CannotRunError when the disk refuses.
    """
    target = free_path((folder or path.parent) / DONE_FOLDER / path.name)
    try:
        move(path, target)
    except OSError as error:
        raise cannot_write(target, error) from error
