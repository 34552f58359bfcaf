"""Questions answered from the ledger without changing anything: status, problems, records, verify."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kusei_batch.config import Workspace
from kusei_batch.core.confirmation import is_confirmation
from kusei_batch.core.problem import Problem
from kusei_batch.core.record import Coverage, Record, rows_of
from kusei_batch.core.run import Run
from kusei_batch.core.submission import ANSWERED, IssuedSheet, Receipt
from kusei_batch.core.text.hint import suggest
from kusei_batch.disk import write_atomic
from kusei_batch.errors import UsageError
from kusei_batch.ledger import Ledger, unpack_withheld
from kusei_batch.pipeline.session import look_into
from kusei_batch.pipeline.status.hand_up_notes import counting_hand_ups
from kusei_batch.pipeline.status.past_rounds import past_round
from kusei_batch.pipeline.status.personal_data import find_marked, places_decided, still_asked
from kusei_batch.pipeline.status.requested import RequestedSheets, find_asked
from kusei_batch.pipeline.status.round_status import (
    RoundStatus,
    YearStatus,
    compute_round_status,
    compute_year_status,
    files_to_see_to,
)
from kusei_batch.report.records_table import SUFFIXES, render_records


@dataclass(frozen=True)
class FileProblems:
    """One file taken in and what was found in it, or a sheet that is out and what changed behind it.

    `counts` tells that it is the file that counts now, `is_past` that another one came for its sheet since: what is
    wrong in it is nobody's any more.
    """

    receipt: Receipt | None
    problems: Sequence[Problem]
    sheet: IssuedSheet | None = None
    counts: bool = False
    is_past: bool = False

    @property
    def sha256(self) -> str | None:
        """The file's content; None of a sheet, and of a file that was passed over."""
        return (self.receipt and self.receipt.sha256) or None

    @property
    def about(self) -> Receipt | IssuedSheet:
        """The file, or the sheet."""
        about = self.receipt or self.sheet
        if about is None:
            raise ValueError("neither a file nor a sheet")
        return about


def read_status(workspace: Workspace, as_of: dt.date, year: int | None = None) -> YearStatus:
    """Return where every round of a fiscal year stands on that day; without `year`, of this one.

    The ledger is closed then: for records, see `read_records`. Raise UsageError for a year in which nothing was issued.
    """
    with look_into(workspace) as ledger:
        return _status_of(workspace, ledger, as_of, year)


def read_last_run(workspace: Workspace) -> Run | None:
    """Return the night that ran last, whether it came to its end or not; None before the first."""
    with look_into(workspace) as ledger:
        return next(iter(ledger.last_runs(1)), None)


def _status_of(workspace: Workspace, ledger: Ledger, as_of: dt.date, year: int | None) -> YearStatus:
    status = compute_year_status(workspace, ledger, as_of)
    if year in (None, workspace.settings.fiscal_year):
        return status
    return replace(status, rounds=_rounds_of(workspace, ledger, status, year), confirmations=(), missing_hand_ups=())


def _rounds_of(workspace: Workspace, ledger: Ledger, status: YearStatus, year: int) -> list[RoundStatus]:
    """Return the rounds of another year, in the order of their issue."""
    register = ledger.issued().values()
    issued: dict[str, list[IssuedSheet]] = {}
    for sheet in register:
        if sheet.fiscal_year == year and not is_confirmation(sheet.round):
            issued.setdefault(sheet.round, []).append(sheet)
    if not issued:
        years = sorted({workspace.calendar.fiscal_label(sheet.fiscal_year) for sheet in register})
        label = workspace.calendar.fiscal_label(year)
        raise UsageError(f"{label}に発行した様式はありません。", f"発行のある年度：{'、'.join(years) or 'なし'}")
    return [
        compute_round_status(workspace, ledger, past_round(ledger, sheets), sheets, status)
        for sheets in issued.values()
    ]


def read_problems(workspace: Workspace, word: str | None = None, year: int | None = None) -> list[FileProblems]:
    """Return what is open: of each sheet its last file, and every file whose owner is not known.

    With a sheet's number, or a department's code or name, all that was ever received for it, oldest first, and what
    could not be taken but bears its number or lies in its folder. Sheets whose sources have changed come last.
    Raise UsageError for a number not issued and a department unknown.
    """
    status = read_status(workspace, dt.date.max, year)
    with look_into(workspace) as ledger:
        hand_ups = counting_hand_ups(ledger, status, year or workspace.fiscal_year)
    confirmations = [c for found in status.confirmations for c in found.coverage]
    coverage = {c.sheet_id: c for c in (*status.coverage, *confirmations) if c.sheet_id}
    if word is None:
        files = [FileProblems(r, p) for r, p in status.receipts if p and status.newest.get(r.sheet_id or "") == r]
        found = [f for f in files if f.about.sheet_id in coverage]
        found += [FileProblems(r, p) for r, p in files_to_see_to(status)]
        found += [FileProblems(r, p, counts=True) for r, p in hand_ups]
        sheets = frozenset(coverage)
    else:
        with look_into(workspace) as ledger:
            asked = find_asked(workspace, ledger.issued(), word, year or workspace.fiscal_year)
        found, sheets = _files_of(asked, status), asked.sheets
    counting = {(c.sheet_id, c.sha256): c for c in coverage.values() if c.state in ANSWERED}
    told = [_with_standing(f, status, counting) for f in found]
    told = _without_decided(workspace, told)
    told += [_as_a_whole(c, status) for c in coverage.values() if c.notices and c.sheet_id in sheets]
    return [*told, *(FileProblems(None, [p], s) for s, p in status.changed if s.sheet_id in sheets)]


def _with_standing(
    file: FileProblems, status: YearStatus, counting: Container[tuple[str | None, str | None]]
) -> FileProblems:
    """Return the file with whether it counts, and whether another one came for its sheet since."""
    if (file.about.sheet_id, file.sha256) in counting:
        return replace(file, counts=True)
    newest = status.newest.get(file.about.sheet_id or "")
    return replace(file, is_past=newest is not None and newest != file.receipt)


def _without_decided(workspace: Workspace, found: Sequence[FileProblems]) -> list[FileProblems]:
    """Return the files without the questions on texts, as they were accepted, about which somebody has decided."""
    owners = {department.code: department for department in workspace.master.departments}
    told = []
    with look_into(workspace) as ledger:
        for file in found:
            asked = [p for p in file.problems if p.code == "personal-data"]
            content = {file.about.sheet_id: file.sha256} if file.about.sheet_id and file.sha256 else {}
            records = ledger.records(content, owners, unpack_withheld) if asked and content else ()
            decided = places_decided(find_marked(workspace, records))
            told.append(replace(file, problems=still_asked(file.problems, decided)))
    return told


def _answered(receipt: Receipt) -> tuple[str, str, str | None]:
    """Return by what a receipt is known: of a list of an earlier year, which answers many sheets, also by the sheet."""
    return receipt.path, receipt.sha256, receipt.sheet_id if receipt.origin == receipt.sha256 else None


def _files_of(asked: RequestedSheets, status: YearStatus) -> list[FileProblems]:
    """Return everything received for the sheets asked for, then what lies in the inbox and could not be taken.

    A file that the coordinator chose was received twice: it stands where it was received last.
    """
    unidentified = {(s.receipt.path, s.receipt.sha256): s for s in status.unidentified}
    concerned = [(r, p) for r, p in status.receipts if asked.concerns(r, p)]
    last = {_answered(r): r for r, _ in concerned}
    received = [(r, p) for r, p in concerned if last[_answered(r)] is r]
    left = [s for s in unidentified.values() if asked.concerns(s.receipt, s.problems, s)]
    seen = {(r.path, r.sha256) for r, _ in received}
    return [
        *(FileProblems(r, p) for r, p in received),
        *(FileProblems(s.receipt, s.problems) for s in left if (s.receipt.path, s.receipt.sha256) not in seen),
    ]


def _as_a_whole(covered: Coverage, status: YearStatus) -> FileProblems:
    """Return what is reported of a department's answer as a whole, with the file it concerns."""
    answer = next(
        r for r, _ in reversed(status.receipts) if (r.sheet_id, r.sha256) == (covered.sheet_id, covered.sha256)
    )
    return FileProblems(answer, covered.notices, counts=covered.state in ANSWERED)


def read_records(workspace: Workspace, form: str, year: int | None = None) -> list[Record]:
    """Return the records that count of every round of the year that uses the form.

    Raise UsageError when none does.
    """
    return [record for records in _read_records(workspace, form, year).values() for record in records]


def write_records(workspace: Workspace, form: str, year: int | None, path: Path) -> int:
    """Write the records that `read_records` gives as one table, in the format that the suffix names; return its rows.

    Raise UsageError for any other suffix and for a file that is there already, CannotRunError where `path` cannot be
    written.
    """
    if path.suffix.lower() not in SUFFIXES:
        ends = " か ".join(SUFFIXES)
        raise UsageError(f"「{path}」の形では書き出せません。", f"ファイルの名前の終わりを {ends} にします。")
    if path.exists():
        raise UsageError(
            f"「{path}」は、すでにあります。", "ほかの名前にするか、前のファイルを移してから、もう一度行います。"
        )
    rounds = _read_records(workspace, form, year)
    write_atomic(path, render_records(rounds, path.suffix.lower(), workspace.settings.font))
    return sum(len(rows_of(records)) for records in rounds.values())


def _read_records(workspace: Workspace, form: str, year: int | None) -> dict[str, list[Record]]:
    """Return, by round, the records of the rounds of a year that use a form."""
    with look_into(workspace) as ledger:
        rounds = _status_of(workspace, ledger, dt.date.max, year).rounds
        forms = dict.fromkeys(r.round.form for r in rounds)
        if form not in forms:
            raise UsageError(f"様式「{form}」を使う回はありません。", suggest(form, list(forms)))
        return {one.round.name: list(one.records) for one in rounds if one.round.form == form}
