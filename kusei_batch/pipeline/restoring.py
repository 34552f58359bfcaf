"""The way back from a backup: all of it is written beside first, then folders are given their names."""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from kusei_batch.collect.inbox import MARK as INBOX_MARK
from kusei_batch.config.lines import FILE
from kusei_batch.config.rewriting import change_folder
from kusei_batch.disk import cannot_write, sync_file
from kusei_batch.errors import CannotRunError, reason_of
from kusei_batch.pipeline.backup_listing import (
    KEY_NAME,
    PIECE,
    ROOT,
    STATE,
    BackedFile,
    LedgerCounts,
    Listing,
    Walk,
    count_ledger,
    decode_name,
    encode_name,
    names_here,
    no_backup,
    read_listing,
    refusing,
    spoken_name,
)
from kusei_batch.pipeline.exchanging import exchange_folders, free_name, fresh_folders, remove_leftovers
from kusei_batch.pipeline.restore_places import RestorePlaces, find_places, is_of_another, other_place
from kusei_batch.pipeline.session import lock_state
from kusei_batch.system import CAN_MOVE_WHAT_IS_OPEN, begin_writing, is_path_too_long, sync_folder

_TOGETHER = 64
"""Files that are written before the disk is waited for."""
_ROOM = 4096
"""Bytes that a file takes beyond its content, at most."""


@dataclass(frozen=True)
class Restored:
    """What was put back, where what stood there before was put aside, never deleted, and what people should know.

    `now` is what the ledger knew before; `waiting` is how many files of the inbox are not in the backup; `renamed` are
    names this system cannot have, by those given instead; `left` are folders of earlier attempts that stay.
    """

    listing: Listing
    places: RestorePlaces
    aside: Mapping[Path, Path]
    now: LedgerCounts | None
    waiting: int
    is_of_another: bool
    renamed: Mapping[str, str]
    left: Sequence[Path] = ()


def restore(file: Path, folder: Path, *, state: str | None = None, dry_run: bool = False) -> Restored:
    """Put what a backup holds in the place of `folder`, and its state folder where it was, or where it is to be.

    All of it is read, compared with its checksums and written beside first; then folders are renamed. What stood there
    is put aside. Nobody else runs meanwhile, neither in what stood there nor in what comes. Raise UsageError for places
    where something else stands, CannotRunError for all else: all is as it was then, or the error says where it is.
    """
    told = _look_ahead(file, folder, state)
    if dry_run:
        return told
    listing, places = told.listing, told.places
    with ExitStack() as locks:
        for used in {places.state_now.resolve(), places.state.resolve()}:
            if used.is_dir():
                locks.callback(lock_state(used).release)
        left = remove_leftovers(places.homes)
        with fresh_folders(places.homes) as fresh, ExitStack() as fresh_lock:
            new = _new_homes(listing, places, fresh)
            _unpack(file, listing, new)
            _write_state_words(new[ROOT], places, listing)
            fresh_lock.callback(lock_state(new[STATE]).release)
            if not CAN_MOVE_WHAT_IS_OPEN:
                # A run that begins now opens its lock in the folder, which then keeps its name: all is taken back.
                fresh_lock.close()
                locks.close()
            aside = exchange_folders(fresh)
    return replace(told, aside=aside, left=left)


def _look_ahead(file: Path, folder: Path, state: str | None) -> Restored:
    """Return what restoring comes to, before anything is written. Raise UsageError, CannotRunError."""
    listing = read_listing(file)
    try:
        places = find_places(listing, folder, state)
        _require_room(file, listing, places)
        here = names_here((*listing.folders, *listing.files))
        last = {name: written.rpartition("/")[2] for name, written in here.items() if "/" in name}
        return Restored(
            listing,
            places,
            {home: free_name(home) for home in places.homes if home.exists()},
            count_ledger(places.state_now),
            _count_waiting(listing, places),
            is_of_another(places.state_now, listing),
            {spoken_name(name): part for name, part in last.items() if part != decode_name(name.rpartition("/")[2])},
        )
    except OSError as error:
        raise CannotRunError(
            f"戻す先「{error.filename or folder}」を調べられません（{reason_of(error)}）。今あるものは変えていません。",
            "フォルダのアクセス権と、共有フォルダやディスクの状態を確かめて、もう一度実行してください。",
        ) from error


def _require_room(file: Path, listing: Listing, places: RestorePlaces) -> None:
    """Raise CannotRunError where the disks have no room for all that is declared."""
    needed: dict[int, int] = {}
    free: dict[int, int] = {}
    for home in places.homes:
        disk = next(place for place in home.parents if place.exists())
        part = STATE if home == places.state else ROOT
        sizes = [
            kept.size + _ROOM
            for name, kept in listing.files.items()
            if len(places.homes) == 1 or name.startswith(f"{part}/")
        ]
        device = disk.stat().st_dev
        needed[device] = needed.get(device, 0) + sum(sizes)
        free[device] = shutil.disk_usage(disk).free
        if needed[device] > free[device]:
            told = f"{needed[device] / 1e6:,.0f} MB 要りますが、空きは {free[device] / 1e6:,.0f} MB です"
            raise no_backup(file, f"「{disk}」の空き容量が足りません。{told}")


def _count_waiting(listing: Listing, places: RestorePlaces) -> int:
    """Return how many files of the inbox that is put aside are not in the backup as they are."""
    inbox = places.folder / places.folders_now.inbox
    if not inbox.is_dir() or not inbox.is_relative_to(places.folder):
        return 0
    home = "/".join((ROOT, *map(encode_name, inbox.relative_to(places.folder).parts)))
    count = 0
    for name, path in Walk().files_below(home, inbox):
        kept, status = listing.files.get(name), path.stat()
        is_new = kept is None or (kept.size, kept.changed) != (status.st_size, status.st_mtime_ns)
        count += is_new and path.name != INBOX_MARK
    return count


def _new_homes(listing: Listing, places: RestorePlaces, fresh: Mapping[Path, Path]) -> dict[str, Path]:
    """Return where the two parts of a backup are written for now. Raise UsageError where one is in the other's way."""
    new = {ROOT: fresh[places.folder]}
    if places.state in fresh:
        return {**new, STATE: fresh[places.state]}
    within = places.state.relative_to(places.folder)
    name = "/".join((ROOT, *map(encode_name, within.parts)))
    if any(f"{one}/".startswith(f"{name}/") for one in (*listing.folders, *listing.files)):
        raise other_place(f"「{places.state}」は、作業フォルダのほかのものと同じ場所です")
    return {**new, STATE: new[ROOT] / within}


def _unpack(file: Path, listing: Listing, new: Mapping[str, Path]) -> None:
    """Write all files and folders with their rights. Raise CannotRunError for what is not as it was kept, or cannot be.

    What the system refuses of the place is reported as such, and never blamed on the backup.
    """
    folders = {*listing.folders, *(name.rpartition("/")[0] for name in listing.files), STATE}
    paths = {
        name: new[home].joinpath(*parts)
        for name, (home, *parts) in (
            (name, written.split("/")) for name, written in names_here((*folders, *listing.files)).items()
        )
    }
    with refusing(file):
        package = zipfile.ZipFile(file)
    with package:
        for name in sorted(folders):
            with _writing(paths[name]):
                paths[name].mkdir(parents=True, exist_ok=True)
        names = list(listing.files)
        for batch in (names[at : at + _TOGETHER] for at in range(0, len(names), _TOGETHER)):
            for name in batch:
                with _writing(paths[name]), paths[name].open("xb") as target:
                    for piece in _pieces(package, name, listing.files[name]):
                        target.write(piece)
                    target.flush()
                    begin_writing(target.fileno())
            for name in batch:
                with _writing(paths[name]):
                    sync_file(paths[name])
    for name, kept in listing.files.items():
        with _writing(paths[name]):
            # The key is the owner's alone, whatever the system it was kept on says of rights.
            paths[name].chmod(0o600 if name == KEY_NAME else kept.mode & 0o777 | 0o400)
            os.utime(paths[name], ns=(kept.changed, kept.changed))
    for name in sorted(folders, reverse=True):
        with _writing(paths[name]):
            sync_folder(paths[name])
    for name, mode in listing.folders.items():
        with _writing(paths[name]):
            paths[name].chmod(mode & 0o777 | 0o700)


@contextmanager
def _writing(target: Path) -> Iterator[None]:
    """Tell what the system refuses of a place that is written as that."""
    try:
        yield
    except OSError as error:
        if is_path_too_long(target):
            raise CannotRunError(
                f"「{target}」に書き込めませんでした（{len(str(target))}文字あり、Windows には長すぎます）。"
                "今あるものは変えていません。",
                "C:\\kusei のような短い場所を -w で指定して、そこに戻してください。",
            ) from error
        raise cannot_write(target, error) from error


def _pieces(package: zipfile.ZipFile, name: str, kept: BackedFile) -> Iterator[bytes]:
    """Yield one file's content, no further than its declared size. Raise CannotRunError for another than was kept."""
    file, digest, size = Path(str(package.filename)), hashlib.sha256(), 0
    with refusing(file), package.open(name) as packed:
        while piece := packed.read(PIECE):
            size += len(piece)
            if size > kept.size:
                break
            digest.update(piece)
            yield piece
    if size != kept.size or digest.hexdigest() != kept.sha256:
        raise no_backup(file, f"「{spoken_name(name)}」の中身が、控えを取ったときと違います")


def _write_state_words(root: Path, places: RestorePlaces, listing: Listing) -> None:
    """Let config.toml say where the state folder is now, where it was asked to be elsewhere."""
    if places.state_words == listing.state:
        return
    config = root / FILE
    try:
        text = change_folder(config.read_bytes().decode("utf-8"), "state", places.state_words)
    except (OSError, ValueError) as error:
        raise CannotRunError(
            f"控えの {FILE} の state を書き換えられないため、戻しませんでした。今あるものは変えていません。",
            "--state を付けずに戻すか、控えを取った場所に戻してください。",
        ) from error
    with _writing(config):
        config.write_bytes(text.encode())
        sync_file(config)
