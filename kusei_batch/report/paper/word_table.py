"""A grid as a table of a Word document: its columns' widths, and which of its rows stay on one page."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, zip_longest

from kusei_batch.core.totals import NO_FIGURE
from kusei_batch.report.palette import Shade
from kusei_batch.report.paper.table_fit import AROUND, LINE, USUAL_FIT, USUAL_SIZE, Fit, extent, parted
from kusei_batch.report.templating.grid import TableGrid
from kusei_batch.report.templating.texts import xml_text

_LONGEST_WHOLE, _SHORTEST_WHOLE = 20, 10  # half-width characters that stay on one line where there is room, and always
_LONGEST_HEADING, _SHORTEST_HEADING = 12, 8  # the same, of headings
_NAME_WHOLE = 16  # of the name of a department
_NAMES = "部署"
_MANY = 12  # columns, of which not every heading has a line to itself
_LABEL = 8  # half-width characters of what a row is called, which long headings leave room for
_FIXED_SHARE = 0.7  # of the width, which columns of short texts may take before they are broken
_HEAD_FILL = "E4EAEF"
_NOTHING = "該当するものはありません。"
_GAP = '<w:spacing w:before="0" w:after="0" w:line="80" w:lineRule="exact"/>'
_KEEP = "<w:keepNext/>"
_WHOLE = "<w:cantSplit/>"


class Xml(str):
    """Text that is XML already and is put into the document as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        """The text itself: how templates tell what is not to be escaped."""
        return self


def grid_xml(grid: TableGrid, fit: Fit = USUAL_FIT) -> Xml:
    """Return the table for Word, headings repeated; without rows, a sentence that says so.

    A low table stays whole, and its notes stay with it. Only a high row may be split between pages.
    """
    if not grid.rows:
        return Xml(_paragraph("本文（2字下げ）", _NOTHING))
    widths = column_widths(grid, fit)
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    headings = [fit.heading(text, width) for text, width in zip(grid.headings, widths, strict=True)]
    head = _row(headings, widths, _RowLook("<w:cantSplit/><w:tblHeader/>", _KEEP, size=fit.size, heading=True))
    lines = [max(fit.lines(text, width) for text, width in zip(row, widths, strict=True)) for row in grid.rows]
    kept = fit.kept_rows(lines, noted=grid.noted)
    shades = [*grid.shades, *([()] * (len(grid.rows) - len(grid.shades)))]
    sides = _sides(grid)
    body = "".join(
        _row(row, widths, _RowLook(_WHOLE * (high <= fit.most_whole), _KEEP * keep, sides, fit.size), fills)
        for row, high, keep, fills in zip(grid.rows, lines, kept, shades, strict=True)
    )
    properties = (
        '<w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:type="auto" w:w="0"/><w:jc w:val="center"/>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="28" w:type="dxa"/><w:left w:w="70" w:type="dxa"/>'
        '<w:bottom w:w="28" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    )
    # Two tables without a paragraph between them would grow together.
    after = _paragraph("制御", "", (_KEEP if grid.noted else "") + _GAP)
    return Xml(f"<w:tbl>{properties}<w:tblGrid>{columns}</w:tblGrid>{head}{body}</w:tbl>{after}")


def column_widths(grid: TableGrid, fit: Fit = USUAL_FIT) -> list[int]:
    """Return the widths in twentieths of a point.

    No column is narrower than its short texts need; the rest is shared by the weights.
    """
    texts = [[parted(heading), *(row[i] for row in grid.rows)] for i, heading in enumerate(grid.headings)]
    for most in range(_LONGEST_WHOLE, _SHORTEST_HEADING - 1, -1):
        least = [
            _least(column, most, fit, is_tight=bool(grid.shades) and len(grid.headings) > _MANY) for column in texts
        ]
        if sum(least) <= fit.frame.width * _FIXED_SHARE:
            break
    return _shared(grid.weights, least, fit)


def _least(texts: Sequence[str], most: int, fit: Fit, *, is_tight: bool) -> float:
    """Return what a column needs: its longest line whole, or on two lines where it is longer than `most`.

    Where there are many columns (`is_tight`), a heading may always stand on two lines. The name of a department shows
    from that of another by its end, and stays whole whatever the room.
    """
    heading, *cells = (max(map(extent, text.split("\n"))) for text in texts)
    is_name = texts[0].startswith(_NAMES)
    whole_heading = 0 if is_tight else min(most, _LONGEST_HEADING)
    most = max(most, _NAME_WHOLE if is_name else _SHORTEST_WHOLE)
    longest = max(cells, default=0.0)
    broken = _NAME_WHOLE if is_name else _SHORTEST_WHOLE
    needed = longest if longest <= most else min(broken, _half(longest))
    return max(needed, heading if heading <= whole_heading else _half(heading)) * fit.half + AROUND


def _half(wide: float) -> float:
    """Return what a text needs that is set on two lines: whole characters."""
    return 2.0 * math.ceil(wide / 4)


def _shared(weights: Sequence[float], least: Sequence[float], fit: Fit) -> list[int]:
    """Return the whole width, shared by weight among the columns that so get more than the least they need."""
    width = fit.frame.width
    if sum(least) >= width:
        # Long headings give way first: what a row is called stays legible.
        legible = min(least[0], fit.half * _LABEL + AROUND) if least[0] < max(least) else 0.0
        label = max(legible, width * least[0] / sum(least))
        others = (width - label) / sum(least[1:]) if least[1:] else 0
        return [int(label), *(int(needed * others) for needed in least[1:])]
    held: set[int] = set()
    while True:
        free = width - sum(least[i] for i in held)
        whole = sum(weight for i, weight in enumerate(weights) if i not in held)
        shares = [least[i] if i in held else free * weight / whole for i, weight in enumerate(weights)]
        short = {i for i, share in enumerate(shares) if share < least[i]}
        if not short:
            return [int(share) for share in shares]
        held |= short


@dataclass(frozen=True, slots=True)
class _RowLook:
    """How a row is set: its own properties, those of its paragraphs, and on which side a column stands if not left."""

    of_row: str
    of_paragraphs: str
    sides: Mapping[int, str] = field(default_factory=dict)
    size: float = USUAL_SIZE
    heading: bool = False


def _sides(grid: TableGrid) -> dict[int, str]:
    """Return where a column stands: figures on the right, marks (◎, ○, ×) in the middle."""
    columns = {i: [row[i] for row in grid.rows if row[i]] for i in range(1, len(grid.headings))}
    marked = {i: texts for i, texts in columns.items() if set(texts) - {NO_FIGURE}}
    marks = {i: "center" for i, texts in marked.items() if all(_is_mark(t) for t in texts)}
    return marks | dict.fromkeys(grid.figures, "right")


def _is_mark(text: str) -> bool:
    """Return whether a text is a mark, or has one above what else it says."""
    above = text.partition("\n")[0]
    return len(above) == 1 and not above.isalnum()


def _row(texts: Sequence[str], widths: Sequence[int], look: _RowLook, shades: Sequence[Shade | None] = ()) -> str:
    cells = (
        _cell(text, width, look, f'<w:jc w:val="{look.sides[i]}"/>' if i in look.sides else "", shade)
        for i, (text, width, shade) in enumerate(zip_longest(texts, widths, shades[: len(texts)]))
    )
    return "".join(chain([f"<w:tr><w:trPr>{look.of_row}</w:trPr>"], cells, ["</w:tr>"]))


def _cell(text: str, width: int, look: _RowLook, side: str, shade: Shade | None) -> str:
    color = shade.fill.strip("#") if shade else _HEAD_FILL if look.heading else ""
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{color}"/>' if color else ""
    style = "表の見出し" if look.heading else "表の文字"
    line, letters = "", f'<w:color w:val="{shade.label.strip("#")}"/>' if shade else ""
    if look.size != USUAL_SIZE:
        line = f'<w:spacing w:line="{round(look.size * LINE)}" w:lineRule="exact"/>'
        letters += f'<w:sz w:val="{round(look.size * 2)}"/><w:szCs w:val="{round(look.size * 2)}"/>'
    letters = f"<w:rPr>{letters}</w:rPr>" if letters else ""
    paragraph = _paragraph(style, text, f"{look.of_paragraphs}{line}{side}", letters)
    return f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{width}"/>{fill}</w:tcPr>{paragraph}</w:tc>'


def _paragraph(style: str, text: str, more: str = "", letters: str = "") -> str:
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{xml_text(line)}</w:t>' for line in text.split("\n"))
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr><w:r>{letters}{lines}</w:r></w:p>'
