"""A whole table for a paper: the XML that stands in place of one paragraph of the template."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kusei_batch.core.text.cleaning import clean_text
from kusei_batch.core.text.width import text_width
from kusei_batch.core.totals import NO_FIGURE, UNFILLED
from kusei_batch.report.palette import HEAT, Shade
from kusei_batch.report.templating.texts import printed
from kusei_batch.report.views.figures import CrosstabView, TrendView
from kusei_batch.report.views.list_views import with_columns, with_rows
from kusei_batch.report.views.model import ListView, RowView
from kusei_batch.report.views.word_table_view import WordTable

_MOST_COLUMNS = 9  # more figures side by side are too narrow to read upright
_SHORT_LABEL = 20  # half-width characters
_SUBTOTAL = "小計"
_LABEL_WEIGHT = 2.6
_KIND_WEIGHT = 1.6
_MOST_YEARS = 6
_NUMBER = re.compile(r"[-－]?[\d,]*(\.\d+)?")
_LEAST = 9.0  # of a column's width in Excel


@dataclass(frozen=True, slots=True)
class TableGrid:
    """Headings, rows of texts, and how wide each column is beside the others.

    `figures` are the columns whose texts stand on the right, `noted` tells that notes follow below the table. `shades`
    are the fills of cells, by row from the first on and column.
    """

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    weights: Sequence[float]
    figures: frozenset[int] = frozenset()
    noted: bool = False
    shades: Sequence[Sequence[Shade | None]] = ()


@dataclass(frozen=True, slots=True)
class TableLayout:
    """How a template asks for a table: a 一覧 with these columns alone, and a sum for each text of one (`subtotal`).

    `size` is that of its letters in points (None: as usual). `shaded`: the more, the darker the cell of a cross-tab
    (None: as `_集計` says).
    """

    columns: tuple[str, ...] = ()
    subtotal: str = ""
    size: float | None = None
    shaded: bool | None = None


AS_USUAL = TableLayout()


def list_grid(shown: ListView, layout: TableLayout = AS_USUAL) -> TableGrid:
    """Return a 一覧 with the columns asked for, else without those in which nothing is written yet.

    Of one that is not known, return the reason.
    """
    if shown.note:
        return TableGrid([shown.name], [[shown.note]], [_LEAST])
    written = [
        i for i in range(len(shown.headings)) if not shown.rows or any(row.texts[i].strip() for row in shown.rows)
    ]
    kept = with_columns(shown, [shown.headings.index(name) for name in layout.columns] or written)
    rows = [[str(printed(cell)) for cell in line] for line in _lines(shown, kept, layout.subtotal) if line]
    columns = range(len(kept.headings))
    weights = [max(_LEAST, kept.widths[i] or _longest(kept, i)) for i in columns]
    figures = frozenset(i for i in columns if all(_NUMBER.fullmatch(row[i]) for row in rows if row[i]))
    return TableGrid(kept.headings, rows, weights, figures)


def _lines(shown: ListView, kept: ListView, subtotal: str) -> Iterator[Sequence[object]]:
    """Yield what stands in every row of the columns that are kept, the sums below each group of rows, and those of all.

    Nothing stands where no sum is asked for.
    """
    groups: dict[str, list[RowView]] = {}
    for whole, row in zip(shown.rows, kept.rows, strict=True):
        groups.setdefault(whole.texts[shown.headings.index(subtotal)] if subtotal else "", []).append(row)
    for name, rows in groups.items():
        yield from ([clean_text(text) for text in row.texts] for row in rows)
        if subtotal:
            yield with_rows(kept, tuple(rows)).sum_row(f"{_SUBTOTAL}（{clean_text(name) or UNFILLED}）")
    yield kept.sum_row()


def _longest(shown: ListView, column: int) -> float:
    texts = [shown.headings[column], *(row.texts[column] for row in shown.rows)]
    return min(60.0, max(8.0, *(float(text_width(line)) for text in texts for line in text.split("\n"))))


def crosstab_grid(shown: CrosstabView, layout: TableLayout = AS_USUAL) -> TableGrid:
    """Return a クロス集計: turned where that is narrower, its totals alone where it is wide either way.

    One that is shaded is looked at as a whole: it keeps all its figures.
    """
    shaded = shown.is_shaded if layout.shaded is None else layout.shaded
    wide = len(shown.columns) + len(shown.margin_columns) > _MOST_COLUMNS
    # Long labels, as questions are, do not stand side by side.
    short = not shaded or all(text_width(row.label) <= _SHORT_LABEL for row in shown.rows)
    if wide and short and len(shown.rows) + len(shown.margin_rows) <= _MOST_COLUMNS:
        shown, wide = shown.turned(), False
    names = [shown.corner, *shown.columns, *shown.margin_columns]
    rows = [
        [row.label, *(_figure(value) for value in (*row.values, *row.margins))]
        for row in (*shown.rows, *shown.margin_rows)
    ]
    if wide and not shaded:
        kept = [0, *range(1 + len(shown.columns), len(names))]
        names, rows = [names[i] for i in kept], [[row[i] for i in kept] for row in rows]
    weights = [float(len(names)) if wide and shaded else _LABEL_WEIGHT, *([1.0] * (len(names) - 1))]
    fills = [[None, *(None if d is None else HEAT[d] for d in line)] for line in shown.darkness()] if shaded else ()
    return TableGrid(names, rows, weights, frozenset(range(1, len(names))), bool(shown.notes), fills)


def trend_grid(shown: TrendView) -> TableGrid:
    """Return a 推移 of the last years: for each row a line of values and, where asked for, one of targets."""
    # The last years that there is room for, but with this one and the one before, however many are to come.
    first = max(0, len(shown.years) - _MOST_YEARS)
    first = min([first, *(max(0, row.current - 1) for row in shown.rows if row.current >= 0)])
    years = slice(first, first + _MOST_YEARS)
    if any(row.words for row in shown.rows):
        # States are read as texts, and what they are stands in the title.
        weights = [_LABEL_WEIGHT, *([1.0] * len(shown.years[years]))]
        told = [[row.label, *map(_figure, row.told[years])] for row in shown.rows]
        return TableGrid([shown.label_title, *shown.years[years]], told, weights, frozenset(), bool(shown.notes))
    names = [shown.label_title, "区分", *shown.years[years]]
    rows = []
    for row in shown.rows:
        rows.append([row.label, shown.value_title, *map(_figure, row.told[years])])
        if shown.target_title:
            rows.append([row.label, row.target_name, *map(_figure, row.targets[years])])
    weights = [_LABEL_WEIGHT, _KIND_WEIGHT, *([1.0] * (len(names) - 2))]
    return TableGrid(names, rows, weights, frozenset(range(2, len(names))), bool(shown.notes))


def _figure(value: object) -> str:
    return NO_FIGURE if value is None else str(printed(value))


Tabular = ListView | CrosstabView | TrendView | WordTable


def word_grid(shown: WordTable) -> TableGrid:
    """Return words side by side, below each other where there are many columns; the darkest word shades its cell."""
    names = [shown.corner, *shown.columns]
    fills = [[None, *(_darkest(texts, shown.dark) for texts in row)] for row in shown.cells]
    wide = len(shown.columns) > _MOST_COLUMNS
    between = "\n" if wide else "　"
    rows = [
        [label, *(between.join(texts) or NO_FIGURE for texts in row)]
        for label, row in zip(shown.labels, shown.cells, strict=True)
    ]
    label = float(len(names)) if wide else _LABEL_WEIGHT
    weights = [label, *([1.0] * len(shown.columns))]
    return TableGrid(names, rows, weights, shades=fills)


def _darkest(texts: Sequence[str], dark: Sequence[str]) -> Shade | None:
    place = max((dark.index(text) for text in texts if text in dark), default=None)
    return None if place is None else HEAT[place * (len(HEAT) - 1) // max(1, len(dark) - 1)]


def grid_of(shown: Tabular, layout: TableLayout = AS_USUAL) -> TableGrid:
    """Return the grid of whatever can be shown as a table."""
    if isinstance(shown, WordTable):
        return word_grid(shown)
    if isinstance(shown, ListView):
        return list_grid(shown, layout)
    return trend_grid(shown) if isinstance(shown, TrendView) else crosstab_grid(shown, layout)
