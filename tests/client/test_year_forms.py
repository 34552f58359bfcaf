"""Every form of the year filled in by a person at a real office program, its values followed into the documents."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
from functools import partial
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.demo.filling import typed_cells
from kusei_batch.ledger import read_ledger
from kusei_batch.pipeline.issuing import issue_round, order_round
from kusei_batch.pipeline.night import run_night
from kusei_batch.pipeline.outputs.putting_away import issued_path
from kusei_batch.pipeline.workspace.form_check import read_form
from kusei_batch.pipeline.workspace.init import init_workspace
from tests.client.one_year import DEPARTMENT, last_hand_in, on_day

ORDER = (
    "目標設定",
    "意見記録",
    "来庁者アンケート（前期）",
    "中間報告",
    "来庁者アンケート（後期）",
    "実績報告",
    "成果指標",
)


def as_typed(value) -> str:
    return f"{value:%Y/%m/%d}" if isinstance(value, dt.date) else str(value)


@pytest.fixture(scope="module")
def year(tmp_path_factory, office):
    """One department's year: each form issued, typed into, handed in, and taken in by a night."""
    folder = tmp_path_factory.mktemp("一年") / "作業"
    init_workspace(folder, dry_run=False)
    workspace = read_workspace(folder)
    inbox = workspace.inbox / "見本区" / "区民課"
    inbox.mkdir(parents=True)
    verdicts: dict[str, Any] = {}
    for number, name in enumerate(sorted(ORDER, key=lambda name: workspace.round(name).due)):
        order = order_round(workspace, name, department=DEPARTMENT)
        (issued,) = issue_round(workspace, order, order.round.opens).issued
        cells = list(typed_cells(read_form(workspace, order.round.form), issued, last_hand_in(name)))
        path = inbox / f"{name}.xlsx"
        with office.open(issued_path(workspace, issued)) as document:
            for sheet, address, value, _ in cells:
                if value != "":
                    let_in = document.type(sheet, address, as_typed(value))
                    assert let_in.accepted, (name, address, let_in)
            document.save_as(path)
        os.utime(path, (1.7e9 + 60 * number,) * 2)
        report = run_night(read_workspace(folder), order.round.due, 1.8e9, day_of=partial(on_day, order.round.due))
        verdicts |= {f.path.rpartition("/")[2]: f for f in report.files if f.verdict.value != "unchanged"}
        assert not report.failures, [failure.message for failure in report.failures]
    return SimpleNamespace(workspace=workspace, verdicts=verdicts, report=report)


@pytest.mark.parametrize("name", ORDER)
def test_it_is_accepted_as_a_person_fills_it_in(year, name):
    found = year.verdicts[f"{name}.xlsx"]
    told = [p.message for p in found.problems if p.severity.value == "error"]
    assert found.verdict.value in ("accepted", "accepted_with_warnings"), told


@pytest.mark.parametrize("name", ORDER)
def test_every_value_typed_into_a_table_stands_in_the_data(year, name):
    folder = year.workspace.year_folder(2026, name) / "03_集計"
    rows = [r for p in folder.glob("*.csv") for r in csv.reader(io.StringIO(p.read_text("utf-8-sig")))]
    shown = {" ".join(text.split()) for row in rows for text in row}
    headings = {text for row in rows for text in row}
    hand_in = last_hand_in(name)
    for table in hand_in.tables.values():
        for values in (*table.rows.values(), *table.new):
            for field, value in values.items():
                text = " ".join((value.isoformat() if isinstance(value, dt.date) else str(value)).split())
                several = any(heading.startswith(f"{field}_") for heading in headings)
                assert text in shown or text == "" or several, (name, field, value)


def test_each_round_has_its_documents(year):
    kinds = {(o.kind, o.path.parts[-3]) for o in year.report.outputs}
    assert {name for kind, name in kinds if kind == "summary_workbook"} >= set(ORDER)
    with_papers = {round_.name for round_ in year.workspace.rounds if year.workspace.papers(round_)}
    # A paper is not written again once its meeting is over: it lies there from an earlier night.
    assert {path.parts[-3] for path in year.workspace.outbox.rglob("04_会議資料/*.docx")} >= with_papers & set(ORDER)


def test_what_was_calculated_on_the_sheet_is_calculated_again(year):
    with read_ledger(year.workspace.state) as ledger:
        assert len(ledger.issued()) == len(ORDER)
    folder = year.workspace.year_folder(2026, "来庁者アンケート（後期）") / "03_集計"
    (path,) = folder.glob("*_データ.csv")
    for row in csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))):
        counts = [int(row[a]) for a in ("満足", "やや満足", "どちらともいえない", "やや不満", "不満")]
        rate = round((counts[0] + counts[1]) / sum(counts) * 100 + 1e-9, 1)
        assert float(row["満足率"]) == rate
        assert float(row["増減"]) == pytest.approx(rate - float(row["前回の満足率"]), abs=0.051)


def test_the_number_of_a_target_brings_its_text_and_its_result(year):
    path = year.workspace.inbox / "見本区" / "区民課" / "実績報告.xlsx"
    book = openpyxl.load_workbook(path, data_only=True)
    needs = [row for row in book["研修・育成"].iter_rows(min_row=5, max_row=14, values_only=True) if row[3]]
    (need,) = (row for row in needs if row[3] == "目標")
    targets, first = book["目標の実績"], 9 + 2 * (int(need[4]) - 1)
    assert need[5:7] == (targets.cell(first, 5).value, targets.cell(first + 1, 9).value)
    assert [row[5:7] for row in needs if row[3] == "市民の声"] in ([("", "")], [(None, None)])
