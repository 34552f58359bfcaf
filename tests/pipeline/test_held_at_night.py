"""What a night holds: what documents are made from goes before it is told, what is found in a file is held once."""

import gc
from collections import Counter

from kusei_batch.core.inbox_file import InboxFile
from kusei_batch.core.problem import Problem
from kusei_batch.engine import Parcel
from kusei_batch.engine.parcel import opened_once
from kusei_batch.pipeline import night
from kusei_batch.pipeline.outputs.telling import tell_night
from kusei_batch.pipeline.outputs.writing import write_outputs
from kusei_batch.report.views import RoundFacts, RoundView
from tests.pipeline.desk import TARGET

ASKED = {**TARGET, "場面": "応対"}
"""A scene that is not among the choices, which is read as the nearest: something is found in the file."""


def held(*kinds):
    opened_once.cache_clear()  # what a worker keeps, which here is this process
    gc.collect()
    return Counter(kind.__name__ for one in gc.get_objects() for kind in kinds if type(one) is kind)


def test_what_documents_are_made_from_is_given_back_before_the_night_is_told(issued, monkeypatch):
    issued.hand_in("1303", [TARGET])
    counted = []

    def count():
        counted.append(held(RoundFacts, RoundView, Parcel, InboxFile))

    def write_and_count(*args):
        made = write_outputs(*args)
        count()
        return made

    before = held(RoundFacts, RoundView, Parcel, InboxFile)
    monkeypatch.setattr(night, "tell_night", lambda *args: (count(), tell_night(*args))[1])
    monkeypatch.setattr(night, "write_outputs", write_and_count)
    issued.night()
    at_work, told = counted
    assert at_work["RoundFacts"] > before["RoundFacts"]
    assert at_work["InboxFile"] == before["InboxFile"]
    assert told == before


def test_what_is_found_in_a_file_is_held_once(issued):
    issued.hand_in("1303", [ASKED])
    issued.hand_in("1304", [ASKED])
    before = held(Problem)["Problem"]
    report = issued.night()
    found = [problem for file in report.files for problem in file.problems]
    assert len(found) >= 2
    assert held(Problem)["Problem"] - before <= len(found) + len(report.faults) + len(report.uncounted)
