"""What a sheet copied from another book brings along: its cell formats, its notes."""

from __future__ import annotations

import posixpath

from lxml import etree

from kusei_batch.xlsx.book import Book
from kusei_batch.xlsx.markup import PACKAGE_RELATION, cells_of, drop, local, main
from kusei_batch.xlsx.stamp.styles import Styles

_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWN_NOTES = "application/vnd.openxmlformats-officedocument.vmlDrawing"


def take_styles(root: etree._Element, source: Book, book: Book) -> None:
    """Add the cell formats a sheet uses to the book, and let the sheet use those."""
    styles = Styles(book.tree(book.linked(book.workbook_part, "styles")[0]))
    own = source.tree(source.linked(source.workbook_part, "styles")[0])
    lists = {local(element): element for element in own}
    formats, fonts, fills, borders = (lists[tag] for tag in ("cellXfs", "fonts", "fills", "borders"))
    made: dict[str, int] = {}
    for cell in cells_of(root):
        number = cell.get("s", "0")
        if number not in made:
            xf = formats[int(number)]
            fill = fills[int(xf.get("fillId", "0"))]
            colour = next((e.get("rgb", "")[2:] for e in fill.iter(main("fgColor"))), None)
            font, border = fonts[int(xf.get("fontId", "0"))], borders[int(xf.get("borderId", "0"))]
            made[number] = styles.cell_format(_inside(font), colour, _inside(border), _inside(xf))
        cell.set("s", str(made[number]))


def _inside(element: etree._Element) -> str:
    return "".join(etree.tostring(child, encoding="unicode") for child in element)


def take_notes(source: Book, part: str, book: Book, added: str) -> None:
    """Copy the notes of a sheet, with the drawing Excel shows them in; a sheet without any points to none."""
    root = book.tree(added)
    kinds = {"comments": ("comments", "xml", _COMMENTS), "vmlDrawing": ("drawings", "vml", _DRAWN_NOTES)}
    copied = {}
    for kind, (folder, suffix, content_type) in kinds.items():
        for linked in source.linked(part, kind):
            names = (f"xl/{folder}/notes{number}.{suffix}" for number in range(1, 1000))
            name = next(free for free in names if free not in book)
            book.add_part(name, source.content(linked), content_type)
            copied[kind] = (name, source.relation_id(part, linked))
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
