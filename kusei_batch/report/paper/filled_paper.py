"""A template that was filled in, as the entries of its archive; and how it becomes a file."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

from docx.opc.constants import CONTENT_TYPE
from docx.opc.coreprops import CoreProperties
from docx.opc.oxml import CT_Types, serialize_part_xml
from docx.opc.package import OpcPackage
from docx.opc.packuri import PACKAGE_URI
from docx.opc.part import Part
from docx.opc.spec import default_content_types
from docx.oxml.parser import parse_xml

from kusei_batch.report.templating.printed_day import DAY_MARK
from kusei_batch.report.templating.texts import xml_text
from kusei_batch.xlsx.zipping import Packed, join, lay_out, pack

_LEVEL = 6
_DEFLATED = 1024
"""Entries that a process keeps deflated: a template has some thirty, most of which no tag changes."""


@dataclass(frozen=True)
class FilledPaper:
    """Every entry of a document by its name, with a mark where its day is printed.

    `written` are those that tags wrote, `properties` the one among them that tells title and days; `kept` are those of
    the template, whose SHA-256 is `template`.
    """

    entries: Mapping[str, bytes]
    written: frozenset[str]
    kept: frozenset[str]
    properties: str
    template: str

    def says(self, title: str) -> str:
        """Return the digest of what the document says under that title, whatever day it is dated."""
        digest = hashlib.sha256()
        for told in (self.template.encode(), title.encode(), *chain(*sorted(self._anew))):
            digest.update(b"%d " % len(told) + told)
        return digest.hexdigest()

    @property
    def _anew(self) -> Iterator[tuple[bytes, bytes]]:
        return ((name.encode(), content) for name, content in self.entries.items() if name not in self.kept)

    @property
    def prints_day(self) -> bool:
        """Whether the day is printed anywhere."""
        mark = DAY_MARK.encode()
        return any(mark in self.entries[name] for name in self.written)

    def dated(self, title: str, day: dt.date, printed: str) -> bytes:
        """Return the document as .docx, its day printed so; the same figures make the same bytes."""
        mark, label = DAY_MARK.encode(), xml_text(printed).encode()
        written = {name: self.entries[name].replace(mark, label) for name in self.written}
        properties = written[self.properties]
        element: Any = parse_xml(properties)
        told, stamp = CoreProperties(element), dt.datetime.combine(day, dt.time())
        told.title, told.created, told.modified = title, stamp, stamp
        told.last_modified_by, told.revision = "", 1
        written[self.properties] = bytes(serialize_part_xml(element))
        packed = (
            deflated_once(name, content) if name in self.kept else pack(name, written.get(name, content), _LEVEL)
            for name, content in self.entries.items()
        )
        return join(lay_out([]), packed)


@lru_cache(maxsize=_DEFLATED)
def deflated_once(name: str, content: bytes) -> Packed:
    """Return an entry of a template deflated, once in however many documents it stands."""
    return pack(name, content, _LEVEL)


def name_of(part: Part) -> str:
    """Return under which name a part stands in the archive."""
    return str(part.partname.membername)


def entries_of(part: Part) -> dict[str, bytes]:
    """Return a part's entries of the archive by name: its content, and what it is related to."""
    return {name_of(part): part.blob, **relations_of(part)}


def relations_of(holder: Part | OpcPackage) -> dict[str, bytes]:
    """Return the entry that tells what a part, or the package itself, is related to; none where it is to nothing."""
    place = holder.partname if isinstance(holder, Part) else PACKAGE_URI
    return {str(place.rels_uri.membername): bytes(holder.rels.xml)} if holder.rels else {}


def content_types(parts: Iterable[Part]) -> bytes:
    """Return the entry that tells of which kind each part is, as python-docx writes it.

    Endings that differ in case alone are one to Word, which takes a file that tells an ending twice for damaged.
    """
    defaults, overrides = {"rels": CONTENT_TYPE.OPC_RELATIONSHIPS, "xml": CONTENT_TYPE.XML}, {}
    for part in parts:
        ending, kind = part.partname.ext.lower(), part.content_type
        is_default = (ending, kind) in default_content_types
        # Of an ending that stands for several kinds, the first is known by it and the others part by part.
        if not is_default or defaults.setdefault(ending, kind) != kind:
            overrides[part.partname] = kind
    types = CT_Types.new()  # type: ignore[no-untyped-call]
    for ending in sorted(defaults):
        types.add_default(ending, defaults[ending])
    for place in sorted(overrides):
        types.add_override(place, overrides[place])
    return bytes(serialize_part_xml(types))
