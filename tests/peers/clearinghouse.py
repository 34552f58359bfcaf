"""A workbook of the clearinghouse, judged by a form of ours that stands on its section's template."""

from __future__ import annotations

import datetime as dt
import io
from functools import cache
from pathlib import Path
from typing import cast

import openpyxl

from kusei_batch.collect.extract import extract_submission
from kusei_batch.collect.field_cells import parse_reference
from kusei_batch.core.form import Form
from kusei_batch.core.period import Calendar
from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.core.values import Cell, CellKind
from kusei_batch.core.ward import Department, Ward
from kusei_batch.validate import validate_submission
from kusei_batch.xlsx.package import UnreadableError
from kusei_batch.xlsx.reader import Workbook, read_workbook
from kusei_batch.xlsx.reader.plain_cells import Position
from kusei_batch.xlsx.reference import address
from kusei_batch.xlsx.template import read_template
from tests.peers.clearinghouse_forms import CHOICES, COVER_CHECK, SECTIONS, VERSIONS, Section

ITEMS = ("項目名", "表", "区分", "型", "必須", "条件", "選択肢", "最小", "文字可")
COVER = {
    "version": ("様式の版", {"型": "選択", "選択肢": "版", "必須": "必須"}),
    "section_name": ("種類", {"型": "選択", "選択肢": "種類", "必須": "必須"}),
    "auditee_uei": ("団体番号", {"型": "文字", "必須": "必須"}),
}
ROWS = 2000
"""The most rows a table of ours may have."""
ISSUED = IssuedSheet("", "", "", "1", 2024, "", "", "", dt.date(2024, 4, 1))
DEPARTMENT = Department("", Ward("", ""), "", "", 0, "")


def section_of(path: str) -> str:
    """Return the section a workbook belongs to, as the clearinghouse tells it: by its folder, else by its name."""
    return next(name for name in SECTIONS if f"{name}/" in path or f"/{name}-" in path)


def judge(data: bytes, form: Form) -> list[Problem]:
    """Return the errors of a workbook.

    As the clearinghouse reads them, formulas nobody calculated are blank, and rows with nothing but formulas no rows.
    One with more rows than a table may have is judged by that alone.
    """
    try:
        workbook = read_workbook(data)
        sheets = [workbook.sheets[name] for name in workbook.sheets]
    except UnreadableError as refused:
        return [Problem.of(refused.code, Location(), detail=refused.detail)]
    stated = SECTIONS[form.id]
    names = {name: parse_reference(workbook.names[name]) for name in stated.rows if name in workbook.names}
    for sheet in sheets:
        cells = cast("dict[Position, Cell]", sheet.cells)
        typed = [a.left for n, (on, a) in names.items() if a and on == sheet.name and n not in stated.reckoned]
        filled = [row for (row, column), cell in cells.items() if column in typed and is_typed(cell)]
        last = max(filled, default=1)
        if typed and last - 1 > ROWS:
            words = {"table": stated.table, "limit": str(ROWS), "count": str(last - 1)}
            return [Problem.of("too-many-rows", Location(sheet.name), **words)]
        for place in [place for place in cells if not is_typed(cells[place]) or (typed and place[0] > last)]:
            del cells[place]
    submission, problems = extract_submission(workbook, form, "")
    _, found = validate_submission(form, submission, ISSUED, DEPARTMENT, Calendar())
    return [p for p in (*problems, *found) if p.severity is Severity.ERROR]


def is_typed(cell: Cell) -> bool:
    """Return whether something stands in a cell: no blank, and no formula that nobody calculated."""
    return not cell.is_blank and cell.kind is not CellKind.UNCOMPUTED


@cache
def form_of(section: str, templates: Path) -> Form:
    """Return our form of a section, laid out as its template is; what is wrong with it is an AssertionError."""
    stated = SECTIONS[section]
    theirs = read_workbook((templates / f"{stated.template}.xlsx").read_bytes())
    data = _template(section, stated, theirs)
    form, problems = read_template(Path(f"{section}.xlsx"), {}, data)
    assert form, [(p.code, p.location, p.params) for p in problems if p.severity is Severity.ERROR]
    return form


def _template(section: str, stated: Section, theirs: Workbook) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    items, choices, settings, checks = (book.create_sheet(f"_{n}") for n in ("項目", "選択肢", "設定", "検査"))
    items.append(ITEMS)
    for table, fields in ((None, COVER | stated.head), (stated.table, stated.rows)):
        for name, (item, words) in fields.items():
            items.append([{"項目名": item, "表": table, "区分": "記入", **words}.get(key) for key in ITEMS])
            sheet, area = parse_reference(theirs.names[name])
            ours = book[sheet] if sheet in book.sheetnames else book.create_sheet(sheet)
            ours[address(area.top, area.left)] = f"{{{{{table}.{item}}}}}" if table else f"{{{{{item}}}}}"
            label = (area.top - 1, area.left) if table else (area.top, area.left - 1)
            ours.cell(*label).value = theirs.sheets[sheet].cells[label].text
    choices.append(("選択肢名", "値"))
    for listed, values in (CHOICES | {"種類": stated.words, "版": VERSIONS}).items():
        for value in values:
            choices.append((listed, value))
    settings.append(("設定名", "値"))
    for pair in {"様式ID": section, "様式名": section, "版": "1", f"{stated.table}.最大行数": ROWS}.items():
        settings.append(pair)
    checks.append(("検査名", "表", "条件", "文", "重要度"))
    for table, conditions in ((stated.table, stated.checks), (None, (COVER_CHECK, *stated.head_checks))):
        for condition in conditions:
            checks.append((f"{section}{checks.max_row}", table, condition, f"確かめます {checks.max_row}", "エラー"))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
