"""Where in a Word document something stands: table and row, heading, or the text around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

import docx
from docx.oxml.ns import qn

from kusei_batch.report.templating.template_places import Places

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element


@dataclass(frozen=True, slots=True)
class Placed:
    """A paragraph that says something, and what its place is called."""

    place: str
    text: str
    paragraph: _Element


def places_in_document(file: IO[bytes]) -> Places:
    """Return the places of a Word document: `表2の3行目`, `本文`, `ヘッダー`."""
    return Places((one.place, one.text) for one in placed_paragraphs(docx.Document(file)))


def placed_paragraphs(document: Document) -> Iterator[Placed]:
    """Yield the paragraphs of a document that say something, each with its place."""
    tables = 0
    for element in document.element.body:
        if element.tag == qn("w:tbl"):
            tables += 1
            name = f"表{tables}"
            for number, row in enumerate(element.iter(qn("w:tr")), 1):
                yield from _texts(row, f"{name}の{number}行目")
        else:
            yield from _texts(element, "本文")
    for section in document.sections:
        yield from _texts(section.header._element, "ヘッダー")  # noqa: SLF001 - python-docx has no public way
        yield from _texts(section.footer._element, "フッター")  # noqa: SLF001


def _texts(element: _Element, place: str) -> Iterator[Placed]:
    for paragraph in element.iter(qn("w:p")):
        text = "".join(run.text or "" for run in paragraph.iter(qn("w:t")))
        if text.strip():
            yield Placed(place, text.strip(), paragraph)
