"""業務手順書: the shipped form of manuals, asked of a department, followed up when one is not looked through in time."""

from __future__ import annotations

import datetime as dt
import re
import shutil

import openpyxl
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.pipeline.issuing import issue_round, order_round
from kusei_batch.pipeline.night import run_night
from kusei_batch.pipeline.outputs.putting_away import issued_path
from kusei_batch.pipeline.questions import read_status
from kusei_batch.pipeline.workspace.form_check import read_form
from kusei_batch.pipeline.workspace.init import init_workspace

NAME = "業務手順書"
IN_AUGUST = dt.date(2026, 8, 3)
ROWS = [
    {"手順書名": "住民異動の受付", "最終改訂日": dt.date(2024, 5, 1), "間隔": 2, "次の見直し日": dt.date(2026, 7, 31)},
    {
        "手順書名": "電話の取次ぎ",
        "最終改訂日": dt.date(2026, 4, 20),
        "次の見直し日": dt.date(2026, 4, 30),
        "見直し": "改訂した",
    },
    {"手順書名": "窓口の鍵", "最終改訂日": dt.date(2025, 4, 1), "次の見直し日": dt.date(2028, 4, 30)},
    {
        "手順書名": "案内の放送",
        "最終改訂日": dt.date(2025, 4, 1),
        "次の見直し日": dt.date(2026, 5, 29),
        "見直し": "改訂不要",
    },
]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A city that asks a department for its manuals, on the day after one of them was to be looked through."""
    root = tmp_path_factory.mktemp("手順書") / "作業"
    init_workspace(root, dry_run=False)
    workspace = read_workspace(root)
    order = order_round(workspace, NAME, department="1303")
    (issued,) = issue_round(workspace, order, order.round.opens).issued
    form, book = read_form(workspace, NAME), openpyxl.load_workbook(issued_path(workspace, issued))
    for field in form.entries_of("手順書"):
        for cell, row in zip(field.cells, ROWS, strict=False):
            book[field.sheet][cell].value = row.get(field.name)
    folder = workspace.inbox / "見本区" / "区民課"
    folder.mkdir(parents=True, exist_ok=True)
    book.save(folder / "手順書.xlsx")
    report = run_night(workspace, IN_AUGUST, 4e9, day_of=lambda _: dt.date(2026, 6, 15))
    assert [f.verdict.value for f in report.files] == ["accepted"]
    assert not report.failures
    return root


def test_one_that_was_not_looked_through_in_time_is_told_with_how_late_it_is(root):
    status = read_status(read_workspace(root), IN_AUGUST)
    (matter,) = status.matters[NAME]
    assert (matter.record.fields["手順書名"], matter.days_late) == ("住民異動の受付", 3)


def test_the_wards_workbook_lists_every_manual_and_those_whose_time_has_come(root):
    workspace = read_workspace(root)
    (path,) = (workspace.year_folder(2026, NAME) / "03_集計").glob("*_集計.xlsx")
    book = openpyxl.load_workbook(path)

    def names(sheet):
        texts = {cell.value for row in book[sheet].iter_rows() for cell in row}
        return [row["手順書名"] for row in ROWS if row["手順書名"] in texts]

    assert names("手順書の一覧") == [row["手順書名"] for row in ROWS]
    assert names("見直しの時期が来たもの") == ["住民異動の受付"]


def test_a_day_that_lies_before_the_last_revision_is_asked_about(root):
    form = read_form(read_workspace(root), NAME)
    (check,) = [check for check in form.checks if check.name == "次の見直し日が前の日"]
    row = {"最終改訂日": dt.date(2026, 4, 20), "次の見直し日": dt.date(2026, 4, 20)}
    assert check.condition.holds(row) is True
    assert check.condition.holds(row | {"次の見直し日": dt.date(2027, 4, 20)}) is False


def test_one_that_was_revised_this_year_has_a_day_of_this_year(root):
    form = read_form(read_workspace(root), NAME)
    (check,) = [check for check in form.checks if check.name == "改訂したのに日が古い"]
    row = {"見直し": "改訂した", "最終改訂日": dt.date(2026, 3, 31)}
    assert check.condition.holds(row) is True
    assert check.condition.holds(row | {"最終改訂日": dt.date(2026, 4, 1)}) is False
    assert check.condition.holds(row | {"見直し": "改訂不要"}) is False


def test_the_workbook_tells_how_late_one_is_and_counts_the_state_of_each(root):
    workspace = read_workspace(root)
    (path,) = (workspace.year_folder(2026, NAME) / "03_集計").glob("*_集計.xlsx")
    book = openpyxl.load_workbook(path)
    rows = [
        [cell for cell in row if cell is not None] for row in book["見直しの時期が来たもの"].iter_rows(values_only=True)
    ]
    (late,) = [row for row in rows if "住民異動の受付" in row]
    assert {"期限超過", 3} <= set(late)
    counted = [cell for row in book["見直しの状況"].iter_rows(values_only=True) for cell in row]
    assert {"改訂した", "改訂不要"} <= set(counted)


@pytest.mark.parametrize("fiscal_year", [2027, 2028], ids=["next-year", "a-year-left-out"])
def test_the_next_sheet_begins_with_the_manuals_and_takes_further_ones(root, tmp_path, fiscal_year):
    later = tmp_path / "後の年度"
    shutil.copytree(root, later)
    config = later / "config.toml"
    config.write_text(re.sub(r"fiscal_year = \d+", f"fiscal_year = {fiscal_year}", config.read_text("utf-8")), "utf-8")
    workspace = read_workspace(later)
    order = order_round(workspace, NAME)
    issued = next(s for s in issue_round(workspace, order, order.round.opens).issued if s.department_code == "1303")
    assert list(issued.values["手順書.手順書名"]) == [row["手順書名"] for row in ROWS]
    assert read_form(workspace, NAME).table("手順書").growable
