"""Nothing is put back while a run is at work: whose locks are held, and until when."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from kusei_batch import system
from kusei_batch.config import read_workspace
from kusei_batch.disk import TEMPORARY
from kusei_batch.pipeline import session
from tests.commands import run_command
from tests.pipeline.backed_up import back_up, copy_issued, put_state, say_state, tree


@pytest.fixture
def root(tmp_path):
    """A workspace that a test may spoil."""
    return copy_issued(tmp_path)


@pytest.mark.parametrize("where", ["present", "backup"])
def test_nothing_is_put_back_while_a_night_runs_in_either_state_folder(root, where):
    state = put_state(root, root.parent / "状態")
    backup = back_up(root)
    if where == "present":
        # Since the backup, the state folder has moved.
        say_state(root, "")
        config = (root / "config.toml").read_text(encoding="utf-8").replace(f"'{state}'", "'../今の状態'")
        (root / "config.toml").write_text(config, encoding="utf-8")
        shutil.copytree(state, root.parent / "今の状態")
    before = tree(root.parent)
    with session.hold(read_workspace(root)):
        done = run_command(root, "restore", backup)
    assert done.code == 3
    assert "実行中" in done.err
    assert tree(root.parent) == before


def test_the_lock_is_held_until_the_folders_have_their_names(root, monkeypatch):
    backup = back_up(root)
    tried = []
    real = system.replace_file

    def moving(source, target):
        if target.name == "作業" or source.name == "作業":
            for state in (root / ".kusei", source / ".kusei"):
                if state.is_dir():
                    told = subprocess.run([sys.executable, "-c", LOCKING, state], capture_output=True, check=False)
                    tried.append(told.returncode)
        real(source, target)

    monkeypatch.setattr("kusei_batch.disk.replace_file", moving)
    assert run_command(root, "restore", backup).code == 0
    assert tried
    assert set(tried) == {7}


def test_where_a_folder_keeps_its_name_while_a_lock_in_it_is_open_locks_are_let_go_just_before(root, monkeypatch):
    """Windows: whoever begins then holds the folder by its own lock; and rights come of the folder above."""
    backup = back_up(root)
    opened: list[str] = []
    modes: list[int] = []
    real, mkdir = system.replace_file, type(root).mkdir

    def moving(source, target):
        if "作業" in (source.name, target.name):
            for descriptor in Path("/proc/self/fd").iterdir():
                with suppress(FileNotFoundError):
                    opened.append(descriptor.readlink().name)
        real(source, target)

    def making(path, mode=0o777, **kwargs):
        if path.name.startswith(TEMPORARY):
            modes.append(mode)
        mkdir(path, mode, **kwargs)

    monkeypatch.setattr("kusei_batch.pipeline.restoring.CAN_MOVE_WHAT_IS_OPEN", False)
    monkeypatch.setattr(system, "IS_WINDOWS", True)
    monkeypatch.setattr("kusei_batch.disk.replace_file", moving)
    monkeypatch.setattr(type(root), "mkdir", making)
    done = run_command(root, "restore", backup)
    assert done.code == 0, done.err
    assert opened
    assert "lock" not in opened
    assert modes[0] == 0o777


LOCKING = """
import sys
from pathlib import Path
from filelock import FileLock, Timeout
try:
    FileLock(Path(sys.argv[1]) / "lock", timeout=0).acquire()
except Timeout:
    sys.exit(7)
"""
