"""A workbook's parts, read with limits, since anybody can put anything into an inbox.

Nothing the archive says of itself is believed: sizes are counted while inflating, names are looked at
before use, and XML that brings its own definitions (DTD, entities) is refused before it is parsed.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Mapping

MEBI = 1 << 20
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_ENCRYPTED_FLAG, _UTF8_FLAG = 0x1, 0x800
# Never parsed, so they may hold anything (SVG pictures often have a DTD); no link we follow leads there.
_OPAQUE = ("xl/media/", "xl/embeddings/", "xl/printersettings/")
_DOCTYPE = b"<!DOCTYPE"
_BYTE_ORDER_MARKS = b"\xef\xbb\xbf\xff\xfe"
_EBCDIC = b"Lo\xa7\x94"
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
# In these `<` is the byte 0x3C (beside zeros), so that looking for bytes is looking for text.
_KNOWN_ENCODING = re.compile(rb"utf-?(8|16)|(us-)?ascii|(iso-8859|windows)-\d+|shift_jis|euc-jp", re.IGNORECASE)
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_RELATIONSHIP_ID = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)


class UnreadableError(Exception):
    """A file cannot be read as a workbook: `code` is one of the catalog's, `detail` says why in Japanese."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Limits:
    """What a workbook may cost: number of parts, inflated bytes of one and of all, and of the file itself.

    `ratio` is how many times a part may inflate once it is above `ratio_from` bytes: repetitive sheets
    are small enough, bombs are not.
    """

    file_bytes: int = 64 * MEBI
    parts: int = 1000
    part_bytes: int = 64 * MEBI
    total_bytes: int = 160 * MEBI
    ratio: int = 250
    ratio_from: int = 2 * MEBI


DEFAULT_LIMITS = Limits()


def read_parts(data: bytes, limits: Limits = DEFAULT_LIMITS) -> dict[str, bytes]:
    """The parts of a workbook by name, in the archive's order.

    Raises UnreadableError: not-a-workbook, encrypted-workbook, hostile-workbook or broken-workbook.
    """
    if len(data) > limits.file_bytes:
        raise _hostile(f"ファイルが大きすぎます（上限{limits.file_bytes // MEBI}MB）")
    entries = _read_directory(data, limits)
    parts: dict[str, bytes] = {}
    left = limits.total_bytes
    for entry in entries:
        content = _inflate(data, entry, min(left, limits.part_bytes), limits)
        left -= len(content)
        _refuse_definitions(entry.filename, content)
        parts[entry.filename] = content
    if "[Content_Types].xml" not in parts or "_rels/.rels" not in parts:
        raise UnreadableError("not-a-workbook", "Excelブックではない圧縮ファイルです")
    return parts


def refuse_dtd(content: bytes) -> None:
    """Raise hostile-workbook when an XML part brings a DTD, or hides one in an encoding of its own."""
    if _brings_dtd(content):
        raise _hostile("文書型定義（DTD）を含んでいます")


def parse_xml(content: bytes) -> etree._Element:
    """The root of an XML part; entities, network, DTD off.

    Raises UnreadableError: hostile-workbook or broken-workbook.
    """
    refuse_dtd(content)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, collect_ids=False
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _broken("ファイルの中身（XML）が壊れています") from error


@dataclass(frozen=True, slots=True)
class Relationship:
    """A link to another part (`target`: its name) or to the outside (`external`: target as written)."""

    id: str
    type: str
    target: str
    external: bool = False

    def is_a(self, kind: str) -> bool:
        """Whether its type ends with that word; Strict and Transitional differ only before it."""
        return self.type.rpartition("/")[2] == kind


def relationships(parts: Mapping[str, bytes], part: str) -> tuple[Relationship, ...]:
    """The relationships of a part ("" for the package's own) in order; none when it has no such list."""
    folder, _, name = part.rpartition("/")
    content = parts.get(f"{folder}/_rels/{name}.rels".lstrip("/"))
    if content is None:
        return ()
    return tuple(_relationship(e, folder, parts) for e in parse_xml(content).iter(_RELATIONSHIP) if e.get("Target"))


def workbook_part(parts: Mapping[str, bytes]) -> str:
    """The name of the workbook part. Raises UnreadableError: not-a-workbook."""
    for link in relationships(parts, ""):
        if link.is_a("officeDocument") and not link.external:
            if link.target.endswith("workbook.bin"):
                raise UnreadableError("not-a-workbook", "バイナリ形式（.xlsb）のファイルです")
            if link.target in parts and parse_xml(parts[link.target]).tag.endswith("}workbook"):
                return link.target
    raise UnreadableError("not-a-workbook", "Excelブックではないファイル（Wordなど）です")


def sheet_parts(parts: Mapping[str, bytes]) -> dict[str, str]:
    """The worksheets, hidden ones too, in workbook order: sheet name -> part name. Chart sheets are left out.

    Raises UnreadableError: not-a-workbook, hostile-workbook or broken-workbook.
    """
    workbook = workbook_part(parts)
    links = {r.id: r for r in relationships(parts, workbook) if r.is_a("worksheet") and not r.external}
    sheets: dict[str, str] = {}
    for sheet in parse_xml(parts[workbook]).iterfind("{*}sheets/{*}sheet"):
        link = links.get(next((v for k in _RELATIONSHIP_ID if (v := sheet.get(k))), ""))
        if link is None:
            continue
        if link.target.lower().startswith(_OPAQUE):
            raise _hostile("シートの代わりに別の部品を指しています")
        if link.target not in parts:
            raise _broken("シートの中身がありません")
        sheets[sheet.get("name", "")] = link.target
    return sheets


def _relationship(element: etree._Element, folder: str, parts: Mapping[str, bytes]) -> Relationship:
    target, external = element.get("Target", ""), element.get("TargetMode") == "External"
    if not external:
        joined = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        # Part names are equal regardless of case; the archive's spelling counts here.
        target = joined if joined in parts else next((p for p in parts if p.lower() == joined.lower()), joined)
    return Relationship(element.get("Id", ""), element.get("Type", ""), target, external)


def _read_directory(data: bytes, limits: Limits) -> list[zipfile.ZipInfo]:
    _refuse_other_formats(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, UnicodeDecodeError) as error:
        raise _broken("ファイルが途中で切れているか、壊れています") from error
    if len(entries) > limits.parts:
        raise _hostile(f"部品の数が多すぎます（{len(entries)}個、上限{limits.parts}個）")
    files = [e for e in entries if not e.orig_filename.endswith("/")]
    _refuse_names(files)
    return files


def _refuse_other_formats(data: bytes) -> None:
    if data.startswith(_OLE):
        if _OLE_ENCRYPTED in data:
            raise UnreadableError("encrypted-workbook", "開くためのパスワードが付いています")
        raise UnreadableError("not-a-workbook", "古い形式（.xls）などのファイルです")
    if not data.startswith(b"PK"):
        reason = "Excelブック（.xlsx）の形式ではありません" if data else "中身が空（0バイト）のファイルです"
        raise UnreadableError("not-a-workbook", reason)


def _refuse_names(entries: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for entry in entries:
        name = entry.orig_filename
        if name.startswith("/") or any(c in name for c in "\\:\0") or ".." in name.split("/"):
            raise _hostile("ブックの外を指す名前の部品を含んでいます")
        # Part names differ by more than case (ECMA-376 Part 2, 6.2.2); Excel and we might choose differently.
        if name.lower() in seen:
            raise _hostile("同じ名前の部品を二つ以上含んでいます")
        seen.add(name.lower())


def _inflate(data: bytes, entry: zipfile.ZipInfo, most: int, limits: Limits) -> bytes:
    raw = _raw(data, entry)
    if entry.compress_type == zipfile.ZIP_STORED:
        content = raw
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        content = _inflate_deflated(raw, most)
    else:
        raise _broken("Excelが使わない圧縮方式です")
    if len(content) > most:
        raise _hostile("展開すると上限を超える大きさになります")
    if len(content) > limits.ratio_from and len(content) > limits.ratio * len(raw):
        raise _hostile("展開すると異常に大きくなる部品を含んでいます")
    if zlib.crc32(content) != entry.CRC:
        raise _broken("ファイルの中身が壊れています")
    return content


def _inflate_deflated(raw: bytes, most: int) -> bytes:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        # One byte more than allowed tells "exactly full" from "too much".
        content = inflater.decompress(raw, most + 1)
    except zlib.error as error:
        raise _broken("ファイルの中身が壊れています") from error
    if len(content) <= most and not inflater.eof:
        raise _broken("ファイルが途中で切れています")
    return content


def _raw(data: bytes, entry: zipfile.ZipInfo) -> bytes:
    start = entry.header_offset
    header = data[start : start + _LOCAL_HEADER.size]
    if start < 0 or len(header) < _LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
        raise _broken("ファイルの中身が壊れています")
    flags, name_length, extra_length = _flags_and_lengths(header)
    if (flags | entry.flag_bits) & _ENCRYPTED_FLAG:
        raise UnreadableError("encrypted-workbook", "開くためのパスワードが付いています")
    name_end = start + _LOCAL_HEADER.size + name_length
    name = data[start + _LOCAL_HEADER.size : name_end]
    if name.decode("utf-8" if flags & _UTF8_FLAG else "cp437", "replace") != entry.orig_filename:
        raise _hostile("目録と中身で名前の違う部品を含んでいます")
    begin = name_end + extra_length
    if begin + entry.compress_size > len(data):
        raise _broken("ファイルが途中で切れています")
    return data[begin : begin + entry.compress_size]


def _flags_and_lengths(header: bytes) -> tuple[int, int, int]:
    fields = _LOCAL_HEADER.unpack(header)
    return fields[2], fields[9], fields[10]


def _refuse_definitions(name: str, content: bytes) -> None:
    if not name.lower().startswith(_OPAQUE):
        refuse_dtd(content)


def _brings_dtd(content: bytes) -> bool:
    # UTF-16 and UTF-32 are ASCII beside zeros, as far as markup goes.
    plain = content.replace(b"\0", b"") if b"\0" in content[:8] else content
    plain = plain.lstrip(_BYTE_ORDER_MARKS)
    declared = _DECLARED.match(plain)
    if plain.startswith(_EBCDIC) or (declared and not _KNOWN_ENCODING.fullmatch(declared[1])):
        return True
    return _DOCTYPE in plain


def _hostile(detail: str) -> UnreadableError:
    return UnreadableError("hostile-workbook", detail)


def _broken(detail: str) -> UnreadableError:
    return UnreadableError("broken-workbook", detail)
