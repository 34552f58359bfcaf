"""What XLSForm and frictionless can ask of a value, asked by `_項目` and `_検査`: in the sheet as it is issued."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from kusei_batch.collect.extract import extract_submission
from kusei_batch.core.period import Calendar
from kusei_batch.core.problem import Severity
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.core.ward import Department, Ward
from kusei_batch.validate import validate_submission
from kusei_batch.xlsx.compile import compile_template
from kusei_batch.xlsx.reader import read_workbook
from kusei_batch.xlsx.stamp import Stamp, stamp_sheet
from kusei_batch.xlsx.template import read_template
from tests.peers.constraints import CONSTRAINTS, Constraint

PAGE = Path(__file__).parents[2] / "docs" / "analysis" / "constraints.md"
ITEMS = ("項目名", "表", "区分", "型", "必須", "条件", "選択肢", "最小", "最大", "最大文字数", "式", "参照")
CHOICES = {"種類": ("電話", "窓口", "その他"), "場所": ("電話", "窓口", "なし"), "枠": ("{{枠.名前}}",)}
LISTS = {"枠": ({"ID": "W1", "名前": "夏の枠", "枠額": "30"}, {"ID": "W2", "名前": "冬の枠", "枠額": "20"})}
DEPARTMENT = Department("101", Ward("1", "見本区"), "", "見本課", 1, "")
SAID = [c for c in CONSTRAINTS if c.items]


def template_of(stated: Constraint) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "様式"
    items, choices, settings, checks = (book.create_sheet(f"_{n}") for n in ("項目", "選択肢", "設定", "検査"))
    items.append(ITEMS)
    for place, row in enumerate(stated.items, start=1):
        items.append([row.get(heading) for heading in ITEMS])
        name, table = row["項目名"], row["表"]
        if table is None:
            book["様式"].cell(place, 1, name)
            book["様式"].cell(place, 2, f"{{{{{name}}}}}")
        else:
            sheet = book[table] if table in book.sheetnames else book.create_sheet(table)
            column = sheet.max_column + bool(sheet["A1"].value)
            sheet.cell(1, column, name)
            sheet.cell(2, column, f"{{{{{table}.{name}}}}}")
    choices.append(("選択肢名", "値"))
    for listed, values in CHOICES.items():
        for value in values:
            choices.append((listed, value))
    tables = dict.fromkeys(row["表"] for row in stated.items if row["表"])
    settings.append(("設定名", "値"))
    limits = {f"{table}.最大行数": 5 for table in tables}
    for pair in ({"様式ID": "例", "様式名": "例", "版": "1"} | limits | stated.settings).items():
        settings.append(pair)
    checks.append(("検査名", "表", "条件", "文", "重要度"))
    for table, condition in stated.checks:
        checks.append(("検査", table, condition, "食い違っています。", "エラー"))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def errors_of(stated: Constraint, values) -> list[tuple[str, str | None]]:
    """The errors of the sheet as issued and then filled in: code and field."""
    data = template_of(stated)
    form, problems = read_template(Path("例.xlsx"), LISTS, data)
    assert form, [(p.code, p.location.cell, p.params) for p in problems if p.severity is Severity.ERROR]
    copy = openpyxl.load_workbook(io.BytesIO(stamp_sheet(compile_template(data, form), Stamp("R08-1-1-00", "ab"))))
    for table, rows in values.items():
        for number, row in enumerate(rows):
            for name, value in row.items():
                known = form.field(name, table)
                copy[known.sheet][known.cells[number]].value = value
    file = io.BytesIO()
    copy.save(file)
    stamped = {name: tuple(map(Decimal, given)) for name, given in stated.stamped.items()}
    issued = IssuedSheet("R08-1-1-00", "例", "例", "1", 2026, "1", "101", "", dt.date(2026, 4, 1), values=stamped)
    submission, found = extract_submission(read_workbook(file.getvalue()), form, "")
    _, judged = validate_submission(form, submission, issued, DEPARTMENT, Calendar())
    return [(p.code, p.location.field) for p in (*found, *judged) if p.severity is Severity.ERROR]


@pytest.mark.parametrize("stated", SAID, ids=lambda c: f"{c.peer}: {c.what}")
def test_what_can_be_said_lets_one_value_pass_and_stops_the_other(stated):
    assert errors_of(stated, stated.good) == []
    found = errors_of(stated, stated.bad)
    assert {name for _, name in found} == {stated.blamed}, found


def test_what_cannot_be_said_has_its_reason_and_what_can_has_its_words():
    assert all(bool(c.ours) is not bool(c.cannot) for c in CONSTRAINTS)
    assert all(bool(c.items) is bool(c.ours) for c in CONSTRAINTS)


@pytest.mark.parametrize("peer", ["XLSForm", "frictionless"])
def test_the_page_shows_the_table(peer):
    shown = PAGE.read_text(encoding="utf-8").split(f"\n## {peer}\n")[1].split("\n## ")[0]
    lines = [line for line in shown.splitlines() if line.startswith("| ")][1:]
    assert lines == [c.line for c in CONSTRAINTS if c.peer == peer]
    said = [c for c in CONSTRAINTS if c.peer == peer]
    assert f"{len(said)}のうち{sum(bool(c.items) for c in said)}が言えます" in shown
