"""The definition sheets put into a book: those of the starting template, with their notes and lists, and other rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from kusei_batch.core.text.columns import column_letters
from kusei_batch.xlsx.book import Book
from kusei_batch.xlsx.draft.definition_rows import MEMO, MEMO_HEADINGS, Row
from kusei_batch.xlsx.draft.taken_parts import take_notes, take_styles
from kusei_batch.xlsx.markup import cells_of, child_of, drop, fragments, main, text_of
from kusei_batch.xlsx.reference import parse_address
from kusei_batch.xlsx.stamp.slots import text_markup
from kusei_batch.xlsx.template.definitions import CHECKS, CHOICES, ITEMS, NOTES, SETTINGS, TOTALS

_SHEETS = (ITEMS, CHOICES, SETTINGS, TOTALS, CHECKS, MEMO, NOTES)
_MEMO_WIDTHS = (16, 16, 56, 56)
_ROW_HEIGHT, _LINE, _LETTERS = 20, 14, 24


def add_definitions(book: Book, starter: Book, rows: Mapping[str, Sequence[Row]]) -> None:
    """Add the definition sheets with those rows to a book that has none of them."""
    parts = {sheet.name: sheet.part for sheet in starter.sheets}
    for name in _SHEETS:
        if name == MEMO and not rows.get(MEMO):
            continue
        part = parts[CHOICES if name == MEMO else name]
        root = etree.fromstring(starter.content(part))
        take_styles(root, starter, book)
        if name == MEMO:
            _make_memo(root)
        if name in rows:
            _set_rows(root, rows[name])
        added = book.add_sheet(name, etree.tostring(root))
        take_notes(starter, part, book, added)


def _make_memo(root: etree._Element) -> None:
    columns = child_of(root, "cols")
    drop(list(columns))
    for number, width in enumerate(_MEMO_WIDTHS, start=1):
        etree.SubElement(
            columns, main("col"), {"min": str(number), "max": str(number), "width": str(width), "customWidth": "1"}
        )
    heading = root.find(f"{main('sheetData')}/{main('row')}")
    style = next(cells_of(root)).get("s", "0")
    if heading is not None:
        drop(list(heading))
        heading.extend(fragments("".join(_cell(1, n, style, word) for n, word in enumerate(MEMO_HEADINGS, start=1))))


def _set_rows(root: etree._Element, rows: Sequence[Row]) -> None:
    """Put other rows below the headings of a sheet, in the format of the row that stood there first."""
    data = child_of(root, "sheetData")
    headings = {parse_address(c.get("r", "A1"))[1]: text_of(c) for c in data[0].iterfind(main("c"))}
    style = next((c.get("s", "0") for row in list(data)[1:] for c in row.iterfind(main("c"))), "0")
    drop(list(data)[1:])
    for number, row in enumerate(rows, start=2):
        cells = "".join(_cell(number, column, style, row.get(head, "")) for column, head in headings.items())
        lines = max(1 + len(str(word)) // _LETTERS for word in row.values()) if row else 1
        height = max(_ROW_HEIGHT, lines * _LINE) if MEMO_HEADINGS[0] in row else _ROW_HEIGHT
        data.extend(fragments(f'<row r="{number}" ht="{height}" customHeight="1">{cells}</row>'))
    dimension = root.find(main("dimension"))
    if dimension is not None:
        dimension.set("ref", f"A1:{column_letters(max(headings))}{len(rows) + 1}")


def _cell(row: int, column: int, style: str, word: str | int) -> str:
    place = f'<c r="{column_letters(column)}{row}" s="{style}"'
    if isinstance(word, int):
        return f"{place}><v>{word}</v></c>"
    return f'{place} t="inlineStr"><is>{text_markup(word)}</is></c>' if word else f"{place}/>"
