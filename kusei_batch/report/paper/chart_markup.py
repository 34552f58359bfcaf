"""The markup of a chart as Word takes it: what XlsxWriter leaves to the defaults of Excel is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lxml import etree

_SPACES = {
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
}
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LABEL_PARTS = ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")


@dataclass(frozen=True, slots=True)
class _Default:
    """A switch that is off where XlsxWriter writes none, and on where the standard's own default is taken.

    It is written into each of `holders` behind the last of the elements named in `after`.
    """

    holders: str
    switch: str
    after: tuple[str, ...]


_DEFAULTS = (
    _Default("//c:chartSpace", "roundedCorners", ("date1904", "lang")),
    _Default("//c:barChart | //c:lineChart", "varyColors", ("barDir", "grouping")),
    _Default("//c:barChart/c:ser", "invertIfNegative", ("idx", "order", "tx", "spPr")),
    _Default("//c:lineChart/c:ser", "smooth", ("cat", "val")),
    _Default("//c:catAx | //c:valAx", "delete", ("axId", "scaling")),
    _Default("//c:legend", "overlay", ("legendPos", "legendEntry", "layout")),
    _Default("//c:title", "overlay", ("tx", "layout")),
)


def chart_for_word(xml: bytes) -> bytes:
    """Return the chart with every switch, the face of Japanese text and the relationship to its workbook, rId1."""
    root = etree.fromstring(xml)
    for language in _find(root, "//c:lang"):
        language.set("val", "ja-JP")
    for default in _DEFAULTS:
        for holder in _find(root, default.holders):
            names = [_name(child) for child in holder]
            if default.switch not in names:
                place = max((i for i, name in enumerate(names) if name in default.after), default=-1) + 1
                holder.insert(place, _element(f"c:{default.switch}", val="0"))
    for holder in _find(root, "//c:dLbls[not(c:delete)] | //c:dLbl[not(c:delete)]"):
        _say_label_parts(holder)
    for latin in _find(root, "//a:latin"):
        latin.addnext(_element("a:ea", typeface=latin.get("typeface", "")))
    _find(root, "//c:chart")[0].append(_element("c:dispBlanksAs", val="gap"))
    for settings in _find(root, "//c:printSettings"):
        root.remove(settings)
    data = _element("c:externalData")
    data.set(_RELATION, "rId1")
    data.append(_element("c:autoUpdate", val="0"))
    root.append(data)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _find(root: etree._Element, path: str) -> list[etree._Element]:
    found: Any = root.xpath(path, namespaces=_SPACES)
    return list(found)


def _element(name: str, **attributes: str) -> etree._Element:
    prefix, _, local = name.partition(":")
    return etree.Element(f"{{{_SPACES[prefix]}}}{local}", attributes)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


def _say_label_parts(holder: etree._Element) -> None:
    """Write of each part of a label whether it is shown, in the order of the standard."""
    shown = {_name(child): child for child in holder if _name(child) in _LABEL_PARTS}
    behind = [child for child in holder if _name(child) in ("separator", "showLeaderLines", "leaderLines", "extLst")]
    for child in (*shown.values(), *behind):
        holder.remove(child)
    for part in _LABEL_PARTS:
        holder.append(shown.get(part, _element(f"c:{part}", val="0")))
    holder.extend(behind)
