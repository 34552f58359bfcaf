"""Questions answered from the ledger without changing anything: status, problems, records, verify."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kusei_batch.collect.archive import archived_path
from kusei_batch.core.hint import suggest
from kusei_batch.core.identity import parse_sheet_id
from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.core.submission import Verdict
from kusei_batch.errors import UsageError
from kusei_batch.ledger import FILE, read_ledger
from kusei_batch.pipeline.issuing import issued_path
from kusei_batch.pipeline.session import check_state
from kusei_batch.pipeline.standing import Standing, build_standing, open_strays

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kusei_batch.config import Workspace
    from kusei_batch.core.record import Record
    from kusei_batch.core.submission import IssuedSheet, Receipt
    from kusei_batch.ledger import Ledger


@dataclass(frozen=True)
class FileProblems:
    """One file taken in and what was found in it, or a sheet that is out and what changed behind it."""

    receipt: Receipt | None
    problems: Sequence[Problem]
    sheet: IssuedSheet | None = None

    @property
    def about(self) -> Receipt | IssuedSheet:
        """The file, or the sheet."""
        about = self.receipt or self.sheet
        if about is None:
            raise ValueError("neither a file nor a sheet")
        return about


def read_status(workspace: Workspace, as_of: dt.date) -> Standing:
    """Where every round of the year stands on that day."""
    with read_ledger(workspace.state) as ledger:
        return build_standing(workspace, ledger, as_of)


def read_problems(workspace: Workspace, sheet_id: str | None) -> list[FileProblems]:
    """What is open: of each sheet its last file, and every file that could not be told whose it is.

    With a sheet id, all that was ever received for it, oldest first. Sheets behind which something changed come
    last. Raises UsageError for an id not issued.
    """
    standing = read_status(workspace, dt.date.max)
    if sheet_id is None:
        ours = {sheet.sheet_id for round_ in standing.rounds for sheet in round_.sheets.values()}
        answers = [
            (r, p) for r, p in standing.receipts if p and r.sheet_id in ours and standing.newest.get(r.sheet_id) == r
        ]
        files = [FileProblems(r, p) for r, p in (*answers, *open_strays(workspace, standing))]
        return [*files, *(FileProblems(None, [problem], sheet) for sheet, problem in standing.changed)]
    wanted = _known_sheet(workspace, sheet_id)
    files = [FileProblems(r, p) for r, p in standing.receipts if r.sheet_id == wanted]
    return [*files, *(FileProblems(None, [p], s) for s, p in standing.changed if s.sheet_id == wanted)]


def _known_sheet(workspace: Workspace, text: str) -> str:
    wanted = parse_sheet_id(text)
    with read_ledger(workspace.state) as ledger:
        if wanted is None or wanted not in ledger.issued():
            raise UsageError(
                f"管理番号「{text}」の様式は発行していません。",
                "様式の右上にある管理番号を、そのまま入力してください（例: R08-1303-1-25）。",
            )
    return wanted


def read_records(workspace: Workspace, form: str) -> list[Record]:
    """The records that count of every round that uses the form. Raises UsageError when none does."""
    if form not in {r.form for r in workspace.rounds}:
        raise UsageError(f"様式「{form}」を使う回はありません。", suggest(form, [r.form for r in workspace.rounds]))
    standing = read_status(workspace, dt.date.max)
    return [record for r in standing.rounds if r.round.form == form for record in r.records]


def verify_workspace(workspace: Workspace) -> list[Problem]:
    """What is missing or damaged among ledger, kept originals and issued sheets; empty when all is whole.

    Raises CannotRunError where the ledger or the key is gone.
    """
    check_state(workspace.state, workspace.outbox)
    with read_ledger(workspace.state) as ledger:
        problems = [_fault("ledger-damaged", FILE, detail=detail) for detail in ledger.check()]
        problems += _check_originals(workspace, ledger)
        for sheet in ledger.issued().values():
            if sheet.round in {r.name for r in workspace.rounds} and not issued_path(workspace, sheet).is_file():
                problems.append(_fault("issued-file-missing", sheet.path, Severity.WARNING, sheet_id=sheet.sheet_id))
    return problems


def _check_originals(workspace: Workspace, ledger: Ledger) -> Iterator[Problem]:
    for receipt, _ in ledger.receipts():
        path = archived_path(workspace.archive, receipt.sha256)
        if receipt.verdict is Verdict.UNCHANGED:
            continue
        if not path.is_file():
            yield _fault("original-missing", receipt.path, sha256=receipt.sha256[:12])
        elif hashlib.sha256(path.read_bytes()).hexdigest() != receipt.sha256:
            yield _fault("original-damaged", receipt.path, sha256=receipt.sha256[:12])


def _fault(code: str, file: str, severity: Severity = Severity.ERROR, **params: str) -> Problem:
    return Problem(code, severity, Location(file=file), params)
