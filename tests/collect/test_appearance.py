"""Entries that do not look as if they counted are named."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Color, Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat

from kusei_batch.collect.extract import extract_submission
from kusei_batch.xlsx.package import read_parts
from kusei_batch.xlsx.reader import read_workbook
from kusei_batch.xlsx.reference import Area
from tests.collect.copies import changed, codes
from tests.xlsx.handmade import zipped


def struck(*addresses):
    def change(book):
        for address in addresses:
            book["目標"][address].font = Font(strike=True)

    return change


def partly(address):
    def change(book):
        book["目標"][address] = CellRichText(
            "毎朝、", TextBlock(InlineFont(strike=True), "前日の"), "漏れを確かめます。"
        )

    return change


def raised(address, *runs, align="superscript"):
    def change(book):
        font = InlineFont(vertAlign=align)
        marked = [TextBlock(font, text[1:]) if text[0] == "^" else text for text in runs]
        book["目標"][address] = CellRichText(*marked)

    return change


def coloured(address, letters, ground=None):
    def change(book):
        book["目標"][address].font = Font(color=letters)
        book["目標"][address].fill = PatternFill("solid", fgColor=ground) if ground else PatternFill()

    return change


def drawn_to_nothing(*, height=None, width=None):
    def change(book):
        if height is not None:
            book["目標"].row_dimensions[5].height = height
        if width is not None:
            book["目標"].column_dimensions["C"].width = width

    return change


def coloured_run(address, letters, ground=None):
    def change(book):
        coloured(address, "FF000000", ground)(book)
        book["目標"][address] = CellRichText(
            "毎朝", TextBlock(InlineFont(color=letters), "（取りやめ）"), "確かめます。"
        )

    return change


def ruled(ref, **look):
    """A conditional format given after the issue."""

    def change(book):
        rule = DifferentialStyle(**{"font": Font(**look)} if look.keys() & {"color", "strike"} else look)
        book["目標"].conditional_formatting.add(ref, Rule(type="expression", formula=["$B$2<>0"], dxf=rule))

    return change


def sized(address, points):
    def change(book):
        book["目標"][address].font = Font(sz=points)

    return change


def formatted(address, code):
    def change(book):
        book["目標"][address].number_format = code

    return change


def no_usual_height(book):
    book["目標"].sheet_format.defaultRowHeight = 1
    book["目標"].sheet_format.customHeight = True
    for number in range(1, 12):
        book["目標"].row_dimensions[number].height = None if number == 5 else 20


def no_usual_width(book):
    book["目標"].sheet_format.defaultColWidth = 0.2
    for letter in "ABDEFGH":
        book["目標"].column_dimensions[letter].width = 12
    book["目標"].column_dimensions.pop("C", None)


def hidden_row(book):
    book["目標"].row_dimensions[5].hidden = True


def hidden_column(book):
    book["目標"].column_dimensions["C"].hidden = True


def narrow_columns(book):
    book["目標"].column_dimensions.group("C", "E", hidden=True)


def hidden_sheet(book):
    book["計画"].sheet_state = "hidden"


@pytest.mark.parametrize(
    ("change", "code", "cells"),
    [
        (struck("B5", "C5", "D5", "E5"), "struck-entry", ("B5", "C5", "D5", "E5")),
        (struck("D5"), "struck-entry", ("D5",)),
        (struck("B2"), "struck-entry", ("B2",)),
        (partly("C6"), "struck-entry", ("C6",)),
        (raised("D5", "10", "^2"), "raised-entry", ("D5",)),
        (raised("C6", "待ち時間を15", "^1", "分にします。"), "raised-entry", ("C6",)),
        (raised("C6", "達成率80", "^3）", "以上", align="subscript"), "raised-entry", ("C6",)),
        (coloured("C6", "FFFFFFFF"), "unseen-entry", ("C6",)),
        (coloured("D5", "FFFFFFFF", "FFFFF2CC"), "unseen-entry", ("D5",)),
        (coloured("D5", Color(theme=0)), "unseen-entry", ("D5",)),
        (coloured("D5", Color(theme=1), Color(indexed=8)), "unseen-entry", ("D5",)),
        (coloured_run("C6", "FFFFFFFF"), "unseen-entry", ("C6",)),
        (coloured_run("C6", Color(theme=0), "FFFFF2CC"), "unseen-entry", ("C6",)),
        (coloured_run("C6", "FF1F4E79", "FF1F4E79"), "unseen-entry", ("C6",)),
        (sized("C6", 1), "unseen-entry", ("C6",)),
        (sized("D5", 2.5), "unseen-entry", ("D5",)),
        (formatted("D5", "[White]General"), "unseen-entry", ("D5",)),
        (formatted("D5", '[白]#,##0"件";[赤]-#,##0'), "unseen-entry", ("D5",)),
        (formatted("C6", "General;General;General;[Color2]@"), "unseen-entry", ("C6",)),
        (ruled("B5:E5", color="FFFFFFFF"), "veiled-entry", ("B5", "C5", "D5", "E5")),
        (ruled("C6:C7 D5", numFmt=NumberFormat(200, ";;;")), "veiled-entry", ("D5", "C6")),
        (ruled("C1:C1048576", fill=PatternFill(bgColor="FF000000")), "veiled-entry", ("C5", "C6")),
        (ruled("C6", strike=True), "veiled-entry", ("C6",)),
        (no_usual_height, "hidden-entry", ("B5", "C5", "D5", "E5")),
        (no_usual_width, "hidden-entry", ("C5", "C6")),
        (drawn_to_nothing(height=2.25), "hidden-entry", ("B5", "C5", "D5", "E5")),
        (drawn_to_nothing(width=0.25), "hidden-entry", ("C5", "C6")),
        (hidden_row, "hidden-entry", ("B5", "C5", "D5", "E5")),
        (hidden_column, "hidden-entry", ("C5", "C6")),
        (narrow_columns, "hidden-entry", ("C5", "D5", "E5", "C6", "D6", "E6")),
        (hidden_sheet, "hidden-sheet", ()),
    ],
)
def test_they_are_told_with_their_cells(issued, change, code, cells):
    _, problems = issued.extract(changed(issued.copy(), change))
    told = [p for p in problems if p.code == code]
    assert [p.location.cells for p in told] == [cells]
    assert all(p.message and p.remedy for p in told)


@pytest.mark.parametrize("runs", [("20m", "^2", "の掲示板"), ("CO", "^2", "を減らす"), ("15件", "^注1"), ("15", "件")])
def test_raised_letters_that_make_no_other_number_are_not_told(issued, runs):
    _, problems = issued.extract(changed(issued.copy(), raised("C6", *runs)))
    assert "raised-entry" not in codes(problems)


@pytest.mark.parametrize(
    ("letters", "ground"),
    [("FF000000", None), ("FF808080", "FFFFF2CC"), ("FFFFFFFF", "FF1F4E79"), (Color(theme=0), Color(theme=4)),
     (Color(theme=1, tint=0.5), None)],
)  # fmt: skip
def test_letters_that_are_seen_are_not_told(issued, letters, ground):
    _, problems = issued.extract(changed(issued.copy(), coloured("D5", letters, ground)))
    assert "unseen-entry" not in codes(problems)


@pytest.mark.parametrize(
    "change",
    [sized("C6", 4), coloured_run("C6", "FFFFFFFF", "FF1F4E79"), coloured_run("C6", "FF0000FF"), formatted("D5", "[赤]General"),
     ruled("C6", color="FF808080"), ruled("C7", color="FFFFFFFF"), ruled("C6", fill=PatternFill(bgColor="FFFFC000"))],
)  # fmt: skip
def test_colours_that_are_seen_and_rules_that_hide_nothing_are_not_told(issued, change):
    _, problems = issued.extract(changed(issued.copy(), change))
    assert not {"unseen-entry", "veiled-entry"} & set(codes(problems))


def test_the_templates_own_rules_are_its_authors(issued):
    book = openpyxl.load_workbook(io.BytesIO(issued.copy()))
    assert issued.printed.veiled == {"目標": (), "計画": ()}
    assert book["目標"].conditional_formatting
    known = replace(issued.printed, veiled={"目標": (Area(5, 2, 7, 5),)})
    copy = changed(issued.copy(), ruled("B5:E7", color="FFFFFFFF"))
    _, problems = extract_submission(read_workbook(copy), issued.form, "0" * 64, known)
    assert "veiled-entry" not in codes(problems)


def test_a_rule_of_the_extension_carries_its_format_itself(issued):
    parts = read_parts(issued.copy())
    name = next(name for name in parts if name.endswith("sheet1.xml"))
    rule = (
        b'<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}" xmlns:x14="http://schemas.microsoft.com/office/'
        b'spreadsheetml/2009/9/main"><x14:conditionalFormattings><x14:conditionalFormatting xmlns:xm="http://schemas.'
        b'microsoft.com/office/excel/2006/main"><x14:cfRule type="expression" priority="9" id="{0}"><xm:f>TRUE</xm:f>'
        b'<x14:dxf><font><color rgb="FFFFFFFF"/></font></x14:dxf></x14:cfRule><xm:sqref>D5</xm:sqref>'
        b"</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst></worksheet>"
    )
    sheet = re.sub(rb"(<extLst>.*</extLst>)?</worksheet>", lambda _: rule, parts[name], flags=re.DOTALL)
    _, problems = issued.extract(zipped({**parts, name: sheet}))
    assert [p.location.cells for p in problems if p.code == "veiled-entry"] == [("D5",)]


def test_what_is_listed_where_rows_are_hidden_by_default_is_shown(issued):
    """As Excel has it: zeroHeight is for the rows a file does not list, and a row with a cell is listed."""

    def hide_unused(book):
        book["目標"].sheet_format.zeroHeight = True

    _, problems = issued.extract(changed(issued.copy(), hide_unused))
    assert "hidden-entry" not in codes(problems)


def test_low_rows_and_narrow_columns_that_can_be_read_are_not_told(issued):
    _, problems = issued.extract(changed(issued.copy(), drawn_to_nothing(height=9, width=1.5)))
    assert "hidden-entry" not in codes(problems)


@pytest.mark.parametrize("addresses", [("B7",), ()])
def test_nothing_is_told_of_blank_cells_and_plain_sheets(issued, addresses):
    _, problems = issued.extract(changed(issued.copy(), struck(*addresses)))
    assert not re.search("struck|hidden", " ".join(codes(problems)))


def test_a_blank_row_may_be_hidden(issued):
    def hide(book):
        book["目標"].row_dimensions[7].hidden = True

    _, problems = issued.extract(changed(issued.copy(), hide))
    assert "hidden-entry" not in codes(problems)


@pytest.mark.parametrize("attributes", [b'ht="0" customHeight="1"', b'hidden="true"', b"hidden='1'"])
def test_a_row_without_height_is_one_nobody_sees(issued, attributes):
    parts = read_parts(issued.copy())
    name = next(name for name in parts if name.endswith("sheet1.xml"))
    sheet, count = re.subn(rb'<row r="6"[^>]*>', b'<row r="6" ' + attributes + b">", parts[name])
    assert count == 1
    _, problems = issued.extract(zipped({**parts, name: sheet}))
    assert [p.location.cells for p in problems if p.code == "hidden-entry"] == [("B6", "C6", "D6", "E6")]
