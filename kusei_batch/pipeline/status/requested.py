"""What a number or a department's name on the command line asks for: its sheets, and the files that may be its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kusei_batch.collect.identify import FolderNames, folder_owner, ids_in, name_folders
from kusei_batch.config import Workspace
from kusei_batch.core.addressees import find_addressees
from kusei_batch.core.identity import parse_sheet_id
from kusei_batch.core.problem import Problem
from kusei_batch.core.submission import IssuedSheet, Receipt
from kusei_batch.core.text.hint import suggest
from kusei_batch.core.text.notation import comparable
from kusei_batch.core.ward import Department
from kusei_batch.errors import UsageError
from kusei_batch.pipeline.status.unidentified import UnidentifiedFile


@dataclass(frozen=True)
class RequestedSheets:
    """The sheets asked for, and the departments where a whole department is."""

    sheets: frozenset[str]
    departments: frozenset[str]
    folders: FolderNames

    def concerns(self, receipt: Receipt, problems: Sequence[Problem], file: UnidentifiedFile | None = None) -> bool:
        """Return whether a file answers one of the sheets, bears its number, was meant for it or lies in the folder."""
        if receipt.sheet_id is not None:
            return receipt.sheet_id in self.sheets
        told = "、".join(f"{p.params.get('sheet_id', '')}、{p.params.get('sheet_ids', '')}" for p in problems)
        borne = {*ids_in(told), *ids_in(receipt.path), *(file.sheets if file else ())}
        owner = file.department_code if file else folder_owner(receipt.path, self.folders)[1]
        return bool(borne & self.sheets) or owner in self.departments


def find_asked(workspace: Workspace, register: Mapping[str, IssuedSheet], word: str, year: int) -> RequestedSheets:
    """Return the sheets a word asks for.

    Raise UsageError for a number that was not issued, and a department not in the master.
    """
    addressees = find_addressees(workspace.master, register.values())
    folders = name_folders(addressees)
    number = parse_sheet_id(word)
    if number in register:
        return RequestedSheets(frozenset((number or "",)), frozenset(), folders)
    departments = addressees.everyone
    codes = frozenset(d.code for d in departments if comparable(word) in map(comparable, _names(d)))
    if number is not None or not codes:
        raise _unknown(word, register, [name for d in departments for name in _names(d)])
    sheets = (s.sheet_id for s in register.values() if s.department_code in codes and s.fiscal_year == year)
    return RequestedSheets(frozenset(sheets), codes, folders)


def _names(department: Department) -> tuple[str, ...]:
    ward = department.ward.name
    names = (department.code, department.name, department.full_name)
    return (*names, f"{ward}{department.name}", f"{ward}{department.full_name}")


def _unknown(word: str, register: Mapping[str, IssuedSheet], names: Sequence[str]) -> UsageError:
    example = [*register, ""][0]
    remedy = "様式の右上にある管理番号か、部署コード、課名を指定してください" + (
        f"（例：{example}）。" if example else "。"
    )
    if parse_sheet_id(word):
        return UsageError(f"管理番号「{word}」の様式は発行していません。", remedy)
    return UsageError(
        f"「{word}」は、発行した管理番号でも、マスタにある部署でもありません。{suggest(word, names)}", remedy
    )
