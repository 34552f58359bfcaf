"""What departments want staff to learn, of results that fell short: from their sheets to the decision and to next April."""

from __future__ import annotations

import os
import subprocess
import sys

import openpyxl
import pytest

from kusei_batch.sample.year import read_year
from tests.report.year_forms import Workplace

DECIDED, NAME = "人材育成の決定", "実績報告"


@pytest.fixture(scope="module")
def place(played):
    return Workplace(played.folder)


@pytest.fixture(scope="module")
def needs(place):
    """Department, the sheet's number and row of every need that was told."""
    sheets = place.accepted("R08", NAME).items()
    return [(code, sheet.head["管理番号"], row) for code, sheet in sheets for row in sheet.tables["育成"]]


@pytest.fixture(scope="module")
def decisions(place):
    head, *rows = openpyxl.load_workbook(place.folder / "templates_xlsx" / "決定.xlsx")[DECIDED].iter_rows(
        values_only=True
    )
    return [dict(zip(head, row, strict=True)) for row in rows if any(row)]


def test_the_sample_tells_of_every_kind_and_of_targets_standards_and_voices(place, needs):
    choices = place.templates[NAME].choices
    assert {row["種類"] for *_, row in needs} == set(choices["研修の種類"]) - {"その他"}
    assert {row["もと"] for *_, row in needs} == set(choices["もと"]) - {"その他"}
    assert {row["もとの結果"] for *_, row in needs} >= {"おおむね達成", "一部達成", "未達成", "一部未遵守"}


def test_each_need_is_put_up_and_decided(needs, decisions):
    listed = {row["ID"]: row for row in decisions}
    assert set(listed) == {f"{sheet}-育成{row['番号']}" for _, sheet, row in needs}
    written = {d.where["種類"]: d.write for d in read_year().decisions if d.sheet == DECIDED}
    for code, sheet, row in needs:
        found = listed[f"{sheet}-育成{row['番号']}"]
        origin = row["もと"] + (str(row["もとの番号"]) if row["もとの番号"] is not None else "")
        assert (found["部署コード"], found["種類"], found["事項"]) == (code, row["種類"], row["内容"])
        assert (found["対象者"], found["人数"], found["何から分かったか"]) == (row["対象者"], row["人数"], origin)
        assert {key: found[key] for key in written[row["種類"]]} == written[row["種類"]]


def test_next_years_sheet_tells_each_department_its_own(place, needs, decisions):
    template = place.templates["目標設定"]
    for department in (d for d in place.departments if d.kind == "部署"):
        (path,) = (place.folder / "outbox" / "R09" / "目標設定" / "01_配布").rglob(f"*_{department.code}_*.xlsx")
        book = openpyxl.load_workbook(path)
        spots = [template.issued_places["決定", field] for field in ("出典", "事項", "決定", "決定の内容")]
        rows = [[book[sheet].cell(first + n, column).value for sheet, first, column in spots] for n in range(20)]
        told = [row[1:] for row in rows if row[0] and DECIDED in row[0]]
        own = [row for row in decisions if row["部署コード"] == department.code]
        assert told == [[row["事項"], row["決定"], row["決定の内容"]] for row in own]
        assert len(own) == len([1 for code, *_ in needs if code == department.code])


def test_a_number_that_no_target_or_standard_has_is_asked_about(place, tmp_path):
    sheet = place.accepted("R08", NAME)["1303"]
    book = openpyxl.load_workbook(sheet.path)
    template = place.templates[NAME]
    asked = {("目標", 9): True, ("基準", 61): True, ("基準", 8): False}

    def cell(field, row):
        name, first, column = template.issued_places["育成", field]
        return book[name].cell(first + row * template.heights["育成", name], column)

    for row, (origin, number) in enumerate(asked):
        for field in ("種類", "内容", "対象者", "人数"):
            cell(field, row).value = cell(field, 0).value
        cell("もと", row).value, cell("もとの番号", row).value = origin, number
    book.save(tmp_path / sheet.path.name)
    command = [sys.executable, "-m", "kusei_batch", "-w", str(place.folder), "check", str(tmp_path / sheet.path.name)]
    said = subprocess.run(command, capture_output=True, encoding="utf-8", env=dict(os.environ), check=False).stdout
    told = {case: f"{case[1]}番の{case[0]}が、このブックにありません。" in said for case in asked}
    assert told == asked, said
