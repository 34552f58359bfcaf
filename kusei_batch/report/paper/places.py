"""Where in a template something stands, told as a person looks for it: table and row, or the text around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kusei_batch.core.notation import one_line
from kusei_batch.core.problem import Problem
from kusei_batch.report.paper.lookup import SOMEWHERE

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element

_QUOTED = 36
_TAG = re.compile(r"\{[{%].*?[%}]\}")
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})


class Places:
    """The paragraphs or lines of a template, each with what its place is called."""

    def __init__(self, paragraphs: Iterable[tuple[str, str]]) -> None:
        self._paragraphs = list(paragraphs)

    def located(self, problem: Problem, fragment: str) -> Problem:
        """The problem with the place of the first tag that holds the fragment."""
        return replace(problem, params={**problem.params, "where": self.find(fragment)})

    def find(self, fragment: str) -> str:
        """`表2の3行目「…」`, `本文「…」`; where the fragment is in no tag, 本文 alone."""
        wanted = _squeezed(fragment)
        # A name is looked for as a whole: 行 is not in 実行.
        pattern = re.compile(
            rf"(?<!\w){re.escape(wanted)}(?!\w)" if re.fullmatch(r"\w+", wanted) else re.escape(wanted)
        )
        for whole in (False, True):
            for place, text in self._paragraphs:
                searched = [text] if whole else _TAG.findall(text)
                if wanted and any(pattern.search(_squeezed(part)) for part in searched):
                    return f"{place}「{one_line(text, _QUOTED)}」"
        return SOMEWHERE


def places_in_document(path: str | Path) -> Places:
    """The places of a Word document: `表2の3行目`, `本文`, `ヘッダー`."""
    import docx

    return Places(_paragraphs(docx.Document(str(path))))


def places_in_text(text: str) -> Places:
    """The places of a text file: `12行目`."""
    lines = ((f"{number}行目", line.strip()) for number, line in enumerate(text.splitlines(), 1))
    return Places((place, line) for place, line in lines if line)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text.translate(_QUOTES))


def _paragraphs(document: Document) -> Iterator[tuple[str, str]]:
    from docx.oxml.ns import qn

    tables = 0
    for element in document.element.body:
        if element.tag == qn("w:tbl"):
            tables += 1
            yield from _rows(element, f"表{tables}")
        else:
            yield from _texts(element, "本文")
    for section in document.sections:
        yield from _texts(section.header._element, "ヘッダー")  # noqa: SLF001 - python-docx has no public way
        yield from _texts(section.footer._element, "フッター")  # noqa: SLF001


def _rows(table: _Element, name: str) -> Iterator[tuple[str, str]]:
    from docx.oxml.ns import qn

    for number, row in enumerate(table.iter(qn("w:tr")), 1):
        yield from _texts(row, f"{name}の{number}行目")


def _texts(element: _Element, place: str) -> Iterator[tuple[str, str]]:
    from docx.oxml.ns import qn

    for paragraph in element.iter(qn("w:p")):
        text = "".join(run.text or "" for run in paragraph.iter(qn("w:t")))
        if text.strip():
            yield place, text.strip()
