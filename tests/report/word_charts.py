"""The native charts of a Word paper as Word reads them: what is drawn, from which cached figures, out of which workbook."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import openpyxl
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from lxml import etree

_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
SPACES = {"c": _CHART, "a": "http://schemas.openxmlformats.org/drawingml/2006/main"}


def xpath(element: Any, path: str) -> list[Any]:
    """The elements at the path, c: and a: being the names of DrawingML."""
    return element.xpath(path, namespaces=SPACES)


@dataclass
class WordSeries:
    """A series: its cached name and figures by category, and the same as its cells say."""

    element: etree._Element
    name: str
    values: dict[str, float | None]
    cells: dict[str, float | None]
    cells_name: str


@dataclass
class WordChart:
    """A chart of a document, with its words for those who do not see it and its size in English Metric Units."""

    root: etree._Element
    blob: bytes
    workbook: bytes
    told: str
    size: tuple[int, int]
    series: list[WordSeries]

    def find(self, path: str) -> list[Any]:
        return xpath(self.root, path)


def read_charts(document) -> list[WordChart]:
    """The charts of the body, as they come."""
    return [_read(document, holder) for holder in document.element.iter(f"{{{_CHART}}}chart")]


def _read(document, holder) -> WordChart:
    part = document.part.related_parts[holder.get(qn("r:id"))]
    inline = holder.getparent().getparent().getparent()
    extent, told = inline.find(qn("wp:extent")), inline.find(qn("wp:docPr")).get("descr")
    root = etree.fromstring(part.blob)
    (data,) = xpath(root, "//c:externalData")
    relation = part.rels[data.get(qn("r:id"))]
    assert relation.reltype == RELATIONSHIP_TYPE.PACKAGE
    workbook = relation.target_part.blob
    (sheet,) = openpyxl.load_workbook(io.BytesIO(workbook)).worksheets
    series = [_series(element, sheet) for element in xpath(root, "//c:ser")]
    return WordChart(root, part.blob, workbook, told, (int(extent.get("cx")), int(extent.get("cy"))), series)


def _series(element, sheet) -> WordSeries:
    def cached(kind: str) -> dict[int, str]:
        points = xpath(element, f"c:{kind}//c:pt")
        return {int(pt.get("idx")): pt.findtext("c:v", namespaces=SPACES) for pt in points}

    def cells(kind: str) -> list[Any]:
        (formula,) = xpath(element, f"c:{kind}//c:f")
        name, _, area = formula.text.rpartition("!")
        assert name.strip("'") == sheet.title
        found = sheet[area.replace("$", "")]
        return [cell.value for (cell,) in found] if isinstance(found, tuple) else [found.value]

    names, values = cached("cat"), cached("val")
    figures = {name: float(values[i]) if i in values else None for i, name in sorted(names.items())}
    named = dict(zip(cells("cat"), cells("val"), strict=True))
    return WordSeries(element, cached("tx")[0], figures, named, cells("tx")[0])
