"""Entries that do not look as if they counted are named."""

from __future__ import annotations

import re

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Color, Font, PatternFill

from kusei_batch.xlsx.package import read_parts
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
