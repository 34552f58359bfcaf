"""Workspaces of any size whose departments have all handed in, for the measurements."""

from __future__ import annotations

import datetime as dt
import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl

from kusei_batch.config import Workspace, read_workspace
from kusei_batch.core.identity import seal
from kusei_batch.core.values import Cell, CellKind, text_cell
from kusei_batch.issue.kept_forms import OpenForm, open_form
from kusei_batch.pipeline.issuing import issue_round, order_round
from kusei_batch.pipeline.session import read_key
from kusei_batch.pipeline.workspace.init import init_workspace
from kusei_batch.sample import Filling, read_sheets
from kusei_batch.xlsx.stamp import Stamp, stamp_sheet

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


def make_workspace(folder: Path, wards: int, sheets: int) -> Workspace:
    """Return a new workspace with so many wards and departments, which has a sheet each.

    As in a city, every ward has departments of the same names.
    """
    init_workspace(folder, dry_run=False)
    master = folder / "templates_xlsx" / "マスタ.xlsx"
    book = openpyxl.load_workbook(master)
    _rewrite(book["区"], [[str(n), f"第{n}区"] for n in range(1, wards + 1)])
    lines = [[f"{1000 + n}", str(n % wards + 1), "総務部", f"第{n // wards}課", n, None] for n in range(sheets)]
    _rewrite(book["部署"], lines)
    for sheet in book:
        # What is for one of the sample's wards or departments is for nobody here.
        if sheet.title not in ("区", "部署") and {"区コード", "部署コード"} & {cell.value for cell in sheet[1]}:
            _rewrite(sheet, [])
    book.save(master)
    config = folder / "config.toml"
    everybody = re.sub(r"(?m)^departments = .*\n", "", config.read_text("utf-8"))
    config.write_text(everybody, "utf-8")
    return read_workspace(folder)


def _rewrite(sheet: Worksheet, rows: Sequence[Sequence[Any]]) -> None:
    headings = {cell.value: number for number, cell in enumerate(sheet[1], 1)}
    order = list(headings.values())
    sheet.delete_rows(2, sheet.max_row)
    for line, row in enumerate(rows, 2):
        for column, value in zip(order, row, strict=False):
            sheet.cell(line, column).value = value


def open_first_form(workspace: Workspace) -> OpenForm:
    """Return the form of a workspace's first round, 目標設定, with the master's lists."""
    round_ = workspace.rounds[0]
    year = round_.fiscal_year
    return open_form(workspace.template(round_.form), workspace.master.lists(year), workspace.form_year(year))


def open_goal_form() -> OpenForm:
    """Return the form 目標設定 as it is shipped, with the shipped lists."""
    with tempfile.TemporaryDirectory() as folder:
        return open_first_form(make_workspace(Path(folder) / "w", 1, 2))


def fill_inbox(workspace: Workspace) -> None:
    """Every department hands its sheet in, filled with one of the sample's."""
    round_ = workspace.rounds[0]
    report = issue_round(workspace, order_round(workspace, round_.name), round_.opens)
    opened = open_first_form(workspace)
    samples = [s.final for s in read_sheets()]
    key = read_key(workspace.state)
    for n, sheet in enumerate(report.issued):
        mark = seal(key, sheet.sheet_id, sheet.form, sheet.form_version)
        stamp = Stamp(sheet.sheet_id, mark, sheet.stamped, entries=fill_entries(opened, samples[n % len(samples)]))
        path = workspace.inbox / str(n % 10) / f"{sheet.sheet_id}.xlsx"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(stamp_sheet(opened.compiled, stamp))
        os.utime(path, (1e9 + n, 1e9 + n))


def fill_entries(opened: OpenForm, filling: Filling) -> dict[str, list[Cell]]:
    """Return a filling of the sample as the cells of the form."""
    entries = {}
    for field in opened.form.fields:
        if field.is_entry:
            rows = filling.tables.get(field.table, ()) if field.table else [filling.head]
            entries[field.qualified] = [_cell(row.get(field.name, "")) for row in rows]
    return entries


def _cell(value: object) -> Cell:
    if isinstance(value, dt.date):
        return Cell(CellKind.DATE, value.isoformat())
    return Cell(CellKind.NUMBER, str(value)) if isinstance(value, int | float) else text_cell(str(value))
