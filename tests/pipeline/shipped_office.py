"""A ward office with the forms as they are shipped, and departments that fill in what they are sent."""

from __future__ import annotations

import os

import openpyxl

from kusei_batch.config import read_workspace
from kusei_batch.pipeline.issuing import issue_round, order_round
from kusei_batch.pipeline.night import run_night
from kusei_batch.pipeline.questions import read_records
from kusei_batch.pipeline.workspace.form_check import read_form
from kusei_batch.pipeline.workspace.init import init_workspace


class Office:
    """The sample's workspace, and departments that fill in what they are sent."""

    def __init__(self, folder) -> None:
        init_workspace(folder, dry_run=False)
        self.folder, self.clock = folder, 1_800_000_000.0

    @property
    def workspace(self):
        return read_workspace(self.folder)

    def issue(self, name, *departments, again=False):
        for code in departments:
            order = order_round(self.workspace, name, department=code, again=again)
            issue_round(self.workspace, order, order.round.opens)

    def sheet(self, name, code):
        (path,) = (self.folder / "outbox" / "R08" / name / "01_配布").rglob(f"*_{code}_*.xlsx")
        return path

    def form(self, name):
        """The form of a round, which is called like it but for what stands in brackets."""
        round_ = next(r for r in self.workspace.rounds if r.name == name)
        return read_form(self.workspace, round_.form)

    def column(self, name, code, field, table="目標"):
        known = self.form(name).field(field, table)
        sheet = openpyxl.load_workbook(self.sheet(name, code))[known.sheet]
        return [sheet[address].value for address in known.cells]

    def hand_in(self, name, code, rows, head=None):
        """Type rows ({table: [row, ...]}; a row None is left as it is) into the sheet, and drop it in the inbox."""
        form = self.form(name)
        book = openpyxl.load_workbook(self.sheet(name, code))
        for table, values in {None: [{"記入者": "係", **(head or {})}], **rows}.items():
            for known in form.entries_of(table):
                for address, row in zip(known.cells, values, strict=False):
                    if row and known.name in row:
                        book[known.sheet][address].value = row[known.name]
        owner = next(d for d in self.workspace.master.departments if d.code == code)
        path = self.folder / "inbox" / owner.ward.name / owner.name / f"{name}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)
        self.clock += 60
        os.utime(path, (self.clock, self.clock))

    def night(self, day):
        return run_night(self.workspace, day, self.clock + 3600)

    def records(self, name, code, table):
        found = read_records(self.workspace, self.form(name).id)
        return [record for record in found if record.department.code == code and record.table == table]
