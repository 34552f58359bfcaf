"""The way back from a backup: all of it is written beside first, then folders are given their names."""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from kusei_batch.collect.inbox import MARK as INBOX_MARK
from kusei_batch.config.lines import FILE
from kusei_batch.config.rewriting import change_folder
from kusei_batch.disk import sync_file
from kusei_batch.errors import CannotRunError
from kusei_batch.pipeline.backup_listing import (
    KEY_NAME,
    PIECE,
    ROOT,
    STATE,
    LedgerCounts,
    Listing,
    Walk,
    count_ledger,
    decode_name,
    encode_name,
    name_here,
    no_backup,
    open_backup,
    refusing,
    spoken_name,
)
from kusei_batch.pipeline.exchanging import exchange_folders, free_name, fresh_folders, remove_leftovers
from kusei_batch.pipeline.restore_places import RestorePlaces, find_places, is_of_another, other_place
from kusei_batch.pipeline.session import lock_state
from kusei_batch.system import CAN_MOVE_WHAT_IS_OPEN, begin_writing, sync_folder

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
    where something else stands, CannotRunError for all else: all is as it was then, or it is told where it is.
    """
    with open_backup(file) as (package, listing):
        places = find_places(listing, folder, state)
        _require_room(file, listing, places)
    told = Restored(
        listing,
        places,
        {home: free_name(home) for home in places.homes if home.exists()},
        count_ledger(places.state_now),
        _count_waiting(listing, places),
        is_of_another(places.state_now, listing),
        {spoken_name(name): here for name in (*listing.folders, *listing.files) if (here := _other_name(name))},
    )
    if dry_run:
        return told
    with ExitStack() as locks:
        for used in {places.state_now.resolve(), places.state.resolve()}:
            if used.is_dir():
                locks.callback(lock_state(used).release)
        left = remove_leftovers(places.homes)
        with fresh_folders(places.homes) as fresh, ExitStack() as fresh_lock:
            new = _new_homes(listing, places, fresh)
            with refusing(file), zipfile.ZipFile(file) as package:
                _unpack(package, listing, new)
            _write_state_words(new[ROOT], places, listing)
            fresh_lock.callback(lock_state(new[STATE]).release)
            if not CAN_MOVE_WHAT_IS_OPEN:
                # A run that begins now opens its lock in the folder, which then keeps its name: all is taken back.
                fresh_lock.close()
                locks.close()
            aside = exchange_folders(fresh)
    return replace(told, aside=aside, left=left)


def _other_name(name: str) -> str:
    """Return the last part of an entry's name as it is written here, where this system cannot have it; else nothing."""
    part = name.rpartition("/")[2]
    here = name_here(part)
    return here if here != decode_name(part) else ""


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


def _unpack(package: zipfile.ZipFile, listing: Listing, new: Mapping[str, Path]) -> None:
    """Write all files and folders with their rights. Raise CannotRunError for what is not as it was kept, OSError."""

    def path_of(name: str) -> Path:
        home, *parts = name.split("/")
        return new[home].joinpath(*map(name_here, parts))

    folders = {*listing.folders, *(name.rpartition("/")[0] for name in listing.files), STATE}
    for name in sorted(folders):
        path_of(name).mkdir(parents=True, exist_ok=True)
    names = list(listing.files)
    for batch in (names[at : at + _TOGETHER] for at in range(0, len(names), _TOGETHER)):
        for name in batch:
            _write_piecewise(package, name, path_of(name), listing)
        for name in batch:
            sync_file(path_of(name))
    for name, kept in listing.files.items():
        # The key is the owner's alone, whatever the system it was kept on says of rights.
        path_of(name).chmod(0o600 if name == KEY_NAME else kept.mode & 0o777 | 0o400)
        os.utime(path_of(name), ns=(kept.changed, kept.changed))
    for folder in sorted(map(path_of, folders), reverse=True):
        sync_folder(folder)
    for name, mode in listing.folders.items():
        path_of(name).chmod(mode & 0o777 | 0o700)


def _write_piecewise(package: zipfile.ZipFile, name: str, target: Path, listing: Listing) -> None:
    """Write one file no further than its declared size. Raise ValueError where it is another than was kept."""
    kept, digest, size = listing.files[name], hashlib.sha256(), 0
    with package.open(name) as packed, target.open("xb") as file:
        while piece := packed.read(PIECE):
            size += len(piece)
            if size > kept.size:
                break
            digest.update(piece)
            file.write(piece)
        file.flush()
        begin_writing(file.fileno())
    if size != kept.size or digest.hexdigest() != kept.sha256:
        raise no_backup(Path(str(package.filename)), f"「{spoken_name(name)}」の中身が、控えを取ったときと違います")


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
    config.write_bytes(text.encode())
    sync_file(config)
