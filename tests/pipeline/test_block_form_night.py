"""A form whose records take two rows goes through the year as any other: issued, sent back, corrected, counted."""

from __future__ import annotations

import csv
import re
from typing import Any

import openpyxl
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.core.problem import Severity
from kusei_batch.core.submission import Verdict
from kusei_batch.pipeline.workspace.form_check import read_form
from tests.pipeline.desk import ROUND, Desk
from tests.xlsx.block_books import labelled, stacked

ROWS: tuple[dict[str, object], ...] = (
    {
        "場面": "電話",
        "取組": "毎朝、折返しの漏れを確かめる。",
        "目標値": 12,
        "理由": "漏れが月に5件あった。",
        "備考": "係で",
    },
    {"場面": "窓口", "取組": "案内の表示を替える。", "目標値": "たくさん", "理由": "場所を聞かれる。", "備考": "課で"},
)


@pytest.fixture(params=[labelled, stacked], ids=["行の中に見出し", "見出しが二段"])
def desk(request, tmp_path) -> Desk:
    made = Desk(tmp_path / "作業")
    book = request.param()
    book.layout["F1"] = "{{管理番号}}"
    book.add("_項目", 項目名="管理番号", 区分="表示", 型="文字")
    choices = book.workbook["_選択肢"]
    choices.delete_rows(next(row[0].row for row in choices.iter_rows() if "基準" in str(row[1].value)))
    book.workbook.save(made.workspace.root / "templates_xlsx" / f"{ROUND}.xlsx")
    config = made.workspace.root / "config.toml"
    text = re.sub(r"(?s)\[\[rounds\.papers\]\].*?(?=\[\[eras)", "", config.read_text(encoding="utf-8"))
    config.write_text(text, encoding="utf-8")
    made.workspace = read_workspace(made.workspace.root)
    made.form = read_form(made.workspace, ROUND)
    made.issue()
    return made


def cell_of(desk, field, record):
    return desk.form.field(field, "目標").cells[record]


def test_what_is_wrong_is_shown_in_its_record_and_once_corrected_it_counts(desk):
    desk.hand_in("1303", ROWS)
    report = desk.night()
    (result,) = report.files
    assert result.verdict is Verdict.SENT_BACK
    wrong = [(p.code, p.location.cells) for p in result.problems if p.severity is Severity.ERROR]
    assert wrong == [("not-a-number", (cell_of(desk, "目標値", 1),))]
    (returned,) = desk.workspace.outbox.rglob("*_差戻し.xlsx")
    book = openpyxl.load_workbook(returned)
    for record, row in enumerate(ROWS):
        assert {f: book["目標"][cell_of(desk, f, record)].value for f in row} == row
    assert cell_of(desk, "目標値", 1) in str([cell.value for line in book["確認事項"].iter_rows() for cell in line])
    book["目標"][cell_of(desk, "目標値", 1)].value = 30
    corrected = returned.with_name("直し.xlsx")
    book.save(corrected)
    desk.drop("1303", corrected, "直し.xlsx")
    corrected.unlink()
    report = desk.night()
    assert [r.verdict.counts for r in report.files if r.path.endswith("直し.xlsx")] == [True]
    (table,) = desk.workspace.outbox.rglob("*データ.csv")
    lines = list(csv.DictReader(table.read_text(encoding="utf-8-sig").splitlines()))
    found = [(line["場面"], line["取組"], line["目標値"], line["理由"], line["備考"]) for line in lines]
    expected = [*ROWS[:1], {**ROWS[1], "目標値": 30}]
    assert found == [tuple(str(row[f]) for f in ("場面", "取組", "目標値", "理由", "備考")) for row in expected]


WORDED = ("取組", "理由", "備考")
THREE: list[dict[str, Any]] = [
    {"場面": "電話", "目標値": 10 + number, **{f: f"{nth}件目の{f}を書いた。" for f in WORDED}}
    for number, nth in enumerate("一二三")
]
"""Three records, no two words of which are alike."""


@pytest.mark.parametrize("deed", ["件を消す", "件を先頭に切り貼りする"])
def test_no_words_are_lost_from_the_sheet_that_is_sent_back(desk, deed):
    rows = THREE
    path = desk.hand_in("1303", rows)
    book = openpyxl.load_workbook(path)
    sheet, first = book["目標"], openpyxl.utils.cell.coordinate_from_string(cell_of(desk, "場面", 0))[1]
    known = desk.form.field("場面", "目標")
    first, height = first - known.block_row, known.block_height
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    if deed == "件を消す":
        sheet.delete_rows(first + height, height)
    else:
        for row in range(first, first + height):
            for column in range(1, sheet.max_column + 1):
                sheet.cell(row, column).value = sheet.cell(row + height, column).value
                sheet.cell(row + height, column).value = None
    book.save(path)
    desk.settle(path)
    (result,) = desk.night().files
    if deed == "件を消す":
        assert result.verdict is Verdict.SENT_BACK
        (returned,) = desk.workspace.outbox.rglob("*_差戻し.xlsx")
        book = openpyxl.load_workbook(returned)
        texts = [str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line]
        for typed in (rows[0], rows[2]):
            assert [sum(typed[f] in text for text in texts) for f in WORDED] == [1, 1, 1]
    else:
        assert result.verdict is Verdict.ACCEPTED
        (table,) = desk.workspace.outbox.rglob("*データ.csv")
        lines = list(csv.DictReader(table.read_text(encoding="utf-8-sig").splitlines()))
        assert [[line[f] for f in WORDED] for line in lines] == [[row[f] for f in WORDED] for row in rows[1:]]
