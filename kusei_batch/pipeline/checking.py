"""One filled sheet judged at once, as the night would, without taking it in: nothing is written anywhere."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kusei_batch.collect.inbox import look_at_file
from kusei_batch.config import Workspace
from kusei_batch.core.problem import Problem
from kusei_batch.core.record import Record
from kusei_batch.core.submission import IssuedSheet, Verdict
from kusei_batch.core.ward import Department
from kusei_batch.engine import Failure, LocalEngine
from kusei_batch.errors import CannotRunError, UsageError, reason_of
from kusei_batch.ledger import unpack_records
from kusei_batch.pipeline.intake.editions import open_editions
from kusei_batch.pipeline.intake.examined_files import Intake, examine_all, hire_readers, hold_unsealed, judge_failure
from kusei_batch.pipeline.intake.examining import Examination, ExaminationJob
from kusei_batch.pipeline.intake.inbox_run import day_of_arrival
from kusei_batch.pipeline.intake.worker_context import ExaminationContext, open_context
from kusei_batch.pipeline.session import KEY_FILE, look_into
from kusei_batch.pipeline.status.personal_data import withhold
from kusei_batch.validate.personal import mask_private

_NO_LOG = "なし"


@dataclass(frozen=True)
class Checked:
    """What the night would say of one file, the sheet it is, and the rows that would be accepted.

    `sha256` is None for a file that would not be taken in at all.
    """

    path: Path
    sha256: str | None
    verdict: Verdict
    problems: Sequence[Problem]
    sheet: IssuedSheet | None = None
    department: Department | None = None
    records: Sequence[Record] = ()


def check_file(workspace: Workspace, path: Path) -> Checked:
    """Return the judgment of one file as it lies there.

    Raise CannotRunError when it cannot be read, UsageError before any issue.
    """
    # Where it lies in the inbox, the path below that tells whose folder it is in.
    inbox, file = workspace.inbox.resolve(), path.resolve()
    within = file.relative_to(inbox).as_posix() if file.is_relative_to(inbox) else path.name
    try:
        # First of all, as the night does: nothing is read of what is too large, and nothing waits for a pipe.
        skip = None if path.is_dir() else look_at_file(path, within, workspace.settings.limits.workbook.file_bytes)
        content = b"" if skip else path.read_bytes()
    except OSError as error:
        remedy = "ファイルの名前と場所、読取り権限を確かめ、Excelで開いたままなら閉じてから、もう一度実行してください。"
        if path.is_dir():
            remedy = "フォルダではなく、調べるExcelブックを1つ指定してください。"
        raise CannotRunError(f"ファイル「{path}」を開けません（{reason_of(error)}）。", remedy) from error
    if skip:
        return Checked(path, None, Verdict.SKIPPED, [skip])
    sha256 = hashlib.sha256(content).hexdigest()
    job = ExaminationJob.of(path, sha256, within, mask_private(within))
    context, examined = _examine(workspace, job)
    sheet = context.register.get(examined.sheet_id or "")
    department = context.departments.get(sheet.department_code) if sheet else None
    records, _ = withhold(workspace, unpack_records(examined.records, context.departments))
    return Checked(path, sha256, examined.verdict, examined.problems, sheet, department, records)


def _examine(workspace: Workspace, job: ExaminationJob) -> tuple[ExaminationContext, Examination]:
    """Return what the night would find in the file, and by what it is judged."""
    if not (workspace.state / KEY_FILE).is_file():
        raise UsageError(
            "この作業フォルダでは、まだ様式を発行していないので、提出されたブックを調べられません。",
            "作業フォルダ（-w）が正しいか確かめてください。様式のひな形を調べるときは、kusei form check を使います。",
        )
    with look_into(workspace) as ledger:
        context = open_context(workspace, open_editions(workspace, ledger))
        # One file is looked at where it lies.
        with hire_readers(LocalEngine(1), workspace, context, 1) as crew:
            (outcome,) = examine_all(crew, [job])
        if isinstance(outcome, Failure):
            return context, judge_failure(outcome, job, _NO_LOG)
        no_run = Intake(workspace, ledger, context, run=0, as_of=dt.date.max, day_of=day_of_arrival)
        return context, hold_unsealed(no_run, job, outcome)
