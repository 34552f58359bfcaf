"""A grid as a table of a Word document: its columns' widths, and which of its rows stay on one page."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import chain

from kusei_batch.core.text.width import text_width
from kusei_batch.report.templating.grid import TableGrid
from kusei_batch.report.templating.texts import xml_text

_WIDTH = 9070  # twentieths of a point: the text width of A4 with margins of 25 mm
_HALF = 95  # of a half-width character in 9.5 points
_AROUND = 150  # the margins of a cell
_LONGEST_WHOLE, _SHORTEST_WHOLE = 20, 10  # half-width characters that stay on one line where there is room, and always
_HEADING_WHOLE = 8
_FIXED_SHARE = 0.7  # of the width, which columns of short texts may take before they are broken
_LINE = 270  # exact, by the style of the cells
_TOGETHER = 20  # lines: a table up to that high, less than half a page, stays on one page
_HEAD_FILL = "E4EAEF"
_NOTHING = "該当するものはありません。"
_GAP = '<w:spacing w:before="0" w:after="0" w:line="80" w:lineRule="exact"/>'
_SEAM = re.compile(r"(?<=[0-9A-Za-z])(?=[぀-ヿ一-鿿々])|(?<=[぀-ヿ一-鿿々])(?=[0-9A-Za-z])")
_KEEP = "<w:keepNext/>"


class Xml(str):
    """Text that is XML already and is put into the document as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        """The text itself: how templates tell what is not to be escaped."""
        return self


def grid_xml(grid: TableGrid) -> Xml:
    """Return the table for Word: headings repeated, no row split; without rows, a sentence that says so.

    A low table stays whole, and its notes stay with it.
    """
    if not grid.rows:
        return Xml(_paragraph("本文（2字下げ）", _NOTHING))
    widths = column_widths(grid)
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = _row(grid.headings, widths, "<w:cantSplit/><w:tblHeader/>", _KEEP, frozenset())
    # All rows of a low table stay with what follows; of a long one the first, and those that end it.
    lines = [max(map(_lines, row, widths)) for row in grid.rows]
    last = len(lines) - 1
    if sum(lines) + 1 <= _TOGETHER:
        kept = [i < last or grid.noted for i in range(len(lines))]
    else:
        kept = [i in (0, last - 1) or (i == last and grid.noted) for i in range(len(lines))]
    body = "".join(
        _row(row, widths, "<w:cantSplit/>", _KEEP if keep else "", grid.figures)
        for row, keep in zip(grid.rows, kept, strict=True)
    )
    properties = (
        '<w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:type="auto" w:w="0"/><w:jc w:val="center"/>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="28" w:type="dxa"/><w:left w:w="70" w:type="dxa"/>'
        '<w:bottom w:w="28" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    )
    # Two tables without a paragraph between them would grow together.
    after = _paragraph("制御", "", (_KEEP if grid.noted else "") + _GAP)
    return Xml(f"<w:tbl>{properties}<w:tblGrid>{columns}</w:tblGrid>{head}{body}</w:tbl>{after}")


def column_widths(grid: TableGrid) -> list[int]:
    """Return the widths in twentieths of a point.

    No column is narrower than its short texts need; the rest is shared by the weights.
    """
    texts = [[heading, *(row[i] for row in grid.rows)] for i, heading in enumerate(grid.headings)]
    for most in range(_LONGEST_WHOLE, _SHORTEST_WHOLE - 1, -1):
        least = [_least(column, most) for column in texts]
        if sum(least) <= _WIDTH * _FIXED_SHARE:
            break
    return _shared(grid.weights, least)


def _least(texts: Sequence[str], most: int) -> float:
    """Return what a column needs: its longest line whole, or on two lines where it is longer than `most`."""
    heading, *cells = (max(map(_extent, text.split("\n"))) for text in texts)
    longest = max(cells, default=0.0)
    needed = longest if longest <= most else min(_SHORTEST_WHOLE, _half(longest))
    return max(needed, heading if heading <= _HEADING_WHOLE else _half(heading)) * _HALF + _AROUND


def _half(extent: float) -> float:
    """Return what a text needs that is set on two lines: whole characters."""
    return 2.0 * math.ceil(extent / 4)


def _extent(line: str) -> float:
    """Return the width in half-width characters; Word leaves half of one between figures or letters and Japanese."""
    return text_width(line) + len(_SEAM.findall(line)) / 2


def _shared(weights: Sequence[float], least: Sequence[float]) -> list[int]:
    """Return the whole width, shared by weight among the columns that so get more than the least they need."""
    if sum(least) >= _WIDTH:
        return [int(_WIDTH * needed / sum(least)) for needed in least]
    held: set[int] = set()
    while True:
        free = _WIDTH - sum(least[i] for i in held)
        whole = sum(weight for i, weight in enumerate(weights) if i not in held)
        shares = [least[i] if i in held else free * weight / whole for i, weight in enumerate(weights)]
        short = {i for i, share in enumerate(shares) if share < least[i]}
        if not short:
            return [int(share) for share in shares]
        held |= short


def _lines(text: str, width: int) -> int:
    room = max(2, (width - _AROUND) // _HALF)
    return sum(max(1, math.ceil(_extent(line) / room)) for line in text.split("\n"))


def _row(texts: Sequence[str], widths: Sequence[int], of_row: str, of_paragraphs: str, figures: frozenset[int]) -> str:
    heading = "tblHeader" in of_row
    cells = (
        _cell(text, width, heading, of_paragraphs + ('<w:jc w:val="right"/>' if i in figures else ""))
        for i, (text, width) in enumerate(zip(texts, widths, strict=True))
    )
    return "".join(chain([f"<w:tr><w:trPr>{of_row}</w:trPr>"], cells, ["</w:tr>"]))


def _cell(text: str, width: int, heading: bool, properties: str) -> str:  # noqa: FBT001 - one of two looks
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{_HEAD_FILL}"/>' if heading else ""
    style = "表の見出し" if heading else "表の文字"
    paragraph = _paragraph(style, text, properties)
    return f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{width}"/>{fill}</w:tcPr>{paragraph}</w:tc>'


def _paragraph(style: str, text: str, more: str = "") -> str:
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{xml_text(line)}</w:t>' for line in text.split("\n"))
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr><w:r>{lines}</w:r></w:p>'
