"""A workbook's parts are read with limits, and what is none is refused by name."""

from __future__ import annotations

import io
import pickle
import struct
import zipfile
import zlib
from dataclasses import replace

import msoffcrypto.format.ooxml
import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from kusei_batch.xlsx.links import relationships, sheet_parts, workbook_part
from kusei_batch.xlsx.package import Limits, UnreadableError, parse_xml, read_parts

DOCTYPE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'


def book_bytes():
    workbook = Workbook()
    workbook.active.title = "表紙"
    workbook.create_sheet("明細 & 注").sheet_state = "hidden"
    workbook.create_chartsheet("図")
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


BOOK = book_bytes()


def archive(entries, compression=zipfile.ZIP_DEFLATED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as file:
        for name, content in entries:
            file.writestr(name, content)
    return stream.getvalue()


def with_part(name, content):
    return archive([*read_parts(BOOK).items(), (name, content)])


def changed(name, content):
    return archive(list((read_parts(BOOK) | {name: content}).items()))


def code_of(data, limits=None):
    with pytest.raises(UnreadableError) as caught:
        read_parts(data, limits or Limits())
    assert caught.value.detail
    return caught.value.code


class TestASoundWorkbook:
    def test_gives_its_parts_in_the_order_of_the_archive(self):
        with zipfile.ZipFile(io.BytesIO(BOOK)) as file:
            assert list(read_parts(BOOK).items()) == [(n, file.read(n)) for n in file.namelist()]

    def test_may_be_stored_without_compression(self):
        parts = read_parts(BOOK)
        assert read_parts(archive(parts.items(), zipfile.ZIP_STORED)) == parts

    def test_may_hold_folders_and_a_picture_with_a_doctype(self):
        data = with_part("xl/media/image1.svg", "<!DOCTYPE svg><svg/>")
        assert "xl/media/image1.svg" in read_parts(data)

    def test_names_its_worksheets_in_order_hidden_ones_too_and_no_chart_sheets(self):
        parts = read_parts(BOOK)
        assert sheet_parts(parts) == {"表紙": "xl/worksheets/sheet1.xml", "明細 & 注": "xl/worksheets/sheet2.xml"}

    def test_is_found_by_relationships_whatever_the_parts_are_called(self):
        parts = read_parts(BOOK)
        parts["xl/Sheets/ONE.xml"] = parts.pop("xl/worksheets/sheet1.xml")
        rels = parts["xl/_rels/workbook.xml.rels"]
        parts["xl/_rels/workbook.xml.rels"] = rels.replace(b"/xl/worksheets/sheet1.xml", b"sheets/../sheets/one.xml")
        assert sheet_parts(parts)["表紙"] == "xl/Sheets/ONE.xml"

    def test_leaves_links_to_the_outside_as_written(self):
        link = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="r1" Type="x/hyperlink" Target="http://example.jp/a" TargetMode="External"/></Relationships>'
        )
        (found,) = relationships({"xl/worksheets/_rels/s.xml.rels": link.encode()}, "xl/worksheets/s.xml")
        assert (found.target, found.external, found.is_a("hyperlink")) == ("http://example.jp/a", True, True)


class TestWhatIsNoWorkbook:
    @pytest.mark.parametrize(
        "data",
        [b"", b"\x89PNG\r\n", "部署名,番号\r\n".encode("cp932"), bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)],
        ids=["empty", "picture", "csv", "xls"],
    )
    def test_is_called_so(self, data):
        assert code_of(data) == "not-a-workbook"

    def test_an_archive_of_other_things(self):
        assert code_of(archive([("メモ.txt", "x")])) == "not-a-workbook"

    def test_a_word_document(self):
        stream = io.BytesIO()
        Document().save(stream)
        with pytest.raises(UnreadableError) as caught:
            workbook_part(read_parts(stream.getvalue()))
        assert caught.value.code == "not-a-workbook"

    def test_a_binary_workbook(self):
        parts = read_parts(BOOK)
        parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"workbook.xml", b"workbook.bin")
        parts["xl/workbook.bin"] = b""
        with pytest.raises(UnreadableError, match="xlsb"):
            workbook_part(parts)

    def test_a_workbook_with_a_password(self):
        stream = io.BytesIO()
        msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(BOOK)).encrypt("合言葉", stream)
        assert code_of(stream.getvalue()) == "encrypted-workbook"

    def test_an_archive_with_a_password(self):
        flagged = bytearray(BOOK)
        flagged[6] |= 1
        assert code_of(bytes(flagged)) == "encrypted-workbook"


class TestABrokenWorkbook:
    @pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
    def test_that_was_cut_off(self, share):
        assert code_of(BOOK[: int(len(BOOK) * share)]) == "broken-workbook"

    def test_whose_content_was_changed_on_the_way(self):
        spoilt = bytearray(archive(read_parts(BOOK).items(), zipfile.ZIP_STORED))
        spoilt[200] ^= 0xFF
        assert code_of(bytes(spoilt)) == "broken-workbook"

    def test_packed_in_a_way_excel_does_not(self):
        assert code_of(archive(read_parts(BOOK).items(), zipfile.ZIP_LZMA)) == "broken-workbook"

    def test_whose_sheet_is_missing(self):
        parts = read_parts(BOOK)
        del parts["xl/worksheets/sheet2.xml"]
        with pytest.raises(UnreadableError) as caught:
            sheet_parts(parts)
        assert caught.value.code == "broken-workbook"

    def test_whose_markup_does_not_close(self):
        with pytest.raises(UnreadableError) as caught:
            parse_xml(b"<a><b></a>")
        assert caught.value.code == "broken-workbook"


class TestAHostileWorkbook:
    @pytest.mark.parametrize("name", ["../../etc/x", "/etc/x", "xl\\..\\x", "C:x", "xl/../../x"])
    def test_naming_places_outside_is_refused(self, name):
        assert code_of(with_part(name, b"x")) == "hostile-workbook"

    @pytest.mark.filterwarnings("ignore:Duplicate name")
    @pytest.mark.parametrize("name", ["xl/workbook.xml", "XL/Workbook.XML"])
    def test_naming_a_part_twice_is_refused(self, name):
        assert code_of(with_part(name, b"<x/>")) == "hostile-workbook"

    def test_whose_directory_and_content_differ_in_a_name_is_refused(self):
        assert code_of(BOOK.replace(b"xl/styles.xml", b"xl/stylez.xml", 1)) == "hostile-workbook"

    @pytest.mark.parametrize(
        "content",
        [
            DOCTYPE.encode(),
            b"\xef\xbb\xbf" + DOCTYPE.encode(),
            DOCTYPE.encode("utf-16"),
            DOCTYPE.encode("utf-16-be"),
            DOCTYPE.encode("utf-32"),
            DOCTYPE.encode("cp037"),
            b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4<x/>',
        ],
        ids=["utf8", "bom", "utf16", "utf16be", "utf32", "ebcdic", "utf7"],
    )
    def test_bringing_definitions_of_its_own_is_refused_in_any_encoding(self, content):
        assert code_of(changed("xl/workbook.xml", content)) == "hostile-workbook"
        with pytest.raises(UnreadableError) as caught:
            parse_xml(content)
        assert caught.value.code == "hostile-workbook"

    def test_whose_sheet_is_a_picture_is_refused(self):
        parts = read_parts(BOOK)
        parts["xl/media/a.svg"] = DOCTYPE.encode()
        rels = "xl/_rels/workbook.xml.rels"
        parts[rels] = parts[rels].replace(b"/xl/worksheets/sheet1.xml", b"media/a.svg")
        with pytest.raises(UnreadableError) as caught:
            sheet_parts(parts)
        assert caught.value.code == "hostile-workbook"


class TestAWorkbookOfAnotherProgram:
    def test_whose_names_are_divided_by_backslashes_is_to_be_saved_again(self):
        parts = [(name.replace("/", "\\"), content) for name, content in read_parts(BOOK).items()]
        assert code_of(archive(parts)) == "resave-workbook"

    def test_one_such_name_is_enough(self):
        assert code_of(with_part("xl\\media/image1.png", b"x")) == "resave-workbook"

    @pytest.mark.parametrize("name", ["..\\x", "xl\\..\\..\\x", "\\\\server\\x", "C:\\x"])
    def test_but_one_that_leads_outside_is_still_refused(self, name):
        assert code_of(with_part(name, b"x")) == "hostile-workbook"


class TestLimits:
    def test_parts_are_counted(self):
        assert code_of(BOOK, Limits(parts=3)) == "oversized-workbook"

    def test_the_file_itself_may_be_too_large(self):
        assert code_of(BOOK, Limits(file_bytes=100)) == "oversized-workbook"

    @pytest.mark.parametrize(
        "limits", [Limits(part_bytes=1 << 20), Limits(total_bytes=1 << 20), Limits(ratio_from=1 << 20)]
    )
    def test_a_part_that_swells_is_stopped(self, limits):
        assert code_of(with_part("xl/big.xml", bytes(3 << 20)), limits) == "hostile-workbook"

    @pytest.mark.parametrize(
        ("part", "told"),
        [
            ("xl/worksheets/sheet9.xml", "シートの部品"),
            ("xl/media/image1.bmp", "画像の部品"),
            ("xl/styles9.xml", "書式"),
        ],
    )
    def test_what_is_large_but_no_bomb_is_called_large_and_named(self, part, told):
        cells = b"".join(b'<row r="%d"><c r="A%d" s="3"/></row>' % (n, n) for n in range(40_000))
        with pytest.raises(UnreadableError) as caught:
            read_parts(with_part(part, cells), Limits(part_bytes=1 << 20))
        assert caught.value.code == "oversized-workbook"
        assert told in caught.value.detail
        assert "2MBあります（上限1MB）" in caught.value.detail

    def test_sizes_add_up(self):
        parts = [(f"xl/p{n}.xml", bytes(range(256)) * 1024) for n in range(8)]
        data = archive([*read_parts(BOOK).items(), *parts])
        assert read_parts(data, Limits(total_bytes=3 << 20))
        assert code_of(data, Limits(total_bytes=1 << 20)) == "oversized-workbook"

    def test_a_repetitive_sheet_is_no_bomb(self):
        rows = b"".join(b'<row r="%d"><c r="A%d" s="3"/><c r="B%d" s="3"/></row>' % (n, n, n) for n in range(60_000))
        assert read_parts(with_part("xl/worksheets/sheet9.xml", rows))

    def test_a_bomb_that_lies_about_its_size_costs_no_more_than_the_limit(self):
        import tracemalloc

        data = bytearray(with_part("xl/bomb.xml", bytes(80 << 20)))
        size = struct.pack("<I", 80 << 20)
        while (at := data.find(size)) >= 0:
            data[at : at + 4] = struct.pack("<I", 10)
        tracemalloc.start()
        assert code_of(bytes(data), replace(Limits(), part_bytes=1 << 20)) == "hostile-workbook"
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 8 << 20

    def test_a_size_that_is_declared_too_small_hides_nothing(self):
        content = bytes(range(256)) * 40
        data = bytearray(with_part("xl/odd.xml", content))
        size = struct.pack("<I", len(content))
        while (at := data.find(size)) >= 0:
            data[at : at + 4] = struct.pack("<I", 10)
        assert read_parts(bytes(data))["xl/odd.xml"] == content
        assert zlib.crc32(content)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.integers(0, len(BOOK) - 1), st.binary(min_size=1, max_size=6))
def test_whatever_bytes_are_spoilt_there_are_parts_or_a_verdict(at, noise):
    data = BOOK[:at] + noise + BOOK[at + len(noise) :]
    verdict = None
    try:
        sheet_parts(read_parts(data))
    except UnreadableError as error:
        verdict = error.code
    refused = ("not-a-workbook", "encrypted-workbook", "hostile-workbook", "broken-workbook", "oversized-workbook")
    assert verdict in (None, *refused)


def test_the_verdict_travels_between_processes():
    error = pickle.loads(pickle.dumps(UnreadableError("broken-workbook", "途中で切れています")))  # noqa: S301 - our own
    assert (error.code, error.detail) == ("broken-workbook", "途中で切れています")
