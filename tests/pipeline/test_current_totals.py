"""What only reports read is that of the template as it is now; the entries are those of the sheets that are out."""

import openpyxl

from kusei_batch.core.form import Form
from kusei_batch.core.totals_reading import fit_totals, list_specs
from kusei_batch.issue.forms import open_form
from tests.pipeline.desk import TARGET

FORM = "目標設定"
CROSS = {"シート名": "新しい集計", "種類": "クロス集計", "表": "目標"}


def change(desk, rows, *, field=None):
    """Write rows below `_集計`, and a computed field below `_項目`, into the template that is there."""
    path = desk.workspace.template(FORM)
    book = openpyxl.load_workbook(path)
    sheets = [("_集計", row) for row in rows] + ([("_項目", field)] if field else [])
    for name, words in sheets:
        sheet = book[name]
        columns = {cell.value: cell.column for cell in sheet[1] if cell.value}
        row = 1 + max(cell.row for line in sheet.iter_rows(max_col=1) for cell in line if cell.value)
        for heading, text in words.items():
            column = columns.setdefault(heading, len(columns) + 1)
            sheet.cell(1, column, heading)
            sheet.cell(row, column, text)
    book.save(path)


def sheets(desk):
    (path,) = (desk.workspace.outbox / "R08" / FORM / "03_集計").glob("*_集計.xlsx")
    return openpyxl.load_workbook(path)


def test_totals_that_were_changed_after_the_issue_are_made(issued):
    issued.hand_in("1303", [TARGET])
    change(issued, [CROSS | {"行": "場面", "値": "件数", "見出し": "場面の数え直し"}])
    assert issued.night().failures == []
    assert "場面の数え直し" in str(sheets(issued)["新しい集計"]["A1"].value)


def test_what_the_sheets_that_are_out_do_not_have_costs_itself_and_is_told(issued):
    issued.hand_in("1303", [TARGET])
    field = {"項目名": "二倍", "表": "目標", "区分": "計算", "型": "数値", "式": "目標値 * 2"}
    change(issued, [CROSS | {"行": "場面", "値": "合計:二倍"}], field=field)
    (failure,) = issued.night().failures
    assert [(p.code, p.params["name"], p.params["item"]) for p in failure.problems] == [
        ("totals-not-in-edition", "新しい集計", "二倍")
    ]
    assert "新しい集計" not in sheets(issued).sheetnames
    assert "場面別" in sheets(issued).sheetnames


def test_a_sheet_is_left_out_whole_for_any_name_it_does_not_know(issued):
    workspace = issued.workspace
    form: Form = open_form(workspace.template(FORM), workspace.master.lists(2026), workspace.form_year(2026)).form
    whole = form.totals[0].words
    for words in (
        {"内容": "{{無い}}"},
        {"条件": "無い = 1"},
        {"値": "比率:目標値 ÷ 無い"},
        {"行": "無い:行"},
        {"表": "無い"},
    ):
        rows = (form.totals[0], form.totals[0].__class__("一覧", "一覧", {**whole, **words}))
        kept, unknown = fit_totals(rows, form)
        assert (kept, list(unknown)) == ((rows[0],), ["一覧"]), words
    assert fit_totals(form.totals, form) == (form.totals, {})
    assert list_specs(form)
