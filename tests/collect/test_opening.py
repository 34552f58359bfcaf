"""What lies in the inbox is opened through no link and without waiting, whatever it is exchanged for meanwhile."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from contextlib import nullcontext
from pathlib import Path

import pytest

from kusei_batch import system
from kusei_batch.collect import archive as module
from kusei_batch.collect import safe_open
from kusei_batch.collect.archive import StillChangingError, archive_file
from kusei_batch.collect.inbox import LARGEST, find_files
from kusei_batch.collect.safe_open import NotPlainError, open_plain
from kusei_batch.errors import CannotRunError

SECRET = b"PK secret"
LATER = 4e9
PATH = "川崎区/区民課/様式.xlsx"


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / "inbox"
    (folder / PATH).parent.mkdir(parents=True)
    (folder / PATH).write_bytes(b"PK answer")
    outside = tmp_path / "outside" / "区民課"
    outside.mkdir(parents=True)
    (outside / "様式.xlsx").write_bytes(SECRET)
    return folder


def link_file(file, outside):
    file.unlink()
    file.symlink_to(outside / "区民課" / file.name)


def link_folder(file, outside):
    shutil.rmtree(file.parent)
    file.parent.symlink_to(outside / "区民課", target_is_directory=True)


def link_folder_above(file, outside):
    shutil.rmtree(file.parent.parent)
    file.parent.parent.symlink_to(outside, target_is_directory=True)


def make_pipe(file, _):
    file.unlink()
    os.mkfifo(file)


def make_socket(file, _):
    file.unlink()
    # The path of a socket may have some hundred bytes only.
    short = Path(tempfile.mkdtemp(), "s")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.fspath(short))
    shutil.move(short, file)
    short.parent.rmdir()


def make_folder(file, _):
    file.unlink()
    file.mkdir()


EXCHANGES = [
    (link_file, "link-not-followed"),
    (link_folder, "link-not-followed"),
    (link_folder_above, "link-not-followed"),
    (make_pipe, "not-a-file"),
    (make_socket, "not-a-file"),
    (make_folder, "not-a-file"),
]


def archived(inbox):
    return [path.read_bytes() for path in (inbox.parent / "archive").rglob("*") if path.is_file()]


@pytest.mark.parametrize(("exchange", "code"), EXCHANGES)
def test_what_was_exchanged_after_the_look_is_not_taken(inbox, exchange, code):
    (found,) = find_files(inbox, LATER)
    assert found.skip is None
    exchange(inbox / PATH, inbox.parent / "outside")
    with pytest.raises(StillChangingError) as caught:
        archive_file(inbox, found.path, inbox.parent / "archive")
    assert (caught.value.problem.code, caught.value.problem.location.file) == (code, PATH)
    assert archived(inbox) == []


@pytest.mark.parametrize(("exchange", "code"), EXCHANGES[:5])
def test_what_is_no_plain_file_is_told_by_the_look(inbox, exchange, code):
    exchange(inbox / PATH, inbox.parent / "outside")
    assert [found.skip.code for found in find_files(inbox, LATER)] == [code]


@pytest.mark.parametrize(("exchange", "code"), EXCHANGES)
def test_what_is_exchanged_just_before_it_is_opened_is_not_read(inbox, exchange, code, monkeypatch):
    plain = os.open

    def late(name, flags, *args, **kwargs):
        if os.fspath(name) == "様式.xlsx":
            monkeypatch.undo()
            exchange(inbox / PATH, inbox.parent / "outside")
        return plain(name, flags, *args, **kwargs)

    monkeypatch.setattr(os, "open", late)
    # A folder that is held open stays the folder that was looked at: what is gone from it is gone.
    with pytest.raises((NotPlainError, FileNotFoundError)) as caught:
        open_plain(inbox, PATH)
    if isinstance(caught.value, NotPlainError):
        assert caught.value.code == code


def test_what_was_opened_is_read_whatever_takes_its_name(inbox, monkeypatch):
    digest = module._digest

    def late(path, source):
        link_file(inbox / PATH, inbox.parent / "outside")
        return digest(path, source)

    monkeypatch.setattr(module, "_digest", late)
    with pytest.raises(StillChangingError):
        archive_file(inbox, PATH, inbox.parent / "archive")
    assert SECRET not in archived(inbox)


@pytest.mark.parametrize(("exchange", "code"), EXCHANGES[:3])
def test_where_folders_cannot_be_walked_links_are_found_as_well(inbox, exchange, code, monkeypatch):
    monkeypatch.setattr(safe_open, "HAS_FOLDER_DESCRIPTORS", False)
    with open_plain(inbox, PATH) as file:
        assert file.read() == b"PK answer"
    exchange(inbox / PATH, inbox.parent / "outside")
    monkeypatch.setattr(safe_open, "OPEN_FILE", os.O_RDONLY)
    with pytest.raises(NotPlainError) as caught:
        open_plain(inbox, PATH)
    assert caught.value.code == code


def test_a_file_too_large_is_neither_copied_nor_read(inbox):
    os.truncate(inbox / PATH, 9 << 30)
    (found,) = find_files(inbox, LATER)
    assert found.skip.code == "oversized-workbook"
    assert "9,216MB" in found.skip.message
    with pytest.raises(StillChangingError):
        archive_file(inbox, PATH, inbox.parent / "archive")
    assert archived(inbox) == []
    os.truncate(inbox / PATH, LARGEST)
    assert find_files(inbox, LATER)[0].skip is None


class ListedOnWindows:
    """An entry of a folder as Windows tells of it: without the number of the file."""

    def __init__(self, entry):
        self.entry = entry

    def __getattr__(self, name):
        return getattr(self.entry, name)

    def stat(self, *, follow_symlinks=True):
        told = self.entry.stat(follow_symlinks=follow_symlinks)
        return os.stat_result((told.st_mode, 0, 0, *tuple(told)[3:7], 0, 0, 0))


@pytest.fixture
def on_windows(monkeypatch):
    """Folders are listed by their paths, and what is listed has no number."""
    plain = os.scandir
    for place in (safe_open, system):
        monkeypatch.setattr(place, "HAS_FOLDER_DESCRIPTORS", False)
    monkeypatch.setattr(os, "scandir", lambda path: nullcontext([ListedOnWindows(entry) for entry in plain(path)]))


def test_a_file_that_was_read_before_is_known_though_a_listing_tells_less_than_the_open_file(inbox, on_windows):
    (found,) = find_files(inbox, LATER)
    (again,) = find_files(inbox, LATER, known={PATH: found.look})
    assert (found.is_known, again.is_known) == (False, True)


@pytest.mark.parametrize(("bits", "is_read"), [(0xFFFF_FFFF_0000_0000, True), (1, False)])
def test_the_disk_of_an_open_file_may_be_told_in_fewer_bits(inbox, on_windows, monkeypatch, bits, is_read):
    plain = os.fstat

    def numbered_otherwise(file):
        told = list(plain(file))
        told[2] ^= bits
        return os.stat_result(told)

    monkeypatch.setattr(os, "fstat", numbered_otherwise)
    (found,) = find_files(inbox, LATER)
    assert (found.skip is None) == is_read


@pytest.mark.parametrize("refused", [PATH, "川崎区/区民課"])
def test_what_windows_cannot_find_for_the_length_of_its_path_is_told_and_not_taken_for_gone(
    inbox, on_windows, monkeypatch, refused
):
    monkeypatch.setattr(system, "IS_WINDOWS", True)
    monkeypatch.setattr(system, "_LONGEST_PATH", len(str(inbox / refused)) - 1)
    listing, opening = os.scandir, os.open

    def refuse(path):
        if str(path).endswith(refused):
            raise FileNotFoundError(2, "No such file or directory", str(path))

    monkeypatch.setattr(os, "scandir", lambda path: (refuse(path), listing(path))[1])
    monkeypatch.setattr(os, "open", lambda path, *words, **more: (refuse(path), opening(path, *words, **more))[1])
    (found,) = find_files(inbox, LATER)
    assert (found.path, found.skip.code) == (refused, "path-out-of-reach")


def test_an_inbox_that_is_gone_before_all_was_looked_at_stops_the_run(inbox, monkeypatch):
    listing = os.scandir

    def vanish(place):
        entries = listing(place)
        if inbox.exists():
            inbox.rename(inbox.with_name("よそ"))
        return entries

    monkeypatch.setattr(os, "scandir", vanish)
    with pytest.raises(CannotRunError, match="がありません"):
        find_files(inbox, LATER)
