"""区 and 組織 of the master: the units that departments stand below, and which belongs to which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from kusei_batch.config.master_sheet import WARD, MasterLine, MasterSheet, sheets_named
from kusei_batch.core.office import Office
from kusei_batch.core.text.hint import suggest
from kusei_batch.core.text.notation import comparable
from kusei_batch.core.unit_lists import LEVEL, UNIT_CODE, UNIT_NAME, UNITS
from kusei_batch.core.ward import Ward
from kusei_batch.xlsx.reader import Workbook

ABOVE = "上位コード"
LONGEST_CONTACT = 200
OFFICE = ("委員会", "問合せ先", "提出先")
UNIT_HEADINGS = (UNIT_CODE, UNIT_NAME, LEVEL)


def has_units(workbook: Workbook) -> bool:
    """Return whether the master says what the wards belong to; a list of another kind may bear the same name."""
    found = sheets_named(workbook, UNITS)[:1]
    first_row = {comparable(cell.text) for sheet in found for (row, _), cell in sheet.cells.items() if row == 1}
    return comparable(UNIT_CODE) in first_row


def read_organisation(wards: MasterSheet, units: MasterSheet | None) -> tuple[tuple[Ward, ...], tuple[Ward, ...]]:
    """Return the wards, and the units of 組織; faults are noted in the sheets.

    The first of 組織 that belongs to none is the top of all; others that name none belong to it.
    """
    codes, names = dict[str, str](), dict[str, str]()
    own = list(_read_units(wards, WARD, "区名", codes, names))
    others = list(_read_units(units, UNIT_CODE, UNIT_NAME, codes, names)) if units else []
    top = next((found.unit.code for found in others if not found.parent), "")
    parents = {found.unit.code: found.parent or (top if found.unit.code != top else "") for found in others}
    for found in (*own, *others):
        if _is_astray(found, parents):
            parents[found.unit.code] = top
        else:
            parents.setdefault(found.unit.code, found.parent or top)
    built: dict[str, Ward] = {}
    by_code = {found.unit.code: found.unit for found in (*own, *others)}
    for unit in by_code.values():
        _build(unit, by_code, parents, built)
    return tuple(built[found.unit.code] for found in own), tuple(built[found.unit.code] for found in others)


def optional_text(sheet: MasterSheet, line: MasterLine, heading: str) -> str:
    """Return the text of a column a sheet may have; blank where it has none."""
    if heading not in line.cells:
        return ""
    sheet.check_length(line, heading, LONGEST_CONTACT)
    return sheet.text(line, heading, needed=False)


@dataclass(frozen=True, slots=True)
class _UnitLine:
    """A unit without what is above it, the code of that, and where the two are read."""

    unit: Ward
    parent: str
    sheet: MasterSheet
    line: MasterLine


def _read_units(
    sheet: MasterSheet, code_heading: str, name_heading: str, codes: dict[str, str], names: dict[str, str]
) -> Iterator[_UnitLine]:
    """Yield every sound unit of a sheet; `codes` and `names` remember where each stands."""
    for line in sheet.lines:
        office = Office(*(optional_text(sheet, line, heading) for heading in OFFICE))
        code, name = sheet.code(line, code_heading, codes), sheet.name_text(line, name_heading)
        level = sheet.text(line, LEVEL) if sheet.name == UNITS else optional_text(sheet, line, LEVEL)
        if name in names:
            sheet.fault("master-duplicate", line, name_heading, value=name, first=names[name])
        elif name:
            names[name] = sheet.place(line, name_heading)
        if sheet.is_sound(line):
            yield _UnitLine(
                Ward(code, name, office, level or sheet.level), optional_text(sheet, line, ABOVE), sheet, line
            )


def _is_astray(found: _UnitLine, parents: Mapping[str, str]) -> bool:
    """Return whether a unit belongs to one that is not there, or, however far around, to itself, and note the fault."""
    if found.parent and found.parent not in parents:
        hint = suggest(found.parent, list(parents))
        found.sheet.fault("master-unknown-unit", found.line, ABOVE, value=found.parent, hint=hint)
        return True
    met, parent = {found.unit.code}, found.parent
    while parent and parent not in met:
        met.add(parent)
        parent = parents.get(parent, "")
    if parent:
        found.sheet.fault("master-unit-ring", found.line, ABOVE, value=parent)
    return bool(parent)


def _build(unit: Ward, known: Mapping[str, Ward], parents: Mapping[str, str], built: dict[str, Ward]) -> Ward:
    """Return a unit with all above it; `built` are those that are done."""
    if unit.code not in built:
        parent = known.get(parents.get(unit.code, ""))
        above = _build(parent, known, parents, built) if parent else None
        built[unit.code] = replace(unit, above=above)
    return built[unit.code]
