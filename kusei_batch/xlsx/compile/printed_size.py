"""How large the text of an issued sheet is on paper, before anybody prints it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from kusei_batch.core.form import ROW_ID, Form
from kusei_batch.core.text.placeholder import find_placeholders
from kusei_batch.xlsx.compile.printed_rows import PrintedSheet
from kusei_batch.xlsx.compile.repeat import RepeatedBook, repeat_template
from kusei_batch.xlsx.digit_width import digit_points
from kusei_batch.xlsx.markup import cells_of, main, text_of
from kusei_batch.xlsx.reference import Area, address, parse_address
from kusei_batch.xlsx.stamp.row_heights import SheetGrid

# ECMA-376 Part 1, 18.3.1.63: the sizes of paper in use here, portrait, in millimetres.
_PAPERS = {"1": (215.9, 279.4), "8": (297, 420), "9": (210, 297), "11": (148, 210), "12": (257, 364), "13": (182, 257)}
_A4 = (210, 297)
_POINTS, _MILLIMETRES = 72, 25.4
_MARGINS = {"left": 0.7, "right": 0.7, "top": 0.75, "bottom": 0.75}
_LEAST_PERCENT, _FULL = 10, 100
_TRUE = ("1", "true")
# ECMA-376 Part 1, 18.3.1.46: a font, a colour, a size, any other code; or a sign that is printed.
_FOOTER_CODE = re.compile(
    r'&(?:"[^"]*"|K(?:[0-9A-Fa-f]{6}|\d\d[+-]\d{3})|(?P<size>\d+)|(?P<code>.))|(?P<sign>\S)', re.DOTALL
)
_SECTIONS, _FIELDS = "LCR", "PNDTFZA&"  # where a size begins; codes for which words are printed
_USUAL_FOOTER = 10.0  # LibreOffice's own size; Excel takes that of the standard font


@dataclass(frozen=True, slots=True)
class PrintedSize:
    """The smallest text of a sheet as it is printed, in points, the cell it is in, and to how many % it is drawn.

    The smallest text of its headers and footers has no cell.
    """

    sheet: str
    cell: str
    points: float
    percent: int


def measure_printed_sizes(data: bytes, form: Form) -> list[PrintedSize]:
    """Return the size of each sheet of a template that is seen and has items of the form in it.

    Measured are the cells of the items and their headings, but not 行ID, which nobody reads. What is not printed,
    because it is hidden or outside the print area, counts as little. Raise as repeat_template does.
    """
    made = repeat_template(data, form)
    states = {e.get("name"): e.get("state", "visible") for e in made.book.workbook.iter(main("sheet"))}
    measured: list[PrintedSize] = []
    for index, sheet in enumerate(made.book.sheets):
        if sheet.is_worksheet and states[sheet.name] == "visible":
            measured += _measure(PrintedSheet(made, sheet, index))
    return measured


def _measure(printed: PrintedSheet) -> Iterator[PrintedSize]:
    made, area = printed.made, printed.area
    root = made.book.tree(printed.sheet.part)
    grid = SheetGrid(root, made.styles.default_font)
    headings = {f.heading_cell for f in made.form.fields if f.sheet == printed.sheet.name and f.name != ROW_ID}
    sizes = []
    for cell in cells_of(root):
        row, column = parse_address(cell.get("r", "A1"))
        is_seen = (
            area is not None and area.holds(row, column) and grid.height(row) and grid.width(Area(1, column, 1, column))
        )
        if is_seen and (address(row, column) in headings or _shows_item(made, cell)):
            sizes.append((made.styles.font_of(int(cell.get("s", "0")))[1], cell.get("r", "")))
    if sizes and area is not None:
        percent = _percent(printed, root, grid)
        size, cell_name = min(sizes, key=lambda one: one[0])
        yield PrintedSize(printed.sheet.name, cell_name, size * percent / _FULL, percent)
        yield from _measure_footers(printed, root, percent)


def _measure_footers(printed: PrintedSheet, root: etree._Element, percent: int) -> Iterator[PrintedSize]:
    """Yield the smallest text above and below the pages; Excel makes it smaller with the sheet unless told not to.

    LibreOffice does so always: what is large enough in Excel by that word alone is smaller there.
    """
    words = root.find(main("headerFooter"))
    if words is None:
        return
    usual = min(_USUAL_FOOTER, printed.made.styles.default_font[1])
    sizes = [size for part in words if part.text for size in _footer_sizes(part.text, usual)]
    if sizes:
        drawn = percent if words.get("scaleWithDoc", "1") in _TRUE else _FULL
        yield PrintedSize(printed.sheet.name, "", min(sizes) * drawn / _FULL, drawn)


def _footer_sizes(words: str, usual: float) -> Iterator[float]:
    """Yield the size of everything that a header or footer prints."""
    size = usual
    for found in _FOOTER_CODE.finditer(words):
        if found["size"]:
            size = float(found["size"])
        elif found["code"] and found["code"] in _SECTIONS:
            size = usual
        elif found["sign"] or (found["code"] and found["code"] in _FIELDS):
            yield size


def _shows_item(made: RepeatedBook, cell: etree._Element) -> bool:
    item = made.strings.item_of(cell)
    return item is not None and any(found.name != ROW_ID for found in find_placeholders(text_of(item)))


def _percent(printed: PrintedSheet, root: etree._Element, grid: SheetGrid) -> int:
    """Return to how many percent of its size a sheet is drawn, as stated or to fit its pages."""
    setup, fit = root.find(main("pageSetup")), root.find(f"{main('sheetPr')}/{main('pageSetUpPr')}")
    stated: dict[str, str] = {} if setup is None else {str(name): str(value) for name, value in setup.items()}
    if fit is None or fit.get("fitToPage") not in _TRUE:
        return int(stated.get("scale", _FULL))
    area = printed.area or printed.seen
    margins = root.find(main("pageMargins"))
    inches = {side: float(usual if margins is None else margins.get(side, usual)) for side, usual in _MARGINS.items()}
    paper = _PAPERS.get(str(stated.get("paperSize", "")), _A4)
    across, down = sorted(paper, reverse=stated.get("orientation") == "landscape")
    room = [
        _POINTS * (across / _MILLIMETRES - inches["left"] - inches["right"]) * int(stated.get("fitToWidth", 1)),
        _POINTS * (down / _MILLIMETRES - inches["top"] - inches["bottom"]) * int(stated.get("fitToHeight", 1)),
    ]
    width = grid.width(area) * digit_points(printed.made.styles.default_font)
    needed = [width, sum(grid.height(row) for row in _printed_rows(printed, area))]
    # No number of pages (0) sets no bound.
    fitting = [_FULL * has / needs for has, needs in zip(room, needed, strict=True) if has and needs]
    return max(_LEAST_PERCENT, int(min([_FULL, *fitting])))


def _printed_rows(printed: PrintedSheet, area: Area) -> Iterator[int]:
    """Yield the rows on paper where no more is filled in than is printed anyway."""
    spared = {
        row
        for table in map(printed.made.form.table, printed.blocks)
        if table.is_fixed or (printed.ends_with_use and table is printed.last_table)
        for row in range(printed.end_of(table, table.printed_rows) + 1, printed.end_of(table, table.max_rows) + 1)
    }
    yield from (row for row in range(area.top, area.bottom + 1) if row not in spared)
