"""What holds a 個人番号 without its digits: a problem never holds them, nor does a copy that is sent back."""

from __future__ import annotations

from dataclasses import replace

from kusei_batch.core.problem import Problem
from kusei_batch.core.values import Cell, CellKind
from kusei_batch.validate.individual_number import find_numbers, holds_individual_number

MASK = "（個人番号のため消去）"


def mask_text(text: str) -> str:
    """Return the text with the digits of every 個人番号 struck out; the text itself where there are none."""
    for start, end in reversed(find_numbers(text)):
        text = text[:start] + MASK + text[end:]
    return text


def mask_individual_numbers(cell: Cell) -> Cell:
    """Return the cell with the digits of every 個人番号 struck out, for a copy that must not spread them."""
    if not holds_individual_number(cell):
        return cell
    return Cell(CellKind.TEXT, MASK if cell.kind is CellKind.NUMBER else mask_text(cell.text))


def mask_problem(problem: Problem) -> Problem:
    """Return the problem with no digits of a 個人番号 in its words, its sheet's name or its file's."""
    place = problem.location
    sheet, file = mask_text(place.sheet or ""), mask_text(place.file or "")
    words = {name: mask_text(word) for name, word in problem.params.items()}
    if (sheet, file) == (place.sheet or "", place.file or "") and words == problem.params:
        return problem
    return replace(problem, location=replace(place, sheet=sheet or None, file=file or None), params=words)
