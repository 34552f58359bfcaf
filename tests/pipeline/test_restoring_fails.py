"""A restore that fails leaves nothing behind, or tells what it leaves."""

from __future__ import annotations

import errno
import json
import shutil
import zipfile

import pytest

from kusei_batch import system
from kusei_batch.disk import TEMPORARY
from tests.commands import run_command
from tests.pipeline.backed_up import LISTING, back_up, change, copy_issued, tree
from tests.pipeline.faulty_disk import Fault, run_on

pytestmark = pytest.mark.in_processes


@pytest.fixture
def root(tmp_path):
    """A workspace that a test may spoil."""
    return copy_issued(tmp_path)


def test_a_restore_that_fails_leaves_no_folder_with_a_key(root):
    backup = change(
        back_up(root), root.parent / "壊れ.zip", lambda _: None, {"作業フォルダ/config.toml": b"x" * 10_000}
    )
    with zipfile.ZipFile(backup) as package:
        listing = json.loads(package.read(LISTING))
    listing["files"]["作業フォルダ/config.toml"]["size"] = 10_000
    backup = change(backup, root.parent / "壊れ2.zip", lambda told: told.update(listing))
    names = {path.name for path in root.parent.iterdir()}
    done = run_command(root, "restore", backup)
    assert done.code == 3
    assert "中身が、控えを取ったときと違います" in done.err
    assert {path.name for path in root.parent.iterdir()} == names


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
def test_a_disk_that_takes_no_more_is_not_blamed_on_the_backup(root, number):
    home = root.parent / "a"
    home.mkdir()
    words = ["restore", str(back_up(root)), "-w", str(home / "戻した")]
    operations = run_on(home, words, Fault(), root.parent).operations
    shutil.rmtree(home / "戻した")
    for kind, name in (
        ("open", "config.toml"),
        ("write", "config.toml"),
        ("fsync", "config.toml"),
        ("os.mkdir", "inbox"),
    ):
        at = next(n for n, told in enumerate(operations, 1) if told.startswith(f"{kind} ") and name in told)
        done = run_on(home, words, Fault(at, number, stays=number == errno.ENOSPC), root.parent)
        assert done.code == 3, (kind, done.told)
        assert "書き込めませんでした" in done.told, kind
        assert "別の日の控え" not in done.told, kind
        assert not (home / "戻した").exists()


def test_a_path_that_windows_finds_too_long_is_told_as_that(root, monkeypatch):
    deep = root / "inbox" / "/".join(["とても長い名前のフォルダ" * 4] * 5)
    deep.mkdir(parents=True)
    (deep / "あ.xlsx").write_bytes(b"x")
    backup = back_up(root)
    real = type(root).mkdir

    def too_long(path, *args, **kwargs):
        if len(str(path)) > 247:
            raise FileNotFoundError(errno.ENOENT, "The system cannot find the path specified", str(path))
        real(path, *args, **kwargs)

    monkeypatch.setattr(system, "IS_WINDOWS", True)
    monkeypatch.setattr(type(root), "mkdir", too_long)
    done = run_command(root, "restore", backup)
    assert done.code == 3
    assert "Windows には長すぎます" in done.err
    assert "短い場所を -w で指定" in done.err
    assert "別の日の控え" not in done.err


def test_a_place_that_cannot_be_looked_into_is_not_blamed_on_the_backup(root, monkeypatch):
    backup = back_up(root)
    real = type(root).iterdir

    def denied(path):
        if path == root:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(type(root), "iterdir", denied)
    done = run_command(root, "restore", backup)
    assert done.code == 3
    assert f"戻す先「{root}」を調べられません（許可されていない" in done.err
    assert "別の日の控え" not in done.err


def test_what_a_killed_restore_left_never_gets_into_the_next_one(root, monkeypatch):
    backup = back_up(root)
    for name in (f"{TEMPORARY}戻す_作業", f"{TEMPORARY}戻す_作業_古い"):
        (root.parent / name).mkdir()
        (root.parent / name / "古いもの.txt").write_text("x", encoding="utf-8")
    real = shutil.rmtree

    def held(path, *args, **kwargs):
        if "古い" not in str(path) and not str(path).endswith("戻す_作業"):
            real(path, *args, **kwargs)

    monkeypatch.setattr(shutil, "rmtree", held)
    done = run_command(root, "restore", backup)
    assert done.code == 0
    assert not (root / "古いもの.txt").exists()
    assert "消してください" in done.out
    monkeypatch.undo()
    assert run_command(root, "restore", backup).code == 0
    assert not (root.parent / f"{TEMPORARY}戻す_作業_古い").exists()


def test_a_folder_that_cannot_get_its_name_back_is_told_by_where_it_is(root, monkeypatch):
    backup = back_up(root)
    before = tree(root)
    moves = []
    real = system.replace_file

    def refuse_after_the_first(source, target):
        if "作業" in (source.name, target.name):
            moves.append(target)
            if len(moves) > 1:
                raise PermissionError(13, "Permission denied", str(target))
        real(source, target)

    monkeypatch.setattr("kusei_batch.disk.replace_file", refuse_after_the_first)
    done = run_command(root, "restore", backup)
    assert done.code == 3
    aside = root.with_name("作業_戻す前1")
    assert f"「{aside}」の名前を「作業」に直してください" in done.err
    assert tree(aside) == before
    monkeypatch.undo()
    assert run_command(root, "restore", backup).code == 0
    assert run_command(root, "verify").code == 0


def test_a_name_that_was_given_before_the_disk_failed_is_taken_back(root, monkeypatch):
    backup = back_up(root)
    before = tree(root)
    real = system.sync_folder
    failed: list[object] = []

    def refuse_once(folder):
        if not failed and not root.exists():
            failed.append(folder)
            raise OSError(5, "Input/output error", str(folder))
        real(folder)

    monkeypatch.setattr("kusei_batch.disk.sync_folder", refuse_once)
    assert run_command(root, "restore", backup).code == 3
    assert failed
    assert tree(root) == before
    assert not root.with_name("作業_戻す前1").exists()
