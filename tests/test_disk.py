"""Nothing is written in part, whatever library writes it, and every new name outlasts a power cut."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter
from filelock import FileLock, Timeout

from kusei_batch.disk import (
    TEMPORARY,
    make_folder,
    move,
    replace_atomic,
    scratch_folder,
    sweep,
    write_atomic,
    write_together,
)
from kusei_batch.errors import CannotRunError
from kusei_batch.system import remove_folder


@pytest.fixture
def synced(monkeypatch):
    """The files and folders that were flushed to the disk, in order."""
    seen: list[Path] = []
    fsync = os.fsync

    def note(descriptor):
        seen.append(Path(f"/proc/self/fd/{descriptor}").readlink())
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    return seen


def test_the_name_of_every_new_folder_is_flushed_in_the_folder_above_it(tmp_path, synced):
    make_folder(tmp_path / "R08" / "目標設定" / "済")
    assert synced == [tmp_path, tmp_path / "R08", tmp_path / "R08" / "目標設定"]
    synced.clear()
    write_atomic(tmp_path / "新" / "a.txt", b"a")
    assert synced[0] == tmp_path
    assert synced[-1] == tmp_path / "新"


def test_a_move_is_flushed_where_the_name_was_and_where_it_is(tmp_path, synced):
    (tmp_path / "a").write_bytes(b"a")
    move(tmp_path / "a", tmp_path / "済" / "a")
    assert (tmp_path / "済" / "a").read_bytes() == b"a"
    assert synced[0] == tmp_path
    assert set(synced[1:]) == {tmp_path, tmp_path / "済"}


def test_files_written_together_are_flushed_before_they_get_their_names_and_a_folder_once(tmp_path, synced):
    files = {tmp_path / ward / name: name.encode() for ward in ("幸", "西") for name in ("a", "b", "c")}
    for path in files:
        path.parent.mkdir(exist_ok=True)
    assert write_together(files) == {}
    assert {path: path.read_bytes() for path in tmp_path.rglob("?") if path.is_file()} == files
    assert all(path.name.startswith(TEMPORARY) for path in synced[:6])
    assert synced[6:] == [tmp_path / "幸", tmp_path / "西"]


def test_of_files_written_together_one_that_is_refused_costs_itself(tmp_path):
    files = {tmp_path / name: b"new" for name in ("a", "folder", "b")}
    (tmp_path / "folder").mkdir()
    (tmp_path / "b").write_bytes(b"old")
    refused = write_together(files)
    assert list(refused) == [tmp_path / "folder"]
    assert "folder」に書き込めませんでした" in refused[tmp_path / "folder"].message
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes() == b"new"
    assert [path.name for path in tmp_path.rglob(f"{TEMPORARY}*")] == []


def test_a_folder_whose_names_cannot_be_flushed_costs_what_was_written_into_it(tmp_path, monkeypatch):
    fsync = os.fsync

    def refuse(descriptor):
        if Path(f"/proc/self/fd/{descriptor}").readlink().name == "幸":
            raise OSError(5, os.strerror(5))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", refuse)
    files = {tmp_path / ward / name: b"x" for ward in ("幸", "西") for name in ("a", "b")}
    assert list(write_together(files)) == [tmp_path / "幸" / "a", tmp_path / "幸" / "b"]


def write_with_xlsxwriter(temporary):
    with xlsxwriter.Workbook(temporary, {"in_memory": True}) as book:
        book.add_worksheet().write(0, 0, "値")


@pytest.mark.parametrize(
    ("error", "told"), [(28, "空き容量がありません"), (5, "読み書きに失敗しました"), (30, "書込みのできない場所です")]
)
def test_what_the_disk_refuses_a_library_is_told_as_the_disks(tmp_path, monkeypatch, error, told):
    def refuse(*_args, **_kwargs):
        raise OSError(error, os.strerror(error))

    target = tmp_path / "集計.xlsx"
    target.write_bytes(b"before")
    monkeypatch.setattr("xlsxwriter.workbook.ZipFile", refuse)
    with pytest.raises(CannotRunError, match=f"集計.xlsx.*{told}"):
        replace_atomic(target, write_with_xlsxwriter)
    assert [path.name for path in tmp_path.iterdir()] == [target.name]
    assert target.read_bytes() == b"before"


def test_a_fault_that_is_not_the_disks_is_not_told_as_the_disks(tmp_path):
    with pytest.raises(ZeroDivisionError):
        replace_atomic(tmp_path / "a.xlsx", lambda _: 1 / 0)
    assert list(tmp_path.iterdir()) == []


def test_a_leftover_that_cannot_be_deleted_is_told_and_stays(tmp_path, monkeypatch):
    for name in ("a", "b"):
        (tmp_path / f"{TEMPORARY}{name}").write_bytes(b"half")
    unlink = Path.unlink

    def refuse(path, **kwargs):
        if path.name.endswith("a"):
            raise PermissionError(13, "Permission denied")
        unlink(path, **kwargs)

    monkeypatch.setattr(Path, "unlink", refuse)
    assert sweep(tmp_path) == [tmp_path / f"{TEMPORARY}a"]
    assert [path.name for path in tmp_path.iterdir()] == [f"{TEMPORARY}a"]


def test_what_a_killed_run_worked_in_is_removed_and_what_is_in_use_is_not(tmp_path):
    killed = "import os, pathlib, sys; from kusei_batch.disk import scratch_folder\n"
    killed += "with scratch_folder(pathlib.Path(sys.argv[1])) as scratch:\n"
    killed += "    (scratch / 'ledger.sqlite').write_bytes(b'copy'); os._exit(9)"
    before = tmp_path.stat().st_mtime_ns
    assert subprocess.run([sys.executable, "-c", killed, tmp_path], check=False).returncode == 9
    assert len(list(tmp_path.rglob("ledger.sqlite"))) == 1
    with scratch_folder(tmp_path) as scratch:
        (scratch / f"{TEMPORARY}half").write_bytes(b"being written")
        assert sweep(tmp_path) == []
        assert list(tmp_path.iterdir()) == [scratch]
        assert (scratch / f"{TEMPORARY}half").exists()
    assert list(tmp_path.iterdir()) == []
    os.utime(tmp_path, ns=(before, before))
    with scratch_folder(tmp_path):
        pass
    assert tmp_path.stat().st_mtime_ns == before


def test_a_scratch_folder_that_a_sweep_takes_before_its_lock_is_made_once_more(tmp_path, monkeypatch):
    taken: list[Path] = []
    real = FileLock.acquire

    def swept(lock, *args, **kwargs):
        if not taken:
            taken.append(Path(lock.lock_file).parent)
            assert sweep(tmp_path) == []
            assert not taken[0].exists()
        return real(lock, *args, **kwargs)

    monkeypatch.setattr(FileLock, "acquire", swept)
    with scratch_folder(tmp_path) as scratch:
        assert taken == [scratch]
        assert stat.S_IMODE(scratch.stat().st_mode) == 0o700
        (scratch / "ledger.sqlite").write_bytes(b"copy")
        assert sweep(tmp_path) == []
        assert (scratch / "ledger.sqlite").exists()
    assert list(tmp_path.iterdir()) == []


def test_what_is_swept_is_nobodys_until_it_is_gone(tmp_path, monkeypatch):
    """Whoever waits for the lock of a folder just made does not get it before the folder goes."""
    left = tmp_path / f"{TEMPORARY}left"
    left.mkdir()
    tried = []

    def removing(folder):
        with pytest.raises(Timeout):
            FileLock(folder / "in-use", timeout=0).acquire()
        tried.append(folder)
        return remove_folder(folder)

    monkeypatch.setattr("kusei_batch.disk.remove_folder", removing)
    assert sweep(tmp_path) == []
    assert tried == [left]
    assert not left.exists()


def test_where_nothing_can_be_written_scratch_lies_elsewhere(tmp_path):
    with scratch_folder(tmp_path / "まだない") as scratch:
        assert scratch.is_dir()
    assert not scratch.exists()
    assert list(tmp_path.iterdir()) == []


def test_why_the_system_refused_is_told_in_japanese(tmp_path):
    """Whatever language the system itself speaks."""
    place = tmp_path / "フォルダ"
    place.mkdir()
    with pytest.raises(CannotRunError) as told:
        write_atomic(place, b"x")
    assert re.search(r"（[ぁ-ん一-龥ァ-ヶー、]+）。$", told.value.message)
