"""What lies in the inbox: files at any depth, each either to be read or passed over for a reason."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from kusei_batch.collect.safe_open import NotPlainError, listed, open_plain
from kusei_batch.core.look import Look
from kusei_batch.core.problem import Problem, Severity
from kusei_batch.core.text.characters import seen_only
from kusei_batch.disk import look_of
from kusei_batch.errors import CannotRunError, is_unreachable, reason_of
from kusei_batch.system import is_link, is_path_too_long, status_of
from kusei_batch.xlsx.package import DEFAULT_LIMITS, MEBI

SETTLE_SECONDS = 600.0
"""A file cut short that is younger than this is taken to be still on its way."""

LARGEST = DEFAULT_LIMITS.file_bytes
"""A larger file is not read, and not even copied, where config.toml says nothing else; in bytes."""

WEB_FORM = ".csv"
"""How the name of a web form's export ends."""

HAND_UP = ".kusei"
"""How the name of the file ends in which a ward hands up what it has taken in."""

_READ = {WEB_FORM, HAND_UP, ".xlsx", ".xls", ".xlsm", ".xlsb", ".xltx", ".xltm", ".xlt", ".ods", ".et"}
_TEMPORARY = {".tmp", ".temp", ".crdownload", ".partial", ".part", ".download", ".filepart", ".opdownload"}
MARK = ".kusei-inbox"
"""The name of the file by which an inbox is known to be connected."""

_OF_THE_SYSTEM = {MARK, "desktop.ini", "thumbs.db", "ehthumbs.db", ".ds_store", "__macosx", "$recycle.bin"}
_COMPRESSED = {".zip", ".lzh", ".7z", ".rar", ".cab", ".gz", ".tgz", ".tar"}
_MAILS = {".msg", ".eml"}
_SHORTCUTS = {".lnk", ".url", ".website"}
_OTHER_ARCHIVES = {".docx", ".docm", ".dotx", ".pptx", ".pptm", ".odt", ".odp", ".zip", ".jar", ".epub", ".jtd", ".lzh"}
_ZIP_START, _ZIP_END = b"PK", b"PK\x05\x06"
_ZIP_END_WITHIN = 65_535 + 22


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file of the inbox: `path` below it, with `/`; `skip` tells why it is not to be read.

    `mark` tells a file that is passed over from another of that name on another night, where it was meant as an
    answer: the hash of its content, or of size and time where it is too large to be read. `look` is how a file looked
    on the disk; it `is_known` where it looked the same when it was last read.
    """

    path: str
    mtime_ns: int
    skip: Problem | None = None
    mark: str | None = None
    look: Look | None = None
    is_known: bool = False


def find_files(
    inbox: Path,
    now: float,
    settle: float = SETTLE_SECONDS,
    largest: int = LARGEST,
    known: Mapping[str, Look | None] | None = None,
) -> list[FoundFile]:
    """Return every file below the inbox by path, without following links and without files of the system itself.

    `known` says how files looked when they were read before: one that looks the same is not opened.

    A file counts as still being written when it is cut short and changed within `settle` seconds of
    `now` (seconds since the epoch). Workbooks of other kinds (.xls, .xlsm) are to be read: the reader
    refuses them and says what to do; what has more than `largest` bytes is not. Raise CannotRunError when the
    inbox itself cannot be opened, or is no longer there in the end: what was found till then is not all.
    """
    _require_folder(inbox)
    found = sorted(_walk(inbox, "", _Bounds(now, settle, largest, known or {})), key=lambda found: found.path)
    _require_folder(inbox)
    return found


def _require_folder(inbox: Path) -> None:
    if not inbox.is_dir():
        raise CannotRunError(
            f"受付フォルダ「{inbox}」がありません。",
            "config.toml の [folders] と、共有フォルダへの接続を確かめて、もう一度実行してください。",
        )


@dataclass(frozen=True, slots=True)
class _Bounds:
    now: float
    settle: float
    largest: int
    known: Mapping[str, Look | None] = field(default_factory=dict)

    def is_young(self, status: os.stat_result) -> bool:
        # Copying keeps the age of what is copied in mtime; ctime is when it came here.
        return abs(self.now - max(status.st_mtime, status.st_ctime)) < self.settle


def _walk(inbox: Path, below: str, bounds: _Bounds) -> Iterator[FoundFile]:
    found: list[FoundFile] = []
    try:
        with listed(inbox, below) as entries:
            for entry in entries:
                try:
                    found += _look_at(inbox, entry, below + entry.name, bounds)
                except FileNotFoundError:
                    # Taken away while the listing was gone through, if it is not Windows that cannot find it.
                    found += _out_of_reach(inbox, below + entry.name)
    except NotPlainError as error:
        found = [_passed_over(below.rstrip("/"), error.code)]
    except OSError as error:
        if not below:
            raise CannotRunError(
                f"受付フォルダ「{inbox}」を開けません（{reason_of(error)}）。",
                "読取り権限と、共有フォルダへの接続を確かめて、もう一度実行してください。",
            ) from error
        if is_unreachable(error) or not isinstance(error, FileNotFoundError):
            found = [_passed_over(below.rstrip("/"), "folder-unreadable", reason=reason_of(error))]
        else:
            found = _out_of_reach(inbox, below.rstrip("/"))
    yield from found


def _out_of_reach(inbox: Path, path: str) -> list[FoundFile]:
    """Return what is reported of a file or folder that was listed and cannot be found; nothing of one that is gone."""
    return [_passed_over(path, "path-out-of-reach")] if is_path_too_long(inbox / path) else []


def _look_at(inbox: Path, entry: os.DirEntry[str], path: str, bounds: _Bounds) -> Iterator[FoundFile]:
    name = entry.name.lower()
    if name in _OF_THE_SYSTEM:
        return
    if not _is_writable_text(path):
        yield _passed_over(os.fsencode(path).decode("utf-8", "replace"), "unreadable-name")
    elif is_link(status := status_of(entry)):
        yield _passed_over(path, "link-not-followed")
    elif entry.is_dir(follow_symlinks=False):
        if not name.startswith("."):
            yield from _walk(inbox, path + "/", bounds)
    elif entry.is_file(follow_symlinks=False):
        if bounds.known.get(path) == look_of(status):
            yield FoundFile(path, status.st_mtime_ns, look=look_of(status), is_known=True)
        else:
            yield _look_at_file(inbox, path, path, bounds)
    else:
        yield _passed_over(path, "not-a-file")


def look_at_file(file: Path, path: str, largest: int = LARGEST) -> Problem | None:
    """Return why a single file would not be read, None when it would be; `path` is what it is called in the answer.

    Raise OSError when it cannot be opened.
    """
    # The one who names a file may name it by a link.
    whole = file.resolve()
    status = whole.stat()
    return _look_at_file(whole.parent, whole.name, path, _Bounds(status.st_mtime, 0, largest)).skip


def _is_writable_text(path: str) -> bool:
    # Names in another encoding come as lone surrogates, which neither the ledger nor a screen can take.
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _look_at_file(folder: Path, name: str, path: str, bounds: _Bounds) -> FoundFile:
    """Return a file `name` below a folder; `path` is what it is called in the answer."""
    code = _reason_by_name(name.rpartition("/")[2])
    try:
        with open_plain(folder, name) as file:
            status = os.fstat(file.fileno())
            # A name that is no kind of file's (`様式.xlsx - コピー`, `様式`) may stand on a workbook.
            if code is None or (
                code in OTHER_KINDS
                and suffix_of(name) not in _OTHER_ARCHIVES
                and file.read(len(_ZIP_START)) == _ZIP_START
            ):
                code = _reason_by_content(file, status, bounds, suffix_of(name))
            mark = _mark(file, status, bounds) if code in _HANDED_IN else None
    except NotPlainError as error:
        return _passed_over(path, error.code)
    except FileNotFoundError:
        raise
    except OSError as error:
        return _passed_over(path, "file-locked", reason=reason_of(error))
    if code is None:
        return FoundFile(path, status.st_mtime_ns, look=look_of(status))
    size = f"{status.st_size / MEBI:,.0f}MBあり、{bounds.largest / MEBI:.0f}MBを超えています"
    passed = _passed_over(path, code, status, kind=suffix_of(name) or "拡張子なし", detail=size)
    return replace(passed, mark=mark)


def _mark(file: BinaryIO, status: os.stat_result, bounds: _Bounds) -> str:
    if status.st_size > bounds.largest:
        return hashlib.sha256(f"{status.st_size} {status.st_mtime_ns}".encode()).hexdigest()
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(MEBI):
        digest.update(piece)
    return digest.hexdigest()


def _reason_by_name(name: str) -> str | None:
    if name.startswith(("~$", ".~lock.")):
        return "owner-file"
    suffix = suffix_of(name)
    # People put ~ round a title too: a name that ends as a document's does is that document's.
    if suffix in _TEMPORARY or name.startswith(".~") or (name.startswith("~") and not suffix):
        return "temporary-file"
    if name.startswith("."):
        return "hidden-file"
    if suffix in _READ:
        return None
    kinds = {"compressed-file": _COMPRESSED, "mail-file": _MAILS, "shortcut-file": _SHORTCUTS}
    return next((code for code, suffixes in kinds.items() if suffix in suffixes), "other-kind-of-file")


def suffix_of(name: str) -> str:
    """Return the ending of a name as a person reads it: 「回答.ＣＳＶ 」 ends in .csv."""
    plain = unicodedata.normalize("NFKC", seen_only(name)).strip().lower()
    return plain[plain.rindex(".") :] if "." in plain else ""


def _reason_by_content(file: BinaryIO, status: os.stat_result, bounds: _Bounds, suffix: str) -> str | None:
    # By its size alone, before anything of it is read.
    if status.st_size > bounds.largest:
        return "oversized-hand-up" if suffix == HAND_UP else "oversized-workbook"
    if not bounds.is_young(status):
        return None if status.st_size else "zero-bytes"
    is_cut_short = _lacks_last_line if suffix == WEB_FORM else _is_cut_short
    if not status.st_size or is_cut_short(file, status.st_size) or _has_changed(file, status):
        return "still-being-written"
    return None


def _is_cut_short(file: BinaryIO, size: int) -> bool:
    """Return whether it begins as a zip archive, or as space kept for one, but lacks an archive's end."""
    file.seek(0)
    if file.read(len(_ZIP_START)) not in (_ZIP_START, b"\0\0"):
        return False
    file.seek(max(0, size - _ZIP_END_WITHIN))
    return _ZIP_END not in file.read(_ZIP_END_WITHIN)


def _lacks_last_line(file: BinaryIO, size: int) -> bool:
    """Return whether a table of lines does not end with a whole one."""
    file.seek(size - 1)
    return file.read(1) not in (b"\n", b"\r", b"\0")


def _has_changed(file: BinaryIO, before: os.stat_result) -> bool:
    after = os.fstat(file.fileno())
    return (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns)


OTHER_KINDS = frozenset(("compressed-file", "mail-file", "shortcut-file", "other-kind-of-file"))
"""The codes of files that were handed in, but are of another kind than what was issued."""

_HANDED_IN = {
    *OTHER_KINDS,
    *("link-not-followed", "not-a-file", "oversized-workbook", "oversized-hand-up", "zero-bytes", "unreadable-name"),
    "path-out-of-reach",
    *("web-form-unreadable", "web-form-unknown", "web-form-no-folder"),
}


def is_handed_in(skip: Problem) -> bool:
    """Return whether a file that was passed over for that reason may have been meant as an answer.

    Files that programs leave behind were not; one still being written or locked is read the next night.
    """
    return skip.code in _HANDED_IN


def _passed_over(path: str, code: str, status: os.stat_result | None = None, **params: str) -> FoundFile:
    problem = Problem.of_file(code, path, **params)
    if problem.severity is Severity.ERROR:  # what is not looked into cannot be said to be wrong
        problem = replace(problem, severity=Severity.WARNING)
    return FoundFile(path, status.st_mtime_ns if status else 0, problem)
