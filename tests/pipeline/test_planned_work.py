"""Plans carried out by workers, apart from what is made: how many are begun, what goes together, what a fault costs."""

import time
from functools import partial

import pytest

from kusei_batch.core.problem import PartFailedError
from kusei_batch.core.ward import Ward
from kusei_batch.engine import LocalCrew, LocalEngine, WorkLimits
from kusei_batch.pipeline.outputs.writing import DocumentJob, Output, make_together, plan_each, write_outputs

pytestmark = pytest.mark.in_processes


def carry_out(job):
    return job.work(*job.args)


def rest(seconds):
    time.sleep(seconds)
    return seconds


def plans_that_rest(folder, seconds, begun):
    """Return plans that have a worker rest, and note when they begin and end."""

    def make(number, long):
        begun.append(number)
        assert (yield [DocumentJob(rest, (long,))]) == [long]
        begun.remove(number)
        return [Output("rested", None, folder / str(number))]

    return [
        (Output("planned", None, folder / "x"), lambda number=number, long=long: make(number, long))
        for number, long in enumerate(seconds)
    ]


@pytest.mark.parametrize(("workers", "most"), [(1, 1), (2, 3), (3, 5)])
def test_no_more_is_begun_than_workers_need(tmp_path, workers, most):
    begun: list[int] = []
    highest: list[int] = []
    plans = plans_that_rest(tmp_path, [0.3, 0, 0.2, 0, 0.1, 0, 0], begun)
    with LocalEngine(workers).hire(carry_out, WorkLimits(20)) as crew:
        outputs, failures = write_outputs([plans], crew, lambda *_: highest.append(len(begun)), tmp_path)
    assert [output.path.name for output in outputs] == ["0", "1", "2", "3", "4", "5", "6"]
    assert (failures, begun, max(highest)) == ([], [], most)


def test_documents_of_a_ward_go_to_one_worker_together(tmp_path, monkeypatch):
    sizes: list[int] = []
    submit = LocalCrew.submit

    def count(crew, task):
        sizes.append(len(task.jobs))
        submit(crew, task)

    monkeypatch.setattr(LocalCrew, "submit", count)

    def make(number):
        yield [DocumentJob(rest, (0,))]
        return [Output("rested", None, tmp_path / str(number))]

    wards = [Ward("1", "東区")] * 3 + [Ward("2", "西区")] * 2
    plans = [(Output("planned", ward, tmp_path / "x"), partial(make, n)) for n, ward in enumerate(wards)]
    with LocalEngine(2).hire(carry_out, WorkLimits(20)) as crew:
        outputs, failures = write_outputs([plans], crew, lambda *_: None, tmp_path)
    assert [output.path.name for output in outputs] == ["0", "1", "2", "3", "4"]
    assert (failures, sizes) == ([], [3, 2])


def test_plans_of_a_ward_are_asked_for_when_their_turn_comes(tmp_path):
    ended: list[int] = []
    asked: list[tuple[int, int]] = []

    def make(number):
        yield [DocumentJob(rest, (0,))]
        ended.append(number)
        return [Output("rested", None, tmp_path / str(number))]

    def plan(number):
        asked.append((number, len(ended)))
        yield Output("planned", None, tmp_path / "x"), partial(make, number)
        if number == 2:
            raise OSError("disk")

    groups = [plan_each(Output("ward", None, tmp_path / f"{number}区"), partial(plan, number)) for number in range(4)]
    told: list[tuple[int, int]] = []
    with LocalEngine(1).hire(carry_out, WorkLimits(20)) as crew:
        outputs, failures = write_outputs(groups, crew, lambda _, done, all_: told.append((done, all_)), tmp_path)
    # One worker has one in hand: of the next ward nothing is planned before it is done.
    assert asked == [(0, 0), (1, 1), (2, 2), (3, 3)]
    assert (len(outputs), ["2区" in failure.message for failure in failures]) == (4, [True])
    assert told[-1] == (4, 4)


def test_what_fails_between_two_jobs_costs_its_plan_alone(tmp_path):
    def fail_later():
        yield [DocumentJob(rest, (0,))]
        raise PartFailedError("途中", "直す")

    plans = plans_that_rest(tmp_path, [0, 0, 0], [])
    plans[1] = (plans[1][0], fail_later)
    with LocalEngine(2).hire(carry_out, WorkLimits(20)) as crew:
        outputs, failures = write_outputs([plans], crew, lambda *_: None, tmp_path)
    assert [output.path.name for output in outputs] == ["0", "2"]
    assert ["途中" in failure.message for failure in failures] == [True]


def rest_in_turns(seconds):
    """Rest one after the other, and return how long in all; a fault where it is asked to rest for less than nothing."""
    total = 0
    for one in seconds:
        if one < 0:
            raise ValueError(one)
        total += sum((yield [DocumentJob(rest, (one,)), DocumentJob(rest, (0,))]))
    return total


def seconds(jobs):
    return [job.args[0] for job in jobs]


def test_what_is_made_together_goes_on_together_and_a_fault_costs_itself_alone():
    making = make_together([rest_in_turns(times) for times in ([1, 2], [], [3, -1], [4])])
    assert seconds(next(making)) == [1, 0, 3, 0, 4, 0]
    assert seconds(making.send([1, 0, 3, 0, 4, 0])) == [2, 0]
    with pytest.raises(StopIteration) as ended:
        making.send([2, 0])
    first, second, third, fourth = ended.value.value
    assert (first, second, fourth) == (3, 0, 4)
    assert isinstance(third, ValueError)


def test_what_has_nothing_to_give_to_workers_waits_for_none():
    with pytest.raises(StopIteration) as ended:
        next(make_together([rest_in_turns([]), rest_in_turns([])]))
    assert ended.value.value == [0, 0]
