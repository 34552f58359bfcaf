"""What the benches measure is a workspace as it should be: it has no fault, and its sheets are taken in."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench import instructions, stamping
from bench.filled import fill_inbox, make_workspace, open_goal_form
from bench.held import most_held, wait_and_watch
from kusei_batch.core.problem import Severity
from kusei_batch.pipeline.workspace.doctor import examine_workspace
from tests.commands import run_command


def test_the_measured_workspace_has_no_fault_and_takes_its_sheets_in(tmp_path):
    workspace = make_workspace(tmp_path / "w", 2, 4)
    assert [p for p in examine_workspace(workspace.root) if p.severity is Severity.ERROR] == []
    fill_inbox(workspace)
    night = run_command(workspace.root, "--json", "nightly", "--as-of", "2026-04-20")
    assert night.code == 0
    assert {file["verdict"] for file in night.json["files"]} <= {"accepted", "accepted_with_warnings"}
    assert len(night.json["files"]) == 4


def test_the_form_that_is_read_and_stamped_is_the_shipped_one():
    assert open_goal_form().form.id == "目標設定"


def test_what_issuing_costs_is_told_of_a_round_that_was_issued(tmp_path, monkeypatch):
    monkeypatch.setattr(stamping, "COPIES", 5)
    workspace = make_workspace(tmp_path / "w", 2, 5)
    with_letters, without = stamping._issuing(workspace)
    assert with_letters.startswith("kusei issue, with 依頼文")
    assert without.startswith("kusei issue, without")
    for folder, letters in (("with 依頼文", 5), ("without", 0)):
        assert len(list((tmp_path / folder / "outbox").glob("R08/目標設定/01_配布/*/*.xlsx"))) == 5
        assert len(list((tmp_path / folder / "outbox").glob("R08/目標設定/06_通知/*/*/*.txt"))) == letters


def test_the_paper_whose_instructions_are_counted_can_be_made():
    made: Any = instructions._paper(Path())()
    assert made.content.startswith(b"PK")


def test_the_memory_that_is_told_is_the_coordinators_own_beside_its_workers_and_not_that_of_who_measures():
    worker = "import time; held = bytearray(100 << 20); time.sleep(0.5)"
    command = [sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {worker!r}])"]
    mine = bytearray(60 << 20)
    held = wait_and_watch(subprocess.Popen(command))
    assert 0 < held.coordinator < 60 <= len(mine) >> 20 < 100 <= held.worker
    assert most_held(os.getpid()) > 60
