"""What lies in the inbox, known from one night to the next: a content that is put back is a new answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from kusei_batch.core.look import Look
from kusei_batch.core.problem import Problem


@dataclass(frozen=True, slots=True)
class InboxFile:
    """One file as it has lain in the inbox since a run: its path, the day it came, and its content's hash.

    `skip` says why a file was passed over; its `sha256` then only tells it from an earlier file, and is None where the
    file was not opened. `look` and `kept` are how the file and its kept original looked on the disk when the
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
    """Return whether content that lies at a path tonight is new there, given what lay where the night before.

    A file that was only renamed, moved or copied is not new; one that was put back where something else lay, or
    after it had been taken away, is.
    """
    there = before.get(path)
    if there and there.is_taken_in:
        return there.sha256 != sha256
    return all(file.sha256 != sha256 for file in before.values() if file.is_taken_in)
