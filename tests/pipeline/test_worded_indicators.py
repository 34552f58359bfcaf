"""A year's indicators of which present value, target or result is no number yet: words from the master to the summary."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.core.dates import DateReader
from kusei_batch.pipeline.issuing import issue_round, order_round
from kusei_batch.pipeline.night import run_night
from kusei_batch.pipeline.questions import read_records
from kusei_batch.pipeline.workspace.form_check import read_form
from kusei_batch.pipeline.workspace.init import init_workspace
from kusei_batch.pipeline.workspace.list_values import check_list_values

ROUND, DEPARTMENT = "成果指標", "1303"
BEGUN, PLANNED, LATE = "令和8年5月交付開始", "次の計画を踏まえて定める", "集計前（5月に判明）"


def change_master(path: Path) -> None:
    """Give the first two indicators of the department words: Q6 its present value and target, K2 none."""
    book = openpyxl.load_workbook(path)
    sheet = book["指標"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, columns["指標ID"]).value == "Q6":
            sheet.cell(row, columns["現状値"]).value = BEGUN
            sheet.cell(row, columns["目標値"]).value = PLANNED
            sheet.cell(row, columns["向き"]).value = None
    book.save(path)


@pytest.fixture(scope="module")
def year_end(tmp_path_factory) -> SimpleNamespace:
    """The round with one answer: a number where there is no target yet, words where there is one."""
    root = tmp_path_factory.mktemp("指標") / "作業"
    init_workspace(root, dry_run=False)
    change_master(root / "templates_xlsx" / "マスタ.xlsx")
    workspace = read_workspace(root)
    form = read_form(workspace, ROUND)
    order = order_round(workspace, ROUND, department=DEPARTMENT)
    issue_round(workspace, order, dt.date(2027, 3, 1))
    (blank,) = workspace.outbox.rglob(f"*_{DEPARTMENT}_*.xlsx")
    book = openpyxl.load_workbook(blank)
    result = form.field("実績値", "指標")
    for address, value in zip(result.cells, ("120", LATE), strict=False):
        book[result.sheet][address].value = value
    folder = workspace.inbox / "見本区" / "区民課"
    folder.mkdir(parents=True)
    book.save(folder / "成果指標.xlsx")
    report = run_night(workspace, dt.date(2027, 3, 10), 4_000_000_000.0)
    return SimpleNamespace(workspace=workspace, form=form, report=report, blank=blank)


def test_the_sheet_shows_the_words_of_the_master(year_end):
    sheet = openpyxl.load_workbook(year_end.blank)[year_end.form.field("現状値", "指標").sheet]
    shown = [sheet[year_end.form.field(name, "指標").cells[0]].value for name in ("現状値", "目標値")]
    assert shown == [BEGUN, PLANNED]


def test_doctor_finds_nothing_wrong_with_them(year_end):
    lists = year_end.workspace.master.in_force(2026)
    dates = DateReader(year_end.workspace.calendar, 2026)
    assert list(check_list_values(year_end.form, lists, dates)) == []


def test_the_answer_is_taken_and_asks_for_what_would_make_it_checkable(year_end):
    (file,) = year_end.report.files
    assert file.verdict.value == "accepted_with_warnings"
    (told,) = [p for p in file.problems if p.code == "words-for-number"]
    assert told.location.field == "実績値"
    assert LATE in told.message
    assert "数字だけに書き直すと" in told.remedy


def test_words_stay_words_and_what_they_leave_open_is_open(year_end):
    rows = [r.fields for r in read_records(year_end.workspace, ROUND) if r.table][:2]
    assert [(r["現状値"], r["目標値"], r["実績値"], r["状況"], r["目標まで"]) for r in rows] == [
        (BEGUN, PLANNED, 120, "未設定", None),
        (rows[1]["現状値"], 12, LATE, "未把握", None),
    ]


def test_the_summary_lists_them_as_written_and_draws_none(year_end):
    (summary,) = [o.path for o in year_end.report.outputs if o.kind == "summary_workbook" and ROUND in str(o.path)]
    book = openpyxl.load_workbook(summary)
    cells = {str(cell.value) for row in book["指標一覧"].iter_rows() for cell in row if cell.value is not None}
    assert {BEGUN, PLANNED, LATE} <= cells
    assert all(PLANNED not in str(c.value) for row in book["指標の推移"].iter_rows() for c in row)
