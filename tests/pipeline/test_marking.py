"""An inbox whose share is not connected is not taken for one that was emptied."""

from __future__ import annotations

import shutil

import pytest

from kusei_batch.collect.inbox import MARK
from kusei_batch.config import read_workspace
from kusei_batch.core.inbox_file import InboxFile
from kusei_batch.core.run import Outcome
from kusei_batch.errors import CannotRunError
from kusei_batch.ledger import open_ledger
from kusei_batch.pipeline.intake.inbox_mark import mark_inbox, require_connected
from tests.pipeline.one_round import init_one_round
from tests.pipeline.test_surroundings import NOW


def test_an_empty_mount_point_stops_the_night_and_a_cleaned_up_inbox_does_not(tmp_path):
    init_one_round(tmp_path / "作業")
    workspace = read_workspace(tmp_path / "作業")
    workspace.inbox.mkdir(exist_ok=True)
    shutil.rmtree(workspace.inbox)
    workspace.inbox.mkdir()
    workspace.state.mkdir(exist_ok=True)
    with open_ledger(workspace.state, bytes(32)) as ledger:
        require_connected(workspace, ledger.inbox_files())  # nothing lay there yet
        run = ledger.start_run(NOW.date(), NOW)
        ledger.add_inbox_files(run, [InboxFile("北区/様式.xlsx", run, NOW.date(), "0" * 64)], [])
        ledger.finish_run(run, NOW, Outcome.DONE, {})
        with pytest.raises(CannotRunError, match="何もありません") as refused:
            require_connected(workspace, ledger.inbox_files())
        assert MARK in refused.value.remedy
        (workspace.inbox / "北区").mkdir()
        require_connected(workspace, ledger.inbox_files())
        (workspace.inbox / "北区").rmdir()
        mark_inbox(workspace)
        assert "目印" in (workspace.inbox / MARK).read_text(encoding="utf-8")
        require_connected(workspace, ledger.inbox_files())
        (workspace.inbox / MARK).unlink()
        (workspace.inbox / MARK).touch()
        require_connected(workspace, ledger.inbox_files())


def test_the_night_stops_at_an_empty_mount_point_and_goes_on_at_the_word(issued):
    issued.hand_in("1303")
    issued.night()
    assert (issued.workspace.inbox / MARK).is_file()
    shutil.rmtree(issued.workspace.inbox)
    issued.workspace.inbox.mkdir()
    with pytest.raises(CannotRunError, match="何もありません"):
        issued.night()
    (issued.workspace.inbox / MARK).touch()
    assert issued.night().files == []
