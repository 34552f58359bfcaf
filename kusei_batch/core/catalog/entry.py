"""One entry of the catalog."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """What is told of one code; `{name}` stands for a param or for sheet, cell, field, file.

    `severity` is what the code usually carries and `cause` explains it in docs/problems.md.
    """

    severity: str
    message: str
    remedy: str
    cause: str = ""
