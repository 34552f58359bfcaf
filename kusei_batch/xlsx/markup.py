"""SpreadsheetML as trees: its namespaces, and where a new element belongs in a worksheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
XM = "http://schemas.microsoft.com/office/excel/2006/main"
RELATION_ID = f"{{{RELATION}}}id"

# ECMA-376 Part 1, 18.3.1.99: the children of a worksheet come in this order and no other.
_WORKSHEET_ORDER = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr"),
    *("sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate"),
    *("customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations"),
    *("hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks"),
    *("customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing"),
    *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems"),
    *("tableParts", "extLst"),
)
# ECMA-376 Part 1, 18.2.27, likewise for the workbook.
_WORKBOOK_ORDER = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets"),
    *("functionGroups", "externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews"),
    *("pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr"),
    *("webPublishObjects", "extLst"),
)
_ORDERS = {"worksheet": _WORKSHEET_ORDER, "workbook": _WORKBOOK_ORDER}

_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
# What any of the steps of escape_text looks for: most texts have none of it, and stamping asks of every one.
_SPECIAL = re.compile("[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_x")
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def main(tag: str) -> str:
    """Return the qualified name of a SpreadsheetML element."""
    return f"{{{MAIN}}}{tag}"


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace; of a comment, a text that names no element."""
    return str(element.tag).rpartition("}")[2]


def local_parent(element: etree._Element) -> str:
    """Return the name of an element's parent, "" at the root."""
    parent = element.getparent()
    return "" if parent is None else local(parent)


def serialise(root: etree._Element) -> bytes:
    """Return a part's bytes, declared as Office does."""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def place_child(root: etree._Element, child: etree._Element) -> etree._Element:
    """Put a child of a worksheet or workbook where the schema wants it, after its likes; return the child."""
    order = _ORDERS[local(root)]
    rank = order.index(local(child))
    after = [e for e in root if local(e) in order and order.index(local(e)) <= rank]
    if after:
        after[-1].addnext(child)
    else:
        root.insert(0, child)
    return child


def child_of(root: etree._Element, tag: str) -> etree._Element:
    """Return the child of that name, made in its place when there is none."""
    found = root.find(main(tag))
    return found if found is not None else place_child(root, etree.Element(main(tag)))


def fragments(markup: str) -> Iterator[etree._Element]:
    """Yield elements from markup without namespace prefixes, read as SpreadsheetML."""
    yield from list(etree.fromstring(f'<f xmlns="{MAIN}">{markup}</f>'))


def cells_of(sheet: etree._Element) -> Iterator[etree._Element]:
    """Yield every cell of a worksheet in the order written."""
    yield from sheet.iterfind(f"{main('sheetData')}/{main('row')}/{main('c')}")


def text_of(item: etree._Element) -> str:
    """Return the text of an `si` or `is`: all its runs, without furigana."""
    return "".join(t.text or "" for t in item.iter(main("t")) if local_parent(t) != "rPh")


def drop(elements: Sequence[etree._Element]) -> None:
    """Remove elements from their parents."""
    for element in elements:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)


def strip_attributes(element: etree._Element, *names: str) -> None:
    """Take attributes off an element, as far as it has them."""
    for name in names:
        if name in element.attrib:
            del element.attrib[name]


def escape_text(text: str) -> str:
    """Return text for an element; what XML cannot hold is written as Excel does (`_x000D_`), so that it survives."""
    if not _SPECIAL.search(text):
        return text
    text = _ESCAPE_LIKE.sub("_x005F_", text)
    text = _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_attribute(text: str) -> str:
    """Return text for an attribute in double quotes; line breaks are kept."""
    return escape_text(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
