"""Archives written from pieces that are already packed; the same pieces always make the same bytes."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_BLOCK = struct.Struct("<BHH")
_END = struct.Struct("<4s4H2IH")
_VERSION, _UTF8, _DEFLATED = 20, 0x800, 8
# 1980-01-01 00:00, the first moment an archive can name: Excel writes the same.
_TIME, _DATE = 0, (1 << 5) | 1
_STORED_BLOCK = 0xFFFF
_LAST_BLOCK = b"\x03\x00"


@dataclass(frozen=True, slots=True)
class Packed:
    """One entry, deflated: its name, checksum, size before, and bytes."""

    name: str
    crc: int
    size: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Directory:
    """Entries laid one after another from the archive's start: their bytes, their directory, how many."""

    data: bytes
    records: bytes
    count: int


def pack(name: str, content: bytes, level: int) -> Packed:
    """Return an entry deflated at that level (1 quick to 9 small)."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Packed(name, zlib.crc32(content), len(content), packer.compress(content) + packer.flush())


def pack_segment(content: bytes) -> bytes:
    """Return bytes deflated so that other deflated pieces may follow: whole blocks, nothing final, no look back."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush(zlib.Z_FULL_FLUSH)


def store(text: bytes) -> bytes:
    """Return bytes as they stand, undeflated, between what `pack_segment` made."""
    if len(text) <= _STORED_BLOCK:
        return _BLOCK.pack(0, len(text), len(text) ^ _STORED_BLOCK) + text
    pieces = [text[i : i + _STORED_BLOCK] for i in range(0, len(text), _STORED_BLOCK)]
    return b"".join(store(p) for p in pieces)


def pack_between(name: str, content: Sequence[bytes], packed: Sequence[bytes], between: Sequence[bytes]) -> Packed:
    """Return an entry of segments, plain and as `pack_segment` made them, with short texts between them."""
    raw: list[bytes] = [content[0]]
    blocks: list[bytes] = [packed[0]]
    for i, text in enumerate(between, start=1):
        raw += text, content[i]
        blocks += store(text), packed[i]
    blocks.append(_LAST_BLOCK)
    whole = b"".join(raw)
    return Packed(name, zlib.crc32(whole), len(whole), b"".join(blocks))


def lay_out(entries: Iterable[Packed], start: int = 0) -> Directory:
    """Return entries in order, as they will lie `start` bytes after the archive's beginning."""
    data: list[bytes] = []
    records: list[bytes] = []
    offset = start
    for entry in entries:
        name = entry.name.encode()
        flags = 0 if entry.name.isascii() else _UTF8
        header = (_VERSION, flags, _DEFLATED, _TIME, _DATE, entry.crc, len(entry.data), entry.size)
        records.append(_CENTRAL.pack(b"PK\x01\x02", _VERSION, *header, len(name), 0, 0, 0, 0, 0, offset) + name)
        data += _LOCAL.pack(b"PK\x03\x04", *header, len(name), 0), name, entry.data
        offset += _LOCAL.size + len(name) + len(entry.data)
    return Directory(b"".join(data), b"".join(records), len(records))


def join(fixed: Directory, entries: Iterable[Packed]) -> bytes:
    """Return the whole archive: what was laid out first, then more entries, then the directory of both."""
    more = lay_out(entries, len(fixed.data))
    records = fixed.records + more.records
    count, start = fixed.count + more.count, len(fixed.data) + len(more.data)
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(records), start, 0)
    return b"".join((fixed.data, more.data, records, end))
