"""A workbook's parts, read with limits, since anybody can put anything into an inbox.

Nothing the archive says of itself is believed: sizes are counted while inflating, names are looked at
before use, and XML that brings its own definitions (DTD, entities) is refused before it is parsed.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from kusei_batch.xlsx.kinds import kind_of_bytes, kind_of_package

MEBI = 1 << 20
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_ENCRYPTED_FLAG, _UTF8_FLAG = 0x1, 0x800
# Never parsed, so they may hold anything (SVG pictures often have a DTD); no link we follow leads there.
OPAQUE = ("xl/media/", "xl/embeddings/", "xl/printersettings/")
_DOCTYPE = b"<!DOCTYPE"
_BYTE_ORDER_MARKS = b"\xef\xbb\xbf\xff\xfe"
_EBCDIC = b"Lo\xa7\x94"
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
# In these `<` is the byte 0x3C (beside zeros), so that looking for bytes is looking for text.
_KNOWN_ENCODING = re.compile(rb"utf-?(8|16)|(us-)?ascii|(iso-8859|windows)-\d+|shift_jis|euc-jp", re.IGNORECASE)


class UnreadableError(Exception):
    """A file cannot be read as a workbook: `code` is one of the catalog's, `detail` says why in Japanese."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Limits:
    """What a workbook may cost: number of parts, inflated bytes of one and of all, and of the file itself.

    `cells` are the filled ones of a sheet, `merges` its merged areas.
    `ratio` is how many times a part may inflate once it is above `ratio_from` bytes: repetitive sheets
    are small enough, bombs are not.
    """

    file_bytes: int = 64 * MEBI
    parts: int = 1000
    part_bytes: int = 64 * MEBI
    total_bytes: int = 160 * MEBI
    ratio: int = 250
    ratio_from: int = 2 * MEBI
    cells: int = 500_000
    merges: int = 20_000


DEFAULT_LIMITS = Limits()


def read_parts(data: bytes, limits: Limits = DEFAULT_LIMITS) -> dict[str, bytes]:
    """Return the parts of a workbook by name, in the archive's order, every one inflated and guarded.

    Raise UnreadableError: not-a-workbook, encrypted-workbook, resave-workbook, oversized-workbook,
    hostile-workbook or broken-workbook.
    """
    return dict(open_parts(data, limits))


def open_parts(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Parts:
    """Return the parts of a workbook, each inflated and guarded when it is asked for.

    Raise UnreadableError as read_parts does; for a part that is asked for later, at that time.
    """
    if len(data) > limits.file_bytes:
        raise oversized("ファイル", len(data), limits.file_bytes)
    entries = _read_directory(data, limits)
    for entry in entries:
        _check_size(entry, entry.file_size, limits.part_bytes, limits)
    total = sum(entry.file_size for entry in entries)
    if total > limits.total_bytes:
        raise oversized("中身を全部合わせると、展開した大きさ", total, limits.total_bytes)
    parts = Parts(data, {entry.filename: entry for entry in entries}, limits)
    if "[Content_Types].xml" not in parts or "_rels/.rels" not in parts:
        raise UnreadableError("not-a-workbook", kind_of_package(data, list(parts)))
    return parts


class Parts(Mapping[str, bytes]):
    """Parts by name in the archive's order; what nobody asks for costs nothing and can do no harm."""

    def __init__(self, data: bytes, entries: dict[str, zipfile.ZipInfo], limits: Limits) -> None:
        self._data, self._entries, self._limits = data, entries, limits
        self._inflated: dict[str, bytes] = {}
        self._left = limits.total_bytes

    def __getitem__(self, name: str) -> bytes:
        if name not in self._inflated:
            most = min(self._left, self._limits.part_bytes)
            content = _inflate(self._data, self._entries[name], most, self._limits)
            self._left -= len(content)
            if not name.lower().startswith(OPAQUE):
                refuse_dtd(content)
            self._inflated[name] = content
        return self._inflated[name]

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


def refuse_dtd(content: bytes) -> None:
    """Raise hostile-workbook when an XML part brings a DTD, or hides one in an encoding of its own."""
    if _brings_dtd(content):
        raise hostile("文書型定義（DTD）を含んでいます")


def parse_xml(content: bytes) -> etree._Element:
    """Return the root of an XML part, read with entities, network and DTD off.

    Raise UnreadableError: hostile-workbook or broken-workbook.
    """
    refuse_dtd(content)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, collect_ids=False
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise broken("ファイルの中身（XML）が壊れています") from error


def _read_directory(data: bytes, limits: Limits) -> list[zipfile.ZipInfo]:
    if data.startswith(_OLE):
        if _OLE_ENCRYPTED in data:
            raise UnreadableError("encrypted-workbook", "開くためのパスワードが付いています")
        raise UnreadableError("not-a-workbook", kind_of_bytes(data))
    if not data.startswith(b"PK"):
        reason = kind_of_bytes(data) if data else "中身が空（0バイト）のファイルです"
        raise UnreadableError("not-a-workbook", reason)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, UnicodeDecodeError) as error:
        raise broken("ファイルが途中で切れているか、壊れています") from error
    if len(entries) > limits.parts:
        raise UnreadableError(
            "oversized-workbook", f"シートや画像などの部品が多すぎます（{len(entries)}個、上限{limits.parts}個）"
        )
    files = [e for e in entries if not e.orig_filename.endswith("/")]
    seen: set[str] = set()
    for entry in files:
        # Some programs write Windows' own separator, which Excel opens and mends on saving.
        name = entry.orig_filename.replace("\\", "/")
        if name.startswith("/") or any(c in name for c in ":\0") or ".." in name.split("/"):
            raise hostile("ブックの外を指す名前の部品を含んでいます")
        # Part names differ by more than case (ECMA-376 Part 2, 6.2.2); Excel and we might choose differently.
        if name.lower() in seen:
            raise hostile("同じ名前の部品を二つ以上含んでいます")
        seen.add(name.lower())
    if any("\\" in entry.orig_filename for entry in files):
        raise UnreadableError("resave-workbook", "部品の名前が「\\」で区切られています")
    return files


def _inflate(data: bytes, entry: zipfile.ZipInfo, most: int, limits: Limits) -> bytes:
    raw = _raw(data, entry)
    if entry.compress_type == zipfile.ZIP_STORED:
        content = raw
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            # One byte more than allowed tells "exactly full" from "too much".
            content = inflater.decompress(raw, most + 1)
        except zlib.error as error:
            raise broken("ファイルの中身が壊れています") from error
        if len(content) <= most and not inflater.eof:
            raise broken("ファイルが途中で切れています")
        if len(content) > most >= entry.file_size:
            raise hostile("目録にある大きさより大きい部品を含んでいます")
    else:
        raise broken("Excelが使わない圧縮方式です")
    _check_size(entry, len(content), most, limits)
    if zlib.crc32(content) != entry.CRC:
        raise broken("ファイルの中身が壊れています")
    return content


def _check_size(entry: zipfile.ZipInfo, size: int, most: int, limits: Limits) -> None:
    # Empty cells with borders down to the last row inflate some twelve times: large, but harmless.
    if size > limits.ratio_from and size > limits.ratio * entry.compress_size:
        raise hostile("展開すると異常に大きくなる部品を含んでいます")
    if size > most:
        raise oversized(f"{_kind_of_part(entry.filename)}の部品（{entry.filename}）", size, most)


def _kind_of_part(name: str) -> str:
    kinds = {"worksheets/": "シート", "media/": "画像", "sharedstrings": "文字", "styles": "書式", "drawings/": "図形"}
    return next((kind for mark, kind in kinds.items() if mark in name.lower()), "ブック")


def _raw(data: bytes, entry: zipfile.ZipInfo) -> bytes:
    start = entry.header_offset
    header = data[start : start + _LOCAL_HEADER.size]
    if start < 0 or len(header) < _LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
        raise broken("ファイルの中身が壊れています")
    fields = _LOCAL_HEADER.unpack(header)
    flags, name_length, extra_length = (fields[2], fields[9], fields[10])
    if (flags | entry.flag_bits) & _ENCRYPTED_FLAG:
        raise UnreadableError("encrypted-workbook", "開くためのパスワードが付いています")
    name_end = start + _LOCAL_HEADER.size + name_length
    name = data[start + _LOCAL_HEADER.size : name_end]
    if name.decode("utf-8" if flags & _UTF8_FLAG else "cp437", "replace") != entry.orig_filename:
        raise hostile("目録と中身で名前の違う部品を含んでいます")
    begin = name_end + extra_length
    if begin + entry.compress_size > len(data):
        raise broken("ファイルが途中で切れています")
    return data[begin : begin + entry.compress_size]


def _brings_dtd(content: bytes) -> bool:
    # UTF-16 and UTF-32 are ASCII beside zeros, as far as markup goes.
    plain = content.replace(b"\0", b"") if b"\0" in content[:8] else content
    plain = plain.lstrip(_BYTE_ORDER_MARKS)
    declared = _DECLARED.match(plain)
    if plain.startswith(_EBCDIC) or (declared and not _KNOWN_ENCODING.fullmatch(declared[1])):
        return True
    return _DOCTYPE in plain


def hostile(detail: str) -> UnreadableError:
    """Return the error for content that means harm."""
    return UnreadableError("hostile-workbook", detail)


def oversized(what: str, size: int, limit: int) -> UnreadableError:
    """Return the error for content that is larger than may be read, and need not mean harm."""
    detail = f"{what}が{-(-size // MEBI)}MBあります（上限{limit // MEBI}MB）"
    return UnreadableError("oversized-workbook", detail)


def broken(detail: str) -> UnreadableError:
    """Return the error for content that is damaged."""
    return UnreadableError("broken-workbook", detail)
