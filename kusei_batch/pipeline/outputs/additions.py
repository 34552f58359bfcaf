"""Rows the night prepares in the master for the coordinator to decide on; whatever stands there is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from kusei_batch.config import Workspace
from kusei_batch.config.master_lists import ADOPTED, DECLINED
from kusei_batch.config.master_sheet import FILE
from kusei_batch.core.proposal import ADOPTION
from kusei_batch.disk import cannot_write, write_atomic
from kusei_batch.errors import CannotRunError
from kusei_batch.pipeline.outputs.writing import Plan
from kusei_batch.pipeline.status.proposals import ID, Proposed
from kusei_batch.xlsx.append import HeadingsMissingError, NewSheet, Value, append_rows
from kusei_batch.xlsx.package import UnreadableError

_LOOK = {ID: 26.0, ADOPTION: 10.0}
_LONG_WIDTH = 48.0


@dataclass(frozen=True)
class Addition:
    """Rows to add to one sheet of the master, and how the sheet looks where it has to be made."""

    sheet: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Value]]
    look: NewSheet = field(default_factory=NewSheet)


def additions_of(proposed: Sequence[Proposed]) -> list[Addition]:
    """The rows of each list, in the columns that any of them fills; 採否 is left blank, and must be there."""
    by_target: dict[str, list[Proposed]] = {}
    for one in proposed:
        by_target.setdefault(one.target, []).append(one)
    additions = []
    for target, rows in by_target.items():
        headings = [*dict.fromkeys(heading for one in rows for heading in one.cells), ADOPTION]
        cells = [[one.cells.get(heading) for heading in headings] for one in rows]
        look = NewSheet(_widths(headings, cells), {ADOPTION: (ADOPTED, DECLINED)})
        additions.append(Addition(target, headings, cells, look))
    return additions


def _widths(headings: Sequence[str], rows: Sequence[Sequence[Value]]) -> dict[str, float]:
    """Wide columns for what is long; the others as any new sheet has them."""
    short = 20
    long = {h: _LONG_WIDTH for i, h in enumerate(headings) if any(len(str(row[i] or "")) > short for row in rows)}
    return {**long, **_LOOK}


def plan_additions(workspace: Workspace, additions: Sequence[Addition]) -> list[Plan]:
    """What adds the rows; nothing in a rehearsal, since the master is nobody's scratch copy.

    Each sheet is one plan, so that a sheet that was changed beyond recognition does not cost the others their rows.
    """
    if workspace.is_rehearsal:
        return []
    return [(None, partial(_add, workspace.master_path, addition)) for addition in additions if addition.rows]


def _add(path: Path, addition: Addition) -> None:
    """Add the rows to the master as it stands now, which may have been saved since the night began.

    Raises CannotRunError when somebody has it open; the next night adds what is missing then.
    """
    # What was saved over an open book would be lost when it is saved there.
    for lock, program in ((f"~${path.name}", "Excel"), (f".~lock.{path.name}#", "LibreOffice")):
        if path.with_name(lock).exists():
            raise _refused(
                f"{FILE} が {program} で開かれています。", addition, "閉じておくと、次の夜間処理で加えます。"
            )
    try:
        before = path.read_bytes()
        after = append_rows(before, addition.sheet, addition.headings, addition.rows, addition.look)
    except OSError as error:
        raise cannot_write(path, error) from error
    except UnreadableError as error:
        raise _refused(f"{FILE} を読み取れません（{error.detail}）。", addition) from error
    except HeadingsMissingError as error:
        words = "」「".join(error.headings)
        raise _refused(
            f"{FILE} のシート「{addition.sheet}」に、見出し「{words}」の列がありません。", addition
        ) from error
    write_atomic(path, after)


def _refused(
    reason: str, addition: Addition, remedy: str = "直して保存すると、次の夜間処理で加えます。"
) -> CannotRunError:
    return CannotRunError(f"{reason}加えるはずだった{len(addition.rows)}行は、まだ加えていません。", remedy)
