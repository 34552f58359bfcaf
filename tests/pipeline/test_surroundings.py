"""doctor looks at what a night stands on besides its settings."""

from __future__ import annotations

import datetime as dt
import importlib.util
import shutil
import sys
from pathlib import Path

import pytest

from kusei_batch.config import read_workspace
from kusei_batch.core.run import Outcome
from kusei_batch.ledger import open_ledger
from kusei_batch.pipeline.workspace.surroundings import check_state_place, check_surroundings, read_mounts
from tests.pipeline.one_round import init_one_round

NOW = dt.datetime(2026, 4, 20, 2, 0, tzinfo=dt.timezone(dt.timedelta(hours=9)))


@pytest.fixture
def workspace(tmp_path):
    init_one_round(tmp_path / "作業")
    return read_workspace(tmp_path / "作業")


def told(workspace):
    found = list(check_surroundings(workspace, NOW))
    assert all(problem.message and problem.remedy for problem in found)
    return [problem.code for problem in found]


def test_what_is_in_order_is_not_told(workspace):
    assert told(workspace) == []


@pytest.mark.parametrize(
    ("kind", "point", "seen"),
    [(kind, "/mnt/共有 フォルダ", ["state-on-share"]) for kind in ("cifs", "nfs", "nfs4", "smb3", "9p", "fuse.sshfs")]
    + [("ext4", "/mnt/共有 フォルダ", []), ("cifs", "/mnt/共有", []), ("cifs", "/", [])],
)
def test_a_state_folder_on_a_share_is_told_by_its_mount(tmp_path, kind, point, seen):
    table = tmp_path / "mounts"
    lines = [f"//server/x {point.replace(' ', chr(92) + '040')} {kind} rw 0 0", "/dev/sda1 /mnt ext4 rw 0 0"]
    table.write_text("\n".join(lines), encoding="utf-8")
    state = Path("/mnt/共有 フォルダ/作業/.kusei")
    assert [p.code for p in check_state_place(state, read_mounts(table))] == seen
    assert read_mounts(tmp_path / "none") == []


@pytest.mark.parametrize(
    ("place", "seen"),
    [
        ("//server/share/作業/.kusei", "state-on-share"),
        ("/home/a/OneDrive - 見本市/作業/.kusei", "state-synchronised"),
        ("/home/a/Dropbox/.kusei", "state-synchronised"),
        ("/home/a/Box Sync/.kusei", "state-synchronised"),
        ("/home/a/iCloudDrive/.kusei", "state-synchronised"),
        ("/G/マイドライブ/作業/.kusei", "state-synchronised"),
        ("/home/a/box/.kusei", "state-synchronised"),
        ("/home/a/boxes/mybox/.kusei", None),
    ],
)
def test_a_state_folder_on_a_share_or_in_a_synchronised_folder_is_told_by_its_path(place, seen):
    assert [p.code for p in check_state_place(Path(place), [])] == ([seen] if seen else [])


def test_a_link_into_a_synchronised_folder_is_one(tmp_path):
    (tmp_path / "OneDrive").mkdir()
    (tmp_path / "作業").symlink_to(tmp_path / "OneDrive")
    assert [p.code for p in check_state_place(tmp_path / "作業" / ".kusei", [])] == ["state-synchronised"]


def test_a_missing_part_and_an_old_python_are_told(workspace, monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "defusedxml" else find(name))
    monkeypatch.setattr(sys, "version_info", (3, 9, 18, "final", 0))
    assert told(workspace) == ["python-too-old", "defusedxml-missing"]


@pytest.mark.parametrize("full", ["state", "outbox"])
def test_a_nearly_full_disk_is_told_for_state_and_outbox_too(workspace, monkeypatch, full):
    folder = getattr(workspace, full)
    folder.mkdir(exist_ok=True)
    real, stat = shutil.disk_usage, Path.stat
    usage = type(real("/"))

    def on_another_disk(path, **how):
        status = stat(path, **how)
        return type(status)([*status[:2], 99, *status[3:]]) if path == folder else status

    monkeypatch.setattr(Path, "stat", on_another_disk)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 10**9, 2**20) if path == folder else real("/"))
    assert told(workspace) == ["disk-nearly-full"]


@pytest.mark.parametrize(("started", "as_of"), [(NOW + dt.timedelta(hours=1), NOW), (NOW, NOW + dt.timedelta(days=9))])
def test_a_last_run_in_the_future_is_told(workspace, started, as_of):
    workspace.state.mkdir(exist_ok=True)
    with open_ledger(workspace.state, bytes(32)) as ledger:
        run = ledger.start_run(as_of.date(), started)
        ledger.finish_run(run, started, Outcome.DONE, {})
    assert told(workspace) == ["last-run-in-future"]
    with open_ledger(workspace.state, bytes(32)) as ledger:
        ledger.finish_run(ledger.start_run(NOW.date(), NOW), NOW, Outcome.DONE, {})
    assert told(workspace) == []
