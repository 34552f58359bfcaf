"""Numbers that a template's own text points to: 「第6の2のとおり」, typed by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kusei_batch.core.problem import Problem
from kusei_batch.core.text.notation import half_width
from kusei_batch.report.templating.template_faults import SOMEWHERE, paper_problem

_TAG = re.compile(r"\{[{%].*?[%}]\}")
_COMPUTED = "\0"
_NUMBERED = re.compile(r"""([一-鿿]{1,4})\{\{\s*番号\(\s*["'“‘](\w+)["'”’]""")
_CHAPTER = re.compile(r"^第(\d+) ")
_SECTION = re.compile(rf"^(\d+|{_COMPUTED}) ")
_POINTER = re.compile(rf"第(\d+)(?:の(\d+)|(?=の{_COMPUTED}|のうち|のとおり|に示|を参照))")

Paragraphs = Sequence[tuple[str, str]]


def check_typed_numbers(paragraphs: Paragraphs, file: str) -> Iterator[Problem]:
    """Yield typed references to chapters that are not there, and those to anything that is numbered by 番号."""
    numbered = {prefix: series for _, text in paragraphs for prefix, series in _NUMBERED.findall(text)}
    texts = [(place, text, half_width(_TAG.sub(_COMPUTED, text))) for place, text in paragraphs]
    chapters = _chapters([plain for place, _, plain in texts if place == SOMEWHERE])
    for place, text, plain in texts:
        where = f"{place}「{text[:36]}」"
        for prefix, series in numbered.items():
            for typed in _typed(prefix, plain):
                yield paper_problem("paper-typed-beside-numbered", file, where=where, name=typed, series=series)
        if chapters and "第" not in numbered:
            for pointer in _POINTER.finditer(plain):
                if not _is_there(chapters, pointer[1], pointer[2]):
                    yield paper_problem("paper-typed-number", file, where=where, name=pointer[0])


def _typed(prefix: str, plain: str) -> list[str]:
    """Return what points by hand to something that is printed as `prefix` and a number."""
    if prefix == "第":
        return [found[0] for found in _POINTER.finditer(plain)]
    word = rf"(?<![一-鿿]){re.escape(prefix)}\d+(?=[のにをは、。)と及かで]|$)"
    return re.findall(word, plain)


def _chapters(texts: Sequence[str]) -> dict[str, set[str]]:
    """Return the sections of each chapter that is typed by hand."""
    chapters: dict[str, set[str]] = {}
    sections: set[str] = set()
    for text in texts:
        if chapter := _CHAPTER.match(text):
            sections = chapters.setdefault(chapter[1], set())
        elif section := _SECTION.match(text):
            sections.add(section[1])
    return chapters


def _is_there(chapters: dict[str, set[str]], chapter: str, section: str | None) -> bool:
    sections = chapters.get(chapter)
    return sections is not None and (section is None or section in sections or _COMPUTED in sections)
