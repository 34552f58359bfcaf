"""How much room text takes: East Asian characters are twice as wide as others, and none may be cut."""

from __future__ import annotations

import math
from collections.abc import Sequence

from kusei_batch.core.text.width import text_width

LINE = 12.6  # points a line of 10 pt text takes, leading included
PADDING = 6.0
INDENT = 2.0  # what an indent takes of a column's width, in Excel's unit
DEFAULT_COLUMN = 8.43  # Excel's own width
TITLE_HEIGHT = 86.0  # of a sheet's title and notes
TALLEST = 409.0  # Excel's highest row in points
_PAGE_WIDTH, _PAGE_HEIGHT = 770.0, 501.0  # points within the margins of A4 landscape
_MARGINS_APART = 22.0  # points by which those above and below take more than those on the sides
_POINTS_A_PIXEL = 0.75
LEGIBLE = 0.8  # to which text of 10 points may be made smaller
_LEGIBLE_PIXELS = 1280  # of a page across at 8 points
_HEADING = 22.0  # points of what is repeated on every page
_SCANT = 0.4  # of the last page
_SAFELY = 0.95  # programs differ a little in how high a row comes out


def line_count(text: str, width: float) -> int:
    """Return how many lines a text takes in a column of that width (Excel's unit), at least 1."""
    # A line ends early where a full-width character or a rule on line ends does not let it be filled.
    room = max(2.0, width - 1)
    return sum(max(1, math.ceil(text_width(line) / room)) for line in text.split("\n"))


def folded(heading: str, width: float) -> str:
    """Return a heading that has to wrap with its line ended before the unit: 遅れ and （日）, not 遅れ（日 and ）."""
    place = heading.rfind("（")
    return f"{heading[:place]}\n{heading[place:]}" if place > 0 and line_count(heading, width) > 1 else heading


def row_height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """Return the height in points that shows every text whole, up to Excel's highest."""
    lines = max((line_count(text, width) for text, width in zip(texts, widths, strict=True)), default=1)
    return min(TALLEST, max(18.0, lines * LINE + PADDING))


def pixels(width: float) -> int:
    """Return how wide a column is drawn in the house font."""
    return int(width * 7 + 5)


def width_left(widths: Sequence[float]) -> float:
    """Return how wide one more column may be beside these, where a page across is to be legible; perhaps below 0."""
    return (_LEGIBLE_PIXELS - sum(map(pixels, widths)) - 5) / 7


def wants_a3(widths: Sequence[float]) -> bool:
    """Return whether columns are so wide that letters would be smaller than 8 points on A4 across."""
    return sum(map(pixels, widths)) > _LEGIBLE_PIXELS


def printed_widths(widths: Sequence[float], least: int) -> list[float]:
    """Return the columns with as many empty ones on the right as make them that many pixels wide together."""
    beyond = max(0, least - sum(map(pixels, widths)))
    return [*widths, *[DEFAULT_COLUMN] * math.ceil(beyond / pixels(DEFAULT_COLUMN))]


def scale_on_page(widths: Sequence[float], height: int, *, lying: bool) -> float:
    """Return by how much what is that wide and that many pixels high is made smaller for one page, 1 for not at all."""
    wide, high = sum(map(pixels, widths)) * _POINTS_A_PIXEL, max(1.0, height * _POINTS_A_PIXEL)
    if lying:
        return min(1.0, _PAGE_WIDTH / wide, _PAGE_HEIGHT / high)
    return min(1.0, (_PAGE_HEIGHT + _MARGINS_APART) / wide, (_PAGE_WIDTH - _MARGINS_APART) / high)


def is_larger_lying(widths: Sequence[float], height: int) -> bool:
    """Return whether it is printed as large on one page across as on one upright."""
    return scale_on_page(widths, height, lying=True) >= scale_on_page(widths, height, lying=False)


def pages_taken(heights: Sequence[float], widths: Sequence[float], heading: float) -> tuple[int, float]:
    """Return how many A4 landscape pages rows take at one page wide, and which part of the last one they fill.

    `heading` is the height of what is repeated on every page.
    """
    scale = min(1.0, _PAGE_WIDTH / (sum(map(pixels, widths)) * _POINTS_A_PIXEL))
    room = (_PAGE_HEIGHT / scale - heading) * _SAFELY
    pages, filled = 1, 0.0
    for height in heights:
        if filled + height > room:
            pages, filled = pages + 1, 0.0
        filled += height
    return pages, filled / room


def pages_tall(heights: Sequence[float], widths: Sequence[float]) -> int:
    """Return on how many pages rows are to be printed.

    A few rows are no page of their own: all are drawn a little smaller instead, as long as they can be read.
    """
    pages, filled = pages_taken(heights, widths, _HEADING)
    fewer = max(1, pages - 1)
    drawn = scale_on_page(widths, 0, lying=True) * fewer / (fewer + filled)
    return fewer if filled < _SCANT and drawn >= LEGIBLE else pages


def fewest_pages(widths: Sequence[float], rows: Sequence[Sequence[str]], heading: float) -> list[float]:
    """Return the widths on which rows take the fewest pages: those given, or with more room for the longest texts.

    Columns together as wide as 8 points allow make texts lower, and more of them stand on a page.
    """
    spare = (_LEGIBLE_PIXELS - sum(map(pixels, widths))) / 7
    lines = [sum(line_count(row[i], width) for row in rows) for i, width in enumerate(widths)]
    if spare <= 0 or not rows:
        return list(widths)
    longest = lines.index(max(lines))
    wider = [width + spare * (i == longest) for i, width in enumerate(widths)]
    pages = [pages_taken([row_height(row, each) for row in rows], each, heading) for each in (widths, wider)]
    return wider if pages[1][0] < pages[0][0] else list(widths)


def split_to_fit(text: str, width: float) -> list[str]:
    """Return the text in pieces that each fit the highest row, broken at line ends and else within a line."""
    most = int((TALLEST - PADDING) // LINE)
    if line_count(text, width) <= most:
        return [text]
    pieces: list[list[str]] = [[]]
    taken = 0
    for line in _short_lines(text, width, most):
        needed = line_count(line, width)
        if taken + needed > most:
            pieces.append([])
            taken = 0
        pieces[-1].append(line)
        taken += needed
    return ["\n".join(piece) for piece in pieces]


def _short_lines(text: str, width: float, most: int) -> list[str]:
    room = max(1, int((width - 1) // 2) * most)
    return [line[i : i + room] for line in text.split("\n") for i in range(0, max(1, len(line)), room)]


def fitting_width(texts: Sequence[str], narrowest: float = 6, widest: float = 60) -> float:
    """Return a column width that holds the longest line of these texts, within bounds."""
    longest = max((text_width(line) for text in texts for line in text.split("\n")), default=0)
    return float(min(widest, max(narrowest, longest + 3)))
