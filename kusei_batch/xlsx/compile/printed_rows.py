"""印刷範囲: a sheet whose last table may be longer than usual prints its 印刷行数 rows and those in use, no others.

Excel works out a print area that is a formula, and makes a fixed range of it when somebody changes ページ設定; that
range holds what was in use then. LibreOffice takes plain ranges alone for a print area (INDEX, OFFSET, IF, a range
or a union of one with a formula were tried) and prints every row: docs/forms.md says what else was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, groupby

from lxml import etree

from kusei_batch.core.form import ROW_NUMBER, Field, Table
from kusei_batch.core.text.columns import column_letters
from kusei_batch.core.text.placeholder import find_placeholders
from kusei_batch.xlsx.block import Block
from kusei_batch.xlsx.book import Book, SheetPart
from kusei_batch.xlsx.compile.identity_sheet import define_local_name
from kusei_batch.xlsx.compile.repeat import RepeatedBook
from kusei_batch.xlsx.markup import cells_of, local, main, text_of
from kusei_batch.xlsx.package import parse_xml
from kusei_batch.xlsx.reference import Area, absolute, parse_address, parse_area, quote_sheet

_PRINT_AREA = "_xlnm.Print_Area"
# Excel's limits of a formula and of a text in it; it calls a book damaged that goes beyond.
_LONGEST_FORMULA, _LONGEST_TEXT = 8192, 255


def limit_printed_rows(made: RepeatedBook) -> None:
    """Let each sheet end in print with the rows in use of its last table, where nothing stands below that."""
    for index, sheet in enumerate(made.book.sheets):
        printed = PrintedSheet(made, sheet, index)
        formula = _formula(printed) if sheet.is_worksheet and printed.ends_with_use else ""
        if not 0 < len(formula) <= _LONGEST_FORMULA:
            continue
        if printed.named is None:
            define_local_name(made.book.workbook, _PRINT_AREA, index, formula)
        else:
            printed.named.text = formula


@dataclass(frozen=True)
class PrintedSheet:
    """What is printed of a sheet; `index` is its number in the workbook, from 0."""

    made: RepeatedBook
    sheet: SheetPart
    index: int

    @cached_property
    def blocks(self) -> dict[str, Block]:
        """The first rows of each of its tables."""
        return {table: block for (name, table), block in self.made.first_blocks.items() if name == self.sheet.name}

    @property
    def last_table(self) -> Table:
        """The lowest of its tables."""
        return self.made.form.table(max(self.blocks, key=lambda name: self.blocks[name].top))

    @cached_property
    def named(self) -> etree._Element | None:
        """The name that states its print area."""
        names = self.made.book.workbook.iterfind(f"{main('definedNames')}/{main('definedName')}")
        own = (name for name in names if name.get("localSheetId") == str(self.index))
        return next((name for name in own if name.get("name", "").lower() == _PRINT_AREA.lower()), None)

    @cached_property
    def area(self) -> Area | None:
        """The range of cells that is printed, with room for every row; None where it states several ranges."""
        if self.named is None:
            return self.seen
        stated = (self.named.text or "").removeprefix(f"{quote_sheet(self.sheet.name)}!")
        try:
            return parse_area(stated.removeprefix(f"{self.sheet.name}!"))
        except ValueError:
            return None

    @cached_property
    def seen(self) -> Area:
        """What Excel prints of it where it states no print area."""
        root = self.made.book.tree(self.sheet.part)
        cells = (c for c in cells_of(root) if len(c) or self.made.styles.is_drawn(int(c.get("s", "0"))))
        places = {parse_address(cell.get("r", "A1")) for cell in cells} | {(1, 1)}
        merged = [parse_area(merge.get("ref", "")) for merge in root.iter(main("mergeCell"))]
        places |= {(area.bottom, area.right) for area in merged if (area.top, area.left) in places}
        return Area(1, 1, max(row for row, _ in places), max(column for _, column in places))

    def end_of(self, table: Table, records: int) -> int:
        """Return the last row of so many records."""
        return self.blocks[table.name].top + self.blocks[table.name].height * records - 1

    @cached_property
    def ends_with_use(self) -> bool:
        """Whether it may end with the rows in use of its last table."""
        if not self.blocks or self.area is None:
            return False
        table = self.last_table
        end, printed_end = self.end_of(table, table.max_rows), self.end_of(table, table.printed_rows)
        # Of a table that has its issued rows alone the others are hidden.
        if table.is_fixed or printed_end == end or self.area.bottom < end:
            return False
        is_last = min(self.area.bottom, self.seen.bottom) <= end
        return is_last and all(row <= printed_end for row in _rows_of_drawings(self.made.book, self.sheet))


def _rows_of_drawings(book: Book, sheet: SheetPart) -> Iterator[int]:
    """Yield the rows, from 1, in which the corners of drawings on a sheet stand."""
    for drawing in book.linked(sheet.part, "drawing"):
        yield from (int(e.text or "0") + 1 for e in parse_xml(book.content(drawing)).iter() if local(e) == "row")


def _formula(printed: PrintedSheet) -> str:
    made, table, area, name = (
        printed.made,
        printed.last_table,
        printed.area or printed.seen,
        quote_sheet(printed.sheet.name),
    )
    block = printed.blocks[table.name]
    used = (
        _records_in_use(made, one, table) for one in made.book.sheets if (one.name, table.name) in made.first_blocks
    )
    records = ",".join([str(table.printed_rows), *chain.from_iterable(used)])
    column = f"${column_letters(area.right)}"
    first = f"${column_letters(area.left)}${area.top}"
    return f"{name}!{first}:INDEX({name}!{column}:{column},{_above(name, block)}+{block.height}*MAX({records}))"


def _records_in_use(made: RepeatedBook, sheet: SheetPart, table: Table) -> Iterator[str]:
    """Yield formulas of how many records there are down to the last one in use, by the columns of a sheet."""
    block, name = made.first_blocks[sheet.name, table.name], quote_sheet(sheet.name)
    above = _above(name, block)
    for columns in _columns_filled_in(made.form.fields_of(table.name), sheet.name):
        cells = Area(block.top, columns.start, block.top + block.height * table.max_rows - 1, columns.stop - 1)
        texts = ",".join(f'"{text}"' for text in ("", *_labels(made, sheet, block, columns)))
        area = f"{name}!{absolute(cells)}"
        # What is no label is in use, an error or a long text too; MATCH finds neither.
        last = f"MAX(ISERROR(MATCH({_as_typed(area)},{{{texts}}},0))*ROW({area}))"
        yield f"ROUNDUP(({last}-{above})/{block.height},0)"


def _as_typed(area: str) -> str:
    """Return a formula of the texts of an area in which MATCH takes no sign for any text there is."""
    text = f'{area}&""'
    for sign in "~*?":
        text = f'SUBSTITUTE({text},"{sign}","~{sign}")'
    return text


def _above(name: str, block: Block) -> str:
    """Return a formula of the row above a table; it moves with the rows inserted over it."""
    return f"ROW({name}!$A${block.top - 1})" if block.top > 1 else "0"


def _columns_filled_in(fields: tuple[Field, ...], sheet: str) -> Iterator[range]:
    """Yield the columns, side by side, in which something of a record stands that a blank one has not."""
    own = [f for f in fields if f.sheet == sheet and f.cells and not f.is_computed and f.name != ROW_NUMBER]
    columns = sorted({parse_address(f.cells[0])[1] for f in own})
    for _, numbered in groupby(enumerate(columns), key=lambda one: one[1] - one[0]):
        together = [column for _, column in numbered]
        yield range(together[0], together[-1] + 1)


def _labels(made: RepeatedBook, sheet: SheetPart, block: Block, columns: range) -> list[str]:
    """Return the texts that every record has in some of its columns, in quotes as a formula has them."""
    texts = []
    for cell in cells_of(made.book.tree(sheet.part)):
        row, column = parse_address(cell.get("r", "A1"))
        item = made.strings.item_of(cell) if row in block and column in columns else None
        if item is not None and not find_placeholders(text_of(item)):
            texts.append(text_of(item).replace('"', '""'))
    return [text for text in dict.fromkeys(texts) if len(text) <= _LONGEST_TEXT]
