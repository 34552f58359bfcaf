"""What is read from a sheet without walking it is what walking it gives, and what is not plain is walked."""

from decimal import Decimal

import pytest

from kusei_batch.core.values import Cell, CellKind, Look
from kusei_batch.xlsx.formats import number_format
from kusei_batch.xlsx.package import UnreadableError
from kusei_batch.xlsx.reader import cells_xml
from kusei_batch.xlsx.reader.conventions import Conventions, SharedStrings
from kusei_batch.xlsx.reader.hidden import find_hidden
from kusei_batch.xlsx.reader.plain_cells import scan_cells
from kusei_batch.xlsx.reader.structure import CellStyle, CellStyles
from tests.xlsx.handmade import MAIN

STRINGS = f'<sst xmlns="{MAIN}"><si><t>区民課</t></si><si><r><rPr><strike/></rPr><t>神</t></r><r><t>保</t></r></si></sst>'.encode()
STYLES = (
    CellStyle(),
    CellStyle(number_format("0%")),
    CellStyle(number_format("yyyy/m/d")),
    CellStyle(number_format('[=0]"";General;;@"様"')),
    CellStyle(number_format("0000"), struck=True),
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'

PLAIN = {
    "nothing": "",
    "shared string": '<c r="A1" s="2" t="s"><v>0</v></c><c r="B1" t="s"><v> 1 </v></c>',
    "inline string": '<c r="A1" t="inlineStr"><is><t xml:space="preserve"> 　a\n b </t></is></c>',
    "empty inline string": '<c r="A1" t="inlineStr"><is><t></t></is></c>',
    "line ends": '<c r="A1" t="str"><v>a\r\nb\rc&#13;&#10;d_x000D_e</v></c>',
    "entities": '<c r="A1" t="str"><v>&lt;&amp;amp;&gt;&quot;&apos;&#xA;&#10;</v></c>',
    "number, percentage, date": '<c r="A1"><v>63.799999999999997</v></c><c r="B1" s="1"><v>0.98</v></c><c r="C1" s="2"><v>46113</v></c>',
    "no such style": '<c r="A1" s="99999"><v>1</v></c>',
    "truth and error": '<c r="A1" t="b"><v>1</v></c><c r="B1" t="e"><v>#N/A</v></c><c r="C1" t="d"><v>2026-04-01</v></c>',
    "uncomputed": '<c r="A1"><f>目標設定!F9&amp;""</f></c>',
    "computed": '<c r="A1" t="str"><f aca="false">B1&amp;""</f><v>あ</v></c><c r="B1"><f>1+1</f><v>2</v></c>',
    "computed, empty": '<c r="A1" t="str"><f>B1&amp;""</f><v></v></c>',
    "computed, of a shared string": '<c r="A1" t="s"><f>B1</f><v>0</v></c>',
    "texts shown otherwise": '<c r="A1" s="3" t="s"><v>0</v></c><c r="B1" s="4" t="s"><v>1</v></c><c r="C1" s="4"><v>130</v></c>',
    "blank": '<c r="B1"></c><c r="C1"><v></v></c><c r="D1"/><c r="E1" s="1" t="n" />',
    "written alike": '<c r="A1" s="4"><v>7</v></c><c r="C1"><v>7</v></c><c r="D1" s="4"><v>7</v></c>',
    "rows without cells": '</row><row r="2" ht="3"/> <row r="3"></row><row r="4" hidden="1"><c r="A4"><v>1</v></c>',
    "small letters": '<c r="a1"><v>1</v></c>',
    "twice": '<c r="A1"><v>1</v></c><c r="A1"><v></v></c><c r="A1"><v>1</v></c>',
}  # fmt: skip
WALKED = {
    "furigana": '<c r="A1" t="inlineStr"><is><t>髙</t><rPh sb="0" eb="1"><t>タカ</t></rPh></is></c>',
    "runs": '<c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>',
    "shared formula": '<c r="A1"><f t="shared" ref="A1:A2" si="0">B1</f></c><c r="A2"><f t="shared" si="0"/></c>',
    "comment": '<c r="A1"><v>1</v></c><!-- <c r="B1"><v>2</v></c> -->',
    "instruction": '<?x <c r="B1"><v>2</v></c> ?><c r="A1"><v>1</v></c>',
    "CDATA": '<c r="A1" t="str"><v><![CDATA[<c r="B1"><v>2</v></c>]]></v></c>',
    "no address": "<c><v>1</v></c><c><v>2</v></c>",
    "other order": '<c t="str" r="A1"><v>a</v></c>',
    "other spacing": '<c\n r="A1"><v>a</v></c><c r="B1" ><v>2</v></c>',
    "other characters by number": '<c r="A1" t="str"><v>&#x9AD9;&#39640;</v></c>',
    "end of CDATA": '<c r="A1" t="str"><v>a]]&gt;b</v></c><c r="B1" t="str"><v>]] ></v></c><c r="C1"><f>A1</f><is/></c>',
    "between cells": '<c r="A1"><v>1</v></c>,<c r="B1"><v>2</v></c>',
    "before cells": '<x/><c r="A1"><v>1</v></c>',
    "other attributes": '<c r="A1" s="1" cm="1"><v>1</v></c>',
}
NOT_WELL_FORMED = {
    "crossed tags": '<c r="A1"><v>1</c></v>',
    "undefined entity": '<c r="A1"><v>&nbsp;</v></c>',
    "control character": '<c r="A1"><v>\x01</v></c>',
    "no character": '<c r="A1"><v>\uffff</v></c>',
    "number of no character": '<c r="A1"><v>&#0;</v></c>',
    "attribute twice": '<c r="A1" s="1" s="2"/>',
    "attribute of a row twice": '</row><row r="2" ht="3" ht="4"><c r="A2"><v>1</v></c>',
    "row in a row": '<row r="2"><c r="A2"><v>1</v></c>',
    "row that ends twice": '<c r="A1"><v>1</v></c></row>',
    "end of CDATA in a text": '<c r="A1" t="str"><v>]]></v></c>',
    "cell in an attribute": '</row><row r="2" x="<c r="A2"/>"><c r="B2"><v>1</v></c>',
    "cell in a text": '<c r="A1"><v>1<c r="B1"/></v></c>',
    "cell not closed": '<c r="A1"><v>1</v>',
}
MERGES = '<mergeCells count="2"><mergeCell ref="A1:B2"/><mergeCell ref="C1:C3" /></mergeCells>'


def conventions() -> Conventions:
    return Conventions(SharedStrings(STRINGS), CellStyles(STYLES), date1904=False)


def part(cells: str, after: str = "") -> bytes:
    return f'{DECLARATION}<worksheet xmlns="{MAIN}"><sheetData><row r="1" spans="1:9">{cells}</row></sheetData>{after}</worksheet>'.encode()


def walked(content: bytes, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cells_xml, "scan_cells", lambda *_: None)
    return cells_xml.parse_cells(content, conventions())


@pytest.mark.parametrize("cells", PLAIN.values(), ids=PLAIN)
def test_a_plain_sheet_is_read_as_walking_reads_it(cells, monkeypatch):
    content = part(cells, MERGES)
    found = scan_cells(content, conventions())
    assert found is not None
    by_walking = walked(content, monkeypatch)
    assert (found.cells, found.merged) == (by_walking.cells, by_walking.merged)
    assert find_hidden(found.frame) == find_hidden(content)


def test_what_is_written_alike_in_other_workbooks_is_what_it_is_in_each():
    """Copies of one form share their styles; their strings, and how they count days, are their own."""
    styles = CellStyles(STYLES)
    date, text = '<c r="A1" s="2"><v>40000</v></c>', '<c r="B1" t="s"><v>0</v></c>'

    def read(string: str, *, date1904: bool) -> tuple[str, str]:
        strings = SharedStrings(f'<sst xmlns="{MAIN}"><si><t>{string}</t></si></sst>'.encode())
        found = scan_cells(part(date + text), Conventions(strings, styles, date1904=date1904))
        assert found is not None
        return found.cells[1, 1].text, found.cells[1, 2].text

    assert read("甲", date1904=False) == ("2009-07-06", "甲")
    assert read("乙", date1904=True) == ("2013-07-07", "乙")
    assert read("丙", date1904=False) == ("2009-07-06", "丙")


@pytest.mark.parametrize("cells", WALKED.values(), ids=WALKED)
def test_what_is_not_plain_is_left_to_the_walk(cells):
    assert scan_cells(part(cells), conventions()) is None


@pytest.mark.parametrize(
    "content",
    [
        part('<c r="A1"><v>1</v></c>').replace(b"UTF-8", b"Shift_JIS"),
        part("").replace(b'<row r="1"', b"<row"),
        part("").replace(b'<row r="1"', b'<row r="x"'),
        part("", '<mergeCells><mergeCell ref="A1"/></mergeCells>'),
        part('<c r="A1"><v>1</v></c>') + b"\n",
        part("", '<!-- --><mergeCells><mergeCell ref="A1:B2"/></mergeCells>'),
        part('<c r="A1"><v>1</v></c>').replace(b"<worksheet xmlns", b"<x:worksheet xmlns:x"),
    ],
    ids=["encoding", "row without number", "row with none", "merge of one", "after the end", "comment", "prefix"],
)
def test_a_part_written_otherwise_is_left_to_the_walk(content):
    assert scan_cells(content, conventions()) is None


@pytest.mark.parametrize(
    "cells",
    NOT_WELL_FORMED.values(),
    ids=NOT_WELL_FORMED,
)
def test_what_is_not_well_formed_is_refused(cells):
    with pytest.raises(UnreadableError):
        cells_xml.parse_cells(part(cells), conventions())


@pytest.mark.parametrize(
    "cells",
    [
        '<c r="B5"><v>1</v></c><c r="B5"><v>2</v></c>',
        '<c r="B5" t="s"><v>0</v></c><c r="B5" t="inlineStr"><is><t>別</t></is></c>',
        '<c r="B5"><v>1</v></c></row><row r="5"><c r="B5"><v>2</v></c>',
        '<c r="B5" t="inlineStr"><is><r><t>走</t></r></is></c><c r="B5"><v>2</v></c>',
        "<c><v>1</v></c><c r='A1'><v>2</v></c>",
    ],
)
def test_a_cell_that_is_there_twice_with_other_contents_is_refused(cells):
    with pytest.raises(UnreadableError) as caught:
        cells_xml.parse_cells(part(cells), conventions())
    assert caught.value.code == "broken-workbook"
    assert "2つあり" in caught.value.detail


@pytest.mark.parametrize(
    "cell", ['<c r="B5"><v>1</v><v>2</v></c>', '<c r="B5" t="str"><f>A1</f><v>あ</v><v></v></c>', "<c><v/><v>1</v></c>"]
)
def test_a_cell_with_two_values_is_refused(cell):
    with pytest.raises(UnreadableError) as caught:
        cells_xml.parse_cells(part(cell), conventions())
    assert (caught.value.code, caught.value.detail) == ("broken-workbook", "一つのセルに値が2つあります")


@pytest.mark.parametrize(
    ("runs", "look"),
    [
        ('<r><t>10</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>2</t></r>', Look(raised=True)),
        ('<r><t>CO</t></r><r><rPr><vertAlign val="subscript"/></rPr><t>2</t></r>', None),
        ('<r><t>10</t></r><r><rPr><vertAlign val="baseline"/></rPr><t>2</t></r>', None),
        ('<r><rPr><strike val="0"/></rPr><t>a</t></r><r><rPr><strike/></rPr><t>b</t></r>', Look(struck=True)),
        ('<t>10</t><rPh sb="0" eb="1"><t>ジュウ</t></rPh>', None),
    ],
)
def test_how_runs_are_set_is_known_of_shared_and_inline_strings(runs, look):
    shared = Conventions(
        SharedStrings(f'<sst xmlns="{MAIN}"><si>{runs}</si></sst>'.encode()), CellStyles(STYLES), date1904=False
    )
    cells = cells_xml.parse_cells(part('<c r="A1" t="s"><v>0</v></c>'), shared).cells
    inline = cells_xml.parse_cells(part(f'<c r="A1" t="inlineStr"><is>{runs}</is></c>'), shared).cells
    assert (cells[1, 1].look, inline[1, 1].look) == (look, look)


def test_a_comment_does_not_make_two_of_a_value():
    cells = cells_xml.parse_cells(part('<c r="B5"><v>1<!-- x -->2</v></c>'), conventions()).cells
    assert cells[5, 2].text == "12"


@pytest.mark.parametrize("address", ["A0", "A1048577"])
def test_an_address_no_sheet_has_is_refused(address):
    with pytest.raises(UnreadableError):
        cells_xml.parse_cells(part(f'<c r="{address}"><v>1</v></c>'), conventions())


@pytest.mark.parametrize("blank", ['<c r="A1" s="4" t="n"/>', '<c r="A1" t="s" />', '<c r="A1"/>'])
def test_blank_cells_make_no_sheet_walk_however_they_are_written(blank, no_walk):
    found = cells_xml.parse_cells(part(f'{blank}<c r="B1"><v>1</v></c>'), conventions())
    assert found.cells == {(1, 2): Cell(CellKind.NUMBER, "1", Decimal(1))}


@pytest.fixture
def no_walk(monkeypatch):
    def refuse(*_):
        raise AssertionError("walked")

    monkeypatch.setattr(cells_xml, "_walk", refuse)
