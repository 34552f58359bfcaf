"""What stands in a backup beside the files: where they lay, who might read them, and what is not among them."""

from __future__ import annotations

import datetime as dt
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Literal
from urllib.parse import unquote_to_bytes

from pydantic import BaseModel, ConfigDict, NonNegativeInt, ValidationError

from kusei_batch.config import Workspace
from kusei_batch.disk import TEMPORARY
from kusei_batch.errors import CannotRunError, KuseiError, reason_of
from kusei_batch.ledger import FILE as LEDGER_FILE
from kusei_batch.ledger import read_ledger
from kusei_batch.pipeline.session import KEY_FILE, LOCK_FILE
from kusei_batch.system import as_one_name, can_be_named, is_link

LISTING = "控え.json"
ROOT, STATE = "作業フォルダ", "状態"
KEY_NAME = f"{STATE}/{KEY_FILE}"
PIECE = 1 << 20
"""Bytes that are read at a time, however large a file is."""
_LARGEST_LISTING = 1 << 28
_PASSED_OVER = (TEMPORARY, "~$", ".key.new", f"{LEDGER_FILE}-")
"""How the names of files begin that are half written, or belong to whoever has a file open."""
_UNSAFE = re.compile(r'[\x00-\x1f\x7f%:\\/<>"|?*\ud800-\udfff]|[. ]$|^(?=(?i:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)).')
"""What one system or the other cannot have in a name."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class BackedFile(_Frozen):
    """A file as it was: its size, content, rights and when it was changed."""

    size: NonNegativeInt
    sha256: str
    mode: NonNegativeInt
    changed: int


class LedgerCounts(_Frozen):
    """What a ledger knows: how many sheets were issued and files received, and the day of the last night."""

    issued: int
    received: int
    last_run: dt.date | None


class Listing(_Frozen):
    """What a backup holds. Names are those of its entries; `state` is the folder as config.toml writes it.

    `root` and `state_at` say where the workspace and its state folder lay. `left_out` are files and folders that could
    not be read, by their reason; `links` are not followed, and told by where they led.
    """

    format: Literal[2] = 2
    taken: dt.datetime
    root: str
    state: str
    state_at: str
    ledger: LedgerCounts | None
    files: dict[str, BackedFile]
    folders: dict[str, NonNegativeInt]
    left_out: dict[str, str]
    links: dict[str, str]

    @property
    def has_no_surprise(self) -> bool:
        """Whether every name is below one of the two folders, and none is two things."""
        parents = {name.rpartition("/")[0] for name in (*self.files, *self.folders)} - {""}
        names = (*self.files, *self.folders)
        return all(_is_within(name) for name in names) and self.files.keys().isdisjoint(parents | self.folders.keys())


def _is_within(name: str) -> bool:
    home, *parts = name.split("/")
    return home in (ROOT, STATE) and all(encode_name(decode_name(part)) == part != "" for part in parts)


def encode_name(name: str) -> str:
    """Return a file's or folder's name as every system can have it; what one cannot is written `%3A`."""
    return _UNSAFE.sub(
        lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "surrogatepass")), name
    )


def decode_name(part: str) -> str:
    """Return what was encoded. Raise ValueError for what was not."""
    name = unquote_to_bytes(part).decode("utf-8", "surrogatepass")
    if {"/", "\0"} & set(name) or name in ("", ".", ".."):
        raise ValueError(part)
    return name


def names_here(names: Iterable[str]) -> dict[str, str]:
    """Return the entries' names, and those of the folders above, as they are written on this system.

    What it cannot have is encoded, and so is the second of two that are one name to it, such as a.xlsx and A.xlsx.
    """
    here, taken = {"": ""}, set()
    for name in sorted(names):
        above = ""
        for part in name.split("/"):
            whole = f"{above}/{part}".removeprefix("/")
            if whole not in here:
                wanted = (f"{here[above]}/{way}".removeprefix("/") for way in ways_to_write(part))
                here[whole] = next(way for way in wanted if as_one_name(way) not in taken)
                taken.add(as_one_name(here[whole]))
            above = whole
    del here[""]
    return here


def ways_to_write(part: str) -> Iterator[str]:
    """Yield a name as this system can have it, then with more and more of it encoded, then with a number."""
    name = decode_name(part)
    yield name if can_be_named(name) else part
    for at in range(1, len(name) + 1):
        begin = "".join(f"%{byte:02X}" for byte in name[:at].encode("utf-8", "surrogatepass"))
        yield f"{begin}{encode_name(name[at:])}"
    yield from (f"{part}%{number}" for number in count(1))


def spoken_path(path: Path) -> str:
    """Return a folder's whole path for the listing, links followed, in characters that any text can hold."""
    return str(path.resolve()).encode("utf-8", "backslashreplace").decode()


class Walk:
    """The files and folders below a home, by their names in a backup; what cannot be read and links are noted."""

    def __init__(self) -> None:
        self.folders: dict[str, int] = {}
        self.left_out: dict[str, str] = {}
        self.links: dict[str, str] = {}

    def files_below(self, part: str, home: Path, without: Path | None = None) -> Iterator[tuple[str, Path]]:
        """Yield plain files; a link in the inbox, which may lead anywhere, is not followed."""

        def name_of(path: Path) -> str:
            return "/".join((part, *map(encode_name, path.relative_to(home).parts)))

        def refuse(error: OSError) -> None:
            self.left_out[name_of(Path(os.fsdecode(error.filename)))] = reason_of(error)

        self.folders[part] = stat.S_IMODE(home.stat().st_mode)
        for place, names, files in os.walk(home, onerror=refuse):
            folder = Path(place)
            below = {name: folder / name for name in sorted(names) if not name.startswith(TEMPORARY)}
            names[:] = [
                name
                for name, path in below.items()
                if path != without and self._is_kind(stat.S_ISDIR, name_of(path), path)
            ]
            for name in sorted(files):
                path = folder / name
                passed = name.startswith(_PASSED_OVER) or (name == LOCK_FILE and part == STATE)
                if not passed and self._is_kind(stat.S_ISREG, name_of(path), path):
                    yield name_of(path), path

    def _is_kind(self, kind: Callable[[int], bool], name: str, path: Path) -> bool:
        """Return whether a path is what it is taken for; a folder is noted with its rights, and all else with why."""
        try:
            status = path.lstat()
            if is_link(status):
                self.links[name] = str(path.readlink()).encode("utf-8", "backslashreplace").decode()
            elif not kind(status.st_mode):
                self.left_out[name] = "ふつうのファイルではありません"
            else:
                if kind is stat.S_ISDIR:
                    self.folders[name] = stat.S_IMODE(status.st_mode)
                return True
        except OSError as error:
            self.left_out[name] = reason_of(error)
        return False


def spoken_name(name: str) -> str:
    """Return an entry's name as people know it: as seen from the workspace."""
    home, _, rest = name.partition("/")
    return rest if home == ROOT and rest else name


def count_ledger(state: Path) -> LedgerCounts | None:
    """Return what the ledger of a state folder knows; None where there is none, or it cannot be read."""
    if not (state / LEDGER_FILE).is_file():
        return None
    try:
        with read_ledger(state) as ledger:
            last = ledger.last_runs(1)
            return LedgerCounts(
                issued=len(ledger.issues()), received=len(ledger.receipts()), last_run=last[0].as_of if last else None
            )
    except KuseiError:
        return None


def begin_listing(workspace: Workspace, taken: dt.datetime) -> Listing:
    """Return the listing of a backup in which there is nothing yet."""
    return Listing(
        taken=taken.astimezone(),
        root=spoken_path(workspace.root),
        state=workspace.settings.folders.state,
        state_at=spoken_path(workspace.state),
        ledger=count_ledger(workspace.state),
        files={},
        folders={},
        left_out={},
        links={},
    )


def is_backup(file: Path) -> bool:
    """Return whether a file is a backup, as far as can be seen without reading all of it. Raise OSError."""
    try:
        with zipfile.ZipFile(file) as package:
            return LISTING in package.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def read_listing(file: Path) -> Listing:
    """Return the listing of a backup, checked against what is in the file. Raise CannotRunError for any other file."""
    with refusing(file), zipfile.ZipFile(file) as package:
        if package.getinfo(LISTING).file_size > _LARGEST_LISTING:
            raise no_backup(file, "中の一覧が大きすぎます")
        try:
            listing = Listing.model_validate_json(package.read(LISTING))
        except ValidationError as error:
            raise no_backup(file, "中の一覧が、この版のプログラムのものではありません") from error
        if not listing.has_no_surprise:
            raise no_backup(file, "中の一覧が、このプログラムのものではありません")
        for name, kept in listing.files.items():
            if package.getinfo(name).file_size != kept.size:
                raise no_backup(file, f"「{spoken_name(name)}」の大きさが、控えを取ったときと違います")
    return listing


@contextmanager
def refusing(file: Path) -> Iterator[None]:
    """Tell what reading a backup comes to as one error: that nothing can be restored from it.

    Nothing but reading is to be done within: what else fails would be blamed on the backup.
    """
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, ValueError, KeyError, EOFError, NotImplementedError) as error:
        raise no_backup(file, "壊れているか、控えではありません") from error
    except OSError as error:
        raise no_backup(file, reason_of(error)) from error


def no_backup(file: Path, reason: str) -> CannotRunError:
    """Return the error told where a backup cannot be restored."""
    return CannotRunError(
        f"控え「{file}」から戻せません（{reason}）。今あるものは変えていません。",
        "kusei backup で作ったファイルを指定してください。壊れているときは、別の日の控えを使ってください。",
    )
