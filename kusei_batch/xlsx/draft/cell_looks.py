"""How cells look, by the number of their style: lines, locks, number formats, sizes."""

from __future__ import annotations

from kusei_batch.xlsx.book import Book
from kusei_batch.xlsx.draft.drawn_sheet import DrawnCell
from kusei_batch.xlsx.markup import local, main
from kusei_batch.xlsx.package import broken
from kusei_batch.xlsx.reader.authored import CellFormat

_SIDES = ("top", "bottom", "left", "right")


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
