"""Staging: every file of a release beside where it will be, whole and on the disk, before anything is moved."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kusei_batch.disk import write_atomic
from kusei_batch.system import remove_folder, sync_folder

STAGED = ".公表の準備"


def stage(home: Path, files: Mapping[str, bytes]) -> Path:
    """Write the files (path within the release -> content) into the staging folder of `home`; return that folder.

    What an earlier run left there is gone. Raise CannotRunError when the disk refuses.
    """
    folder = home / STAGED
    remove_folder(folder)
    for name, content in files.items():
        write_atomic(folder / name, content)
    sync_folder(folder)
    return folder
