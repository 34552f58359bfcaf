"""What tests need not have made again is the very same document: whatever differs is made, and so is what is asked twice."""

from __future__ import annotations

from functools import partial

import pytest

from kusei_batch.engine import Failure, pack
from tests.known_documents import MAKES_DOCUMENT, KnownDocuments

MARK = b"work"


@pytest.fixture
def made():
    return []


@pytest.fixture
def ask(made):
    """Ask for what is made of a job."""

    def ask(known, job, answer=b"document", mark=MARK):
        def make():
            made.append(job)
            return answer

        return known.answer(mark, pack(job), make)

    return ask


def test_what_an_earlier_test_had_made_is_made_once(ask, made):
    known = KnownDocuments()
    for _ in range(2):
        with known.of_test():
            assert ask(known, "one") == b"document"
    assert made == ["one"]


def test_what_is_made_of_something_else_or_by_something_else_is_made(ask, made):
    known = KnownDocuments()
    with known.of_test():
        ask(known, "one")
    with known.of_test():
        ask(known, "two")
        ask(known, "one", mark=b"work with another template")
        assert ask(known, "one", mark=None) == b"document"
    assert made == ["one", "two", "one", "one"]


def test_what_a_test_asks_for_twice_is_made_and_compared(ask, made):
    known = KnownDocuments()
    with known.of_test():
        ask(known, "one")
        ask(known, "one")
    with known.of_test():
        ask(known, "one")
        with pytest.raises(AssertionError, match="another document"):
            ask(known, "one", b"another")
    assert made == ["one", "one", "one"]


def test_what_could_not_be_made_and_what_is_asked_outside_of_a_test_is_made(ask, made):
    known, failure = KnownDocuments(), Failure("reader-failed", "")
    for _ in range(2):
        with known.of_test():
            assert ask(known, "one", failure) is failure
        ask(known, "two")
    assert made == ["one", "two", "one", "two"]


def test_as_many_are_kept_as_there_is_room_for(ask, made):
    known = KnownDocuments(most=16)
    for job in ("one", "two", "one", "three", "one", "two"):
        with known.of_test():
            ask(known, job)
    assert made == ["one", "two", "three", "two"]


def test_only_work_that_makes_documents_is_known():
    known = KnownDocuments()
    with known.of_test():
        assert known.mark_of(partial(MAKES_DOCUMENT, {}), b"a") != known.mark_of(partial(MAKES_DOCUMENT, {}), b"b")
        assert known.mark_of(partial(print, {}), b"a") is None
        assert known.mark_of(b"packed", b"a") is None
    assert known.mark_of(partial(MAKES_DOCUMENT, {}), b"a") is None
