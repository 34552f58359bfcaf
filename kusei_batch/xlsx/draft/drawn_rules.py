"""The data validations of a sheet with what their lists offer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kusei_batch.xlsx.draft.drawn_sheet import DrawnRule
from kusei_batch.xlsx.reader import Workbook
from kusei_batch.xlsx.reference import parse_areas

_ELSEWHERE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!:]+))!(.+)")
_MOST_CHOICES = 200


def read_rules(workbook: Workbook, sheet: str) -> Iterator[DrawnRule]:
    """Yield the rules of a sheet that say where they hold."""
    for cells, kind, operator, *formulas in workbook.authored[sheet].validations:
        first, second = (*formulas, "", "")[:2]
        try:
            areas = tuple(parse_areas(cells))
        except ValueError:
            continue
        choices = tuple(_choices(first, workbook, sheet)) if kind == "list" else ()
        yield DrawnRule(areas, kind, choices, operator, first, second)


def _choices(formula: str, workbook: Workbook, sheet: str) -> list[str]:
    """Return what a list offers: its words, or what stands in the range it refers to; empty where nobody can tell."""
    if formula.startswith('"'):
        return [word.strip() for word in formula.strip('"').replace('""', '"').split(",") if word.strip()]
    names = {name.lower(): refers for name, refers in workbook.names.items()}
    reference = names.get(formula.lstrip("=").lower(), formula).lstrip("=")
    found = _ELSEWHERE.fullmatch(reference)
    named = (found[1] or found[2]).replace("''", "'") if found else sheet
    try:
        areas = parse_areas((found[3] if found else reference).replace("$", ""))
    except ValueError:
        return []
    if named not in workbook.sheets:
        return []
    inside = (
        (at, cell)
        for at, cell in sorted(workbook.sheets[named].cells.items())
        if not cell.is_blank and any(area.holds(*at) for area in areas)
    )
    return list(dict.fromkeys(cell.shown.strip() for _, cell in inside))[:_MOST_CHOICES]
