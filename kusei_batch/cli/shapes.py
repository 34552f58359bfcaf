"""The objects --json prints; their shapes are fixed, since other programs read them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kusei_batch.cli.decisions_screen import decisions_json
from kusei_batch.core.form import Necessity
from kusei_batch.core.record import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kusei_batch.config import Workspace
    from kusei_batch.core.form import Field, Form
    from kusei_batch.core.problem import Problem
    from kusei_batch.core.record import Coverage, Record
    from kusei_batch.core.run import Run
    from kusei_batch.core.submission import IssuedSheet
    from kusei_batch.core.values import TypedValue
    from kusei_batch.pipeline.issuing import IssueReport
    from kusei_batch.pipeline.outputs.night_report import NightReport
    from kusei_batch.pipeline.questions import FileProblems
    from kusei_batch.pipeline.status.letters_due import DueLetter
    from kusei_batch.pipeline.workspace.form_check import FormListing
    from kusei_batch.xlsx.draft.draft import FormDraft

Json = dict[str, Any]


def issued_path(workspace: Workspace, sheet: IssuedSheet) -> Path:
    """Return where an issued sheet lies, as seen from the workspace."""
    from kusei_batch.pipeline.outputs.putting_away import issued_path as absolute

    return output_path(workspace, absolute(workspace, sheet))


def output_path(workspace: Workspace, path: Path) -> Path:
    """Return a written file as seen from the workspace; of a rehearsal, where the real run would put it."""
    folder = Path(workspace.settings.folders.outbox)
    return folder / path.relative_to(workspace.outbox)


def form_json(form: Form) -> Json:
    """Return the answer of `form show`."""
    fields = [
        {
            "name": field.name,
            "table": field.table,
            "kind": "entry" if field.is_entry else "display",
            "type": field.type.value,
            "required": _required(field),
            "choices": [choice.value for choice in form.choices_of(field)],
            "sheet": field.sheet,
            "cells": list(field.cells),
        }
        for field in form.fields
    ]
    return {"form": form.id, "version": form.version, "title": form.title, "fields": fields}


def _required(field: Field) -> bool | str:
    """Return True, False, or the condition under which the field is required."""
    if field.necessity is Necessity.CONDITIONAL and field.condition:
        return field.condition.text
    return field.necessity is Necessity.REQUIRED


def listing_json(listing: FormListing) -> Json:
    """Return one form of `form list`; version and title are null where the template has faults."""
    form = listing.form
    return {
        "form": listing.path.stem,
        "version": form.version if form else None,
        "title": form.title if form else None,
        "rounds": list(listing.rounds),
    }


def issue_json(workspace: Workspace, report: IssueReport) -> Json:
    """Return the answer of `issue`: the sheets issued now, the requests that go with them, and those issued before.

    `kept`, `without_room`, `moved` and `failures` are in it only if there are any.
    """
    lost = {sheet_id: list(rows) for sheet_id, rows in report.without_room.items()}
    moved = [{"path": str(one.path), "kept": str(one.kept)} for one in report.moved]
    failures = [{"error": failure.message, "remedy": failure.remedy} for failure in report.failures]
    return {
        "issued": [_sheet_json(workspace, sheet) for sheet in report.issued],
        "letters": [str(output.path) for output in report.letters],
        "already": [_sheet_json(workspace, sheet) for sheet in report.left],
        **({"kept": [sheet.sheet_id for sheet in report.kept]} if report.kept else {}),
        **({"without_room": lost} if lost else {}),
        **({"moved": moved} if moved else {}),
        **({"failures": failures} if failures else {}),
    }


def _sheet_json(workspace: Workspace, sheet: IssuedSheet) -> Json:
    return {
        "sheet_id": sheet.sheet_id,
        "form": sheet.form,
        "round": sheet.round,
        "fiscal_year": sheet.fiscal_year,
        "ward": sheet.ward_code,
        "department": sheet.department_code,
        "path": issued_path(workspace, sheet).as_posix(),
    }


def night_json(workspace: Workspace, report: NightReport) -> Json:
    """Return the answer of `nightly`.

    `failures`, `faults`, `changed`, `uncounted`, `decisions` and `unfinished` are in it only if there are any.
    """
    changed = [{"sheet_id": sheet.sheet_id, **problem.as_json()} for sheet, problem in report.changed]
    failures = [{"error": failure.message, "remedy": failure.remedy} for failure in report.failures]
    return {
        "run_id": report.run_id,
        "as_of": report.as_of.isoformat(),
        "files": [
            {
                "path": f"{workspace.settings.folders.inbox}/{file.path}",
                "sha256": file.sha256,
                "sheet_id": file.sheet_id,
                "verdict": file.verdict.value,
                "problems": [problem.as_json() for problem in file.problems],
            }
            for file in report.files
        ],
        "coverage": [coverage_json(c) for c in report.coverage],
        "outputs": [
            {"kind": o.kind, "ward": o.ward and o.ward.code, "path": output_path(workspace, o.path).as_posix()}
            for o in report.outputs
        ],
        **({"failures": failures} if failures else {}),
        **({"faults": [place_json(problem) for problem in report.faults]} if report.faults else {}),
        **({"changed": changed} if changed else {}),
        **({"orphans": [problem.as_json() for problem in report.uncounted]} if report.uncounted else {}),
        **decisions_json(report.decisions, report.unfinished),
    }


def letters_json(workspace: Workspace, letters: Sequence[DueLetter]) -> Json:
    """Return the letters that are to be sent; an empty object when none is."""
    waiting = [
        {
            "kind": letter.kind.value,
            "round": letter.status.round.name,
            "ward": letter.ward.code,
            "departments": [covered.department.code for covered in letter.coverage],
            "path": str(letter_path(workspace, letter)),
        }
        for letter in letters
    ]
    return {"letters": waiting} if waiting else {}


def letter_path(workspace: Workspace, letter: DueLetter) -> Path:
    """Return where the Word draft of a letter lies, as seen from the workspace."""
    from kusei_batch.pipeline.outputs.letters import document_path

    return output_path(workspace, document_path(workspace, letter))


def run_json(run: Run | None) -> Json | None:
    """Return the last night: the day it was for, its beginning and end by the clock, its outcome and its counts."""
    if run is None:
        return None
    return {
        "as_of": run.as_of.isoformat(),
        "started": run.started.isoformat(timespec="seconds"),
        "ended": run.ended and run.ended.isoformat(timespec="seconds"),
        "outcome": run.outcome and run.outcome.value,
        "counts": dict(run.counts),
    }


def coverage_json(coverage: Coverage) -> Json:
    """Return the state of one department in one round."""
    return {
        "ward": coverage.department.ward.code,
        "department": coverage.department.code,
        "round": coverage.round,
        "state": coverage.state.value,
        "sheet_id": coverage.sheet_id,
        "sha256": coverage.sha256,
        "first_accepted": _day(coverage.first_accepted),
        "corrected": _day(coverage.corrected),
        "days_late": coverage.days_late,
    }


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def problems_json(file: FileProblems) -> Json:
    """Return one file with its problems; of a sheet that is out, hash and verdict are null."""
    about, receipt = file.about, file.receipt
    return {
        "path": about.path,
        "sha256": file.sha256,
        "sheet_id": about.sheet_id,
        "verdict": receipt and receipt.verdict.value,
        "received": receipt and receipt.received.isoformat(),
        "counts": file.counts,
        "problems": [problem.as_json() for problem in file.problems],
    }


def place_json(problem: Problem) -> Json:
    """Return a problem of the settings: P, and the file it stands in."""
    return {**problem.as_json(), "file": problem.location.file}


def error_json(message: str, remedy: str, problems: Sequence[Problem]) -> Json:
    """Return what stopped a run."""
    return {"error": message, "remedy": remedy, "problems": [place_json(p) for p in problems]}


def records_json(records: Sequence[Record]) -> list[Json]:
    """Return records, a row each, each with the fields of the form's head.

    A form without rows (no table, or 該当なし) gives its head alone, with row null.
    """
    return [_record_json(record, head) for record, head in rows_of(records)]


def _record_json(record: Record, head: Record | None) -> Json:
    joined = [head, record] if head and head is not record else [record]
    fields = {name: value for part in joined for name, value in part.fields.items()}
    cells = {name: cell for part in joined for name, cell in part.source.cells.items()}
    return {
        "ward": record.department.ward.code,
        "department": record.department.code,
        "sheet_id": record.sheet_id,
        "row": record.number,
        "row_id": record.key.row_id,
        "table": record.table,
        "fields": {name: _plain(value) for name, value in fields.items()},
        "source": {"sha256": record.source.sha256, "sheet": record.source.sheet, "cells": cells},
    }


def _plain(value: TypedValue) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def draft_json(draft: FormDraft, problems: Sequence[Problem]) -> Json:
    """Return the answer of `form new` beside the path: what was proposed, and what a check found."""
    return {
        "title": draft.title,
        "number": draft.number,
        "fields": [
            {
                "name": one.name,
                "table": one.table,
                "kind": str(one.kind),
                "type": str(one.type),
                "choices": list(one.choices),
                "unit": one.unit,
                "sheet": one.sheet,
                "cell": one.cell,
            }
            for one in draft.fields
        ],
        "tables": [
            {"name": t.name, "sheet": t.sheet, "rows": t.block.height, "records": t.records} for t in draft.tables
        ],
        "remarks": [
            {"sheet": one.sheet, "cell": one.cell, "assumed": one.assumed, "look": one.look}
            for one in draft.all_remarks
        ],
        "problems": [place_json(p) for p in problems],
    }
