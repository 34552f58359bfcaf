"""Every sheet of every summary workbook of the year, counted again from what the departments filled in."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

import openpyxl
import pytest

from tests.report.year_books import (
    NOTHING,
    as_printed,
    beside,
    coverage,
    data_rows,
    grid_of,
    share,
    table_in,
    tables,
    tally,
    ungrouped,
)
from tests.report.year_papers import uncounted

SITUATIONS = ("some", "next_april", "nobody", "faulty", "everybody")
UNCOUNTED = {"目次", "提出状況", "確認事項", "データ定義"}
"""Sheets that are held against something of their own below, and the explanations of columns."""
HANDLED = ("集計済み", "差戻し中")
"""What became of the files whose findings are counted beside a department."""
NOT_TYPED = {"区コード", "元シート", "元セル"}


@pytest.fixture(scope="module", params=SITUATIONS)
def situation(request, year_situations):
    return year_situations[request.param]


@pytest.fixture(scope="module")
def books(situation):
    return {name: openpyxl.load_workbook(situation.workbook(name)) for name in situation.rounds}


def test_each_round_that_was_issued_has_a_workbook(situation, books):
    assert set(books) >= ({"目標設定", "中間報告", "実績報告"} if situation.year == 2026 else {"目標設定"})


def test_every_table_is_what_was_typed(situation, books):
    for name, book in books.items():
        round_ = situation.rounds[name]
        for sheet in round_.totals:
            expected = as_printed(book[sheet], grid_of(round_, sheet))
            found = table_in(book[sheet], expected[0])
            rows = expected if len(expected) > 1 else [expected[0], [NOTHING, *[""] * (len(expected[0]) - 1)]]
            assert ungrouped(found[: len(rows)]) == ungrouped(rows), (name, sheet)
            below = [row for row in found[len(rows) :] if any(row[1:])]
            assert not below, (name, sheet, below)


def test_no_sheet_is_left_that_nobody_counts(situation, books):
    for name, book in books.items():
        told = {sheet for sheet, _ in tables(situation.rounds[name])}
        assert set(book.sheetnames) == set(situation.rounds[name].totals) | told | UNCOUNTED, name


def test_no_number_stands_beside_a_table_that_nobody_counts(situation, books):
    for name, book in books.items():
        round_ = situation.rounds[name]
        for sheet, (asked, *_) in round_.totals.items():
            expected = as_printed(book[sheet], grid_of(round_, sheet))
            left = [cell for row in beside(book[sheet], expected) for cell in row if cell]
            if asked["種類"] in ("一覧", "追跡"):
                left.remove(f"{len(round_.list_rows(sheet))}件")
            if (asked["値"] or "").startswith("平均") and round_.accepted:
                field = asked["値"].partition(":")[2]
                left.remove(f"平均は、{field}が記入された{len(round_.rows(asked['表']))}件のものです。")
            assert [text for text in left if re.search(r"\d", uncounted(text))] == [], (name, sheet)


def test_every_row_of_data_is_what_was_typed(situation, books):
    for name, book in books.items():
        for sheet, table in tables(situation.rounds[name]):
            head = [cell.value for cell in book[sheet][1]]
            expected = data_rows(situation, name, table)
            found = table_in(book[sheet], head)[1:]
            assert len(found) == len(expected), (name, sheet)
            for row, told in zip(found, expected, strict=True):
                columns = [h for h in head if h not in NOT_TYPED]
                values = dict(zip(head, row, strict=True))
                assert {h: values[h] for h in columns} == {h: told[h] for h in columns}, (name, sheet)


def test_the_csv_says_the_same(situation):
    for name, round_ in situation.rounds.items():
        for sheet, table in tables(round_):
            paths = list(situation.workbook(name).parent.glob(f"*_{sheet}.csv"))
            assert len(paths) == (table is not None), (name, sheet)
            for path in paths:
                rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
                told = data_rows(situation, name, table)
                assert [{h: v for h, v in r.items() if h in told[0]} for r in rows] == [
                    {h: v for h, v in t.items() if h in rows[0]} for t in told
                ], (name, sheet)


def test_who_has_answered_and_when(situation, books):
    for name, book in books.items():
        # A heading that wraps ends its line before its unit.
        head = [str(cell.value).replace("\n（", "（") for cell in book["提出状況"][6]]
        rows = [dict(zip(head, row, strict=True)) for row in table_in(book["提出状況"], head)[1:]]
        expected = coverage(situation, name)
        assert [{h: row[h] for h in expected[0]} for row in rows] == expected, name
        assert set(head) - set(expected[0]) == {"エラー", "警告", "備考"}
        findings = [r for r in book["確認事項"].iter_rows(values_only=True) if r[1] in ("エラー", "警告")]
        for row in rows:
            told = Counter(f[1] for f in findings if f[8] == row["提出ファイル"] and f[7] in HANDLED)
            assert (row["エラー"] or "0", row["警告"] or "0") == (str(told["エラー"]), str(told["警告"])), (name, row)


def test_the_heads_of_the_workbook_count_the_same(situation, books):
    for name, book in books.items():
        counted = tally(situation, name)
        asked = counted.total() - counted["未発行"]
        accepted = counted["受理"] + counted["該当なし"]
        for sheet in ("目次", "提出状況"):
            line, parts = (str(book[sheet].cell(row, 1).value) for row in (3, 4))
            assert f"対象 {asked}部署のうち{accepted}部署を受理（{share(situation, name)}％）" in line, name
            assert Counter({k: int(v) for k, v in re.findall(r"(\w+) (\d+)", parts)}) == counted, name


def test_the_contents_count_the_same(situation, books):
    for name, book in books.items():
        round_, told = situation.rounds[name], {}
        for _, sheet, text in (row[:3] for row in book["目次"].iter_rows(min_row=7, values_only=True)):
            told[sheet] = int(found[0]) if (found := re.match(r"\d+", text)) else None
        expected = {sheet: len(round_.rows(table)) for sheet, table in tables(round_)}
        for sheet, rows in round_.totals.items():
            if rows[0]["種類"] in ("一覧", "追跡"):
                expected[sheet] = len(round_.list_rows(sheet))
            elif rows[0]["種類"] == "推移":
                found = round_.rows(rows[0]["表"])
                of_all = {row[rows[0]["行"]] for row in found} if rows[0]["値"].startswith("比率:") else found
                expected[sheet] = len(of_all)
        expected["提出状況"] = tally(situation, name).total() - tally(situation, name)["未発行"]
        findings = [r for r in book["確認事項"].iter_rows(values_only=True) if r[1] in ("エラー", "警告", "お知らせ")]
        expected["確認事項"] = len(findings)
        assert {sheet: n for sheet, n in told.items() if n is not None} == expected, name
