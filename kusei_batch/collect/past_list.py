"""A list or filled workbook from before the tool: its lines as they stand, found by the headings of a map."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kusei_batch.collect.web_answers import find_columns, is_web_form, parse_answers
from kusei_batch.core.import_rule import ImportRule
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.submission import Entry
from kusei_batch.core.text.hint import nearest
from kusei_batch.core.text.notation import comparable, one_line
from kusei_batch.core.values import Cell, text_cell
from kusei_batch.xlsx.package import Limits
from kusei_batch.xlsx.reader import read_workbook
from kusei_batch.xlsx.reference import Area, address

_HEADING_ROWS = 40
"""A list's headings stand among so many rows from the top: titles and notes come before."""
_QUOTED = 40
CSV_SHEET = "CSV"

Grid = Mapping[tuple[int, int], Cell]


@dataclass(frozen=True, slots=True)
class PastLine:
    """One line of a list: what stands under each heading of the map, and beside the list for all lines.

    `merged` are the headings whose cell is merged with that of a line above.
    """

    sheet: str
    number: int
    entries: Mapping[str, Entry]
    merged: frozenset[str] = frozenset()

    def entry(self, rule: ImportRule) -> Entry | None:
        """Return what a rule's heading says of the line; None where it says nothing."""
        found = self.entries.get(rule.heading)
        return found if found and not found.cell.is_blank else None


@dataclass(frozen=True)
class PastList:
    """The lines of a file, and what is wrong with its headings."""

    lines: Sequence[PastLine]
    problems: Sequence[Problem]
    cells: Sequence[tuple[str, str, Cell]] = field(default=(), repr=False)


def read_past_list(name: str, data: bytes, rules: Sequence[ImportRule], list_name: str, limits: Limits) -> PastList:
    """Return the lines of an Excel workbook or CSV by the headings of the rules; `list_name` is the map's.

    On each sheet the headings are the row that has most of them; a heading that stands above that row alone names the
    value beside it, which then is that of all lines. Raise UnreadableError for what is neither.
    """
    grids, merged = read_grids(name, data, limits)
    found = {sheet: _HeadedGrid.of(grid, rules, merged[sheet]) for sheet, grid in grids.items()}
    best = max((len(one.known) for one in found.values()), default=0)
    read = {sheet: one for sheet, one in found.items() if one.columns and len(one.known) * 2 > best}
    problems = list(check_past_headings(rules, read, list_name))
    lines = [line for sheet, placed in read.items() for line in placed.lines(sheet)]
    cells = [(sheet, address(*place), cell) for sheet, grid in grids.items() for place, cell in grid.items()]
    return PastList(lines, problems, cells)


def read_grids(name: str, data: bytes, limits: Limits) -> tuple[dict[str, Grid], dict[str, Sequence[Area]]]:
    """Return the cells and the merged areas of each sheet of a workbook, or of a CSV, which has none merged.

    Raise UnreadableError for what is neither.
    """
    if not is_web_form(name):
        sheets = read_workbook(data, limits).sheets
        return {title: sheet.cells for title, sheet in sheets.items()}, {t: s.merged for t, s in sheets.items()}
    answers = parse_answers(data)
    rows = [(1, answers.headings), *answers.lines]
    cells = {(n, c): text_cell(t.strip()) for n, row in rows for c, t in enumerate(row, 1) if t.strip()}
    return {CSV_SHEET: cells}, {CSV_SHEET: ()}


@dataclass(frozen=True)
class _HeadedGrid:
    """Where a sheet has the headings: those in one row by column, and those that stand beside their value."""

    grid: Grid
    row: int
    columns: Mapping[str, int]
    beside: Mapping[str, tuple[int, int]]
    merged: Sequence[Area]

    @classmethod
    def of(cls, grid: Grid, rules: Sequence[ImportRule], merged: Sequence[Area]) -> _HeadedGrid:
        """Return the row with most headings, and the labels above it."""
        rows: dict[int, dict[int, str]] = {}
        for (row, column), cell in sorted(grid.items()):
            if row <= _HEADING_ROWS and not cell.is_blank:
                rows.setdefault(row, {})[column] = cell.shown
        fits = {}
        for row, texts in rows.items():
            found = find_columns(list(texts.values()), rules)
            fits[row] = {heading: list(texts)[place] for heading, place in found.items()}
        best = max(fits, key=lambda row: (len(fits[row]), -row), default=0)
        columns = fits.get(best, {})
        wanted = {comparable(rule.heading): rule.heading for rule in rules if rule.heading not in columns}
        beside = {}
        for row in (row for row in rows if row < best):
            texts = rows[row]
            for column, text in texts.items():
                heading = wanted.get(comparable(text))
                after = next((c for c in sorted(texts) if c > column), None)
                if heading and after:
                    beside[heading] = (row, after)
        return cls(grid, best, columns, beside, merged)

    @property
    def known(self) -> set[str]:
        """The headings of the map that the sheet has."""
        return {*self.columns, *self.beside}

    def lines(self, sheet: str) -> Iterator[PastLine]:
        """Yield the lines below the headings that say anything under one of them."""
        common = {h: Entry(self.grid[place], sheet, address(*place)) for h, place in self.beside.items()}
        rows = sorted({row for row, _ in self.grid if row > self.row})
        covered = self._covered(rows[-1] if rows else 0)
        for row in rows:
            own = {
                heading: Entry(cell, sheet, address(row, column))
                for heading, column in self.columns.items()
                if (cell := self.grid.get((row, column))) and not cell.is_blank and not cell.is_struck
            }
            if own:
                merged = frozenset(h for h, column in self.columns.items() if (row, column) in covered)
                yield PastLine(sheet, row, {**common, **own}, merged)

    def _covered(self, last: int) -> set[tuple[int, int]]:
        """Return the cells under the headings that are merged with one above them, down to a row."""
        return {
            (row, column)
            for area in self.merged
            for column in self.columns.values()
            if area.top > self.row and area.left <= column <= area.right
            for row in range(area.top + 1, min(area.bottom, last) + 1)
        }


def check_past_headings(
    rules: Sequence[ImportRule], read: Mapping[str, _HeadedGrid], list_name: str
) -> Iterator[Problem]:
    """Yield headings of the map that no sheet has, those that no rule knows, and those that stand twice."""
    known = set().union(*(placed.known for placed in read.values())) if read else set()
    others = [cell.shown for placed in read.values() for (row, _), cell in placed.grid.items() if row == placed.row]
    for rule in {r.heading: r for r in rules if r.is_needed and r.heading not in known}.values():
        like = nearest(rule.heading, others)
        hint = f"「{one_line(like, _QUOTED)}」のことではありませんか。" if like else ""
        yield Problem.of("past-heading-missing", rule.place, heading=rule.heading, hint=hint)
    for sheet, placed in read.items():
        texts = {
            c: cell.shown for (row, c), cell in sorted(placed.grid.items()) if row == placed.row and not cell.is_blank
        }
        taken = set(placed.columns.values())
        kept = {placed.columns[r.heading] for r in rules if r.is_kept and r.heading in placed.columns}
        for column, text in texts.items():
            alike = [c for c, other in texts.items() if comparable(other) == comparable(text)]
            heading = one_line(text, _QUOTED)
            if column in kept and len(alike) > 1:
                place = Location(sheet, tuple(address(placed.row, c) for c in alike))
                yield Problem.of("past-heading-twice", place, heading=heading, count=str(len(alike)))
        strange = [
            c for c in texts if c not in taken and comparable(texts[c]) not in {comparable(texts[k]) for k in kept}
        ]
        if strange:
            place = Location(sheet, tuple(address(placed.row, c) for c in strange))
            headings = "".join(f"「{one_line(texts[c], _QUOTED)}」" for c in strange)
            yield Problem.of("past-heading-unmapped", place, headings=headings, map=list_name)
