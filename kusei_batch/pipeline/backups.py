"""Backups: a whole workspace in one file, with what its state folder holds wherever that lies, and the way back."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kusei_batch.config import Workspace
from kusei_batch.disk import TEMPORARY, cannot_write, move, replace_atomic, write_together
from kusei_batch.errors import CannotRunError, UsageError, reason_of
from kusei_batch.ledger import FILE as LEDGER_FILE
from kusei_batch.ledger import read_ledger
from kusei_batch.pipeline.session import LOCK_FILE, hold, require_idle
from kusei_batch.system import is_link, remove_folder

LISTING = "控え.json"
_FORMAT = 1
_ROOT, _STATE = "作業フォルダ", "状態"
_PASSED_OVER = (TEMPORARY, "~$", ".key.new", f"{LEDGER_FILE}-")
"""How the names of files begin that are half written, or belong to whoever has a file open."""
_TOGETHER = 64
"""Files that are written before the disk is waited for."""


@dataclass(frozen=True)
class Backup:
    """What was put into a backup, and the files that could not be read, which others have open."""

    path: Path
    files: int
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Restored:
    """What was put back, and where what stood there before was put aside, never deleted."""

    folder: Path
    files: int
    aside: tuple[Path, ...]


def back_up(workspace: Workspace, target: Path, now: dt.datetime, *, dry_run: bool = False) -> Backup:
    """Put everything in the workspace into one file; into a folder, under a name of the minute.

    Raise UsageError for a place within the workspace, CannotRunError when another run is at work or the disk refuses.
    """
    path = target / f"控え_{now:%Y%m%d_%H%M}.zip" if target.is_dir() else target
    for home in (workspace.root, workspace.state):
        if path.resolve().is_relative_to(home.resolve()):
            raise UsageError(
                f"控え「{path}」が、作業フォルダの中です。", "ほかのディスクか、共有フォルダを指定してください。"
            )
    with hold(workspace), tempfile.TemporaryDirectory(prefix="kusei-backup-") as scratch:
        ledger = Path(scratch, LEDGER_FILE)
        if (workspace.state / LEDGER_FILE).is_file():
            with read_ledger(workspace.state) as opened:
                opened.copy_to(ledger)
        sources = dict(_sources(workspace, ledger))
        packed: dict[str, str] = {}
        left_out: list[str] = []
        if dry_run:
            return Backup(path, len(sources), ())
        replace_atomic(path, lambda temporary: _pack(workspace, sources, temporary, packed, left_out))
    return Backup(path, len(packed), tuple(left_out))


def _sources(workspace: Workspace, ledger: Path) -> Iterator[tuple[str, Path]]:
    """Yield name in the backup -> file; of the ledger, a copy that no run is writing in."""
    root, state = workspace.root.resolve(), workspace.state.resolve()
    homes = {_ROOT: root} | ({} if state.is_relative_to(root) else {_STATE: state})
    for part, home in homes.items():
        for path in _files_below(home):
            name = f"{part}/{path.relative_to(home).as_posix()}"
            if path == state / LEDGER_FILE:
                yield name, ledger
            elif path != state / LOCK_FILE and not path.name.startswith(_PASSED_OVER):
                yield name, path


def _files_below(home: Path) -> Iterator[Path]:
    """Yield plain files; a link in the inbox, which may lead anywhere, is not followed."""
    for folder, names, files in os.walk(home):
        names[:] = sorted(name for name in names if not is_link(Path(folder, name).lstat()))
        yield from (path for name in sorted(files) if not is_link((path := Path(folder, name)).lstat()))


def _pack(
    workspace: Workspace, sources: Mapping[str, Path], target: Path, packed: dict[str, str], left_out: list[str]
) -> None:
    state = workspace.state.resolve()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, path in sources.items():
            try:
                content = path.read_bytes()
            except OSError as error:
                if path.is_relative_to(state) or path.name == LEDGER_FILE:
                    raise CannotRunError(
                        f"「{path}」を読めません（{reason_of(error)}）。控えは作りませんでした。",
                        "読取り権限と、ディスクの状態を確かめて、もう一度実行してください。",
                    ) from error
                left_out.append(name.partition("/")[2])
                continue
            package.writestr(name, content)
            packed[name] = hashlib.sha256(content).hexdigest()
        root = workspace.root.resolve()
        where = state.relative_to(root) if state.is_relative_to(root) else state
        listing = {"format": _FORMAT, "state": str(where), "files": packed}
        package.writestr(LISTING, json.dumps(listing, ensure_ascii=False, indent=1))


def restore(file: Path, folder: Path, *, dry_run: bool = False) -> Restored:
    """Put what a backup holds in the place of `folder`, and its state folder where it was.

    All of it is read, compared with its checksums and written beside first; then folders are renamed. What stood there
    is put aside. Killed or refused on the way, either all is as it was, or it can be run again. Raise CannotRunError.
    """
    folder = Path(os.path.abspath(folder))  # noqa: PTH100 -- without following links: the folder itself is replaced
    try:
        with zipfile.ZipFile(file) as package:
            listing = json.loads(package.read(LISTING))
            names: dict[str, str] = listing["files"]
            state = folder / listing["state"]
            homes = {_ROOT: folder} | ({} if state.is_relative_to(folder) else {_STATE: state})
            if listing["format"] != _FORMAT or not all(_is_within(name, homes) for name in names):
                raise _no_backup(file, "中の一覧が、このプログラムのものではありません")
            if dry_run:
                return Restored(folder, len(names), tuple(home for home in homes.values() if home.exists()))
            require_idle(state)
            fresh = {part: home.with_name(f"{TEMPORARY}戻す_{home.name}") for part, home in homes.items()}
            for place in fresh.values():
                remove_folder(place)
            _unpack(file, package, names, fresh)
    except (OSError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, EOFError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else "壊れているか、控えではありません"
        raise _no_backup(file, reason) from error
    return Restored(folder, len(names), _exchange({homes[part]: place for part, place in fresh.items()}))


def _is_within(name: str, homes: Mapping[str, Path]) -> bool:
    parts = PurePosixPath(name).parts
    return len(parts) > 1 and parts[0] in homes and not any(part == ".." or set(part) & {"\\", ":"} for part in parts)


def _unpack(file: Path, package: zipfile.ZipFile, names: Mapping[str, str], homes: Mapping[str, Path]) -> None:
    waiting = list(names)
    while waiting:
        now, waiting = waiting[:_TOGETHER], waiting[_TOGETHER:]
        contents = {name: package.read(name) for name in now}
        for name, content in contents.items():
            if hashlib.sha256(content).hexdigest() != names[name]:
                raise _no_backup(file, f"「{name}」の中身が、控えを取ったときと違います")
        targets = {homes[name.partition("/")[0]] / name.partition("/")[2]: contents[name] for name in now}
        for error in write_together(targets).values():
            raise error


def _exchange(fresh: Mapping[Path, Path]) -> tuple[Path, ...]:
    """Give what was written beside the names it is to have, and return where what stood there is now."""
    done: list[tuple[Path, Path]] = []
    aside = []
    try:
        for home, place in reversed(list(fresh.items())):
            if home.exists():
                kept = _free_name(home)
                move(home, kept)
                done.append((kept, home))
                aside.append(kept)
            move(place, home)
            done.append((home, place))
    except OSError as error:
        for now, before in reversed(done):
            move(now, before)
        raise cannot_write(home, error) from error
    return tuple(aside)


def _free_name(home: Path) -> Path:
    number = 1
    while (name := home.with_name(f"{home.name}_戻す前{number}")).exists():
        number += 1
    return name


def _no_backup(file: Path, reason: str) -> CannotRunError:
    return CannotRunError(
        f"控え「{file}」から戻せません（{reason}）。今あるものは変えていません。",
        "kusei backup で作ったファイルを指定してください。壊れているときは、別の日の控えを使ってください。",
    )
