"""A department's desk: takes its issued sheet, types in it, drops it in the inbox."""

from __future__ import annotations

import datetime as dt
import io
import os
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import openpyxl

from kusei_batch.config import read_workspace
from kusei_batch.pipeline.issuing import issue_round, order_round
from kusei_batch.pipeline.night import run_night
from kusei_batch.pipeline.workspace.form_check import read_form
from tests.kept import copy_kept, keep
from tests.pipeline.one_round import init_one_round

ROUND = "目標設定"
OPENING = dt.date(2026, 4, 1)
IN_TIME = dt.date(2026, 4, 20)
TOO_LATE = dt.date(2026, 4, 30)

TARGET = {
    "場面": "電話対応",
    "目標": "電話を3回以内の呼出しで受け、担当者が席にいないときは当日中に折り返します。",
    "具体的な取組内容": "毎朝の朝礼で前日の折返し漏れを確かめ、漏れの件数を月1回課内に掲示します。",
    "評価指標": "折返し漏れの件数を月2件以下にする。",
    "目標値": 2,
    "単位": "件",
    "期限": dt.date(2027, 3, 31),
}
HEAD = {"記入者": "髙﨑𠮷", "記入日": dt.date(2026, 4, 13)}


class Desk:
    """A workspace in a folder of its own, and what people do in it."""

    def __init__(self, folder: Path) -> None:
        init_one_round(folder)
        self.workspace = read_workspace(folder)
        self.form = read_form(self.workspace, ROUND)
        self.clock = 1_800_000_000.0
        self._typed: set[tuple[str, str]] = set()

    def issue(self, *, again=False, ward=None, department=None):
        order = order_round(self.workspace, ROUND, ward=ward, department=department, again=again)
        return issue_round(self.workspace, order, OPENING)

    def begin_issued(self, *departments: str) -> None:
        """Have the sheets of all or some departments out: the workspace becomes a copy of one issued once a run."""
        copy_kept(self.workspace.root, _begin_issued, *departments)

    def blank(self, department: str) -> Path:
        """The sheet issued to a department."""
        (path,) = self.workspace.outbox.rglob(f"01_配布/*/*_{department}_*.xlsx")
        return path

    def folder(self, department: str) -> Path:
        """A department's own folder of the inbox."""
        found = next(d for d in self.workspace.master.departments if d.code == department)
        folder = self.workspace.inbox / found.ward.name / found.name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def hand_in(self, department: str, rows=(), head=None, *, name="様式.xlsx", source=None) -> Path:
        """Type rows and head into a department's sheet (or another workbook) and drop it in its folder."""
        blank = (source or self.blank(department)).read_bytes()
        typed = sha256(blank).hexdigest(), repr((rows, head))
        # Many tests hand in the same. Saved anew where one does so twice: no two savings are the same file.
        is_again = typed in self._typed
        saved = self._type(blank, rows, head) if is_again else keep(typed, lambda: self._type(blank, rows, head))
        self._typed.add(typed)
        path = self.folder(department) / name
        path.write_bytes(saved)
        return self.settle(path)

    def _type(self, blank: bytes, rows, head) -> bytes:
        """Return a sheet as another program saves it after rows and head have been typed."""
        book = openpyxl.load_workbook(io.BytesIO(blank))
        for table, values in ((None, [HEAD | (head or {})]), ("目標", rows)):
            for field in self.form.entries_of(table):
                for address, row in zip(field.cells, values, strict=False):
                    if field.name in row:
                        book[field.sheet][address].value = row[field.name]
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()

    def drop(self, department: str, source: Path, name="様式.xlsx") -> Path:
        """Drop a file as it is."""
        path = self.folder(department) / name
        shutil.copyfile(source, path)
        return self.settle(path)

    def settle(self, path: Path) -> Path:
        """Let the file lie long enough to be whole; each is later than the one before."""
        self.clock += 60
        os.utime(path, (self.clock, self.clock))
        return path

    def night(self, as_of=IN_TIME, *, workspace=None):
        """A night as the command runs it: settings, master and decisions are read anew."""
        self.workspace = read_workspace(self.workspace.root)
        return run_night(workspace or self.workspace, as_of, self.clock + 3600)

    def cell(self, name: str, row: int = 1) -> tuple[str, str]:
        """Sheet and address of a field of the table's row."""
        field = self.form.field(name, "目標")
        return field.sheet, field.cells[row - 1]


D = TypeVar("D", bound=Desk)


def begin_kept(folder: Path, begin: Callable[..., D], *given: object) -> D:
    """Return a desk in `folder` as `begin(folder, *given)` leaves it, which is done once a run: a copy of that."""
    desk = copy_kept(folder, begin, *given)
    desk.workspace = read_workspace(folder)
    return desk


def _begin_issued(folder: Path, *departments: str) -> None:
    desk = Desk(folder)
    for department in departments or (None,):
        desk.issue(department=department)


def verdicts(report) -> dict[str, str]:
    """File name -> verdict of a night."""
    return {Path(f.path).name: f.verdict.value for f in report.files}


def codes(result) -> set[str]:
    """The codes found in one file, infos left out."""
    return {p.code for p in result.problems if p.severity.value != "info"}


def state(report, department: str) -> str:
    """A department's state after a night."""
    return next(c.state.value for c in report.coverage if c.department.code == department)


def outputs(report, kind):
    """Where the documents of one kind were written."""
    return [o.path for o in report.outputs if o.kind == kind]


def withdraw_proposals(book):
    """Take out of a shipped form what it proposes, so that a test may say what it does."""
    said = book["_設定"]
    for row in range(said.max_row, 1, -1):
        if ".提案" in str(said.cell(row, 1).value):
            said.delete_rows(row)
