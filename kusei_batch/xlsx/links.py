"""How the parts of a workbook lead to each other: relationships, the workbook part, the worksheets."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from kusei_batch.xlsx.kinds import kind_of_package
from kusei_batch.xlsx.package import OPAQUE, UnreadableError, broken, hostile, parse_xml

_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = "{http://purl.oclc.org/ooxml/"
_RELATIONSHIP_ID = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)


@dataclass(frozen=True, slots=True)
class Relationship:
    """A link to another part (`target`: its name) or to the outside (`external`: target as written)."""

    id: str
    type: str
    target: str
    external: bool = False

    def is_a(self, kind: str) -> bool:
        """Return whether its type ends with that word; Strict and Transitional differ only before it."""
        return self.type.rpartition("/")[2] == kind


def relationships(parts: Mapping[str, bytes], part: str) -> tuple[Relationship, ...]:
    """Return the relationships of a part ("" for the package's own) in order; none when it has no such list."""
    folder, _, name = part.rpartition("/")
    content = parts.get(f"{folder}/_rels/{name}.rels".lstrip("/"))
    if content is None:
        return ()
    return tuple(_relationship(e, folder, parts) for e in parse_xml(content).iter(_RELATIONSHIP) if e.get("Target"))


def workbook_part(parts: Mapping[str, bytes]) -> str:
    """Return the name of the workbook part. Raise UnreadableError: not-a-workbook."""
    for link in relationships(parts, ""):
        if link.is_a("officeDocument") and not link.external:
            if link.target.endswith("workbook.bin"):
                raise UnreadableError("not-a-workbook", "バイナリ形式のExcelブック（.xlsb）です")
            if link.target in parts and parse_xml(parts[link.target]).tag.endswith("}workbook"):
                return link.target
    raise UnreadableError("not-a-workbook", kind_of_package(b"", list(parts)))


def is_strict(parts: Mapping[str, bytes]) -> bool:
    """Return whether a workbook is written in Strict Open XML, whose parts and links have namespaces of their own."""
    return parse_xml(parts[workbook_part(parts)]).tag.startswith(_STRICT)


def sheet_parts(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Return the worksheets in workbook order, hidden ones too and no chart sheets: sheet name -> part name.

    Raise UnreadableError: not-a-workbook, hostile-workbook or broken-workbook.
    """
    workbook = workbook_part(parts)
    links = {r.id: r for r in relationships(parts, workbook) if r.is_a("worksheet") and not r.external}
    sheets: dict[str, str] = {}
    for sheet in parse_xml(parts[workbook]).iterfind("{*}sheets/{*}sheet"):
        link = links.get(next((v for k in _RELATIONSHIP_ID if (v := sheet.get(k))), ""))
        if link is None:
            continue
        if link.target.lower().startswith(OPAQUE):
            raise hostile("シートの代わりに別の部品を指しています")
        if link.target not in parts:
            raise broken("シートの中身がありません")
        sheets[sheet.get("name", "")] = link.target
    return sheets


def _relationship(element: etree._Element, folder: str, parts: Mapping[str, bytes]) -> Relationship:
    target, external = element.get("Target", ""), element.get("TargetMode") == "External"
    if not external:
        joined = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        # Part names are equal regardless of case; the archive's spelling counts here.
        target = joined if joined in parts else next((p for p in parts if p.lower() == joined.lower()), joined)
    return Relationship(element.get("Id", ""), element.get("Type", ""), target, external)


_OTHER_KINDS = {
    "spreadsheetml.template.main+xml": "Excelテンプレート（.xltx）",
    "ms-excel.sheet.macroenabled.main+xml": "マクロ有効ブック（.xlsm）",
    "ms-excel.template.macroenabled.main+xml": "マクロ有効テンプレート（.xltm）",
    "ms-excel.addin.macroenabled.main+xml": "アドイン（.xlam）",
}


def other_kind(parts: Mapping[str, bytes]) -> str:
    """Return what a workbook says it is instead of a plain .xlsx, in words; empty where it is one.

    Excel opens none of them under the name .xlsx. Raise UnreadableError.
    """
    told = content_type(parts, workbook_part(parts))
    return next((words for kind, words in _OTHER_KINDS.items() if told.endswith(kind)), "")


def content_type(parts: Mapping[str, bytes], part: str) -> str:
    """Return what the package says a part is, in small letters; "" where it says nothing of it."""
    types = parse_xml(parts["[Content_Types].xml"])
    own = (e for e in types if (e.get("PartName") or "").lower() == f"/{part}".lower())
    usual = (e for e in types if (e.get("Extension") or "").lower() == part.rpartition(".")[2].lower())
    return next(((e.get("ContentType") or "").lower() for e in (*own, *usual)), "")
