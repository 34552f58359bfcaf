"""Problems with their places: how a place is named, how like problems become one, in which order they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kusei_batch.core.form import Form
from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.validate.draft_record import DraftRecord, ReadEntry

_ADDRESS = re.compile(r"\$?([A-Z]+)\$?([0-9]+)")
_RUN = 3  # so many rows in sequence are named by the first and the last
_GRAVITY = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def item_problem(item: ReadEntry, code: str, severity: Severity | None = None, /, **words: str) -> Problem:
    """Return a problem of one cell, its message naming field and row.

    It is as grave as the catalog says unless `severity` says otherwise.
    """
    place = Location(item.sheet, (item.address,) if item.address else (), item.field.name)
    problem = Problem.of(code, place, **_words(item.field.table, item.number, item.field.name, words))
    return replace(problem, severity=severity) if severity else problem


def breach(item: ReadEntry, code: str, /, **words: str) -> Problem:
    """Return a problem of a cell that breaks its field's rule: the field's 重要度, and its エラー文 as the remedy."""
    own = {"remedy": item.field.error_text} if item.field.error_text else {}
    return item_problem(item, code, item.field.severity, **words | own)


def row_problem(row: DraftRecord, items: Sequence[ReadEntry], code: str, /, **words: str) -> Problem:
    """Return a warning about several cells of one row, placed on the sheet of the first of them."""
    sheet = items[0].sheet
    cells = tuple(i.address for i in items if i.address and i.sheet == sheet)
    place = Location(sheet, cells, items[0].field.name)
    return Problem.of(code, place, **_words(row.table, row.number, "", words))


def place_name(table: str | None, numbers: Iterable[int], name: str) -> str:
    """Return `目標2の評価指標`, `目標1・3の評価指標`, `目標1～4の評価指標`, `目標2`, or `記入者` outside tables."""
    if table is None:
        return name
    rows = f"{table}{_row_numbers(sorted(set(numbers)))}"
    return f"{rows}の{name}" if name else rows


def _row_numbers(numbers: Sequence[int]) -> str:
    """Return `1・3`, or `1～4` of numbers in sequence."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "・".join(f"{r[0]}～{r[-1]}" if len(r) >= _RUN else "・".join(map(str, r)) for r in runs)


def merge_problems(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems, those that differ in nothing but their rows as one that lists all their cells."""
    groups: dict[object, list[Problem]] = {}
    for problem in problems:
        same = frozenset((k, v) for k, v in problem.params.items() if k not in ("place", "rows"))
        key = (problem.code, problem.severity, problem.location.sheet, problem.location.field, same)
        groups.setdefault(key, []).append(problem)
    return [_merged(group) for group in groups.values()]


def keep_cells(problem: Problem, cells: Sequence[str]) -> Problem:
    """Return a problem of one field, for the rows of these cells alone: merge_problems the other way round."""
    place, told = problem.location, problem.params
    rows = [row for row in told.get("rows", "").split(",") if row]
    kept = [int(row) for row, cell in zip(rows, place.cells, strict=False) if cell in cells]
    params = dict(told)
    if kept and len(rows) == len(place.cells):
        name = place_name(told["table"] or None, kept, told["name"])
        params |= {"place": name, "rows": ",".join(map(str, kept))}
    return replace(problem, location=replace(place, cells=tuple(cells)), params=params)


def sort_problems(problems: Iterable[Problem], form: Form) -> list[Problem]:
    """Return the problems by sheet (in the form's order), row and column of the first cell, the graver first."""
    sheets: dict[str | None, int] = {}
    for field in form.fields:
        sheets.setdefault(field.sheet, len(sheets))

    def rank(problem: Problem) -> tuple[int, int, int, int, str]:
        place = problem.location
        sheet = -1 if place.sheet is None else sheets.get(place.sheet, len(sheets))
        row, column = cell_position(place.cells[0]) if place.cells else (0, 0)
        return sheet, row, column, _GRAVITY[problem.severity], problem.code

    return sorted(problems, key=rank)


def cell_position(address: str) -> tuple[int, int]:
    """Return row and column, from 1, of an address in A1 notation; (0, 0) of anything else."""
    found = _ADDRESS.match(address)
    if found is None:
        return 0, 0
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


def _words(table: str | None, number: int | None, name: str, words: Mapping[str, str]) -> dict[str, str]:
    numbers = [] if number is None else [number]
    place = place_name(table, numbers, name)
    rows = "" if number is None else str(number)
    return {"place": place, "table": table or "", "rows": rows, "name": name, **words}


def _merged(group: list[Problem]) -> Problem:
    first = group[0]
    if len(group) == 1 or "rows" not in first.params:
        return first
    cells = sorted({c for p in group for c in p.location.cells}, key=cell_position)
    rows = [int(p.params["rows"]) for p in group if p.params["rows"]]
    place = place_name(first.params["table"] or None, rows, first.params["name"])
    return replace(
        first,
        location=replace(first.location, cells=tuple(cells)),
        params={**first.params, "place": place, "rows": ",".join(map(str, rows))},
    )
