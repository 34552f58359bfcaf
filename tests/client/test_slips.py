"""A round of careless departments at a real office program: every entry is read as it was meant, or told."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.core.problem import Problem
from kusei_batch.core.record import Record
from kusei_batch.pipeline.intake.examined_files import FileResult
from kusei_batch.pipeline.outputs.night_report import NightReport
from kusei_batch.pipeline.questions import read_records
from kusei_batch.xlsx.reference import parse_address
from tests.client.office import Document, LibreOffice
from tests.client.slips import FORMATS, NUMBERS, TEXTS, UNITS, WORDED, WRONG, Pasted, Row, usual
from tests.pipeline.desk import IN_TIME, ROUND, Desk, outputs, state

SHEET, PLAN = "目標設定", "年間取組計画"


@dataclass
class Clerk:
    """Whoever fills in one sheet at the office program, and a note of every cell written."""

    desk: Desk
    document: Document

    def enter(self, row: int, values: Row) -> None:
        """Write a row's values (rows from 1); what a rule refuses at the keyboard comes in by pasting."""
        for name, cell in values.items():
            sheet, address = self.desk.cell(name, row)
            typed = cell.typed
            if isinstance(typed, Pasted) or not self.document.type(sheet, address, typed).accepted:
                pasted = typed if isinstance(typed, Pasted) else Pasted(typed)
                self.document.put(sheet, address, pasted.value, pasted.code)

    def unprotect(self) -> None:
        for sheet in (SHEET, PLAN):
            self.document.unprotect(sheet)

    def cell(self, name: str, row: int) -> str:
        """The address of a field in a row (from 1)."""
        return self.desk.cell(name, row)[1]

    def rows(self, row: int, sheet: str = SHEET) -> range:
        """The sheet's rows of a row of the table (from 1)."""
        known = next(f for f in self.desk.form.entries_of("目標") if f.sheet == sheet)
        top = parse_address(known.cells[row - 1])[0] - known.block_row
        return range(top, top + known.block_height)


@dataclass(frozen=True)
class Slip:
    """What one department does, and what the night must make of it.

    `rows` is what its cells say, `meant` the numbers of those that must be read; `told` maps codes to the fields and
    rows they are told of, beyond what the cells themselves ask for.
    """

    department: str
    rows: tuple[Row, ...]
    act: Callable[[Clerk], None] = Clerk.unprotect
    meant: tuple[int, ...] | None = None
    verdict: str = "accepted_with_warnings"
    told: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)

    def full_rows(self) -> list[Row]:
        """The rows with what they say where nothing slips."""
        return [{**usual(number), **row} for number, row in enumerate(self.rows, start=1)]

    def expected(self) -> list[dict[str, object]]:
        """The values that must be read, row by row."""
        rows = self.full_rows()
        kept = self.meant or range(1, len(rows) + 1)
        return [{n: c.read for n, c in rows[k - 1].items() if c.read is not None} for k in kept]


THREE: tuple[Row, ...] = ({}, {}, {})
ADVICE = {"unusually-many-rows", "nothing-checkable", "platform-characters", "inconsistent"}
"""What is said of how a target is written, whatever was typed otherwise."""


def all_of(*rows: int) -> list[tuple[str, int]]:
    """Every field that is filled in in some rows."""
    return [(name, row) for row in rows for name in usual(row)]


def strike_and_hide(clerk: Clerk) -> None:
    clerk.unprotect()
    struck, hidden = clerk.rows(2), clerk.rows(3)
    clerk.document.strike(SHEET, f"D{struck.start}:M{struck.stop - 1}")
    clerk.document.hide_rows(SHEET, hidden.start, len(hidden))


def filter_rows(clerk: Clerk) -> None:
    clerk.unprotect()
    column = parse_address(clerk.cell("目標", 1))[1] - parse_address("D1")[1]
    area = f"D{clerk.rows(1).start - 1}:M{clerk.rows(3).stop - 1}"
    clerk.document.filter(SHEET, area, column, usual(2)["目標"].read)


def delete_row(clerk: Clerk) -> None:
    clerk.unprotect()
    for sheet in (SHEET, PLAN):
        rows = clerk.rows(1, sheet)
        clerk.document.delete_rows(sheet, rows.start, len(rows))


def insert_row(clerk: Clerk) -> None:
    clerk.unprotect()
    clerk.document.insert_rows(SHEET, clerk.rows(2).start)


def move_cells(clerk: Clerk) -> None:
    clerk.unprotect()
    cells = f"{clerk.cell('目標', 2)}:{clerk.cell('具体的な取組内容', 2)}"
    clerk.document.move(SHEET, cells, clerk.cell("目標", 5))


def put_beside(clerk: Clerk) -> None:
    clerk.unprotect()
    clerk.document.text_box(SHEET, clerk.cell("目標", 4), "このほかに、待ち時間の目標があります。")
    clerk.document.comment(SHEET, clerk.cell("目標", 1), "数は見込みです。")
    clerk.document.copy_sheet(SHEET, "目標設定 (2)")
    clerk.document.add_sheet("別紙", "一人ひとりの担当は次のとおりです。")


SLIPS = {
    "typed numbers": Slip("1201", NUMBERS),
    "number formats": Slip("1202", FORMATS),
    "units": Slip("9001", UNITS),
    "words for numbers": Slip("9002", WORDED),
    "texts": Slip("1203", TEXTS),
    "struck and hidden": Slip(
        "1204",
        THREE,
        strike_and_hide,
        told={"struck-entry": all_of(2), "hidden-entry": all_of(3)},
    ),
    "filter left on": Slip(
        "1303",
        THREE,
        filter_rows,
        told={"hidden-entry": all_of(1, 3)},
    ),
    "row deleted": Slip("1304", THREE, delete_row, meant=(2, 3), verdict="accepted"),
    "row inserted": Slip("1401", THREE, insert_row, verdict="accepted"),
    "cells moved": Slip(
        "1402",
        THREE,
        move_cells,
        verdict="sent_back",
        told={"required-blank": [("目標", 2), ("場面", 5)], "blank-row-between": [("場面", 4)]},
    ),
    "beside the cells": Slip("1403", THREE, put_beside, told={"beside-entries": [("目標", 1), ("目標", 4)]}),
    "left out": Slip("1404", WRONG, verdict="sent_back"),
}


def with_more_departments(desk: Desk) -> None:
    """Add to the master the departments that only slip."""
    path = desk.workspace.root / "templates_xlsx" / "マスタ.xlsx"
    book = openpyxl.load_workbook(path)
    for code in sorted({slip.department for slip in SLIPS.values() if slip.department >= "9000"}):
        book["部署"].append([code, "1", "粗相部", f"第{code}課", int(code), "内線 9000"])
    book.save(path)
    desk.workspace = read_workspace(desk.workspace.root)


def fill_in(office: LibreOffice, desk: Desk, slip: Slip, path: Path) -> None:
    """Have the department's sheet filled in and saved at the path, in the format of its suffix."""
    with office.open(desk.blank(slip.department)) as document:
        clerk = Clerk(desk, document)
        for number, row in enumerate(slip.full_rows(), start=1):
            clerk.enter(number, row)
        slip.act(clerk)
        document.save_as(path)
    desk.settle(path)


def drop_other_files(office: LibreOffice, desk: Desk) -> None:
    """Hand in what is no filled copy of one's own sheet: other formats, another's sheet, cells in a new book."""
    old = desk.folder("1405")
    with office.open(desk.blank("1405")) as document:
        document.put(*desk.cell("目標"), usual(1)["目標"].read)
        for path in (old / "目標設定.pdf", old / "目標設定.xls", desk.folder("1406") / "目標設定.ods"):
            document.save_as(path)
            desk.settle(path)
    (old / "一覧.csv").write_text("番号,目標\r\n1,窓口\r\n", encoding="cp932")
    with zipfile.ZipFile(old / "目標設定.zip", "w") as packed:
        packed.write(desk.blank("1405"), "目標設定.xlsx")
    for name in ("~$目標設定.xlsx", ".~lock.目標設定.xlsx#", "~WRL0001.tmp"):
        (old / name).write_bytes(bytes(165))
    for path in old.iterdir():
        desk.settle(path)
    fill_in(office, desk, Slip("1501", ({},)), desk.folder("1101") / "道路公園センターの様式.xlsx")
    book = openpyxl.Workbook()
    for column, cell in enumerate(usual(1).values(), start=4):
        book.active.cell(9, column).value = cell.typed.value
    book.save(desk.folder("1501") / "Book1.xlsx")
    desk.settle(office.resave(desk.folder("1501") / "Book1.xlsx"))


def correct(office: LibreOffice, desk: Desk, source: Path, target: Path, figure: float) -> None:
    """Open a file that was handed in, give its first target another figure and save it at `target`."""
    sheet, address = desk.cell("目標値")
    with office.open(source) as document:
        document.put(sheet, address, figure)
        document.save_as(target)
    desk.settle(target)


@pytest.fixture(scope="module")
def months(tmp_path_factory, office) -> SimpleNamespace:
    """Three nights: the slips, what comes beside an answer or corrects it, and an old file put back."""
    desk = Desk(tmp_path_factory.mktemp("粗相") / "作業")
    with_more_departments(desk)
    desk.issue()
    paths = {name: desk.folder(slip.department) / f"{name}.xlsx" for name, slip in SLIPS.items()}
    for name, slip in SLIPS.items():
        fill_in(office, desk, slip, paths[name])
    drop_other_files(office, desk)
    first = desk.night()
    records = read_records(desk.workspace, ROUND)
    old = paths["filter left on"].rename(desk.workspace.root / "古い.xlsx")
    correct(office, desk, old, paths["filter left on"], 77)
    correct(office, desk, paths["row deleted"], paths["row deleted"].with_name("目標設定（住民記録係）.xlsx"), 88)
    second = desk.night(IN_TIME + dt.timedelta(days=1))
    corrected = read_records(desk.workspace, ROUND)
    correct(office, desk, old, paths["filter left on"], 1)
    third = desk.night(IN_TIME + dt.timedelta(days=2))
    now = read_records(desk.workspace, ROUND)
    return SimpleNamespace(desk=desk, nights=(first, second, third), records=(records, corrected, now))


def rows_of(records: Iterable[Record], department: str) -> list[dict[str, object]]:
    own = sorted((r for r in records if r.table and r.department.code == department), key=lambda r: r.number or 0)
    return [{name: value for name, value in r.fields.items() if value not in (None, ())} for r in own]


def file_of(report: NightReport, name: str) -> FileResult:
    return next(f for f in report.files if f.path.rpartition("/")[2] == name)


def told_at(problems: Iterable[Problem]) -> set[tuple[str, str]]:
    return {(p.code, cell) for p in problems if p.code not in ADVICE for cell in p.location.cells}


@pytest.mark.parametrize("name", SLIPS)
def test_it_gets_the_verdict_it_deserves(months, name):
    assert file_of(months.nights[0], f"{name}.xlsx").verdict.value == SLIPS[name].verdict


@pytest.mark.parametrize("name", SLIPS)
def test_every_value_is_read_as_it_was_meant(months, name):
    expected = [] if SLIPS[name].verdict == "sent_back" else SLIPS[name].expected()
    assert rows_of(months.records[0], SLIPS[name].department) == expected


@pytest.mark.parametrize("name", SLIPS)
def test_what_differs_is_told_at_its_cell_and_nothing_else_is(months, name):
    slip = SLIPS[name]
    of_cells = {
        (code, months.desk.cell(field_name, number)[1])
        for number, row in enumerate(slip.full_rows(), start=1)
        for field_name, cell in row.items()
        for code in cell.told
    }
    beyond = {(code, months.desk.cell(*spot)[1]) for code, spots in slip.told.items() for spot in spots}
    assert told_at(file_of(months.nights[0], f"{name}.xlsx").problems) == of_cells | beyond


@pytest.mark.parametrize("name", SLIPS)
def test_nothing_drops_out_unless_it_is_told(name):
    for row in SLIPS[name].full_rows():
        assert all(cell.told for cell in row.values() if cell.read is None)


@pytest.mark.parametrize("name", [name for name, slip in SLIPS.items() if slip.verdict == "sent_back"])
def test_what_is_sent_back_holds_every_cell_as_it_was(months, name):
    slip = SLIPS[name]
    (answer,) = [p for p in outputs(months.nights[0], "sent_back") if f"_{slip.department}_" in p.name]
    (given,) = months.desk.folder(slip.department).glob("*.xlsx")
    returned, kept = (openpyxl.load_workbook(path)[SHEET] for path in (answer, given))
    cells = [cell for f in months.desk.form.entries_of("目標") if f.sheet == SHEET for cell in f.cells]
    assert {c: returned[c].value for c in cells} == {c: kept[c].value or None for c in cells}


@pytest.mark.parametrize(
    ("department", "name", "verdict", "code"),
    [
        ("1405", "目標設定.xls", "quarantined", "not-a-workbook"),
        ("1405", "目標設定.pdf", "skipped", "other-kind-of-file"),
        ("1405", "一覧.csv", "skipped", "other-kind-of-file"),
        ("1405", "目標設定.zip", "skipped", "compressed-file"),
        ("1406", "目標設定.ods", "quarantined", "not-a-workbook"),
        ("1101", "道路公園センターの様式.xlsx", "quarantined", "wrong-department"),
        ("1501", "Book1.xlsx", "quarantined", "identity-missing"),
    ],
)
def test_what_cannot_be_taken_is_answered(months, department, name, verdict, code):
    night = months.nights[0]
    found = file_of(night, name)
    assert (found.verdict.value, [p.code for p in found.problems]) == (verdict, [code])
    assert state(night, department) == "not_taken"
    notices = [p for p in outputs(night, "notice") if name in p.read_text("utf-8-sig")]
    assert len(notices) == 1
    if code == "not-a-workbook":
        assert "「Excel ブック (*.xlsx)」を選んで保存" in notices[0].read_text("utf-8-sig")
    assert "02_差戻し" in notices[0].parts
    assert not rows_of(months.records[0], department)


@pytest.mark.parametrize("name", ["~$目標設定.xlsx", ".~lock.目標設定.xlsx#", "~WRL0001.tmp"])
def test_what_programs_leave_behind_is_no_answer(months, name):
    assert file_of(months.nights[0], name).verdict.value == "skipped"
    assert not [p for p in outputs(months.nights[0], "notice") if name in p.read_text("utf-8-sig")]


def notices_of(report: NightReport, department: str) -> list[Problem]:
    return next(list(c.notices) for c in report.coverage if c.department.code == department)


def test_two_files_of_one_sheet_are_both_named(months):
    (told,) = [p for p in notices_of(months.nights[1], "1304") if p.code == "rival-answers"]
    assert "row deleted.xlsx" in told.message
    assert "目標設定（住民記録係）.xlsx" in told.message
    assert [row["目標値"] for row in rows_of(months.records[1], "1304")] == [88, 3]


def test_a_correction_and_the_old_content_saved_anew_are_told_with_what_they_change(months):
    corrected, now = (rows_of(records, "1303") for records in months.records[1:])
    assert [row["目標値"] for row in corrected] == [77, 2, 3]
    assert now == SLIPS["filter left on"].expected()
    assert "1→77" in "".join(p.message for p in notices_of(months.nights[1], "1303") if p.code == "answer-replaced")
    assert "77→1" in "".join(p.message for p in notices_of(months.nights[2], "1303") if p.code == "answer-came-back")
