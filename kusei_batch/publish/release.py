"""Release: the staged folder takes the place of the current one, which becomes the previous one.

Windows cannot exchange two folders at once, so there are three renames, in this order:

1. 前回 -> .前々回   (makes room)
2. 公開用 -> 前回
3. staged -> 公開用  (the release: what was there before is whole, and so is what is there after)

Then .前々回 is removed, or kept where somebody worked in it. Killed in between, `recover` takes the steps back at the
next run; nothing is ever in part.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from errno import EACCES
from pathlib import Path

from kusei_batch.disk import cannot_write, free_path, move, write_atomic
from kusei_batch.publish.manifest import FILE, ReleaseOrigin, has_own_work, read_manifest, render_manifest
from kusei_batch.system import remove_folder, sync_folder

CURRENT = "公開用"
PREVIOUS = "前回"
KEPT = "手直しのあった版"
"""Where releases stay that somebody put a file into, or changed one of, each named for its day."""
_OLDER = ".前々回"
STAGED = ".公表の準備"
_STAGED_ALONE = ".はじめの公表の準備"
"""Where a release is staged that takes the place of none: by its name `recover` knows that none is to be put back."""


def holds(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Return whether the folder holds these files and no others but a manifest, byte for byte."""
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    there.pop(FILE, None)
    return there.keys() == files.keys() and all(there[name].read_bytes() == files[name] for name in files)


def release(home: Path, files: Mapping[str, bytes], origin: ReleaseOrigin) -> None:
    """Make the files, with their manifest, the current release of `home`; the one before is kept as 前回.

    Raise CannotRunError when the disk refuses or somebody has a file open; then all is as it was.
    """
    recover(home)
    staged = stage(home, {**files, FILE: render_manifest(files, origin)})
    try:
        _make_previous(home)
        _move(staged, home / CURRENT)
    except OSError as error:
        recover(home)
        raise cannot_write(home / CURRENT, error) from error
    _clear_older(home)


def withdraw(home: Path) -> None:
    """Take the current release of `home` back: it becomes the previous one, and there is none until the next release.

    Raise CannotRunError when the disk refuses or somebody has a file open; then all is as it was.
    """
    recover(home)
    try:
        if (home / STAGED).is_dir():  # beside it, `recover` would put the release back
            raise PermissionError(EACCES, os.strerror(EACCES), str(home / STAGED))
        _make_previous(home)
    except OSError as error:
        recover(home)
        raise cannot_write(home / CURRENT, error) from error
    _clear_older(home)


def _clear_older(home: Path) -> None:
    """Remove the release before the previous one; what somebody put or changed in it is kept with it.

    A folder that somebody has open stays until the next night.
    """
    older = home / _OLDER
    if has_own_work(older):
        origin = read_manifest(older)
        with suppress(OSError):
            move(older, free_path(home / KEPT / (origin.as_of.isoformat() if origin else PREVIOUS)))
    else:
        remove_folder(older)


def _make_previous(home: Path) -> None:
    """Make the current release the previous one; where there is none, the one that was withdrawn stays that."""
    if (home / CURRENT).is_dir():
        _move(home / PREVIOUS, home / _OLDER)
        _move(home / CURRENT, home / PREVIOUS)


def find_leftovers(outbox: Path) -> list[Path]:
    """Return older releases that somebody had open when they were to be removed; the next release removes them."""
    return [left for left in sorted(outbox.rglob(_OLDER)) if (left.parent / PREVIOUS).is_dir()]


def recover(home: Path) -> None:
    """Take back the renames of a release that was killed half way; raise CannotRunError when the disk refuses."""
    current, previous, older = home / CURRENT, home / PREVIOUS, home / _OLDER
    try:
        # What nothing was staged to take the place of was withdrawn, and stays so, also while the next one is made.
        if not current.is_dir() and previous.is_dir() and (home / STAGED).is_dir():
            _move(previous, current)
        if not previous.is_dir() and older.is_dir():
            _move(older, previous)
    except OSError as error:
        raise cannot_write(current, error) from error
    for left in (home / STAGED, home / _STAGED_ALONE):
        remove_folder(left)
    _clear_older(home)


def _move(source: Path, target: Path) -> None:
    if source.is_dir():
        move(source, target)


def stage(home: Path, files: Mapping[str, bytes]) -> Path:
    """Write the files (path within the release -> content) into the staging folder of `home`; return that folder.

    What an earlier run left there is gone. Raise CannotRunError when the disk refuses.
    """
    folder = home / (STAGED if (home / CURRENT).is_dir() else _STAGED_ALONE)
    remove_folder(folder)
    for name, content in files.items():
        write_atomic(folder / name, content)
    sync_folder(folder)
    return folder
