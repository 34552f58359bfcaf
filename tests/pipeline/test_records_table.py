"""`records --table`: every row that counts, as one table for Excel or another program."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.report.records_table import render_records
from tests.commands import run_command
from tests.pipeline.desk import ROUND, TARGET
from tests.report.sample import make_records

A, B = "1303", "1304"
ODD = {
    "目標": "＝と書かれた目標で、表計算の式になってはいけないもの。",
    "具体的な取組内容": "+1+1 を掲示して、\n毎月直します。",
}


@pytest.fixture
def told(issued):
    issued.hand_in(A, [TARGET, TARGET | ODD])
    issued.hand_in(B, [TARGET])
    issued.night()
    return issued.workspace.root


def issued_font(folder):
    return read_workspace(folder).settings.font


def test_every_row_of_every_department_stands_in_the_workbook_with_its_cell(told, tmp_path):
    done = run_command(told, "records", ROUND, "--table", tmp_path / "一覧.xlsx")
    assert (done.code, done.out) == (0, f"3行を {tmp_path / '一覧.xlsx'} に書き出しました。\n")
    sheet = openpyxl.load_workbook(tmp_path / "一覧.xlsx")["データ"]
    heads, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    table = [dict(zip(heads, row, strict=True)) for row in rows]
    assert [(row["部署コード"], row["番号"], row["記入者"]) for row in table] == [
        (A, 1, "髙﨑𠮷"),
        (A, 2, "髙﨑𠮷"),
        (B, 1, "髙﨑𠮷"),
    ]
    assert (sheet["A1"].font.name, sheet.page_setup.orientation, sheet.print_title_rows) == (
        issued_font(told),
        "landscape",
        "$1:$1",
    )
    assert sheet.row_dimensions[3].height > 20, "two lines were written in it"
    assert table[0]["目標値"] == 2
    assert table[0]["期限"] == dt.datetime(2027, 3, 31)
    assert table[1]["具体的な取組内容"] == ODD["具体的な取組内容"]
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    assert "具体的な取組内容:" in table[1]["元セル"]


def test_the_csv_says_the_same_and_is_no_formula(told, tmp_path):
    done = run_command(told, "records", ROUND, "--table", tmp_path / "一覧.csv")
    assert done.code == 0
    data = (tmp_path / "一覧.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert (rows[0]["部名"], rows[0]["部署名"]) == ("区民サービス部", "区民課"), (
        "one name a cell, as in the sheet データ"
    )
    assert [(row["部署コード"], row["期限"]) for row in rows] == [(A, "2027-03-31")] * 2 + [(B, "2027-03-31")]
    assert rows[1]["具体的な取組内容"] == "'" + ODD["具体的な取組内容"]
    assert rows[1]["目標"] == "'" + ODD["目標"]


def test_a_sheet_that_has_nothing_to_report_is_a_row_and_numbers_stay_whole(issued, tmp_path):
    issued.hand_in(A, [TARGET])
    issued.hand_in(B, head={"該当なしの確認": "はい"})
    issued.night()
    done = run_command(issued.workspace.root, "--json", "records", ROUND, "--table", tmp_path / "一覧.csv")
    assert done.json == {"form": ROUND, "table": str(tmp_path / "一覧.csv"), "rows": 2}
    rows = list(csv.DictReader(io.StringIO((tmp_path / "一覧.csv").read_text(encoding="utf-8-sig"), newline="")))
    assert [(row["回"], row["部署コード"], row["番号"], row["目標値"], row["該当なしの確認"]) for row in rows] == [
        (ROUND, A, "1", "2", ""),
        (ROUND, B, "", "", "はい"),
    ]
    assert list(rows[0])[-3:] == ["元シート", "元セル", "元ファイルのSHA-256"]


def test_a_file_that_is_there_is_left_as_it_is(told, tmp_path):
    master = told / "templates_xlsx" / "マスタ.xlsx"
    before = master.read_bytes()
    done = run_command(told, "records", ROUND, "--table", master)
    assert (done.code, master.read_bytes()) == (2, before)
    assert "すでにあります" in done.err


def test_days_and_numbers_that_excel_would_change_stand_as_texts():
    (record,) = [r for r in make_records() if r.table][:1]
    fields = {"日": dt.date(1868, 1, 25), "数": 1234567890123456789, "少数": Decimal("1.10"), "＋印": "あ" * 40_000}
    rounds = {"目標設定": [replace(record, fields=fields)]}
    sheet = openpyxl.load_workbook(io.BytesIO(render_records(rounds, ".xlsx", "BIZ UDPゴシック")))["データ"]
    row = {head.value: cell.value for head, cell in zip(sheet[1], sheet[2], strict=True)}
    assert (row["日"], row["数"], row["少数"]) == ("1868-01-25", "1234567890123456789", 1.1)
    assert len(row["＋印"]) == 32_767
    (line,) = csv.DictReader(io.StringIO(render_records(rounds, ".csv", "").decode("utf-8-sig"), newline=""))
    assert (line["日"], line["数"], line["少数"], len(line["'＋印"])) == (
        "1868-01-25", "1234567890123456789", "1.10", 40_000,
    )  # fmt: skip


def test_another_suffix_is_told_with_those_that_can_be_written(told, tmp_path):
    done = run_command(told, "records", ROUND, "--table", tmp_path / "一覧.ods")
    assert done.code == 2
    assert ".xlsx か .csv" in done.err
    assert not (tmp_path / "一覧.ods").exists()
