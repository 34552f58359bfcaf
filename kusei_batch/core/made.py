"""What documents were made from, and whether they are still as they were made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kusei_batch.core.look import Look


@dataclass(frozen=True, slots=True)
class RoundRequest:
    """Another round a template asks for: its name, how many years ago, and the `level` of the unit above it is of.

    Without a level it is the document's own unit. Without a name it asks for 決定.xlsx, no round being without one: for
    one `sheet` of it, or for all.
    """

    name: str
    years_ago: int
    sheet: str = ""
    level: str = ""


DECISIONS = RoundRequest("", 0)
"""Asks for every sheet of 決定.xlsx."""


@dataclass(frozen=True, slots=True)
class Made:
    """A document by what it was made from.

    `plan` is the file it was planned as and `path` the one to read, both below the outbox; `inputs` is the digest of
    everything it was made from, `asked` the other rounds that were looked into. `files` are the files it
    left, each as it then looked (None: it was not there). A sheet that is sent back `answers` a content (SHA-256).
    """

    plan: str
    inputs: str
    kind: str
    path: str
    files: Mapping[str, Look | None]
    asked: tuple[RoundRequest, ...] = ()
    answers: str = ""

    @property
    def round_name(self) -> str:
        """The second folder of the plan: that of a round, where the document is of one."""
        return self.plan.split("/")[1]
