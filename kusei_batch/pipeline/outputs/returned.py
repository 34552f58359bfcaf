"""差戻し: their values in a fresh sheet, with what is wrong written beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from kusei_batch.config import Workspace
from kusei_batch.core.form import Form
from kusei_batch.core.identity import seal
from kusei_batch.core.period import Round
from kusei_batch.core.problem import Problem
from kusei_batch.core.submission import IssuedSheet, Verdict
from kusei_batch.core.values import Cell
from kusei_batch.core.ward import Department
from kusei_batch.pipeline.intake.editions import IssuedEditions, edition
from kusei_batch.pipeline.intake.worker_context import ExaminationContext
from kusei_batch.pipeline.outputs.answer_findings import (
    ReturnedCopy,
    build_findings,
    find_cut,
    find_dropped,
    find_not_carried,
    find_untold,
)
from kusei_batch.pipeline.outputs.done_folder import put_into_done
from kusei_batch.pipeline.outputs.remaking import Documents, digest_of
from kusei_batch.pipeline.outputs.stamping_forward import stamp_forward
from kusei_batch.pipeline.outputs.writing import Output, Plan
from kusei_batch.pipeline.status.newest_submissions import read_submission_again
from kusei_batch.pipeline.status.placing import build_entries, place_rows, row_counts, stamp_entries
from kusei_batch.pipeline.status.round_status import YearStatus
from kusei_batch.xlsx.stamp import Covering, Finding, Stamp

SENT_BACK_FOLDER = "02_差戻し"
RETURNED = "_差戻し"
"""How the names of sheets that are sent back end."""

OLDER = "older-version"
"""Code of an answer in a version of the form that was issued again in another one."""


def plan_returned(
    workspace: Workspace,
    context: ExaminationContext,
    editions: IssuedEditions,
    status: YearStatus,
    sent_back_tonight: set[str],
    documents: Documents,
) -> Iterator[Plan]:
    """Yield an answer to write for every sheet whose last file has errors; put away those that are settled.

    `sent_back_tonight` are the contents that came in tonight; an answer that is already there is not written again, so
    that nobody's half-corrected copy in the outbox is taken away. A killed run leaves none out, nor does one that
    found the last answer open: what is missing, or answers another content by `documents`, is written the next night.
    So is one that nobody has touched, where what it tells is another by now: the day it is due, say, or its version;
    but of a round that is not known tonight, by a fault of the settings or since its year is over, it stays as it is.
    """
    words = workspace.settings.words.own()
    for sheet_id, receipt in status.newest.items():
        sheet = context.register.get(sheet_id)
        # What a ward has received, it sends back itself.
        if sheet is None or sheet.origin:
            continue
        problems, path = status.problems[receipt.sha256], returned_path(workspace, sheet)
        if rival := status.rivals_told.get(sheet_id):
            problems = (*problems, rival)
        if not is_answered(receipt.verdict, problems):
            if path.exists():
                yield None, partial(put_into_done, path)
            continue
        department = context.departments[sheet.department_code]
        covering = _covering(workspace, sheet, department, status, receipt.verdict)
        came = workspace.calendar.date_label(receipt.received)
        copy, round_ = ReturnedCopy(sheet, receipt, problems, covering, words, came), _round_of(status, sheet)
        due = workspace.calendar.day_label(round_.due) if round_ else ""
        # Neither its own day, nor whether that is past the day it is due, makes it another.
        plain = replace(sheet, stamped=dict(sheet.stamped))
        told = replace(copy, sheet=plain, covering=replace(covering, returned="", due=due))
        inputs = digest_of(told)
        if (
            receipt.sha256 in sent_back_tonight
            or not (path.exists() or workspace.is_rehearsal)
            or documents.answers_another(path, receipt.sha256, receipt.received)
            or (round_ is not None and documents.is_outdated(path, inputs))
        ):
            output = Output("sent_back", department.ward, path)
            make = partial(_make_answer, workspace, context, editions, copy)
            remember = partial(documents.remember, output, inputs, receipt.sha256)
            yield output, partial(_answer, make, remember, documents, path, status.as_of)


def _round_of(status: YearStatus, sheet: IssuedSheet) -> Round | None:
    """Return the round of a sheet; None of one that is no longer in config.toml."""
    rounds = (found.round for found in (*status.rounds, *status.confirmations))
    return next((r for r in rounds if (r.name, r.fiscal_year) == (sheet.round, sheet.fiscal_year)), None)


def is_answered(verdict: Verdict, problems: Sequence[Problem]) -> bool:
    """Return whether a file is answered with a sheet: it was sent back, or is of a version that is no longer issued."""
    return verdict is Verdict.SENT_BACK or (verdict.counts and any(p.code == OLDER for p in problems))


def _covering(
    workspace: Workspace, sheet: IssuedSheet, department: Department, status: YearStatus, verdict: Verdict
) -> Covering:
    """Return what stands above the findings; of a round that is no longer in config.toml, no due day is known."""
    round_ = _round_of(status, sheet)
    due = workspace.calendar.day_label(round_.due) if round_ else ""
    if verdict.counts:
        due = "出し直さなくても構いません。受理した内容で数えています。新しい版の項目に書くときに、出し直してください。"
    elif round_ and round_.days_late(status.as_of):
        due = f"すぐに提出し直してください（{due}の期限を過ぎています）。"
    ward, office = department.ward.name, workspace.office_of(department.ward)
    return Covering(
        department=f"{ward}　{department.name}",
        sheet_id=sheet.sheet_id,
        returned=workspace.calendar.date_label(status.as_of),
        due=due,
        submit_to=office.submit_to or f"{workspace.settings.folders.inbox}/{ward}/{department.name}",
        contact=office.contact,
        section=workspace.settings.words.section,
    )


def returned_path(workspace: Workspace, sheet: IssuedSheet) -> Path:
    """Return where a sheet that was sent back lies until it is settled."""
    issued = Path(sheet.path)
    folder = workspace.year_folder(sheet.fiscal_year, sheet.round) / SENT_BACK_FOLDER
    return folder / issued.with_stem(f"{issued.stem}{RETURNED}")


def _answer(
    make: Callable[[], bytes], remember: Callable[[], None], documents: Documents, path: Path, day: dt.date
) -> None:
    """Write an answer, and enter which content it answers and what it tells.

    One that lies there and is not as it was written may be half corrected: it is kept in 済.
    """
    content = make()
    if documents.is_touched(path):
        put_into_done(path)
    documents.write(path, content, day)
    remember()


def _make_answer(
    workspace: Workspace, context: ExaminationContext, editions: IssuedEditions, copy: ReturnedCopy
) -> bytes:
    returned = read_submission_again(workspace, context, copy.sheet, copy.receipt, copy.problems)
    opened = editions.of(returned.sheet)
    lost: list[Finding] = []
    if edition(returned.sheet) != edition(copy.sheet) and edition(copy.sheet) not in editions.lost:
        opened = editions.of(copy.sheet)
        forward = stamp_forward(context, returned, copy.sheet, opened.form)
        lost = list(find_dropped(forward.carried, copy))
        returned, copy = forward.returned, replace(copy, problems=forward.problems)
    sheet = returned.sheet
    placement = place_rows(opened.form, sheet, returned)
    entries = build_entries(opened.form, sheet, placement, copy.problems)
    findings = build_findings(opened.form, placement, copy)
    stamp = Stamp(
        sheet_id=sheet.sheet_id,
        seal=seal(context.key, sheet.sheet_id, sheet.form, sheet.form_version),
        display=sheet.stamped,
        entries=entries,
        findings=[
            *findings,
            *lost,
            *find_untold(returned.submission, copy),
            *find_cut(opened.form, entries, copy),
            *find_not_carried(copy),
        ],
        rows=row_counts(sheet, placement),
        covering=copy.covering,
        blank=_blank_cells(opened.form, entries),
    )
    return stamp_entries(opened, stamp)


def _blank_cells(form: Form, entries: Mapping[str, Sequence[Cell]]) -> frozenset[tuple[str, str]]:
    return frozenset(
        (field.sheet, address)
        for field in form.fields
        for address, cell in zip(field.cells, entries.get(field.qualified, ()), strict=False)
        if cell.is_blank
    )
