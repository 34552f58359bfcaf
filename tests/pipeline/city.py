"""A city of several wards: each with the same departments of the sample, whose sheets are filled in as in the sample."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

import openpyxl

from kusei_batch.config import read_workspace
from kusei_batch.demo.filling import fill_sheet
from kusei_batch.pipeline.issuing import issue_round, order_round
from kusei_batch.pipeline.night import run_night
from kusei_batch.pipeline.outputs.night_report import NightReport
from kusei_batch.pipeline.outputs.putting_away import issued_path
from kusei_batch.pipeline.workspace.form_check import read_form
from kusei_batch.pipeline.workspace.init import init_workspace
from kusei_batch.sample.year import HandIn, read_year
from tests.client.one_year import on_day

CITY = "見本市"
WARDS = ("東区", "中区", "西区")
DEPARTMENTS = ("1202", "1303", "1304")
UNITS = [("組織コード", "組織名", "階層", "上位コード"), ("90", CITY, "市", None)]
_SAVED = 1.7e9


class City:
    """A workspace of several wards, and what their departments do in it."""

    def __init__(
        self,
        folder: Path,
        rounds: Iterable[str],
        more: Mapping[str, str] | None = None,
        wards: Iterable[str] = WARDS,
        departments: Iterable[str] = DEPARTMENTS,
    ) -> None:
        """Keep `rounds` of config.toml, each with `more` lines of its own (by its name)."""
        init_workspace(folder, dry_run=False)
        self.folder, self.wards, self.departments = folder, tuple(wards), tuple(departments)
        self.write_config(tuple(rounds), more or {})
        self.write_master(UNITS)
        self.reread()
        self.saved = 0
        self.report: NightReport | None = None

    def write_config(self, rounds: tuple[str, ...], more: Mapping[str, str]) -> None:
        path = self.folder / "config.toml"
        head, *parts = re.split(r"(?m)^(?=\[\[rounds\]\])", path.read_text(encoding="utf-8"))
        eras = parts[-1][parts[-1].index("[[eras]]") :]
        named = {re.search(r'name = "(.*?)"', part)[1]: part.partition("[[eras]]")[0] for part in parts}
        kept = [re.sub(r"(?m)^departments = .*$", "", named[name]) + more.get(name, "") + "\n" for name in rounds]
        text = head.replace("workers = 0 ", "workers = 1 ") + "".join(kept) + eras
        path.write_text(text, encoding="utf-8")

    def write_master(self, units, departments=()) -> None:
        """Have the wards, their departments and the units above them in the master; `departments` are further rows."""
        path = self.folder / "templates_xlsx" / "マスタ.xlsx"
        book = openpyxl.load_workbook(path)
        own = [[cell.value for cell in row] for row in book["部署"].iter_rows()]
        policies = [[cell.value for cell in row] for row in book["方針"].iter_rows()]
        known = {str(row[0]): row for row in own[1:]}
        rows = [
            [self.code(n, code), str(n), *known.get(code, known["1" + code[1:]])[2:]]
            for n in range(1, len(self.wards) + 1)
            for code in self.departments
        ]
        numbers = range(1, len(self.wards) + 1)
        told = {
            "区": [("区コード", "区名"), *((str(n), name) for n, name in zip(numbers, self.wards, strict=True))],
            "部署": [own[0], *rows, *departments],
            "方針": [policies[0], *([p[0], str(n), *p[2:]] for n in numbers for p in policies[1:] if p[1] == "1")],
            "組織": units,
        }
        for name, lines in told.items():
            if name in book:
                book[name].delete_rows(1, book[name].max_row)
            sheet = book[name] if name in book else book.create_sheet(name)
            for number, line in enumerate(lines, 1):
                for column, value in enumerate(line, 1):
                    sheet.cell(number, column).value = value
        for name in ("指標", "所属基準", "地域課題対応事業", "事業の枠"):
            if name in book:
                book[name].delete_rows(2, book[name].max_row)
        book.save(path)

    @staticmethod
    def code(ward: int, department: str) -> str:
        """The code of a ward's department (`1303` of the sample is that of the first ward)."""
        return f"{ward}{department[1:]}"

    def reread(self) -> None:
        self.workspace = read_workspace(self.folder)

    def issue(self, name: str):
        order = order_round(self.workspace, name)
        return issue_round(self.workspace, order, order.round.opens).issued

    def hand_in(self, issued, *, change=lambda hand_in: hand_in) -> Path | None:
        """Fill in a sheet as the sample's department does at last; None where it hands in nothing."""
        hand_in = _last(issued.round, f"1{issued.department_code.removeprefix(issued.ward_code)}")
        if hand_in is None:
            return None
        hand_in = change(hand_in)
        form = read_form(self.workspace, self.workspace.round(issued.round).form)
        found = next(d for d in self.workspace.master.departments if d.code == issued.department_code)
        folder = self.workspace.inbox / found.ward.name / found.name
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{issued_path(self.workspace, issued).stem}.xlsx"
        fill_sheet(form, issued, hand_in, issued_path(self.workspace, issued), path)
        self.saved += 1
        return path

    def night(self, day: dt.date):
        return run_night(self.workspace, day, _SAVED + 4e8, day_of=partial(on_day, day))

    def files(self, pattern: str) -> dict[str, Path]:
        """What lies in the outbox, by name."""
        return {path.name: path for path in self.workspace.outbox.rglob(pattern)}


_year = cache(read_year)


def _last(name: str, department: str) -> HandIn | None:
    own = [h for h in _year().hand_ins if (h.round, h.department) == (name, department) and h.day.year < 2028]
    whole = [h for h in own if h.tables and h.day < dt.date(2027, 4, 1)]
    return replace(max(whole, key=_size), ending="") if whole else None


def _size(hand_in: HandIn) -> int:
    return sum(len(t.rows) + len(t.new) + len(t.usual) for t in hand_in.tables.values())
