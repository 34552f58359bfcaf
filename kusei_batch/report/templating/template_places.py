"""Where in a template something stands, told as a person looks for it: table and row, or the text around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from kusei_batch.core.problem import Problem
from kusei_batch.core.text.notation import one_line
from kusei_batch.report.templating.template_faults import SOMEWHERE

_OF_A_PART = "paper-unknown-part"
_QUOTED = 36
_TAG = re.compile(r"\{[{%].*?[%}]\}")
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})


class Places:
    """The paragraphs or lines of a template, each with what its place is called."""

    def __init__(self, paragraphs: Iterable[tuple[str, str]]) -> None:
        self.paragraphs = list(paragraphs)

    def located(self, problem: Problem, fragment: str) -> Problem:
        """Return the problem with the place of the first tag that holds the fragment.

        A part that is missing is looked for as such: the table named in 記録("目標") is not the part of 行.目標.
        """
        where = self._find_pattern(_part_pattern(fragment)) if problem.code == _OF_A_PART else SOMEWHERE
        where = self.find(fragment) if where == SOMEWHERE else where
        return replace(problem, params={**problem.params, "where": where})

    def find(self, fragment: str) -> str:
        """Return `表2の3行目「…」`, `本文「…」`; where the fragment is in no tag, 本文 alone."""
        # A name is looked for as a whole, and among blanks: 行 is not in 実行, 向き is in `行.向き or 以上`.
        if re.fullmatch(r"\w+", fragment):
            return self._find_pattern(re.compile(rf"(?<!\w){fragment}(?!\w)"))
        wanted = _squeezed(fragment)
        return self._find_pattern(re.compile(re.escape(wanted)), _squeezed) if wanted else SOMEWHERE

    def _find_pattern(self, pattern: re.Pattern[str], form: Callable[[str], str] = str) -> str:
        """Return the place of the first tag the pattern is in, else that of the first text; `form` is theirs."""
        for whole in (False, True):
            for place, text in self.paragraphs:
                searched = [text] if whole else _TAG.findall(text)
                if any(pattern.search(form(part.translate(_QUOTES))) for part in searched):
                    return f"{place}「{one_line(text, _QUOTED)}」"
        return SOMEWHERE


def _part_pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf'\.\s*{re.escape(name)}(?!\w)|\[\s*"{re.escape(name)}"\s*\]')


def places_in_text(text: str) -> Places:
    """Return the places of a text file: `12行目`."""
    lines = ((f"{number}行目", line.strip()) for number, line in enumerate(text.splitlines(), 1))
    return Places((place, line) for place, line in lines if line)


def _squeezed(text: str) -> str:
    """Return a text without blanks and without what tells which element a tag takes with it: `{%p if …` as `{%if…`."""
    return re.sub(r"\s+", "", re.sub(r"(\{[{%])\s*(?:p|tr|tc|r)(?=\s)", r"\1", text.translate(_QUOTES)))
