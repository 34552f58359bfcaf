"""Sheets of another edition or another year: each is read as it was issued, and answered where it belongs."""

import shutil

import openpyxl
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.core.problem import SettingsError
from kusei_batch.pipeline.night import run_night
from kusei_batch.pipeline.questions import read_records
from kusei_batch.pipeline.workspace.form_check import read_form
from kusei_batch.pipeline.workspace.verifying import verify_workspace
from tests.pipeline.desk import IN_TIME, ROUND, TARGET, outputs, state, verdicts

A, B, C = "1303", "1304", "1201"


def test_an_older_form_is_read_as_it_was_issued(issued):
    """A new version of the template must not orphan the sheets that are still out."""
    edition_two(issued)
    issued.hand_in(A, [TARGET])
    assert state(issued.night(), A) == "accepted"


def edition_two(desk, *, reverse=True):
    """A new version of the template, its fields in another order."""
    template = desk.workspace.template(desk.form.id)
    book = openpyxl.load_workbook(template)
    rows = list(book["_項目"].iter_rows(min_row=2))
    values = [[cell.value for cell in row] for row in rows]
    for row, changed in zip(rows, reversed(values) if reverse else values, strict=True):
        for cell, value in zip(row, changed, strict=True):
            cell.value = value
    for row in book["_設定"].iter_rows():
        if row[0].value == "版":
            row[1].value = "2"
    book.save(template)


def test_copies_of_two_versions_are_each_read_by_their_own(issued):
    old = issued.workspace.root / "旧版.xlsx"
    shutil.copyfile(issued.blank(A), old)
    ids = {s.department_code: s.sheet_id for s in issued.issue().left}
    edition_two(issued)
    assert {s.department_code: s.sheet_id for s in issued.issue(again=True).issued} == ids
    issued.hand_in(A, [TARGET], source=old)
    issued.form = read_form(issued.workspace, ROUND)
    issued.hand_in(B, [TARGET | {"目標": ""}])
    report = issued.night()
    assert (state(report, A), state(report, B)) == ("accepted", "sent_back")
    (record,) = [r for r in read_records(issued.workspace, ROUND) if r.table]
    assert record.fields["目標"] == TARGET["目標"]
    assert record.fields["具体的な取組内容"] == TARGET["具体的な取組内容"]


def test_a_changed_template_is_not_issued_under_its_old_version(issued):
    template = issued.workspace.template(issued.form.id)
    book = openpyxl.load_workbook(template)
    book[issued.form.fields[0].sheet]["A1"].value = "注"
    book.save(template)
    with pytest.raises(SettingsError) as caught:
        issued.issue(again=True)
    assert [p.code for p in caught.value.problems] == ["version-unchanged"]


def test_what_only_reports_read_may_change_under_a_version_that_was_issued(issued):
    template = issued.workspace.template(issued.form.id)
    book = openpyxl.load_workbook(template)
    book["_集計"].cell(2, 4).value = "別の見出し"
    book.properties.title = "保存し直した"
    book.save(template)
    before = {s.department_code: s.sheet_id for s in issued.issue().left}
    assert {s.department_code: s.sheet_id for s in issued.issue(again=True).issued} == before


def _number_format(book, field):
    book[field.sheet][field.cells[0]].number_format = "0.000"


def _rule(book, field):
    book["_項目"].cell(2, 14).value = "別の説明"


@pytest.mark.parametrize("change", [_number_format, _rule])
def test_how_a_cell_is_written_or_ruled_is_part_of_a_version(issued, change):
    template = issued.workspace.template(issued.form.id)
    book = openpyxl.load_workbook(template)
    change(book, next(f for f in issued.form.fields if f.is_entry and f.cells))
    book.save(template)
    with pytest.raises(SettingsError) as caught:
        issued.issue(again=True)
    assert [p.code for p in caught.value.problems] == ["version-unchanged"]


def test_a_standard_that_left_the_master_does_not_orphan_what_was_chosen(issued):
    choice = issued.form.choices_of(issued.form.field("対応する基準", "目標"))[0].value
    issued.hand_in(A, [TARGET | {"対応する基準": choice}])
    master = issued.workspace.root / "templates_xlsx" / "マスタ.xlsx"
    book = openpyxl.load_workbook(master)
    book["基準"].delete_rows(2, 100)
    book.save(master)
    report = run_night(read_workspace(issued.workspace.root), IN_TIME, issued.clock + 3600)
    assert state(report, A) == "accepted"


def test_a_sheet_of_last_year_is_answered_where_it_belongs(issued):
    config = issued.workspace.root / "config.toml"
    text = config.read_text(encoding="utf-8").replace("fiscal_year = 2026", "fiscal_year = 2027")
    config.write_text(text.replace("2026-04", "2027-04"), encoding="utf-8")
    issued.hand_in(A, [TARGET | {"目標": ""}])
    workspace = read_workspace(issued.workspace.root)
    report = run_night(workspace, IN_TIME, issued.clock + 3600)
    assert verdicts(report) == {"様式.xlsx": "sent_back"}
    (answer,) = outputs(report, "sent_back")
    assert "R08" in answer.parts
    assert verify_workspace(workspace) == []


def test_a_round_s_documents_are_those_of_the_edition_issued_last(issued):
    """Also where one department alone got the new one: what the new version asks for is in the documents."""
    edition_two(issued, reverse=False)
    template = issued.workspace.template(ROUND)
    book = openpyxl.load_workbook(template)
    headings = [cell.value for cell in book["_集計"][1]]
    row = {"シート名": "単位別", "種類": "クロス集計", "表": "目標", "行": "部署名", "値": "件数"}
    book["_集計"].append([row.get(heading) for heading in headings])
    book.save(template)
    first = issued.workspace.master.departments[0].code
    issued.issue(again=True, department=first)
    issued.hand_in(A, [TARGET])
    report = issued.night()
    assert state(report, A) == "accepted"
    (summary,) = [o.path for o in report.outputs if o.kind == "summary_workbook"]
    assert "単位別" in openpyxl.load_workbook(summary).sheetnames
