"""済: where what is settled lies, whole and under a name of its own, whatever lies there already."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from kusei_batch.core.text.lengths import fitted_stem
from kusei_batch.disk import cannot_write, move

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


def free_path(path: Path) -> Path:
    """Return the path where nothing has its name, else one beside it with a number: people may have worked on either.

    Where the name would be too long with its number, its end is left out.
    """
    return next(name for name in _names(path) if not name.exists())


def _names(path: Path) -> Iterator[Path]:
    yield path
    for number in count(2):
        end = f"_{number}{path.suffix}"
        yield path.with_name(f"{fitted_stem(path.stem, end)}{end}")
