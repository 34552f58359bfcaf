"""kusei demo: a sample ward is issued its sheets, fills them in as departments do, and a night is run."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kusei_batch.config import read_workspace
from kusei_batch.disk import write_atomic
from kusei_batch.pipeline.forms import read_form
from kusei_batch.pipeline.issuing import issue_round, issued_path, order_round
from kusei_batch.pipeline.night import NightReport, run_night
from kusei_batch.pipeline.session import Progress, silent
from kusei_batch.pipeline.starting import init_workspace
from kusei_batch.report.summary_workbook.measure import TALLEST, row_height
from kusei_batch.sample import SampleSheet, Variant, read_sheets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from kusei_batch.config import Workspace
    from kusei_batch.core.form import Form
    from kusei_batch.core.submission import IssuedSheet
    from kusei_batch.sample import Filling

HOUR = 3600
_MEASURED_SIZE = 10  # points of the text that row_height measures
# What people do to a name: it must never matter.
_NAME_ENDINGS = ("", "", "（記入済）", " - コピー", "", "_最新版", "")
_PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@dataclass(frozen=True)
class Story:
    """What the demo did: its workspace, the sheets it issued and what the night found."""

    workspace: Workspace
    issued: Sequence[IssuedSheet]
    night: NightReport


def play(directory: Path, progress: Progress = silent) -> Story:
    """Make the sample workspace in `directory` and play one round in it. Raises UsageError where one already is."""
    init_workspace(directory, dry_run=False)
    workspace = read_workspace(directory)
    issued: list[IssuedSheet] = []
    for round_ in workspace.rounds:
        order = order_round(workspace, round_.name, (None, None))
        report = issue_round(workspace, order, round_.opens, progress)
        issued += report.issued
        form = read_form(workspace, round_.form)
        _hand_in(workspace, form, {s.department_code: s for s in report.issued}, progress)
    _add_strays(workspace)
    first_due = min(r.due for r in workspace.rounds)
    newest = max(p.stat().st_mtime for p in workspace.inbox.rglob("*"))
    night = run_night(workspace, first_due - dt.timedelta(days=1), newest + HOUR, progress)
    return Story(workspace, issued, night)


def _hand_in(workspace: Workspace, form: Form, issued: Mapping[str, IssuedSheet], progress: Progress) -> None:
    sheets = [s for s in read_sheets() if s.department in issued]
    for done, sheet in enumerate(sheets, 1):
        entry = issued[sheet.department]
        blank = issued_path(workspace, entry)
        for age, (name, filling) in enumerate(_copies(sheet, blank.stem, done)):
            target = _folder(workspace, sheet.department) / f"{name}.xlsx"
            _fill(form, blank, filling, target)
            # The drafts lie there longer than what replaced them.
            os.utime(target, (target.stat().st_mtime - HOUR * (2 - age),) * 2)
        progress("見本の記入", done, len(sheets))


def _copies(sheet: SampleSheet, stem: str, number: int) -> list[tuple[str, Filling | None]]:
    """The files a department saves: name and what it typed in (None: nothing), oldest first."""
    if sheet.variant is Variant.UNTOUCHED:
        return [(stem, None)]
    if sheet.variant is Variant.TWICE:
        return [(stem, sheet.draft), (f"{stem} (1)", sheet.final)]
    return [(stem + _NAME_ENDINGS[number % len(_NAME_ENDINGS)], sheet.draft)]


def _folder(workspace: Workspace, department: str) -> Path:
    found = next(d for d in workspace.master.departments if d.code == department)
    folder = workspace.inbox / found.ward.name / found.name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _fill(form: Form, blank: Path, filling: Filling | None, target: Path) -> None:
    """Type a department's words into its sheet and save it, by a program that is not ours."""
    if filling is None:
        shutil.copyfile(blank, target)
        return
    from openpyxl import load_workbook

    book = load_workbook(blank)
    _type(book, form, None, [filling.head])
    for table, rows in filling.tables.items():
        _type(book, form, table, rows)
    book.save(target)


def _type(book: Workbook, form: Form, table: str | None, rows: Sequence[Mapping[str, object]]) -> None:
    for field in form.entries_of(table):
        for address, values in zip(field.cells, rows, strict=False):
            if values.get(field.name, "") == "":
                continue
            cell = book[field.sheet][address]
            cell.value = values[field.name]
            if table is not None:
                _stretch(book[field.sheet], cell)


def _stretch(sheet: Worksheet, cell: Cell) -> None:
    """Pull the row down until the cell's text is seen whole, as a person would."""
    columns = sheet.column_dimensions.values()
    width = next(
        (c.width for c in columns if (c.min or 0) <= cell.column <= (c.max or 0)),
        sheet.sheet_format.defaultColWidth or 8,
    )
    size = cell.font.sz or _MEASURED_SIZE
    needed = row_height([str(cell.value)], [width]) * size / _MEASURED_SIZE
    row = sheet.row_dimensions[cell.row]
    row.height = min(TALLEST, max(row.height or 0, needed))


def _add_strays(workspace: Workspace) -> None:
    """What else lies in an inbox: the owner file of an open workbook, and a picture called a workbook."""
    folders = sorted(p for p in workspace.inbox.glob("*/*") if p.is_dir())
    write_atomic(folders[0] / f"~${next(folders[0].glob('*.xlsx')).name}", b"\x06sample" + bytes(158))
    write_atomic(folders[-1] / "現況写真.xlsx", _PICTURE)
