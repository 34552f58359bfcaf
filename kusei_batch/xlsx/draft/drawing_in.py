"""Reading a workbook's sheets as they are drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kusei_batch.xlsx.book import Book, SheetPart
from kusei_batch.xlsx.compile.placeholder_cells import number_cells
from kusei_batch.xlsx.draft.drawn_sheet import DrawnCell, DrawnRule, DrawnSheet
from kusei_batch.xlsx.markup import cells_of, local, main
from kusei_batch.xlsx.reader import Workbook
from kusei_batch.xlsx.reader.authored import CellFormat
from kusei_batch.xlsx.reference import parse_address, parse_area, parse_areas

if TYPE_CHECKING:
    from lxml import etree

_SIDES = ("top", "bottom", "left", "right")
_ELSEWHERE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!:]+))!(.+)")
_MOST_CHOICES = 200


def read_drawn(book: Book, workbook: Workbook, sheet: SheetPart) -> DrawnSheet:
    """Return a worksheet as it is drawn; `workbook` is the same book, read."""
    root, read = book.tree(sheet.part), workbook.sheets[sheet.name]
    number_cells(root)
    looks = _looks(book, workbook.authored.formats)
    styled = {
        parse_address(cell.get("r", "A1")): looks[number]
        for cell in cells_of(root)
        if (number := int(cell.get("s", "0"))) < len(looks)
    }
    usual = root.find(main("sheetFormatPr"))
    formulas = {at: cell.formula for at, cell in workbook.authored[sheet.name].formulas.items()}
    return DrawnSheet(
        name=sheet.name,
        texts={at: cell.shown for at, cell in read.cells.items() if not cell.is_blank and at not in formulas},
        looks=styled,
        formulas=formulas,
        merged=read.merged,
        rules=tuple(_rules(workbook, sheet.name)),
        widths=dict(_widths(root)),
        usual_width=float(usual.get("defaultColWidth", "8.4")) if usual is not None else 8.4,
        protected=root.find(main("sheetProtection")) is not None,
        hidden_rows=read.hidden.rows,
        hidden_columns=read.hidden.columns,
    )


def _widths(root: etree._Element) -> Iterator[tuple[int, float]]:
    for columns in root.iterfind(f"{main('cols')}/{main('col')}"):
        first, last = int(columns.get("min", "1")), int(columns.get("max", "1"))
        for column in range(first, min(last, first + 500) + 1):
            yield column, float(columns.get("width", "8.4"))


def _looks(book: Book, formats: tuple[CellFormat, ...]) -> list[DrawnCell]:
    """Return how the cells of each style look, by its number."""
    part = next(iter(book.linked(book.workbook_part, "styles")), None)
    if part is None:
        return []
    root = book.tree(part)
    borders = [_border(e) for e in root.iterfind(f"{main('borders')}/{main('border')}")]
    fonts = [font.find(main("sz")) for font in root.iterfind(f"{main('fonts')}/{main('font')}")]
    sizes = [float(size.get("val", "11")) if size is not None else 11.0 for size in fonts]
    looks = []
    for style, known in zip(root.iterfind(f"{main('cellXfs')}/{main('xf')}"), formats, strict=False):
        border, font = int(style.get("borderId", "0")), int(style.get("fontId", "0"))
        sides, crossed = borders[border] if border < len(borders) else ({}, False)
        size = sizes[font] if font < len(sizes) else 11.0
        looks.append(DrawnCell(**sides, crossed=crossed, open=not known.is_locked, number=known.code, size=size))
    return looks


def _border(border: etree._Element) -> tuple[dict[str, str], bool]:
    drawn = {local(side): style for side in border if (style := side.get("style", "")) not in ("", "none")}
    # Right-to-left sheets call the sides start and end.
    return {side: drawn[side] for side in _SIDES if side in drawn}, "diagonal" in drawn


def _rules(workbook: Workbook, sheet: str) -> Iterator[DrawnRule]:
    for cells, kind, operator, *formulas in workbook.authored[sheet].validations:
        first, second = (*formulas, "", "")[:2]
        try:
            areas = tuple(parse_areas(cells))
        except ValueError:
            continue
        choices = tuple(_choices(first, workbook, sheet)) if kind == "list" else ()
        yield DrawnRule(areas, kind, choices, operator, first, second)


def _choices(formula: str, workbook: Workbook, sheet: str) -> list[str]:
    """Return what a list offers: its words, or what stands in the range it refers to; empty where nobody can tell."""
    if formula.startswith('"'):
        return [word.strip() for word in formula.strip('"').replace('""', '"').split(",") if word.strip()]
    names = {name.lower(): refers for name, refers in workbook.names.items()}
    reference = names.get(formula.lstrip("=").lower(), formula).lstrip("=")
    found = _ELSEWHERE.fullmatch(reference)
    named = (found[1] or found[2]).replace("''", "'") if found else sheet
    try:
        area = parse_area((found[3] if found else reference).replace("$", ""))
    except ValueError:
        return []
    if named not in workbook.sheets:
        return []
    inside = (
        (at, cell) for at, cell in sorted(workbook.sheets[named].cells.items()) if area.holds(*at) and not cell.is_blank
    )
    return list(dict.fromkeys(cell.shown.strip() for _, cell in inside))[:_MOST_CHOICES]
