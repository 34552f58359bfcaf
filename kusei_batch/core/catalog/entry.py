"""One entry of the catalog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

About = Literal["content", "handling"]


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """The texts of one code; `{name}` stands for a param or for sheet, cell, field, file.

    `severity` is what the code usually carries and `cause` explains it in docs/problems.md. `about` tells
    whose affair it is: of the conference that reads what was written ("content"), or of the office that
    takes the files in ("handling"). `summary` names what several findings of the code have in common, for
    a heading above them; blank: the message itself with its varying words left out. `sender` is what to do
    for those who handed the file in, where `remedy` speaks to the office; blank: the same.
    """

    severity: str
    message: str
    remedy: str
    cause: str = ""
    about: About = "content"
    summary: str = ""
    sender: str = ""
