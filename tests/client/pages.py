"""Pages as a reader sees them: PDF and PNG of any document, and where its text stands."""

from __future__ import annotations

import itertools
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import lxml.etree

from tests.client.office import LibreOffice

Render = Callable[[Path], list[Path]]
_XHTML = "{http://www.w3.org/1999/xhtml}"


@dataclass(frozen=True)
class TextBox:
    """A piece of text and its rectangle on its page (from 1), in points from the page's upper left corner."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str
    page_width: float
    page_height: float

    @property
    def inside(self) -> bool:
        """Whether no part of it lies beyond the edge of the page."""
        return self.left >= 0 and self.top >= 0 and self.right <= self.page_width and self.bottom <= self.page_height


def render_pages(office: LibreOffice, path: Path, folder: Path, resolution: int = 80) -> list[Path]:
    """One PNG a page, in order; the PDF they were made from stays beside them as <name>.pdf."""
    folder.mkdir(parents=True, exist_ok=True)
    pdf = path if path.suffix == ".pdf" else office.convert(path, folder / f"{path.stem}.pdf")
    subprocess.run(["pdftoppm", "-r", str(resolution), "-png", pdf, folder / path.stem], check=True)
    return sorted(folder.glob(f"{_escaped(path.stem)}-*.png"))


def page_count(pdf: Path) -> int:
    """How many pages the PDF has."""
    told = subprocess.run(["pdfinfo", pdf], check=True, capture_output=True, encoding="utf-8").stdout
    found = re.search(r"^Pages:\s+(\d+)$", told, re.MULTILINE)
    assert found is not None
    return int(found[1])


def pdf_text_boxes(pdf: Path, level: str = "line") -> list[TextBox]:
    """Every line (or "word", or "block") of text with its rectangle, page by page."""
    command = ["pdftotext", "-bbox-layout", pdf, "-"]
    told = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    # Control characters that a PDF's text may hold are not allowed in XML.
    tree = lxml.etree.fromstring(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", told))
    return [
        _text_box(number, page, element)
        for number, page in enumerate(tree.iter(f"{_XHTML}page"), start=1)
        for element in page.iter(f"{_XHTML}{level}")
    ]


def _text_box(number: int, page: lxml.etree._Element, element: lxml.etree._Element) -> TextBox:
    left, top, right, bottom = (float(element.attrib[name]) for name in ("xMin", "yMin", "xMax", "yMax"))
    text = " ".join(word.text or "" for word in element.iter(f"{_XHTML}word"))
    width, height = float(page.attrib["width"]), float(page.attrib["height"])
    return TextBox(number, left, top, right, bottom, text, width, height)


def overlapping(pdf: Path) -> list[tuple[int, str, str]]:
    """Page and both texts where one is drawn over another: a cell that is too low lets its text run into the next.

    A PDF holds the text of such a cell whole, though less of it is seen.
    """
    pages = itertools.groupby(pdf_text_boxes(pdf, "word"), key=lambda box: box.page)
    return [
        (page, box.text, other.text)
        for page, boxes in pages
        for box, other in itertools.combinations(boxes, 2)
        if _shares_room(box, other)
    ]


def _shares_room(box: TextBox, other: TextBox) -> bool:
    """Whether they share more than the leading between two lines."""
    width = min(box.right, other.right) - max(box.left, other.left)
    height = min(box.bottom, other.bottom) - max(box.top, other.top)
    return width > 1 and height > 0.5 * min(box.bottom - box.top, other.bottom - other.top)


def pdf_text(pdf: Path) -> str:
    """All its text without any white space, so that a sentence is found however its lines were broken."""
    return "".join(page_texts(pdf))


def page_texts(pdf: Path) -> list[str]:
    """The same for each page."""
    # As it was drawn, cell by cell: in the order of reading, narrow cells side by side would be mixed up.
    command = ["pdftotext", "-raw", pdf, "-"]
    told = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    # Every page ends with a form feed.
    return [re.sub(r"\s", "", page) for page in told.split("\f")[:-1]]


def _escaped(stem: str) -> str:
    return re.sub(r"([\[*?])", r"[\1]", stem)
