"""Documents that an earlier test had made from the very same, handed out again: a third of what nights of tests make.

A document follows from the packed templates, view and words that whoever makes it is sent, and from the program; all
tests begin in a folder of the same path, so that what they send is the same. A test that asks twice for the same has it
made the second time and compared: that a document made again is the same one is asked of the program. What is made
while a test has put something else in the place of a part of the program is neither kept nor taken from here.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from typing import Any

from kusei_batch.engine import Answer, Failure, PackedJob
from kusei_batch.pipeline.outputs import rendering

MAKES_DOCUMENT: Any = vars(rendering)["_make_document"]
_MOST = 96 << 20
"""A test's documents are some 0.5 MB; those of the next tests are most often like them."""


class KnownDocuments:
    """The documents that tests had made, the last ones asked for at the end."""

    def __init__(self, most: int = _MOST) -> None:
        """Keep as many as `most` bytes."""
        self._most, self._bytes = most, 0
        self._made: OrderedDict[bytes, bytes] = OrderedDict()
        self._asked: set[bytes] | None = None

    @contextmanager
    def of_test(self) -> Iterator[None]:
        """Let one test have and leave documents here."""
        self._asked = set()
        try:
            yield
        finally:
            self._asked = None

    def mark_of(self, work: object, packed: bytes) -> bytes | None:
        """Return what tells the work of a crew whose answers may be known; None of any other."""
        makes = isinstance(work, partial) and work.func is MAKES_DOCUMENT
        return sha256(packed).digest() if makes and self._asked is not None else None

    def answer(self, mark: bytes | None, job: PackedJob, make: Callable[[], Answer]) -> Answer:
        """Return what `make` makes of a job, or what it made of it for another test."""
        if mark is None or self._asked is None:
            return make()
        key = _key(mark, job)
        known = self._made.get(key)
        if known is not None and key not in self._asked:
            self._asked.add(key)
            self._made.move_to_end(key)
            return known
        self._asked.add(key)
        made = make()
        assert known is None or made == known, "the same was asked for and another document made"
        if known is None and not isinstance(made, Failure):
            self._keep(key, made)
        return made

    def _keep(self, key: bytes, made: bytes) -> None:
        self._made[key] = made
        self._bytes += len(made)
        while self._bytes > self._most:
            _, oldest = self._made.popitem(last=False)
            self._bytes -= len(oldest)


KNOWN = KnownDocuments()


def _key(mark: bytes, job: PackedJob) -> bytes:
    packed, parcels = job
    told = sha256(mark + sha256(packed).digest())
    for parcel in parcels:
        told.update(sha256(parcel).digest())
    return told.digest()
