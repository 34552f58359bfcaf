"""統一ルール: what keeps machines from reading a table, rule by rule. Pure: cells in, problems out.

総務省「統計表における機械判読可能なデータの表記方法の統一ルール」(2020-12). Rule 1-1 (file format) is the reader's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.text.characters import dependent_characters
from kusei_batch.core.values import Cell, CellKind
from kusei_batch.publish import table_words as words
from kusei_batch.publish.table_shape import Position, Shape, TableSheet, areas, find_shape, is_amount

_SHOWN = 30
Rule = Callable[[TableSheet, Shape], Iterator[Problem]]


def check_table(sheet: TableSheet) -> list[Problem]:
    """Return every finding of one sheet, in the order of the rules; of a sheet without cells, the objects on it."""
    shape = find_shape(sheet)
    if shape is None:
        return list(check_objects(sheet))
    return [problem for rule in RULES for problem in rule(sheet, shape)]


def check_several_data(sheet: TableSheet, shape: Shape) -> Iterator[Problem]:
    """Check rule 1-2: one datum a cell. Only figures show it: 120（80）, 12、15."""
    yield from _of_cells("table-several-data", sheet, {p: c for p, c in _data(shape) if words.holds_several(c)})


def check_numbers(sheet: TableSheet, shape: Shape) -> Iterator[Problem]:
    """Check rule 1-3: numbers are stored as numbers. Codes are no numbers."""
    for column in shape.columns:
        if column.is_numeric and not words.names_things(column.heading):
            written = {
                (row, column.number): cell
                for row, cell in column.filled.items()
                if cell.kind is CellKind.TEXT and is_amount(cell) and not words.is_code(cell)
            }
            yield from _of_cells("table-number-as-text", sheet, written)


def check_merged(sheet: TableSheet, _: Shape) -> Iterator[Problem]:
    """Check rule 1-4: no merged cells, not even in the title."""
    if sheet.merged:
        yield _problem("table-merged", sheet, [str(area) for area in sheet.merged])


def check_layout(sheet: TableSheet, shape: Shape) -> Iterator[Problem]:
    """Check rule 1-5: no spaces and line breaks for the looks. In sentences a space between words may be meant."""
    first = shape.headings[0]
    yield from _of_cells(
        "table-layout-space",
        sheet,
        {
            p: cell
            for p, cell in sorted(sheet.cells.items())
            if p[0] >= first
            and not cell.is_blank
            and words.is_laid_out(cell, heading=p[0] in shape.headings)
            and not words.holds_several(cell)
        },
    )


def check_headings(sheet: TableSheet, shape: Shape) -> Iterator[Problem]:
    """Check rule 1-6: every column has a heading of its own."""
    row = shape.headings[0]
    nameless = [(row, column.number) for column in shape.columns if not column.heading.strip()]
    if nameless:
        yield _problem("table-heading-missing", sheet, areas(nameless))
    places: dict[str, list[Position]] = {}
    for column in shape.columns:
        places.setdefault(column.heading.strip(), []).append((row, column.number))
    for heading, repeated in places.items():
        if heading and len(repeated) > 1:
            yield _problem("table-heading-repeated", sheet, areas(repeated), heading)


def check_labels(sheet: TableSheet, shape: Shape) -> Iterator[Problem]:
    """Check rule 1-6: no label is left out because it is the same as above."""
    first = shape.columns[0]
    omitted = [p for p, cell in _data(shape) if words.is_left_out(cell)]
    if first.filled:
        omitted += [(row, first.number) for row, cell in first.cells.items() if cell.is_blank]
    if omitted:
        yield _problem("table-label-omitted", sheet, areas(omitted))


def check_formulas(sheet: TableSheet, _: Shape) -> Iterator[Problem]:
    """Check rule 1-7: values instead of formulas."""
    computed = [p for p, cell in sheet.cells.items() if cell.formula or cell.kind is CellKind.UNCOMPUTED]
    if computed:
        yield _problem("table-formula", sheet, areas(computed))


def check_objects(sheet: TableSheet, _: Shape | None = None) -> Iterator[Problem]:
    """Check rule 1-8: no pictures, shapes, charts."""
    if sheet.objects:
        yield _problem("table-object", sheet, sheet.objects)


def check_units(sheet: TableSheet, shape: Shape) -> Iterator[Problem]:
    """Check rule 1-9: units are stated in the heading, in a column of their own, or above the table.

    Codes, years and marks (0 and 1 alone) have none.
    """
    above = " ".join(cell.text for (row, _), cell in sheet.cells.items() if row in shape.titles)
    if "単位" in above or any(words.states_units(column.heading) for column in shape.columns):
        return
    lacking = [column for column in shape.columns if column.is_numeric and not words.needs_no_unit(column)]
    if lacking:
        names = "、".join(column.heading for column in lacking)
        yield _problem("table-unit-missing", sheet, areas((shape.headings[0], c.number) for c in lacking), names)


def check_characters(sheet: TableSheet, _: Shape) -> Iterator[Problem]:
    """Check rule 1-10: no 機種依存文字."""
    found = {p: marks for p, cell in sorted(sheet.cells.items()) if (marks := dependent_characters(cell.text))}
    if found:
        every = dict.fromkeys(mark for marks in found.values() for mark in marks)
        yield _problem("table-dependent-character", sheet, areas(found), "、".join(every))


def check_eras(sheet: TableSheet, shape: Shape) -> Iterator[Problem]:
    """Check rule 1-11: years by 西暦, in the same cell or in the same row; sentences are not times."""
    first = shape.headings[0]
    western = {row for (row, _), cell in sheet.cells.items() if row > first and words.is_western(cell)}
    yield from _of_cells(
        "table-era-only",
        sheet,
        {
            p: cell
            for p, cell in sorted(sheet.cells.items())
            if p[0] >= first and p[0] not in western and words.is_era_only(cell, sheet.eras)
        },
    )


def check_area(sheet: TableSheet, shape: Shape) -> Iterator[Problem]:
    """Check rule 1-12: the area's code or its full name."""
    if any(words.heads_area_codes(column.heading) for column in shape.columns):
        return
    named = [column for column in shape.columns if words.heads_areas(column.heading)]
    shortened = {p: c for p, c in _data(shape) if words.is_short_prefecture(c)}
    for column in named:
        shortened |= {(row, column.number): c for row, c in column.filled.items() if words.is_short_area(c)}
    if shortened:
        yield from _of_cells("table-area-shortened", sheet, shortened)
    elif not named and not _names_area(sheet, shape):
        yield _problem("table-area-missing", sheet, areas([(shape.headings[0], shape.columns[0].number)]))


def check_symbols(sheet: TableSheet, shape: Shape) -> Iterator[Problem]:
    """Check rule 1-13: only the agreed symbols in a column of numbers."""
    for column in shape.columns:
        if column.is_numeric:
            odd = {(row, column.number): cell for row, cell in column.filled.items() if words.is_symbol(cell)}
            yield from _of_cells("table-symbol", sheet, odd)


def check_broken_up(sheet: TableSheet, shape: Shape) -> Iterator[Problem]:
    """Check rule 2-1: no blank rows or columns within the table."""
    left, top = shape.columns[0].number, shape.headings[0]
    holes = [*((row, left) for row in shape.blank_rows), *((top, column) for column in shape.blank_columns)]
    if holes:
        yield _problem("table-broken-up", sheet, areas(holes))


def check_one_table(sheet: TableSheet, shape: Shape) -> Iterator[Problem]:
    """Check rule 2-2: one table a sheet."""
    if shape.second:
        yield _problem("table-second", sheet, areas([shape.second]))


RULES: tuple[Rule, ...] = (
    check_several_data,
    check_numbers,
    check_merged,
    check_layout,
    check_headings,
    check_labels,
    check_formulas,
    check_objects,
    check_units,
    check_characters,
    check_eras,
    check_area,
    check_symbols,
    check_broken_up,
    check_one_table,
)


def rule_number(problem: Problem) -> str:
    """Return `1-4`: the number of the rule in the check list, with which its message begins."""
    return problem.message.partition("【")[2].partition("】")[0]


def _problem(code: str, sheet: TableSheet, cells: Sequence[str], text: str = "") -> Problem:
    return Problem.of(code, Location(sheet.name, tuple(cells)), text=text)


def _of_cells(code: str, sheet: TableSheet, found: dict[Position, Cell]) -> Iterator[Problem]:
    """Yield one problem for all these cells, none when there are none; the first cell is its example."""
    if found:
        shown = re.sub(r"[\r\n]+", "↵", next(iter(found.values())).text).replace("\u3000", "□")
        yield _problem(code, sheet, areas(found), (shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"))


def _data(shape: Shape) -> Iterable[tuple[Position, Cell]]:
    return [((row, column.number), cell) for column in shape.columns for row, cell in column.filled.items()]


def _names_area(sheet: TableSheet, shape: Shape) -> bool:
    """Return whether the title names an area, or every label of a column does in full."""
    titles = "".join(cell.text for (row, _), cell in sheet.cells.items() if row in shape.titles)
    labels = [[cell.text for cell in column.filled.values()] for column in shape.columns]
    return words.mentions_area(titles) or any(texts and all(map(words.is_area, texts)) for texts in labels)
