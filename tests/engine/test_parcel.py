"""What several jobs share is packed once and opened once, whichever of them comes first."""

import pickle
from dataclasses import dataclass, field

from kusei_batch.engine import Parcel, pack
from kusei_batch.engine.dispatch import _cut, open_job


@dataclass(frozen=True)
class Job:
    """A job with what others have as well."""

    number: int
    shared: object


def test_jobs_sent_one_by_one_find_the_same_value():
    parcel = Parcel({"部署": ["区民課", "保険年金課"]})
    first, second = (open_job(pack(Job(number, parcel))) for number in (1, 2))
    assert first.shared is second.shared
    assert first.shared == parcel.content
    assert (first.number, second.number) == (1, 2)


def test_another_value_is_another():
    values = [[1], [2], (1,)]
    opened = [open_job(pack(Job(1, Parcel(value)))).shared for value in values]
    assert opened == values


def test_it_is_packed_once():
    parcel = Parcel(["値"])
    first = parcel.packed
    parcel.content.append("後から")
    assert parcel.packed is first


@dataclass(frozen=True, slots=True)
class Point:
    """What stands in a value, as the nouns of the program do."""

    x: int
    label: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Single:
    """One value alone."""

    point: Point


@dataclass(slots=True)
class Counted:
    """Not made by its values alone: calling the class again would count anew."""

    start: int
    steps: list[int] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self.steps.append(self.start)


@dataclass(slots=True, kw_only=True)
class Named:
    """Called with names alone."""

    name: str


def test_objects_with_slots_come_back_with_all_their_values():
    counted = Counted(1)
    counted.steps.append(2)
    point = Point(1, "一")
    value = [point, Single(point), counted, Named(name="甲"), Single]
    first, second, third, fourth, fifth = open_job(pack(Job(1, Parcel(value)))).shared
    assert (first.x, first.label) == (1, "一")
    assert second.point is first
    assert (third.start, third.steps) == (1, [1, 2])
    assert (fourth, fifth) == (Named(name="甲"), Single)


def counted(value):
    BUILT.append(len(value))
    return sum(value)


BUILT: list[int] = []


def test_what_is_made_of_a_value_is_made_once_by_a_worker():
    value = [7, 8, 9]
    several = [open_job(pack(Job(n, Parcel(value, into=counted)))).shared for n in range(3)]
    assert several == [24, 24, 24]
    assert BUILT == [3]
    assert open_job(pack(Job(4, Parcel(value)))).shared == value


def test_a_part_with_a_parcel_of_its_own_is_opened_once():
    point = Point(1)
    own = Parcel(point, lambda part: own if part is point else None)
    several = [Parcel({"部署": n, "点": point}, lambda part: own if part is point else None) for n in (1, 2)]
    found = [open_job(pack(Job(1, parcel))).shared for parcel in several]
    assert found == [{"部署": 1, "点": point}, {"部署": 2, "点": point}]
    assert found[0]["点"] is found[1]["点"]


def test_a_task_has_it_once_however_many_jobs_show_it():
    parcel = Parcel([f"記述{n}" for n in range(1000)])
    alone, together = (len(pickle.dumps([pack(Job(n, parcel)) for n in range(count)])) for count in (1, 20))
    assert together < alone * 1.5


def test_what_stands_beside_jobs_counts_once_in_the_size_of_a_task():
    content = bytes(3 << 20)
    several = [Job(n, Parcel(content + bytes([n]))) for n in range(9)]
    one = Parcel(content)
    sizes = [
        [len(task.keys) for task in _cut(jobs, lambda job: job, 32, {})]
        for jobs in (several, [Job(n, one) for n in range(9)])
    ]
    assert sizes == [[3, 3, 3], [9]]
