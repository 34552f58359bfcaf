"""Pictures that Excel placed in a cell (セルに配置): a cell's `vm` leads through the metadata to a file.

Programs that do not know them show #VALUE! there. The way is: `vm` of the cell -> valueMetadata -> futureMetadata
XLRICHVALUE -> a rich value, whose structure says which of its values names the file -> richValueRel -> the picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from kusei_batch.xlsx.links import relationships, workbook_part
from kusei_batch.xlsx.markup import local
from kusei_batch.xlsx.package import MEBI, broken, parse_xml

_PART_BYTES = 4 * MEBI
_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\bvm=\"[0-9]{1,7}\"[^>]*>")
_PLACE, _METADATA = re.compile(rb"\br=\"([A-Z]{1,3}[0-9]{1,7})\""), re.compile(rb"\bvm=\"([0-9]+)\"")
_LOCAL, _WEB = "_rvRel:LocalImageIdentifier", "WebImageIdentifier"


def pictures_in_cells(parts: Mapping[str, bytes], sheet: str) -> dict[str, str | None]:
    """Return the part of the picture by the cell it is placed in; None of one that lies on the web.

    Raise UnreadableError where the way to them is broken.
    """
    marked = {}
    for found in _CELL.finditer(parts[sheet]):
        place, metadata = _PLACE.search(found[0]), _METADATA.search(found[0])
        if place and metadata:
            marked[place[1].decode()] = int(metadata[1])
    if not marked:
        return {}
    files = list(_files(parts))
    values = _rich_values(parts)
    return {cell: files[values[vm]] for cell, vm in marked.items() if 0 <= values.get(vm, -1) < len(files)}


def _tree(parts: Mapping[str, bytes], kind: str) -> etree._Element | None:
    """Return the part the workbook leads to by that kind of relationship, None where it leads to none."""
    links = relationships(parts, workbook_part(parts))
    target = next((r.target for r in links if r.is_a(kind) and not r.external and r.target in parts), None)
    if target is None:
        return None
    if len(parts[target]) > _PART_BYTES:
        raise broken("セルの中の写真の部品が大きすぎます")
    return parse_xml(parts[target])


def _rich_values(parts: Mapping[str, bytes]) -> dict[int, int]:
    """Return the number of the rich value, from 0, by a cell's `vm`, from 1."""
    root = _tree(parts, "sheetMetadata")
    if root is None:
        return {}
    names = [e.get("name", "") for e in root.iterfind("{*}metadataTypes/{*}metadataType")]
    future = root.find("{*}futureMetadata[@name='XLRICHVALUE']")
    rich = [_whole(next(bk.iter("{*}rvb"), None), "i") for bk in _children(future, "bk")]
    found = {}
    for number, record in enumerate(root.iterfind("{*}valueMetadata/{*}bk/{*}rc"), start=1):
        type_, value = _whole(record, "t"), _whole(record, "v")
        if 0 < type_ <= len(names) and names[type_ - 1] == "XLRICHVALUE" and 0 <= value < len(rich):
            found[number] = rich[value]
    return found


def _files(parts: Mapping[str, bytes]) -> Iterator[str | None]:
    """Yield, for every rich value, the part of the picture it names; None of one on the web, "" of any other value."""
    values, structures = _tree(parts, "rdRichValue"), _tree(parts, "rdRichValueStructure")
    links = relationships(parts, workbook_part(parts))
    holder = next((r.target for r in links if r.is_a("richValueRel")), "")
    targets = {r.id: r.target for r in relationships(parts, holder) if not r.external}
    ids = [
        next((str(value) for name, value in e.attrib.items() if str(name).endswith("}id")), "")
        for e in _children(_tree(parts, "richValueRel"), "rel")
    ]
    named = [targets.get(one, "") for one in ids]
    keys = [[k.get("n", "") for k in _children(s, "k")] for s in _children(structures, "s")]
    for value in _children(values, "rv"):
        number, texts = _whole(value, "s"), [v.text or "" for v in _children(value, "v")]
        known = dict(zip(keys[number], texts, strict=False)) if 0 <= number < len(keys) else {}
        at = known.get(_LOCAL, "")
        if at.isdecimal() and int(at) < len(named):
            yield named[int(at)]
        else:
            yield None if _WEB in known else ""


def _children(root: etree._Element | None, name: str) -> Iterator[etree._Element]:
    yield from (child for child in (root if root is not None else ()) if local(child) == name)


def _whole(element: etree._Element | None, name: str) -> int:
    text = element.get(name, "") if element is not None else ""
    return int(text) if text.isdecimal() and len(text) < 8 else -1  # noqa: PLR2004 - no workbook has so many
