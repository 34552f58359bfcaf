"""What people do to a template in Excel beside typing: merge, hide, copy and rename; each is told, none acts unheard."""

from __future__ import annotations

import re
import zipfile

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table

from kusei_batch.core.catalog import list_problems
from kusei_batch.core.form import Necessity
from kusei_batch.core.problem import Severity
from kusei_batch.xlsx.compile import compile_template
from kusei_batch.xlsx.stamp import Stamp, stamp_sheet
from kusei_batch.xlsx.template import read_template
from tests.xlsx.template_book import MASTERS, TemplateBook


def copied(sheet, name):
    def spoil(book):
        book.workbook.copy_worksheet(book.workbook[sheet]).title = name

    return spoil


def renamed(sheet, name):
    def spoil(book):
        book.workbook[sheet].title = name

    return spoil


def headed(sheet, old, new):
    def spoil(book):
        cell = next(cell for cell in book.workbook[sheet][1] if cell.value == old)
        cell.value = new

    return spoil


def erred(sheet, address, value="#REF!"):
    def spoil(book):
        book.workbook[sheet][address] = value

    return spoil


def row_hidden(sheet, number):
    def spoil(book):
        book.workbook[sheet].row_dimensions[number].hidden = True

    return spoil


def read(tmp_path, *spoils):
    book = TemplateBook()
    for spoil in spoils:
        spoil(book)
    form, problems = book.read(tmp_path)
    for problem in problems:
        assert problem.message.endswith("。")
        assert problem.remedy
    return form, problems


def codes(problems):
    return {(p.code, p.location.sheet, p.location.cell) for p in problems if p.severity is not Severity.INFO}


SLIPS = {
    "写したシート": (copied("_項目", "_項目 (2)"), "definition-sheet-not-read", "_項目 (2)", None),
    "前の版": (copied("_設定", "_設定（旧）"), "definition-sheet-not-read", "_設定（旧）", None),
    "空白だけ違う写し": (copied("_項目", "_項目 "), "definition-sheet-twice", "_項目", None),
    "全角だけ違う写し": (copied("_選択肢", "＿選択肢"), "definition-sheet-twice", "_選択肢", None),
    "下線のないシート": (renamed("_集計", "集計"), "definition-sheet-misspelt", "集計", None),
    "注釈の付いた見出し": (
        headed("_項目", "重要度", "重要度（エラー／警告）"),
        "definition-heading-misspelt",
        "_項目",
        "L1",
    ),
    "古い列": (headed("_項目", "最小", "最小※任意"), "definition-heading-misspelt", "_項目", "H1"),
    "エラー値の選択肢": (erred("_選択肢", "B2"), "definition-error-value", "_選択肢", "B2"),
    "エラー値の設定": (erred("_設定", "B2", "#N/A"), "definition-error-value", "_設定", "B2"),
    "隠れた行": (row_hidden("_項目", 3), "definition-hidden", "_項目", "A3"),
    "隠れた選択肢": (row_hidden("_選択肢", 2), "definition-hidden", "_選択肢", "A2"),
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_told_with_its_sheet_and_cell(name, tmp_path):
    spoil, *expected = SLIPS[name]
    assert tuple(expected) in codes(read(tmp_path, spoil)[1])


@pytest.mark.parametrize("name", ["_項目 ", " _項目", "＿項目", "_項目\u200b"])
def test_a_definition_sheet_is_known_by_any_spelling_of_its_name_and_not_issued(tmp_path, name):
    form, problems = read(tmp_path, renamed("_項目", name))
    assert codes(problems) == set()
    assert not [title for title in form.asides if "項目" in title]
    compiled = compile_template((tmp_path / "様式.xlsx").read_bytes(), form)
    (tmp_path / "配布.xlsx").write_bytes(stamp_sheet(compiled, Stamp("R08-1", "", {})))
    assert not [title for title in openpyxl.load_workbook(tmp_path / "配布.xlsx").sheetnames if "項目" in title]


def test_the_sheet_named_as_it_should_be_is_read_wherever_its_double_stands(tmp_path):
    def double(book):
        copy = book.workbook.copy_worksheet(book.workbook["_設定"])
        copy.title = " _設定"
        copy["B2"] = "別の様式"
        book.workbook.move_sheet(copy, -20)

    _, problems = read(tmp_path, double)
    assert codes(problems) == {("definition-sheet-twice", "_設定", None)}


@pytest.mark.parametrize(("heading", "word"), [("必須", "必須"), ("表", "目標")])
def test_a_value_merged_over_rows_is_that_of_each_of_them(tmp_path, heading, word):
    def merge(book):
        sheet = book.workbook["_項目"]
        column = next(cell.column_letter for cell in sheet[1] if cell.value == heading)
        rows = [cell.row for cell in sheet[column] if cell.value == "目標"] or [3, 4]
        first = rows[0]
        sheet[f"{column}{first}"] = word
        sheet.merge_cells(f"{column}{first}:{column}{rows[-1]}")

    form, problems = read(tmp_path, merge)
    assert [(code, sheet) for code, sheet, _ in codes(problems)] == [("definition-merged", "_項目")]
    if heading == "必須":
        assert [field.necessity for field in form.fields[1:3]] == [Necessity.REQUIRED] * 2
    else:
        plain = TemplateBook().read(tmp_path)[0]
        assert [field.qualified for field in form.fields] == [field.qualified for field in plain.fields]


def hide_row(book):
    (row,) = {c.row for r in book.layout.iter_rows() for c in r if str(c.value).startswith("{{目標.")}
    book.layout.row_dimensions[row].hidden = True


def hide_columns(book):
    for letter in "BCDEFGH":
        book.layout.column_dimensions[letter].hidden = True


def hide_sheet(book):
    book.layout.sheet_state = "hidden"
    book.workbook.active = 1


@pytest.mark.parametrize("hide", [hide_row, hide_columns, hide_sheet])
def test_entries_that_nobody_sees_are_told(tmp_path, hide):
    form, problems = read(tmp_path, hide)
    (told,) = [p for p in problems if p.code == "layout-field-hidden"]
    assert form is not None
    assert told.location.cells


def test_hidden_cells_that_the_program_fills_are_no_fault(tmp_path):
    def hide(book):
        book.layout.row_dimensions[1].hidden = True

    assert codes(read(tmp_path, hide)[1]) == set()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("openxmlformats-officedocument.spreadsheetml.template", ".xltx"),
        ("ms-excel.sheet.macroEnabled", ".xlsm"),
        ("ms-excel.template.macroEnabled", ".xltm"),
    ],
)
def test_a_workbook_of_another_kind_under_the_name_of_one_is_no_template(tmp_path, kind, words):
    TemplateBook().read(tmp_path)
    plain = tmp_path / "様式.xlsx"
    other = tmp_path / "別.xlsx"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "[Content_Types].xml":
                told = b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
                assert told in content
                content = content.replace(told, f"{kind}.main+xml".encode())
            new.writestr(name, content)
    form, (problem,) = read_template(other, MASTERS)
    assert (form, problem.code) == (None, "template-other-kind")
    assert words in problem.message


@pytest.mark.parametrize("scope", ["book", "sheet"])
def test_a_template_made_from_an_issued_copy_has_no_name_twice(tmp_path, scope):
    def name(book):
        holder = book.workbook if scope == "book" else book.layout
        for one in ("_kf_1", "_KF_2", "_kl_1", "_kusei_id", "_kusei_errors", "合計欄"):
            holder.defined_names[one] = DefinedName(one, attr_text="目標!$B$2")

    form, _ = read(tmp_path, name)
    compiled = compile_template((tmp_path / "様式.xlsx").read_bytes(), form)
    (tmp_path / "配布.xlsx").write_bytes(stamp_sheet(compiled, Stamp("R08-1", "")))
    with zipfile.ZipFile(tmp_path / "配布.xlsx") as issued:
        workbook = issued.read("xl/workbook.xml").decode()
    names = [found.casefold() for found in re.findall(r'<definedName [^>]*name="([^"]+)"', workbook)]
    ours = [found for found in names if found.startswith("_k")]
    assert len(ours) == len(set(ours))
    assert "合計欄" in names


def tabled(area, **cells):
    def spoil(book):
        for address, text in cells.items():
            book.layout[address] = text
        book.layout.add_table(Table(displayName="表1", ref=area))

    return spoil


def test_a_placeholder_in_the_heading_of_an_excel_table_is_told(tmp_path):
    form, problems = read(tmp_path, tabled("A4:E5", A4="{{年度}}"))
    assert form is None
    assert codes(problems) == {("layout-table-heading", "目標", "A4")}


def test_placeholders_below_the_heading_of_an_excel_table_are_none(tmp_path):
    assert codes(read(tmp_path, tabled("A4:E5"))[1]) == set()


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ("='[昨年度.xlsx]集計'!A1", True),
        (r"='C:\共有\[昨年度.xlsx]集計 表'!A1+1", True),
        ("=[1]Sheet1!A1", True),
        ("=表1[番号]+目標!B2", False),
        ("=B2", False),
    ],
)
def test_a_formula_that_looks_into_another_workbook_is_told(tmp_path, formula, told):
    def write(book):
        book.layout["H1"] = formula

    assert codes(read(tmp_path, write)[1]) == ({("layout-other-book", "目標", "H1")} if told else set())


def moved_up(*columns):
    """Write placeholders a row too high, over their headings."""

    def spoil(book):
        for column in columns:
            book.layout[f"{column}4"], book.layout[f"{column}5"] = book.layout[f"{column}5"].value, None

    return spoil


@pytest.mark.parametrize("columns", ["E", "D", "CE"])
def test_placeholders_among_the_headings_are_told(tmp_path, columns):
    form, problems = read(tmp_path, moved_up(*columns))
    told = [p for p in problems if p.code == "tag-among-headings"]
    assert form is not None
    assert [p.location.cells for p in told] == [tuple(f"{column}4" for column in columns)]
    assert "4行目" in told[0].message


def test_words_within_a_record_of_several_rows_are_none_of_its_headings(tmp_path):
    def write(book):
        book.layout["C6"], book.layout["D6"] = "理由", book.layout["E5"].value
        book.layout["E5"] = "（理由は下に）"

    assert "tag-among-headings" not in {p.code for p in read(tmp_path, write)[1]}


def test_every_message_is_told_by_some_slip():
    told = {expected[0] for _, *expected in SLIPS.values()} | {
        *("definition-merged", "layout-field-hidden", "layout-other-book", "layout-table-heading"),
        "tag-among-headings",
        "template-other-kind",
    }
    assert set(list_problems.DEFINITIONS) <= told
