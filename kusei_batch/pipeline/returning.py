"""差戻し: their values in a fresh sheet, with what is wrong written beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kusei_batch.collect.archive import archived_path
from kusei_batch.core.identity import seal
from kusei_batch.core.problem import Severity
from kusei_batch.core.submission import Verdict
from kusei_batch.disk import cannot_write, write_atomic
from kusei_batch.issue.plan import sheet_name
from kusei_batch.pipeline.examining import Job, Room, read_submission
from kusei_batch.pipeline.issuing import round_facts
from kusei_batch.pipeline.reporting import Output
from kusei_batch.validate.privacy import mask_individual_numbers
from kusei_batch.xlsx.stamp import Finding, Stamp, stamp_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from kusei_batch.config import Workspace
    from kusei_batch.core.form import Field, Form
    from kusei_batch.core.problem import Problem
    from kusei_batch.core.submission import IssuedSheet, Receipt, Row, Submission
    from kusei_batch.core.values import Cell
    from kusei_batch.pipeline.rooms import Library
    from kusei_batch.pipeline.standing import Standing

SENT_BACK_FOLDER = "02_差戻し"
DONE_FOLDER = "済"


def return_sheets(
    workspace: Workspace, room: Room, library: Library, standing: Standing, fresh: set[str]
) -> list[Output]:
    """Write the answer to every sheet whose last file has errors, and put away those that are settled.

    `fresh` are the contents that came in tonight; an answer that is already there is not written again, so
    that nobody's half-corrected copy in the outbox is overwritten. A killed run leaves none out: what is
    missing is written the next night.
    """
    outputs = []
    for sheet, receipt in _answered(room, standing):
        path = _path(workspace, room, library, sheet)
        if receipt.verdict is not Verdict.SENT_BACK:
            _put_away(path)
        elif receipt.sha256 in fresh or not (path.exists() or workspace.is_rehearsal):
            problems = standing.problems[receipt.sha256]
            write_atomic(path, _render(workspace, room, library, (sheet, receipt, problems)))
            outputs.append(Output("sent_back", room.departments[sheet.department_code].ward, path))
    return outputs


def _answered(room: Room, standing: Standing) -> Iterator[tuple[IssuedSheet, Receipt]]:
    """The sheets of the rounds in hand that have come back at least once, with the last file received."""
    for round_ in standing.rounds:
        for sheet in round_.sheets.values():
            if sheet.sheet_id in standing.newest and sheet.sheet_id in room.register:
                yield sheet, standing.newest[sheet.sheet_id]


def _path(workspace: Workspace, room: Room, library: Library, sheet: IssuedSheet) -> Path:
    round_ = workspace.round(sheet.round)
    facts = round_facts(workspace, round_, library.of(sheet.sheet_id).form)
    name = sheet_name(facts, room.departments[sheet.department_code], "_差戻し")
    return workspace.year_folder(round_) / SENT_BACK_FOLDER / name


def _put_away(path: Path) -> None:
    """Move a settled answer into 済, so that what lies in the folder is what is still open."""
    if not path.exists():
        return
    target = path.parent / DONE_FOLDER / path.name
    try:
        target.parent.mkdir(exist_ok=True)
        path.replace(target)
    except OSError as error:
        raise cannot_write(target, error) from error


def _render(
    workspace: Workspace,
    room: Room,
    library: Library,
    answer: tuple[IssuedSheet, Receipt, Sequence[Problem]],
) -> bytes:
    sheet, receipt, problems = answer
    opened = library.of(sheet.sheet_id)
    archived = archived_path(workspace.archive, receipt.sha256)
    submission = read_submission(room, Job(str(archived), receipt.sha256, receipt.path), sheet)
    stamp = Stamp(
        sheet_id=sheet.sheet_id,
        seal=seal(room.key, sheet.sheet_id, sheet.form, sheet.form_version),
        display=sheet.stamped,
        entries=build_entries(opened.form, submission),
        findings=build_findings(opened.form, submission, problems),
    )
    return stamp_sheet(opened.compiled, stamp)


def build_entries(form: Form, submission: Submission) -> dict[str, list[Cell]]:
    """The cells as typed of every entry field, top to bottom, by qualified name.

    Only the digits of a 個人番号 are not sent round again.
    """
    entries = {}
    for field in form.fields:
        if field.is_entry:
            entries[field.qualified] = [
                mask_individual_numbers(row.cell(field.name)) for row in _rows(field, submission)
            ]
    return entries


def build_findings(form: Form, submission: Submission, problems: Sequence[Problem]) -> list[Finding]:
    """What 確認事項 lists, errors first, each with its place in the fresh sheet.

    The place differs from where it was found when rows were inserted or a sheet was renamed.
    """
    places = _places(form, submission)
    grave_first = sorted(problems, key=lambda p: list(Severity).index(p.severity))
    return [_finding(problem, places) for problem in grave_first]


def _rows(field: Field, submission: Submission) -> Sequence[Row]:
    """The rows that hold a field; blank ones are dropped only when more came back than the form has room for."""
    rows = submission.tables.get(field.table, ()) if field.table else (submission.head,)
    return rows if len(rows) <= len(field.cells) else [row for row in rows if not row.is_blank]


def _places(form: Form, submission: Submission) -> dict[tuple[str, str], tuple[str, str]]:
    """Where each entry found in the returned workbook stands in the fresh one: (sheet, cell) -> (sheet, cell)."""
    places = {}
    for field in form.fields:
        if field.is_entry:
            for row, address in zip(_rows(field, submission), field.cells, strict=False):
                entry = row.entries.get(field.name)
                if entry:
                    places[entry.sheet, entry.address] = (field.sheet, address)
    return places


def _finding(problem: Problem, places: Mapping[tuple[str, str], tuple[str, str]]) -> Finding:
    place = problem.location
    moved = [places.get((place.sheet or "", cell), (place.sheet or "", cell)) for cell in place.cells]
    sheet = moved[0][0] if moved else place.sheet or ""
    cells = tuple(cell for _, cell in moved)
    return Finding(problem.severity, sheet, cells, place.field or "", problem.message, problem.remedy)
