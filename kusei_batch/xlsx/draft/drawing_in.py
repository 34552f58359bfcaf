"""Reading a workbook's sheets as they are drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kusei_batch.xlsx.book import Book, SheetPart
from kusei_batch.xlsx.compile.placeholder_cells import number_cells
from kusei_batch.xlsx.draft.drawn_sheet import DrawnCell, DrawnRule, DrawnSheet
from kusei_batch.xlsx.markup import cells_of, local, main
from kusei_batch.xlsx.package import broken
from kusei_batch.xlsx.reader import Workbook
from kusei_batch.xlsx.reader.authored import CellFormat
from kusei_batch.xlsx.reference import parse_address, parse_areas

_LAST_COLUMN = 1000
_SIDES = ("top", "bottom", "left", "right")
_ELSEWHERE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!:]+))!(.+)")
_MOST_CHOICES = 200


def read_drawn(book: Book, workbook: Workbook, sheet: SheetPart, *, issued: bool = False) -> DrawnSheet:
    """Return a worksheet as it is drawn; `workbook` is the same book, read. `issued` tells that it is a copy issued."""
    root, read = book.tree(sheet.part), workbook.sheets[sheet.name]
    number_cells(root)
    looks = read_looks(book, workbook.authored.formats)
    styled = {
        parse_address(cell.get("r", "A1")): looks[number]
        for cell in cells_of(root)
        if (number := int(cell.get("s", "0"))) < len(looks)
    }
    widths = {
        column: float(columns.get("width", "8.4"))
        for columns in root.iterfind(f"{main('cols')}/{main('col')}")
        for column in range(int(columns.get("min", "1")), min(int(columns.get("max", "1")), _LAST_COLUMN) + 1)
    }
    usual = root.find(main("sheetFormatPr"))
    formulas = {at: cell.formula for at, cell in workbook.authored[sheet.name].formulas.items()}
    return DrawnSheet(
        name=sheet.name,
        texts={at: cell.shown for at, cell in read.cells.items() if not cell.is_blank and at not in formulas},
        looks=styled,
        formulas=formulas,
        merged=read.merged,
        rules=tuple(read_rules(workbook, sheet.name)),
        widths=widths,
        usual_width=float(usual.get("defaultColWidth", "8.4")) if usual is not None else 8.4,
        heights={
            int(row.get("r", "0")): float(height)
            for row in root.iterfind(f"{main('sheetData')}/{main('row')}")
            if (height := row.get("ht"))
        },
        usual_height=float(usual.get("defaultRowHeight", "15")) if usual is not None else 15.0,
        issued=issued,
        protected=root.find(main("sheetProtection")) is not None,
        hidden_rows=read.hidden.rows,
        hidden_columns=read.hidden.columns,
    )


def read_looks(book: Book, formats: tuple[CellFormat, ...]) -> list[DrawnCell]:
    """Return how the cells of each style look, by its number. Raise UnreadableError for a book without styles."""
    part = next(iter(book.linked(book.workbook_part, "styles")), None)
    if part is None:
        raise broken("セルの書式がブックにありません")
    root = book.tree(part)
    borders = [
        {local(side): style for side in border if (style := side.get("style", "")) not in ("", "none")}
        for border in root.iterfind(f"{main('borders')}/{main('border')}")
    ]
    fonts = [font.find(main("sz")) for font in root.iterfind(f"{main('fonts')}/{main('font')}")]
    sizes = [float(size.get("val", "11")) if size is not None else 11.0 for size in fonts]
    inks = [next(fill.iter(main("fgColor")), None) for fill in root.iterfind(f"{main('fills')}/{main('fill')}")]
    named = ("rgb", "theme", "tint", "indexed")
    colours = [" ".join(ink.get(key, "") for key in named).strip() if ink is not None else "" for ink in inks]
    looks = []
    for xf, known in zip(root.iterfind(f"{main('cellXfs')}/{main('xf')}"), formats, strict=False):
        border, font = int(xf.get("borderId", "0")), int(xf.get("fontId", "0"))
        drawn = borders[border] if border < len(borders) else {}
        sides = {side: drawn[side] for side in _SIDES if side in drawn}
        size = sizes[font] if font < len(sizes) else 11.0
        looks.append(
            DrawnCell(
                **sides,
                crossed="diagonal" in drawn,
                open=not known.is_locked,
                number=known.code,
                size=size,
                colour=colours[fill] if (fill := int(xf.get("fillId", "0"))) < len(colours) else "",
            )
        )
    return looks


def read_rules(workbook: Workbook, sheet: str) -> Iterator[DrawnRule]:
    """Yield the rules of a sheet that say where they hold."""
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
        areas = parse_areas((found[3] if found else reference).replace("$", ""))
    except ValueError:
        return []
    if named not in workbook.sheets:
        return []
    inside = (
        (at, cell)
        for at, cell in sorted(workbook.sheets[named].cells.items())
        if not cell.is_blank and any(area.holds(*at) for area in areas)
    )
    return list(dict.fromkeys(cell.shown.strip() for _, cell in inside))[:_MOST_CHOICES]
