"""Of what is made when asked for, what was asked for last stays."""

from functools import partial

import pytest

from kusei_batch.engine import WorkLimits
from kusei_batch.pipeline.outputs import rendering
from kusei_batch.pipeline.outputs.last_asked import LastAsked
from kusei_batch.pipeline.outputs.rendering import Renderer


def ask(kept, keys):
    """Return the keys whose values had to be made."""
    made = []

    def make(key):
        made.append(key)
        return key.upper()

    for key in keys:
        assert kept.get(key, partial(make, key)) == key.upper()
    return made


@pytest.mark.parametrize(
    ("asked", "made"),
    [("abab", "ab"), ("abacab", "abcb"), ("abcabc", "abcabc"), ("aabbaacc", "abc"), ("abaca", "abc")],
)
def test_what_is_asked_for_again_stays_before_what_was_asked_for_earlier(asked, made):
    assert ask(LastAsked(2), asked) == list(made)


def test_a_value_that_is_none_is_made_once():
    kept: LastAsked[str, None] = LastAsked(1)
    made: list[str] = []
    assert [kept.get("a", lambda: made.append("a")) for _ in range(2)] == [None, None]
    assert made == ["a"]


def test_a_view_that_every_job_shows_stays_packed(monkeypatch, tmp_path):
    monkeypatch.setattr(rendering, "_MOST_PARCELS", 2)
    renderer = Renderer(WorkLimits(1, 0), tmp_path)
    shared, others = ["どの資料も示す回"], [["回", n] for n in range(3)]
    first = renderer.once(shared)
    for other in others:
        renderer.once(other)
        assert renderer.once(shared) is first
