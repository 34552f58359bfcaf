"""差戻し: their values in a fresh sheet, with what is wrong written beside them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kusei_batch.collect.archive import archived_path
from kusei_batch.core.identity import seal
from kusei_batch.core.problem import Severity
from kusei_batch.core.submission import Verdict
from kusei_batch.core.values import text_cell
from kusei_batch.disk import cannot_write, write_atomic
from kusei_batch.errors import CannotRunError
from kusei_batch.pipeline.examining import Job, Room, read_submission
from kusei_batch.pipeline.writing import Output, Plan
from kusei_batch.validate.privacy import MASK, mask_individual_numbers, mask_text
from kusei_batch.xlsx.stamp import Finding, Stamp, stamp_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kusei_batch.config import Workspace
    from kusei_batch.core.form import Field, Form
    from kusei_batch.core.problem import Problem
    from kusei_batch.core.submission import IssuedSheet, Receipt, Row, Submission
    from kusei_batch.core.values import Cell
    from kusei_batch.pipeline.rooms import Library
    from kusei_batch.pipeline.standing import Standing


@dataclass(frozen=True)
class Answer:
    """A sheet, the file that is answered, and what was found in it."""

    sheet: IssuedSheet
    receipt: Receipt
    problems: Sequence[Problem]


SENT_BACK_FOLDER = "02_差戻し"
DONE_FOLDER = "済"


def plan_answers(workspace: Workspace, room: Room, library: Library, standing: Standing, fresh: set[str]) -> list[Plan]:
    """An answer to write for every sheet whose last file has errors; those that are settled are put away.

    `fresh` are the contents that came in tonight; an answer that is already there is not written again, so
    that nobody's half-corrected copy in the outbox is overwritten. A killed run leaves none out: what is
    missing is written the next night.
    """
    plans: list[Plan] = []
    for sheet_id, receipt in standing.newest.items():
        sheet = room.register.get(sheet_id)
        if sheet is None:
            continue
        answer = Answer(sheet, receipt, standing.problems[receipt.sha256])
        ward = room.departments[sheet.department_code].ward
        path = answer_path(workspace, sheet)
        if receipt.verdict is not Verdict.SENT_BACK:
            plans += [] if not path.exists() else [(None, partial(_put_away, path))]
        elif receipt.sha256 in fresh or not (path.exists() or workspace.is_rehearsal):
            write = partial(_write_answer, workspace, room, library, answer)
            plans.append((Output("sent_back", ward, path), partial(write, path)))
    return plans


def answer_path(workspace: Workspace, sheet: IssuedSheet) -> Path:
    """Where a sheet that was sent back lies until it is settled."""
    issued = Path(sheet.path)
    folder = workspace.year_folder(sheet.fiscal_year, sheet.round) / SENT_BACK_FOLDER
    return folder / issued.with_stem(f"{issued.stem}_差戻し")


def _put_away(path: Path) -> None:
    """Move a settled answer into 済, so that what lies in the folder is what is still open."""
    target = path.parent / DONE_FOLDER / path.name
    try:
        target.parent.mkdir(exist_ok=True)
        path.replace(target)
    except OSError as error:
        raise cannot_write(target, error) from error


def _write_answer(workspace: Workspace, room: Room, library: Library, answer: Answer, path: Path) -> None:
    archived = archived_path(workspace.archive, answer.receipt.sha256)
    if not archived.is_file():
        raise CannotRunError(
            f"「{mask_text(answer.receipt.path)}」の原本の控えがないため、差戻しの様式を作れませんでした。",
            "kusei verify で控えを点検し、バックアップから .kusei/archive を戻してください。",
        )
    job = Job(str(archived), answer.receipt.sha256, answer.receipt.path)
    sheet, submission = read_submission(room, job, answer.sheet)
    opened = library.of(sheet)
    stamp = Stamp(
        sheet_id=sheet.sheet_id,
        seal=seal(room.key, sheet.sheet_id, sheet.form, sheet.form_version),
        display=sheet.stamped,
        entries=build_entries(opened.form, submission, answer.problems),
        findings=build_findings(opened.form, submission, answer.problems),
    )
    write_atomic(path, stamp_sheet(opened.compiled, stamp))


def build_entries(form: Form, submission: Submission, problems: Sequence[Problem]) -> dict[str, list[Cell]]:
    """The cells as typed of every entry field, top to bottom, by qualified name.

    Only the digits of a 個人番号 are not sent round again.
    """
    private = _private_cells(problems)
    entries = {}
    for field in form.fields:
        if field.is_entry:
            entries[field.qualified] = [_sendable(row, field, private) for row in _rows(field, submission)]
    return entries


def _private_cells(problems: Sequence[Problem]) -> set[tuple[str, str]]:
    places = [p.location for p in problems if p.code == "individual-number"]
    return {(place.sheet or "", cell) for place in places for cell in place.cells}


def _sendable(row: Row, field: Field, private: set[tuple[str, str]]) -> Cell:
    """A cell as typed, without the digits of a 個人番号; none of it where only its value as understood is one."""
    entry = row.entries.get(field.name)
    masked = mask_individual_numbers(row.cell(field.name))
    if entry and masked is entry.cell and (mask_text(entry.sheet), entry.address) in private:
        return text_cell(MASK)
    return masked


def build_findings(form: Form, submission: Submission, problems: Sequence[Problem]) -> list[Finding]:
    """What 確認事項 lists, errors first, each with its place in the fresh sheet.

    The place differs from where it was found when rows were inserted or a sheet was renamed. Rows the form
    has no room for are listed with all their words, so that nothing typed is lost on the way back.
    """
    places, private = _places(form, submission), _private_cells(problems)
    grave_first = sorted(problems, key=lambda p: list(Severity).index(p.severity))
    return [*(_finding(problem, places) for problem in grave_first), *_without_room(form, submission, private)]


def _without_room(form: Form, submission: Submission, private: set[tuple[str, str]]) -> Iterator[Finding]:
    for table in form.tables:
        fields = form.entries_of(table.name)
        for row in _rows(fields[0], submission)[table.max_rows :] if fields else ():
            typed = {f.name: _sendable(row, f, private).text for f in fields}
            words = "　".join(f"{name}: {text}" for name, text in typed.items() if text)
            message = f"「{table.name}」の{row.number}行目は、欄がないため写せませんでした。書かれていた内容: {words}"
            remedy = f"{table.max_rows}行までにまとめ直すときに、この内容をお使いください。"
            yield Finding(Severity.WARNING, fields[0].sheet, (), table.name, message, remedy)


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
                    places[mask_text(entry.sheet), entry.address] = (field.sheet, address)
    return places


def _finding(problem: Problem, places: Mapping[tuple[str, str], tuple[str, str]]) -> Finding:
    place = problem.location
    known = [places[place.sheet or "", cell] for cell in place.cells if (place.sheet or "", cell) in places]
    moved = known or [(place.sheet or "", cell) for cell in place.cells]
    sheet = moved[0][0] if moved else place.sheet or ""
    cells = tuple(cell for _, cell in moved)
    return Finding(problem.severity, sheet, cells, place.field or "", problem.message, problem.remedy)
