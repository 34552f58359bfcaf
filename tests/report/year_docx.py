"""A meeting's paper as it is read: its sentences, its tables under their captions, what its pictures are said to show."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import docx
from docx.oxml.ns import qn

from tests.report.year_counts import Grid


@dataclass
class Table:
    caption: str
    rows: Grid


@dataclass
class Paper:
    """The captions stand among the sentences too."""

    sentences: list[str]
    tables: list[Table]
    pictures: list[str]


def read_paper(path: Path) -> Paper:
    document = docx.Document(str(path))
    found = Paper([], [], [e.get("descr") for e in document.element.iter(qn("wp:docPr"))])
    for element in document.element.body:
        if element.tag == qn("w:tbl"):
            rows = [[_text(cell) for cell in row.findall(qn("w:tc"))] for row in element.iter(qn("w:tr"))]
            found.tables.append(Table(found.sentences[-1], rows))
        elif text := _text(element):
            found.sentences.append(text)
    for section in document.sections:
        found.sentences += [p.text for part in (section.header, section.footer) for p in part.paragraphs if p.text]
    return found


def _text(element) -> str:
    return "".join(t.text or "" for t in element.iter(qn("w:t")))


def numbers_of(paper: Paper, series: str) -> list[str]:
    """The numbers of the captions of tables or figures, as they come."""
    return [m[1] for text in paper.sentences if (m := re.match(rf"{series}(\d+)　", text))]


def chapters(paper: Paper) -> dict[str, list[str]]:
    """What stands in each chapter (3) and section (3の4), its captions among it."""
    found: dict[str, list[str]] = {}
    chapter = section = ""
    for text in paper.sentences:
        if m := re.match(r"第(\d+)　", text):
            chapter = section = m[1]
        elif chapter and (m := re.match(r"(\d+)　", text)):
            section = f"{chapter}の{m[1]}"
        for name in {chapter, section}:
            found.setdefault(name, []).append(text)
    return found


def headings(paper: Paper) -> list[tuple[int, ...]]:
    """The numbers of all headings, as they come: (3,) of 第3, (3, 4) of the section 4 in it, (3, 4, 1) of (1) in that."""
    found: list[tuple[int, ...]] = []
    for text in paper.sentences:
        if m := re.match(r"第(\d+)　", text):
            found.append((int(m[1]),))
        elif found and (m := re.match(r"(\d+)　", text)):
            found.append((found[-1][0], int(m[1])))
        elif found and (m := re.match(r"\((\d+)\)　", text)):
            found.append((*found[-1][:2], int(m[1])))
    return found
