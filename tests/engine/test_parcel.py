"""What several jobs share is packed once and opened once, whichever of them comes first."""

from dataclasses import dataclass

from kusei_batch.engine import Parcel, pack, unpack


@dataclass(frozen=True)
class Job:
    """A job with what others have as well."""

    number: int
    shared: object


def test_jobs_sent_one_by_one_find_the_same_value():
    parcel = Parcel({"部署": ["区民課", "保険年金課"]})
    first, second = (unpack(pack(Job(number, parcel))) for number in (1, 2))
    assert first.shared is second.shared
    assert first.shared == parcel.content
    assert (first.number, second.number) == (1, 2)


def test_another_value_is_another():
    values = [[1], [2], (1,)]
    opened = [unpack(pack(Job(1, Parcel(value)))).shared for value in values]
    assert opened == values


def test_it_is_packed_once():
    parcel = Parcel(["値"])
    first = parcel.packed
    parcel.content.append("後から")
    assert parcel.packed is first
