"""A backup leaves no copies behind and holds no large file in memory."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile

import pytest

from kusei_batch.config import read_workspace
from kusei_batch.disk import TEMPORARY
from kusei_batch.pipeline import session
from tests.commands import run_command
from tests.pipeline.backed_up import back_up, copy_issued


@pytest.fixture
def root(tmp_path):
    """A workspace that a test may spoil."""
    return copy_issued(tmp_path)


def test_a_killed_backup_leaves_no_ledger_where_the_next_run_does_not_look(root):
    killing = "import os, sys\nimport kusei_batch.pipeline.backups as b\nfrom kusei_batch.cli import main\n"
    killing += "b.replace_atomic = lambda *_, **__: os._exit(9)\nmain()"
    scratch = root.parent / "tmp"
    scratch.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", killing, "-w", root, "backup", root.parent / "控え.zip"],
        env={**os.environ, "TMPDIR": str(scratch)},
        check=False,
    )
    assert done.returncode == 9
    assert list(scratch.rglob("*.sqlite")) == []
    assert len(list(root.rglob("ledger.sqlite"))) == 2
    back_up(root)
    assert len(list(root.rglob("ledger.sqlite"))) == 1


def test_a_dry_run_works_in_the_state_folder_and_a_night_beside_it_leaves_it_alone(root, monkeypatch):
    from kusei_batch.pipeline.rehearsal import rehearse

    monkeypatch.setattr(tempfile, "gettempdir", lambda: pytest.fail("not there"))
    with rehearse(read_workspace(root)) as scratch:
        assert scratch.state.is_relative_to(root / ".kusei")
        with session.open_session(read_workspace(root)):
            pass
        assert (scratch.state / "ledger.sqlite").is_file()
    assert not list(root.rglob(f"{TEMPORARY}*"))


BOMB = 400 << 20
MEASURED = """
import re, sys
from kusei_batch.cli import main
try:
    main()
finally:
    status = open("/proc/self/status").read()
    print(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1], file=open(sys.argv[-1] + ".rss", "w"))
"""
"""What getrusage tells of a process that was started begins at what its parent had."""


def test_a_large_file_is_read_and_written_piece_by_piece_and_not_beyond_the_room(root, monkeypatch):
    large = root / "inbox" / "大きい.bin"
    with large.open("wb") as file:
        file.truncate(BOMB)
    for words in (
        ["backup", root.parent / "控え.zip"],
        ["-w", root.parent / "戻した", "restore", root.parent / "控え.zip"],
    ):
        command = [sys.executable, "-c", MEASURED, "-w", root, *words]
        assert subprocess.run(command, check=False, capture_output=True).returncode == 0
        assert int((root.parent / "控え.zip.rss").read_text()) < 300_000, words
    shutil.rmtree(root.parent / "戻した")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1 << 40, 1 << 40, 1 << 20))
    done = run_command(root.parent / "戻した", "restore", root.parent / "控え.zip")
    assert done.code == 3
    assert "空き容量が足りません" in done.err
    assert not (root.parent / "戻した").exists()
