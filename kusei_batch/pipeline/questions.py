"""Questions answered from the ledger without changing anything: status, problems, records, verify."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kusei_batch.collect.archive import archived_path
from kusei_batch.core.hint import suggest
from kusei_batch.core.identity import parse_sheet_id
from kusei_batch.core.period import Round
from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.core.submission import Verdict
from kusei_batch.errors import UsageError
from kusei_batch.ledger import FILE, read_ledger
from kusei_batch.pipeline.issuing import issued_path
from kusei_batch.pipeline.past_rounds import past_round
from kusei_batch.pipeline.session import check_state, look_into, readable_key
from kusei_batch.pipeline.standing import RoundStanding, Standing, build_standing, open_strays, stand

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


def read_status(workspace: Workspace, as_of: dt.date, year: int | None = None) -> Standing:
    """Return where every round of a fiscal year stands on that day; without `year`, of this one.

    Raises UsageError for a year in which nothing was issued.
    """
    with look_into(workspace) as ledger:
        standing = build_standing(workspace, ledger, as_of)
        if year in (None, workspace.settings.fiscal_year):
            return standing
        return replace(standing, rounds=_rounds_of(workspace, ledger, standing, year))


def _rounds_of(workspace: Workspace, ledger: Ledger, standing: Standing, year: int) -> list[RoundStanding]:
    """Return the rounds of another year, in the order of their issue."""
    register = ledger.issued().values()
    issued: dict[str, list[IssuedSheet]] = {}
    for sheet in register:
        if sheet.fiscal_year == year:
            issued.setdefault(sheet.round, []).append(sheet)
    if not issued:
        years = sorted({workspace.calendar.fiscal_label(sheet.fiscal_year) for sheet in register})
        label = workspace.calendar.fiscal_label(year)
        raise UsageError(f"{label}に発行した様式はありません。", f"発行のある年度: {'、'.join(years) or 'なし'}")
    this_year = {round_.name: round_ for round_ in workspace.rounds}
    rounds = []
    for name, sheets in issued.items():
        first = sheets[0]
        # A round that config.toml no longer has, of sheets without a due day on them, is due as the year ends.
        gone = Round(name, first.form, year, first.issued_on, dt.date(year + 1, 3, 31))
        past = past_round(workspace.calendar, replace(this_year.get(name, gone), form=first.form), year, sheets)
        rounds.append(stand(workspace, ledger, past, sheets, standing))
    return rounds


def read_problems(workspace: Workspace, sheet_id: str | None, year: int | None = None) -> list[FileProblems]:
    """What is open: of each sheet its last file, and every file that could not be told whose it is.

    With a sheet id, all that was ever received for it, oldest first. Sheets behind which something changed come
    last. Raises UsageError for an id not issued.
    """
    standing = read_status(workspace, dt.date.max, year)
    if sheet_id is None:
        ours = {sheet.sheet_id for round_ in standing.rounds for sheet in round_.sheets.values()}
        answers = [
            (r, p) for r, p in standing.receipts if p and r.sheet_id in ours and standing.newest.get(r.sheet_id) == r
        ]
        files = [FileProblems(r, p) for r, p in (*answers, *open_strays(standing))]
        return [*files, *(FileProblems(None, [problem], sheet) for sheet, problem in standing.changed)]
    wanted = _known_sheet(workspace, sheet_id)
    files = [FileProblems(r, p) for r, p in standing.receipts if r.sheet_id == wanted]
    return [*files, *(FileProblems(None, [p], s) for s, p in standing.changed if s.sheet_id == wanted)]


def _known_sheet(workspace: Workspace, text: str) -> str:
    wanted = parse_sheet_id(text)
    with look_into(workspace) as ledger:
        if wanted is None or wanted not in ledger.issued():
            raise UsageError(
                f"管理番号「{text}」の様式は発行していません。",
                "様式の右上にある管理番号を、そのまま入力してください（例: R08-1303-1-25）。",
            )
    return wanted


def read_records(workspace: Workspace, form: str, year: int | None = None) -> list[Record]:
    """Return the records that count of every round of the year that uses the form.

    Raises UsageError when none does.
    """
    rounds = read_status(workspace, dt.date.max, year).rounds
    forms = dict.fromkeys(r.round.form for r in rounds)
    if form not in forms:
        raise UsageError(f"様式「{form}」を使う回はありません。", suggest(form, list(forms)))
    return [record for r in rounds if r.round.form == form for record in r.records]


def verify_workspace(workspace: Workspace) -> list[Problem]:
    """What is missing or damaged among ledger, kept originals and issued sheets; empty when all is whole.

    Raises CannotRunError where the ledger or the key is gone.
    """
    check_state(workspace.state, workspace.outbox)
    key = readable_key(workspace.state)
    with read_ledger(workspace.state, key) as ledger:
        damages = ledger.entries.damages() if key else ()
        problems = [_fault("ledger-damaged", FILE, detail=d.detail or d.table) for d in damages]
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
