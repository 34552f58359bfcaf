"""The rows of a sheet people decide in, as they typed them: what is carried over when it is written again."""

from __future__ import annotations

from collections.abc import Mapping

from kusei_batch.config.master_sheet import DECISIONS
from kusei_batch.core.decision_book import Row, SheetKind, TypedSheet, Value
from kusei_batch.core.text.characters import seen_only, tidied
from kusei_batch.core.text.columns import column_letters
from kusei_batch.core.values import BLANK, Cell, CellKind
from kusei_batch.xlsx.merged import spread_merges
from kusei_batch.xlsx.reader import Sheet


def headings_of(sheet: Sheet) -> dict[int, str]:
    """Return the heading of each column from left to right; what has none, or another's, gets a name of its own."""
    filled = sorted({column for (_, column), cell in sheet.cells.items() if not cell.is_blank})
    names: dict[int, str] = {}
    for column in filled:
        text = seen_only(sheet.cell(1, column).text).strip() or f"メモ{column_letters(column)}"
        names[column] = f"{text}（{column_letters(column)}列）" if text in names.values() else text
    return names


def typed_sheet(sheet: Sheet) -> TypedSheet:
    """Return a sheet of the master as it stands: what is taken over from it."""
    headings = headings_of(sheet)
    return TypedSheet(tuple(headings.values()), tuple(typed_rows({h: c for c, h in headings.items()}, sheet).values()))


def typed_rows(columns: Mapping[str, int], sheet: Sheet, kind: SheetKind | None = None) -> dict[int, Row]:
    """Return every row that holds anything by its number, as typed; a decision struck through was taken back."""
    decisions = (*DECISIONS, *([kind.decision] if kind else []))
    cells = spread_merges(sheet, [column for heading, column in columns.items() if heading in decisions])
    rows: dict[int, Row] = {}
    for number in sorted({row for (row, _), cell in cells.items() if row > 1 and not cell.is_blank}):
        line = {heading: cells.get((number, column), BLANK) for heading, column in columns.items()}
        line |= {heading: BLANK for heading in decisions if heading in line and line[heading].is_struck}
        rows[number] = {heading: _value(cell) for heading, cell in line.items() if not cell.is_blank}
    return rows


def _value(cell: Cell) -> Value:
    if cell.kind is CellKind.DATE and cell.look and cell.look.letters.isdisjoint("yeb"):
        return cell.text[:10]  # what shows no year would lose it
    if cell.kind is CellKind.NUMBER and cell.number is not None and cell.text == cell.shown and cell.text[-1:] != "%":
        return int(cell.number) if cell.number == cell.number.to_integral_value() else float(cell.number)
    return tidied(cell.shown)
