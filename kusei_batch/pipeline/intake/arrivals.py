"""Which of the known contents came to the inbox again, and what lies there now: an answer is more than its content."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kusei_batch.config import Workspace
from kusei_batch.core.inbox_file import InboxFile, comes_anew
from kusei_batch.core.submission import Receipt
from kusei_batch.core.submission_decision import SubmissionDecisions, mark_of
from kusei_batch.errors import CannotRunError
from kusei_batch.ledger import Ledger
from kusei_batch.pipeline.intake.examining import ExaminationJob
from kusei_batch.validate.personal import is_masked

UNSEEN = frozenset(("still-being-written", "file-locked", "folder-unreadable"))
"""The codes of what could not be looked into this time."""


def refuse_earlier_day(workspace: Workspace, ledger: Ledger, as_of: dt.date) -> None:
    """Raise CannotRunError when files were received after the day in question.

    A clock set back would have every document of that day say that nobody has handed anything in.
    """
    latest = max((receipt.received for receipt in ledger.answers()), default=as_of)
    if as_of < latest:
        label = workspace.calendar.date_label
        raise CannotRunError(
            f"基準日（{label(as_of)}）より後の{label(latest)}に受け付けた提出が、すでにあります。"
            "そのまま処理すると、受け付けたものが未提出に戻ってしまうので、処理を始めませんでした。",
            "パソコンの日付を確かめてください（--as-of を付けたときは、その日付も）。"
            "過去の日の状況を見るだけなら、kusei status に --as-of を付けます。",
        )


def find_put_back(
    before: Mapping[str, InboxFile], known: Iterable[tuple[ExaminationJob, str]], answers: Sequence[Receipt]
) -> list[ExaminationJob]:
    """Return the files of known content that were put back and so answer their sheets again.

    `known` are files with the sheet their content answered, `answers` every answer so far, oldest first. Of several
    files put back for one sheet only the newest is returned, so that the order of answers stays as it was when a
    whole folder comes back. A file that is the newest answer anyway changes nothing.
    """
    place = {answer.sha256: number for number, answer in enumerate(answers)}
    newest = {answer.sheet_id: answer.sha256 for answer in answers}
    last: dict[str, ExaminationJob] = {}
    for job, sheet_id in known:
        if comes_anew(before, job.path, job.sha256):
            other = last.get(sheet_id, job)
            last[sheet_id] = max(other, job, key=lambda one: place[one.sha256])
    return [job for sheet_id, job in last.items() if newest[sheet_id] != job.sha256]


def find_chosen(
    choices: SubmissionDecisions, known: Iterable[tuple[ExaminationJob, str]], answers: Sequence[Receipt]
) -> list[ExaminationJob]:
    """Return the files of known content that the coordinator has decided for though another answered last.

    A decision covers the files that were there when it was asked for: a later file is the newest answer until
    somebody decides on it.
    """
    newest = {answer.sheet_id: answer.sha256 for answer in answers}
    chosen = {
        sheet_id: job
        for job, sheet_id in known
        if job.sha256 != newest[sheet_id] and choices.chosen(sheet_id, [newest[sheet_id]]) == mark_of(job.sha256)
    }
    return list(chosen.values())


def still_lies(workspace: Workspace, inbox_file: InboxFile) -> bool:
    """Return whether what the last run saw in the inbox is there still.

    Where personal data was struck out of the name no file is called so, and where the folder may not be looked into
    nobody can tell: the run's own word holds.
    """
    if is_masked(inbox_file.path):
        return True
    try:
        os.lstat(workspace.inbox / inbox_file.path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def changes_of_inbox(before: Mapping[str, InboxFile], seen: Sequence[InboxFile]) -> tuple[list[InboxFile], list[str]]:
    """Return what lies differently tonight, and the paths at which nothing lies any more.

    A file or folder that could not be looked into counts as unchanged.
    """
    unseen = [inbox_file.path for inbox_file in seen if inbox_file.skip and inbox_file.skip.code in UNSEEN]
    kept = {path for path in before if any(path == hidden or path.startswith(f"{hidden}/") for hidden in unseen)}
    now = [one if not (known := before.get(one.path)) else _go_on(known, one) for one in seen if one.path not in unseen]
    came = [one for one in now if one != before.get(one.path)]
    return came, sorted(before.keys() - kept - {one.path for one in seen})


def _go_on(before: InboxFile, now: InboxFile) -> InboxFile:
    """Return what lies at a path now; what is the same as before lies there since then, however it looks."""
    code = now.skip and now.skip.code
    if (before.sha256, before.skip and before.skip.code) == (now.sha256, code):
        return replace(before, look=now.look, kept=now.kept)
    return now
