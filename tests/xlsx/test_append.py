"""Rows added to one sheet of a workbook people keep: nothing else in it changes by a byte."""

from __future__ import annotations

import io
import struct
import zlib
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter
from lxml import etree

from kusei_batch.xlsx.append import HeadingsMissingError, NewSheet, append_rows
from kusei_batch.xlsx.package import UnreadableError, read_parts
from kusei_batch.xlsx.reader import read_workbook
from tests.xlsx.handmade import handmade

HEADINGS = ("ID", "本文", "年度", "採否")
ROWS = [("B-3", "窓口に<筆談器>を置く & 使う。\n=1+1", 2027, None), ("B-4", "　髙﨑𠮷", Decimal("0.5"), "採用")]
LISTS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"


def picture() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0\xff\0\0\xff\0\0" * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def master(*, table: bool = True, total: bool = False, blank_rows: int = 0, ruled: str = "2:3") -> bytes:
    """Two sheets: 区 with a comment and a picture, 所属基準 with a table or a filter over it, a rule and a format.

    `ruled` are the rows the rule and the format reach over.
    """
    top, bottom = ruled.split(":")
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    heading, body = (
        book.add_format({"bold": True, "bg_color": "#DDDDDD", "border": 1}),
        book.add_format({"border": 1, "text_wrap": True}),
    )
    first = book.add_worksheet("区")
    first.write_row(0, 0, ("区コード", "区名"), heading)
    first.write_row(1, 0, ("13", "見本区"), body)
    first.write_comment(1, 1, "区の名前です。")
    first.insert_image(3, 3, "絵.png", {"image_data": io.BytesIO(picture())})
    second = book.add_worksheet("所属基準")
    second.write_row(0, 0, ("ID", "本文", "控え", "年度", "採否"), heading)
    second.write_row(1, 0, ("A-1", "声をかける。", "控え1", 2026, "採用"), body)
    second.write_row(2, 0, ("A-2", "名札を付ける。", "控え2", 2026, "採用"), body)
    second.write_comment(1, 4, "採用と書くと効きます。")
    for row in range(3, 3 + blank_rows):
        for column in range(5):
            second.write_blank(row, column, None, heading)
    second.data_validation(f"E{top}:E{bottom}", {"validate": "list", "source": ["採用", "不採用"]})
    second.conditional_format(f"A{top}:E{bottom}", {"type": "formula", "criteria": '=$E2="不採用"', "format": heading})
    if table:
        columns = [{"header": h} for h in ("ID", "本文", "控え", "年度", "採否")]
        second.add_table(0, 0, 2 + total, 4, {"columns": columns, "name": "基準表", "total_row": total})
    else:
        second.autofilter(0, 0, 2, 4)
    book.close()
    return stream.getvalue()


def changed(before: bytes, after: bytes) -> set[str]:
    old, new = read_parts(before), read_parts(after)
    return {name for name in {**old, **new} if old.get(name) != new.get(name)}


def sheet_of(data: bytes, name: str) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(data))[name].iter_rows(values_only=True))


def test_only_the_sheet_and_its_table_change():
    before = master()
    after = append_rows(before, "所属基準", HEADINGS, ROWS)
    assert changed(before, after) == {"xl/worksheets/sheet2.xml", "xl/tables/table1.xml"}
    assert list(read_parts(after)) == list(read_parts(before))
    assert {"xl/media/image1.png", "xl/comments1.xml", "xl/comments2.xml"} <= set(read_parts(after))


def test_values_stand_below_their_headings_and_numbers_are_numbers():
    after = append_rows(master(), "所属基準", HEADINGS, ROWS)
    rows = sheet_of(after, "所属基準")
    assert rows[3] == ("B-3", "窓口に<筆談器>を置く & 使う。\n=1+1", None, 2027, None)
    assert rows[4] == ("B-4", "　髙﨑𠮷", None, 0.5, "採用")
    assert len(rows) == 5
    cells = read_workbook(after).sheets["所属基準"].cells
    assert [cells[4, c].text for c in (1, 2, 4)] == ["B-3", "窓口に<筆談器>を置く & 使う。\n=1+1", "2027"]
    assert cells[4, 4].number == 2027


def test_the_styles_of_the_row_above_are_carried_on():
    book = openpyxl.load_workbook(io.BytesIO(append_rows(master(), "所属基準", HEADINGS, ROWS)))
    sheet = book["所属基準"]
    for column in "ABCDE":
        assert sheet[f"{column}5"].style_id == sheet[f"{column}3"].style_id
    assert sheet["C5"].value is None


def test_a_row_is_as_high_as_its_longest_text_needs():
    rows = [("B-3", "長い文です。" * 20, 2027, None), ("B-4", "短い文", 2027, None)]
    sheet = openpyxl.load_workbook(io.BytesIO(append_rows(master(), "所属基準", HEADINGS, rows)))["所属基準"]
    assert sheet.row_dimensions[4].height > 60
    assert sheet.row_dimensions[5].height < 20


def test_table_filter_rules_and_formats_grow_with_the_rows():
    book = openpyxl.load_workbook(io.BytesIO(append_rows(master(), "所属基準", HEADINGS, ROWS)))
    sheet = book["所属基準"]
    assert sheet.tables["基準表"].ref == "A1:E5"
    assert sheet.tables["基準表"].autoFilter.ref == "A1:E5"
    assert str(sheet.data_validations.dataValidation[0].sqref) == "E2:E5"
    assert [str(f.sqref) for f in sheet.conditional_formatting] == ["A2:E5"]
    assert sheet.dimensions == "A1:E5"


@pytest.mark.parametrize("ruled", ["2:5000", "2:4", "2:2", "1:3", "1:1048576"])
def test_a_rule_that_does_not_end_with_the_last_row_is_left_as_it_is(ruled):
    """One that reaches further, as the program's own do, must not be cut short; one for other rows stays theirs."""
    top, bottom = ruled.split(":")
    after = append_rows(master(ruled=ruled), "所属基準", HEADINGS, ROWS)
    sheet = openpyxl.load_workbook(io.BytesIO(after))["所属基準"]
    one = f"E{top}" if top == bottom else f"E{top}:E{bottom}"
    assert str(sheet.data_validations.dataValidation[0].sqref) == one
    assert [str(f.sqref) for f in sheet.conditional_formatting] == [f"A{top}:E{bottom}"]


def test_a_filter_of_the_sheet_grows_with_its_hidden_name():
    before = master(table=False)
    after = append_rows(before, "所属基準", HEADINGS, ROWS)
    assert changed(before, after) == {"xl/worksheets/sheet2.xml", "xl/workbook.xml"}
    assert openpyxl.load_workbook(io.BytesIO(after))["所属基準"].auto_filter.ref == "A1:E5"
    assert "'所属基準'!$A$1:$E$5".encode() in read_parts(after)["xl/workbook.xml"]


def test_a_table_with_totals_is_left_as_it_is():
    before = master(total=True)
    after = append_rows(before, "所属基準", HEADINGS, ROWS)
    assert "xl/tables/table1.xml" not in changed(before, after)


def test_empty_rows_that_are_dressed_already_are_filled_in_their_own_dress():
    before = master(table=False, blank_rows=1)
    sheet = openpyxl.load_workbook(io.BytesIO(append_rows(before, "所属基準", HEADINGS, ROWS)))["所属基準"]
    assert sheet["A4"].value == "B-3"
    assert sheet["A4"].style_id == sheet["A1"].style_id
    assert sheet["A5"].style_id == sheet["A3"].style_id


def test_rows_added_again_follow_those_added_before():
    once = append_rows(master(), "所属基準", HEADINGS, ROWS[:1])
    twice = append_rows(once, "所属基準", HEADINGS, ROWS[1:])
    assert sheet_of(twice, "所属基準") == sheet_of(append_rows(master(), "所属基準", HEADINGS, ROWS), "所属基準")
    assert openpyxl.load_workbook(io.BytesIO(twice))["所属基準"].tables["基準表"].ref == "A1:E5"


def test_a_missing_sheet_is_made_dressed_like_the_first():
    before = master()
    look = NewSheet({"本文": 60.0}, {"採否": ("採用", "不採用")})
    after = append_rows(before, "新しい一覧", HEADINGS, ROWS, look)
    assert changed(before, after) == {*LISTS, "xl/worksheets/sheet3.xml"}
    book = openpyxl.load_workbook(io.BytesIO(after))
    assert book.sheetnames == ["区", "所属基準", "新しい一覧"]
    sheet = book["新しい一覧"]
    assert [c.value for c in sheet[1]] == list(HEADINGS)
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].style_id == book["区"]["A1"].style_id
    assert sheet["A2"].style_id == book["区"]["A2"].style_id
    assert sheet.column_dimensions["B"].width == 60
    assert sheet["B3"].value == "　髙﨑𠮷"
    (rule,) = sheet.data_validations.dataValidation
    assert rule.formula1 == '"採用,不採用"'
    again = append_rows(after, "新しい一覧", HEADINGS, [("B-5", "続き", 2027, None)])
    assert changed(after, again) == {"xl/worksheets/sheet3.xml"}
    assert sheet_of(again, "新しい一覧")[3] == ("B-5", "続き", 2027, None)
    (offered,) = openpyxl.load_workbook(io.BytesIO(again))["新しい一覧"].data_validations.dataValidation
    assert str(offered.sqref) == "D2:D5000"


def test_the_schema_s_order_of_elements_is_kept():
    root = etree.fromstring(
        read_parts(append_rows(master(), "新しい一覧", HEADINGS, ROWS, NewSheet({}, {"採否": ("採用",)})))[
            "xl/worksheets/sheet3.xml"
        ]
    )
    assert [etree.QName(e).localname for e in root] == [
        *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData"),
        *("dataValidations", "pageMargins", "pageSetup"),
    ]


def test_rows_and_cells_without_numbers_are_counted():
    rows = '<row><c t="inlineStr"><is><t>ID</t></is></c></row><row r="4"><c t="inlineStr"><is><t>a</t></is></c></row>'
    after = append_rows(handmade(rows), "様式", ("ID",), [("b",)])
    cells = read_workbook(after).sheets["様式"].cells
    assert {place: cell.text for place, cell in cells.items()} == {(1, 1): "ID", (4, 1): "a", (5, 1): "b"}


def test_nothing_to_add_changes_nothing():
    before = master()
    assert append_rows(before, "所属基準", HEADINGS, []) is before


def test_a_heading_that_is_not_there_is_told():
    with pytest.raises(HeadingsMissingError) as told:
        append_rows(master(), "所属基準", ("ID", "場面", "根拠"), [("a", "b", "c")])
    assert told.value.headings == ("場面", "根拠")


def test_what_is_no_workbook_is_told():
    with pytest.raises(UnreadableError):
        append_rows(b"PK", "所属基準", HEADINGS, ROWS)


def test_libreoffice_reads_what_was_added(office, tmp_path):
    path = tmp_path / "マスタ.xlsx"
    path.write_bytes(append_rows(append_rows(master(), "所属基準", HEADINGS, ROWS), "新", ("ID", "年度"), [("x", 5)]))
    with office.open(path) as document:
        assert [sheet.name for sheet in document.sheets()] == ["区", "所属基準", "新"]
        assert document.read("所属基準", "A4").string == "B-3"
        assert (document.read("所属基準", "D4").kind, document.read("所属基準", "D4").value) == ("number", 2027)
        assert document.read("新", "B2").value == 5
