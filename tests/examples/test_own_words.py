"""[words]: tables, charts, notes and data speak of 担当 or 病院 where the program would say 部署 and 区."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest

from tests.examples.example import Example, table_headed, text_of

PLAN = "安全計画"
GOAL = {"領域": "薬", "目標": "渡し間違いをなくします。部署で分け合います。", "目標値": 0, "単位": "件"}


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    """One section of the first hospital has answered."""
    example = Example("病院", tmp_path_factory.mktemp("呼び名") / "作業")
    example.hand_in(example.issue(PLAN)["101"], {"目標": [GOAL]})
    example.night(dt.date(2026, 4, 20))
    return example


def headings(path):
    with path.open(encoding="utf-8-sig") as file:
        return file.readline().replace('"', "").strip().split(",")


def test_data_are_headed_by_them(plan):
    (path,) = plan.workspace.outbox.rglob("*_本院_データ.csv")
    assert headings(path)[2:7] == ["病院コード", "病院名", "部名", "職場コード", "職場名"]


def test_tables_charts_and_notes_say_them_and_answers_stay(plan):
    (path,) = plan.workspace.outbox.rglob("*_本院_*資料.docx")
    assert next(row[0] for row in table_headed(path, "領域＼職場名")) == "転倒・転落"
    paper = text_of(path)
    assert "未提出・差戻し中の職場（4階病棟、外来、薬剤科）を含みません。" in paper
    assert GOAL["目標"] in paper


def test_the_summary_workbook_says_them(plan):
    (path,) = plan.workspace.outbox.rglob("*_本院_集計.xlsx")
    book = openpyxl.load_workbook(path)
    words = {
        str(cell.value) for name in ("目次", "提出状況", "確認事項") for row in book[name].iter_rows() for cell in row
    }
    assert "職場名" in words
    assert "4職場の提出の状態と、提出されたファイル" in words
    assert not [word for word in words if "部署名" in word or "4部署" in word]
    shown = {str(cell.value) for name in book.sheetnames if name.startswith("データ") for cell in book[name][1]}
    assert {"病院コード", "職場名"} <= shown
