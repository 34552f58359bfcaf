"""Every shipped form issued with three rows in each table, and filled in so that each value says where it belongs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from kusei_batch.collect.extract import Printed, build_printed, check_stamped, extract_submission
from kusei_batch.collect.row_keys import key_rows
from kusei_batch.config import read_workspace
from kusei_batch.core.form import ROW_ID, ROW_NUMBER, Form, Table
from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.submission import IssuedSheet, Row, Submission
from kusei_batch.core.values import text_cell
from kusei_batch.xlsx.compile import compile_template
from kusei_batch.xlsx.reader import Workbook, read_workbook
from kusei_batch.xlsx.stamp import CompiledForm, Stamp, stamp_sheet
from kusei_batch.xlsx.template import read_template
from tests.kept import keep

ROOT = Path(__file__).parents[2]
FORMS = (
    "目標設定",
    "中間報告",
    "基準の見直し",
    "実績報告",
    "意見記録",
    "来庁者アンケート",
    "成果指標",
    "地域課題対応事業提案",
    "地域課題対応事業",
    "即応事業",
    "事務事業",
)
SHEET_ID = "R08-1303-1-25"
ROWS = 3
_WORDS = {"place": "", "table": "", "count": ""}


@dataclass(frozen=True)
class Shipped:
    """A form, one sheet of it in the register, and what a blank copy prints."""

    form: Form
    compiled: CompiledForm
    printed: Printed
    issued: IssuedSheet

    def tables(self) -> list[Table]:
        """The tables in which something is entered."""
        return [t for t in self.form.tables if self.form.entries_of(t.name)]

    def keys(self, table: Table) -> list[str]:
        """The keys of the rows that are filled in."""
        own = [f"{SHEET_ID}-{table.name}{n}" for n in range(1, self.height(table) + 1)]
        ids = [key.row_id for key in self.issued.rows.get(table.name, ())]
        return [*ids, *own[len(ids) :]]

    def height(self, table: Table) -> int:
        """How many rows are filled in: the issued ones, and two more where there may be others."""
        issued = len(self.issued.rows.get(table.name, ()))
        return issued + 2 if table.growable else issued

    @cached_property
    def filled(self) -> Workbook:
        """The sheet come back with every entry saying its field and row."""
        return read_workbook(self.filled_file)

    @cached_property
    def filled_file(self) -> bytes:
        """The same as a file, to be opened in a program."""
        entries = {
            f.qualified: [text_cell(typed_in(f.name, n)) for n in range(self.height(t))]
            for t in self.tables()
            for f in self.form.entries_of(t.name)
        }
        heads = {f.qualified: [text_cell(f"{f.name}の記入")] for f in self.form.entries_of(None)}
        rows = {table: len(ids) for table, ids in self.issued.rows.items()}
        stamp = Stamp(SHEET_ID, "", as_display(self.issued.stamped), {**heads, **entries}, rows=rows)
        return stamp_sheet(self.compiled, stamp)

    def read(self, workbook: Workbook) -> tuple[Submission, list[Problem]]:
        """What is collected of a workbook, with what is told of it and of its rows."""
        typed, problems = extract_submission(workbook, self.form, "0" * 64, self.printed)
        submission, unknown = key_rows(self.form, typed, self.issued)
        beyond = [
            Problem("row-not-issued", Severity.ERROR, Location(), _WORDS)
            for row in self._beyond(submission)
            for _ in row.entries
        ]
        told = check_stamped(self.form, submission, self.issued, self.printed)
        return submission, [*problems, *unknown, *told, *beyond[:1]]

    def _beyond(self, submission: Submission) -> Iterator[Row]:
        """The rows that are an error to the checks, because the table has none but those issued."""
        for table in self.form.tables:
            for row in submission.tables[table.name] if table.is_fixed else ():
                if row.key and row.key not in self.issued.rows[table.name]:
                    yield row


def as_display(stamped: Mapping[str, tuple[str, ...]]) -> dict[str, str | tuple[str, ...]]:
    return {name: texts if "." in name else texts[0] for name, texts in stamped.items()}


def typed_in(name: str, row: int) -> str:
    """What is typed into a field of the row (from 0)."""
    return f"{name}@{row}"


@lru_cache(maxsize=1)
def read_workspace_once():
    return read_workspace(ROOT)


@lru_cache(maxsize=1)
def ship(name: str) -> Shipped:
    """A shipped form, issued; it is read and compiled once a run."""
    return keep(("shipped", name), lambda: _ship(name))


def _ship(name: str) -> Shipped:
    path = ROOT / "templates_xlsx" / f"{name}.xlsx"
    form, problems = read_template(path, read_workspace_once().master.lists(2026))
    assert form is not None, problems
    rows = {t.name: tuple(f"R07-1303-2-22-{t.name}{n}" for n in (1, 2, 3)[:ROWS]) for t in form.tables if t.sources}
    stamped: dict[str, tuple[str, ...]] = {}
    for field in form.fields:
        if field.is_entry or field.is_computed:
            continue
        if field.table is None:
            stamped[field.qualified] = (f"{field.name}の表示",)
        elif field.name == ROW_NUMBER:
            count = len(rows[field.table]) if form.table(field.table).is_fixed else len(field.cells)
            stamped[field.qualified] = tuple(str(n + 1) for n in range(count))
        elif field.name == ROW_ID:
            stamped[field.qualified] = rows.get(field.table, ())
        else:
            stamped[field.qualified] = tuple(f"{field.name}の{n}" for n in range(len(rows[field.table])))
    issued = IssuedSheet(
        SHEET_ID, name, form.id, form.version, 2026, "13", "1303", "x.xlsx", dt.date(2026, 4, 1), stamped,
        {table: tuple(RowKey(table, row_id) for row_id in ids) for table, ids in rows.items()},
    )  # fmt: skip
    compiled = compile_template(path.read_bytes(), form)
    return Shipped(form, compiled, build_printed(compiled, form), issued)


def errors(problems: list[Problem]) -> list[str]:
    return sorted({p.code for p in problems if p.severity is Severity.ERROR})
