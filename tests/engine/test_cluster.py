"""The same work on a real Dask cluster: a scheduler and two workers with nannies, on this machine."""

import os
import shutil
import subprocess
import sys
import time
from functools import partial
from multiprocessing import forkserver
from pathlib import Path

import dask
import distributed
import pytest

import kusei_batch
from bench.loopback import open_loopback
from kusei_batch.engine import LocalEngine, WorkLimits, cluster, do_all
from kusei_batch.engine.cluster import check_workers, connect
from kusei_batch.engine.worker import _MODULES
from kusei_batch.errors import CannotRunError
from tests.engine.jobs import codes, double, sleep_over

pytestmark = [
    pytest.mark.xdist_group("cluster"),
    pytest.mark.skipif(os.name == "nt", reason="signals and memory limits are Unix's"),
]


@pytest.fixture(scope="module")
def loopback(tmp_path_factory):
    with open_loopback(tmp_path_factory.mktemp("cluster"), 2) as opened:
        yield opened


@pytest.fixture(scope="module")
def engine(loopback):
    with connect(loopback.address) as connected:
        yield connected


def done(engine, jobs, work, seconds=20.0):
    with engine.hire(work, WorkLimits(seconds), len(jobs)) as crew:
        return do_all(crew, jobs)


def plugins(engine):
    names = engine.client.run_on_scheduler(lambda dask_scheduler: list(dask_scheduler.worker_plugins))
    return [name for name in names if name.startswith("kusei")]


def beginner():
    """Return the process from which those are begun that work for this worker; None before there is one."""
    return forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]


def beginner_of_job(_job):
    return os.getppid(), [name for name in _MODULES if name in sys.modules]


def test_a_worker_has_learnt_what_its_jobs_need_before_its_first_work(tmp_path):
    with open_loopback(tmp_path, 1) as opened, connect(opened.address) as engine:
        (before,) = engine.client.run(beginner).values()
        assert before is not None
        assert done(engine, [1], beginner_of_job) == [(before, list(_MODULES))]


def looks_after_memory(dask_worker):
    """Return whether a worker, or the nanny that is asked in its place, looks after the worker's memory."""
    return "memory_monitor" in dask_worker.periodic_callbacks


def test_the_nanny_alone_looks_after_the_memory_of_its_worker(engine):
    assert set(engine.client.run(looks_after_memory).values()) == {False}
    assert set(engine.client.run(looks_after_memory, nanny=True).values()) == {True}


def keys_of(settings, above=()):
    for key, value in settings.items():
        yield from keys_of(value, (*above, key)) if isinstance(value, dict) else [(*above, key)]


def test_dask_knows_each_key_of_the_file_that_is_named_to_it():
    own, defaults = (
        set(keys_of(dask.config.collect([str(path)], env={})))
        for path in (
            Path(cluster.__file__).with_name("dask.yaml"),
            Path(distributed.__file__).with_name("distributed.yaml"),
        )
    )
    assert own
    assert own <= defaults
    # The nanny's guard of the memory looks as often as Dask means it to; what is left out is a worker's look at itself.
    memory = ("distributed", "worker", "memory")
    assert {key for key in own if "memory" in key} == {(*memory, name) for name in ("target", "spill", "pause")}


def test_results_come_in_the_order_of_the_jobs(engine):
    assert done(engine, range(300), partial(double, 1)) == [n * 2 + 1 for n in range(300)]


def test_what_goes_wrong_with_one_job_is_told_as_on_one_machine(engine):
    bad = {7: "abort", 23: "hang", 24: "bug", 60: "starve", 61: "unpicklable"}
    jobs = [bad.get(n, n) for n in range(110)]  # ten seconds: on a busy machine a plain job may wait for three
    results = codes(done(engine, jobs, partial(double, 0), seconds=10))
    assert results == codes(done(LocalEngine(2), jobs, partial(double, 0), seconds=10))
    assert {n: results[n] for n in bad} == {
        7: "reader-died", 23: "reader-too-slow", 24: "reader-failed", 60: "reader-died", 61: "reader-failed",
    }  # fmt: skip


def test_a_job_that_ends_its_worker_costs_itself_alone(engine):
    before = set(engine.client.run(os.getpid).values())
    jobs = [1, 2, "end worker", 4]
    assert codes(done(engine, jobs, partial(double, 0))) == [2, 4, "reader-died", 8]
    engine.client.wait_for_workers(2, timeout=240)
    now = set(engine.client.run(os.getpid).values())
    assert now != before
    assert len(now) == 2


class Noted:
    """Work that notes by whom it was received, and what it was called for."""

    def __init__(self, folder):
        self.folder = folder

    def __setstate__(self, state):
        self.__dict__ = state
        (self.folder / f"{os.getpid()}").write_text("x")

    def __call__(self, job):
        time.sleep(0.01)
        return os.getpid()


def test_what_a_worker_must_know_is_sent_to_it_once(engine, tmp_path):
    workers = done(engine, range(400), Noted(tmp_path))
    assert sorted(set(workers)) == sorted(int(path.name) for path in tmp_path.iterdir())
    assert len(set(workers)) == 2


def test_nothing_is_left_with_the_cluster(engine):
    with engine.hire(partial(double, 0), WorkLimits(20)) as crew:
        assert do_all(crew, [1]) == [2]
        assert len(plugins(engine)) == 1
    assert plugins(engine) == []


def test_a_run_that_is_broken_off_leaves_no_task_behind(engine, tmp_path):
    def stop(_done):
        raise KeyboardInterrupt

    jobs = [(tmp_path / f"{n}", 0 if n < 50 else 5) for n in range(250)]
    with pytest.raises(KeyboardInterrupt), engine.hire(sleep_over, WorkLimits(30)) as crew:
        do_all(crew, jobs, on_done=stop)
    assert plugins(engine) == []
    assert done(engine, range(10), partial(double, 0)) == [n * 2 for n in range(10)]


def refusal(address):
    with pytest.raises(CannotRunError) as caught, connect(address):
        pass
    return caught.value


def test_without_the_extra_it_is_told_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    error = refusal("tcp://127.0.0.1:1")
    assert "Dask が入っていません" in error.message
    assert "pip install 'kusei_batch[dask]'" in error.remedy
    assert '"local"' in error.remedy


def test_a_scheduler_that_does_not_answer_is_told(monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1.0)
    error = refusal("tcp://127.0.0.1:1")
    assert "「tcp://127.0.0.1:1」が応答しません" in error.message
    assert "docs/scale.md" in error.remedy


def test_workers_that_are_not_there_or_run_another_program_are_told(tmp_path):
    with open_loopback(tmp_path, 0) as opened:
        error = refusal(opened.address)
        assert "ワーカーが1つもつながっていません" in error.message
        shutil.copytree(Path(kusei_batch.__file__).parent, tmp_path / "changed" / "kusei_batch")
        with (tmp_path / "changed" / "kusei_batch" / "disk.py").open("a") as file:
            file.write("# changed\n")
        empty = tmp_path / "empty" / "kusei_batch" / "__init__.py"
        empty.parent.mkdir(parents=True)
        empty.touch()
        for name in ("changed", "empty"):
            opened.start_workers(1, {"PYTHONPATH": str(tmp_path / name)})
        opened.wait_for_workers(2)
        error = refusal(opened.address)
        told = sorted(line.partition(": ")[2] for line in error.message.splitlines()[1:])
        assert len(told) == 2
        assert told[0].startswith("kusei_batch は 0.1.0（")
        assert told[1].startswith("kusei_batch を使えません（")
        assert "始め直してください" in error.remedy


def test_a_cluster_that_is_lost_while_at_work_ends_the_run(monkeypatch, tmp_path):
    for name, seconds in {"LOOK_SECONDS": 0.5, "PATIENCE_SECONDS": 2.0}.items():
        monkeypatch.setattr(cluster, name, seconds)
    with open_loopback(tmp_path, 1) as opened, connect(opened.address) as engine:
        scheduler, workers = opened.processes
        assert "ワーカーが1つもつながっていません" in ends(engine, tmp_path, workers)
        opened.start_workers(1)
        engine.client.wait_for_workers(1, timeout=240)
        assert "処理を続けられなくなりました" in ends(engine, tmp_path, scheduler)


def test_a_scheduler_that_is_lost_between_two_pieces_of_work_ends_the_run_as_well(tmp_path):
    with (
        open_loopback(tmp_path, 1) as opened,
        connect(opened.address) as engine,
        engine.hire(partial(double, 0), WorkLimits(20)) as crew,
    ):
        assert do_all(crew, [1]) == [2]
        opened.processes[0].kill()
        opened.processes[0].wait()
        # At first the client tries to connect again; later it has given up.
        assert "処理を続けられなくなりました" in refused(lambda: done(engine, [1], partial(double, 0)))
        assert "処理を続けられなくなりました" in refused(lambda: check_workers(engine.client, opened.address))
        assert "処理を続けられなくなりました" in refused(lambda: do_all(crew, [1]))


def refused(work):
    with pytest.raises(CannotRunError) as caught:
        work()
    return caught.value.message


def ends(engine, folder, killed):
    """Have a process killed while jobs are done, and return how the run ended."""

    def kill(finished):
        if finished:
            killed.kill()

    jobs = [(folder / f"{n}", 0 if n < 50 else 1) for n in range(200)]
    with engine.hire(sleep_over, WorkLimits(60)) as crew:
        return refused(lambda: do_all(crew, jobs, on_done=kill))


def test_dask_is_not_imported_unless_asked_for():
    code = "import sys, kusei_batch.engine, kusei_batch.engine.cluster; print({'dask', 'distributed'} & {*sys.modules})"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout == b"set()\n"
