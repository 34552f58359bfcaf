"""How wide the columns of 決定.xlsx are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kusei_batch.core.decision_book import NextSheet, Row, text_of
from kusei_batch.core.decision_list import ID
from kusei_batch.report.decision_entries import least_width
from kusei_batch.report.summary_workbook.column_widths import fitting_width

_WIDEST, _NARROWEST = 52.0, 9.0
_PAGE = 150.0  # what the columns may take together, so that 10 pt are printed as 9 or more
_ENTRY_WIDTH = 15.0
_WORD = re.compile(r"[!-~]+")  # of letters and digits: a number such as R08-1303-2-22
_MARK_WIDTH = 12.0  # of the column of IDs, which nobody reads


def decision_widths(sheet: NextSheet, beside: Mapping[str, Mapping[str, str]]) -> list[float]:
    """Return widths that show words whole and let long texts wrap, so narrow together that the print stays legible.

    `beside` are the names that are shown beside the codes of a column, by its heading.
    """
    typed = sheet.kept.sheet

    def shown(heading: str, row: Row) -> str:
        text = text_of(row.get(heading))
        return f"{text}　{beside.get(heading, {}).get(text, '')}"

    widths = [
        fitting_width([f"{heading}　", *(shown(heading, row) for row in typed.rows)], _NARROWEST, _WIDEST)
        for heading in typed.headings
    ]
    defined = sheet.kind.defined
    answers = [sheet.kind.is_answer(h) for h in typed.headings]
    widths = [max(w, _ENTRY_WIDTH) if is_answer else w for w, is_answer in zip(widths, answers, strict=True)]
    columns = zip(typed.headings, widths, answers, strict=True)
    least = [width if is_answer else _least(heading, typed.rows) for heading, width, is_answer in columns]
    if defined:
        # Whoever decides reads what is asked: it is not squeezed for the sake of what is written beside it.
        least = [
            max(word_width, least_width(defined, heading)) if not is_answer else least_width(defined, heading)
            for heading, word_width, is_answer in zip(typed.headings, least, answers, strict=True)
        ]
        widths = [max(width, narrow) for width, narrow in zip(widths, least, strict=True)]
        place = typed.headings.index(ID)
        widths[place] = least[place] = _MARK_WIDTH
    spare = [max(0.0, width - narrow) for width, narrow in zip(widths, least, strict=True)]
    share = min(1.0, max(0.0, sum(widths) - _PAGE) / (sum(spare) or 1.0))
    return [round(width - share * more, 1) for width, more in zip(widths, spare, strict=True)]


def _least(heading: str, rows: Sequence[Row]) -> float:
    """Return the width that still breaks no number or mark of its column in two."""
    words = [word for row in rows for word in _WORD.findall(text_of(row.get(heading)))]
    return fitting_width(words, _NARROWEST, _WIDEST)
