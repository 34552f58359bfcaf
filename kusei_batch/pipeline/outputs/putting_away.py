"""01_配布 holds what is to be handed out: a sheet that another one took the place of is kept beside it, not in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kusei_batch.config import Workspace
from kusei_batch.core.problem import Severity
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.core.text.cleaning import clean_line
from kusei_batch.core.text.lengths import fitted_stem
from kusei_batch.disk import cannot_write, free_path, move, write_atomic
from kusei_batch.ledger import Ledger
from kusei_batch.pipeline.outputs.day_log import append_log
from kusei_batch.pipeline.session import ISSUED_FOLDER

KEPT_FOLDER = "01_配布の旧版"


@dataclass(frozen=True)
class PutAway:
    """A sheet that is no longer to be handed out: where it lay, where it is kept, and why."""

    path: Path
    kept: Path
    reason: str


def issued_path(workspace: Workspace, sheet: IssuedSheet) -> Path:
    """Return where a sheet was put for its department to fetch."""
    return workspace.year_folder(sheet.fiscal_year, sheet.round).joinpath(ISSUED_FOLDER, sheet.path)


def keep_copy(path: Path, day: dt.date) -> PutAway:
    """Keep what a sheet issued again is about to be written over. Raise CannotRunError when the disk refuses."""
    kept = _kept_path(path, day)
    try:
        write_atomic(kept, path.read_bytes())
    except OSError as error:
        raise cannot_write(path, error) from error
    return PutAway(path, kept, "発行し直しました")


def put_away(workspace: Workspace, ledger: Ledger, day: dt.date) -> list[PutAway]:
    """Move this year's sheets that nobody is to fill in any more out of the folder they are handed out from.

    Nothing is deleted, and no other file is touched. Raise CannotRunError when the disk refuses.
    """
    moved = []
    for path, reason in _replaced(workspace, ledger, day):
        moved += put_aside(path, day, reason)
    return moved


def put_aside(path: Path, day: dt.date, reason: str) -> list[PutAway]:
    """Move one sheet that another took the place of, where it lies there. Raise CannotRunError if the disk refuses."""
    if not path.is_file():
        return []
    kept = _kept_path(path, day)
    try:
        move(path, kept)
    except OSError as error:
        raise cannot_write(path, error) from error
    return [PutAway(path, kept, reason)]


def tell_in_log(workspace: Workspace, moved: Sequence[PutAway], day: dt.date) -> None:
    """Write into the day's log what was moved and why."""
    if moved and not workspace.is_rehearsal:
        lines = [f"配る様式の入替え（{len(moved)}件）：", *(f"  {tell(workspace, one)}" for one in moved)]
        append_log(workspace.outbox, day, "".join(f"{clean_line(line)}\r\n" for line in lines))


def tell(workspace: Workspace, moved: PutAway) -> str:
    """Return the sentence that tells of one sheet."""
    old, kept = (path.relative_to(workspace.outbox).as_posix() for path in (moved.path, moved.kept))
    return f"{moved.reason}。古いもの（{old}）は、{kept} にあります。配らないでください。"


def _kept_path(path: Path, day: dt.date) -> Path:
    folder = path.parent.parent.with_name(KEPT_FOLDER) / path.parent.name
    end = f"（{day.isoformat()}まで）{path.suffix}"
    return free_path(folder / f"{fitted_stem(path.stem, end)}{end}")


def _replaced(workspace: Workspace, ledger: Ledger, day: dt.date) -> Iterator[tuple[Path, str]]:
    """Yield files of this year's sheets that are not to be handed out any more, each with the reason."""
    register = ledger.issued()
    departments = {d.code: d for d in workspace.master.departments}
    rounds = {round_.name for round_ in workspace.rounds}
    # A round that a fault left out of config.toml is not one that was renamed.
    all_read = not any(fault.severity is Severity.ERROR for fault in workspace.faults)
    now = {(s.form, s.department_code) for s in register.values() if _is_of(s, workspace) and s.round in rounds}
    current = {(sheet.round, sheet.path) for sheet in register.values() if _is_of(sheet, workspace)}
    for sheet, _ in ledger.issues():
        if not _is_of(sheet, workspace):
            continue
        department = departments.get(sheet.department_code)
        if (sheet.round, sheet.path) not in current:
            reason = f"様式の名前が「{issued_path(workspace, register[sheet.sheet_id]).name}」に変わりました"
        elif department and not department.exists_on(day):
            reason = f"「{department.name}」は廃止されました"
        elif sheet.round not in rounds and all_read and (sheet.form, sheet.department_code) in now:
            reason = f"回「{sheet.round}」は、設定（config.toml かマスタのシート「回」）にありません"
        else:
            continue
        yield issued_path(workspace, sheet), reason


def _is_of(sheet: IssuedSheet, workspace: Workspace) -> bool:
    return sheet.fiscal_year == workspace.fiscal_year
