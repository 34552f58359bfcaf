"""Whoever may not read a part of the workspace is told which, with exit 3, and is shown nothing else than the others."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager

import pytest

from tests.pipeline.desk import IN_TIME, ROUND

LOOKING = (("status",), ("problems",), ("records", ROUND), ("verify",), ("doctor",))
REHEARSING = (("nightly", "--dry-run"), ("issue", ROUND, "--dry-run"))


def ask(desk, *words):
    """Run kusei as somebody whom the rights of files bind, which they do not bind the superuser."""
    bound = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    command = [*bound, sys.executable, "-m", "kusei_batch", "-w", str(desk.workspace.root), *words]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


@contextmanager
def closed(path):
    mode = path.stat().st_mode
    path.chmod(0)
    try:
        yield
    finally:
        path.chmod(mode)


@pytest.fixture
def used(issued):
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        pytest.skip("the superuser's rights cannot be given up here")
    stray = issued.folder("1303") / "目標.pdf"
    stray.write_bytes(b"%PDF-1.7")
    issued.settle(stray)
    issued.night()
    return issued


@pytest.mark.parametrize(
    ("part", "questions"),
    [
        (".", (*LOOKING, *REHEARSING)),
        ("forms", (*LOOKING[:3], *REHEARSING)),
        ("key", REHEARSING),
    ],
)
def test_what_may_not_be_read_is_named_and_is_no_fault_of_the_program(used, part, questions):
    with closed(used.workspace.state / part):
        for words in questions:
            answer = ask(used, *words)
            assert answer.returncode == 3, (words, answer.stderr)
            assert "許可されていない" in answer.stderr
            assert "アクセス権" in answer.stderr
            assert "不具合" not in answer.stderr


def test_a_template_that_may_not_be_read_costs_its_own_documents(used):
    root = used.workspace.root
    owner = root / "templates_xlsx" / "~$マスタ.xlsx"
    owner.write_bytes(b"x")
    words = ("nightly", "--as-of", f"{IN_TIME}")
    with closed(owner):
        assert ask(used, *words).returncode == 0
    with closed(next((root / "templates_docx").glob("区企画調整会議.docx"))):
        answer = ask(used, *words)
    assert answer.returncode == 1, answer.stderr
    assert "不具合" not in answer.stderr
    assert "_集計.xlsx" in answer.stdout


def test_a_ledger_or_master_that_may_not_be_read_is_named_with_the_reason(used):
    for path, reason in ((used.workspace.state / "ledger.sqlite", "開けません"), (used.workspace.master_path, "許可")):
        with closed(path):
            answer = ask(used, "status")
        assert answer.returncode in (2, 3), answer.stderr
        assert path.name in answer.stderr
        assert reason in answer.stderr
        assert "権限" in answer.stderr
        assert "unable" not in answer.stderr
        assert "パスワード" not in answer.stderr


def test_a_kept_form_that_may_not_be_read_stops_a_rehearsal_by_its_name(used):
    kept = next((used.workspace.state / "forms").iterdir())
    with closed(kept):
        answer = ask(used, "nightly", "--dry-run")
    assert answer.returncode == 3
    assert kept.name in answer.stderr


def states(desk):
    answer = ask(desk, "status", "--json")
    assert answer.returncode == 0, answer.stderr
    return {c["department"]: c["state"] for c in json.loads(answer.stdout)["coverage"]}


def test_a_folder_of_the_inbox_that_may_not_be_read_changes_no_state(used):
    before = states(used)
    assert "not_taken" in before.values()
    with closed(used.folder("1303").parent):
        assert states(used) == before


def test_what_was_taken_out_of_the_inbox_is_gone(used):
    (used.folder("1303") / "目標.pdf").unlink()
    assert "not_taken" not in states(used).values()


def test_doctor_tells_a_deputy_what_works_without_the_right_to_write(used):
    folder = used.workspace.outbox
    folder.chmod(0o555)
    try:
        answer = ask(used, "doctor")
    finally:
        folder.chmod(0o755)
    assert "[folder-rights]" in answer.stdout
    assert "見るだけなら（status、problems、records、verify）" in answer.stdout
