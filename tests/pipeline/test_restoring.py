"""The state folder goes back to where it belongs, and the coordinator is told what a restore would lose."""

from __future__ import annotations

import shutil

import pytest

from kusei_batch.config import read_workspace
from kusei_batch.ledger import read_ledger
from tests.commands import run_command
from tests.pipeline.backed_up import B, back_up, change, copy_issued, put_state, say_state, tree


@pytest.fixture
def root(tmp_path):
    """A workspace that a test may spoil."""
    return copy_issued(tmp_path)


def test_the_state_folder_of_a_workspace_that_lives_on_is_never_put_aside(root):
    state = put_state(root, root.parent / "状態")
    backup = back_up(root)
    before = tree(root.parent)
    done = run_command(root.parent / "試し", "restore", backup)
    assert done.code == 2
    assert "今も使っているかもしれません" in done.err
    assert "--state" in done.err
    assert tree(root.parent) == before
    assert state.is_dir()


def test_another_place_for_the_state_folder_is_written_into_config_toml(root):
    state = put_state(root, root.parent / "状態")
    backup = back_up(root)
    before = tree(state)
    text = (root / "config.toml").read_text(encoding="utf-8")
    other = root.parent / "試し"
    done = run_command(other, "restore", backup, "--state", ".kusei")
    assert done.code == 0, done.err
    assert tree(other / ".kusei").keys() == before.keys()
    assert tree(state) == before
    assert (other / "config.toml").read_text(encoding="utf-8") == text.replace(f"'{state}'", "'.kusei'")
    assert read_workspace(other).state == other / ".kusei"
    assert run_command(other, "verify").code == 0
    assert "両方で夜間処理を動かさないでください" in done.out


def test_an_absolute_state_folder_within_the_workspace_is_not_shared_by_two(root):
    say_state(root, root / ".kusei")
    backup = back_up(root)
    done = run_command(root.parent / "試し", "restore", backup)
    assert done.code == 2
    assert not (root.parent / "試し").exists()
    assert run_command(root, "restore", backup).code == 0


def test_a_state_folder_beside_the_workspace_is_refused_elsewhere_and_goes_back_where_it_was(root):
    put_state(root, root.parent / "状態", "../状態")
    backup = back_up(root)
    (root.parent / "よそ").mkdir()
    done = run_command(root.parent / "よそ" / "作業", "restore", backup)
    assert done.code == 2
    assert "違う場所を指します" in done.err
    assert not (root.parent / "よそ" / "状態").exists()
    (root.parent / "状態" / "key").write_bytes(b"")
    assert run_command(root, "restore", backup).code == 0
    assert run_command(root, "verify").code == 0


def test_what_is_no_state_folder_or_another_workspaces_stays_where_it_is(root):
    state = put_state(root, root.parent / "状態")
    backup = back_up(root)
    for name, content in (("家計簿.xlsx", b"x"), ("key", b"y" * 32)):
        shutil.rmtree(state)
        state.mkdir()
        (state / name).write_bytes(content)
        done = run_command(root, "restore", backup)
        assert done.code == 2, name
        assert [path.name for path in state.iterdir()] == [name]
    assert "別の作業フォルダの台帳と鍵" in done.err


def test_a_state_folder_that_is_reached_by_a_link_is_refused(root):
    backup = back_up(root)
    other = shutil.copytree(root, root.parent / "別")
    shutil.rmtree(other / ".kusei")
    (other / ".kusei").symlink_to(root / ".kusei")
    before = tree(root)
    done = run_command(other, "restore", backup)
    assert done.code == 2
    assert "リンクで、ほかの場所を指します" in done.err
    assert tree(root) == before
    assert (other / ".kusei").is_symlink()


def test_a_place_this_machine_does_not_have_is_told(root):
    backup = back_up(root)
    foreign = change(backup, root.parent / "Windows.zip", lambda listing: listing.update(state="D:\\状態"))
    done = run_command(root.parent / "新しい作業", "restore", foreign)
    assert done.code == 2
    assert "このパソコンにはない場所です" in done.err
    assert run_command(root.parent / "新しい作業", "restore", foreign, "--state", ".kusei").code == 0


def test_a_folder_that_is_no_workspace_is_not_put_aside(root, monkeypatch):
    backup = back_up(root)
    home = root.parent / "書類"
    home.mkdir()
    (home / "家計簿.xlsx").write_bytes(b"x")
    for folder, told in ((home, "作業フォルダではない"), ("/", "ディスクの全体")):
        done = run_command(folder, "restore", backup)
        assert done.code == 2
        assert told in done.err
    (root.parent / "近道").symlink_to(root)
    assert run_command(root.parent / "近道", "restore", backup).code == 2
    assert [path.name for path in home.iterdir()] == ["家計簿.xlsx"]


def test_a_copy_of_three_weeks_ago_says_what_would_be_lost(root):
    backup = back_up(root)
    old = change(backup, root.parent / "古い.zip", lambda listing: listing.update(taken="2026-01-02T09:05:00+09:00"))
    assert run_command(root, "nightly", "--as-of", "2026-04-21").code == 0
    (root / "inbox" / "見本区" / "新しい.xlsx").write_bytes(b"x")
    assert run_command(root, "issue", "目標設定", "--department", B, "--as-of", "2026-04-22").code == 0
    done = run_command(root, "restore", old, "--dry-run")
    assert done.code == 0
    assert "2026年01月02日" in done.out
    assert "日前）" in done.out
    assert "配った様式 1枚、受け取ったファイル 1件、最後の夜間処理 2026年04月21日分" in done.out
    assert "見分けられません" in done.out
    assert "控えにないファイルが 1個" in done.out
    assert run_command(root, "restore", backup, "--json").json["notes"]
    with read_ledger(root / ".kusei") as ledger:
        assert ledger.receipts() == []
    assert "今の台帳" not in run_command(root, "restore", backup, "--dry-run").out
