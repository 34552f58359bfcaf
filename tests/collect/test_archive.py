"""Originals are kept whole, by content, before anything else is done with them."""

from __future__ import annotations

import hashlib
import os

import pytest

from kusei_batch.collect import archive as module
from kusei_batch.collect.archive import StillChangingError, archive_file, archived_path, settle_archive
from kusei_batch.errors import CannotRunError

CONTENT = b"PK\x03\x04" + bytes(range(256)) * 20_000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "inbox" / "区民課 (1).xlsx"
    path.parent.mkdir()
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def archive(tmp_path):
    return tmp_path / "archive"


def kept(archive):
    return [str(path.relative_to(archive)) for path in sorted(archive.rglob("*")) if path.is_file()]


def test_content_is_kept_under_its_hash(file, archive):
    assert archive_file(file.parent, file.name, archive) == SHA256
    assert kept(archive) == [f"{SHA256[:2]}/{SHA256}.xlsx"]
    assert archived_path(archive, SHA256).read_bytes() == CONTENT
    assert file.read_bytes() == CONTENT


def test_the_same_content_is_kept_once_and_not_written_again(file, archive, monkeypatch):
    archive_file(file.parent, file.name, archive)
    monkeypatch.setattr(module, "_keep", lambda *_: pytest.fail("written again"))
    assert archive_file(file.parent, file.rename(file.with_name("別名.xlsx")).name, archive) == SHA256


def test_a_copy_cut_short_is_replaced(file, archive):
    archive_file(file.parent, file.name, archive)
    archived_path(archive, SHA256).write_bytes(CONTENT[:1000])
    archive_file(file.parent, file.name, archive)
    assert archived_path(archive, SHA256).read_bytes() == CONTENT


def test_a_copy_that_was_damaged_is_replaced_as_long_as_the_content_is_there(file, archive):
    archive_file(file.parent, file.name, archive)
    damaged = bytearray(CONTENT)
    damaged[1000] ^= 1
    archived_path(archive, SHA256).write_bytes(damaged)
    archive_file(file.parent, file.name, archive)
    assert archived_path(archive, SHA256).read_bytes() == CONTENT


def test_the_copy_is_on_the_disk_before_it_has_its_name(file, archive, monkeypatch):
    steps = []
    fsync, replace = os.fsync, type(file).replace

    def note_fsync(descriptor):
        steps.append("fsync")
        fsync(descriptor)

    def note_rename(path, target):
        steps.append("rename")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(type(file), "replace", note_rename)
    sha256 = archive_file(file.parent, file.name, archive)
    assert steps[-2:] == ["fsync", "rename"]
    settle_archive(archive, {sha256})
    assert steps[-1:] == ["fsync"]


def test_a_file_that_grows_while_it_is_copied_waits(file, archive, monkeypatch):
    digest = module._digest

    def grow(path, source):
        found = digest(path, source)
        with file.open("ab") as stream:
            stream.write(b"more")
        return found

    monkeypatch.setattr(module, "_digest", grow)
    with pytest.raises(StillChangingError) as caught:
        archive_file(file.parent, file.name, archive)
    assert caught.value.problem.code == "still-being-written"
    assert kept(archive) == []


def test_a_file_that_is_replaced_while_it_is_copied_waits(file, archive, monkeypatch):
    keep = module._keep

    def replace(path, *rest):
        keep(path, *rest)
        other = file.with_suffix(".new")
        other.write_bytes(b"PK other")
        other.replace(file)

    monkeypatch.setattr(module, "_keep", replace)
    with pytest.raises(StillChangingError):
        archive_file(file.parent, file.name, archive)


def test_a_file_that_is_gone_or_locked_waits(file, archive):
    file.unlink()
    with pytest.raises(StillChangingError) as caught:
        archive_file(file.parent, file.name, archive)
    assert caught.value.problem.code == "file-locked"
    assert caught.value.problem.message


def test_a_full_disk_stops_the_run_and_leaves_nothing_half_written(file, archive, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CannotRunError):
        archive_file(file.parent, file.name, archive)
    assert kept(archive) == []


def test_what_is_larger_than_the_settings_allow_is_not_kept(file, archive):
    with pytest.raises(StillChangingError):
        archive_file(file.parent, file.name, archive, largest=len(CONTENT) - 1)
    assert kept(archive) == []
    assert archive_file(file.parent, file.name, archive, largest=len(CONTENT)) == SHA256
