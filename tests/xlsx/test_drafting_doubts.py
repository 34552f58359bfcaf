"""What a draft makes of formulas, choices and headings, and what it is in doubt about and says."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest
from openpyxl.styles import Border, Side
from openpyxl.worksheet.datavalidation import DataValidation

from kusei_batch.core.form import FieldType
from kusei_batch.xlsx.draft.heading_words import parse_heading
from kusei_batch.xlsx.draft.offered_choices import parse_numbered, parse_row
from kusei_batch.xlsx.draft.printed_blanks import is_date_blank, is_text_blank
from kusei_batch.xlsx.draft.source_form import FormSourceError, propose_from
from kusei_batch.xlsx.zipping import join, lay_out, pack
from tests.xlsx import paper_forms, public_forms
from tests.xlsx.office_form import drafted, saved


def _row_of_four(amount):
    """Return a form of four columns and three rows, in whose last column stands a formula of the row."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    line = Side(style="thin")
    for row in range(2, 6):
        for column, heading in enumerate(("番号", "数量", "単価", "金額"), start=1):
            cell = sheet.cell(row, column, heading if row == 2 else None)
            cell.border = Border(top=line, bottom=line, left=line, right=line)
    for row in range(3, 6):
        sheet.cell(row, 1, row - 2)
        sheet.cell(row, 4, amount.format(row=row))
    return workbook


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ('=IF(B{row}="","",B{row}*C{row})', "数量 × 単価"),
        ('=IFERROR(B{row}/C{row},"")', "数量 ÷ 単価"),
        ('=IF(B{row}="","",IFERROR(B{row}/C{row},""))', "数量 ÷ 単価"),
        ("=VLOOKUP(B{row},A:C,2)", ""),
    ],
)
def test_a_formula_that_hides_blanks_is_calculated_too_and_one_that_is_not_read_is_said(formula, said):
    draft = propose_from("様式", saved(_row_of_four(formula)))
    assert [f.formula for f in draft.fields if f.name == "金額"] == [said] * bool(said)
    assert [r.cell for r in draft.all_remarks if "読み取れない数式" in r.assumed] == ["D3"] * (not said)


def test_choices_in_a_whole_column_behind_the_last_text_are_found():
    workbook = openpyxl.Workbook()
    sheet, words = workbook.active, workbook.create_sheet("一覧")
    sheet["A1"] = "区分"
    for row, word in enumerate(("新規", "継続"), start=1):
        words.cell(row, 1, word)
    rule = DataValidation(type="list", formula1="一覧!$A:$A")
    rule.add("B1:B1048576")
    sheet.add_data_validation(rule)
    found = next(f for f in propose_from("様式", saved(workbook)).fields if f.name == "区分")
    assert (found.cell, found.type, found.choices) == ("B1", FieldType.CHOICE, ("新規", "継続"))


def test_a_rule_follows_its_list_when_the_sheet_is_renamed(tmp_path):
    workbook = paper_forms.opinions()
    workbook.create_sheet("記入要領")["A1"] = "窓口"
    rule = DataValidation(type="list", formula1="記入要領!$A$1:$A$2")
    rule.add("J1")
    workbook["受付簿"].add_data_validation(rule)
    *_, path = drafted(workbook, tmp_path)
    rules = openpyxl.load_workbook(path)["受付簿"].data_validations.dataValidation
    assert "'記入要領（もとの様式）'!$A$1:$A$2" in [rule.formula1 for rule in rules]


def test_a_book_without_formats_is_said_with_what_to_do():
    def unstyled(name, content):
        return (
            re.sub(rb"<Relationship [^>]*styles[^>]*/>", b"", content)
            if name.endswith("workbook.xml.rels")
            else content
        )

    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "区分"
    rule = DataValidation(type="list", formula1='"新規,継続"')
    rule.add("B1")
    workbook.active.add_data_validation(rule)
    with zipfile.ZipFile(io.BytesIO(saved(workbook))) as archive:
        parts = [(name, unstyled(name, archive.read(name))) for name in archive.namelist()]
    data = join(lay_out(pack(name, content, 9) for name, content in parts), ())
    with pytest.raises(FormSourceError, match="書式"):
        propose_from("様式", data)


def test_what_stands_in_the_last_row_of_a_sheet_does_not_take_the_draft_long():
    workbook = _row_of_four("=B{row}*C{row}")
    workbook.active["C1048576"] = "以上"
    draft = propose_from("様式", saved(workbook))
    assert [(t.records, t.drawn) for t in draft.tables] == [(3, 3)]


def test_figures_that_were_filled_in_are_said_where_they_are_taken_for_headings():
    workbook = _row_of_four("")
    for row in range(3, 6):
        workbook.active.cell(row, 3, row * 1000)
    found = propose_from("様式", saved(workbook))
    assert [r.cell for r in found.all_remarks if "記入を消した" in r.look] == ["D3", "D4", "D5"]


def test_tables_side_by_side_are_told_where_they_are_taken_for_one(tmp_path):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    line = Side(style="thin")
    for columns in ("ABC", "EFG"):  # column D stays without a frame
        for row in range(3, 9):
            for letter, heading in zip(columns, ("番号", "品名", "数量"), strict=True):
                cell = sheet[f"{letter}{row}"]
                cell.border = Border(left=line, right=line, top=line, bottom=line)
                cell.value = heading if row == 3 else None
    draft, _, _, _ = drafted(workbook, tmp_path)
    told = [(one.cell, one.assumed) for one in draft.sheets[0].remarks if "またいで" in one.assumed]
    assert told == [("A4～G4", "枠のないD列をまたいで、一つの表としました。")]


@pytest.mark.parametrize(
    ("heading", "name", "hint"),
    [
        ("達成率(b)/(a)", "達成率", ""),
        ("比率 = (a)÷(b)", "比率", ""),
        ("執行率\n（決算/予算）", "執行率", "決算/予算"),
        ("氏名\x0b（ふりがな）", "氏名", "ふりがな"),
    ],
)
def test_letters_signs_and_what_nobody_sees_are_no_part_of_a_name(heading, name, hint):
    said = parse_heading(heading)
    assert (said.name, said.hint) == (name, hint)


def test_the_unit_of_one_letter_is_told_from_a_letter_that_numbers_a_column():
    assert [parse_heading(text).unit for text in ("給油量（L）", "燃料(kL)", "予算額(a)")] == ["L", "kL", ""]


def remarks_on(draft, words):
    return {cell for remark in draft.all_remarks if words in remark.assumed for cell in remark.cell.split("、")}


def test_texts_that_stand_where_an_answer_would_are_told(tmp_path):
    draft, *_ = drafted(public_forms.accident(), tmp_path)
    assert remarks_on(draft, "印字された文") == {"A3", "D17", "E17"}
    draft, *_ = drafted(public_forms.membership(), tmp_path)
    assert remarks_on(draft, "印字された文") == {"B6"}


def test_seals_stand_side_by_side_under_any_title_and_in_a_column_of_a_table(tmp_path):
    draft, *_ = drafted(public_forms.trip(), tmp_path)
    assert remarks_on(draft, "押印の欄") == {"C3", "D3", "E3", "F3"}
    _, form, _, path = drafted(public_forms.shift(), tmp_path)
    assert form.field("業務内容", "明細").cells[0] == "G7"
    assert openpyxl.load_workbook(path)["勤務表"]["H7"].value is None


def test_a_formula_over_times_of_day_stays_a_formula(tmp_path):
    draft, form, _, path = drafted(public_forms.shift(), tmp_path)
    assert remarks_on(draft, "読み取れない数式") == {"F7"}
    assert [f.name for f in form.fields if f.is_computed] == []
    assert openpyxl.load_workbook(path)["勤務表"]["F7"].value == '=IF(D7="","",(D7-C7)*24-E7/60)'


def test_every_row_of_totals_below_a_table_is_left_alone(tmp_path):
    _, form, _, path = drafted(public_forms.quote(), tmp_path)
    assert {f.name for f in form.entries_of(None)} == {
        "件名",
        "納入期限",
        "納入場所",
        "見積書提出期限",
        "担当",
        "特記事項",
    }
    sheet = openpyxl.load_workbook(path)["見積依頼"]
    assert [sheet[f"G{row}"].value for row in (10, 11, 12)] == ["=SUM(G9:G9)", "=ROUNDDOWN(G10*0.1,0)", "=G10+G11"]


@pytest.mark.parametrize(
    ("text", "is_date", "is_blank"),
    [
        ("令和　　年　　月　　日", True, True),
        ("T・S・H・R　　年　　月　　日", True, True),
        ("　月　日", True, True),
        ("年月日", False, False),
        ("月　日", False, False),
        ("令和　　年　　月分", False, True),
        ("令和　年　月　日　午前・午後　　時　　分", False, True),
        ("自宅　　　（　　　）", False, True),
        ("第　　　号", False, True),
        ("〒", False, True),
        ("：", False, True),
        ("日　時", False, False),
        ("金　額", False, False),
        ("理由（　　）の内容", False, False),
    ],
)
def test_headings_drawn_apart_are_told_from_blanks_to_fill_in(text, is_date, is_blank):
    assert (is_date_blank(text), is_text_blank(text)) == (is_date, is_blank)


@pytest.mark.parametrize(
    ("printed", "name"),
    [("令和　　年　　月分", "対象年月"), ("令和　年　月", "対象年月"), ("報告月：令和　年　月分", "報告月")],
)
def test_the_month_that_a_form_is_of_is_filled_in(tmp_path, printed, name):
    workbook = paper_forms.opinions()
    workbook["受付簿"]["D2"] = printed
    draft, form, problems, path = drafted(workbook, tmp_path)
    assert problems == []
    assert form.field(name).type is FieldType.TEXT
    assert openpyxl.load_workbook(path)["受付簿"]["D2"].value == f"{{{{{name}}}}}"
    assert "{{回}}" in next(remark.look for remark in draft.all_remarks if remark.cell == "D2")


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("１ 戸建　２ 賃貸　３ その他（　　）", ("戸建", "賃貸", "その他")),
        ("①新規　②継続", ("新規", "継続")),
        ("１０ 件", None),
        ("2 賃貸　1 戸建", None),
    ],
)
def test_numbered_words_are_choices(text, choices):
    offered = parse_numbered(text)
    assert (offered.choices if offered else None) == choices


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("有（　　　円）・無・検討中", ("有", "無", "検討中")),
        ("希望する（理由：　　　）・希望しない", ("希望する", "希望しない")),
        ("取組・効果", None),
    ],
)
def test_words_of_which_one_denies_another_are_choices(text, choices):
    offered = parse_row(text)
    assert (offered.choices if offered else None) == choices


def test_a_number_put_on_graph_paper_is_as_high_as_a_line(tmp_path):
    _, _, _, path = drafted(public_forms.graph(), tmp_path)
    sheet = openpyxl.load_workbook(path)["使用簿"]
    at = next(cell for row in sheet for cell in row if cell.value == "{{管理番号}}")
    area = next(merged for merged in sheet.merged_cells.ranges if at.coordinate in merged)
    assert sum(sheet.row_dimensions[row].height for row in range(area.min_row, area.max_row + 1)) >= 12
