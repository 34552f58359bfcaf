"""写真 fields in a template: what their definition may say, and that pictures can be inserted into an issued copy."""

from __future__ import annotations

import re

import pytest

from kusei_batch.xlsx.links import sheet_parts
from tests.collect.picture_form import SHEET, issue_pictures, picture_book
from tests.xlsx.beside_book import read_zip

CHECKS = ["検査名", "表", "条件", "項目", "文", "対処", "重要度", "理由欄", "説明"]


def found(book, folder) -> set[str]:
    return {problem.code for problem in book.read(folder)[1]}


@pytest.mark.parametrize("kind", ["前回値", "引継", "表示"])
def test_a_picture_is_entered_and_never_carried_over(tmp_path, kind):
    book = picture_book()
    book.layout["G2"] = "{{前の写真}}"
    book.add("_項目", 項目名="前の写真", 区分=kind, 型="写真", 参照="直前.会場の写真")
    assert "picture-not-entered" in found(book, tmp_path)


@pytest.mark.parametrize(
    ("condition", "codes"),
    [
        ("会場の写真 ≠ 空欄 かつ 題 = 空欄", set()),
        ("会場の写真 = 写真あり", {"expression-of-picture"}),
        ("会場の写真 > 3", {"expression-no-number"}),
    ],
)
def test_a_check_may_ask_whether_there_is_a_picture_and_nothing_else(tmp_path, condition, codes):
    book = picture_book()
    book.sheet("_検査", CHECKS)
    book.add("_検査", 検査名="説明", 条件=condition, 項目="題", 文="題がありません。")
    assert found(book, tmp_path) == codes


def test_no_formula_can_tell_of_a_picture(tmp_path):
    book = picture_book()
    items = book.workbook["_項目"]
    items.cell(1, items.max_column + 1).value = "式"
    book.add("_項目", 項目名="有無", 区分="計算", 型="文字", 式="もし(会場の写真 = 空欄、「なし」、「あり」)")
    assert found(book, tmp_path) == {"formula-of-picture"}


def test_pictures_can_be_inserted_where_a_sheet_takes_them_and_nowhere_else(tmp_path):
    parts = read_zip(issue_pictures(tmp_path).blank())
    protections = {
        name: re.search(rb"<sheetProtection[^>]*>", parts[part])[0] for name, part in sheet_parts(parts).items()
    }
    assert b"objects" not in protections[SHEET]
    assert b'sheet="1"' in protections[SHEET]
    assert b'objects="1"' in protections["記入要領"]
    # A required picture leaves its cell blank: nothing may tint it for that, or refuse what is placed in it.
    sheet = parts[sheet_parts(parts)[SHEET]].decode()
    assert "LEN(TRIM(E2))=0" not in sheet
    (rule,) = re.findall(r'<dataValidation [^>]*sqref="E2"[^>]*>', sheet)
    assert "2MBまで" in rule
    assert "type=" not in rule
