"""A backup takes the place of nothing but a backup, and whatever it leaves out is told."""

from __future__ import annotations

import datetime as dt
import json
import os
import zipfile

import pytest

from tests.bound import can_bind, run_bound
from tests.commands import run_command
from tests.pipeline.backed_up import LISTING, back_up, copy_issued


@pytest.fixture
def root(tmp_path):
    """A workspace that a test may spoil."""
    return copy_issued(tmp_path)


def test_only_a_backup_is_overwritten(root):
    for name, content in (("台帳.zip", b"PK"), ("別の控え.zip", None)):
        target = root.parent / name
        if content is None:
            with zipfile.ZipFile(target, "w") as package:
                package.writestr("書類.txt", "x")
        else:
            target.write_bytes(content)
        before = target.read_bytes()
        done = run_command(root, "backup", target)
        assert done.code == 2
        assert "上書きしませんでした" in done.err
        assert target.read_bytes() == before
    done = run_command(root, "backup", root.parent / "控えのフォルダ")
    assert done.code == 2
    assert "フォルダ" in done.err
    assert not (root.parent / "控えのフォルダ").exists()
    back_up(root)
    back_up(root)


def test_two_workspaces_that_keep_backups_in_one_folder_in_the_same_minute_have_one_each(root, monkeypatch):
    monkeypatch.setattr("time.time", lambda: dt.datetime(2026, 4, 21, 9, 5).timestamp())
    (root.parent / "控え").mkdir()
    for _ in range(2):
        back_up(root, root.parent / "控え")
    assert sorted(path.name for path in (root.parent / "控え").iterdir()) == [
        "控え_20260421_0905.zip",
        "控え_20260421_0905_2.zip",
    ]


@pytest.mark.skipif(os.name == "nt", reason="rights are given otherwise")
def test_a_folder_that_cannot_be_read_is_told_and_of_the_state_folder_refused(root, tmp_path):
    if not can_bind(tmp_path):
        pytest.skip("ここでは、管理者がアクセス権を越えて読むのをやめられません")
    (root / "outbox" / "R08").chmod(0o000)
    done = run_bound(root, "--json", "backup", root.parent / "控え.zip")
    assert done.code == 1, done.err
    assert done.json["left_out"] == ["outbox/R08"]
    with zipfile.ZipFile(root.parent / "控え.zip") as package:
        assert json.loads(package.read(LISTING))["left_out"]
    told = run_command(root.parent / "戻した", "restore", root.parent / "控え.zip")
    assert "控えに入っていません" in told.out
    (root / "outbox" / "R08").chmod(0o777)
    (root / ".kusei" / "forms").chmod(0o000)
    done = run_bound(root, "backup", root.parent / "別の控え.zip")
    (root / ".kusei" / "forms").chmod(0o777)
    assert done.code == 3, done.err
    assert "控えは作りませんでした" in done.err


class Watched:
    """A file that something happens to each time it is read."""

    def __init__(self, file, happen):
        self._file, self._happen = file, happen

    def read(self, *size):
        data = self._file.read(*size)
        self._happen()
        return data

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._file.close()

    def __getattr__(self, name):
        return getattr(self._file, name)


def changing(monkeypatch, wanted, happen):
    """Let something happen each time a file is opened to be read, and each time a piece of it is read."""
    real = type(wanted).open

    def opening(path, mode="r", *args, **kwargs):
        if path != wanted or mode != "rb":
            return real(path, mode, *args, **kwargs)
        happen()
        return Watched(real(path, mode, *args, **kwargs), happen)

    monkeypatch.setattr(type(wanted), "open", opening)


def test_a_file_that_vanishes_or_changes_is_told_and_one_that_comes_to_rest_is_packed_whole(root, monkeypatch):
    memo = root / "inbox" / "メモ.txt"
    for how, packed in (("vanish", False), ("change", False), ("rest", True)):
        memo.write_text("a" * 100, encoding="utf-8")
        times = iter(range(2 if how == "rest" else 1000))
        with monkeypatch.context() as patch:

            def happen(how=how, times=times):
                if how == "vanish":
                    memo.unlink(missing_ok=True)
                elif next(times, None) is not None:
                    with memo.open("a", encoding="utf-8") as file:
                        file.write("b")

            changing(patch, memo, happen)
            done = run_command(root, "--json", "backup", root.parent / f"{how}.zip")
        assert done.code == (0 if packed else 1), (how, done.err)
        assert done.json["left_out"] == ([] if packed else ["inbox/メモ.txt"]), how
        with zipfile.ZipFile(root.parent / f"{how}.zip") as package:
            listing = json.loads(package.read(LISTING))
            assert sorted([*listing["files"], LISTING]) == sorted(package.namelist())
            if packed:
                assert package.read("作業フォルダ/inbox/メモ.txt").decode() == memo.read_text(encoding="utf-8")


def test_what_is_no_plain_file_is_told_and_waited_for_by_nobody(root):
    os.mkfifo(root / "inbox" / "管")
    done = run_command(root, "--json", "backup", root.parent / "控え.zip")
    assert done.code == 1
    assert done.json["left_out"] == ["inbox/管"]


def test_links_are_told_when_packed_and_when_they_do_not_come_back(root):
    (root / "inbox" / "近道").symlink_to(root.parent)
    done = run_command(root, "backup", root.parent / "控え.zip")
    assert done.code == 0
    assert "リンクなので、入っていません" in done.out
    assert "作り直してください: inbox/近道" in run_command(root, "restore", root.parent / "控え.zip").out
