"""Files in the inbox that answer no sheet, and the sheets they were probably meant to answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kusei_batch.collect.identify import FolderNames, folder_owner, ids_in, name_folders
from kusei_batch.collect.inbox import is_handed_in
from kusei_batch.config import Workspace
from kusei_batch.core.addressees import find_addressees
from kusei_batch.core.inbox_file import InboxFile
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.record import Coverage
from kusei_batch.core.submission import IssuedSheet, Receipt, State, Verdict
from kusei_batch.core.text.notation import comparable
from kusei_batch.ledger import Ledger
from kusei_batch.pipeline.intake.arrivals import still_lies

if TYPE_CHECKING:
    from kusei_batch.pipeline.status.round_status import YearStatus

_STRANGE = (Verdict.QUARANTINED, Verdict.FAILED)
_OPEN = (State.MISSING, State.OVERDUE, State.SENT_BACK, State.NOT_TAKEN)


@dataclass(frozen=True)
class UnidentifiedFile:
    """A file that answers no sheet: as last judged, why, since which run and day it lies there, and whose it is.

    Codes are None where neither folder nor number tells. `sheets` are the ids of the sheets it was meant for, as far
    as they wait for an answer; a file that the program itself failed at was handed in as it should be, and has none.
    """

    receipt: Receipt
    problems: Sequence[Problem]
    run: int
    since: dt.date
    ward_code: str | None = None
    department_code: str | None = None
    sheets: tuple[str, ...] = ()


def find_unidentified(
    workspace: Workspace, inbox: Mapping[str, InboxFile], status: YearStatus
) -> list[UnidentifiedFile]:
    """Return every file that lies in the inbox and answers no sheet, by path, without its owner.

    `inbox` is what lay there on the last night.
    """
    judged: dict[tuple[str, str], tuple[Receipt, Sequence[Problem]]] = {}
    for receipt, problems in status.receipts:
        judged[receipt.path, receipt.sha256] = receipt, problems
        # Content that is strange wherever it lies is not examined again under another name.
        judged["", receipt.sha256] = receipt, problems
    unidentified = []
    for inbox_file in inbox.values():
        found = _judged(inbox_file, judged)
        if found and inbox_file.since <= status.as_of and still_lies(workspace, inbox_file):
            unidentified.append(UnidentifiedFile(*found, inbox_file.run, inbox_file.since))
    return unidentified


def _judged(
    inbox_file: InboxFile, judged: Mapping[tuple[str, str], tuple[Receipt, Sequence[Problem]]]
) -> tuple[Receipt, Sequence[Problem]] | None:
    if inbox_file.skip:
        receipt = Receipt("", inbox_file.path, inbox_file.since, Verdict.SKIPPED, None, run=inbox_file.run)
        return (receipt, [inbox_file.skip]) if is_handed_in(inbox_file.skip) else None
    sha256 = inbox_file.sha256 or ""
    found = judged.get((inbox_file.path, sha256)) or judged.get(("", sha256))
    if found is None or found[0].verdict not in _STRANGE:
        return None
    receipt, problems = found
    here = Location(file=inbox_file.path)
    there = [replace(p, location=here) if p.location.file == receipt.path else p for p in problems]
    return replace(receipt, path=inbox_file.path), there


@dataclass(frozen=True)
class Owners:
    """What tells whose an unidentified file is: names of folders, sheets issued, where they stand, who was accepted.

    `accepted` maps a sheet's id to the last run that accepted an answer to it, `first_issued` to the day on which it
    was first issued.
    """

    folders: FolderNames
    register: Mapping[str, IssuedSheet]
    coverage: Sequence[Coverage]
    accepted: Mapping[str, int]
    first_issued: Mapping[str, dt.date]

    def own(self, unknown_file: UnidentifiedFile) -> UnidentifiedFile:
        """Return the file with its owner and the sheets it was meant for."""
        ward, department = folder_owner(unknown_file.receipt.path, self.folders)
        sheet = next(self._sheets_named(unknown_file), None)
        if sheet and ward in (None, sheet.ward_code) and department is None:
            ward, department = sheet.ward_code, sheet.department_code
        meant = (
            self._meant(unknown_file, department, sheet) if unknown_file.receipt.verdict is not Verdict.FAILED else ()
        )
        # What a ward has issued is waited for there.
        here = (s for s in meant if s in self.register and not self.register[s].origin)
        waiting = tuple(s for s in here if self._waits(s, unknown_file, sheet))
        return replace(unknown_file, ward_code=ward, department_code=department, sheets=waiting)

    def _waits(self, meant: str, unknown_file: UnidentifiedFile, sheet: IssuedSheet | None) -> bool:
        """Return whether a file is open: nothing was accepted after it, or it is the only answer to another's sheet.

        An own answer settles nothing of another department's book: whoever put it there is the one who can move it.
        """
        others = sheet if sheet and sheet.department_code != self.register[meant].department_code else None
        return (others is not None and others.sheet_id not in self.accepted) or self.accepted.get(
            meant, 0
        ) < unknown_file.run

    def _sheets_named(self, unknown_file: UnidentifiedFile) -> Iterator[IssuedSheet]:
        """Yield the sheets whose number, or whose name as issued, the file bears in its content or name."""
        told = "、".join(
            f"{p.params.get('sheet_id', '')}、{p.params.get('sheet_ids', '')}" for p in unknown_file.problems
        )
        numbers = [*ids_in(told), *ids_in(unknown_file.receipt.path)]
        yield from (self.register[number] for number in numbers if number in self.register)
        name = comparable(PurePosixPath(unknown_file.receipt.path).name)
        yield from (s for s in self.register.values() if comparable(PurePosixPath(s.path).stem) in name)

    def _meant(
        self, unknown_file: UnidentifiedFile, department: str | None, sheet: IssuedSheet | None
    ) -> Iterable[str]:
        """Return the department's sheet of the round the file names; else of the open rounds; else of the newest.

        A file that names no round asks nothing where a sheet was accepted after it: it was meant for that one. A file
        that lay there before a sheet was first issued is no answer to it.
        """
        known = {s for s, day in self.first_issued.items() if day <= unknown_file.since}
        own = [c for c in self.coverage if c.department.code == department and c.sheet_id in known]
        path = comparable(unknown_file.receipt.path)
        named = [c for c in own if (sheet and c.round == sheet.round) or comparable(c.round) in path]
        # An answer accepted in a later run than the one that met the file was meant.
        if not named and any(self.accepted.get(c.sheet_id or "", 0) > unknown_file.run for c in own):
            return ()
        found = named or [c for c in own if c.state in _OPEN]
        if not found:
            newest = [s.sheet_id for s in self.register.values() if s.sheet_id in {c.sheet_id for c in own}]
            return newest[-1:]
        return [c.sheet_id or "" for c in found]


def find_owners(workspace: Workspace, ledger: Ledger, coverage: Sequence[Coverage]) -> Owners:
    """Return what tells whose the unidentified files of tonight are."""
    accepted = {r.sheet_id or "": r.run for r in ledger.answers() if r.verdict.counts}
    issued = ledger.issued()
    folders = name_folders(find_addressees(workspace.master, issued.values()))
    return Owners(folders, issued, coverage, accepted, ledger.first_issued())


def mark_not_taken(coverage: Sequence[Coverage], sheets: Iterable[str]) -> list[Coverage]:
    """Return the coverage; a department whose files could all not be taken is no longer called missing.

    `sheets` are the ids of what such files were meant for.
    """
    meant = set(sheets)
    missing = (State.MISSING, State.OVERDUE)
    return [replace(c, state=State.NOT_TAKEN) if c.sheet_id in meant and c.state in missing else c for c in coverage]
