"""A file that kills, hangs or starves its reader costs itself alone."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from functools import partial

import pytest

from kusei_batch.collect import pool
from kusei_batch.collect.pool import Failure, Workshop, read_all

unix = pytest.mark.skipif(os.name == "nt", reason="signals and memory limits are Unix's")


def double(offset: int, job: int | str) -> object:
    if job == "abort":
        os.kill(os.getpid(), signal.SIGABRT)
    if job == "hang":
        time.sleep(60)
    if job == "bug":
        raise ZeroDivisionError
    if job == "starve":
        return len(bytearray(pool.MEMORY_LIMIT + (1 << 28)))
    if job == "unpicklable":
        return lambda: None
    return int(job) * 2 + offset


def codes(results: list[object]) -> list[object]:
    return [r.code if isinstance(r, Failure) else r for r in results]


def test_results_come_in_the_order_of_the_jobs():
    assert read_all(range(100), partial(double, 1), workers=2, timeout=20) == [n * 2 + 1 for n in range(100)]


def test_nothing_to_do_starts_no_process():
    assert read_all([], partial(double, 0), workers=2, timeout=20) == []


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
    results = codes(read_all(jobs, partial(double, 0), workers=2, timeout=2))
    assert results == [*expected[:20], code, *expected[20:]]


def test_a_bug_tells_its_story():
    (failure,) = read_all(["bug"], partial(double, 0), workers=1, timeout=20)
    assert isinstance(failure, Failure)
    assert "ZeroDivisionError" in failure.story


def test_progress_is_told_to_the_end():
    seen: list[int] = []
    read_all(range(50), partial(double, 0), workers=2, timeout=20, on_done=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 50


def test_it_works_where_processes_are_spawned(monkeypatch):
    monkeypatch.setattr(multiprocessing, "get_context", partial(multiprocessing.get_context, "spawn"))
    monkeypatch.setattr(sys.modules["__main__"], "__spec__", None, raising=False)
    assert read_all(["3"], int, workers=1, timeout=60) == [3]


def sleep_over(job):
    path, seconds = job
    with path.open("a") as file:
        file.write("x")
    time.sleep(seconds)
    return path.name


def test_the_job_that_takes_the_time_of_a_chunk_is_not_tried_twice(tmp_path):
    jobs = [(tmp_path / f"{n:03}", 30 if n == 5 else 0) for n in range(80)]
    results = read_all(jobs, sleep_over, workers=1, timeout=3)
    assert codes([results[5]]) == ["reader-too-slow"]
    assert [r for n, r in enumerate(results) if n != 5] == [path.name for path, _ in jobs if path.name != "005"]
    assert (tmp_path / "005").read_text() == "x"


def double_slowly(job):
    time.sleep(30 if job == "slow" else 0)
    return [0] * (10**10) if job == "large" else job * 2


def test_a_workshop_outlives_what_takes_too_long_or_too_much():
    with Workshop(seconds=3, memory=1 << 29) as workshop:
        assert workshop.do(double_slowly, 2) == 4
        assert codes([workshop.do(double_slowly, "slow"), workshop.do(double_slowly, "large")]) == [
            "reader-too-slow",
            "reader-died",
        ]
        assert workshop.do(double_slowly, 3) == 6
