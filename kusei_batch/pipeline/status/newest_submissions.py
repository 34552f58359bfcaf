"""What was last handed in for each sheet of a round, read again from the kept originals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from kusei_batch.collect.archive import archived_path
from kusei_batch.config import Workspace
from kusei_batch.consolidate import newest_answers
from kusei_batch.core.period import Round
from kusei_batch.core.problem import Problem
from kusei_batch.core.submission import IssuedSheet, Receipt
from kusei_batch.core.ward import Department
from kusei_batch.errors import CannotRunError
from kusei_batch.ledger import Ledger
from kusei_batch.pipeline.intake.editions import edition, open_editions
from kusei_batch.pipeline.intake.examining import ExaminationJob, read_submission
from kusei_batch.pipeline.intake.worker_context import ExaminationContext, open_context
from kusei_batch.pipeline.status.placing import ReadSubmission
from kusei_batch.validate.privacy import mask_text


def read_newest_submissions(
    workspace: Workspace, ledger: Ledger, round_: Round, departments: Iterable[Department]
) -> dict[str, ReadSubmission]:
    """Read, by sheet id, the last file received for each sheet of a round, accepted or sent back.

    Raise CannotRunError where its original is gone: what was entered must not be lost by issuing again.
    """
    newest = newest_answers(ledger.answers(), dt.date.max)
    asked = {(round_.name, round_.fiscal_year, d.code) for d in departments}
    sheets = [s for s in ledger.issued().values() if (s.round, s.fiscal_year, s.department_code) in asked]
    # What a ward has received it keeps itself, and issues again itself.
    answered = [s for s in sheets if s.sheet_id in newest and not s.origin]
    if not answered:
        return {}
    problems = {receipt.sha256: found for receipt, found in ledger.receipts() if receipt.sheet_id}
    context = open_context(workspace, open_editions(workspace, ledger))
    return {
        s.sheet_id: read_submission_again(
            workspace, context, s, newest[s.sheet_id], problems[newest[s.sheet_id].sha256]
        )
        for s in answered
        if s.sheet_id in context.register
    }


def read_submission_again(
    workspace: Workspace, context: ExaminationContext, sheet: IssuedSheet, receipt: Receipt, problems: Sequence[Problem]
) -> ReadSubmission:
    """Read a file received for a sheet, as the edition it is. Raise CannotRunError where its original is gone."""
    archived = archived_path(workspace.archive, receipt.sha256)
    if not archived.is_file():
        raise CannotRunError(
            f"「{mask_text(receipt.path)}」の原本の控えがないため、記入を写した様式を作れませんでした。",
            "kusei verify で控えを点検し、バックアップから .kusei/archive を戻してください。",
        )
    of, submission = read_submission(context, ExaminationJob(str(archived), receipt.sha256, receipt.path), sheet)
    return ReadSubmission(of, submission, problems, context.forms[edition(of)])
