"""Entries that do not look as if they counted: struck through, or in hidden rows, columns and sheets.

The author of a template may hide by a conditional format what does not apply; such formats are not reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kusei_batch.collect.field_cells import address_at
from kusei_batch.collect.form_layout import FormLayout
from kusei_batch.core.problem import Location, Problem
from kusei_batch.xlsx.reader import Workbook
from kusei_batch.xlsx.reader.plain_cells import Position
from kusei_batch.xlsx.reference import Area

_VISIBLE = "visible"


def check_appearance(workbook: Workbook, layout: FormLayout) -> Iterator[Problem]:
    """Warn of entries struck through (取り消し線), with raised digits beside others, or that cannot be seen."""
    for name, places in layout.entries.items():
        sheet = workbook.sheets[name]
        filled = [place for place in sorted(places & sheet.cells.keys()) if not sheet.cells[place].is_blank]
        yield from _told("struck-entry", name, [place for place in filled if sheet.cells[place].is_struck])
        yield from _told("raised-entry", name, [place for place in filled if sheet.cells[place].is_raised])
        yield from _told("unseen-entry", name, [place for place in filled if sheet.cells[place].is_unseen])
        if filled and sheet.state != _VISIBLE:
            yield Problem.of("hidden-sheet", Location(sheet=name))
        else:
            rows = [place for place in filled if place[0] in sheet.hidden.rows]
            columns = [place for place in filled if place[1] in sheet.hidden.columns and place not in rows]
            yield from _told("hidden-entry", sheet.name, rows, hidden="行")
            yield from _told("hidden-entry", sheet.name, columns, hidden="列")


def check_rules(workbook: Workbook, layout: FormLayout, issued: Mapping[str, tuple[Area, ...]]) -> Iterator[Problem]:
    """Warn of entries that a conditional format may hide or strike through, unless a blank copy has it (`issued`)."""
    for name, places in layout.entries.items():
        sheet, known = workbook.sheets[name], issued.get(name, ())
        new = [area for area in sheet.veiled if area not in known]
        filled = [p for p in sorted(places & sheet.cells.keys()) if not sheet.cells[p].is_blank] if new else []
        veiled = [p for p in filled if _lies_in(new, p) and not _lies_in(known, p)]
        yield from _told("veiled-entry", name, veiled)


def _lies_in(areas: Iterable[Area], place: Position) -> bool:
    return any(area.holds(*place) for area in areas)


def _told(code: str, sheet: str, places: list[Position], **words: str) -> Iterator[Problem]:
    if places:
        where = Location(sheet=sheet, cells=tuple(address_at(place) for place in places))
        yield Problem.of(code, where, **words)
