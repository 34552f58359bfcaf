"""Reading a workbook's sheets as they are drawn."""

from __future__ import annotations

from kusei_batch.xlsx.book import Book, SheetPart
from kusei_batch.xlsx.compile.placeholder_cells import number_cells
from kusei_batch.xlsx.draft.cell_looks import read_looks
from kusei_batch.xlsx.draft.drawn_rules import read_rules
from kusei_batch.xlsx.draft.drawn_sheet import DrawnSheet
from kusei_batch.xlsx.markup import cells_of, main
from kusei_batch.xlsx.reader import Workbook
from kusei_batch.xlsx.reference import parse_address

_LAST_COLUMN = 1000


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
