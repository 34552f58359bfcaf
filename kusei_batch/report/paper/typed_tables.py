"""The tables that are typed into a template, once they are filled in: their headings whole, their rows on one page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from docx.oxml.ns import qn

from kusei_batch.report.paper.table_fit import A4, USUAL_SIZE, Fit, TextFrame

if TYPE_CHECKING:
    from lxml.etree import _Element


_NOTE = "（注"
"""How a note begins below a table."""

# Asked for at every cell of every table: the names are spelt out once.
_TABLE, _ROW, _CELL, _PARAGRAPH = qn("w:tbl"), qn("w:tr"), qn("w:tc"), qn("w:p")
_TEXT, _BREAK, _PARAGRAPH_PROPERTIES = qn("w:t"), qn("w:br"), qn("w:pPr")
_HEADING_OF_ROW = f"{qn('w:trPr')}/{qn('w:tblHeader')}"
_WIDTH_OF_CELL = f"{qn('w:tcPr')}/{qn('w:tcW')}"


def mend_typed_tables(tree: _Element) -> None:
    """Set every table with a repeated heading as a placed one is set; what the template asks for stays.

    A heading or a short value that is too long for its cell is broken before its brackets, a low table and a low row
    stay whole, and a row over the whole width stays with what it is over. A placed table whose notes are all told
    elsewhere does not stay with what follows it.
    """
    frame = A4
    # The properties of a section stand at its end.
    for element in reversed(list(tree.iter(_TABLE, qn("w:sectPr")))):
        if element.tag != _TABLE:
            frame = frame_of(element) or A4
        elif element.find(f"{_ROW}/{_HEADING_OF_ROW}") is not None:
            _mend(element, frame)
            _release(element)


def _mend(table: _Element, frame: TextFrame) -> None:
    fit = Fit(frame, _size(table))
    columns = len(table.findall(f"{qn('w:tblGrid')}/{qn('w:gridCol')}"))
    rows = table.findall(_ROW)
    heads = [row for row in rows if row.find(_HEADING_OF_ROW) is not None]
    body = rows[len(heads) :]
    for cell in (cell for row in heads for cell in row.findall(_CELL)):
        _set_lines(cell, fit.heading, _width(cell))
    cells = [row.findall(_CELL) for row in body]
    lines = [max((_set_values(cell, fit) for cell in own), default=1) for own in cells]
    for row, own, high, keep in zip(body, cells, lines, fit.kept_rows(lines, noted=_is_noted(table)), strict=True):
        if high <= fit.most_whole or next(row.iter(qn("w:drawing")), None) is not None:
            _ask(_properties(row, "w:trPr"), "w:cantSplit", 0)
        if keep or (columns > 1 and len(own) == 1):
            _keep_with_next(row)


def _release(table: _Element) -> None:
    """Let a table end its page where it was to stay with notes and none follow."""
    gap = table.getnext()
    if gap is None or gap.tag != _PARAGRAPH or _text(gap) or _is_noted(table):
        return
    for paragraph in (gap, *table.findall(_ROW)[-1].iter(_PARAGRAPH)):
        properties = paragraph.find(_PARAGRAPH_PROPERTIES)
        if properties is not None:
            for keep in properties.findall(qn("w:keepNext")):
                properties.remove(keep)


def _is_noted(table: _Element) -> bool:
    """Return whether a note follows, right below or after the gap that parts two tables."""
    after = table.getnext()
    if after is not None and after.tag == _PARAGRAPH and not _text(after):
        after = after.getnext()
    return after is not None and after.tag == _PARAGRAPH and _text(after).startswith(_NOTE)


def _set_lines(element: _Element, set_: Callable[[str, int], str], width: int) -> None:
    """Set what holds one text on as many lines as its width needs."""
    texts = list(element.iter(_TEXT))
    if len(texts) != 1:
        return
    (text,) = texts
    whole, *rest = set_(text.text or "", width).split("\n")
    text.text = whole
    for line in reversed(rest):
        ending = text.makeelement(_TEXT)
        ending.text = line
        text.addnext(ending)
        text.addnext(text.makeelement(_BREAK))


def _set_values(cell: _Element, fit: Fit) -> int:
    """Set the texts of a cell on their lines, and return how many lines it has then."""
    width, paragraphs = _width(cell), cell.findall(_PARAGRAPH)
    for paragraph in paragraphs:
        _set_lines(paragraph, fit.value, width)
    return sum(fit.lines(_text(paragraph), width) for paragraph in paragraphs)


def _text(paragraph: _Element) -> str:
    return "".join("\n" if part.tag == _BREAK else part.text or "" for part in paragraph.iter(_TEXT, _BREAK))


def _keep_with_next(row: _Element) -> None:
    for paragraph in row.iter(_PARAGRAPH):
        properties = _properties(paragraph, "w:pPr")
        _ask(properties, "w:keepNext", 0 if properties.find(qn("w:pStyle")) is None else 1)


def _properties(element: _Element, name: str) -> _Element:
    found = element.find(qn(name))
    if found is None:
        found = element.makeelement(qn(name))
        element.insert(0, found)
    return found


def _ask(properties: _Element, name: str, place: int) -> None:
    if properties.find(qn(name)) is None:
        properties.insert(place, properties.makeelement(qn(name)))


def _width(cell: _Element) -> int:
    width = cell.find(_WIDTH_OF_CELL)
    return 0 if width is None else _number(width, "w")


def _size(table: _Element) -> float:
    size = next(table.iter(qn("w:sz")), None)
    return USUAL_SIZE if size is None else _number(size, "val") / 2


def frame_of(section: _Element) -> TextFrame | None:
    """Return the frame of the text in a section; None of one that does not say how large its pages are."""
    size, margins = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    if size is None or margins is None:
        return None

    def inner(whole: str, edges: Sequence[str]) -> int:
        return _number(size, whole) - sum(_number(margins, edge) for edge in edges)

    return TextFrame(inner("w", ("left", "right")), inner("h", ("top", "bottom")))


def _number(element: _Element, name: str) -> int:
    told = element.get(qn(f"w:{name}"), "")
    return abs(int(told)) if told.lstrip("-").isdecimal() else 0
