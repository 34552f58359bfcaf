"""A small workspace of two rounds and two departments: what is set in one is reported in the other, and goes on."""

from __future__ import annotations

import datetime as dt
import io
import os
import shutil
from copy import copy
from functools import cache
from pathlib import Path

import openpyxl

from kusei_batch.config import read_workspace
from kusei_batch.pipeline.issuing import issue_round, order_round
from kusei_batch.pipeline.night import run_night
from kusei_batch.pipeline.outputs.putting_away import issued_path
from kusei_batch.pipeline.questions import read_records
from kusei_batch.pipeline.workspace.form_check import read_form

PLAN, REPORT = "目標設定", "実績報告"
ITEMS = ("項目名", "表", "区分", "型", "必須", "条件", "選択肢", "参照", "説明")
MASTER = {
    "区": [("区コード", "区名"), ("1", "東区")],
    "部署": [
        ("部署コード", "区コード", "部名", "課名", "表示順", "連絡先"),
        ("101", "1", "総務部", "総務課", 1, None),
        ("102", "1", "総務部", "区民課", 2, None),
    ],
    "方針": [("年度", "区コード", "番号", "本文")],
    "基準": [
        ("基準ID", "場面", "本文", "適用開始年度", "適用終了年度"),
        ("A-1", "窓口", "名札を付けます。", "R6", None),
        ("A-2", "電話", "3回以内の呼出しで受けます。", "R6", "R8"),
    ],
    "所属基準": [
        ("ID", "本文", "部署コード", "採否", "適用開始年度"),
        ("B-1", "待ち時間を15分以内にします。", "102", "採用", "R8"),
        ("B-2", "まだ決まっていません。", "102", None, "R8"),
    ],
    "休業日": [("日付", "名称")],
}
CONFIG = """
city = "見本市"
fiscal_year = "{year}"
workers = 1
[[rounds]]
name = "目標設定"
form = "目標設定"
opens = "4月1日"
due = "4月24日"
[[rounds]]
name = "実績報告"
form = "実績報告"
opens = "2月1日"
due = "03-12"
{more}
"""
CHOICES = {
    "達成度": ("達成", "一部達成", "未達成"),
    "扱い": ("継続", "終了"),
    "遵守": ("遵守", "一部未遵守"),
    "部署": ("{{部署.課名}}",),
    "場面": ("電話", "窓口"),
}
HEAD = [("記入者", None, "記入", "文字", None, None, None, None)]
PLAN_ITEMS = [
    *HEAD,
    ("前年度の記入者", None, "前回値", "文字", None, None, None, "前年度:実績報告.記入者"),
    ("番号", "目標", "表示", "整数", None, None, None, None),
    ("行ID", "目標", "表示", "文字", None, None, None, None),
    ("前年度の達成度", "目標", "前回値", "文字", None, None, None, "前年度:実績報告.達成度"),
    ("目標", "目標", "引継", "長文", "必須", None, None, "本文"),
    ("目標値", "目標", "引継", "数値", None, None, None, "目標値"),
    ("期限", "目標", "引継", "日付", None, None, None, "期限"),
]
PLAN_SETTINGS = {
    "目標.最小行数": 1,
    "目標.最大行数": 6,
    "目標.重複検査": "目標",
    "目標.行の元": "前年度:実績報告.目標",
    "目標.行の条件": "次年度の扱い = 継続",
    "目標.行の追加": "はい",
    "目標.空のときの文": "引き継ぐ目標はありません。",
}
REPORT_ITEMS = [
    *HEAD,
    ("番号", "目標", "表示", "整数", None, None, None, None),
    ("行ID", "目標", "表示", "文字", None, None, None, None),
    ("本文", "目標", "前回値", "長文", None, None, None, "目標"),
    ("目標値", "目標", "前回値", "数値", None, None, None, "目標値"),
    ("期限", "目標", "前回値", "日付", None, None, None, "期限"),
    ("実績値", "目標", "記入", "数値", None, None, None, None),
    ("達成度", "目標", "記入", "選択", "必須", None, "達成度", None),
    ("次年度の扱い", "目標", "記入", "選択", "必須", None, "扱い", None),
    ("行ID", "基準", "表示", "文字", None, None, None, None),
    ("出典", "基準", "表示", "文字", None, None, None, None),
    ("本文", "基準", "前回値", "長文", None, None, None, "本文"),
    ("遵守状況", "基準", "記入", "選択", "必須", None, "遵守", None),
]
REPORT_SETTINGS = {
    "目標.最大行数": 6,
    "目標.行の元": "目標設定.目標",
    "目標.空のときの文": "受理された目標がありません。",
    "基準.最大行数": 5,
    "基準.行の元": "マスタ.基準、マスタ.所属基準",
}
A, B = "101", "102"
FIRST = {"目標": "窓口の待ち時間を平均15分以内にします。", "目標値": 15, "期限": dt.date(2027, 3, 31)}
SECOND = {"目標": "電話を3回以内の呼出しで受けます。", "目標値": 4.5}
KEPT = [{"遵守状況": "遵守"}] * 3
GOOD = {"実績値": 14, "達成度": "達成", "次年度の扱い": "終了"}
ON = {"実績値": 3, "達成度": "一部達成", "次年度の扱い": "継続"}


class Year:
    """A workspace, its years, and what two departments do in them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("templates_xlsx", "templates_docx", "inbox", "outbox"):
            (folder / name).mkdir(parents=True)
        self.write_master(MASTER)
        write_form(folder / "templates_xlsx" / f"{PLAN}.xlsx", PLAN, PLAN_ITEMS, PLAN_SETTINGS)
        write_form(folder / "templates_xlsx" / f"{REPORT}.xlsx", REPORT, REPORT_ITEMS, REPORT_SETTINGS)
        self.clock = 1_800_000_000.0
        self.begin("R8")

    def copy_to(self, folder: Path) -> Year:
        """Return the same workspace in another folder."""
        shutil.copytree(self.folder, folder)
        twin = copy(self)
        twin.folder = folder
        twin.reread()
        return twin

    def begin(self, year: str, more: str = "") -> None:
        """Change the year in config.toml, and nothing else."""
        (self.folder / "config.toml").write_text(CONFIG.format(year=year, more=more), encoding="utf-8")
        self.reread()

    def reread(self) -> None:
        """Read config and master as they are now."""
        self.workspace = read_workspace(self.folder)

    def write_master(self, sheets) -> None:
        stated = tuple((name, tuple(map(tuple, rows))) for name, rows in sheets.items())
        (self.folder / "templates_xlsx" / "マスタ.xlsx").write_bytes(_master(stated))

    def issue(self, name, *, again=False, department=None):
        order = order_round(self.workspace, name, department=department, again=again)
        return issue_round(self.workspace, order, order.round.opens)

    def sheet_path(self, name, department) -> Path:
        """Where a department's sheet of this year lies."""
        folder = self.workspace.year_folder(self.workspace.fiscal_year, name)
        (path,) = (folder / "01_配布").rglob(f"*_{department}_*.xlsx")
        return path

    def open(self, name, department):
        """A department's sheet, opened."""
        return openpyxl.load_workbook(self.sheet_path(name, department))

    def column(self, name, department, field, table="目標", book=None):
        """What stands in a column of a table, from the top down to the last row that is not hidden."""
        known = read_form(self.workspace, name).field(field, table)
        sheet = (book or self.open(name, department))[known.sheet]
        cells = [sheet[address] for address in known.cells]
        return [c.value for c in cells if not sheet.row_dimensions[c.row].hidden]

    def hand_in(self, name, department, rows=None, head=None, *, file="様式.xlsx", source=None) -> Path:
        """Type rows ({table: [row, ...]}; a row None is left as it is) into a sheet and drop it in its folder."""
        form = read_form(self.workspace, name)
        book = openpyxl.load_workbook(source or self.sheet_path(name, department))
        for table, values in {None: [{"記入者": "川崎"} | (head or {})], **(rows or {})}.items():
            for known in form.entries_of(table):
                for address, row in zip(known.cells, values, strict=False):
                    if row and known.name in row:
                        book[known.sheet][address].value = row[known.name]
        owner = next(d for d in self.workspace.master.departments if d.code == department)
        path = self.workspace.inbox / owner.ward.name / owner.name / file
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)
        self.clock += 60
        os.utime(path, (self.clock, self.clock))
        return path

    def hand_in_head(self, name, department, who) -> Path:
        """Fill in the head of a sheet that has nothing else."""
        book = self.open(name, department)
        book.worksheets[0]["B2"].value = who
        owner = next(d for d in self.workspace.master.departments if d.code == department)
        path = self.workspace.inbox / owner.ward.name / owner.name / f"{name}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)
        self.clock += 60
        os.utime(path, (self.clock, self.clock))
        return path

    def night(self, as_of=None):
        return run_night(self.workspace, as_of or dt.date(self.workspace.fiscal_year + 1, 3, 10), self.clock + 3600)

    def issued(self, report, department):
        return next(s for s in report.issued if s.department_code == department)

    def path_of(self, sheet) -> Path:
        return issued_path(self.workspace, sheet)


def write_form(path: Path, name: str, items, settings) -> None:
    """Write a template; one that says the same is made once a process."""
    path.write_bytes(_template(name, tuple(items), tuple(settings.items())))


@cache
def _template(name: str, items, settings) -> bytes:
    """A template: the head below one another, then each table with its headings on a sheet of its own."""
    book = openpyxl.Workbook()
    head = book.active
    head.title = name
    tables: dict[str, list[str]] = {}
    for item, table, *_ in items:
        if table:
            tables.setdefault(table, []).append(item)
        else:
            row = head.max_row + 1
            head.cell(row, 1, item)
            head.cell(row, 2, f"{{{{{item}}}}}")
    for table, names in tables.items():
        sheet = book.create_sheet(f"{table}の表")
        for column, item in enumerate(names, 1):
            sheet.cell(1, column, item)
            sheet.cell(2, column, f"{{{{{table}.{item}}}}}")
        sheet.cell(4, 1, "以上")
    definitions = book.create_sheet("_項目")
    definitions.append(ITEMS)
    for item in items:
        definitions.append(item)
    choices = book.create_sheet("_選択肢")
    choices.append(("選択肢名", "値"))
    for listed, values in CHOICES.items():
        for value in values:
            choices.append((listed, value))
    stated = book.create_sheet("_設定")
    stated.append(("設定名", "値"))
    for pair in {"様式ID": name, "様式名": name, "版": 1, **dict(settings)}.items():
        stated.append(pair)
    return saved(book)


@cache
def _master(sheets) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return saved(book)


def saved(book) -> bytes:
    """Return a workbook as its file."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def verdicts(report):
    """Department and file name -> verdict of a night."""
    return {Path(f.path).parent.name + "/" + Path(f.path).name: f.verdict.value for f in report.files}


def told(report, department=None):
    """Code and cell of what a night found, information left out."""
    return [(p.code, p.location.cell) for f in report.files for p in f.problems if p.severity.value != "info"]


def rows(year, form, table="目標"):
    """The records of a table in a round."""
    return [r for r in read_records(year.workspace, form) if r.table == table]


def begin_surveys(year, *surveys):
    """The year with rounds of one form, by name and opening day, that show who filled in the one before; their settings."""
    items = [*HEAD, ("前回の記入者", None, "前回値", "文字", None, None, None, "直前.記入者")]
    write_form(year.folder / "templates_xlsx" / "調査.xlsx", "調査", items, {})
    more = "".join(
        f'[[rounds]]\nname = "{name}"\nform = "調査"\nopens = "{opens}"\ndue = "3月31日"\n' for name, opens in surveys
    )
    year.begin("R8", more)
    return more
