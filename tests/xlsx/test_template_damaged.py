"""Templates that Excel would have to repair: refused with the part, before any copy is made of them."""

from __future__ import annotations

import re

import pytest
from openpyxl.comments import Comment

from kusei_batch.xlsx.links import sheet_parts
from kusei_batch.xlsx.template import read_template
from tests.xlsx.beside_book import read_zip, write_zip
from tests.xlsx.template_book import MASTERS, TemplateBook


@pytest.fixture
def parts(tmp_path):
    """A sound template taken apart, one of its cells with a note."""
    book = TemplateBook()
    book.layout["A2"].comment = Comment("氏名をお書きください", "区政推進課")
    form, problems = book.read(tmp_path)
    assert form is not None, problems
    return read_zip((tmp_path / "様式.xlsx").read_bytes())


def told(tmp_path, parts):
    """The reason a template of those parts is refused for; None of one that is taken."""
    path = tmp_path / "壊れた様式.xlsx"
    path.write_bytes(write_zip(parts))
    form, problems = read_template(path, MASTERS)
    reasons = [p.params["reason"] for p in problems if p.code == "template-unreadable"]
    assert (form is None) == bool(reasons)
    return reasons[0] if reasons else None


def note_of(parts):
    return next(name for name in parts if "comment" in name and name.endswith(".xml"))


def test_the_sound_template_is_taken(tmp_path, parts):
    assert told(tmp_path, parts) is None


@pytest.mark.parametrize("part", ["xl/theme/theme1.xml", "docProps/core.xml", "xl/worksheets/_rels/sheet1.xml.rels"])
def test_a_part_that_was_cut_short(tmp_path, parts, part):
    parts[part] = parts[part][: len(parts[part]) * 2 // 3]
    assert part in told(tmp_path, parts)


def test_notes_cut_short(tmp_path, parts):
    note = note_of(parts)
    parts[note] = parts[note][:-9]
    assert note in told(tmp_path, parts)


@pytest.mark.parametrize("find", [note_of, lambda _: "xl/styles.xml", lambda _: "xl/worksheets/sheet1.xml"])
@pytest.mark.parametrize(
    "spoil", [lambda parts, name: parts.pop(name), lambda parts, name: parts.update({name: b"<a/>"})]
)
def test_a_part_that_is_gone_or_another(tmp_path, parts, find, spoil):
    part = find(parts)
    spoil(parts, part)
    assert part in told(tmp_path, parts) or told(tmp_path, parts) == "シートの中身がありません"


def test_a_sheet_that_nothing_leads_to(tmp_path, parts):
    links = parts["xl/_rels/workbook.xml.rels"]
    parts["xl/_rels/workbook.xml.rels"] = re.sub(rb"<Relationship [^>]*sheet1\.xml[^>]*>", b"", links)
    assert told(tmp_path, parts) == "シート「目標」の中身がありません"


def test_a_package_that_does_not_say_where_the_workbook_is(tmp_path, parts):
    types = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = re.sub(rb"<Override [^>]*/xl/workbook\.xml[^>]*>", b"", types)
    assert "[Content_Types].xml" in told(tmp_path, parts)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (rb'<c r="A4"', rb'<c r="4A"'),
        (rb'<c r="A4"', rb'<c r=""'),
        (rb'<row r="4"', rb'<row r="-4"'),
        (rb'<row r="4"', rb'<row r="4" ht="high"'),
        (rb"<sheetData>", rb'<cols><col min="1" max="" width="9"/></cols><sheetData>'),
        (rb'<c r="A4"', rb'<c s="" r="A4"'),
        (rb'<c r="A4"', rb'<c s="4000" r="A4"'),
    ],
)
def test_addresses_sizes_and_styles_that_are_none(tmp_path, parts, old, new):
    part = sheet_parts(parts)["目標"]
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    assert part in told(tmp_path, parts)


def test_a_note_at_no_cell(tmp_path, parts):
    note = note_of(parts)
    parts[note] = parts[note].replace(b'ref="A2"', b'ref="2"')
    assert note in told(tmp_path, parts)


def test_a_style_with_no_font(tmp_path, parts):
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(b'fontId="0"', b'fontId="x"')
    assert "xl/styles.xml" in told(tmp_path, parts)


@pytest.mark.parametrize("text", ['記入例: s="○" r="×" min="△"', 'IF(A1="", s="a", r="b")'])
def test_words_that_look_like_one_are_no_damage(tmp_path, text):
    book = TemplateBook()
    book.layout["G9"] = text
    form, problems = book.read(tmp_path)
    assert form is not None, problems
