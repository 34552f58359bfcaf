"""How wide the columns of 決定.xlsx are, and on which paper they are printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kusei_batch.core.clearance import FINGERPRINT
from kusei_batch.core.decision_book import NextSheet, Row, text_of
from kusei_batch.core.decision_list import ID
from kusei_batch.core.text.width import text_width
from kusei_batch.report.decision_entries import least_width
from kusei_batch.report.summary_workbook.column_widths import fitting_width, line_count, pixels

A3, A4 = 8, 9  # as a workbook names its paper
_PIXELS = {A4: 1040.0, A3: 1505.0}  # across between the margins, at the letters' own size of 10 points
_CLEAR, _LEGIBLE = 0.9, 0.8  # to which letters are made smaller: gladly, and at most
_TALL = 8  # lines; a row of more on A4 is printed on A3
_MOST_LINES = 40
_SPARE = 5  # pixels a column may take more where a program draws it wider
_WIDEST, _NARROWEST = 80.0, 9.0
_ENTRY_WIDTH = 15.0
_USUAL = 0.9  # of a column's texts; the few that are longer still make their own rows higher
_SHORT = 17.0
_WORD = re.compile(r"[!-~]+")  # of letters and digits: a number such as R08-1303-2-22
_MARK_WIDTH = 15.0  # of the column of IDs, which nobody reads: R08-1101-1-71- on one line, 目標1-予算 on the next


@dataclass(frozen=True, slots=True)
class _Column:
    """One column: the least width it is legible at, the one at which no text wraps, and a text as long as most are.

    At the width `kind` no name or word of a few signs is broken in two.
    """

    least: float
    kind: float
    natural: float
    usual: str

    def width(self, lines: int, least: float) -> float:
        """Return the width, no less than `least`, at which what it usually holds takes so many lines."""
        width = least
        while width < self.natural and line_count(self.usual, width) > lines:
            width += 1
        return min(width, max(self.natural, least))


def decision_widths(sheet: NextSheet, beside: Mapping[str, Mapping[str, str]]) -> tuple[list[float], int]:
    """Return widths that show words whole and let long texts wrap in as few lines as the print allows, and the paper.

    `beside` are the names that are shown beside the codes of a column, by its heading.
    """
    headings = sheet.kept.sheet.headings
    columns = [_measure(sheet, beside, heading) for heading in headings]
    kind, tight = [column.kind for column in columns], [column.least for column in columns]
    tries = ((A4, _CLEAR, kind), (A4, _LEGIBLE, kind), (A3, _CLEAR, kind), (A3, _LEGIBLE, kind), (A3, _LEGIBLE, tight))
    for paper, smaller, least in tries:
        for widths in _by_lines(columns, least, _TALL if paper == A4 else _MOST_LINES):
            shown = [width for heading, width in zip(headings, widths, strict=True) if heading != FINGERPRINT]
            if sum(pixels(width) + _SPARE for width in shown) <= _PIXELS[paper] / smaller:
                return widths, paper
    return tight, A3


def _by_lines(columns: Sequence[_Column], least: Sequence[float], most: int) -> Iterator[list[float]]:
    """Yield the widths at which rows usually have one line, two lines, and so on."""
    for lines in range(1, most + 1):
        yield [round(column.width(lines, narrow), 1) for column, narrow in zip(columns, least, strict=True)]


def _measure(sheet: NextSheet, beside: Mapping[str, Mapping[str, str]], heading: str) -> _Column:
    rows, defined = sheet.kept.sheet.rows, sheet.kind.defined
    names = beside.get(heading, {})
    texts = [f"{text}　{names[text]}" if (text := text_of(row.get(heading))) in names else text for row in rows]
    is_answer = sheet.kind.is_answer(heading)
    natural = fitting_width([f"{heading}　", *texts], _ENTRY_WIDTH if is_answer else _NARROWEST, _WIDEST)
    least = min(natural, _least(heading, rows))
    if defined and heading == ID:
        return _Column(_MARK_WIDTH, _MARK_WIDTH, _MARK_WIDTH, "")
    if defined:
        # Whoever decides reads what is asked: it is not squeezed for the sake of what is written beside it.
        wanted = least_width(defined, heading)
        least = max(least, wanted if sheet.kind.is_entry(heading) else min(natural, wanted))
    elif is_answer:
        least = max(least, _ENTRY_WIDTH)
    longest = sorted((text for text in texts if text), key=text_width) or [""]
    whole = fitting_width([heading if text_width(heading) <= _SHORT / 2 else "", *texts], _NARROWEST, _WIDEST)
    kind = max(least, whole if whole <= _SHORT else 0)
    return _Column(least, kind, natural, longest[int((len(longest) - 1) * _USUAL)])


def _least(heading: str, rows: Sequence[Row]) -> float:
    """Return the width that still breaks no number or mark of its column in two."""
    words = [word for row in rows for word in _WORD.findall(text_of(row.get(heading)))]
    return fitting_width(words, _NARROWEST, _WIDEST)
