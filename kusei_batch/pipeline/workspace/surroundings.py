"""What a night stands on, for doctor: disks, where the state folder lies, the clock, and what must be installed."""

from __future__ import annotations

import datetime as dt
import importlib.util
import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath

from kusei_batch.config import Workspace
from kusei_batch.core.problem import Problem
from kusei_batch.errors import CannotRunError
from kusei_batch.ledger import read_ledger
from kusei_batch.pipeline.engines import open_engine
from kusei_batch.system import is_on_share, synchronised_folders

OLDEST_PYTHON = (3, 11)
_AT_HOME = re.compile(r"tcp://(127\.[\d.]+|localhost|\[::1\]):")
MOUNTS = Path("/proc/mounts")
_SHARES = {"cifs", "smb3", "smbfs", "nfs", "nfs4", "9p", "afs", "fuse.sshfs", "davfs", "fuse.davfs2", "afpfs"}
_SYNCHRONISED = (
    "onedrive", "dropbox", "box", "google drive", "googledrive", "google ドライブ", "マイドライブ", "my drive",
    "共有ドライブ", "shared drives", "icloud", "iclouddrive", "mobile documents", "nextcloud", "owncloud",
)  # fmt: skip


def check_surroundings(workspace: Workspace, now: dt.datetime | None) -> Iterator[Problem]:
    """Report everything outside the settings that would trouble a night."""
    yield from _check_program()
    yield from _check_disks(workspace)
    yield from check_engine(workspace)
    state = workspace.state.absolute()
    yield from check_state_place(state, read_mounts(MOUNTS), synchronised_folders(os.environ))
    if now is not None:
        yield from _check_clock(workspace, now)


def _check_program() -> Iterator[Problem]:
    if sys.version_info[:2] < OLDEST_PYTHON:
        found, needed = (".".join(str(n) for n in version) for version in (sys.version_info[:2], OLDEST_PYTHON))
        yield Problem.of("python-too-old", found=found, needed=needed)
    if importlib.util.find_spec("defusedxml") is None:
        yield Problem.of("defusedxml-missing")


def check_engine(workspace: Workspace) -> Iterator[Problem]:
    """Return whether the cluster that config.toml names answers, and whether others can listen to what it is sent."""
    settings = workspace.settings.engine
    if settings.kind == "local":
        return
    scheduler = settings.scheduler or ""
    if scheduler.startswith("tcp://") and not _AT_HOME.match(scheduler):
        yield Problem.of("engine-unencrypted", scheduler=scheduler)
    try:
        with open_engine(workspace):
            return
    except CannotRunError as error:
        yield Problem.of("engine-unusable", reason=error.message, remedy=error.remedy)


def _check_disks(workspace: Workspace) -> Iterator[Problem]:
    """Report every disk a night writes on that is nearly full, each once."""
    folders = (workspace.state, workspace.outbox, workspace.archive, workspace.root)
    seen: set[int] = set()
    for folder in map(_nearest, folders):
        disk = folder.stat().st_dev
        free = shutil.disk_usage(folder).free
        if disk not in seen and free < workspace.settings.limits.free_mb * 2**20:
            yield Problem.of_file("disk-nearly-full", str(folder), free=f"{free // 2**20}")
        seen.add(disk)


def _nearest(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that is there already."""
    return next(path for path in (folder, *folder.parents) if path.is_dir())


def read_mounts(table: Path) -> list[tuple[str, str]]:
    """Read mount points with their types as the system lists them; none on a system without such a list."""
    try:
        lines = table.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    parts = [line.split(maxsplit=3) for line in lines]
    return [(point.replace("\\040", " "), kind) for _, point, kind, *_ in parts]


def check_state_place(
    state: Path, mounts: Iterable[tuple[str, str]], synchronised: Iterable[str] = ()
) -> Iterator[Problem]:
    """Return whether the state folder lies where locks cannot be relied on, or where a service exchanges files.

    The path decides as it is written and as it is with links resolved, and so does a drive letter that is a share's;
    `synchronised` are folders that are known to be exchanged, whatever they are called.
    """
    places = {str(state), str(state.resolve())}
    kind = max(
        (
            (len(point), kind)
            for point, kind in mounts
            for place in places
            if place == point or place.startswith(point.rstrip("/") + "/")
        ),
        default=(0, ""),
    )[1]
    if kind in _SHARES or any(map(is_on_share, map(PurePath, places))):
        yield Problem.of_file("state-on-share", state.name, kind=kind or "UNC")
    for folder in synchronised:
        if any(Path(place).is_relative_to(folder) for place in places):
            yield Problem.of_file("state-synchronised", state.name, folder=Path(folder).name)
            return
    for part in (part for place in sorted(places) for part in place.replace("\\", "/").split("/")):
        # `OneDrive`, `OneDrive - 見本市`, `Dropbox (個人)`, `Box Sync`; not `boxes`.
        name = part.casefold()
        if any(name == service or name.startswith((f"{service} ", f"{service}-")) for service in _SYNCHRONISED):
            yield Problem.of_file("state-synchronised", state.name, folder=part)
            return


def _check_clock(workspace: Workspace, now: dt.datetime) -> Iterator[Problem]:
    """Report a run that began later than it is now: the clock was set back, or was wrong then."""
    try:
        with read_ledger(workspace.state) as ledger:
            runs = ledger.last_runs(1)
    except CannotRunError:
        return  # what is the matter with it is reported by itself
    for run in runs:
        if run.started > now or run.as_of > now.date():
            label, started = workspace.calendar, run.started.astimezone()
            later = run.as_of > started.date()
            moment = label.day_label(run.as_of) if later else label.clock_label(started)
            yield Problem.of("last-run-in-future", moment=moment)
