"""What stands beside the entry cells of a returned sheet is told, once a workbook, by place."""

from __future__ import annotations

import pytest
from openpyxl.comments import Comment

from kusei_batch.collect.extract import build_printed, extract_submission
from kusei_batch.core.problem import Problem
from kusei_batch.xlsx.compile import compile_template
from kusei_batch.xlsx.links import sheet_parts
from kusei_batch.xlsx.reader import read_workbook
from kusei_batch.xlsx.stamp import Stamp, stamp_sheet
from tests.collect.copies import Issued, changed, issue
from tests.xlsx.beside_book import (
    alternate,
    anchor,
    attach,
    drawing,
    frame,
    group,
    picture,
    read_zip,
    shape,
    smart_art,
    text_box,
    write_zip,
)
from tests.xlsx.rich_template import DECLARATION, PICTURE, rich_form, rich_template

SHEET = "目標"


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Issued:
    return issue(tmp_path_factory.mktemp("beside"))


def told(issued: Issued, data: bytes) -> list[Problem]:
    _, problems = issued.extract(data)
    return [p for p in problems if p.code == "beside-entries"]


def words(issued: Issued, data: bytes) -> str:
    (problem,) = told(issued, data)
    return problem.params["things"]


def test_a_copy_as_issued_and_one_saved_by_another_program_say_nothing(issued: Issued) -> None:
    assert told(issued, issued.copy()) == []
    assert told(issued, changed(issued.copy(), lambda _: None)) == []


def test_a_text_box_is_told_with_the_cell_it_covers(issued: Issued) -> None:
    (problem,) = told(issued, text_box(issued.copy(), SHEET, "目標3　待ち時間を半分にします。"))
    assert (problem.location.sheet, problem.location.cells) == (SHEET, ("B5",))
    assert "テキストボックスや図形の文（B5「目標3 待ち時間を半分にします。」）" in problem.params["things"]


def test_shapes_in_groups_and_both_sides_of_a_choice_are_told_once(issued: Issued) -> None:
    inside = group(shape("一"), group(shape("二"))) + alternate(shape("三"), shape("三の代わり"))
    data = attach(issued.copy(), SHEET, "drawing", "xl/drawings/drawing9.xml", drawing(anchor(inside)))
    assert words(issued, data) == f"シート「{SHEET}」のテキストボックスや図形の文（B5「一」・B5「二」・B5「三」）"


def test_pictures_figures_charts_smart_art_and_embedded_files_are_told(issued: Issued) -> None:
    assert words(issued, picture(issued.copy(), SHEET)) == f"シート「{SHEET}」の図（写真など）（B5）"
    line = attach(issued.copy(), SHEET, "drawing", "xl/drawings/drawing9.xml", drawing(anchor(shape(""))))
    assert words(issued, line) == f"シート「{SHEET}」の図形（B5）"
    chart = drawing(anchor(frame("http://schemas.openxmlformats.org/drawingml/2006/chart")))
    data = attach(issued.copy(), SHEET, "drawing", "xl/drawings/drawing9.xml", chart)
    assert words(issued, data) == f"シート「{SHEET}」のグラフ（B5）"
    assert "B5「推進体制の図」" in words(issued, smart_art(issued.copy(), SHEET, "推進体制の図"))
    data = attach(issued.copy(), SHEET, "package", "xl/embeddings/別紙.docx", b"PK")
    assert words(issued, data) == f"シート「{SHEET}」の埋め込まれたファイル"


def test_comments_and_threaded_comments_are_told_once(issued: Issued) -> None:
    def comment(book) -> None:
        book[SHEET]["B4"].comment = Comment("課長　ここは要確認です", "課長")

    assert "メモ・コメント（B4「課長 ここは要確認です」）" in words(issued, changed(issued.copy(), comment))
    thread = (
        f'{DECLARATION}<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        '<threadedComment ref="C4" id="{T}"><text>単位は件です</text></threadedComment></ThreadedComments>'
    )
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    data = attach(issued.copy(), SHEET, kind, "xl/threadedComments/threadedComment1.xml", thread.encode())
    assert "C4「単位は件です」" in words(issued, data)


def test_sheets_nobody_issued_are_told_with_their_cells(issued: Issued) -> None:
    def add(book) -> None:
        book.create_sheet("別紙")["B3"] = "別紙に書いた取組"
        book.create_sheet("Sheet2")

    (problem,) = told(issued, changed(issued.copy(), add))
    assert problem.location.sheet == "別紙"
    assert problem.location.cells == ("B3",)
    assert "配布していないシート「別紙」（B3「別紙に書いた取組」）" in problem.params["things"]


def test_a_number_on_a_sheet_nobody_issued_is_told(issued: Issued) -> None:
    assert "（A1「1234567」）" in words(
        issued, changed(issued.copy(), lambda b: b.create_sheet("内訳").append([1234567]))
    )


def test_a_copied_sheet_is_told_only_where_it_says_something_else(issued: Issued) -> None:
    def copy(book, text: str | None) -> None:
        sheet = book.copy_worksheet(book[SHEET])
        sheet.title = f"{SHEET} (2)"
        if text:
            sheet["B5"] = text

    assert told(issued, changed(issued.copy(), lambda book: copy(book, None))) == []
    found = words(issued, changed(issued.copy(), lambda book: copy(book, "二つ目の目標")))
    assert found == f"「{SHEET}」を写したシート「{SHEET} (2)」（B5「二つ目の目標」）"


def test_words_written_into_the_example_and_replies_on_the_findings_are_told(issued: Issued) -> None:
    def write(book) -> None:
        book["記入例"]["B30"] = "例に書いてしまった目標"
        book["確認事項"]["G9"] = "修正しました"
        book["確認事項"]["G10"] = "済"

    found = words(issued, changed(issued.copy(), write))
    assert "シート「記入例」に書き足された文（B30「例に書いてしまった目標」）" in found
    assert "シート「確認事項」に書き足された文（G9「修正しました」）" in found


def test_a_header_that_says_more_is_told(issued: Issued) -> None:
    def write(book) -> None:
        book[SHEET].oddHeader.center.text = "別紙あり　&P"

    assert "ヘッダーやフッターの文（「別紙あり」）" in words(issued, changed(issued.copy(), write))


def test_what_the_template_brings_is_not_told() -> None:
    form = rich_form()
    compiled = compile_template(rich_template(), form)
    printed = build_printed(compiled, form)
    data = stamp_sheet(compiled, Stamp("R08-1303-1-42", "s"))
    _, problems = extract_submission(read_workbook(data), form, "0" * 64, printed)
    assert [p.code for p in problems] == []
    doubled = picture(data, "様式", PICTURE)
    _, problems = extract_submission(read_workbook(doubled), form, "0" * 64, printed)
    assert [p.code for p in problems] == []  # the same picture once more says nothing new
    _, problems = extract_submission(read_workbook(picture(data, "様式")), form, "0" * 64, printed)
    assert [p.code for p in problems] == ["beside-entries"]


def test_parts_that_are_broken_or_huge_cost_themselves_only(issued: Issued) -> None:
    broken = attach(issued.copy(), SHEET, "drawing", "xl/drawings/drawing9.xml", b"<xdr:wsDr><oh")
    assert words(issued, broken) == f"シート「{SHEET}」の読み取れなかった図形やメモ"
    entity = attach(
        issued.copy(), SHEET, "drawing", "xl/drawings/drawing9.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    )
    assert "読み取れなかった" in words(issued, entity)
    many = drawing(*(anchor(shape(f"文{i}")) for i in range(60_000)))
    submission, _ = issued.extract(attach(issued.copy(), SHEET, "drawing", "xl/drawings/drawing9.xml", many))
    assert submission.head.cell("記入者").text == "髙﨑　𠮷"
    deep = b"<a>" * 100_000 + b"</a>" * 100_000
    assert "読み取れなかった" in words(
        issued, attach(issued.copy(), SHEET, "drawing", "xl/drawings/drawing9.xml", drawing(anchor(deep.decode())))
    )


def test_a_sheet_nobody_issued_may_be_huge(issued: Issued) -> None:
    def add(book) -> None:
        sheet = book.create_sheet("データ")
        sheet["A1"] = "生データ"

    data = changed(issued.copy(), add)
    parts = read_zip(data)
    part = sheet_parts(parts)["データ"]
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>%d</v></c></row>' % (i, i, i * 7919 % 99991) for i in range(2, 450_000))
    parts[part] = parts[part].replace(b"</sheetData>", rows + b"</sheetData>")
    assert "大きいか壊れているため" in words(issued, write_zip(parts))
