"""Pictures in returned workbooks: which cell each belongs to, what is kept of it, what is told of those of no use."""

from __future__ import annotations

import hashlib
import io
import random
import re
import zipfile

import pytest
import xlsxwriter
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from PIL import Image

from kusei_batch.collect.rendition import kind_of_picture, render_picture
from kusei_batch.core.picture import Framing, Picture
from kusei_batch.core.problem import Severity
from kusei_batch.xlsx.links import sheet_parts
from tests.collect.copies import changed
from tests.collect.picture_form import (
    EMU,
    FIRST,
    HEAD,
    SECOND,
    SHEET,
    PictureForm,
    between,
    colours,
    drawn,
    issue_pictures,
    with_pictures,
)
from tests.xlsx.beside_book import read_zip, write_zip

RED, BLUE = b"\xff\0\0", b"\0\0\xff"
GPS, ORIENTATION = 0x8825, 0x0112


@pytest.fixture(scope="module")
def form(tmp_path_factory) -> PictureForm:
    return issue_pictures(tmp_path_factory.mktemp("pictures"))


@pytest.fixture(scope="module")
def filled(form) -> bytes:
    """A copy with the head's picture, so that nothing required is blank."""
    return with_pictures(form.blank(), (HEAD, drawn()))


def told(problems) -> dict[str, tuple[str, ...]]:
    return {p.code: p.location.cells for p in problems if p.severity is not Severity.INFO}


def test_a_form_that_takes_pictures_reads(form):
    field = form.form.field("写真", "取組例")
    assert field.cells == ("D6", "D8", "D10")
    assert str(field.maximum) == "10"


def test_pictures_over_the_cells_of_head_and_records_are_theirs(form):
    one, other, third = drawn(80, 60), drawn(90, 60), drawn(70, 60)
    data = with_pictures(form.blank(), (HEAD, one), (FIRST, other), (SECOND, third))
    records, problems = form.read(data)
    assert told(problems) == {}
    found = [record.fields.get("会場の写真" if record.table is None else "写真") for record in records]
    assert [p.content for p in found] == [hashlib.sha256(content).hexdigest() for content in (one, other, third)]
    assert [(p.kind, p.ending, p.width, p.height) for p in found] == [
        ("PNG", "png", 80, 60),
        ("PNG", "png", 90, 60),
        ("PNG", "png", 70, 60),
    ]
    assert [record.withheld for record in records] == [{"会場の写真": "写真"}, {"写真": "写真"}, {"写真": "写真"}]
    assert records[1].source.cells["写真"] == FIRST


@pytest.mark.parametrize(
    "place",
    [
        pytest.param(between(3.0, 5.0, 4.0, 7.0), id="exactly over the cell"),
        pytest.param(between(2.3, 4.05, 3.9, 6.5), id="beginning in the cells beside it"),
        pytest.param(between(3.4, 5.3, 4.6, 8.2), id="beyond the cell on the right and below"),
        pytest.param(
            OneCellAnchor(AnchorMarker(3, 9525, 5, 9525), XDRPositiveSize2D(3000 * EMU, 2000 * EMU)),
            id="huge, put at it",
        ),
    ],
)
def test_a_picture_need_not_fit_its_cell(form, filled, place):
    records, problems = form.read(with_pictures(filled, (place, drawn(70, 60))))
    assert told(problems) == {}
    (row,) = [record for record in records if record.table]
    assert isinstance(row.fields["写真"], Picture)
    assert row.source.cells["写真"] == FIRST


def test_a_picture_over_no_cell_is_told_with_the_cells_it_could_be_for(form, filled):
    records, problems = form.read(with_pictures(filled, ("H20", drawn(70, 60))))
    assert told(problems) == {"picture-astray": ("H20",)}
    assert [record.table for record in records] == [None]
    (astray,) = [p for p in problems if p.code == "picture-astray"]
    assert "E2" in astray.remedy
    assert "D6" in astray.remedy


def test_two_pictures_over_one_cell_are_neither_taken(form):
    same = drawn()
    records, problems = form.read(with_pictures(form.blank(), (HEAD, same), (HEAD, same)))
    assert told(problems) == {"several-pictures": (HEAD,)}
    assert records[0].fields["会場の写真"] is None


def test_the_same_picture_in_two_cells_is_each_ones(form):
    same = drawn()
    records, problems = form.read(with_pictures(form.blank(), (HEAD, same), (FIRST, same)))
    assert told(problems) == {}
    assert records[0].fields["会場の写真"] == records[1].fields["写真"]


def test_a_missing_picture_is_told_with_its_cell_and_how_to_insert_one(form):
    _, problems = form.read(changed(form.blank(), lambda book: book[SHEET].__setitem__("B2", "題")))
    (missing,) = [p for p in problems if p.code == "picture-missing"]
    assert missing.location.cells == (HEAD,)
    assert "「挿入」→「画像」" in missing.remedy


def test_words_in_place_of_a_picture_are_no_picture(form):
    def write(book):
        book[SHEET][HEAD] = "別添のとおり"

    _, problems = form.read(changed(form.blank(), write))
    assert told(problems) == {"words-for-picture": (HEAD,)}
    assert "別添のとおり" in problems[-1].message
    records, problems = form.read(with_pictures(changed(form.blank(), write), (HEAD, drawn())))
    assert told(problems) == {}
    assert [p.location.cells for p in problems if p.code == "words-beside-picture"] == [(HEAD,)]
    assert isinstance(records[0].fields["会場の写真"], Picture)


def test_a_picture_in_a_group_is_found_where_it_lies_in_it(form):
    # The group spans E2 to E10 or so: its picture lies in its upper tenth, over E2.
    data = grouped(with_pictures(form.blank(), (between(4.0, 1.0, 5.0, 9.0), drawn())))
    records, problems = form.read(data)
    assert told(problems) == {}
    assert isinstance(records[0].fields["会場の写真"], Picture)


def grouped(data: bytes) -> bytes:
    parts = read_zip(data)
    name = next(n for n in parts if n.startswith("xl/drawings/drawing"))
    text = parts[name].decode()
    start, end = text.index("<xdr:pic>" if "<xdr:pic>" in text else "<pic>"), 0
    closing = "</xdr:pic>" if "</xdr:pic>" in text else "</pic>"
    end = text.index(closing) + len(closing)
    prefix = "xdr:" if "xdr:" in closing else ""
    frame = '<a:off x="0" y="0"/><a:ext cx="1000" cy="1000"/><a:chOff x="0" y="0"/><a:chExt cx="1000" cy="1000"/>'
    pic = text[start:end]
    before, _, rest = pic.partition("<a:prstGeom")
    assert rest
    before = re.sub(r"<a:xfrm.*?</a:xfrm>|<a:xfrm ?/>", "", before)
    pic = f'{before}<a:xfrm><a:off x="0" y="0"/><a:ext cx="1000" cy="160"/></a:xfrm><a:prstGeom{rest}'
    group = (
        f'<{prefix}grpSp><{prefix}nvGrpSpPr><{prefix}cNvPr id="9" name="g"/><{prefix}cNvGrpSpPr/></{prefix}nvGrpSpPr>'
        f"<{prefix}grpSpPr><a:xfrm>{frame}</a:xfrm></{prefix}grpSpPr>{pic}</{prefix}grpSp>"
    )
    if "xmlns:a=" not in text[: text.index(">")]:
        group = group.replace(
            f"<{prefix}grpSp>", f'<{prefix}grpSp xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">', 1
        )
    parts[name] = (text[:start] + group + text[end:]).encode()
    return write_zip(parts)


def test_a_linked_picture_is_told(form):
    parts = read_zip(with_pictures(form.blank(), (HEAD, drawn())))
    rels = next(n for n in parts if n.startswith("xl/drawings/_rels"))
    drawing = next(n for n in parts if n.startswith("xl/drawings/drawing"))
    parts[rels] = re.sub(rb'Target="[^"]*"', b'Target="file:///C:/photo.jpg" TargetMode="External"', parts[rels])
    parts[drawing] = parts[drawing].replace(b"r:embed=", b"r:link=").replace(b":embed=", b":link=")
    _, problems = form.read(write_zip(parts))
    assert told(problems) == {"picture-linked": (HEAD,)}


def in_cells(form: PictureForm, **pictures: bytes) -> bytes:
    """The blank copy with pictures placed in cells, the way XlsxWriter writes what Excel does."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written)
    sheet = book.add_worksheet()
    for cell, content in pictures.items():
        sheet.embed_image(cell, "photo.png", {"image_data": io.BytesIO(content)})
    book.close()
    made, parts = read_zip(written.getvalue()), read_zip(form.blank())
    part = sheet_parts(parts)[SHEET]
    text = parts[part].decode()
    for number, cell in enumerate(pictures, start=1):
        text, count = re.subn(
            rf'<c r="{cell}"( s="\d+")?/>', rf'<c r="{cell}"\1 t="e" vm="{number}"><v>#VALUE!</v></c>', text
        )
        assert count == 1
    parts[part] = text.encode()
    for name in made:
        if "richData" in name or name == "xl/metadata.xml" or name.startswith("xl/media/"):
            parts[name] = made[name]
    links = re.findall(
        rb"<Relationship [^>]*(?:sheetMetadata|richData|richValueRel|rdRichValue)[^>]*/>",
        made["xl/_rels/workbook.xml.rels"],
    )
    numbered = [re.sub(rb'Id="[^"]*"', b'Id="rIdR%d"' % n, link) for n, link in enumerate(links)]
    rels = "xl/_rels/workbook.xml.rels"
    parts[rels] = parts[rels].replace(b"</Relationships>", b"".join(numbered) + b"</Relationships>")
    return write_zip(parts)


def test_a_picture_placed_in_a_cell_is_that_cells(form):
    one, other = drawn(80, 60), drawn(70, 60)
    records, problems = form.read(in_cells(form, E2=one, D8=other))
    assert told(problems) == {}
    assert records[0].fields["会場の写真"].content == hashlib.sha256(one).hexdigest()
    assert records[1].fields["写真"].content == hashlib.sha256(other).hexdigest()
    assert records[1].source.cells["写真"] == SECOND


def test_a_cell_whose_picture_was_lost_says_so(form):
    parts = read_zip(in_cells(form, E2=drawn()))
    for name in [n for n in parts if "richData" in n or n == "xl/metadata.xml"]:
        del parts[name]
    _, problems = form.read(write_zip(parts))
    assert told(problems) == {"picture-lost": (HEAD,)}


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x01\0\0\0" + bytes(36) + b" EMF" + bytes(60), "EMF"),
        (b"\xd7\xcd\xc6\x9a" + bytes(60), "WMF"),
        (b"RIFF\x10\0\0\0WEBPVP8 " + bytes(30), "WebP"),
        (b"\0\0\0\x18ftypheic" + bytes(30), "HEIC"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"II*\0" + bytes(30), "TIFF"),
        (b"hello", ""),
    ],
)
def test_what_cannot_be_used_is_told_by_its_kind(content, kind):
    assert kind_of_picture(content) == kind
    found = render_picture(content, Framing())
    assert (found.picture, found.fault) == (None, "picture-kind")


def test_a_photograph_is_turned_upright_made_smaller_and_rid_of_where_it_was_taken():
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[1] = "N"
    found = render_picture(drawn(2000, 1500, "JPEG", exif=exif, comment=b"Taro"), Framing())
    assert (found.picture.kind, found.picture.ending) == ("JPEG", "jpg")
    assert (found.picture.width, found.picture.height) == (1200, 1600)
    shown = Image.open(io.BytesIO(found.rendition))
    assert not shown.getexif()
    assert b"Exif" not in found.rendition
    assert b"Taro" not in found.rendition
    # Held upright the red half is above.
    assert shown.convert("RGB").getpixel((600, 10))[0] > 200
    assert found.rendition == render_picture(drawn(2000, 1500, "JPEG", exif=exif, comment=b"Taro"), Framing()).rendition


def test_a_sheet_that_turns_a_photograph_has_turned_it_for_good():
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    found = render_picture(drawn(80, 60, "JPEG", exif=exif), Framing(turned=90))
    assert (found.picture.width, found.picture.height) == (60, 80)


def test_what_is_cut_off_is_not_shown():
    found = render_picture(drawn(80, 60), Framing(cut=(50_000, 0, 0, 0)))
    assert colours(found.rendition) == ((40, 60), BLUE, BLUE)
    mirrored = render_picture(drawn(80, 60), Framing(mirrored=(True, False)))
    assert colours(mirrored.rendition) == ((80, 60), BLUE, RED)


def test_a_drawing_keeps_its_gaps_and_a_text_in_it_is_dropped():
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Author", "Taro")
    found = render_picture(drawn(80, 60, "PNG", "RGBA", pnginfo=info), Framing())
    assert b"Taro" not in found.rendition
    assert Image.open(io.BytesIO(found.rendition)).mode == "RGBA"


def test_a_bomb_and_a_broken_picture_cost_themselves_alone(form, filled):
    bomb = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(bomb, "PNG")
    assert render_picture(bomb.getvalue(), Framing()).fault == "picture-too-many-pixels"
    broken = drawn(200, 200, "JPEG")[:700]
    assert render_picture(broken, Framing()).fault == "picture-unreadable"
    parts = read_zip(with_pictures(filled, (FIRST, drawn(70, 60))))
    target = next(
        n
        for n in parts
        if n.startswith("xl/media/")
        and len(Image.open(io.BytesIO(parts[n])).size)
        and Image.open(io.BytesIO(parts[n])).width == 70
    )
    records, problems = form.read(write_zip({**parts, target: bomb.getvalue()}))
    assert told(problems) == {"picture-too-many-pixels": (FIRST,)}
    assert isinstance(records[0].fields["会場の写真"], Picture)


def test_a_picture_larger_than_its_field_takes_is_told(form):
    noise = Image.frombytes("RGB", (1100, 800), random.Random(1).randbytes(1100 * 800 * 3))
    written = io.BytesIO()
    noise.save(written, "PNG")
    _, problems = form.read(with_pictures(form.blank(), (HEAD, written.getvalue())))
    assert told(problems) == {"picture-too-large": (HEAD,)}
    (large,) = [p for p in problems if p.code == "picture-too-large"]
    assert "上限2MB" in large.message


CUT = b'<a:srcRect xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" l="50000"/>'


def test_what_is_cut_off_and_what_is_drawn_in_another_format_is_told(form, filled):
    data = with_pictures(filled, (FIRST, drawn(70, 60)))
    cut = edit_part(data, r"xl/drawings/drawing\d+\.xml", b"<a:stretch", CUT + b"<a:stretch")
    for content, code in (
        (cut, "picture-cropped"),
        (with_pictures(filled, (FIRST, drawn(kind="GIF"))), "picture-redrawn"),
    ):
        _, problems = form.read(content)
        assert (FIRST,) in [p.location.cells for p in problems if p.code == code]
        assert told(problems) == {}


def edit_part(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """Return a workbook with a text changed in the parts of that name."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.namelist():
            content = before.read(part)
            assert not re.fullmatch(name, part) or old in content
            after.writestr(part, content.replace(old, new) if re.fullmatch(name, part) else content)
    return written.getvalue()
