"""The definition sheets put into a book: those of the starting template, with their notes and lists, and other rows."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence

from lxml import etree

from kusei_batch.core.text.columns import column_letters
from kusei_batch.xlsx.book import Book
from kusei_batch.xlsx.draft.definition_rows import MEMO, MEMO_HEADINGS, Row
from kusei_batch.xlsx.markup import PACKAGE_RELATION, cells_of, child_of, drop, fragments, main, text_of
from kusei_batch.xlsx.reference import parse_address
from kusei_batch.xlsx.stamp.slots import text_markup
from kusei_batch.xlsx.stamp.styles import Styles
from kusei_batch.xlsx.template.definitions import CHECKS, CHOICES, ITEMS, NOTES, SETTINGS, TOTALS

_SHEETS = (ITEMS, CHOICES, SETTINGS, TOTALS, CHECKS, MEMO, NOTES)
_MEMO_WIDTHS = (16, 16, 56, 56)
_ROW_HEIGHT, _LINE, _LETTERS = 20, 14, 24
_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWN_NOTES = "application/vnd.openxmlformats-officedocument.vmlDrawing"


def add_definitions(book: Book, starter: Book, rows: Mapping[str, Sequence[Row]]) -> None:
    """Add the definition sheets with those rows to a book that has none of them."""
    parts = {sheet.name: sheet.part for sheet in starter.sheets}
    for name in _SHEETS:
        if name == MEMO and not rows.get(MEMO):
            continue
        part = parts[CHOICES if name == MEMO else name]
        root = etree.fromstring(starter.content(part))
        _take_styles(root, starter, book)
        if name == MEMO:
            _make_memo(root)
        if name in rows:
            _set_rows(root, rows[name])
        added = book.add_sheet(name, etree.tostring(root))
        _take_notes(starter, part, book, added)


def _take_styles(root: etree._Element, starter: Book, book: Book) -> None:
    """Add the cell formats a sheet uses to the book, and let the sheet use those."""
    styles = Styles(book.tree(book.linked(book.workbook_part, "styles")[0]))
    own = starter.tree(starter.linked(starter.workbook_part, "styles")[0])
    lists = {tag: own.find(main(tag)) for tag in ("cellXfs", "fonts", "fills", "borders")}
    made: dict[str, int] = {}
    for cell in cells_of(root):
        number = cell.get("s", "0")
        if number not in made:
            made[number] = _add_style(styles, lists, int(number))
        cell.set("s", str(made[number]))


def _add_style(styles: Styles, lists: Mapping[str, etree._Element | None], number: int) -> int:
    xf = _at(lists["cellXfs"], number)
    font, border = _at(lists["fonts"], int(xf.get("fontId", "0"))), _at(lists["borders"], int(xf.get("borderId", "0")))
    colour = next(
        (e.get("rgb", "")[2:] for e in _at(lists["fills"], int(xf.get("fillId", "0"))).iter(main("fgColor"))), ""
    )
    return styles.cell_format(_inside(font), colour or None, _inside(border), _inside(xf))


def _at(group: etree._Element | None, number: int) -> etree._Element:
    if group is None:
        raise ValueError("the starting template has no styles")
    return group[number]


def _inside(element: etree._Element) -> str:
    return "".join(etree.tostring(child, encoding="unicode") for child in element)


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


def _take_notes(starter: Book, part: str, book: Book, added: str) -> None:
    """Copy the notes of a sheet, with the drawing Excel shows them in; a sheet without any points to none."""
    root = book.tree(added)
    kinds = {"comments": ("comments", "xml", _COMMENTS), "vmlDrawing": ("drawings", "vml", _DRAWN_NOTES)}
    copied = {}
    for kind, (folder, suffix, content_type) in kinds.items():
        for linked in starter.linked(part, kind):
            names = (f"xl/{folder}/notes{number}.{suffix}" for number in range(1, 1000))
            name = next(free for free in names if free not in book)
            book.add_part(name, starter.content(linked), content_type)
            copied[kind] = (name, starter.relation_id(part, linked))
    if not copied:
        drop([e for e in root if e.tag == main("legacyDrawing")])
        return
    lines = "".join(
        f'<Relationship Id="{given}" Target="{posixpath.relpath(name, posixpath.dirname(added))}" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/>'
        for kind, (name, given) in copied.items()
    )
    folder, _, own = added.rpartition("/")
    content = f'<Relationships xmlns="{PACKAGE_RELATION}">{lines}</Relationships>'
    book.add_part(f"{folder}/_rels/{own}.rels", content.encode(), "")
