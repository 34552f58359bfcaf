"""What only reports read is that of the template as it is now; the entries are those of the sheets that are out."""

import docx
import openpyxl

from kusei_batch.core.form import Form
from kusei_batch.core.totals_reading import fit_totals, list_specs
from kusei_batch.issue.kept_forms import open_form
from tests.pipeline.desk import TARGET, outputs

FORM = "目標設定"
CROSS = {"シート名": "新しい集計", "種類": "クロス集計", "表": "目標"}
TWICE = {"項目名": "二倍", "表": "目標", "区分": "計算", "型": "数値", "式": "目標値 * 2"}


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
    change(issued, [CROSS | {"行": "場面", "値": "合計:二倍"}], field=TWICE)
    (failure,) = issued.night().failures
    assert [(p.code, p.params["name"], p.params["item"]) for p in failure.problems] == [
        ("totals-not-in-edition", "新しい集計", "二倍")
    ]
    assert failure.message.startswith("回「目標設定」の集計のうち")
    assert "新しい集計" not in sheets(issued).sheetnames
    assert "場面別" in sheets(issued).sheetnames


def test_a_form_that_the_round_names_since_says_nothing_of_the_sheets_that_are_out(issued):
    issued.hand_in("1303", [TARGET])
    change(issued, [CROSS | {"行": "場面", "値": "合計:二倍"}], field=TWICE)
    path = issued.workspace.template(FORM)
    book = openpyxl.load_workbook(path)
    (said,) = (row for row in book["_設定"].iter_rows() if row[0].value == "様式ID")
    said[1].value = "別の様式"
    book.save(path)
    assert issued.night().failures == []
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


ASKS = (
    '{{p 表("新しい集計") }}',
    '{{ 一覧("新しい一覧").件数 }}件',
    '{% for 行 in 記録("目標") %}倍{{ 行.二倍 }}{% endfor %}。',
)


def test_a_paper_that_asks_for_what_the_sheets_that_are_out_do_not_have_is_made_with_the_reason(issued):
    issued.hand_in("1303", [TARGET])
    field = {"項目名": "二倍", "表": "目標", "区分": "計算", "型": "数値", "式": "目標値 * 2"}
    listed = {"シート名": "新しい一覧", "種類": "一覧", "表": "目標", "見出し": "倍", "内容": "{{二倍}}"}
    change(issued, [CROSS | {"行": "場面", "値": "合計:二倍"}, listed], field=field)
    for template in {paper.template for paper in issued.workspace.papers(issued.workspace.round(FORM))}:
        document = docx.Document()
        for text in ASKS:
            document.add_paragraph(text)
        document.save(issued.workspace.paper_template(template))
    report = issued.night()
    assert {p.code for failure in report.failures for p in failure.problems} == {"totals-not-in-edition"}
    for path in outputs(report, "paper"):
        paper = docx.Document(path)
        assert paper.tables[0].rows[-1].cells[0].text == "この回の様式（第1版）には「二倍」がないため、作っていません。"
        assert [p.text for p in paper.paragraphs if p.text] == ["－件", "倍。"]
