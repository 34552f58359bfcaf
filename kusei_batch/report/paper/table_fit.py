"""How much room texts take in the cells of a paper's tables, and which rows stay on one page."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from kusei_batch.core.text.width import text_width

USUAL_SIZE = 9.5  # points: that of the styles 表の文字 and 表の見出し
AROUND = 150  # the margins of a cell
LINE = 28.4  # of a line, for each point of its letters
_TOGETHER = 0.385  # of the height of a page: a table up to that high stays on one page
_SPLIT = 0.2  # of the height of a page: a row that is higher may go on on the next one
_SEAM = re.compile(r"(?<=[0-9A-Za-z])(?=[぀-ヿ一-鿿々])|(?<=[぀-ヿ一-鿿々])(?=[0-9A-Za-z])")
_BRACKET = re.compile(r"(?<=.)(?=（)")
_ENDING = re.compile(r"(?<=.)(?=（[^（）]*）(?:（[^（）]*）)*$)")
"""Before each of the brackets that end a text."""


@dataclass(frozen=True, slots=True)
class TextFrame:
    """Where a table stands: width and height of the text on its pages, in twentieths of a point."""

    width: int = 9070
    height: int = 14170


A4 = TextFrame()
"""A4 upright, with margins of 25 mm."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The table's frame and letters: what its columns and rows are measured by."""

    frame: TextFrame = A4
    size: float = USUAL_SIZE

    @property
    def half(self) -> float:
        """The width of a half-width character."""
        return self.size * 10

    @property
    def most_whole(self) -> int:
        """Of how many lines a row may be that is not split between pages."""
        return self._page_lines(_SPLIT)

    def kept_rows(self, lines: Sequence[int], *, noted: bool) -> list[bool]:
        """Return which rows stay with what follows: all of a low table; of a long one the first and its end."""
        last = len(lines) - 1
        if sum(lines) + 1 <= self._page_lines(_TOGETHER):
            return [i < last or noted for i in range(len(lines))]
        return [i in (0, last - 1) or (i == last and noted) for i in range(len(lines))]

    def lines(self, text: str, width: int) -> int:
        """Return how many lines a text takes in a cell of that width."""
        room = max(2, (width - AROUND) // self.half)
        return sum(max(1, math.ceil(extent(line) / room)) for line in text.split("\n"))

    def heading(self, text: str, width: int) -> str:
        """Return a heading as it is set: whole where it fits on its line, else broken before its brackets."""
        return text if extent(text) * self.half + AROUND <= width else parted(text)

    def value(self, text: str, width: int) -> str:
        """Return a value with the brackets that end it, as 60以上（令和9年度）: no line ends within a bracket.

        It stays as it is where it fits on its line, is a sentence, or has a part that is wider than its cell.
        """
        parts = _ENDING.split(text) if text.endswith("）") else [text]
        if "\n" in text or any(extent(part) * self.half + AROUND > width for part in parts):
            return text
        lines = [parts[0]]
        for part in parts[1:]:
            if extent(lines[-1] + part) * self.half + AROUND <= width:
                lines[-1] += part
            else:
                lines.append(part)
        return "\n".join(lines)

    def _page_lines(self, share: float) -> int:
        return int(self.frame.height * share / (self.size * LINE))


USUAL_FIT = Fit()


def parted(heading: str) -> str:
    """Return a heading with what stands in brackets, as its unit, on a line of its own."""
    return _BRACKET.sub("\n", heading)


@lru_cache(maxsize=4096)
def extent(line: str) -> float:
    """Return the width in half-width characters; Word leaves half of one between figures or letters and Japanese."""
    return text_width(line) + len(_SEAM.findall(line)) / 2
