"""A whole table for a paper: the XML that stands in place of one paragraph of the template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from kusei_batch.core.totals import NO_FIGURE
from kusei_batch.report.paper.texts import printable, printed
from kusei_batch.report.summary_workbook.measure import text_width
from kusei_batch.report.views.figures import CrosstabView, TrendView
from kusei_batch.report.views.model import ListView

_WIDTH = 9070  # twentieths of a point: the text width of A4 with margins of 25 mm
_MOST_COLUMNS = 9  # more figures side by side are too narrow to read upright
_LABEL_WEIGHT = 2.6
_KIND_WEIGHT = 1.6
_MOST_YEARS = 6
_LEAST = 9.0  # of a column's width in Excel: a heading of two characters stays on one line
_HEAD_FILL = "E4EAEF"
_NOTHING = "該当するものはありません。"


@dataclass(frozen=True, slots=True)
class Grid:
    """Headings, rows of texts, and how wide each column is beside the others; figures stand on the right."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    weights: Sequence[float]
    figures_from: int


def list_grid(shown: ListView) -> Grid:
    """A 一覧 without the columns in which nothing is written yet."""
    kept = [i for i in range(len(shown.headings)) if not shown.rows or any(row.texts[i].strip() for row in shown.rows)]
    rows = [[printable(row.texts[i]) for i in kept] for row in shown.rows]
    weights = [max(_LEAST, shown.widths[i] or _longest(shown, i)) for i in kept]
    return Grid([shown.headings[i] for i in kept], rows, weights, len(kept))


def _longest(shown: ListView, column: int) -> float:
    texts = [shown.headings[column], *(row.texts[column] for row in shown.rows)]
    return min(60.0, max(8.0, *(float(text_width(line)) for text in texts for line in text.split("\n"))))


def crosstab_grid(shown: CrosstabView) -> Grid:
    """A クロス集計; lying down where that is narrower, and by its totals alone where it is wide either way."""
    names = [shown.corner, *shown.columns, *shown.margin_columns]
    rows = [
        [row.label, *(_figure(value) for value in (*row.values, *row.margins))]
        for row in (*shown.rows, *shown.margin_rows)
    ]
    if len(names) > _MOST_COLUMNS + 1:
        if len(rows) <= _MOST_COLUMNS:
            turned = "＼".join(reversed(shown.corner.split("＼")))
            names, *rows = [list(line) for line in zip(*[[turned, *names[1:]], *rows], strict=True)]
        else:
            kept = [0, *range(1 + len(shown.columns), len(names))]
            names, rows = [names[i] for i in kept], [[row[i] for i in kept] for row in rows]
    return Grid(names, rows, [_LABEL_WEIGHT, *([1.0] * (len(names) - 1))], 1)


def trend_grid(shown: TrendView) -> Grid:
    """A 推移: a line of values and, where targets are asked for, one of targets for each row; the last years."""
    first = max(0, len(shown.years) - _MOST_YEARS)
    names = [shown.label_title, "区分", *shown.years[first:]]
    rows = []
    for row in shown.rows:
        rows.append([row.label, shown.value_title, *map(_figure, row.values[first:])])
        if shown.target_title:
            rows.append([row.label, row.target_name, *map(_figure, row.targets[first:])])
    return Grid(names, rows, [_LABEL_WEIGHT, _KIND_WEIGHT, *([1.0] * (len(names) - 2))], 2)


def _figure(value: object) -> str:
    return NO_FIGURE if value is None else str(printed(value))


Tabular = ListView | CrosstabView | TrendView


def grid_of(shown: Tabular) -> Grid:
    """The grid of whatever can be shown as a table."""
    if isinstance(shown, ListView):
        return list_grid(shown)
    return trend_grid(shown) if isinstance(shown, TrendView) else crosstab_grid(shown)


class Xml(str):
    """Text that is XML already and is put into the document as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        """The text itself: how templates tell what is not to be escaped."""
        return self


def grid_xml(grid: Grid) -> Xml:
    """The table as Word takes it: headings repeated, no row split; of no rows, a sentence that says so."""
    if not grid.rows:
        return Xml(_paragraph("本文（2字下げ）", _NOTHING))
    whole = sum(grid.weights)
    widths = [int(_WIDTH * weight / whole) for weight in grid.weights]
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = _row(grid.headings, widths, "<w:cantSplit/><w:tblHeader/>", len(widths))
    body = "".join(_row(row, widths, "<w:cantSplit/>", grid.figures_from) for row in grid.rows)
    properties = (
        '<w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:type="auto" w:w="0"/><w:jc w:val="center"/>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="28" w:type="dxa"/><w:left w:w="70" w:type="dxa"/>'
        '<w:bottom w:w="28" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    )
    # Two tables without a paragraph between them would grow together.
    table = f"<w:tbl>{properties}<w:tblGrid>{columns}</w:tblGrid>{head}{body}</w:tbl>{_paragraph('制御', '')}"
    return Xml(table)


def _row(texts: Sequence[str], widths: Sequence[int], properties: str, figures_from: int) -> str:
    heading = "tblHeader" in properties
    cells = "".join(
        _cell(text, width, heading=heading, right=i >= figures_from)
        for i, (text, width) in enumerate(zip(texts, widths, strict=True))
    )
    return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>"


def _cell(text: str, width: int, *, heading: bool, right: bool) -> str:
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{_HEAD_FILL}"/>' if heading else ""
    style = "表の見出し" if heading else "表の文字"
    paragraph = _paragraph(style, text, '<w:jc w:val="right"/>' if right else "")
    return f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{width}"/>{fill}</w:tcPr>{paragraph}</w:tc>'


def _paragraph(style: str, text: str, more: str = "") -> str:
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr><w:r>{lines}</w:r></w:p>'
