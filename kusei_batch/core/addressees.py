"""To whom sheets are issued: the departments, and the head of each 部 that confirms what its departments handed in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from kusei_batch.core.confirmation import is_confirmation
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.core.ward import Department, Master, Ward

NTH = re.compile(r"_(\d+)$")
"""How the name of a head's second sheet, and of those after it, ends."""

_HEAD = "B"

Division = tuple[str, str]
"""A 部: the code of its ward, and its name."""


@dataclass(frozen=True)
class Addressees:
    """`heads` are those of the 部 that are; `former` those of 部 that are no more, whose sheets are out."""

    departments: Sequence[Department]
    heads: Sequence[Department]
    former: Sequence[Department] = ()

    @property
    def all_heads(self) -> tuple[Department, ...]:
        """Everybody who was ever asked to confirm, and who is now."""
        return (*self.heads, *self.former)

    @property
    def everyone(self) -> tuple[Department, ...]:
        """Whose a sheet can be."""
        return (*self.departments, *self.all_heads)

    @cached_property
    def by_code(self) -> Mapping[str, Department]:
        """Everyone by code."""
        return {one.code: one for one in self.everyone}


def find_addressees(master: Master, issued: Iterable[IssuedSheet]) -> Addressees:
    """Return to whom sheets are issued, by the master and the sheets that are out.

    The head of a 部 is known by ward and 部名: whoever has a sheet keeps its code, whatever becomes of the departments,
    and so does the head of a 部 that was renamed whole. Another gets the code of the 部's first department with a B
    before it, or as many as nobody's code begins with.
    """
    sheets = tuple(issued)
    out = _heads_out(master, sheets)
    divisions: dict[Division, list[Department]] = defaultdict(list)
    for department in master.departments:
        if department.division:
            divisions[department.ward.code, department.division].append(department)
    codes = _codes_handed_on(out, divisions, _shown_by(sheets, master))
    taken = {d.code for d in master.departments} | {head.code for head in out.values()}
    heads = []
    for division, members in divisions.items():
        code = codes.get(division) or _mint(members, taken)
        taken.add(code)
        heads.append(_head_of(code, members))
    present = {head.code for head in heads}
    former = [head for key, head in out.items() if key not in divisions and head.code not in present]
    return Addressees(master.departments, heads, former)


def _codes_handed_on(
    out: Mapping[Division, Department],
    divisions: Mapping[Division, Sequence[Department]],
    shown: Mapping[str, set[str]],
) -> dict[Division, str]:
    """Return the code of each 部 whose head has a sheet out, or took over that of a 部 that is no more.

    A 部 takes over where every department that the sheet shows belongs to it now, and no other sheet asks for that.
    """
    codes = {division: head.code for division, head in out.items() if division in divisions}
    wanted: dict[Division, list[str]] = defaultdict(list)
    for former, head in out.items():
        for division, members in divisions.items() if former not in divisions else ():
            own = {member.code for member in members}
            if division[0] == former[0] and shown.get(head.code) and shown[head.code] <= own:
                wanted[division].append(head.code)
    return {**{division: found[0] for division, found in wanted.items() if len(set(found)) == 1}, **codes}


def _shown_by(sheets: Iterable[IssuedSheet], master: Master) -> dict[str, set[str]]:
    """Return, by the code of a head, the departments that his sheets show."""
    departments = {d.code for d in master.departments}
    shown: dict[str, set[str]] = defaultdict(set)
    for sheet in sheets:
        if is_confirmation(sheet.round) and sheet.department_code not in departments:
            listed = (key.list_id((sheet.department_code,)) or "" for keys in sheet.rows.values() for key in keys)
            # A row is known by its department's code, and by the content where there is one.
            shown[sheet.department_code] |= {one if one in departments else one.rpartition(".")[0] for one in listed}
    return shown


def _heads_out(master: Master, issued: Iterable[IssuedSheet]) -> dict[Division, Department]:
    """Return the heads whose sheets are out; of one with several codes, that of the sheet issued last."""
    wards = {ward.code: ward for ward in master.wards}
    departments = {d.code for d in master.departments}
    found: dict[Division, Department] = {}
    for sheet in issued:
        if is_confirmation(sheet.round) and sheet.department_code not in departments:
            name = division_of(sheet)
            ward = wards.get(sheet.ward_code, Ward(sheet.ward_code, ""))
            found[sheet.ward_code, name] = Department(sheet.department_code, ward, "", name, 0, "")
    return found


def division_of(sheet: IssuedSheet) -> str:
    """Return the 部名 in the name of a head's sheet: `…_B1303_総務部`, with `_2` when it is the second one."""
    return NTH.sub("", PurePosixPath(sheet.path).stem.partition(f"_{sheet.department_code}_")[2])


def _mint(members: Sequence[Department], taken: set[str]) -> str:
    code = f"{_HEAD}{min(d.code for d in members)}"
    while code in taken:
        code = f"{_HEAD}{code}"
    return code


def departments_of_head(code: str) -> Iterator[str]:
    """Yield the codes of departments that the head of a 部 may have its code of."""
    while code.startswith(_HEAD):
        code = code.removeprefix(_HEAD)
        yield code


def _head_of(code: str, members: Sequence[Department]) -> Department:
    first = next((d for d in members if d.superior), members[0])
    contact = next((d.superior_contact for d in members if d.superior_contact), "")
    return Department(code, first.ward, "", first.division, members[0].order, contact, None, (), first.superior_title)
