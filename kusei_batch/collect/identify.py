"""Which issued sheet a returned workbook is: three places say so, and two that agree suffice.

The file's name does not matter, and the folder only where it is another department's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kusei_batch.core.addressees import Addressees
from kusei_batch.core.identity import Claim, parse_sheet_id, seal_holds
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.core.text.characters import seen_only
from kusei_batch.core.text.notation import comparable
from kusei_batch.core.ward import Department
from kusei_batch.xlsx.copy_names import (
    IDENTITY_NAME,
    IDENTITY_SHEET,
    KEY_FORM,
    KEY_SEAL,
    KEY_SHEET_ID,
    KEY_VERSION,
    RESERVED_SHEETS,
)
from kusei_batch.xlsx.reader import Sheet, Workbook

_LIKE_A_SHEET_ID = re.compile(r"[A-Z]\d\d-[0-9A-Z]+-\d+-\d\d(?![0-9A-Z])")
_ROW_ID = re.compile(rf"{_LIKE_A_SHEET_ID.pattern}-\S*\d")
_LONGEST_LABEL = 200
UNSEALED = "seal-missing"
"""Told of a copy that proves nothing: it counts from its department's own folder, where no sealed answer counts."""
OVERRULABLE = frozenset(
    ("seal-broken", "seal-missing-elsewhere", "seal-missing-replaces", "identity-single", "web-form-replaces")
)
"""What the coordinator's word can overrule: that it is not proven whose a copy is, where all it says is one sheet."""
_PLACES = 3
_ENOUGH = 2
_HYPHENS = re.compile(r"\s*[-‐‑–—−ー]\s*")
_LEADING_CODE = re.compile(r"[0-9a-z]+[_\-.]")


def identify(
    workbook: Workbook,
    path: str,
    register: Mapping[str, IssuedSheet],
    key: bytes,
    folders: FolderNames,
) -> tuple[IssuedSheet | None, list[Problem]]:
    """Return the register's entry of a workbook that lay at `path` below the inbox, or None and why not."""
    claim = read_claim(workbook)
    place = Location(file=path)
    named = (register.get(one or "") for one in (parse_sheet_id(claim.hidden or ""), claim.defined_name, claim.visible))
    handed_up = next((sheet for sheet in named if sheet and sheet.origin), None)
    if handed_up:
        owner = folders.departments.get(handed_up.department_code)
        words = {"sheet_id": handed_up.sheet_id, "ward": owner.ward.name if owner else "区"}
        return None, [Problem.of("sheet-of-ward", place, **words)]
    sheet_id, problem = _settle(claim, key, place)
    if sheet_id is None:
        return None, [problem] if problem else []
    issued = register.get(sheet_id)
    if issued is None:
        return None, [Problem.of("sheet-unknown", place, sheet_id=sheet_id)]
    astray = _check_folder(path, issued, folders)
    if astray:
        return None, [astray]
    if (
        problem
        and problem.code == UNSEALED
        and folder_owner(path, folders)
        != (
            issued.ward_code,
            issued.department_code,
        )
    ):
        # Anybody can write a number; the right to put a file into a department's folder is what is left.
        return None, [
            Problem.of("seal-missing-elsewhere", place, sheet_id=sheet_id, folder=_folder_of(issued, folders))
        ]
    return issued, [problem] if problem else []


def named_sheet(
    workbook: Workbook, path: str, register: Mapping[str, IssuedSheet], folders: FolderNames
) -> IssuedSheet | None:
    """Return the one sheet that every place left in a workbook names, where it was issued.

    Return None where they name several, or the file lies in another department's folder.
    """
    claim = read_claim(workbook)
    named = {parse_sheet_id(claim.hidden or ""), claim.defined_name, claim.visible} - {None}
    issued = register.get(named.pop() or "") if len(named) == 1 else None
    return issued if issued and not _check_folder(path, issued, folders) else None


def read_claim(workbook: Workbook) -> Claim:
    """Return what a workbook says of itself in the three places."""
    hidden = _hidden_values(workbook)
    constant = workbook.names.get(IDENTITY_NAME, "").removeprefix("=").strip().strip('"')
    named = parse_sheet_id(constant)
    sealed = hidden.get(KEY_SHEET_ID)
    return Claim(
        hidden=sealed,
        defined_name=named,
        visible=_visible_id(workbook, {named, parse_sheet_id(sealed or "")}),
        form=hidden.get(KEY_FORM),
        version=hidden.get(KEY_VERSION),
        seal=hidden.get(KEY_SEAL),
    )


def claimed_version(workbook: Workbook) -> str | None:
    """Return the version of the form a copy says it was stamped from; None where its hidden sheet is gone."""
    return _hidden_values(workbook).get(KEY_VERSION)


def _hidden_values(workbook: Workbook) -> dict[str, str]:
    if IDENTITY_SHEET not in workbook.sheets:
        return {}
    cells = workbook.sheets[IDENTITY_SHEET].cells
    keys = {cell.text: row for (row, column), cell in cells.items() if column == 1}
    return {key: cells[row, 2].text for key, row in keys.items() if (row, 2) in cells}


def _visible_id(workbook: Workbook, expected: set[str | None]) -> str | None:
    """Return the sheet id printed on the first visible sheet that has any; of several, the one expected."""
    for name in workbook.sheets:
        if name == IDENTITY_SHEET or name in RESERVED_SHEETS:
            continue
        sheet = workbook.sheets[name]
        if sheet.state != "visible":
            continue
        seen = next((e for e in expected if e and _shows(sheet, e)), None)
        found = {seen} if seen else _printed_ids(sheet)
        if found:
            agreeing = found & expected
            return (agreeing or found).pop() if agreeing or len(found) == 1 else None
    return None


def _shows(sheet: Sheet, sheet_id: str) -> bool:
    return any(sheet_id in cell.text for cell in sheet.cells.values() if len(cell.text) < _LONGEST_LABEL)


def _printed_ids(sheet: Sheet) -> set[str]:
    """Return the sheet ids printed on a sheet.

    A row's 行ID begins with the id of the sheet on which the row was first entered, and does not count.
    """
    texts = (cell.text for cell in sheet.cells.values() if len(cell.text) < _LONGEST_LABEL)
    return {sheet_id for text in texts if not _ROW_ID.fullmatch(_plain(text)) for sheet_id in ids_in(text)}


def ids_in(text: str) -> Iterable[str]:
    """Return the sheet ids written anywhere in a text, in any width and with any dash."""
    parsed = (parse_sheet_id(found) for found in _LIKE_A_SHEET_ID.findall(_plain(text)))
    return (sheet_id for sheet_id in parsed if sheet_id)


def _plain(text: str) -> str:
    return _HYPHENS.sub("-", unicodedata.normalize("NFKC", seen_only(text))).upper().strip()


def _settle(claim: Claim, key: bytes, place: Location) -> tuple[str | None, Problem | None]:
    """Return the sheet id that two places agree on, with what is to be reported of it; or None and the reason."""
    hidden = parse_sheet_id(claim.hidden or "")
    if claim.hidden and claim.seal:
        sealed = (claim.hidden, claim.form or "", claim.version or "", claim.seal)
        if hidden is None or not seal_holds(key, *sealed):
            return None, Problem.of(
                "seal-broken", place, sheet_id=hidden or claim.defined_name or claim.visible or "不明"
            )
    elif claim.hidden:
        hidden = None  # without its seal the hidden sheet proves nothing
    return _agreed(replace(claim, hidden=hidden), place)


def _agreed(claim: Claim, place: Location) -> tuple[str | None, Problem | None]:
    claims = [c for c in (claim.hidden, claim.defined_name, claim.visible) if c]
    if not claims:
        return None, Problem.of("identity-missing", place)
    sheet_id = max(claims, key=claims.count)
    distinct = sorted(set(claims))
    if claims.count(sheet_id) < _ENOUGH:
        if len(distinct) == 1:
            return None, Problem.of("identity-single", place, sheet_id=sheet_id)
        return None, Problem.of("identity-conflict", place, sheet_ids="、".join(distinct))
    if {claim.hidden, claim.visible} - {None, sheet_id}:
        # The sealed one, or the one people see, is another's: one department's sheet filled with another's.
        return None, Problem.of("identity-conflict", place, sheet_ids="、".join(distinct))
    if len(claims) == _PLACES and len(distinct) == 1:
        return sheet_id, None
    code = "identity-retyped" if claim.hidden else UNSEALED
    return sheet_id, Problem.of(code, place, sheet_id=sheet_id)


@dataclass(frozen=True)
class FolderNames:
    """What folders of the inbox may be called: a ward's, a department's or a 部's name, written in any width."""

    departments: Mapping[str, Department]
    wards_by_name: Mapping[str, frozenset[str]]
    departments_by_name: Mapping[str, Sequence[Department]]
    divisions_by_name: Mapping[str, Sequence[Department]] = field(default_factory=dict)

    def named(self, folder: str, department_code: str) -> list[Department]:
        """Return whose folder one is by its name, of whichever ward, as far as it concerns a sheet of that code.

        What a 部 is called tells of the sheet of its head alone: departments lie in the folders of their 部.
        """
        is_head = any(d.code == department_code for known in self.divisions_by_name.values() for d in known)
        heads = self.divisions_by_name.get(folder, ()) if is_head else ()
        return [*self.departments_by_name.get(folder, ()), *heads]


def name_folders(addressees: Addressees) -> FolderNames:
    """Return the names of all wards, departments and 部 with a head; made once, asked for every file."""
    known = {d.code: d for d in addressees.departments}
    divisions: dict[str, list[Department]] = {}
    for head in addressees.all_heads:
        divisions.setdefault(comparable(head.name), []).append(head)
    wards: dict[str, frozenset[str]] = {}
    named: dict[str, list[Department]] = {}
    for d in known.values():
        wards[comparable(d.ward.name)] = wards.get(comparable(d.ward.name), frozenset()) | {d.ward.code}
        for name in {comparable(d.name), comparable(d.full_name)}:
            named.setdefault(name, []).append(d)
    heads = {head.code: head for found in divisions.values() for head in found}
    return FolderNames(known | heads, wards, named, divisions)


def folder_owner(path: str, known: FolderNames) -> tuple[str | None, str | None]:
    """Return the codes of the ward and the department whose folder a file lies in, as far as the names tell."""
    folders = [_folder_key(part) for part in path.split("/")[:-1]]
    wards = {code for folder in folders for code in known.wards_by_name.get(folder, ())}
    named = [d for folder in folders for d in known.departments_by_name.get(folder, ())]
    here = [d for d in named if not wards or d.ward.code in wards]
    if len(here) == 1:
        return here[0].ward.code, here[0].code
    return (next(iter(wards)) if len(wards) == 1 else None), None


def lies_in_ward_folder(path: str, ward_code: str, known: FolderNames) -> bool:
    """Return whether a file lies in the folder of a ward itself: in none of its departments', and in none below it."""
    folder = _folder_key(path.rpartition("/")[0].rpartition("/")[2])
    is_own = ward_code in known.wards_by_name.get(folder, ())
    return is_own and folder_owner(path, known) == (ward_code, None)


def _check_folder(path: str, issued: IssuedSheet, known: FolderNames) -> Problem | None:
    """Return the fault of lying in a folder named after another ward or department; other folders say nothing."""
    folders = [_folder_key(part) for part in path.split("/")[:-1]]
    wards = frozenset[str]().union(*(known.wards_by_name.get(folder, frozenset()) for folder in folders))
    astray = bool(wards) and issued.ward_code not in wards
    for folder in folders:
        named = known.named(folder, issued.department_code)
        here = {d.code for d in named if not wards or d.ward.code in wards}
        astray = astray or (bool(here) and issued.department_code not in here)
    if not astray:
        return None
    owner = known.departments.get(issued.department_code)
    params = {
        "sheet_id": issued.sheet_id,
        "owner": f"{owner.ward.name}　{owner.full_name}" if owner else issued.department_code,
        "folder": path.rpartition("/")[0],
    }
    return Problem.of_file("wrong-department", path, **params)


def _folder_of(issued: IssuedSheet, known: FolderNames) -> str:
    owner = known.departments.get(issued.department_code)
    return f"{owner.ward.name}/{owner.name}" if owner else issued.department_code


def _folder_key(folder: str) -> str:
    # People number their folders: 03_区民課.
    return _LEADING_CODE.sub("", comparable(folder), count=1)
