"""Folders, rights and names come back on whichever system, or are told."""

from __future__ import annotations

import os
import shutil
import stat

import pytest

from kusei_batch import system
from tests.commands import run_command
from tests.pipeline.backed_up import back_up, change, copy_issued, tree


@pytest.fixture
def root(tmp_path):
    """A workspace that a test may spoil."""
    return copy_issued(tmp_path)


def test_empty_folders_come_back_and_what_is_restored_runs(root):
    shutil.rmtree(root / "inbox")
    (root / "inbox" / "見本区" / "まだ出していない課").mkdir(parents=True)
    backup = back_up(root)
    other = root.parent / "戻した"
    assert run_command(other, "restore", backup).code == 0
    assert (other / "inbox" / "見本区" / "まだ出していない課").is_dir()
    assert run_command(other, "status").code == 0


@pytest.mark.skipif(os.name == "nt", reason="rights are given otherwise")
def test_rights_come_back_and_a_backup_is_its_owners_alone(root):
    (root / ".kusei").chmod(0o700)
    (root / "inbox").chmod(0o750)
    (root / "config.toml").chmod(0o640)
    backup = back_up(root)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    os.umask(os.umask(0o022))
    other = root.parent / "戻した"
    assert run_command(other, "restore", backup).code == 0
    for name in (".kusei", "inbox", "config.toml", ".kusei/key", "."):
        assert stat.S_IMODE((other / name).stat().st_mode) == stat.S_IMODE((root / name).stat().st_mode), name
    assert stat.S_IMODE((other / ".kusei" / "key").stat().st_mode) == 0o600
    assert (other / "config.toml").stat().st_mtime_ns == (root / "config.toml").stat().st_mtime_ns


ODD = ["a:b.xlsx", "a\\b.xlsx", "50%.xlsx", "末尾.", "CON.txt", "疑問?.txt", os.fsdecode(b"\x83\x65.xlsx")]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_names_of_one_system_are_packed_and_come_back_or_are_told(root, monkeypatch):
    for name in ODD:
        (root / "inbox" / name).write_text(repr(name), encoding="utf-8")
    backup = back_up(root)
    other = root.parent / "戻した"
    assert run_command(other, "restore", backup).code == 0
    assert tree(other / "inbox") == tree(root / "inbox")
    monkeypatch.setattr(system, "IS_WINDOWS", True)
    windows = root.parent / "Windows"
    done = run_command(windows, "restore", backup)
    assert done.code == 0, done.err
    assert "このパソコンでは使えない名前なので、「a%3Ab.xlsx」という名前にしました" in done.out
    assert {path.name for path in (windows / "inbox").iterdir()} >= {
        "a%3Ab.xlsx",
        "a%5Cb.xlsx",
        "50%.xlsx",
        "%43ON.txt",
    }


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_names_that_differ_by_case_alone_come_back_beside_each_other_where_they_are_one_name(root, monkeypatch):
    for name in ("A/b.xlsx", "a/b.xlsx", "a/B.xlsx", "ab.txt", "aB.txt", "AB.txt", "%61B.txt"):
        path = root / "inbox" / "課" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    backup = back_up(root)
    monkeypatch.setattr(system, "IS_WINDOWS", True)
    done = run_command(root.parent / "Windows", "restore", backup)
    assert done.code == 0, done.err
    below = root.parent / "Windows" / "inbox" / "課"
    names = [path.relative_to(below).as_posix() for path in below.rglob("*")]
    assert len({name.casefold() for name in names}) == len(names) == 9
    texts = sorted(path.read_text(encoding="utf-8") for path in below.rglob("*") if path.is_file())
    assert texts == sorted(["A/b.xlsx", "a/b.xlsx", "a/B.xlsx", "ab.txt", "aB.txt", "AB.txt", "%61B.txt"])
    assert "このパソコンでは使えない名前なので、「%61」という名前にしました" in done.out


@pytest.mark.parametrize("name", ["作業フォルダ/..%2Fa", "作業フォルダ/%2E%2E/a", "作業フォルダ//a", "状態/%2e%2e"])
def test_a_name_that_leads_out_is_no_name(root, name):
    def add(listing):
        listing["files"][name] = {"size": 1, "sha256": "0", "mode": 0o644, "changed": 0}

    backup = change(back_up(root), root.parent / "悪い.zip", add)
    done = run_command(root, "restore", backup)
    assert done.code == 3
    assert "今あるものは変えていません" in done.err
