"""What tests have done in their own process is done as by a worker: see tests/done_here.py."""

from __future__ import annotations

import os
import shutil
from functools import partial

import pytest

from kusei_batch.config import read_workspace
from kusei_batch.engine import Failure, LocalEngine, WorkLimits, do_all, do_one
from tests.done_here import HIRE, hire_here
from tests.engine.jobs import codes, double, double_slowly
from tests.pipeline.desk import TARGET, Desk
from tests.pipeline.test_made_in_workers import made_in, told

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there a limit of time has no signal")


@pytest.fixture(autouse=True)
def _done_here(monkeypatch):
    monkeypatch.setattr(LocalEngine, "hire", hire_here)


def note(known: list[int], job: list[int]) -> list[int]:
    """Change what is known, and what was sent."""
    known.append(job[0])
    job.append(job[0])
    return known + job


def test_a_job_that_fails_costs_itself_alone():
    with LocalEngine(1).hire(partial(double, 1), WorkLimits(20)) as crew:
        assert codes(do_all(crew, ["1", "bug", "unpicklable", "2"])) == [3, "reader-failed", "reader-failed", 5]


def test_neither_side_holds_what_is_the_others():
    known, jobs = [7], [[1], [2]]
    with LocalEngine(1).hire(partial(note, known), WorkLimits(20)) as crew:
        assert do_all(crew, jobs) == [[7, 1, 1, 1], [7, 1, 2, 2, 2]]
    assert (known, jobs) == ([7], [[1], [2]])


def test_what_does_not_end_in_its_time_is_told():
    told_late = do_one(LocalEngine(1), double_slowly, WorkLimits(1), "slow")
    assert isinstance(told_late, Failure)
    assert "in_processes" in told_late.story


def test_a_night_makes_the_documents_of_one_with_a_worker_byte_for_byte(tmp_path, monkeypatch):
    desk = Desk(tmp_path / "作業フォルダ")
    desk.begin_issued()
    desk.hand_in("1303", [TARGET])
    desk.hand_in("1201", [TARGET | {"目標": ""}])
    root = desk.workspace.root
    twin = shutil.copytree(root, root.with_name("二つめ"), copy_function=shutil.copy2)
    here = desk.workspace
    first = desk.night()
    with monkeypatch.context() as patch:
        patch.setattr(LocalEngine, "hire", HIRE)
        there = read_workspace(twin)
        second = desk.night(workspace=there)
    assert made_in(here.outbox) == made_in(there.outbox)
    assert told(first, here.outbox) == told(second, there.outbox)
    assert (first.failures, second.failures) == ([], [])
