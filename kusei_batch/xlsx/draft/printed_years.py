"""Fiscal years as a form has them printed, said so that they stay true: 令和7年度 on a form of 令和8年度 is 前年度."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kusei_batch.core.text.notation import half_width

_YEAR = re.compile(r"(令和|平成)\s*([0-9]{1,2}|元)\s*年度?")
_BESIDE = {-2: "前々年度", -1: "前年度", 0: "本年度", 1: "翌年度", 2: "翌々年度"}


@dataclass(frozen=True, slots=True)
class PrintedYear:
    """A fiscal year as printed: its era and its number in it."""

    era: str
    number: int


def year_printed(text: str) -> PrintedYear | None:
    """Return the first fiscal year in a text."""
    found = _YEAR.search(half_width(text))
    return PrintedYear(found[1], 1 if found[2] == "元" else int(found[2])) if found else None


def relative_words(name: str, base: PrintedYear | None) -> str:
    """Return a name with the years near the form's own as they lie to it; without one, the name as it is."""

    def said(found: re.Match[str]) -> str:
        year = year_printed(found[0])
        beside = base is not None and year is not None and year.era == base.era
        return _BESIDE.get(year.number - base.number, found[0]) if beside and base and year else found[0]

    return name if base is None else _YEAR.sub(said, half_width(name))
