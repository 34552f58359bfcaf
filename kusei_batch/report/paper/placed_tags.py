"""Tags of a Word template that stand where they take text with them, or leave a document that Word cannot open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

import docx
from docx.oxml.ns import qn

from kusei_batch.core.problem import Problem
from kusei_batch.core.text.notation import one_line
from kusei_batch.report.paper.word_places import Placed, placed_paragraphs
from kusei_batch.report.templating.template_faults import paper_problem

if TYPE_CHECKING:
    from lxml.etree import _Element

_ANY = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_WHOLE = {
    "p": re.compile(r"\{%\s?p\b.*?%\}|\{\{\s?p\b.*?\}\}"),
    "tr": re.compile(r"\{%\s?tr\b.*?%\}|\{\{\s?tr\b.*?\}\}"),
}
_BLOCK = re.compile(r"\{%\s?(p|tr)\s+(?:(end)(\w+)|(for|if|macro))\b.*?%\}")
_BRACES = re.compile(r"[{}｛｝]")
_TABLE = re.compile(r"\{\{(?!p)[^}]*?\b表\(")
_QUOTED = 36


@dataclass(frozen=True, slots=True)
class _BlockStart:
    tag: str
    where: str
    inside: _Element | None


def check_placed_tags(file: IO[bytes], name: str) -> Iterator[Problem]:
    """Yield what a template's tags would swallow, where blocks end elsewhere than they begin, and stray braces."""
    document = docx.Document(file)
    placed = list(placed_paragraphs(document))
    for one in placed:
        where = f"{one.place}「{one_line(one.text, _QUOTED)}」"
        if (outside := _WHOLE["tr"].search(one.text)) and _around(one.paragraph, "w:tr") is None:
            yield paper_problem("paper-row-tag-outside", name, where=where, name=outside[0])
        elif left := _lost_text(one):
            yield paper_problem("paper-text-lost", name, where=where, name=left[0], text=one_line(left[1], _QUOTED))
        if _TABLE.search(one.text):
            yield paper_problem("paper-table-in-line", name, where=where, name="表")
        if _BRACES.search(_ANY.sub("", one.text)):
            yield paper_problem("paper-brace-left", name, where=where, name=_ANY.sub("", one.text).strip()[:_QUOTED])
    for opened in _apart(placed):
        yield paper_problem("paper-block-apart", name, where=opened.where, name=opened.tag)


def _lost_text(one: Placed) -> tuple[str, str] | None:
    """Return a tag that goes with its paragraph or row, and the text that goes with it."""
    for kind, element in (("p", one.paragraph), ("tr", _around(one.paragraph, "w:tr"))):
        tag = _WHOLE[kind].search(one.text)
        if tag and element is not None:
            left = "".join(run.text or "" for run in element.iter(qn("w:t"))).replace(tag[0], "", 1).strip()
            if left:
                return tag[0], left
    return None


def _apart(placed: list[Placed]) -> Iterator[_BlockStart]:
    """Yield the blocks of paragraphs that do not end in the cell, and those of rows not in the table, they begin in."""
    opened: list[_BlockStart] = []
    for one in placed:
        for found in _BLOCK.finditer(one.text):
            inside = _around(one.paragraph, "w:tc" if found[1] == "p" else "w:tbl")
            if not found[2]:
                opened.append(_BlockStart(found[0], f"{one.place}「{one_line(one.text, _QUOTED)}」", inside))
            elif opened and (begun := opened.pop()).inside is not inside:
                yield begun


def _around(element: _Element, tag: str) -> _Element | None:
    return next(element.iterancestors(qn(tag)), None)
