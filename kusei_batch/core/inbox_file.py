"""What lies in the inbox: known from one night to the next, since the same content put back is an answer anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from kusei_batch.core.look import Look
from kusei_batch.core.problem import Problem


@dataclass(frozen=True, slots=True)
class InboxFile:
    """One file as it has lain in the inbox since a run: its path, the day it came, and its content's hash.

    Of a file that was passed over `skip` says why; `sha256` then only tells it from what lay there before, and is None
    where it was not looked into. `look` and `kept` are how the file and its kept original looked on the disk when the
    content was last read.
    """

    path: str
    run: int
    since: dt.date
    sha256: str | None = None
    skip: Problem | None = None
    look: Look | None = None
    kept: Look | None = None

    @property
    def is_taken_in(self) -> bool:
        """Whether its content was taken in, and is kept under its hash."""
        return self.sha256 is not None and self.skip is None


def comes_anew(before: Mapping[str, InboxFile], path: str, sha256: str) -> bool:
    """Whether content that lies at a path tonight came there, given what lay where the night before.

    A file that was merely renamed, moved or copied did not come; one that was put back where something else lay,
    or after it had been taken away, did.
    """
    there = before.get(path)
    if there and there.is_taken_in:
        return there.sha256 != sha256
    return all(file.sha256 != sha256 for file in before.values() if file.is_taken_in)
