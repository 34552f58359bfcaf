"""A file that kills, hangs or starves its reader costs itself alone."""

from __future__ import annotations

import os
import sys
from functools import partial

import pytest

from kusei_batch.engine import Failure, LocalEngine, WorkLimits, do_all, do_one, local
from tests.engine.jobs import codes, double, double_slowly, end_by_turns, end_while_answering, sleep_over

unix = pytest.mark.skipif(os.name == "nt", reason="signals and memory limits are Unix's")


def done(jobs, work, processes=2, seconds=20.0, **options):
    with LocalEngine(processes).hire(work, WorkLimits(seconds), len(jobs)) as crew:
        return do_all(crew, jobs, **options)


def test_results_come_in_the_order_of_the_jobs():
    assert done(range(100), partial(double, 1)) == [n * 2 + 1 for n in range(100)]


def test_nothing_to_do_starts_no_process():
    with LocalEngine(2).hire(partial(double, 0), WorkLimits(20)) as crew:
        assert do_all(crew, []) == []
        assert crew._pool is None


@unix
@pytest.mark.parametrize(
    ("job", "code"),
    [
        ("abort", "reader-died"),
        ("hang", "reader-too-slow"),
        ("bug", "reader-failed"),
        ("starve", "reader-died"),
        ("unpicklable", "reader-failed"),
    ],
)
def test_one_bad_job_costs_itself_alone(job, code):
    jobs = [*range(20), job, *range(20, 40)]
    expected = [n * 2 for n in range(40)]
    results = codes(done(jobs, partial(double, 0), seconds=2))
    assert results == [*expected[:20], code, *expected[20:]]


@unix
def test_two_bad_jobs_side_by_side_cost_themselves_alone():
    jobs = [*range(30), "abort", "abort", *range(30)]
    results = codes(done(jobs, partial(double, 0), processes=1))
    assert results == [*(n * 2 for n in range(30)), "reader-died", "reader-died", *(n * 2 for n in range(30))]


def test_a_bug_tells_its_story():
    failure = do_one(LocalEngine(1), partial(double, 0), WorkLimits(20), "bug")
    assert isinstance(failure, Failure)
    assert "ZeroDivisionError" in failure.story


def load(job):
    if job == 7:
        raise FileNotFoundError(job)
    return job


def test_what_cannot_be_sent_costs_itself_alone():
    results = done(range(10), partial(double, 0), load=load)
    assert codes(results) == [*(n * 2 for n in range(7)), "reader-failed", *(n * 2 for n in range(8, 10))]
    assert "FileNotFoundError" in results[7].story


def test_few_jobs_are_loaded_before_their_turn_has_come():
    loaded, ahead = [], []

    def note(job):
        loaded.append(job)
        return job

    done(range(200), partial(double, 0), load=note, on_done=lambda finished: ahead.append(len(loaded) - finished))
    assert len(loaded) == 200
    assert max(ahead) <= 3 * 25


def test_large_jobs_make_small_tasks():
    jobs = [bytes(3 << 20)] * 9
    assert done(jobs, len, processes=1) == [3 << 20] * 9


def test_progress_is_told_to_the_end():
    seen: list[int] = []
    done(range(50), partial(double, 0), on_done=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 50


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
@pytest.mark.skipif(os.name == "nt", reason="Windows has no forkserver")
def test_it_works_where_processes_are_not_forked(monkeypatch, method):
    monkeypatch.setattr(sys.modules["__main__"], "__spec__", None, raising=False)
    assert do_one(LocalEngine(1, method), int, WorkLimits(60), "3") == 3


def test_the_job_that_takes_the_time_of_a_task_is_not_tried_twice(tmp_path):
    jobs = [(tmp_path / f"{n:03}", 30 if n == 5 else 0) for n in range(80)]
    results = done(jobs, sleep_over, processes=1, seconds=3)
    assert codes([results[5]]) == ["reader-too-slow"]
    assert [r for n, r in enumerate(results) if n != 5] == [path.name for path, _ in jobs if path.name != "005"]
    assert (tmp_path / "005").read_text() == "x"


@pytest.mark.parametrize("seconds", [[2, 4], [3, 3, 4]])
def test_no_job_is_too_slow_for_what_went_before_it(tmp_path, seconds):
    jobs = [(tmp_path / f"{n:03}", taken) for n, taken in enumerate([*seconds, *[0] * (8 - len(seconds))])]
    assert done(jobs, sleep_over, processes=1, seconds=5) == [path.name for path, _ in jobs]


def test_a_crew_outlives_what_takes_too_long_or_too_much():
    with LocalEngine(1).hire(double_slowly, WorkLimits(3, 1 << 29)) as crew:
        assert do_all(crew, [2]) == [4]
        assert codes([*do_all(crew, ["slow"]), *do_all(crew, ["large"])]) == ["reader-too-slow", "reader-died"]
        assert do_all(crew, [3]) == [6]


@unix
@pytest.mark.parametrize("count", [1, 2, 40])
def test_a_worker_that_is_ended_from_outside_costs_no_job(tmp_path, count):
    """The system ends the process that takes most memory, whatever it has in hand."""
    jobs = [(tmp_path / f"{n:03}", 1 if n == count // 2 else 0) for n in range(count)]
    assert done(jobs, end_by_turns) == [path.name for path, _ in jobs]


@unix
def test_a_job_that_ends_two_workers_is_given_up(tmp_path):
    jobs = [(tmp_path / "first", 9), (tmp_path / "second", 0)]
    assert codes(done(jobs, end_by_turns)) == ["reader-died", "second"]
    assert (tmp_path / "first").read_text() == "xx"


@unix
@pytest.mark.parametrize("count", [1, 2, 40])
def test_a_worker_that_is_ended_while_it_answers_costs_no_job(monkeypatch, tmp_path, count):
    monkeypatch.setattr(local, "PATIENCE_SECONDS", 1.0)
    assert done([(tmp_path / "begun", n) for n in range(count)], end_while_answering, seconds=3) == list(range(count))
