"""The archive of originals, by content: what came in is kept before anything else is done with it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from kusei_batch.collect.inbox import HAND_UP, LARGEST, suffix_of
from kusei_batch.collect.safe_open import NotPlainError, open_plain
from kusei_batch.core.picture import Picture
from kusei_batch.core.problem import Problem
from kusei_batch.core.record import Record
from kusei_batch.disk import TEMPORARY, cannot_write, make_folder, write_atomic
from kusei_batch.errors import reason_of
from kusei_batch.system import remove_file, replace_file, sync_folder

_CHUNK = 1 << 20
KEPT_ENDINGS = ("xlsx", "csv", "kusei", "jpg", "png")
"""Of the files in the archive: originals, and what documents show of the pictures in them."""


class StillChangingError(Exception):
    """A file cannot be taken in now, because it is still being written or is locked; `problem` says which."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def archived_path(archive: Path, sha256: str) -> Path:
    """Return where content of that hash is kept: `<ab>/<sha256>.xlsx`, of the export of a web form `.csv`.

    What a ward handed up ends in `.kusei`. Exports that were kept before they had an ending of their own are found as
    workbooks.
    """
    begins = f"{archive}/{sha256[:2]}/{sha256}"
    known = (f"{begins}.csv", f"{begins}{HAND_UP}")
    # Asked of every file every night: as paths they cost a fiftieth of one in which nothing changed.
    return Path(next((name for name in known if os.path.isfile(name)), f"{begins}.xlsx"))  # noqa: PTH113


def picture_path(archive: Path, file: str) -> Path:
    """Return where what documents show of a picture is kept: `<ab>/<sha256>.jpg`."""
    return archive.joinpath(file[:2], file)


def keep_pictures(archive: Path, pictures: Mapping[str, bytes]) -> None:
    """Keep pictures by the names of their files, each named for its content. Raise CannotRunError."""
    for file, content in pictures.items():
        target = picture_path(archive, file)
        if not is_kept(target, target.stem, len(content)):
            write_atomic(target, content)


def read_pictures(archive: Path, records: Iterable[Record]) -> tuple[dict[str, bytes], dict[str, str]]:
    """Return, by the names of their files, the pictures that records refer to; and of those that are gone the workbook.

    That is the SHA-256 of the one a picture came in. One whose content is no longer what it is named for is gone too.
    """
    values = [(value, record.source.sha256) for record in records for value in record.fields.values()]
    found, gone = {}, {}
    for file, workbook in {value.file: sha256 for value, sha256 in values if isinstance(value, Picture)}.items():
        path = picture_path(archive, file)
        content = path.read_bytes() if path.is_file() else None
        if content is not None and hashlib.sha256(content).hexdigest() == path.stem:
            found[file] = content
        else:
            gone[file] = workbook
    return found, gone


def archive_file(inbox: Path, path: str, archive: Path, largest: int = LARGEST) -> str:
    """Keep the content of a file `path` below the inbox and return its sha256 (hex).

    Content that is kept whole already is not written again. The copy is complete on disk when this returns, and
    its name is safe after `settle_archive`. Raise StillChangingError when the file changes meanwhile, has more
    than `largest` bytes or cannot be read, CannotRunError when the archive cannot be written.
    """
    with _opened(inbox, path) as source:
        before = _state(inbox / path, source)
        if before[0] > largest:
            raise StillChangingError(Problem.of_file("still-being-written", path))
        sha256, held = _digest(path, source)
        target = archived_path(archive, sha256)
        target = target.with_suffix(HAND_UP) if suffix_of(path) == HAND_UP else target
        if not is_kept(target, sha256, before[0]):
            _keep(path, source, target, held)
        if _state(inbox / path, source) != before:
            # The copy is what its name says, whatever became of the file: it may stay.
            raise StillChangingError(Problem.of_file("still-being-written", path))
    return sha256


def read_file(inbox: Path, path: str, largest: int = LARGEST) -> bytes:
    """Return the content of a file `path` below the inbox. Raise StillChangingError as `archive_file` does."""
    with _opened(inbox, path) as source:
        before = _state(inbox / path, source)
        if before[0] > largest:
            raise StillChangingError(Problem.of_file("still-being-written", path))
        content = b"".join(_chunks(path, source))
        if _state(inbox / path, source) != before:
            raise StillChangingError(Problem.of_file("still-being-written", path))
    return content


def keep_export(archive: Path, content: bytes) -> str:
    """Keep what may be kept of a web form's export and return its sha256 (hex). Raise CannotRunError."""
    sha256 = hashlib.sha256(content).hexdigest()
    target = archive.joinpath(sha256[:2], f"{sha256}.csv")
    if not is_kept(target, sha256, len(content)):
        write_atomic(target, content)
    return sha256


def settle_archive(archive: Path, hashes: Iterable[str]) -> None:
    """Make the names of kept contents safe from a power cut, before the ledger names them.

    Call it once for many files, because they share folders. Raise CannotRunError.
    """
    names = sorted({sha256[:2] for sha256 in hashes})
    for folder in [*(archive / name for name in names), *([archive] if names else [])]:
        try:
            sync_folder(folder)
        except OSError as error:
            raise cannot_write(folder, error) from error


def _opened(inbox: Path, path: str) -> BinaryIO:
    try:
        return open_plain(inbox, path)
    except NotPlainError as error:
        raise StillChangingError(Problem.of_file(error.code, path)) from error
    except OSError as error:
        raise StillChangingError(Problem.of_file("file-locked", path, reason=reason_of(error))) from error


def _state(path: Path, source: BinaryIO) -> tuple[int, int, int]:
    try:
        held, named = os.fstat(source.fileno()), path.stat(follow_symlinks=False)
    except OSError as error:
        raise StillChangingError(Problem.of_file("still-being-written", path.name)) from error
    # A file that was replaced meanwhile keeps its state under the old handle: the name is asked as well.
    return named.st_size, named.st_mtime_ns, held.st_mtime_ns


def _chunks(path: str, source: BinaryIO) -> Iterator[bytes]:
    try:
        source.seek(0)
        while chunk := source.read(_CHUNK):
            yield chunk
    except OSError as error:
        raise StillChangingError(Problem.of_file("file-locked", path, reason=reason_of(error))) from error


def _digest(path: str, source: BinaryIO) -> tuple[str, bytes | None]:
    """Return the content's hash and the content itself, None of a large one: nearly every file is read once only."""
    digest, held = hashlib.sha256(), b""
    for chunk in _chunks(path, source):
        digest.update(chunk)
        held = chunk
    return digest.hexdigest(), held if source.tell() == len(held) else None


def is_kept(target: Path, sha256: str, size: int | None = None) -> bool:
    """Return whether the archive holds that content whole; a copy of another `size` (bytes) is not read.

    The content is compared, so that a copy damaged on the disk is replaced while the file is still there.
    """
    try:
        if size not in (None, target.stat().st_size):
            return False
        with target.open("rb") as kept:
            return hashlib.file_digest(kept, "sha256").hexdigest() == sha256
    except FileNotFoundError:
        return False
    except OSError as error:
        raise cannot_write(target, error) from error


def _keep(path: str, source: BinaryIO, target: Path, held: bytes | None) -> None:
    temporary: Path | None = None
    try:
        make_folder(target.parent)
        temporary = target.with_name(f"{TEMPORARY}{target.stem}.{os.getpid()}.tmp")
        with temporary.open("wb") as copy:
            if held is None:
                digest = hashlib.sha256()
                for chunk in _chunks(path, source):
                    digest.update(chunk)
                    copy.write(chunk)
                if digest.hexdigest() != target.stem:
                    raise StillChangingError(Problem.of_file("still-being-written", path))
            else:
                if os.fstat(source.fileno()).st_size != len(held):
                    raise StillChangingError(Problem.of_file("still-being-written", path))
                copy.write(held)
            copy.flush()
            os.fsync(copy.fileno())
        replace_file(temporary, target)
        temporary = None
    except OSError as error:
        raise cannot_write(target, error) from error
    finally:
        if temporary is not None:
            with suppress(OSError):
                remove_file(temporary)
