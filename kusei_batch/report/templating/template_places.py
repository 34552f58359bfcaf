"""Where in a template something stands, told as a person looks for it: table and row, or the text around it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from kusei_batch.core.problem import Problem
from kusei_batch.core.text.notation import one_line
from kusei_batch.report.templating.template_faults import SOMEWHERE

_QUOTED = 36
_TAG = re.compile(r"\{[{%].*?[%}]\}")
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})


class Places:
    """The paragraphs or lines of a template, each with what its place is called."""

    def __init__(self, paragraphs: Iterable[tuple[str, str]]) -> None:
        self.paragraphs = list(paragraphs)

    def located(self, problem: Problem, fragment: str) -> Problem:
        """Return the problem with the place of the first tag that holds the fragment."""
        return replace(problem, params={**problem.params, "where": self.find(fragment)})

    def find(self, fragment: str) -> str:
        """Return `表2の3行目「…」`, `本文「…」`; where the fragment is in no tag, 本文 alone."""
        wanted = _squeezed(fragment)
        # A name is looked for as a whole: 行 is not in 実行.
        pattern = re.compile(
            rf"(?<!\w){re.escape(wanted)}(?!\w)" if re.fullmatch(r"\w+", wanted) else re.escape(wanted)
        )
        for whole in (False, True):
            for place, text in self.paragraphs:
                searched = [text] if whole else _TAG.findall(text)
                if wanted and any(pattern.search(_squeezed(part)) for part in searched):
                    return f"{place}「{one_line(text, _QUOTED)}」"
        return SOMEWHERE


def places_in_text(text: str) -> Places:
    """Return the places of a text file: `12行目`."""
    lines = ((f"{number}行目", line.strip()) for number, line in enumerate(text.splitlines(), 1))
    return Places((place, line) for place, line in lines if line)


def _squeezed(text: str) -> str:
    """Return a text without blanks and without what tells which element a tag takes with it: `{%p if …` as `{%if…`."""
    return re.sub(r"\s+", "", re.sub(r"(\{[{%])\s*(?:p|tr|tc|r)(?=\s)", r"\1", text.translate(_QUOTES)))
