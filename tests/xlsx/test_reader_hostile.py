"""Files that are no workbooks, or mean harm, are refused with what to do; nothing they bring is expanded or fetched."""

from __future__ import annotations

import contextlib
import io
import zipfile

import msoffcrypto
import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from PIL import Image

from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.xlsx.package import UnreadableError
from kusei_batch.xlsx.reader import read_workbook
from tests.xlsx.handmade import MAIN, handmade, zipped


def refused(data: bytes) -> str:
    with pytest.raises(UnreadableError) as caught:
        read_workbook(data)
    error = caught.value
    problem = Problem(error.code, Severity.ERROR, Location(file="a.xlsx"), {"detail": error.detail})
    assert problem.message
    assert problem.remedy
    return error.code


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, "png")
    return buffer.getvalue()


def encrypted() -> bytes:
    buffer = io.BytesIO()
    OOXMLFile(io.BytesIO(handmade(""))).encrypt("himitsu", buffer)
    assert msoffcrypto.OfficeFile(buffer).is_encrypted()
    return buffer.getvalue()


def word() -> bytes:
    parts = {
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": b"<w:document xmlns:w='urn:w'/>",
    }
    return zipped(parts)


def laughs(part: str) -> bytes:
    entities = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "lol"}">' for i in range(10))
    content = f'<?xml version="1.0"?><!DOCTYPE x [{entities}]><worksheet xmlns="{MAIN}">&l9;</worksheet>'
    return handmade("", extra={part: content.encode()})


def outside_entity() -> bytes:
    content = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row></sheetData></worksheet>'
    return handmade("", extra={"xl/worksheets/sheet1.xml": content.encode()})


def bomb() -> bytes:
    return handmade("", extra={"xl/worksheets/sheet1.xml": b"<worksheet>" + b" " * 100_000_000})


def text_in_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("議事録.txt", "委員会")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (picture, "not-a-workbook"),
        (lambda: "氏名,区\n".encode("cp932"), "not-a-workbook"),
        (lambda: b"%PDF-1.7\n", "not-a-workbook"),
        (lambda: b"", "not-a-workbook"),
        (word, "not-a-workbook"),
        (text_in_zip, "not-a-workbook"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "not-a-workbook"),
        (encrypted, "encrypted-workbook"),
        (lambda: handmade("")[:-40], "broken-workbook"),
        (lambda: handmade("")[:400], "broken-workbook"),
        (lambda: laughs("xl/worksheets/sheet1.xml"), "hostile-workbook"),
        (lambda: laughs("xl/sharedStrings.xml"), "hostile-workbook"),
        (lambda: laughs("xl/workbook.xml"), "hostile-workbook"),
        (outside_entity, "hostile-workbook"),
        (bomb, "hostile-workbook"),
        (lambda: handmade("<row>" * 50_000), "broken-workbook"),
    ],
)
def test_each_is_refused_for_what_it_is(make, code):
    assert refused(make()) == code


@pytest.mark.parametrize("at", range(0, 100, 7))
def test_a_file_cut_anywhere_is_refused_and_never_half_read(at):
    data = handmade('<row r="1"><c r="A1"><v>1</v></c></row>')
    with pytest.raises(UnreadableError):
        read_workbook(data[: len(data) * at // 100])


@pytest.mark.parametrize("at", range(0, 100, 3))
def test_a_flipped_byte_is_refused_or_does_no_harm(at):
    data = bytearray(handmade('<row r="1"><c r="A1"><v>1</v></c></row>'))
    data[len(data) * at // 100] ^= 0xFF
    with contextlib.suppress(UnreadableError):
        read_workbook(bytes(data))
