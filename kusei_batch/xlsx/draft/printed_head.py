"""What the head of a form has printed: its title, its number, the fiscal year it was made for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kusei_batch.xlsx.draft.drawn_sheet import DrawnSheet
from kusei_batch.xlsx.draft.printed_years import PrintedYear, year_printed
from kusei_batch.xlsx.draft.shown_items import NUMBERED, YEAR

HEAD_ROWS = 10
"""How far down a form's head may reach."""

_LONGEST_TITLE, _SHORTEST_TITLE = 40, 3
_PLACEHOLDER = re.compile(r"\{\{[^{}]*\}\}")


def form_title(sheets: Sequence[DrawnSheet]) -> str:
    """Return what is printed largest near the top of the first sheet that says so, without its year."""
    for sheet in sheets:
        found = [
            (sheet.look_at(*at).size, -at[0], YEAR.sub("", _PLACEHOLDER.sub("", text)))
            for at, text in sheet.texts.items()
            if at[0] <= HEAD_ROWS and sheet.area_at(*at) not in sheet.boxes and not NUMBERED.fullmatch(text.strip())
        ]
        titles = [one for one in found if _SHORTEST_TITLE <= len("".join(one[2].split())) <= _LONGEST_TITLE]
        titles = [one for one in titles if not re.search(r"[:：。※]|^[(（]|宛$|[様殿]$", one[2].strip())]
        if titles:
            return "".join(max(titles)[2].split())
    return ""


def form_year(sheets: Sequence[DrawnSheet]) -> PrintedYear | None:
    """Return the fiscal year that the head of the form is printed for."""
    heads = (text for sheet in sheets for at, text in sorted(sheet.texts.items()) if at[0] <= HEAD_ROWS)
    return next((year for text in heads if YEAR.search(text) and (year := year_printed(text))), None)


def form_number(sheets: Sequence[DrawnSheet]) -> str:
    """Return the number of the form as printed, empty without one."""
    found = (
        text.strip()
        for sheet in sheets
        for at, text in sorted(sheet.texts.items())
        if at[0] <= HEAD_ROWS and NUMBERED.fullmatch(text.strip())
    )
    return next(found, "")
