"""References to cells that stand outside the sheets: in form controls, links of shapes, tables, pivots, charts' shapes.

What hangs on a sheet whose rows move and is of a kind not known here is refused: a reference left behind would write
into somebody else's cell.
"""

from __future__ import annotations

import html
import re
from functools import partial

from lxml import etree

from kusei_batch.xlsx.book import Book, SheetPart
from kusei_batch.xlsx.compile.rowmap import Shift
from kusei_batch.xlsx.links import relationships
from kusei_batch.xlsx.markup import escape_text, local

_CONTROL_FORMULAS = ("fmlaLink", "fmlaRange", "fmlaTxbx", "fmlaGroup", "fmlaPict")
_VML_FORMULA = re.compile(r"(<x:Fmla(?:Link|Range|Txbx|Group|Pict)>)([^<]*)(</x:)")
_TABLE_FORMULAS = ("calculatedColumnFormula", "totalsRowFormula")
_SOURCES = ("worksheetSource", "rangeSet", "dataRef")

_MOVED = frozenset(
    ("drawing", "vmlDrawing", "comments", "threadedComment", "table", "pivotTable", "ctrlProp", "tableSingleCells")
)
_WITHOUT_CELLS = frozenset(
    (
        "printerSettings",
        "hyperlink",
        "image",
        "customProperty",
        "slicer",
        "timeline",
        "package",
        "legacyDrawingHeaderFooter",
    )
)
_SPOKEN = {
    "control": "ActiveXコントロール",
    "oleObject": "ほかのファイルと結ばれたオブジェクト",
    "queryTable": "外部データの取込み",
    "webExtension": "アドイン",
}


class UnmovableError(ValueError):
    """Something on a sheet refers to cells in a way that cannot follow them; `sheet` and `thing` are for people."""

    def __init__(self, sheet: str, thing: str) -> None:
        super().__init__(f"{sheet}: {thing}")
        self.sheet, self.thing = sheet, thing


def refuse_unmovable(book: Book, sheet: SheetPart) -> None:
    """Raise UnmovableError for a part hanging on the sheet that may hold references nobody here knows of."""
    for link in relationships(book.relations(sheet.part), sheet.part):
        kind = link.type.rpartition("/")[2]
        if kind not in _MOVED | _WITHOUT_CELLS:
            raise UnmovableError(sheet.name, _SPOKEN.get(kind, f"部品「{kind}」"))


def shift_remote(book: Book, sheet: SheetPart, shift: Shift) -> None:
    """Let what hangs on a sheet follow the rows it refers to, on this sheet or another."""
    for part in book.linked(sheet.part, "ctrlProp"):
        book.revise(part, partial(_shift_attributes, names=_CONTROL_FORMULAS, sheet=sheet.name, shift=shift))
    for part in book.linked(sheet.part, "vmlDrawing"):
        _shift_vml(book, part, sheet.name, shift)
    for part in book.linked(sheet.part, "table"):
        book.revise(part, partial(_shift_texts, names=_TABLE_FORMULAS, sheet=sheet.name, shift=shift))
    for part in (sheet.part, *book.linked(sheet.part, "drawing")):
        book.revise_relations(part, partial(_shift_links, sheet=sheet.name, shift=shift))
    for drawing in book.linked(sheet.part, "drawing"):
        book.revise(drawing, partial(_shift_attributes, names=("cellRange",), sheet=sheet.name, shift=shift))
        for chart in book.linked(drawing, "chart"):
            book.revise(chart, partial(_shift_texts, names=("sqref",), sheet=sheet.name, shift=shift))
            for shapes in book.linked(chart, "chartUserShapes"):
                book.revise(shapes, partial(_shift_attributes, names=("textlink",), sheet=sheet.name, shift=shift))


def shift_sources(root: etree._Element, shift: Shift, sheet: str = "") -> bool:
    """Let the ranges that a pivot or a consolidation draws on grow and follow; whether any did."""
    changed = False
    for source in (e for e in root.iter() if local(e) in _SOURCES):
        text = source.get("ref", "")
        moved = shift.map_of(source.get("sheet", sheet)).area(text) if text else text
        if moved != text:
            source.set("ref", moved)
            changed = True
    return changed


def _shift_attributes(root: etree._Element, names: tuple[str, ...], sheet: str, shift: Shift) -> bool:
    changed = False
    for element in root.iter():
        for name in names:
            text = element.get(name)
            if text and (moved := shift.formula(text, sheet)) != text:
                element.set(name, moved)
                changed = True
    return changed


def _shift_texts(root: etree._Element, names: tuple[str, ...], sheet: str, shift: Shift) -> bool:
    changed = False
    for element in root.iter():
        if local(element) in names and element.text and (moved := shift.formula(element.text, sheet)) != element.text:
            element.text = moved
            changed = True
    return changed


def _shift_vml(book: Book, part: str, sheet: str, shift: Shift) -> None:
    # Excel's VML is not always well-formed XML (<br> without end), so it is edited as text.
    before = book.content(part).decode("utf-8", "surrogateescape")

    def move(found: re.Match[str]) -> str:
        return found[1] + escape_text(shift.formula(html.unescape(found[2]), sheet)) + found[3]

    after = _VML_FORMULA.sub(move, before)
    if after != before:
        book.replace(part, after.encode("utf-8", "surrogateescape"))


def _shift_links(root: etree._Element, sheet: str, shift: Shift) -> bool:
    """Move the places in the workbook that shapes link to, and return whether any moved: `#様式!A10`."""
    changed = False
    for relation in root:
        target = relation.get("Target", "")
        moved = f"#{shift.formula(target[1:], sheet)}" if target.startswith("#") else target
        if moved != target:
            relation.set("Target", moved)
            changed = True
    return changed
