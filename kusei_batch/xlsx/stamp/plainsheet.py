"""Markup of the sheets the program writes itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kusei_batch.core.text.columns import column_letters
from kusei_batch.xlsx.digit_width import digit_points
from kusei_batch.xlsx.markup import MAIN, RELATION, escape_attribute
from kusei_batch.xlsx.stamp.row_heights import HIGHEST, TextRoom, room_for
from kusei_batch.xlsx.stamp.slots import text_markup

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PICTURES_ALLOWED = '<sheetProtection sheet="1" scenarios="1" formatColumns="0" formatRows="0"/>'
"""Of a sheet with 写真 fields: where objects are protected, Excel lets nobody insert a picture."""
PROTECTION = '<sheetProtection sheet="1" objects="1" scenarios="1" formatColumns="0" formatRows="0"/>'
_INDENT = 1.5
_USUAL_HEIGHT = 18.0
_A4_TALL, _A4_WIDE = 595.3, 841.9
_SIDES, _ENDS = 72.0, 86.4  # of the margins below, both together
_MARGINS = '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column's width in points; a hidden one is not shown."""

    points: float
    hidden: bool = False


@dataclass(slots=True)
class PlainSheet:
    """A worksheet under construction, row by row, its columns as wide on paper whatever the 標準 font is."""

    columns: Sequence[SheetColumn]
    font: tuple[str, float]
    default_font: tuple[str, float]
    rows: list[str] = field(default_factory=list)
    merges: list[str] = field(default_factory=list)
    heights: list[float] = field(default_factory=list)

    @property
    def next_row(self) -> int:
        """Number of the row that would be added now."""
        return len(self.rows) + 1

    def add(self, cells: Sequence[str], height: float | None = None) -> None:
        """Append a row of cell markup."""
        stated = f' ht="{min(HIGHEST, height):g}" customHeight="1"' if height else ""
        self.heights.append(min(HIGHEST, height) if height else _USUAL_HEIGHT)
        self.rows.append(f'<row r="{self.next_row}"{stated}>{"".join(cells)}</row>')

    def text(self, column: int, style: int, text: str = "") -> str:
        """Return a text cell in the row that is added next."""
        place = f'<c r="{column_letters(column)}{self.next_row}" s="{style}"'
        return f'{place} t="inlineStr"><is>{text_markup(text)}</is></c>' if text else f"{place}/>"

    def number(self, column: int, style: int, value: int) -> str:
        """Return a number cell in the row that is added next."""
        return f'<c r="{column_letters(column)}{self.next_row}" s="{style}"><v>{value}</v></c>'

    def height_for(self, texts: Sequence[tuple[int, str]], least: float) -> float:
        """Return the height in points that shows the text of each (column, text) whole."""
        return max([least, *(self._room(column).height_for(text) for column, text in texts)])

    def write(self, head: str, tail: str) -> str:
        """Return the sheet: `head` goes before the columns, `tail` after the cells, from the protection on."""
        columns = "".join(
            f'<col min="{i}" max="{i}" width="{self._width(i):g}" customWidth="1"{_HIDDEN if c.hidden else ""}/>'
            for i, c in enumerate(self.columns, start=1)
        )
        return (
            f'{DECLARATION}<worksheet xmlns="{MAIN}" xmlns:r="{RELATION}">{head}'
            f'<sheetFormatPr defaultRowHeight="{_USUAL_HEIGHT:g}"/><cols>{columns}</cols>'
            f"<sheetData>{''.join(self.rows)}</sheetData>{tail}</worksheet>"
        )

    def _room(self, column: int) -> TextRoom:
        return room_for(self._width(column) - _INDENT, self.font, self.default_font)

    def _width(self, column: int) -> float:
        """Return a column's width as a sheet states it, in digits of the default font."""
        return round(self.columns[column - 1].points / digit_points(self.default_font), 2)


def breaks_markup(sheet: PlainSheet, heading: int, kept: Sequence[range]) -> str:
    """Return the breaks by which rows that stay together are not parted by the end of a page: A4 across, one wide.

    `heading` is the row that stands on every page. LibreOffice keeps to them also where a sheet is fitted to a width;
    where a program does not, the rows are parted as they would be without.
    """
    whole = (_A4_TALL - _ENDS) * sum(c.points for c in sheet.columns) / (_A4_WIDE - _SIDES)
    starts = {rows.start: sum(sheet.heights[row - 1] for row in rows) for rows in kept}
    found, left = [], whole
    for row, height in enumerate(sheet.heights, start=1):
        if max(height, starts.get(row, 0.0)) > left:
            found += [row - 1] if row in starts and height <= left else []
            left = whole - sheet.heights[heading - 1]
        left -= height
    marks = "".join(f'<brk id="{row}" max="16383" man="1"/>' for row in found)
    return f'<rowBreaks count="{len(found)}" manualBreakCount="{len(found)}">{marks}</rowBreaks>' if found else ""


def merged_markup(merges: Sequence[str]) -> str:
    """Return the markup of merged cells; nothing where there are none."""
    cells = "".join(f'<mergeCell ref="{ref}"/>' for ref in merges)
    return f'<mergeCells count="{len(merges)}">{cells}</mergeCells>' if merges else ""


def page(footer: str, *, landscape: bool) -> str:
    """Return the markup of margins, of A4 one page wide, and of page n / N below."""
    orientation = "landscape" if landscape else "portrait"
    return (
        f'<printOptions horizontalCentered="1"/>{_MARGINS}'
        f'<pageSetup paperSize="9" orientation="{orientation}" fitToWidth="1" fitToHeight="0"/>'
        f"<headerFooter><oddFooter>{escape_attribute(footer)}</oddFooter></headerFooter>"
    )


_HIDDEN = ' hidden="1"'
