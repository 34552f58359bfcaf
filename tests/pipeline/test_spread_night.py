"""ラチェット: what several wards achieved alike is put before the coordinator once, with its evidence, and decided."""

import dataclasses

import openpyxl
import pytest

from bench.alike_texts import read_targets
from kusei_batch.config import read_workspace
from kusei_batch.pipeline.workspace.form_check import check_form, read_form
from tests.pipeline.desk import ROUND, TARGET, Desk, begin_kept, withdraw_proposals
from tests.pipeline.test_defined_decisions import define, sheet_rows, told, write
from tests.pipeline.test_revisions_night import ENTERED, HEAD, standards, turn

SHEET = "全市基準の候補"
DEFINED = (
    (SHEET, "取組", "表示", None, None, "基準.本文"),
    (SHEET, "区の数", "表示", "整数"),
    (SHEET, "区", "表示"),
    (SHEET, "はじめの年度", "表示"),
    (SHEET, "出どころ", "表示", None, None, "基準.由来"),
    (SHEET, "採否", "判断", None, "採用、統合、見送り"),
    *((SHEET, *column) for column in ENTERED),
)
SAID = {
    "目標.提案先": SHEET,
    "目標.提案の条件": "目標値 ≦ 3",
    "目標.提案のまとめ": "目標、具体的な取組内容",
    "目標.提案の組": "場面",
    "目標.提案.取組": "{{具体的な取組内容}}",
    "目標.提案.区の数": "{{区の数}}",
    "目標.提案.区": "{{区の一覧}}",
    "目標.提案.はじめの年度": "{{はじめの年度}}",
    "目標.提案.出どころ": "{{出どころ}}",
}
WARDS = {"5": "東区", "6": "西区", "7": "南区", "8": "北区"}


def text(kind, writer):
    return next(t["text"] for t in read_targets() if (t["kind"], t["writer"]) == (kind, str(writer)))


def add_wards(root):
    """Write four wards of one department each into the master, and a column 由来 into 基準."""
    path = read_workspace(root).master_path
    book = openpyxl.load_workbook(path)
    for code, name in WARDS.items():
        book["区"].append([code, name])
        book["部署"].append([f"9{code}01", code, None, "窓口課", 1])
    headings = [cell.value for cell in book["基準"][1]]
    book["基準"].cell(1, len([heading for heading in headings if heading]) + 1, "由来")
    book.save(path)


@pytest.fixture
def city(tmp_path):
    """Four wards in the words of four writers: three keep people waiting less, all let the telephone ring less."""
    return begin_kept(tmp_path / "作業フォルダ", _begin_city)


def _begin_city(folder):
    desk = Desk(folder)
    define(desk.workspace.root, DEFINED, HEAD)
    add_wards(desk.workspace.root)
    path = desk.workspace.template(ROUND)
    book = openpyxl.load_workbook(path)
    withdraw_proposals(book)
    for key, value in SAID.items():
        book["_設定"].append([key, value])
    book.save(path)
    desk.workspace = read_workspace(desk.workspace.root)
    desk.form = read_form(desk.workspace, ROUND)
    for number, code in enumerate(WARDS, 1):
        desk.issue(department=f"9{code}01")
        kinds = [("K04", "電話対応"), ("K37" if number == 4 else "K12", "庁舎案内" if number == 4 else "対面対応")]
        rows = [
            TARGET | {"場面": scene, "目標": "取組を進めます。", "具体的な取組内容": text(kind, number)[:200]}
            for kind, scene in kinds
        ]
        desk.hand_in(f"9{code}01", rows)
    desk.night()
    return desk


def test_what_several_wards_achieved_alike_is_one_row_the_most_wards_first(city):
    rows = sheet_rows(city, SHEET)
    assert [(row["区の数"], row["区"]) for row in rows] == [(4, "東区、西区、南区、北区"), (3, "東区、西区、南区")]
    assert {row["はじめの年度"] for row in rows} == {"令和8年度"}
    for row, kind in zip(rows, ("K04", "K12"), strict=True):
        assert row["取組"] in {text(kind, writer)[:200] for writer in range(1, 5)}


def test_the_evidence_names_every_row_with_the_cell_it_stands_in(city):
    (_, row) = sheet_rows(city, SHEET)
    lines = row["出どころ"].split("\n")
    assert len(lines) == 3
    assert "近さ" not in lines[0]
    assert all("近さ0." in line for line in lines[1:])
    for line in lines:
        mark, _, place = line.rpartition("、")[2].partition("の")
        sheet, _, cell = place.partition("!")
        (kept,) = city.workspace.state.rglob(f"*{mark}*.xlsx")
        written = openpyxl.load_workbook(kept)[sheet][cell].value
        assert written.startswith("取組")


def test_what_is_adopted_is_a_standard_of_its_year_with_its_origin_and_is_not_asked_again(city):
    write(city, SHEET, 2, 採否="採用", 新しい基準ID="Z-1", 新しい場面="電話対応", 決定した文="電話は3回以内に取る。")
    write(city, SHEET, 3, 採否="見送り")
    assert told(city) == []
    assert "Z-1" not in standards(city, 2026)
    assert standards(city, 2027)["Z-1"] == "電話は3回以内に取る。"
    adopted = next(row for row in city.workspace.master.lists(2027)["基準"] if row["基準ID"] == "Z-1")
    assert "東区" in adopted["由来"]
    turn(city)
    for code in WARDS:
        city.issue(department=f"9{code}01")
    city.hand_in("9501", [TARGET | {"具体的な取組内容": text("K12", 1)[:200]}], name="次の年.xlsx",
                 source=next(city.workspace.outbox.rglob("R09/**/01_配布/*/*_9501_*.xlsx")))  # fmt: skip
    city.night()
    asked = [row for row in sheet_rows(city, SHEET) if row["年度"] == 2027]
    assert [row["区の数"] for row in asked] == [3]


def test_merged_into_a_standard_there_is_its_wording_changes(city):
    (known, *_) = standards(city, 2026)
    write(city, SHEET, 2, 採否="統合", 新しい基準ID=known, 決定した文="まとめた文。")
    assert told(city) == []
    assert standards(city, 2027)[known] == "まとめた文。"


def test_a_further_ward_is_told_in_the_row_there_is(city):
    (first, _) = sheet_rows(city, SHEET)
    city.hand_in("9801", [
        TARGET | {"場面": "対面対応", "目標": "取組を進めます。", "具体的な取組内容": text("K12", 4)[:200]}
    ], name="訂正.xlsx")  # fmt: skip
    city.night()
    rows = {row["ID"]: row["区の数"] for row in sheet_rows(city, SHEET)}
    assert sorted(rows.values()) == [3, 4]
    assert rows[first["ID"]] == 3


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("目標.提案のまとめ", "達成の見込み", "proposal-joining-unknown"),
        ("目標.提案の組", "目標", "proposal-joining-unknown"),
        ("目標.提案の区数", "ふたつ", "proposal-joining-wards"),
        ("目標.提案のまとめ", None, "proposal-joining-nothing"),
    ],
)
def test_a_fault_in_what_is_joined_is_told_at_its_cell(city, key, value, code):
    path = city.workspace.template(ROUND)
    book = openpyxl.load_workbook(path)
    sheet = book["_設定"]
    place = next((row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == key), sheet.max_row + 1)
    sheet.cell(place, 1).value = key if value else None
    sheet.cell(place, 2).value = value
    book.save(path)
    found = [p for p in check_form(city.workspace.root, path) if p.code.startswith("proposal")]
    assert code in {p.code for p in found}
    assert dataclasses.asdict(found[0].location)["sheet"] == "_設定"
