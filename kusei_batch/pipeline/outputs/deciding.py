"""決定.xlsx rewritten: tonight's questions, and every word that was written in it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from kusei_batch.config import Workspace
from kusei_batch.config.decision_reading import KEPT_FILE, DecisionBook, dump_kept
from kusei_batch.core.decision import Waiting
from kusei_batch.core.decision_book import (
    CHOICES,
    CLEARANCES,
    FILE,
    FIXED,
    KeptSheet,
    NextSheet,
    Row,
    SheetKind,
    TypedSheet,
    defined_kind,
    next_sheet,
    text_of,
    with_former,
)
from kusei_batch.core.decision_list import DEPARTMENT_NAME, ID, YEAR, DecisionList
from kusei_batch.core.follow_up import STATE
from kusei_batch.core.problem import Location, PartFailedError, Problem
from kusei_batch.core.proposal import ADOPTION
from kusei_batch.core.revision import current_texts
from kusei_batch.disk import cannot_write, replace_atomic, write_atomic
from kusei_batch.errors import CannotRunError
from kusei_batch.pipeline.outputs.rendering import Renderer
from kusei_batch.pipeline.outputs.writing import Making, Output, Plan
from kusei_batch.pipeline.status.admissions import admission_rows
from kusei_batch.pipeline.status.decisions import find_waiting
from kusei_batch.pipeline.status.personal_data import clearance_rows
from kusei_batch.pipeline.status.proposals import Proposed
from kusei_batch.pipeline.status.rivals import rival_rows
from kusei_batch.pipeline.status.round_status import YearStatus
from kusei_batch.report.decision_workbook import DecisionPages, render_decisions


@dataclass(frozen=True)
class Questions:
    """Everything the coordinator is asked tonight: the sheets that follow from it, and how much of it waits."""

    workspace: Workspace
    as_of: dt.date
    sheets: Sequence[NextSheet]
    decisions: Sequence[Waiting]

    def told_gone(self) -> Iterator[Problem]:
        """Tell of rows that nobody need decide on any more."""
        for sheet in self.sheets:
            if sheet.gone:
                yield Problem.of(
                    "decisions-rows-gone", Location(sheet=sheet.kind.name, file=FILE), count=str(len(sheet.gone))
                )


def find_questions(workspace: Workspace, status: YearStatus, proposed: Sequence[Proposed], as_of: dt.date) -> Questions:
    """Return the sheets of 決定.xlsx as they are to be after this night."""
    calendar = workspace.calendar
    asked = {
        CLEARANCES.name: clearance_rows(
            [one for round_ in status.rounds for one in round_.withheld],
            {c.sheet_id or "": c.received for c in status.coverage},
            calendar,
        ),
        CHOICES.name: [*rival_rows(status.rivals, calendar), *admission_rows(status.admissions, calendar)],
    }
    defined = workspace.master.decided_lists
    lists: dict[str, list[Row]] = {name: [] for name in (*defined, *workspace.decisions.lists)}
    for one in proposed:
        lists.setdefault(one.target, []).append(one.cells)
    sheets = [_next(workspace, FIXED[name], rows) for name, rows in asked.items()]
    sheets += [_next(workspace, _list_kind(workspace, name, rows), rows) for name, rows in lists.items()]
    decisions = find_waiting(workspace, status, proposed)
    waiting = Counter[str]()
    for decision in decisions:
        waiting[decision.sheet] += decision.count if decision.file == FILE else 0
    counted = [replace(sheet, kept=replace(sheet.kept, waiting=waiting[sheet.kind.name])) for sheet in sheets]
    return Questions(workspace, as_of, counted, decisions)


def _next(workspace: Workspace, kind: SheetKind, asked: Iterable[Row]) -> NextSheet:
    book = workspace.decisions
    kept = book.kept.get(kind.name, KeptSheet(TypedSheet(())))
    made = next_sheet(kind, _typed_rows(workspace, kind), asked, kept.asked, workspace.fiscal_year)
    return _with_made(workspace, made, kind.defined) if kind.defined else made


def _with_made(workspace: Workspace, sheet: NextSheet, defined: DecisionList) -> NextSheet:
    """Return the sheet with what the program writes each night: names of departments, answers, where the row stands."""
    listed = {(row.id, row.texts[YEAR]): row.texts for row in workspace.master.free_lists.get(defined.name, ())}
    revised = workspace.master.free_lists.get(defined.revises, ())
    typed = sheet.kept.sheet
    rows = []
    for row in typed.rows:
        known = listed.get((text_of(row.get(ID)), text_of(row.get(YEAR))))
        texts = known or {
            STATE: defined.state({}),
            DEPARTMENT_NAME: text_of(row.get(DEPARTMENT_NAME)),
            **current_texts(defined, {h: text_of(v) for h, v in row.items()}, revised, workspace.fiscal_year),
        }
        made = {heading: texts.get(heading, "") for heading in defined.made}
        rows.append({k: v for k, v in {**row, **made}.items() if v != ""})
    return replace(sheet, kept=replace(sheet.kept, sheet=replace(typed, rows=tuple(rows))))


def _typed_rows(workspace: Workspace, kind: SheetKind) -> TypedSheet:
    """Return the rows that stand in a sheet; until the program keeps it, with those in the master."""
    book = workspace.decisions
    found = book.found.get(kind.name, TypedSheet(()))
    former = workspace.master.typed.get(kind.name)
    is_taken_over = book.is_begun if kind.name in FIXED else kind.name in book.kept
    if former is None or is_taken_over:
        return found
    here = {kind.key(row) for row in found.rows}
    rows = (*(row for row in former.rows if kind.key(row) not in here), *found.rows)
    headings = (*former.headings, *(heading for heading in found.headings if heading not in former.headings))
    return TypedSheet(headings, rows)


def _list_kind(workspace: Workspace, name: str, rows: Sequence[Row]) -> SheetKind:
    """Return what the sheet of a list asks: the columns it has, those of the master's list, and those proposed."""
    if name in workspace.master.decided_lists:
        return defined_kind(workspace.master.decided_lists[name])
    found, own = workspace.decisions.sheets.get(name), workspace.master.typed.get(name)
    present = [*(found.columns if found else ()), *(own.headings if own and not found else ())]
    headings = dict.fromkeys([*present, *(heading for row in rows for heading in row), ADOPTION])
    return workspace.decisions.kind_of(name, list(headings))


def plan_questions(questions: Questions, renderer: Renderer) -> list[Plan]:
    """Return the plan that writes the workbook; none in a rehearsal, nor where nothing was asked or would change."""
    workspace, book = questions.workspace, questions.workspace.decisions
    sheets = {sheet.kind.name: sheet.kept for sheet in questions.sheets}
    # What people alone add rows to, is there for them from the first night on.
    by_hand = any(one.is_by_hand for one in workspace.master.decided_lists.values())
    has_rows = by_hand or any(kept.sheet.rows for kept in sheets.values())
    is_kept = sheets == dict(book.kept) and _sha256(book.content) == book.written
    if workspace.is_rehearsal or is_kept or not (has_rows or book.is_begun):
        return []
    if not book.is_lossless:  # what is to be mended was reported with the workspace's faults
        return []
    return [(None, partial(_write, questions, sheets, renderer))]


def _sha256(content: bytes | None) -> str:
    return hashlib.sha256(content).hexdigest() if content is not None else ""


def _write(questions: Questions, sheets: Mapping[str, KeptSheet], renderer: Renderer) -> Making[Sequence[Output]]:
    """Write the workbook whole, and before that what it holds into the state folder: decisions are kept in two places.

    It is drawn by a worker, whose memory goes with it: a look for each department of a city makes it large.
    Raise CannotRunError when somebody has it open, or has saved it since it was read.
    """
    workspace = questions.workspace
    path, book = workspace.decisions_path, workspace.decisions
    # What is written below an open book would be lost when that is saved.
    for lock, program in ((f"~${path.name}", "Excel"), (f".~lock.{path.name}#", "LibreOffice")):
        if path.with_name(lock).exists():
            raise CannotRunError(
                f"{FILE} が {program} で開かれているので、書き換えませんでした。",
                "保存して閉じておくと、次の夜間処理で書き足します。書いた判断は失われません。",
            )
    _require_unchanged(path, book)
    wards = workspace.master.wards
    pages = DecisionPages(
        questions.sheets,
        workspace.settings.city,
        "・".join(ward.name for ward in wards),
        questions.as_of,
        workspace.calendar.date_label(questions.as_of),
        workspace.settings.font,
        {department.code: department.name for department in workspace.master.departments},
    )
    try:
        content = yield from renderer.make(None, render_decisions, pages)
    except PartFailedError as error:
        raise PartFailedError(f"{FILE} を書き換えられませんでした。{error.message}", error.remedy) from error
    kept, written = workspace.state / KEPT_FILE, _sha256(content)
    # Until the workbook is in its place, its rows may be those of the night before.
    both = {name: with_former(sheet, book.kept.get(name, sheet)) for name, sheet in sheets.items()}
    write_atomic(kept, dump_kept(both, written))
    replace_atomic(path, lambda temporary: temporary.write_bytes(content), lambda: _require_unchanged(path, book))
    if both != sheets:
        write_atomic(kept, dump_kept(sheets, written))
    return []


def _require_unchanged(path: Path, book: DecisionBook) -> None:
    """Raise CannotRunError where the file is not the one the night has read: its words are for the next night."""
    try:
        now = path.read_bytes()
    except FileNotFoundError:
        now = None
    except OSError as error:
        raise cannot_write(path, error) from error
    if now != book.content:
        raise CannotRunError(
            f"{FILE} が、夜間処理の間に保存されたので、書き換えませんでした。",
            "することはありません。保存された判断は、次の夜間処理から効きます。",
        )
