"""Fiscal years as a form has them printed, said so that they stay true: 令和7年度 on a form of 令和8年度 is 前年度."""

from __future__ import annotations

import re

from kusei_batch.core.text.notation import half_width

_YEAR = re.compile(r"(令和|平成)\s*([0-9]{1,2}|元)\s*年度?")
_BESIDE = {-2: "前々年度", -1: "前年度", 0: "本年度", 1: "翌年度", 2: "翌々年度"}


def year_printed(text: str) -> tuple[str, int] | None:
    """Return era and number of the first fiscal year in a text."""
    found = _YEAR.search(half_width(text))
    return (found[1], _number(found[2])) if found else None


def relative_words(name: str, base: tuple[str, int] | None) -> str:
    """Return a name with the years near the form's own as they lie to it; without one, the name as it is."""
    if base is None:
        return name
    era, number = base

    def said(found: re.Match[str]) -> str:
        return _BESIDE.get(_number(found[2]) - number, found[0]) if found[1] == era else found[0]

    return _YEAR.sub(said, half_width(name))


def _number(text: str) -> int:
    return 1 if text == "元" else int(text)
