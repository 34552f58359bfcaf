"""The standards as they were revised in the year that was played: the paper, and the sheets of the next year."""

from __future__ import annotations

import datetime as dt
import shutil

import docx
import openpyxl
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.pipeline.issuing import issue_round, order_round
from kusei_batch.pipeline.outputs.putting_away import issued_path
from kusei_batch.sample.year import read_year

PAPER = "R08_基準の見直し_見本区_区役所サービス基準の見直し（新旧対照表）.docx"
LAPSED = ("改正", "廃止")


def rows_of(path, sheet):
    head, *rows = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return [dict(zip(head, ("" if v is None else str(v) for v in row), strict=True)) for row in rows if any(row)]


@pytest.fixture(scope="module")
def decided(played):
    """The rows of 決定.xlsx, by the department that proposed them."""
    return {row["部署コード"]: row for row in rows_of(played.folder / "templates_xlsx" / "決定.xlsx", "基準の改正")}


@pytest.fixture(scope="module")
def standards(played):
    """What the standards are to say in each year, worked out from the two workbooks alone."""
    templates = played.folder / "templates_xlsx"
    master = [row for row in rows_of(templates / "マスタ.xlsx", "基準") if not row["適用終了年度"]]
    said = {year: {row["基準ID"]: row["本文"] for row in master} for year in (2026, 2027, 2028)}
    for row in rows_of(templates / "決定.xlsx", "基準の改正"):
        first = 2018 + int(row["適用年度"][2:-2]) if row["適用年度"] else 2027
        for year in (year for year in said if year >= first and row["採否"] in (*LAPSED, "新設")):
            said[year][row["決定した番号"] or row["基準ID"]] = row["決定した文"] or row["改正案"]
    return said


def test_every_proposal_stands_in_the_workbook_with_what_was_decided(decided):
    asked = {d.where["部署コード"]: d.write for d in read_year().decisions if d.sheet == "基準の改正"}
    assert {code: {h: row[h] for h in asked[code]} for code, row in decided.items()} == asked
    assert {row["採否"] for row in decided.values()} == {"改正", "新設", "見送り"}


def test_the_paper_sets_each_new_wording_beside_the_old_one_and_underlines_what_changes(played, decided):
    (path,) = (played.folder / "outbox" / "R08").rglob(PAPER)
    document = docx.Document(str(path))
    assert document.sections[0].page_width > document.sections[0].page_height
    head, *lines = document.tables[0].rows
    assert [cell.text for cell in head.cells][:3] == ["番号・場面", "改正後（案）", "改正前（現行）"]
    shown = {}
    for line in lines:
        new, old = (
            [(run.text, bool(run.underline)) for p in cell.paragraphs for run in p.runs if run.text]
            for cell in line.cells[1:3]
        )
        shown[line.cells[4].text] = new, old, line.cells[5].text
    assert len(shown) == len(decided)
    for row in decided.values():
        new, old, said = shown[row["部署名"]]
        assert said.startswith(row["採否"])
        if row["提案"] != "改正":
            continue
        assert "".join(text for text, _ in new) == (row["決定した文"] or row["改正案"])
        assert "".join(text for text, _ in old) == row["現行"]
        kept = ["".join(text for text, changed in side if not changed) for side in (new, old)]
        assert kept[0] == kept[1]
        assert any(changed for _, changed in new)
    assert [text for text, _ in shown["危機管理担当"][0]] == ["（廃止）"]
    assert [text for text, _ in shown["保険年金課"][1]] == ["（新設）"]


def test_the_master_says_it_from_its_year_though_nobody_wrote_in_it(played, standards):
    master = read_workspace(played.folder).master
    for year, said in standards.items():
        assert {row["基準ID"]: row["本文"] for row in master.lists(year)["基準"]} == said
    assert standards[2026] != standards[2027] != standards[2028]


def test_next_year_s_sheets_use_the_new_standards(played, standards, tmp_path):
    (path,) = (played.folder / "outbox" / "R09" / "目標設定" / "01_配布").rglob("*_1303_*.xlsx")
    offered = {str(c.value) for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for c in row}
    assert {f"{code} {text}" for code, text in standards[2027].items()} <= offered
    shutil.copytree(played.folder, tmp_path / "写し")
    workspace = read_workspace(tmp_path / "写し")
    order = order_round(workspace, "中間報告", department="1303")
    (issued,) = issue_round(workspace, order, dt.date(2027, 10, 1)).issued
    sheet = openpyxl.load_workbook(issued_path(workspace, issued))["基準の遵守状況"]
    column = {str(cell.value) for cell in sheet["F"]}
    assert set(standards[2027].values()) <= column
    assert not (set(standards[2026].values()) - set(standards[2027].values())) & column


def test_a_target_carried_over_names_the_standard_as_it_is_now(played, standards):
    """The department is told nothing about a wording that it did not write."""
    (path,) = (played.folder / "outbox" / "R09" / "目標設定" / "01_配布").rglob("*_1303_*.xlsx")
    book = openpyxl.load_workbook(path)
    assert book["目標設定"]["E11"].value == f"D-2 {standards[2027]['D-2']}"
