"""A workbook is read as openpyxl reads it, and refused as it refuses it, where its markup is taken plainly in tests."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from defusedxml.common import EntitiesForbidden
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont, Text
from openpyxl.reader import strings
from openpyxl.worksheet import _reader

from kusei_batch.xlsx.links import sheet_parts
from tests.plain_markup import OPENPYXLS
from tests.test_merged_borders import FORMS, saved_again
from tests.xlsx.beside_book import read_zip, write_zip

DECLARED = b'<!DOCTYPE w [<!ENTITY e "1">]>'


def assert_same_each_way(data: bytes) -> None:
    spared = saved_again(data)
    with pytest.MonkeyPatch.context() as patch:
        for module in (_reader, strings):
            patch.setattr(module, "iterparse", OPENPYXLS)
            patch.setattr(module, "Text", Text)
        assert saved_again(data) == spared


def test_the_tests_are_spared_it():
    assert all(module.iterparse is not OPENPYXLS and module.Text is not Text for module in (_reader, strings))


@pytest.mark.parametrize("form", FORMS, ids=[form.stem for form in FORMS])
def test_the_shipped_forms_are_the_same(form: Path):
    assert_same_each_way(form.read_bytes())


def test_texts_of_every_kind_are_the_same():
    book = openpyxl.Workbook()
    pieces = CellRichText("前", TextBlock(InlineFont(b=True), "太い"), " 後 ")
    for row, value in enumerate(("", " 空白 ", "二\n行", '<&>"', "髙﨑𠮷", pieces, 1.5, True, "=1+1", "x005F_"), 1):
        book.active.cell(row, 1).value = value
    file = io.BytesIO()
    book.save(file)
    parts = read_zip(file.getvalue())
    name = next(iter(sheet_parts(parts).values()))
    texts = b'<row r="20">%s</row></sheetData>' % b"".join(
        b'<c r="%s20" t="inlineStr"><is>%s</is></c>' % (column, text)
        for column, text in (
            (b"A", b"<t>a</t>"),
            (b"B", b"<t/>"),
            (b"C", b"<r><t>b</t></r>"),
            (b"D", b'<t>c</t><rPh sb="0" eb="1"><t>d</t></rPh>'),
            (b"E", b'<t xml:space="preserve"> e </t>'),
            (b"F", b""),
        )
    )
    parts[name] = parts[name].replace(b"</sheetData>", texts)
    assert_same_each_way(write_zip(parts))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_what_a_part_declares_is_refused(encoding):
    file = io.BytesIO()
    openpyxl.Workbook().save(file)
    parts = read_zip(file.getvalue())
    name = next(iter(sheet_parts(parts).values()))
    parts[name] = (DECLARED + parts[name]).decode().encode(encoding)
    with pytest.raises(ValueError, match="could not read worksheets") as refused:
        openpyxl.load_workbook(io.BytesIO(write_zip(parts)))
    assert isinstance(refused.value.__cause__, EntitiesForbidden)
