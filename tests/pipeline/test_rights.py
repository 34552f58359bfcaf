"""Whoever may not read a part of the workspace is told which, with exit 3, and is shown nothing else than the others."""

from contextlib import contextmanager

import pytest

from tests.bound import can_bind, run_bound
from tests.pipeline.desk import IN_TIME, ROUND

LOOKING = (("status",), ("problems",), ("records", ROUND), ("verify",), ("doctor",))
REHEARSING = (("nightly", "--dry-run"), ("issue", ROUND, "--dry-run"))


def ask(desk, *words):
    """Run kusei as somebody whom the rights of files bind."""
    return run_bound(desk.workspace.root, *words)


@contextmanager
def closed(path):
    mode = path.stat().st_mode
    path.chmod(0)
    try:
        yield
    finally:
        path.chmod(mode)


@pytest.fixture
def used(issued, tmp_path):
    if not can_bind(tmp_path):
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
            assert answer.code == 3, (words, answer.err)
            assert "許可されていない" in answer.err
            assert "アクセス権" in answer.err
            assert "不具合" not in answer.err


def test_a_template_that_may_not_be_read_costs_its_own_documents(used):
    root = used.workspace.root
    owner = root / "templates_xlsx" / "~$マスタ.xlsx"
    owner.write_bytes(b"x")
    words = ("nightly", "--as-of", f"{IN_TIME}")
    with closed(owner):
        assert ask(used, *words).code == 0
    with closed(next((root / "templates_docx").glob("区企画調整会議.docx"))):
        answer = ask(used, *words)
    assert answer.code == 1, answer.err
    assert "不具合" not in answer.err
    assert "_集計.xlsx" in answer.out


def test_a_ledger_or_master_that_may_not_be_read_is_named_with_the_reason(used):
    for path, reason in ((used.workspace.state / "ledger.sqlite", "開けません"), (used.workspace.master_path, "許可")):
        with closed(path):
            answer = ask(used, "status")
        assert answer.code in (2, 3), answer.err
        assert path.name in answer.err
        assert reason in answer.err
        assert "権限" in answer.err
        assert "unable" not in answer.err
        assert "パスワード" not in answer.err


def test_a_kept_form_that_may_not_be_read_stops_a_rehearsal_by_its_name(used):
    kept = next((used.workspace.state / "forms").iterdir())
    with closed(kept):
        answer = ask(used, "nightly", "--dry-run")
    assert answer.code == 3
    assert kept.name in answer.err


def states(desk):
    answer = ask(desk, "status", "--json")
    assert answer.code == 0, answer.err
    return {c["department"]: c["state"] for c in answer.json["coverage"]}


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
    assert "[folder-rights]" in answer.out
    assert "見るだけなら（status、problems、records、verify）" in answer.out
