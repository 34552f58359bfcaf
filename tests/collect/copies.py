"""A form issued to one department, its copies, and what may happen to them."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import openpyxl
from openpyxl import Workbook as Loaded

from kusei_batch.collect.extract import Printed, build_printed, check_stamped, extract_submission
from kusei_batch.collect.row_keys import key_rows
from kusei_batch.core.form import Form
from kusei_batch.core.identity import make_sheet_id, seal
from kusei_batch.core.problem import Problem
from kusei_batch.core.submission import IssuedSheet, Submission
from kusei_batch.core.values import Cell, CellKind, text_cell
from kusei_batch.core.ward import Department, Ward
from kusei_batch.xlsx.compile import compile_template
from kusei_batch.xlsx.reader import read_workbook
from kusei_batch.xlsx.stamp import CompiledForm, Stamp, stamp_sheet
from tests.xlsx.template_book import TemplateBook

KEY = b"k" * 32
SHEET_ID = make_sheet_id("R08", "1303", 1)
OTHER_ID = make_sheet_id("R08", "1304", 1)
FIRST, SECOND = Ward("13", "幸区"), Ward("14", "中原区")
DEPARTMENTS = (
    Department("1303", FIRST, "区民サービス部", "区民課", 1, ""),
    Department("1304", FIRST, "区民サービス部", "保険年金課", 2, ""),
    Department("1403", SECOND, "区民サービス部", "区民課", 1, ""),
)
SHOWN: dict[str, str | tuple[str, ...]] = {
    "年度": "令和8年度（2026年度）",
    "区名": "幸区",
    "管理番号": SHEET_ID,
    "目標.番号": ("1", "2", "3"),
}
ENTRIES = {
    "記入者": [text_cell("髙﨑　𠮷")],
    "目標.場面": [text_cell("電話"), text_cell("窓口")],
    "目標.取組": [text_cell("毎朝、前日の折返し漏れを確かめます。"), text_cell(" 先頭の空白と\n改行 ")],
    "目標.目標値": [Cell(CellKind.NUMBER, "63.8", Decimal("63.8")), text_cell("１，２００")],
    "目標.期限": [Cell(CellKind.DATE, "2027-03-31", Decimal(46477)), text_cell("R9.3.31")],
    "目標.上半期": [text_cell("調べる"), text_cell("改める")],
    "目標.下半期": [text_cell("続ける"), text_cell("確かめる")],
    "連絡事項": [text_cell("特になし")],
}
TYPED = {name: [cell.text for cell in cells] for name, cells in ENTRIES.items()}


@dataclass(frozen=True)
class Issued:
    """The form with its compiled template, and the register's entry of one copy."""

    form: Form
    compiled: CompiledForm
    printed: Printed
    entry: IssuedSheet

    def copy(self, entries: Mapping[str, list[Cell]] = ENTRIES, sheet_id: str = SHEET_ID) -> bytes:
        """The workbook, filled in."""
        sealed = seal(KEY, sheet_id, self.form.id, self.form.version)
        shown = {**SHOWN, "管理番号": sheet_id}
        return stamp_sheet(self.compiled, Stamp(sheet_id, sealed, shown, entries))

    def extract(self, data: bytes) -> tuple[Submission, list[Problem]]:
        """What is read from a returned workbook, and everything told of it."""
        submission, problems = extract_submission(read_workbook(data), self.form, "0" * 64, self.printed)
        submission, unknown = key_rows(self.form, submission, self.entry)
        return submission, [*problems, *unknown, *check_stamped(self.form, submission, self.entry)]


def issue(folder: Path) -> Issued:
    """A form of one table on two sheets, with entries above and below it."""
    book = TemplateBook()
    book.layout["D1"], book.layout["E1"] = "管理番号", "管理番号：{{管理番号}}"
    book.layout["A8"], book.layout["B8"] = "連絡事項", "{{連絡事項}}"
    plan = book.workbook.create_sheet("計画")
    for address, text in {
        "A1": "年間計画　{{区名}}",
        "A3": "上半期",
        "B3": "下半期",
        "A4": "{{目標.上半期}}",
        "B4": "{{目標.下半期}}",
    }.items():
        plan[address] = text
    book.add("_項目", 項目名="管理番号", 区分="表示", 型="文字")
    book.add("_項目", 項目名="連絡事項", 区分="記入", 型="長文")
    for name in ("上半期", "下半期"):
        book.add("_項目", 項目名=name, 表="目標", 区分="記入", 型="長文")
    example = book.workbook.copy_worksheet(book.layout)
    example.title = "記入例"
    for row in example.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and "{{" in cell.value:
                cell.value = "記入の例"
    form, problems = book.read(folder)
    assert form is not None, problems
    compiled = compile_template((folder / "様式.xlsx").read_bytes(), form)
    stamped = {name: (text,) if isinstance(text, str) else text for name, text in SHOWN.items()}
    entry = IssuedSheet(
        SHEET_ID, "目標設定", form.id, form.version, 2026, "13", "1303", "", dt.date(2026, 4, 1), stamped
    )
    return Issued(form, compiled, build_printed(compiled, form), entry)


def typed(submission: Submission) -> dict[str, list[str]]:
    """The texts of a submission by qualified name, without the blanks at the end of a column."""
    found = {name: [entry.cell.text] for name, entry in submission.head.entries.items()}
    for table, rows in submission.tables.items():
        for row in rows:
            for name, entry in row.entries.items():
                found.setdefault(f"{table}.{name}", []).append(entry.cell.text)
    trimmed = {name: _without_tail(texts) for name, texts in found.items()}
    return {name: texts for name, texts in trimmed.items() if texts}


def _without_tail(texts: list[str]) -> list[str]:
    while texts and not texts[-1]:
        texts = texts[:-1]
    return texts


def changed(data: bytes, change: Callable[[Loaded], object]) -> bytes:
    """The workbook as openpyxl saves it after a change."""
    loaded = openpyxl.load_workbook(io.BytesIO(data))
    change(loaded)
    buffer = io.BytesIO()
    loaded.save(buffer)
    return buffer.getvalue()


def codes(problems: list[Problem]) -> list[str]:
    """Their codes, in order."""
    return [problem.code for problem in problems]
