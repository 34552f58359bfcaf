"""What lies in the inbox is opened through no link and without waiting, whatever it is exchanged for meanwhile."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from pathlib import Path

import pytest

from kusei_batch.collect import archive as module
from kusei_batch.collect import safe_open
from kusei_batch.collect.archive import StillChangingError, archive_file
from kusei_batch.collect.inbox import LARGEST, find_files
from kusei_batch.collect.safe_open import NotPlainError, open_plain

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
