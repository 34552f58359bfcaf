"""A whole list or cross-tab as an HTML table: captioned, with scopes, readable on a telephone and without styles."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from kusei_batch.report.page.page_texts import broken
from kusei_batch.report.templating.grid import AS_USUAL, TableGrid, TableLayout, Tabular, grid_of
from kusei_batch.report.views.model import ListView
from kusei_batch.report.views.word_table_view import WordTable

_MOST_ON_A_TELEPHONE = 4  # columns of figures that it shows side by side
_HINT = Markup('<p class="kusei-hint">表は、横に動かして見ることができます。</p>')
_NOTHING = Markup("<p>該当するものはありません。</p>")


def draw_table(shown: Tabular, prefix: str, layout: TableLayout = AS_USUAL) -> Markup:
    """Return the table; `prefix` begins its ids and must be its own on the page."""
    if isinstance(shown, ListView | WordTable):
        grid = grid_of(shown, layout)
        if not grid.rows:
            return _NOTHING
        cell = Markup('<th scope="col" role="columnheader">{}</th>')
        head = Markup().join(cell.format(text) for text in grid.headings)
        body = Markup("\n").join(_list_row(grid.headings, row) for row in grid.rows)
        return Markup(
            '<table class="kusei-stack" role="table"><caption>{}</caption>\n<thead role="rowgroup">'
            '<tr role="row">{}</tr></thead>\n<tbody role="rowgroup">{}</tbody></table>'
        ).format(shown.name, head, body)
    unit = f"（単位：{shown.unit}）" if shown.unit else ""
    return _figure_table(grid_of(shown), f"{shown.title}{unit}", prefix)


def _figure_table(grid: TableGrid, caption: str, prefix: str) -> Markup:
    """Return a table of figures, which keeps its columns: on a narrow screen it scrolls in a region of its own."""
    if not grid.rows:
        return _NOTHING
    # The headings of the columns speak for themselves: the corner says what the rows are.
    headings = [grid.headings[0].partition("＼")[0], *grid.headings[1:]]
    head = Markup().join(Markup('<th scope="col">{}</th>').format(text) for text in headings)
    body = Markup("\n").join(_figure_row(row) for row in grid.rows)
    hint = _HINT if len(headings) > _MOST_ON_A_TELEPHONE else ""
    return Markup(
        '{4}<div class="kusei-scroll" role="region" aria-labelledby="{0}" tabindex="0"><table class="kusei-figures">'
        '<caption id="{0}">{1}</caption>\n<thead><tr>{2}</tr></thead>\n<tbody>{3}</tbody></table></div>'
    ).format(f"{prefix}-c", caption, head, body, hint)


def _figure_row(row: Sequence[str]) -> Markup:
    cells = "".join(f"<td>{escape(text)}</td>" for text in row[1:])
    return Markup(f'<tr><th scope="row">{escape(row[0])}</th>{cells}</tr>')  # noqa: S704 - all texts are escaped


def _list_row(headings: Sequence[str], row: Sequence[str]) -> Markup:
    cells = "".join(
        f'<td role="cell" data-kusei="{escape(heading)}">{broken(text)}</td>'
        for heading, text in zip(headings, row, strict=True)
    )
    return Markup(f'<tr role="row">{cells}</tr>')  # noqa: S704 - all texts are escaped
