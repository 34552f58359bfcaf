"""Writing without ever leaving half a file: temporary file beside it, fsync, rename."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import chain, count
from pathlib import Path

from filelock import FileLock, Timeout

from kusei_batch.core.look import Look
from kusei_batch.core.text.lengths import fitted_stem
from kusei_batch.errors import CannotRunError, KuseiError, reason_of
from kusei_batch.system import (
    CAN_MOVE_WHAT_IS_OPEN,
    begin_writing,
    remove_file,
    remove_folder,
    replace_file,
    sync_folder,
)

TEMPORARY = ".~kusei"
"""How the names of files begin that are not whole yet; a killed run leaves them behind."""
_IN_USE = "in-use"
"""What is locked in a folder of copies for as long as somebody works in it."""


def sweep(folder: Path) -> list[Path]:
    """Remove what killed runs left half written below a folder; to be called under the lock alone.

    Return what cannot be removed, because somebody else holds it: it does no harm but to lie there. What a rehearsal
    is at work in, which holds no lock of the workspace, is no leftover.
    """
    kept = []
    for place, names, files in os.walk(folder):
        left = [name for name in names if name.startswith(TEMPORARY)]
        names[:] = [name for name in names if name not in left]
        kept += [Path(place, name) for name in left if not _remove_scratch(Path(place, name))]
        for name in files:
            if name.startswith(TEMPORARY):
                try:
                    remove_file(Path(place, name))
                except OSError:
                    kept.append(Path(place, name))
    return kept


@contextmanager
def scratch_folder(home: Path) -> Iterator[Path]:
    """Give a folder in `home` for copies that nobody else is to see; it is gone afterwards.

    What a killed run leaves of it, the sweep of the next one removes. Where nothing can be written in `home`, or there
    is no such folder, it lies among the system's temporary files.
    """
    try:
        status = home.stat()
        folder = Path(tempfile.mkdtemp(prefix=TEMPORARY, dir=home))
    except OSError:
        with tempfile.TemporaryDirectory(prefix="kusei-") as elsewhere:
            yield Path(elsewhere)
        return
    lock = _take_scratch(folder)
    try:
        yield folder
    finally:
        lock.release(force=True)
        remove_folder(folder)
        with suppress(OSError):
            os.utime(home, ns=(status.st_atime_ns, status.st_mtime_ns))


def _take_scratch(folder: Path) -> FileLock:
    """Return the lock by which a new folder is known to be in use. Raise CannotRunError when the disk refuses.

    A sweep that comes before the lock takes the folder for a leftover: it is made once more then.
    """
    lock = FileLock(folder / _IN_USE)
    for is_last in (False, True):
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            lock.acquire()
            # The lock makes the folder once more where it is gone, with other rights.
            folder.chmod(0o700)
            (folder / _IN_USE).stat()
        except OSError as error:
            lock.release(force=True)
            if is_last or not isinstance(error, FileNotFoundError):
                remove_folder(folder)
                raise cannot_write(folder, error) from error
        else:
            break
    return lock


def _remove_scratch(folder: Path) -> bool:
    """Remove what a killed run worked in; return whether nothing is left over: what is in use is not."""
    try:
        with FileLock(folder / _IN_USE, timeout=0):
            # Whoever waits for the lock of a folder just made finds it gone, and makes another.
            if CAN_MOVE_WHAT_IS_OPEN:
                return remove_folder(folder)
    except Timeout:
        return True
    except OSError:
        return False
    return remove_folder(folder)


def look_of(status: os.stat_result) -> Look:
    """Return how a file looks on the disk."""
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def look_at(path: Path | str) -> Look | None:
    """Return how the file at `path` looks on the disk; None where there is none. Raise OSError."""
    try:
        return look_of(os.stat(path))  # noqa: PTH116  thousands of names a night, which as paths cost more
    except (FileNotFoundError, NotADirectoryError):
        return None


def file_sha256(path: Path) -> str:
    """Return the sha256 (hex) of a file's content, read piece by piece. Raise OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def content_at(path: Path) -> str | None:
    """Return the hash of a file; None of one that is not there or cannot be read."""
    try:
        return file_sha256(path)
    except OSError:
        return None


def make_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing, and see that their names outlast a power cut.

    Raise OSError when the disk refuses.
    """
    if folder.is_dir():
        return
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for made in reversed(missing):
        sync_folder(made.parent)


def move(path: Path, target: Path) -> None:
    """Give a file or folder another name, in a folder that is made where it is missing, safe from a power cut.

    Raise OSError when the disk refuses.
    """
    make_folder(target.parent)
    replace_file(path, target)
    for folder in {path.parent, target.parent}:
        sync_folder(folder)


def free_path(path: Path) -> Path:
    """Return the path where nothing has its name, else one beside it with a number: people may have worked on either.

    Where the name would be too long with its number, its end is left out.
    """
    ends = (f"_{number}{path.suffix}" for number in count(2))
    numbered = (path.with_name(f"{fitted_stem(path.stem, end)}{end}") for end in ends)
    return next(one for one in chain([path], numbered) if not one.exists())


def write_atomic(path: Path, data: bytes) -> None:
    """Put `data` at `path`, whole or not at all; folders are made. Raise CannotRunError when the disk refuses."""
    replace_atomic(path, lambda temporary: temporary.write_bytes(data))


def replace_atomic(
    path: Path, write: Callable[[Path], object], check: Callable[[], None] = lambda: None, *, mode: int = 0o644
) -> None:
    """Let `write` make a temporary file beside `path`, then fsync and rename it into place.

    `check` is called last before the rename, and keeps it from happening by raising; `mode` says who may read it.
    Raise CannotRunError when the disk refuses, to whatever library `write` leaves the writing; what stood at `path`
    before then stands there still.
    """
    temporary: Path | None = None
    try:
        temporary = _temporary_beside(path)
        write(temporary)
        sync_file(temporary)
        check()
        _put(temporary, path, mode)
        sync_folder(path.parent)
    except Exception as error:
        refused = _refusal(error)
        if refused is None:
            raise
        raise cannot_write(path, refused) from error
    finally:
        if temporary is not None:
            _discard(temporary)


def write_together(files: Mapping[Path, bytes]) -> dict[Path, CannotRunError]:
    """Put each file at its path as write_atomic does, several times as fast: the disk is waited for once.

    Return the error of each that the disk refused; the others are there, and outlast a power cut.
    """
    refused: dict[Path, CannotRunError] = {}
    temporaries: dict[Path, Path] = {}

    def attempt(step: Callable[[Path], None]) -> None:
        for path in [path for path in files if path not in refused]:
            try:
                step(path)
            except OSError as error:
                refused[path] = cannot_write(path, error)

    def begin(path: Path) -> None:
        temporaries[path] = _temporary_beside(path)
        with temporaries[path].open("wb") as file:
            file.write(files[path])
            file.flush()
            begin_writing(file.fileno())

    synced: set[Path] = set()

    def sync_once(path: Path) -> None:
        if path.parent not in synced:
            sync_folder(path.parent)
            synced.add(path.parent)

    try:
        attempt(begin)
        attempt(lambda path: sync_file(temporaries[path]))
        attempt(lambda path: _put(temporaries[path], path))
        attempt(sync_once)
    finally:
        for temporary in temporaries.values():
            _discard(temporary)
    return refused


def _temporary_beside(path: Path) -> Path:
    make_folder(path.parent)
    # The suffix stays the target's: XlsxWriter and python-docx look at it.
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=TEMPORARY, suffix=path.suffix)
    os.close(descriptor)
    return Path(name)


def _put(temporary: Path, path: Path, mode: int = 0o644) -> None:
    temporary.chmod(mode)
    replace_file(temporary, path)


def _discard(temporary: Path) -> None:
    # On a disk that takes nothing any more, the next run's sweep sees to it.
    with suppress(OSError):
        remove_file(temporary)


def _refusal(error: BaseException) -> OSError | None:
    """Return the OSError with which the disk refused, where `error` comes of one; libraries wrap it in their own."""
    known: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in known and not isinstance(found, KuseiError):
        if isinstance(found, OSError):
            return found
        known.add(id(found))
        found = found.__cause__ or found.__context__
    return None


def cannot_write(path: Path, error: OSError) -> CannotRunError:
    """Return the error told to the user when a file could not be written."""
    return CannotRunError(
        f"「{path}」に書き込めませんでした（{reason_of(error)}）。",
        "空き容量、フォルダの有無と書込み権限、ファイルを誰かが開いていないかを確かめて、もう一度実行してください。"
        "それまでに受け取ったものは失われていません。",
    )


def sync_file(path: Path) -> None:
    """Wait until a file is on the disk. Raise OSError."""
    # Windows' fsync needs a descriptor opened for writing.
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
