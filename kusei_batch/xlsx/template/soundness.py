"""What Excel would have to repair: a form made from it would be damaged in every copy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kusei_batch.xlsx.links import content_type, relationships, workbook_part
from kusei_batch.xlsx.package import OPAQUE, UnreadableError, broken, parse_xml

_QUOTED = 40
_WORKBOOK_TYPE = "spreadsheetml.sheet.main+xml"


@dataclass(frozen=True, slots=True)
class _Kind:
    """The element a part of that kind is, and what in it can be no address, size or number of a style."""

    root: str
    wrong: re.Pattern[bytes] = re.compile(rb"(?!)")


_NUMBER = rb'="(?![0-9.][0-9.eE+-]*")'
_KINDS = {
    "worksheet": _Kind(
        "worksheet",
        re.compile(
            rb"\s(?:(?:s|min|max|width|ht|default(?:RowHeight|ColWidth))" + _NUMBER + rb"|"
            rb'r="(?!(?:[A-Z]{1,3})?[1-9][0-9]{0,6}"))'
        ),
    ),
    "sharedStrings": _Kind("sst"),
    "styles": _Kind("styleSheet", re.compile(rb"\s(?:numFmt|font|fill|border|xf)Id" + _NUMBER)),
    "comments": _Kind("comments", re.compile(rb'\sref="(?![A-Z]{1,3}[1-9][0-9]{0,6}")')),
    "drawing": _Kind("wsDr"),
    "table": _Kind("table"),
    "pivotTable": _Kind("pivotTableDefinition"),
}
"""The kinds of parts that Excel misses where they are gone; of others it makes do without."""
_STYLE = re.compile(rb'\ss="([0-9]{1,9})"')


def refuse_damaged(parts: Mapping[str, bytes]) -> None:
    """Raise UnreadableError (broken-workbook) for parts that are missing, are no XML or hold impossible addresses."""
    for name, content in parts.items():
        if name.lower().endswith((".xml", ".rels")) and not name.lower().startswith(OPAQUE):
            try:
                parse_xml(content)
            except UnreadableError as error:
                raise UnreadableError(error.code, f"部品「{name}」：{error.detail}") from error
    workbook = workbook_part(parts)
    if not content_type(parts, workbook).endswith(_WORKBOOK_TYPE):
        raise broken("部品の種類の一覧（[Content_Types].xml）に、ブックの本体がありません")
    links = relationships(parts, workbook)
    sheets = [link for link in links if link.is_a("worksheet")]
    _check_sheets(parts[workbook], {link.id for link in links})
    for link in (*links, *(link for sheet in sheets for link in relationships(parts, sheet.target))):
        kind = next((kind for name, kind in _KINDS.items() if link.is_a(name)), None)
        if kind and not link.external:
            _check_part(parts, link.target, kind)
    # Every cell's style must be one of the workbook's.
    styles = next((parts[link.target] for link in links if link.is_a("styles")), None)
    known = 0 if styles is None else sum(1 for _ in parse_xml(styles).iterfind("{*}cellXfs/{*}xf"))
    for sheet in sheets:
        if max(map(int, set(_STYLE.findall(parts[sheet.target]))), default=0) >= max(known, 1):
            raise broken(f"部品「{sheet.target}」に、ブックにない書式のセルがあります")


def _check_sheets(workbook: bytes, links: set[str]) -> None:
    for sheet in parse_xml(workbook).iterfind("{*}sheets/{*}sheet"):
        # Whatever its namespace, the attribute of a sheet that is a link is its id.
        if not any(str(key).endswith("}id") and value in links for key, value in sheet.attrib.items()):
            raise broken(f"シート「{sheet.get('name', '')}」の中身がありません")


def _check_part(parts: Mapping[str, bytes], name: str, kind: _Kind) -> None:
    if name not in parts:
        raise broken(f"部品「{name}」がありません")
    if not parse_xml(parts[name]).tag.endswith(f"}}{kind.root}"):
        raise broken(f"部品「{name}」の中身が、別のものです")
    content = parts[name]
    for wrong in kind.wrong.finditer(content):
        # In a text it is nobody's address: there the tag before has ended.
        if content.rfind(b"<", 0, wrong.start()) > content.rfind(b">", 0, wrong.start()):
            near = content[wrong.start() : wrong.start() + _QUOTED].decode("utf-8", "replace").strip()
            raise broken(f"部品「{name}」の「{near}…」が、番地や数として読めません")
