"""個人番号: found by shape and check digit, reported by place alone.

A number whose check digit is wrong is no finding. The digits are never part of a problem, and an item that
holds them keeps neither value nor note, so that no other message can repeat them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum.jp import in_

from kusei_batch.core.values import Cell, CellKind
from kusei_batch.validate.notation import half_width

MASK = "（個人番号のため消去）"
_DIGITS = 12
_GROUP = 4
_BETWEEN = r"[ 　\t\-‐‑‒–—―−－ー]{1,3}"
_RUN = re.compile(rf"[0-9０-９](?:(?:{_BETWEEN})?[0-9０-９]){{11,}}(?![0-9０-９]*円)")
_SEPARATOR = re.compile(_BETWEEN)


def holds_individual_number(cell: Cell) -> bool:
    """Whether a cell holds twelve digits that are a valid 個人番号, in any width, spaced or hyphenated."""
    if cell.kind is CellKind.TEXT:
        return text_holds_individual_number(cell.text)
    if cell.kind is CellKind.NUMBER and cell.number is not None:
        return text_holds_individual_number(format(cell.number, "f").removesuffix(".0"))
    return False


def text_holds_individual_number(text: str) -> bool:
    """As holds_individual_number, for a bare text."""
    if len(text) < _DIGITS:
        return False
    return any(in_.is_valid(digits) for run in _RUN.finditer(text) for digits in _candidates(half_width(run[0])))


def mask_individual_numbers(cell: Cell) -> Cell:
    """The cell with the digits of every 個人番号 struck out, for a copy that must not spread them."""
    if not holds_individual_number(cell):
        return cell
    text = cell.text if cell.kind is CellKind.TEXT else format(cell.number or 0, "f").removesuffix(".0")
    return Cell(CellKind.TEXT, _RUN.sub(_struck_out, text))


def _struck_out(run: re.Match[str]) -> str:
    return MASK if text_holds_individual_number(run[0]) else run[0]


def _candidates(run: str) -> Iterator[str]:
    """Twelve digits that stand by themselves within digits joined by spaces or hyphens."""
    groups = _SEPARATOR.split(run)
    kinds = [_kind(joint) for joint in _SEPARATOR.findall(run)]
    for start in range(len(groups)):
        for end in range(start + 1, len(groups) + 1):
            digits = "".join(groups[start:end])
            if len(digits) == _DIGITS and _stands_alone(groups, kinds, start, end):
                yield digits


def _kind(joint: str) -> str:
    return joint.strip(" 　\t")[:1] or " "


def _stands_alone(groups: list[str], kinds: list[str], start: int, end: int) -> bool:
    """Whether the groups are joined in one way and are not the middle of a longer number."""
    within = set(kinds[start : end - 1])
    if len(within) > 1:
        return False
    if end - start == 1:
        return True
    beside = [(start - 1, start - 1), (end - 1, end)]
    neighbours = [groups[g] for k, g in beside if 0 <= k < len(kinds) and kinds[k] in within]
    if all(len(g) == _GROUP for g in groups[start:end]):
        return all(len(n) != _GROUP for n in neighbours)
    return not neighbours
