"""差戻し: their values in a fresh sheet, with what is wrong written beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from kusei_batch.config import Workspace
from kusei_batch.core.form import Form
from kusei_batch.core.identity import seal
from kusei_batch.core.own_words import STANDARD_WORDS, OwnWords
from kusei_batch.core.problem import Problem, Severity
from kusei_batch.core.submission import IssuedSheet, Receipt, Submission, Verdict
from kusei_batch.core.submission_decision import mark_of
from kusei_batch.core.text.lengths import CELL_TEXT, units
from kusei_batch.core.values import Cell
from kusei_batch.core.ward import Department
from kusei_batch.disk import cannot_write, move, write_atomic
from kusei_batch.pipeline.intake.editions import IssuedEditions, edition
from kusei_batch.pipeline.intake.worker_context import ExaminationContext
from kusei_batch.pipeline.outputs.remaking import Documents
from kusei_batch.pipeline.outputs.stamping_forward import stamp_forward
from kusei_batch.pipeline.outputs.writing import Output, Plan
from kusei_batch.pipeline.status.newest_submissions import read_submission_again
from kusei_batch.pipeline.status.placing import (
    Placement,
    build_entries,
    place_rows,
    row_counts,
    stamp_entries,
    words_of_dropped,
    words_untold,
    words_without_room,
)
from kusei_batch.pipeline.status.round_status import YearStatus
from kusei_batch.validate.other_edition import Carried
from kusei_batch.validate.personal import mask_name
from kusei_batch.validate.privacy import mask_text
from kusei_batch.xlsx.reference import parse_address
from kusei_batch.xlsx.stamp import Covering, Finding, Stamp


@dataclass(frozen=True)
class ReturnedCopy:
    """A sheet, the file that is answered, what was found in it, and what stands above that."""

    sheet: IssuedSheet
    receipt: Receipt
    problems: Sequence[Problem]
    covering: Covering | None = None
    words: OwnWords = STANDARD_WORDS


SENT_BACK_FOLDER = "02_差戻し"
RETURNED = "_差戻し"
"""How the names of sheets that are sent back end."""

DONE_FOLDER = "済"

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
    that nobody's half-corrected copy in the outbox is overwritten. A killed run leaves none out, nor does one that
    found the last answer open: what is missing, or answers another content by `documents`, is written the next night.
    """
    words = workspace.settings.words.own()
    for sheet_id, receipt in status.newest.items():
        sheet = context.register.get(sheet_id)
        # What a ward has received, it sends back itself.
        if sheet is None or sheet.origin:
            continue
        problems, path = status.problems[receipt.sha256], returned_path(workspace, sheet)
        if not is_answered(receipt.verdict, problems):
            if path.exists():
                yield None, partial(_put_away, path)
        elif (
            receipt.sha256 in sent_back_tonight
            or not (path.exists() or workspace.is_rehearsal)
            or documents.is_of_other(path, receipt.sha256)
        ):
            department = context.departments[sheet.department_code]
            covering = _covering(workspace, sheet, department, status, receipt.verdict)
            output = Output("sent_back", department.ward, path)
            copy = ReturnedCopy(sheet, receipt, problems, covering, words)
            write = partial(_write_answer, workspace, context, editions, copy)
            yield output, partial(_answer, write, documents, output, receipt.sha256)


def is_answered(verdict: Verdict, problems: Sequence[Problem]) -> bool:
    """Return whether a file is answered with a sheet: it was sent back, or is of a version that is no longer issued."""
    return verdict is Verdict.SENT_BACK or (verdict.counts and any(p.code == OLDER for p in problems))


def _covering(
    workspace: Workspace, sheet: IssuedSheet, department: Department, status: YearStatus, verdict: Verdict
) -> Covering:
    """Return what stands above the findings; of a round that is no longer in config.toml, no due day is known."""
    rounds = (found.round for found in (*status.rounds, *status.confirmations))
    round_ = next((r for r in rounds if (r.name, r.fiscal_year) == (sheet.round, sheet.fiscal_year)), None)
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


def _put_away(path: Path) -> None:
    """Move a settled answer into 済, so that what lies in the folder is what is still open."""
    target = path.parent / DONE_FOLDER / path.name
    try:
        move(path, target)
    except OSError as error:
        raise cannot_write(target, error) from error


def _answer(write: Callable[[Path], None], documents: Documents, output: Output, content: str) -> None:
    """Write an answer, and enter which content it answers."""
    write(output.path)
    documents.remember(output, content)


def _write_answer(
    workspace: Workspace, context: ExaminationContext, editions: IssuedEditions, copy: ReturnedCopy, path: Path
) -> None:
    returned = read_submission_again(workspace, context, copy.sheet, copy.receipt, copy.problems)
    opened = editions.of(returned.sheet)
    lost: list[Finding] = []
    if edition(returned.sheet) != edition(copy.sheet) and edition(copy.sheet) not in editions.lost:
        opened = editions.of(copy.sheet)
        forward = stamp_forward(context, returned, copy.sheet, opened.form)
        lost = list(_dropped(forward.carried, copy))
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
            *_untold(returned.submission, copy),
            *_cut(opened.form, entries, copy),
            *_not_carried(copy),
        ],
        rows=row_counts(sheet, placement),
        covering=copy.covering,
        blank=_blank_cells(opened.form, entries),
    )
    write_atomic(path, stamp_entries(opened, stamp))


def build_findings(form: Form, placement: Placement, copy: ReturnedCopy) -> list[Finding]:
    """Return what 確認事項 lists, errors first, each with its place in the fresh sheet.

    The place differs from where it was found when rows were inserted or moved, or a sheet was renamed. Rows the
    form has no room for are listed with all their words, so that nothing typed is lost on the way back.
    """
    places = _places(form, placement)
    grave_first = sorted(copy.problems, key=lambda p: list(Severity).index(p.severity))
    return [*(_finding(problem, places, copy.words) for problem in grave_first), *_without_room(form, placement, copy)]


def _without_room(form: Form, placement: Placement, copy: ReturnedCopy) -> Iterator[Finding]:
    for table, row, words in words_without_room(form, copy.sheet, placement, copy.problems):
        message = f"「{table.name}」の{row.number}行目は、欄がないため写せませんでした。書かれていた内容：{words}"
        remedy = f"{table.max_rows}行までにまとめ直すときに、この内容をお使いください。"
        yield Finding(Severity.WARNING, form.entries_of(table.name)[0].sheet, (), table.name, message, remedy)


def _untold(submission: Submission, copy: ReturnedCopy) -> Iterator[Finding]:
    """Yield one finding for each row of words that stand in no place of the fresh copy, since it is not known whose."""
    rows: dict[tuple[str, int], list[tuple[str, str]]] = {}
    for entry, text in words_untold(submission, copy.problems):
        rows.setdefault((entry.sheet, parse_address(entry.address)[0]), []).append((entry.address, text))
    for (sheet, row), words in rows.items():
        quoted = "　".join(f"{address}: {text}" for address, text in words)
        message = f"{row}行目は、どの件の記入か分からないため写せませんでした。書かれていた内容：{quoted}"
        yield Finding(Severity.WARNING, sheet, (), "写していないもの", message, "正しい欄に書き写してください。")


def _dropped(carried: Carried, copy: ReturnedCopy) -> Iterator[Finding]:
    """Yield one finding for each field that the version now issued does not have, with all that was typed in it."""
    for name, words in words_of_dropped(carried, copy.problems):
        message = f"「{name}」は、第{carried.form.version}版にないため写していません。書かれていた内容：{words}"
        yield Finding(
            Severity.WARNING, "", (), name, message, f"要るものは、ほかの欄に書いてください。{_original(copy)}"
        )


_NOT_CARRIED = ("beside-entries", "typed-outside")


def _not_carried(copy: ReturnedCopy) -> Iterator[Finding]:
    """Yield what the fresh copy does not bring along, with the way to the file that has it."""
    left = [p for p in copy.problems if p.code in _NOT_CARRIED]
    if not left:
        return
    things = "、".join(p.params.get("things") or f"シート「{p.location.sheet}」の{p.location.cell}" for p in left)
    message = f"この様式には、提出されたファイルの次のものを写していません：{things}"
    remedy = f"{_original(copy)}必要なものは、そこから記入欄に書き写してください。"
    yield Finding(Severity.WARNING, left[0].location.sheet or "", (), "写していないもの", message, remedy)


def _original(copy: ReturnedCopy) -> str:
    """Return where the department finds what it had written, and whom it asks where it does not."""
    file = mask_name(copy.receipt.path)
    return (
        f"提出されたファイル「{file}」（{copy.receipt.received:%Y/%m/%d}受付）には、もとのまま残っています。"
        f"ファイルが見当たらないときは、提出先に控えを頼んでください（控えの番号 {mark_of(copy.receipt.sha256)}）。"
    )


def _cut(form: Form, entries: Mapping[str, Sequence[Cell]], copy: ReturnedCopy) -> Iterator[Finding]:
    """Yield the entries of which the fresh copy bears the beginning alone: more than a cell can hold."""
    for field in form.fields:
        for address, cell in zip(field.cells, entries.get(field.qualified, ()), strict=False):
            if units(cell.text) > CELL_TEXT:
                message = (
                    f"「{field.name}」は1つのセルに入る{CELL_TEXT:,}字を超えるため、初めの部分だけを写しています。"
                )
                remedy = f"{CELL_TEXT:,}字に収まるようにまとめてください。{_original(copy)}"
                yield Finding(Severity.WARNING, field.sheet, (address,), field.name, message, remedy)


def _blank_cells(form: Form, entries: Mapping[str, Sequence[Cell]]) -> frozenset[tuple[str, str]]:
    return frozenset(
        (field.sheet, address)
        for field in form.fields
        for address, cell in zip(field.cells, entries.get(field.qualified, ()), strict=False)
        if cell.is_blank
    )


def _places(form: Form, placement: Placement) -> dict[tuple[str, str], tuple[str, str]]:
    """Return where each entry of the returned workbook stands in the fresh one: (sheet, cell) -> (sheet, cell)."""
    places = {}
    for field in form.fields:
        if field.is_entry:
            for row, address in zip(placement.rows_of(field), field.cells, strict=False):
                entry = row.entries.get(field.name) if row else None
                if entry:
                    places[mask_text(entry.sheet), entry.address] = (field.sheet, address)
    return places


def _finding(problem: Problem, places: Mapping[tuple[str, str], tuple[str, str]], words: OwnWords) -> Finding:
    place = problem.location
    known = [places[place.sheet or "", cell] for cell in place.cells if (place.sheet or "", cell) in places]
    moved = known or [(place.sheet or "", cell) for cell in place.cells]
    sheet = moved[0][0] if moved else place.sheet or ""
    cells = tuple(cell for _, cell in moved)
    return Finding(problem.severity, sheet, cells, place.field or "", *problem.told_in(words))
