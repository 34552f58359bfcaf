"""Backups: a whole workspace in one file, with what its state folder holds wherever that lies."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import os
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from kusei_batch.config import Workspace
from kusei_batch.disk import TEMPORARY, look_of, replace_atomic, scratch_folder, sweep
from kusei_batch.errors import CannotRunError, UsageError, reason_of
from kusei_batch.ledger import FILE as LEDGER_FILE
from kusei_batch.ledger import read_ledger
from kusei_batch.pipeline.backup_listing import (
    LISTING,
    PIECE,
    ROOT,
    STATE,
    BackedFile,
    Listing,
    Walk,
    begin_listing,
    is_backup,
    spoken_name,
)
from kusei_batch.pipeline.failure_log import LOG_FOLDER
from kusei_batch.pipeline.last_backup import NOTE, write_backup_note
from kusei_batch.pipeline.session import hold
from kusei_batch.system import remove_file, replace_file

_ENDING = ".zip"
_IN_MEMORY = 8 * PIECE
_TRIES = 3
_MAY_BE_MISSING = f"{STATE}/{LOG_FOLDER}"
_CHANGED = "読んでいる間に、書き換えられました"
_ZIP_BEGINS = 315_662_400
"""1980, before which no file in a zip can have been changed, seen from anywhere on earth."""
_STALE = dt.timedelta(days=1)
"""After so long, what is half written beside a backup is nobody's any more."""


class _UnreadableError(Exception):
    """A file could not be read, or somebody wrote to it while it was read; the argument says why."""


@dataclass(frozen=True)
class Backup:
    """What was put into a backup: how many files, what could not be read with its reason, and links, by their names."""

    path: Path
    files: int
    left_out: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)


def back_up(workspace: Workspace, target: Path, now: dt.datetime, *, dry_run: bool = False) -> Backup:
    """Put everything in the workspace into one file; into a folder, under a name of the minute that is free.

    Raise UsageError for a place within the workspace or a file that is no backup, CannotRunError when another run is at
    work, the disk refuses, or a part of the state folder cannot be read.
    """
    path = _free_name(target, now) if target.is_dir() else target
    _require_place(workspace, path)
    with hold(workspace), scratch_folder(workspace.state) as scratch:
        if not dry_run:
            sweep(workspace.state)
        ledger = scratch / LEDGER_FILE
        if (workspace.state / LEDGER_FILE).is_file():
            with read_ledger(workspace.state) as opened:
                opened.copy_to(ledger)
            shutil.copymode(workspace.state / LEDGER_FILE, ledger)
        packer = _Packer(scratch)
        sources = packer.find_sources(workspace, ledger)
        if dry_run:
            return Backup(path, len(sources), _spoken(packer.walk.left_out), _spoken(packer.walk.links))
        listing = begin_listing(workspace, now)
        # The backup tells of itself: what is restored knows of it, too.
        note = write_backup_note(scratch, path, now)
        sources[f"{STATE}/{NOTE}"] = note
        replace_atomic(
            path,
            lambda temporary: packer.pack(sources, listing, temporary),
            lambda: _require_place(workspace, path),
            mode=0o600,
        )
        _remove_stale(path.parent, now)
        with suppress(OSError):  # it is one, noted or not
            replace_file(note, workspace.state / NOTE)
    return Backup(path, len(packer.files), _spoken(packer.walk.left_out), _spoken(packer.walk.links))


def _free_name(folder: Path, now: dt.datetime) -> Path:
    """Return a name of the minute: another workspace may keep its backups in the same folder, at the same time."""
    minute = f"控え_{now:%Y%m%d_%H%M}"
    names = itertools.chain((minute,), (f"{minute}_{number}" for number in itertools.count(2)))
    return next(path for name in names if not (path := folder / f"{name}{_ENDING}").exists())


def _require_place(workspace: Workspace, path: Path) -> None:
    for home in (workspace.root, workspace.state):
        if path.resolve().is_relative_to(home.resolve()):
            raise UsageError(
                f"控え「{path}」が、作業フォルダの中です。", "ほかのディスクか、共有フォルダを指定してください。"
            )
    if path.suffix.lower() != _ENDING:
        raise UsageError(
            f"控えを置くフォルダ「{path}」がありません。",
            f"すでにあるフォルダか、{_ENDING} で終わるファイルの名前を指定してください。",
        )
    try:
        is_other = path.exists() and not is_backup(path)
    except OSError as error:
        raise CannotRunError(
            f"「{path}」を読めません（{reason_of(error)}）。", "控えを置く場所を確かめてください。"
        ) from error
    if is_other:
        raise UsageError(
            f"「{path}」は、控えではないファイルです。上書きしませんでした。",
            "ほかの名前か、控えを置くフォルダを指定してください。",
        )


def _spoken(names: Mapping[str, str]) -> dict[str, str]:
    return {spoken_name(name): told for name, told in names.items()}


def _remove_stale(folder: Path, now: dt.datetime) -> None:
    """Remove what killed backups left half written in a folder; others may be at work there, and have a day."""
    for left in folder.glob(f"{TEMPORARY}*{_ENDING}"):
        with suppress(OSError):
            if left.stat().st_mtime < (now - _STALE).timestamp():
                remove_file(left)


class _Packer:
    """Packs files into a backup, piece by piece, and notes what it packed."""

    def __init__(self, scratch: Path) -> None:
        self.walk = Walk()
        self.files: dict[str, BackedFile] = {}
        self._scratch = scratch

    def find_sources(self, workspace: Workspace, ledger: Path) -> dict[str, Path]:
        """Return the files by their names in the backup; of the ledger, a copy that no run is writing in."""
        root, state = workspace.root.resolve(), workspace.state.resolve()
        sources = dict(self.walk.files_below(ROOT, root, without=state))
        sources |= self.walk.files_below(STATE, state)
        for name, reason in self.walk.left_out.items():
            self._require_not_needed(name, reason)
        return {name: ledger if name == f"{STATE}/{LEDGER_FILE}" else path for name, path in sources.items()}

    def pack(self, sources: Mapping[str, Path], listing: Listing, target: Path) -> None:
        """Write the backup. Raise CannotRunError where what is needed cannot be read."""
        with zipfile.ZipFile(target, "w") as package:
            waiting = dict(sources)
            # What somebody is writing to is asked again when all else is packed: it may be whole then.
            for _ in range(_TRIES):
                waiting = {name: path for name, path in waiting.items() if not self._pack_file(package, name, path)}
            walk = self.walk
            for name in waiting:
                self._require_not_needed(name, walk.left_out[name])
            whole = listing.model_copy(
                update={"files": self.files, "folders": walk.folders, "left_out": walk.left_out, "links": walk.links}
            )
            package.writestr(LISTING, whole.model_dump_json(indent=1), zipfile.ZIP_DEFLATED)

    def _pack_file(self, package: zipfile.ZipFile, name: str, path: Path) -> bool:
        """Put a file into the backup that is whole; return whether it is, and note why not."""
        with tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=str(self._scratch)) as copy:
            digest = hashlib.sha256()
            try:
                status = _status_of(path)
                for piece in _pieces(path):
                    digest.update(piece)
                    copy.write(piece)
            except _UnreadableError as error:
                self.walk.left_out[name] = str(error)
                return False
            size, moment = (
                copy.tell(),
                dt.datetime.fromtimestamp(max(status.st_mtime, _ZIP_BEGINS), dt.UTC).astimezone(),
            )
            entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
            entry.compress_type, entry.file_size = zipfile.ZIP_DEFLATED, size
            entry.external_attr = status.st_mode << 16
            copy.seek(0)
            with package.open(entry, "w") as packed:
                shutil.copyfileobj(copy, packed, PIECE)
        mode = stat.S_IMODE(status.st_mode)
        self.files[name] = BackedFile(size=size, sha256=digest.hexdigest(), mode=mode, changed=status.st_mtime_ns)
        self.walk.left_out.pop(name, None)
        return True

    def _require_not_needed(self, name: str, reason: str) -> None:
        if name.partition("/")[0] == STATE and not name.startswith(_MAY_BE_MISSING):
            raise CannotRunError(
                f"状態フォルダの「{name.partition('/')[2]}」を読めません（{reason}）。控えは作りませんでした。",
                "読取り権限と、ディスクの状態を確かめて、もう一度実行してください。",
            )


def _status_of(path: Path) -> os.stat_result:
    try:
        return path.stat()
    except OSError as error:
        raise _UnreadableError(reason_of(error)) from error


def _pieces(path: Path) -> Iterator[bytes]:
    """Yield a file piece by piece. Raise _UnreadableError when it cannot be read, or was written to meanwhile."""
    try:
        with path.open("rb") as file:
            before = look_of(os.fstat(file.fileno()))
            size = 0
            while size <= before[0] and (piece := file.read(PIECE)):
                size += len(piece)
                yield piece
            if size != before[0] or look_of(os.fstat(file.fileno())) != before:
                raise _UnreadableError(_CHANGED)
    except OSError as error:
        raise _UnreadableError(reason_of(error)) from error
