"""A meeting's paper as it is read: its sentences, its tables under their captions, what its pictures are said to show."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import docx
from docx.oxml.ns import qn

from tests.report.year_counts import Grid

CAPTION = re.compile(r"(表|図|別紙)(\d+)　")


@dataclass
class Table:
    caption: str
    rows: Grid

    @property
    def body(self) -> Grid:
        """Its rows below the headings, without those of divisions and of sums."""
        return [row for row in self.rows[1:] if len(row) == len(self.rows[0]) and row[0] != "計"]


@dataclass
class Paper:
    """The captions stand among the sentences too."""

    sentences: list[str]
    tables: list[Table]
    pictures: list[str]


def read_paper(path: Path) -> Paper:
    document = docx.Document(str(path))
    drawn = [e for e in document.element.iter(qn("wp:inline")) if not any(True for _ in e.iter(qn("pic:pic")))]
    found = Paper([], [], [e.find(qn("wp:docPr")).get("descr") for e in drawn])
    for element in document.element.body:
        if element.tag == qn("w:tbl"):
            rows = [[_text(cell) for cell in row.findall(qn("w:tc"))] for row in element.iter(qn("w:tr"))]
            found.tables.append(Table(next(filter(CAPTION.match, reversed(found.sentences))), rows))
        elif text := _text(element):
            found.sentences.append(text)
    for section in document.sections:
        if not section.footer.is_linked_to_previous:
            found.sentences += [p.text for part in (section.header, section.footer) for p in part.paragraphs if p.text]
    return found


def _text(element) -> str:
    """The words of an element; of a photograph those that tell what it shows."""
    parts = element.iter(qn("w:t"), qn("pic:cNvPr"))
    return "".join(p.get("descr") if p.tag == qn("pic:cNvPr") else p.text or "" for p in parts)


def numbers_of(paper: Paper, series: str) -> list[str]:
    """The numbers of the captions of tables, figures or annexes, as they come."""
    return [m[2] for text in paper.sentences if (m := CAPTION.match(text)) and m[1] == series]


def chapters(paper: Paper) -> dict[str, list[str]]:
    """The title of each chapter -> the sentences in it, its captions among them; what lies behind as annex is none."""
    found: dict[str, list[str]] = {}
    title = ""
    for text in paper.sentences:
        if text.startswith("別紙"):
            break
        if m := re.match(r"第\d+　(.+)", text):
            title = m[1]
        elif title:
            found.setdefault(title, []).append(text)
    return found


def chapter_numbers(paper: Paper) -> list[int]:
    return [int(m[1]) for text in paper.sentences if (m := re.match(r"第(\d+)　", text))]
