"""A form drafted from the Excel form an office has: what is found in it, and what is left as it is."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image

from kusei_batch.config import read_workspace
from kusei_batch.core.form import FieldType
from kusei_batch.xlsx.book import Book
from kusei_batch.xlsx.compile import compile_template
from kusei_batch.xlsx.compile.identity_sheet import forget_names
from kusei_batch.xlsx.copy_names import is_definition
from kusei_batch.xlsx.draft.draft_writing import write_draft
from kusei_batch.xlsx.draft.source_form import FormSourceError, propose_from
from kusei_batch.xlsx.stamp import Stamp, stamp_sheet
from kusei_batch.xlsx.template import read_template
from kusei_batch.xlsx.template.starter import write_starter
from kusei_batch.xlsx.zipping import join, lay_out, pack
from tests.xlsx import paper_forms
from tests.xlsx.office_form import drafted, saved
from tests.xlsx.rich_template import PICTURE


def test_a_ruled_table_becomes_a_table_of_the_form(tmp_path):
    draft, form, problems, path = drafted(paper_forms.opinions(), tmp_path)
    assert problems == []
    assert draft.title == "苦情・要望等受付簿"
    assert [(f.name, f.type) for f in form.entries_of("明細")] == [
        ("受付日", FieldType.DATE),
        ("方法", FieldType.CHOICE),
        ("区分", FieldType.CHOICE),
        ("内容", FieldType.LONG_TEXT),
        ("対応の状況", FieldType.LONG_TEXT),
        ("処理日", FieldType.DATE),
        ("担当者", FieldType.TEXT),
    ]
    assert form.table("明細").max_rows == 15
    assert form.field("内容", "明細").cells[-1] == "E19"
    sheet = openpyxl.load_workbook(path)["受付簿"]
    assert sheet["A1"].value == "{{年度}}　苦情・要望等受付簿"
    assert sheet["B2"].value == "{{部署名}}"
    assert sheet["A7"].value == "※　個人が特定される内容は記入しないでください。"


def test_a_workbook_without_boxes_is_no_form():
    workbook = openpyxl.Workbook()
    with pytest.raises(FormSourceError, match="何も書かれていません"):
        propose_from("様式", saved(workbook))
    workbook.active["A1"] = "お知らせ"
    with pytest.raises(FormSourceError, match="罫線"):
        propose_from("様式", saved(workbook))


def test_what_lies_below_a_table_moves_up_and_nothing_is_lost(tmp_path):
    workbook = paper_forms.opinions()
    sheet = workbook["受付簿"]
    picture = io.BytesIO(PICTURE)
    sheet.add_image(Image(picture), "B23")
    sheet["A21"].comment = Comment("ここを読む", "事務局")
    sheet["A21"].hyperlink = "https://example.jp/"
    sheet.print_area, sheet.print_title_rows = "A1:H25", "4:4"
    sheet.oddFooter.center.text = "&P"
    other = workbook.create_sheet("控え")
    other["A1"] = "=受付簿!A21"
    other["A2"] = "=COUNTA(受付簿!B5:B19)"
    _, _, problems, path = drafted(workbook, tmp_path)
    assert problems == []
    made = openpyxl.load_workbook(path)["受付簿"]
    assert made.max_row == 7
    assert (made["A7"].comment.text, made["A7"].hyperlink.target) == ("ここを読む", "https://example.jp/")
    assert (made.print_area, made.print_title_rows) == ("'受付簿'!$A$1:$H$11", "$4:$4")
    assert made.oddFooter.center.text == "&P"
    assert [(image.anchor._from.row, image.anchor._from.col) for image in vars(made)["_images"]] == [(8, 1)]
    assert [cell.value for cell in openpyxl.load_workbook(path)["控え"]["A"]] == ["=受付簿!A7", "=COUNTA(受付簿!B5:B5)"]


@pytest.mark.parametrize(
    "template", sorted(Path(__file__).parents[2].glob("templates_xlsx/[!マ]*.xlsx")), ids=lambda p: p.stem
)
def test_a_shipped_form_without_its_definitions_gets_definitions_again(tmp_path, template):
    book = Book(template.read_bytes())
    names = [sheet.name for sheet in book.sheets]
    gone = [name for name in names if is_definition(name)]
    forget_names(book.workbook, names, gone)
    book.remove_sheets(gone)
    bare = join(lay_out(pack(name, content, 1) for name, content in book.parts().items()), ())
    path = tmp_path / "様式.xlsx"
    path.write_bytes(write_draft(bare, propose_from("様式", bare)))
    form, problems = read_template(path, {})
    assert [p for p in problems if p.severity == "error"] == []
    workspace = read_workspace(template.parents[1])
    before, _ = read_template(template, workspace.master.lists(workspace.fiscal_year))
    assert before is not None
    assert {t.name for t in form.tables} == {t.name for t in before.tables}
    placed = {f.qualified for f in before.fields if f.cells}
    assert {f.qualified for f in form.fields} >= placed


def test_a_copy_that_was_issued_gives_the_form_it_was_issued_of(tmp_path):
    _, form, _, path = drafted(paper_forms.opinions(), tmp_path)
    issued = stamp_sheet(compile_template(path.read_bytes(), form), Stamp("R08-1303-1-25", "ab"))
    draft = propose_from("様式", issued)
    (tmp_path / "また.xlsx").write_bytes(write_draft(issued, draft))
    again, problems = read_template(tmp_path / "また.xlsx", {})
    assert [p for p in problems if p.severity == "error"] == []
    assert openpyxl.load_workbook(tmp_path / "また.xlsx").sheetnames[0] == "受付簿"
    assert "記入要領" not in openpyxl.load_workbook(tmp_path / "また.xlsx").sheetnames
    kept = [(f.name, f.type, f.cells) for f in form.entries_of("明細")]
    assert [(f.name, f.type, f.cells) for f in again.entries_of("明細")] == kept
    assert "配った用紙" in draft.remarks[0].assumed
    assert [c.value for c in again.choices_of(again.field("方法", "明細"))] == ["窓口", "電話", "文書", "メール"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "0バイト"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "Workbook".encode("utf-16-le"), r"古い形式のExcelブック（.xls）"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "パスワード"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04 cut", "壊れています"),
    ],
)
def test_a_file_that_is_no_workbook_is_said_with_what_to_do(data, said):
    with pytest.raises(FormSourceError, match=said) as stopped:
        propose_from("様式", data)
    assert "Excelで開き" in stopped.value.remedy


def test_a_template_is_no_source(tmp_path):
    write_starter(tmp_path / "様式.xlsx", "様式")
    with pytest.raises(FormSourceError, match="もう様式のひな形です"):
        propose_from("様式", (tmp_path / "様式.xlsx").read_bytes())


def test_a_unit_printed_in_a_box_is_said_by_its_label_afterwards(tmp_path):
    _, form, _, path = drafted(paper_forms.improvement(), tmp_path)
    sheet = openpyxl.load_workbook(path)["提案書"]
    assert (sheet["C23"].value, sheet["D23"].value) == ("時間", "{{時間}}")
    assert sheet["F23"].value == "金額（千円）"
    assert form.field("金額").unit == "千円"


def test_ruled_lines_become_one_long_text_and_seals_stay(tmp_path):
    draft, form, _, path = drafted(paper_forms.improvement(), tmp_path)
    sheet = openpyxl.load_workbook(path)["提案書"]
    assert [
        str(area) for area in sheet.merged_cells if area.min_col > 2 and area.max_row > 25 and area.min_row < 30
    ] == ["C26:H29"]
    assert form.field("備考").type is FieldType.LONG_TEXT
    assert [sheet[f"{column}4"].value for column in "EFGH"] == [None] * 4
    assert any(remark.cell == "E4、F4、G4、H4" and "押印" in remark.assumed for remark in draft.all_remarks)
    assert not any("事務局" in f.name or "受付" in f.name for f in form.fields)


def test_a_total_adds_up_what_the_table_grows_to(tmp_path):
    _, form, _, path = drafted(paper_forms.drill(), tmp_path)
    assert openpyxl.load_workbook(path)["報告"]["D14"].value == "=SUM(D13:D13)"
    copy = stamp_sheet(compile_template(path.read_bytes(), form), Stamp("R08-1303-1-25", "ab"))
    assert openpyxl.load_workbook(io.BytesIO(copy))["報告"]["D18"].value == "=SUM(D13:D17)"


def test_what_the_form_calculates_in_a_row_is_calculated_by_the_program_too(tmp_path):
    _, form, _, _ = drafted(paper_forms.budget(), tmp_path)
    amount = form.field("要求額", "明細")
    assert (amount.is_computed, amount.unit, amount.cells[0]) == (True, "千円", "G8")
    assert [c.value for c in form.choices_of(form.field("節", "明細"))][:2] == ["報償費", "旅費"]


def test_notes_beside_a_table_are_kept_beside_its_headings_or_below(tmp_path):
    workbook = paper_forms.opinions()
    sheet = workbook["受付簿"]
    sheet["J5"], sheet["J9"], sheet["J10"] = "※区分は別表", "提出期限：１０日", "※匿名可"
    sheet["J6"] = "※電話は要点"
    draft, form, problems, path = drafted(workbook, tmp_path)
    assert problems == []
    made = openpyxl.load_workbook(path)["受付簿"]
    kept = [made[f"J{row}"].value for row in (4, 3, 2, 6)]
    assert kept == ["※区分は別表", "※電話は要点", "提出期限：１０日", "※匿名可"]
    assert made["J5"].value is None
    assert [r.cell for r in draft.all_remarks if "表の横の注記" in r.assumed] == ["J4", "J3", "J2", "J6"]
    assert form.table("明細").max_rows == 15


def test_the_number_put_in_says_what_it_is(tmp_path):
    _, form, _, path = drafted(paper_forms.plan(), tmp_path)
    sheet = openpyxl.load_workbook(path)["計画"]
    cell = sheet[form.field("管理番号").cells[0]]
    assert (cell.value, cell.number_format, cell.row) == ("{{管理番号}}", '"管理番号　"@', 2)


def test_a_sheet_named_as_one_the_program_adds_is_kept_under_another_name(tmp_path):
    workbook = paper_forms.opinions()
    workbook.create_sheet("記入要領")["A1"] = "受付した日に書きます。"
    workbook["受付簿"]["J1"] = "=記入要領!A1"
    draft, _, problems, path = drafted(workbook, tmp_path)
    assert problems == []
    made = openpyxl.load_workbook(path)
    assert made["記入要領（もとの様式）"]["A1"].value == "受付した日に書きます。"
    assert made["受付簿"]["J1"].value == "='記入要領（もとの様式）'!A1"
    assert any("記入要領（もとの様式）" in remark.assumed for remark in draft.remarks)


def test_a_new_name_is_free_and_sheets_whose_names_end_alike_keep_theirs(tmp_path):
    workbook = paper_forms.opinions()
    for name in ("記入要領", "旧記入要領", "記入要領（もとの様式）"):
        workbook.create_sheet(name)["A1"] = name
    workbook["受付簿"]["J1"] = "=記入要領!A1&旧記入要領!A1&'記入要領'!A1"
    draft, _, problems, path = drafted(workbook, tmp_path)
    assert problems == []
    made = openpyxl.load_workbook(path)
    found = {sheet.title: sheet["A1"].value for sheet in made if "記入要領" in sheet.title}
    assert found == {
        "記入要領（もとの様式）1": "記入要領",
        "旧記入要領": "旧記入要領",
        "記入要領（もとの様式）": "記入要領（もとの様式）",
    }
    new = "'記入要領（もとの様式）1'!A1"
    assert made["受付簿"]["J1"].value == f"={new}&旧記入要領!A1&{new}"
    assert any("記入要領（もとの様式）1" in remark.assumed for remark in draft.remarks)
