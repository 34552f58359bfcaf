"""Open files of the inbox: without following links, without waiting, and plain files only.

Anybody may exchange a file at any moment, so that a listing proves nothing: the opened file itself is looked at.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from kusei_batch.system import HAS_FOLDER_DESCRIPTORS, NO_LINKS, OPEN_FILE, OPEN_FOLDER, is_link, is_one_file


class NotPlainError(Exception):
    """What is to be opened is not a plain file or folder; `code` is the catalog's."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@contextmanager
def listed(inbox: Path, below: str) -> Iterator[list[os.DirEntry[str]]]:
    """Give the entries of a folder `below` the inbox (with `/` at its end; empty: the inbox), valid within.

    Raise OSError, or NotPlainError where the folder has become a link or something else.
    """
    if not HAS_FOLDER_DESCRIPTORS:
        _require_no_links(inbox, below)
        with os.scandir(inbox / below) as listing:
            yield list(listing)
        return
    with _folder(inbox, below) as descriptor, os.scandir(descriptor) as listing:
        yield list(listing)


def open_plain(inbox: Path, path: str) -> BinaryIO:
    """Return a file `path` (with `/`) below the inbox, opened for reading.

    Raise OSError, or NotPlainError where it, or a folder on the way, is a link, a pipe, a socket or a device.
    """
    below, _, name = path.rpartition("/")
    if not HAS_FOLDER_DESCRIPTORS:
        return _open_on_windows(inbox, path)
    with _folder(inbox, below) as descriptor:
        # Opening a device can set it to work, opening a socket fails: asked first, and again of what was opened.
        _require_plain(os.stat(name, dir_fd=descriptor, follow_symlinks=False))
        try:
            file = os.open(name, OPEN_FILE, dir_fd=descriptor)
        except OSError as error:
            raise _told(error) from error
    try:
        _require_plain(os.fstat(file))
        return os.fdopen(file, "rb")
    except BaseException:
        os.close(file)
        raise


@contextmanager
def _folder(inbox: Path, below: str) -> Iterator[int]:
    """Give a descriptor of a folder below the inbox; the inbox itself may be a link, it is the coordinator's."""
    descriptor = os.open(inbox, OPEN_FOLDER & ~NO_LINKS)
    try:
        for name in below.split("/"):
            if name:
                try:
                    child = os.open(name, OPEN_FOLDER, dir_fd=descriptor)
                except OSError as error:
                    raise _told(error) from error
                os.close(descriptor)
                descriptor = child
        yield descriptor
    finally:
        os.close(descriptor)


def _told(error: OSError) -> OSError | NotPlainError:
    if error.errno in (errno.ELOOP, errno.ENOTDIR):
        return NotPlainError("link-not-followed")
    return NotPlainError("not-a-file") if error.errno == errno.ENXIO else error


def _require_plain(status: os.stat_result) -> None:
    if is_link(status):
        raise NotPlainError("link-not-followed")
    if not stat.S_ISREG(status.st_mode):
        raise NotPlainError("not-a-file")


def _require_no_links(inbox: Path, below: str) -> None:
    folder = inbox
    for name in (part for part in below.split("/") if part):
        folder /= name
        if is_link(folder.lstat()):
            raise NotPlainError("link-not-followed")


def _open_on_windows(inbox: Path, path: str) -> BinaryIO:
    """Open a file where folders cannot be walked by descriptor: what was opened must be what is found unlinked."""
    file = os.fdopen(os.open(inbox / path, OPEN_FILE), "rb")
    try:
        _require_no_links(inbox, path)
        held, found = os.fstat(file.fileno()), (inbox / path).lstat()
        _require_plain(held)
        is_the_same = is_one_file(held, found)
    except BaseException:
        file.close()
        raise
    if not is_the_same:
        file.close()
        raise NotPlainError("link-not-followed")
    return file
