"""An example of `examples/`: laid over a new workspace as its README says, and what is done in it from issue to paper."""

from __future__ import annotations

import datetime as dt
import os
import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import docx
import openpyxl

from kusei_batch.config import read_workspace
from kusei_batch.pipeline.issuing import issue_round, order_round
from kusei_batch.pipeline.night import run_night
from kusei_batch.pipeline.outputs.night_report import NightReport
from kusei_batch.pipeline.outputs.putting_away import issued_path
from kusei_batch.pipeline.questions import read_records
from kusei_batch.pipeline.session import look_into
from kusei_batch.pipeline.workspace.doctor import examine_workspace
from kusei_batch.pipeline.workspace.form_check import read_form
from kusei_batch.pipeline.workspace.init import init_workspace
from tests.client.one_year import on_day

EXAMPLES = Path(__file__).parents[2] / "examples"
_SAVED = 1.7e9
Rows = Sequence[Mapping[str, Any]] | Mapping[int, Mapping[str, Any]]


class Example:
    """A workspace made of an example, and what its departments do in it."""

    def __init__(self, name: str, folder: Path, *, units: Iterable[str] = ()) -> None:
        """Lay the example `name` over a new workspace; of its wards keep `units` alone (by code; none: all)."""
        init_workspace(folder, dry_run=False, example=EXAMPLES / name)
        self.folder, self.saved = folder, 0
        self.report: NightReport | None = None
        if units:
            self.keep_units(frozenset(units))
        self.reread()

    def keep_units(self, codes: frozenset[str]) -> None:
        """Leave of the lists what concerns a few units, so that their years are soon played."""
        path = self.folder / "templates_xlsx" / "マスタ.xlsx"
        book = openpyxl.load_workbook(path)
        for sheet in book.worksheets:
            headings = [cell.value for cell in sheet[1]]
            if "区コード" in headings:
                column = headings.index("区コード")
                kept = [row for row in sheet.iter_rows(min_row=2, values_only=True) if row[column] in {*codes, None}]
                sheet.delete_rows(2, sheet.max_row)
                for row in kept:
                    sheet.append(row)
        book.save(path)

    def begin(self, year: int) -> None:
        """Change the year in config.toml, and nothing else."""
        path = self.folder / "config.toml"
        text = re.sub(r"(?m)^fiscal_year = \d+", f"fiscal_year = {year}", path.read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8")
        self.reread()

    def reread(self) -> None:
        """Read config and master as they are now."""
        self.workspace = read_workspace(self.folder)

    def faults(self) -> list[str]:
        """The codes of the errors that doctor finds."""
        return [problem.code for problem in examine_workspace(self.folder) if problem.severity.value == "error"]

    def issue(self, name: str):
        """Issue a round; return its sheets by the code of the department."""
        order = order_round(self.workspace, name)
        return {s.department_code: s for s in issue_round(self.workspace, order, order.round.opens).issued}

    def open(self, sheet):
        """A sheet as it was issued; its printed area grows by a formula, which the library leaves out."""
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Print area cannot be set")
            return openpyxl.load_workbook(issued_path(self.workspace, sheet))

    def hand_in(self, sheet, tables: Mapping[str, Rows], head: Mapping[str, Any] | None = None) -> Path:
        """Type rows into a sheet (a list from the first row on, or by the row from 0) and drop it in the inbox."""
        form, book = read_form(self.workspace, self.workspace.round(sheet.round).form), self.open(sheet)
        for table, rows in ((None, [head or {}]), *tables.items()):
            placed = list(rows.items() if isinstance(rows, Mapping) else enumerate(rows))
            for field in form.entries_of(table):
                for place, row in placed:
                    if field.name in row:
                        book[field.sheet][field.cells[place]].value = row[field.name]
        owner = next(d for d in self.workspace.master.departments if d.code == sheet.department_code)
        path = self.workspace.inbox / owner.ward.name / owner.name / f"{sheet.round}_{sheet.fiscal_year}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)
        self.saved += 60
        os.utime(path, (_SAVED + self.saved, _SAVED + self.saved))
        return path

    def column(self, sheet, name: str, table: str | None = None) -> list[Any]:
        """What stands in the cells of a field of a sheet as it was issued."""
        field = read_form(self.workspace, self.workspace.round(sheet.round).form).field(name, table)
        book = self.open(sheet)
        return [book[field.sheet][address].value for address in field.cells]

    def night(self, day: dt.date):
        """Run the night of a day; nothing may fail."""
        self.reread()
        report = run_night(self.workspace, day, _SAVED + self.saved + 3600, day_of=partial(on_day, day))
        assert not report.failures
        return report

    def verdicts(self, report) -> set[str]:
        """What became of the files that are new."""
        return {file.verdict.value for file in report.files} - {"unchanged"}

    def found(self, pattern: str, year: int | None = None) -> Path:
        """The one file of a year's folders in the outbox that meets a pattern."""
        folder = self.workspace.year_folder(year or self.workspace.fiscal_year, "x").parent
        (path,) = folder.rglob(pattern)
        return path

    def records(self, name: str, table: str):
        """The accepted rows of a round's table."""
        return [record for record in read_records(self.workspace, name) if record.table == table]


def read_issued(example: Example):
    """Return the sheets that are out, of every round."""
    with look_into(example.workspace) as ledger:
        return list(ledger.issued().values())


def text_of(path: Path) -> str:
    """Return the words of a paper, paragraphs and cells in their order, one a line."""
    body = docx.Document(path).element.body
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    return "\n".join("".join(part.text or "" for part in p.iter(f"{space}t")) for p in body.iter(f"{space}p"))


def tables_of(path: Path) -> list[list[list[str]]]:
    """Return the tables of a paper: rows of texts."""
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in docx.Document(path).tables]


def table_headed(path: Path, *headings: str) -> list[list[str]]:
    """Return the rows of the one table of a paper that begins with these headings."""
    (found,) = (table for table in tables_of(path) if tuple(table[0][: len(headings)]) == headings)
    return found[1:]
